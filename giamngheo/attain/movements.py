"""Movements between the lists, by class: who came to each, who left it, and how (`config/classes.toml`).

What a household was that moved away or was struck off, its own row does not say any more: the row of the month before does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata.classes import Move
from giamngheo.metadata.plan import HOUSEHOLDS
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, in_chunks

Movements = dict[Move, float]  # → households


def movements_of(warehouse: Warehouse, months: Collection[Period]) -> dict[tuple[str, str], Movements]:
    """(unit, month) → movements, of every submission in force; a class that nobody told is left out."""
    classes = warehouse.configuration.classes
    owners = {identity: place for place, identity in in_force(warehouse, list(months)).items()}
    found: dict[tuple[str, str], Movements] = {place: defaultdict(float) for place in owners.values()}
    table = warehouse.rows[HOUSEHOLDS].c
    counted = (table.submission_id, table.classification, table.change)
    alone = [one.change for one in classes.of_kind("exit", "between") if one.names_origin]
    query = sa.select(*counted, sa.func.count()).group_by(*counted).where(table.change.in_(alone))
    for identity, classification, change, count in _rows(warehouse, query, owners):
        for move in classes.moves(classification, change):
            found[owners[identity]][move] += count
    for place, classification, change, before in _with_class_before(warehouse, owners):
        for move in classes.moves(classification, change, before):
            found[place][move] += 1
    return found


def add_up(parts: Iterable[Movements]) -> Movements:
    total: Movements = defaultdict(float)
    for movements in parts:
        for movement, count in movements.items():
            total[movement] += count
    return total


def _with_class_before(
    warehouse: Warehouse, owners: dict[int, tuple[str, str]]
) -> Iterable[tuple[tuple[str, str], str, str, str | None]]:
    """Each household whose row does not say itself which class it left, with its class of the month before where its unit had
    it."""
    table = warehouse.rows[HOUSEHOLDS].c
    asked = [
        one.change
        for one in warehouse.configuration.classes.of_kind("entry", "exit", "between")
        if not one.names_origin
    ]
    query = sa.select(table.submission_id, table.household_code, table.classification, table.change)
    moved: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for identity, *row in _rows(warehouse, query.where(table.change.in_(asked)), owners):
        moved[owners[identity][1]].append((owners[identity], *row))
    for month, rows in moved.items():
        codes: dict[str, set[str]] = defaultdict(set)
        for place, code, *_ in rows:
            codes[place[0]].add(code)
        before = _classes_before(warehouse, Period.parse(month), codes)
        for place, code, classification, change in rows:
            yield place, classification, change, before.get((place[0], code))


def _classes_before(
    warehouse: Warehouse, month: Period, codes: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], str]:
    """(unit of the month, household) → class in the month before, of these households of each unit; by the standard of the
    month, of none where that is not known."""
    configuration, then = warehouse.configuration, month - 1
    column = configuration.class_column(then, month)
    if column is None:
        return {}
    table = warehouse.rows[HOUSEHOLDS].c
    extents = configuration.unit_register.extents(month, then)
    unit_now = {part.code: unit for unit, extent in extents.items() for part in extent.parts}
    query = sa.select(table.submission_id, table.household_code, table[column])
    query = query.where(table[column].in_(configuration.classes.listed_codes))
    owners = {identity: unit_now.get(unit, unit) for (unit, _), identity in in_force(warehouse, [then]).items()}
    found = {}
    with warehouse.reading() as connection:
        for chunk in in_chunks((one, code) for one in sorted(owners) for code in sorted(codes.get(owners[one], ()))):
            # Only in the lists of the units concerned: those of a month are millions of households.
            own = (table.submission_id.in_({one for one, _ in chunk}), table.household_code.in_({c for _, c in chunk}))
            for identity, code, classification in connection.execute(query.where(*own)):
                found[owners[identity], code] = classification
    return found


def _rows(warehouse: Warehouse, query: sa.Select[Any], submissions: Iterable[int]) -> Iterable[Any]:
    column = warehouse.rows[HOUSEHOLDS].c.submission_id
    with warehouse.reading() as connection:
        for chunk in in_chunks(sorted(submissions)):
            yield from connection.execute(query.where(column.in_(chunk)))

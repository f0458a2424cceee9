"""Movements between the lists, by class: who came to the poor and to the near-poor, who left, and how.

What a household was that moved away or was struck off, its own row does not say any more: the row of the month before does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.store.submissions import IN_FORCE, in_force
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import submission

CLASSES = ("poor", "near_poor")
CAME = ("new", "relapsed", "moved_in", "from_other")
LEFT = ("escaped", "to_other", "moved_out", "removed")

ON_THE_LIST = "on_the_list"  # in place of a class: called new, relapsed or moved in, though it only changed its class
Movements = dict[tuple[str, str], float]  # (class, what it was) → households
_ROWS = "household"
_OTHER = {"poor": "near_poor", "near_poor": "poor"}
_ESCAPED = {"escaped_poverty": "poor", "escaped_near_poverty": "near_poor"}
_CHANGED = {"to_poor": "poor", "to_near_poor": "near_poor"}
_CAME = ("new", "relapsed", "moved_in")
_GONE = ("moved_out", "removed")


def movements_of(warehouse: Warehouse, months: Collection[Period]) -> dict[tuple[str, str], Movements]:
    """(unit, month) → movements, of every submission in force; a class that nobody told is left out."""
    owners = {identity: place for place, identity in in_force(warehouse, list(months)).items()}
    found: dict[tuple[str, str], Movements] = {place: defaultdict(float) for place in owners.values()}
    table = warehouse.rows[_ROWS].c
    counted = (table.submission_id, table.classification, table.change)
    query = sa.select(*counted, sa.func.count()).group_by(*counted).where(table.change.in_([*_ESCAPED, *_CHANGED]))
    for identity, classification, change, count in _rows(warehouse, query, owners):
        for movement in _of(classification, change):
            found[owners[identity]][movement] += count
    for place, classification, change, before in _with_class_before(warehouse, owners):
        for movement in _of(classification, change, before):
            found[place][movement] += 1
    return found


def add_up(parts: Iterable[Movements]) -> Movements:
    total: Movements = defaultdict(float)
    for movements in parts:
        for movement, count in movements.items():
            total[movement] += count
    return total


def _of(classification: str, change: str, before: str | None = None) -> Iterable[tuple[str, str]]:
    """What a row tells of both classes: one that fell into poverty left the near-poor, also where it is called a relapse."""
    if change in _ESCAPED:
        yield _ESCAPED[change], "escaped"
    elif change in _CHANGED:
        yield _CHANGED[change], "from_other"
        yield _OTHER[_CHANGED[change]], "to_other"
    elif change in _GONE:
        if before:
            yield before, change
    elif classification in CLASSES and before == _OTHER[classification]:
        yield classification, "from_other"
        yield before, "to_other"
        yield ON_THE_LIST, change
    elif classification in CLASSES and before is None:
        yield classification, change


def _with_class_before(
    warehouse: Warehouse, owners: dict[int, tuple[str, str]]
) -> Iterable[tuple[tuple[str, str], str, str, str | None]]:
    """Each household that came, moved away or was struck off, with its class of the month before where its unit had it."""
    table = warehouse.rows[_ROWS].c
    query = sa.select(table.submission_id, table.household_code, table.classification, table.change)
    moved: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for identity, *row in _rows(warehouse, query.where(table.change.in_([*_GONE, *_CAME])), owners):
        moved[owners[identity][1]].append((owners[identity], *row))
    for month, rows in moved.items():
        before = _classes_before(warehouse, Period.parse(month), {code for _, code, _, _ in rows})
        for place, code, classification, change in rows:
            yield place, classification, change, before.get((place[0], code))


def _classes_before(warehouse: Warehouse, month: Period, codes: Collection[str]) -> dict[tuple[str, str], str]:
    """(unit of the month, household) → class in the month before, of these households."""
    table, then = warehouse.rows[_ROWS].c, month - 1
    extents = warehouse.configuration.unit_register.extents(month, then)
    unit_now = {part.code: unit for unit, extent in extents.items() for part in extent.parts}
    query = (
        sa.select(submission.c.unit, table.household_code, table.classification)
        .join(submission, submission.c.id == table.submission_id)
        .where(IN_FORCE, submission.c.period == then.code, table.classification.in_(CLASSES))
    )
    found = {}
    with warehouse.reading() as connection:
        for chunk in in_chunks(sorted(codes)):
            for unit, code, classification in connection.execute(query.where(table.household_code.in_(chunk))):
                found[unit_now.get(unit, unit), code] = classification
    return found


def _rows(warehouse: Warehouse, query: sa.Select[Any], submissions: Iterable[int]) -> Iterable[Any]:
    column = warehouse.rows[_ROWS].c.submission_id
    with warehouse.reading() as connection:
        for chunk in in_chunks(sorted(submissions)):
            yield from connection.execute(query.where(column.in_(chunk)))

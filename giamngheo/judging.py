"""Puts workbooks together to be judged: what they hold, and what came before from their units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from giamngheo.closing import closed_months
from giamngheo.configuration.records import Configuration
from giamngheo.explaining import About, Said
from giamngheo.finding import Finding, status_of
from giamngheo.frames import Batch, History, Item
from giamngheo.period import Period
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.explanations import explained_in
from giamngheo.warehouse.submissions import Verdict, history_rows, in_force, last_accepted
from giamngheo.workbook.reading import Reading, cover_value, is_this_form


def unit_and_period(reading: Reading, configuration: Configuration) -> tuple[str | None, str | None]:
    """Whose report it says it is, and for which month; `None` for what cannot be read."""
    unit = cover_value(reading, "unit", configuration.form)
    period = cover_value(reading, "period", configuration.form)
    return (unit if isinstance(unit, str) else None, period if isinstance(period, str) else None)


def batch_of(items: Iterable[Item], configuration: Configuration, warehouse: Warehouse | None, today: dt.date) -> Batch:
    """Workbooks of one month, with the history of their units where there is a warehouse."""
    listed = tuple(items)
    named = [unit_and_period(item.reading, configuration) for item in listed]
    periods = {period for _, period in named if period}
    units = {unit for unit, _ in named if unit}
    history = History.none()
    if warehouse and len(periods) == 1:
        history = history_of(warehouse, units, Period.parse(periods.pop()))
    closed = closed_months(warehouse, today) if warehouse else frozenset()
    return Batch(listed, configuration, history, today, closed)


def history_of(warehouse: Warehouse, units: Iterable[str], period: Period) -> History:
    wanted = set(units)
    last = last_accepted(warehouse, wanted, period)
    explained = _explained(warehouse, last, wanted, period)
    if not last:
        return replace(History.none(), explained=explained)
    covers, households = history_rows(warehouse, last)
    cover = {unit: (before, covers[identity]) for unit, (before, identity) in last.items() if identity in covers}
    return History(cover, households, explained)


def verdicts_of(batch: Batch, findings: Mapping[int, list[Finding]]) -> list[Verdict]:
    """What becomes of each workbook. One that names no unit of the district counts for its folder's."""
    known = batch.units.codes(None)
    verdicts = []
    for item in batch.items:
        unit, period = unit_and_period(item.reading, batch.configuration)
        found = findings[item.submission]
        owner = unit if unit in known else item.folder_unit
        if not is_this_form(item.reading, batch.form):
            period = None
        verdicts.append(Verdict(item.submission, owner or "", period, status_of(found), found))
    return verdicts


def _explained(
    warehouse: Warehouse, last: Mapping[str, tuple[str, int]], units: set[str], period: Period
) -> dict[About, Said]:
    """What the units have explained: in their last accepted month, and in the version in force of this one."""
    now = {identity: unit for (unit, _), identity in in_force(warehouse, [period]).items() if unit in units}
    before = {identity: (unit, month) for unit, (month, identity) in last.items()}
    found: dict[About, Said] = {}
    for identity, finding in explained_in(warehouse, [*before, *now]):
        unit, month = before.get(identity) or (now[identity], None)
        about = (unit, finding.rule, finding.subject, finding.mark)
        found[about] = Said(finding.explanation or "", finding.quiet_since or month)
    return found

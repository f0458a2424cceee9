"""Puts workbooks together to be judged: what they hold, and what came before from their units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from giamngheo.check.batch import Batch, History, Item
from giamngheo.check.explanations import About, Said, explained_in
from giamngheo.check.finding import Finding, status_of
from giamngheo.check.previous_reports import Earlier, last_reports
from giamngheo.check.verdicts import Verdict
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.read.workbook import Reading, cover_value, is_this_form
from giamngheo.store.deadlines import closed_months
from giamngheo.store.submissions import history_rows, in_force
from giamngheo.warehouse.engine import Warehouse


def unit_and_period(reading: Reading, configuration: Configuration) -> tuple[str | None, str | None]:
    """Whose report it says it is (by a provisional code, too), and for which month; `None` for what cannot be read."""
    unit = cover_value(reading, "unit", configuration.form)
    found = cover_value(reading, "period", configuration.form)
    period = found if isinstance(found, str) else None
    if not isinstance(unit, str):
        return None, period
    return configuration.unit_register.meant(unit, Period.parse(period) if period else None), period


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
    """Of a merged unit's first report those of its parts: their households, and the sum of their covers."""
    wanted = set(units)
    last = last_reports(warehouse, wanted, period)
    explained = _explained(warehouse, last, wanted, period)
    if not last:
        return replace(History.none(), explained=explained)
    covers, households = history_rows(warehouse, {one.submission: unit for unit, own in last.items() for one in own})
    cover = {
        unit: (max(one.period for one in own), sum(covers[one.submission] for one in own))
        for unit, own in last.items()
        if all(one.submission in covers for one in own)
    }
    reports = {one.submission: _called(one, own) for own in last.values() for one in own}
    return History(cover, households.assign(report=households["submission"].map(reports)), explained)


def _called(report: Earlier, together: tuple[Earlier, ...]) -> str:
    """`2020-02`; where there are several, `2025-06 của Xã Thạch Long`."""
    return report.period if len(together) == 1 else f"{report.period} của {report.unit.name}"


def verdicts_of(batch: Batch, findings: Mapping[int, list[Finding]]) -> list[Verdict]:
    """What becomes of each workbook. One that names no unit of its month counts for its folder's."""
    verdicts = []
    for item in batch.items:
        unit, period = unit_and_period(item.reading, batch.configuration)
        found = findings[item.submission]
        month = Period.parse(period) if period else None
        folder = batch.units.of_folder(item.folder_unit, month) if item.folder_unit else None
        owner = unit if unit in batch.units.codes(month) else folder
        if not is_this_form(item.reading, batch.form):
            period = None
        verdicts.append(Verdict(item.submission, owner or "", period, status_of(found), found))
    return verdicts


def _explained(
    warehouse: Warehouse, last: Mapping[str, tuple[Earlier, ...]], units: set[str], period: Period
) -> dict[About, Said]:
    """What the units have explained: in their last accepted month, and in the version in force of this one."""
    now = {identity: unit for (unit, _), identity in in_force(warehouse, [period]).items() if unit in units}
    before = {one.submission: (unit, one.period) for unit, own in last.items() for one in own}
    found: dict[About, Said] = {}
    for identity, finding in explained_in(warehouse, [*before, *now]):
        unit, month = before.get(identity) or (now[identity], None)
        about = (unit, finding.rule, finding.subject, finding.mark)
        found[about] = Said(finding.explanation or "", finding.quiet_since or month)
    return found

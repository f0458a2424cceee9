"""Why a report replaces another: which unit sent what since, and which verdicts moved with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.report import content as say
from giamngheo.report.lineage import lineages
from giamngheo.warehouse.engine import Warehouse, one_of
from giamngheo.warehouse.schema import submission


def reasons_of(warehouse: Warehouse, replaces: say.ReportContent, rests_on: Collection[int]) -> list[say.Reason] | None:
    """What stands in force now and did not then, by unit; and what was taken back. Nothing where an earlier version of the
    program did not note what the replaced report rested on."""
    then = next(
        (one for one in lineages(warehouse) if (one.period, one.revision) == (replaces.period, replaces.revision)), None
    )
    if then is None or not then.is_whole:
        return None
    before, now = then.submissions, frozenset(rests_on)
    rows = {row.id: row for row in _rows(warehouse, before ^ now)}
    had, has = (
        {(rows[one].unit, rows[one].period) for one in ids - other} for ids, other in ((before, now), (now, before))
    )
    found = [
        _reason(warehouse, row, "corrected" if (row.unit, row.period) in had else "added")
        for row in rows.values()
        if row.id in now
    ]
    gone = [row for row in rows.values() if row.id in before and (row.unit, row.period) not in has]
    return found + [_reason(warehouse, row, "taken_back") for row in gone]


def verdicts_moved(old: say.ReportContent, new: say.ReportContent) -> list[say.VerdictMoved]:
    """The district's targets of which another verdict stands in the new report."""
    before = {item.indicator: item.status for item in old.attainment}
    return [
        say.VerdictMoved(title=item.title, old=before[item.indicator], new=item.status)
        for item in new.attainment
        if item.indicator in before and before[item.indicator] != item.status
    ]


def _rows(warehouse: Warehouse, ids: Collection[int]) -> list[sa.Row[Any]]:
    query = sa.select(submission).where(one_of(submission.c.id, ids)).order_by(submission.c.period, submission.c.id)
    with warehouse.reading() as connection:
        return list(connection.execute(query).all())


def _reason(warehouse: Warehouse, row: sa.Row[Any], kind: say.Sent) -> say.Reason:
    month = Period.parse(row.period)
    return say.Reason(
        name=warehouse.configuration.unit_register.name(row.unit, month),
        kind=kind,
        month_title=month.title,
        version=row.version or 1,
        received_at=row.received_at,
    )

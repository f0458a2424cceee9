"""What a later workbook of a unit for the same month changes: rows, figures, and which published reports rest on the old.

Rows are compared by the household's code; nothing of a household but their number is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from giamngheo.attain.aggregates import of_submission
from giamngheo.core.period import Period
from giamngheo.report.lineage import DownstreamReport, downstream_reports, reports_made_from
from giamngheo.store.submissions import accepted_as, accepted_before, in_force
from giamngheo.warehouse.bulk import insert_rows
from giamngheo.warehouse.engine import Warehouse, scratch_warehouse
from giamngheo.warehouse.schema import submission

if TYPE_CHECKING:
    from giamngheo.store.rows import Rows

_ROWS = "household"


@dataclass(frozen=True)
class Correction:
    """Households added, removed and changed; figures that differ, (before, now); reports (period, revision) made before."""

    added: int
    removed: int
    changed: int
    figures: dict[str, tuple[float, float]]
    reports: tuple[DownstreamReport, ...]


def correction_of(warehouse: Warehouse, submission_id: int) -> Correction | None:
    """Against the version that this accepted submission replaced; `None` for a first one."""
    before = accepted_before(warehouse, submission_id)
    if not before:
        return None
    reports = reports_made_from(warehouse, before)
    return _difference((warehouse, before[-1]), (warehouse, submission_id), _month(warehouse, submission_id), reports)


def correction_to_come(warehouse: Warehouse, unit: str, period: str, sha256: str, rows: Rows) -> Correction | None:
    """What a workbook would change that is good but not stored; `None` where it would replace nothing.

    `sha256` is of its content: a workbook that was accepted once changes nothing, in force or not. Nothing is written.
    """
    before = in_force(warehouse, [Period.parse(period)]).get((unit, period))
    if before is None or accepted_as(warehouse, unit, period, sha256):
        return None
    scratch = scratch_warehouse(warehouse.configuration)
    try:
        identity = _put_in(scratch, rows)
        return _difference(
            (warehouse, before), (scratch, identity), Period.parse(period), downstream_reports(warehouse, {period})
        )
    finally:
        scratch.engine.dispose()


def _put_in(scratch: Warehouse, rows: Rows) -> int:
    """Gives the number of the submission whose rows they are."""
    with scratch.writing() as connection:
        for table, (columns, values) in rows.items():
            insert_rows(connection, scratch.rows[table], columns, values)
    columns, values = next((columns, values) for columns, values in rows.values() if values)
    return int(values[0][columns.index("submission_id")])


def _month(warehouse: Warehouse, submission_id: int) -> Period:
    with warehouse.reading() as connection:
        month = connection.scalar(sa.select(submission.c.period).where(submission.c.id == submission_id))
    return Period.parse(str(month))


def _difference(
    old: tuple[Warehouse, int], new: tuple[Warehouse, int], month: Period, reports: list[DownstreamReport]
) -> Correction:
    before, now = _households(*old), _households(*new)
    numbers, later = (of_submission(warehouse, identity, month) for warehouse, identity in (old, new))
    return Correction(
        added=len(now.keys() - before.keys()),
        removed=len(before.keys() - now.keys()),
        changed=sum(before[code] != now[code] for code in before.keys() & now.keys()),
        figures={
            key: (numbers[key], later[key])
            for key in old[0].configuration.plan_of(month).figure_by_key
            if key in numbers and numbers[key] != later[key]
        },
        reports=tuple(reports),
    )


def _households(warehouse: Warehouse, submission_id: int) -> dict[str, tuple[object, ...]]:
    """Code → everything else that the row says."""
    table = warehouse.rows[_ROWS]
    others = [column for column in table.columns if column.name not in ("submission_id", "row", "household_code")]
    query = sa.select(table.c.household_code, *others).where(table.c.submission_id == submission_id)
    with warehouse.reading() as connection:
        return {code: tuple(values) for code, *values in connection.execute(query)}

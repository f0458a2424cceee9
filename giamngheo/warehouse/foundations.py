"""Which submissions each report rests on: those it is a sum of, and those it compares with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import report


@dataclass(frozen=True)
class Founded:
    """A report and its foundation; `is_whole`: all of it is known. Of reports issued before it was kept only their own."""

    period: str
    revision: int
    submissions: frozenset[int]
    is_whole: bool


def note_foundation(warehouse: Warehouse, report_id: int, submissions: Collection[int]) -> None:
    """Also of a report that says the same on later submissions: it needs no revision."""
    with warehouse.writing() as connection:
        connection.execute(sa.update(report).where(report.c.id == report_id).values(rests_on=sorted(submissions)))


def last_reports(warehouse: Warehouse) -> list[tuple[str, int]]:
    """(period, revision) of the last report on each period."""
    query = sa.select(report.c.period, sa.func.max(report.c.revision)).group_by(report.c.period)
    with warehouse.reading() as connection:
        return [(row[0], int(row[1])) for row in connection.execute(query)]


def foundations(warehouse: Warehouse) -> list[Founded]:
    """Of every report, in the order they were issued."""
    query = sa.select(report.c.period, report.c.revision, report.c.submissions, report.c.rests_on).order_by(report.c.id)
    with warehouse.reading() as connection:
        return [
            Founded(row.period, row.revision, frozenset(row.rests_on or row.submissions), row.rests_on is not None)
            for row in connection.execute(query)
        ]

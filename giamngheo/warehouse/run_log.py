"""Work that is done, by job and period. Prefect shows runs; whether something is done stands here.

Jobs: `collect`, `send` (a report was sent to everybody), `nightly`; and `whole`, when nothing is left for a Retry.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import run


@dataclass(frozen=True)
class Run:
    """A run of Prefect, as people and links know it."""

    id: str
    name: str


def note_finished(warehouse: Warehouse, own: Run, job: str, period: Period, now: dt.datetime) -> None:
    """Write down that a run has done a job for a period; said twice it stands once."""
    key = sa.and_(run.c.run_id == own.id, run.c.job == job, run.c.period == period.code)
    row = {"run_id": own.id, "job": job, "period": period.code}
    with warehouse.writing() as connection:
        if not connection.scalar(sa.select(sa.func.count()).where(key)):
            more = {"run_name": own.name, "finished_at": now}
            connection.execute(sa.insert(run), [row | more])


def finished_by(warehouse: Warehouse, own: Run, job: str, period: Period) -> bool:
    """Whether this very run has done the job already: then its Retry has nothing to do."""
    query = sa.select(sa.func.count()).where(run.c.run_id == own.id, run.c.job == job, run.c.period == period.code)
    with warehouse.reading() as connection:
        return bool(connection.scalar(query))


def sent_by(warehouse: Warehouse, period: Period) -> Run | None:
    """The first run that reported on a period and sent the report, if there is one."""
    return _first(warehouse, run.c.job == "send", run.c.period == period.code)


def finished_since(warehouse: Warehouse, job: str, moment: dt.datetime, until: dt.datetime) -> Run | None:
    """A run that did the job from one moment to before another (UTC)."""
    return _first(warehouse, run.c.job == job, run.c.finished_at >= moment, run.c.finished_at < until)


def _first(warehouse: Warehouse, *where: sa.ColumnElement[bool]) -> Run | None:
    query = sa.select(run.c.run_id, run.c.run_name).where(*where).order_by(run.c.finished_at).limit(1)
    with warehouse.reading() as connection:
        row = connection.execute(query).one_or_none()
    return Run(row.run_id, row.run_name) if row else None

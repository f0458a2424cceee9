"""Which submissions wait for an answer, and which have one: a file that was laid into the unit's folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.finding import Finding
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import answer, finding, submission


@dataclass(frozen=True)
class Unanswered:
    """A judged workbook that its sender has to hear of: refused, or accepted with something to look at again."""

    submission: int
    unit: str
    period: str | None
    version: int | None
    status: str
    file: str
    sha256: str
    findings: tuple[Finding, ...]


def unanswered(warehouse: Warehouse, since: dt.datetime) -> list[Unanswered]:
    """Those received from a moment (UTC) on, in the order they came; what a later version has replaced needs none."""
    found = finding.alias()
    query = (
        sa.select(submission)
        .where(
            submission.c.received_at >= since,
            submission.c.status.in_(["rejected", "accepted"]),
            submission.c.superseded_at.is_(None),
            submission.c.fault.is_(None),
            submission.c.id.not_in(sa.select(answer.c.submission_id)),
            sa.exists().where(found.c.submission_id == submission.c.id),
        )
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
        return [
            Unanswered(
                row.id,
                row.unit,
                row.period,
                row.version,
                row.status,
                row.file,
                row.sha256,
                _findings(connection, row.id),
            )
            for row in rows
        ]


def note_answered(warehouse: Warehouse, submission_id: int, file: str, now: dt.datetime) -> None:
    with warehouse.writing() as connection:
        connection.execute(sa.insert(answer), {"submission_id": submission_id, "file": file, "laid_at": now})


def _findings(connection: sa.Connection, submission_id: int) -> tuple[Finding, ...]:
    query = sa.select(finding).where(finding.c.submission_id == submission_id).order_by(finding.c.id)
    return tuple(
        Finding(row.rule, row.severity, row.sheet, row.row, row.column, row.message)
        for row in connection.execute(query)
    )

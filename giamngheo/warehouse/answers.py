"""Which submissions wait for an answer, and which have one: a file that was laid into the unit's folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath

import sqlalchemy as sa

from giamngheo.finding import Finding
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.explanations import finding_of
from giamngheo.warehouse.schema import answer, finding, submission


@dataclass(frozen=True)
class Judged:
    """A judged workbook that its sender has to hear of: refused, or accepted, perhaps with something to look at again."""

    submission: int
    unit: str
    period: str | None
    version: int | None
    status: str
    file: str
    sha256: str
    received_at: dt.datetime
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """What the unit has to mend, or to look at and has not explained."""
        return tuple(finding for finding in self.findings if not finding.is_explained)

    @property
    def name(self) -> str:
        """The file's name, without the folders."""
        return PurePosixPath(self.file).name


def unanswered(warehouse: Warehouse, since: dt.datetime) -> list[Judged]:
    """Those with something open that no file was laid for, received from a moment (UTC) on, in the order they came."""
    found = finding.alias()
    is_open = sa.or_(found.c.severity != "warning", found.c.explanation.is_(None))
    left = sa.and_(
        submission.c.id.not_in(sa.select(answer.c.submission_id)),
        sa.exists().where(found.c.submission_id == submission.c.id, is_open),
    )
    return _judged(warehouse, since, left)


def judged_since(warehouse: Warehouse, since: dt.datetime) -> list[Judged]:
    """All that were received from a moment (UTC) on and stand; what a later version has replaced does not."""
    return _judged(warehouse, since, sa.true())


def _judged(warehouse: Warehouse, since: dt.datetime, which: sa.ColumnElement[bool]) -> list[Judged]:
    query = (
        sa.select(submission)
        .where(
            submission.c.received_at >= since,
            submission.c.status.in_(["rejected", "accepted"]),
            submission.c.superseded_at.is_(None),
            submission.c.fault.is_(None),
            which,
        )
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        return [
            Judged(
                row.id,
                row.unit,
                row.period,
                row.version,
                row.status,
                row.file,
                row.sha256,
                row.received_at,
                _findings(connection, row.id),
            )
            for row in connection.execute(query).all()
        ]


def note_answered(warehouse: Warehouse, submission_id: int, file: str, now: dt.datetime) -> None:
    with warehouse.writing() as connection:
        connection.execute(sa.insert(answer), {"submission_id": submission_id, "file": file, "laid_at": now})


def _findings(connection: sa.Connection, submission_id: int) -> tuple[Finding, ...]:
    """Less those that were explained in an earlier month and have not changed."""
    spoken = sa.and_(finding.c.submission_id == submission_id, finding.c.quiet_since.is_(None))
    query = sa.select(finding).where(spoken).order_by(finding.c.id)
    return tuple(map(finding_of, connection.execute(query)))

"""What came: new content becomes a submission; what cannot be read in yet is pending, for this collection only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import sqlalchemy as sa

from giamngheo.check.finding import Finding
from giamngheo.check.stored_findings import finding_row
from giamngheo.core.period import Period
from giamngheo.receive.mounted import FolderLook, last_looks
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import finding, submission

BY_FILE, BY_LOOK = "file", "look"  # what the moment of submission is known by


@dataclass(frozen=True)
class Arrival:
    """A file's content that the warehouse may not know yet. `modified`: seconds since 1970, by the file; 0 if unknown."""

    folder_unit: str
    file: str
    sha256: str
    size_bytes: int
    modified: float
    fault: str | None = None


@dataclass(frozen=True)
class Unfinished:
    """A file that the last collection could not read in: `fault` is `empty` or `growing`; `period`: what was collected."""

    unit: str
    period: str
    file: str
    fault: str
    seen_at: dt.datetime

    @property
    def name(self) -> str:
        """The file's name, without the folders."""
        return PurePosixPath(self.file).name


def note_arrivals(
    warehouse: Warehouse,
    arrivals: Iterable[Arrival],
    pending: Iterable[Arrival],
    period: Period,
    now: dt.datetime,
    units: Collection[str] = (),
) -> int:
    """Write down what is new, in the order given; content known from the same unit is not new.

    Returns how many are new. Pending files are those of this collection only (which may be one of some `units`).
    """
    with warehouse.writing() as connection:
        looked_at = submission.c.folder_unit.in_(units) if units else sa.true()
        connection.execute(sa.delete(submission).where(submission.c.status == "pending", looked_at))
        known = {
            (row.folder_unit, row.sha256)
            for row in connection.execute(sa.select(submission.c.folder_unit, submission.c.sha256))
        }
        looks = last_looks(connection)
        rows = []
        for arrival in arrivals:
            if (arrival.folder_unit, arrival.sha256) not in known:
                known.add((arrival.folder_unit, arrival.sha256))
                rows.append(_row(arrival, "received", period, now, looks))
        new = len(rows)
        rows += [_row(arrival, "pending", period, now, looks) for arrival in pending]
        for row in rows:
            own = warehouse.configuration.senders.form_of(str(row["unit"]))
            row["form"] = own.id if own else None  # until its cover says another
        if rows:
            connection.execute(sa.insert(submission), rows)
        _write_pending_findings(connection, warehouse)
    return new


def unfinished(warehouse: Warehouse) -> list[Unfinished]:
    """In the order they were found."""
    query = sa.select(submission).where(submission.c.status == "pending").order_by(submission.c.id)
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    return [Unfinished(row.folder_unit, row.collected_in, row.file, row.fault, row.received_at) for row in rows]


def _row(
    arrival: Arrival, status: str, period: Period, now: dt.datetime, looks: Mapping[str, FolderLook]
) -> dict[str, object]:
    submitted_at, submitted_by = _submitted(arrival.modified, looks.get(arrival.folder_unit), now)
    return {
        "folder_unit": arrival.folder_unit,
        "unit": arrival.folder_unit,
        "collected_in": period.code,
        "status": status,
        "file": arrival.file,
        "sha256": arrival.sha256 if status == "received" else None,
        "size_bytes": arrival.size_bytes,
        "fault": arrival.fault,
        "received_at": now,
        "submitted_at": submitted_at,
        "submitted_by": submitted_by,
    }


def _submitted(modified: float, look: FolderLook | None, now: dt.datetime) -> tuple[dt.datetime | None, str | None]:
    """When a file was laid into the folder, and what that is known by.

    By the file's own time where that lies between the look before and now. A copy keeps the time of the original, and a
    share has a clock of its own: then the look before, which is the earliest that it can have been. Where nobody looked
    before, nothing is known but when it was received.
    """
    if look is None:
        return None, None
    before, after = (moment.replace(tzinfo=dt.UTC).timestamp() for moment in (look.at, now))
    if before < modified <= after:  # a file may also say a year that no calendar has
        return dt.datetime.fromtimestamp(modified, dt.UTC).replace(tzinfo=None), BY_FILE
    return look.at, BY_LOOK


def _write_pending_findings(connection: sa.Connection, warehouse: Warehouse) -> None:
    bare = ~sa.exists().where(finding.c.submission_id == submission.c.id)
    pending = sa.select(submission.c.id, submission.c.form).where(submission.c.status == "pending", bare)
    rules = (
        (row.id, warehouse.configuration.form_of(row.form).pending_rule) for row in connection.execute(pending).all()
    )
    rows = [
        finding_row(identity, Finding(rule.code, rule.severity, None, None, None, f"{rule.message} {rule.remedy}"))
        for identity, rule in rules
    ]
    if rows:
        connection.execute(sa.insert(finding), rows)

"""Submissions in the warehouse: received → passed → accepted, or received → rejected; pending beside them.

A verdict is one transaction per workbook, and so is the storing of its rows. Whatever was interrupted is found
as `received` or `passed` and judged again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import sqlalchemy as sa

from giamngheo.finding import Finding
from giamngheo.period import Period
from giamngheo.warehouse.bulk import insert_rows
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import answer, finding, submission

if TYPE_CHECKING:
    import pandas as pd

IN_FORCE = sa.and_(submission.c.status == "accepted", submission.c.superseded_at.is_(None))
_UNDECIDED = ("received", "passed", "rejected")
_CHUNK = 500


@dataclass(frozen=True)
class Arrival:
    """A file's content that the warehouse may not know yet."""

    folder_unit: str
    file: str
    sha256: str
    size_bytes: int
    fault: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A submission that waits for its verdict. `fault`: why its content was not taken in."""

    id: int
    folder_unit: str
    file: str
    sha256: str
    fault: str | None = None
    size_bytes: int = 0


@dataclass(frozen=True)
class Verdict:
    """What was found in a workbook. `unit` is its own where it names one, else that of its folder."""

    submission: int
    unit: str
    period: str | None
    status: str
    findings: Sequence[Finding]


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
        rows = []
        for arrival in arrivals:
            if (arrival.folder_unit, arrival.sha256) not in known:
                known.add((arrival.folder_unit, arrival.sha256))
                rows.append(_row(arrival, "received", arrival.sha256, period, now))
        new = len(rows)
        rows += [_row(arrival, "pending", None, period, now) for arrival in pending]
        if rows:
            connection.execute(sa.insert(submission), rows)
        _write_pending_findings(connection, warehouse)
    return new


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


def unfinished(warehouse: Warehouse) -> list[Unfinished]:
    """In the order they were found."""
    query = sa.select(submission).where(submission.c.status == "pending").order_by(submission.c.id)
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    return [Unfinished(row.folder_unit, row.collected_in, row.file, row.fault, row.received_at) for row in rows]


def waiting(
    warehouse: Warehouse,
    judged_with: str,
    today: dt.date,
    lying_there: Iterable[tuple[str, str]],
    closed: Collection[str] = (),
) -> list[Waiting]:
    """Submissions to judge, in the order in which they came.

    Besides new and interrupted ones: rejected ones that still lie in the inbox (`lying_there`: unit and sha256),
    if the rules have changed since or their period has opened meanwhile (it is not `closed`), and nothing newer
    was accepted.
    """
    still = set(lying_there)
    first = warehouse.configuration.plan.baseline
    early = sa.select(finding.c.submission_id).where(finding.c.rule == "C205")
    later = sa.alias(submission)
    newer = sa.exists().where(
        later.c.folder_unit == submission.c.folder_unit,
        later.c.id > submission.c.id,
        later.c.status == "accepted",
        later.c.period.is_not_distinct_from(submission.c.period),
    )
    again = sa.and_(
        submission.c.status == "rejected",
        sa.or_(
            submission.c.judged_with != judged_with,
            sa.and_(
                submission.c.id.in_(early),
                submission.c.period.between(first, Period.month_of(today).code),
                submission.c.period.not_in(closed),
            ),
        ),
        ~newer,
    )
    query = (
        sa.select(submission)
        .where(sa.or_(submission.c.status.in_(["received", "passed"]), again))
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    return [_waiting(row) for row in rows if row.status != "rejected" or (row.folder_unit, row.sha256) in still]


def find(warehouse: Warehouse, ids: Sequence[int]) -> list[Waiting]:
    """Submissions by id, in the order of the ids."""
    found: dict[int, Waiting] = {}
    with warehouse.reading() as connection:
        for start in range(0, len(ids), _CHUNK):
            chunk = list(ids[start : start + _CHUNK])
            rows = connection.execute(sa.select(submission).where(submission.c.id.in_(chunk)))
            found |= {row.id: _waiting(row) for row in rows}
    return [found[identity] for identity in ids]


def passed(warehouse: Warehouse, ids: Sequence[int]) -> list[int]:
    """Those of the submissions that passed and are not stored yet, in the order they came."""
    query = sa.select(submission.c.id).where(submission.c.status == "passed").order_by(submission.c.id)
    wanted = set(ids)
    with warehouse.reading() as connection:
        return [identity for identity in connection.scalars(query) if identity in wanted]


def units_of(warehouse: Warehouse, ids: Sequence[int]) -> dict[int, str]:
    """submission → whose report it is, in the order they came."""
    wanted = set(ids)
    query = sa.select(submission.c.id, submission.c.unit).order_by(submission.c.id)
    query = query.where(submission.c.id.between(min(ids, default=0), max(ids, default=0)))
    with warehouse.reading() as connection:
        return {row.id: row.unit for row in connection.execute(query) if row.id in wanted}


def write_verdicts(warehouse: Warehouse, verdicts: Iterable[Verdict], judged_with: str, now: dt.datetime) -> None:
    """Note each workbook's findings and what becomes of it; a workbook a transaction.

    A verdict other than the one before is news to the sender: it is counted, and waits for an answer of its own.
    """
    for verdict in verdicts:
        with warehouse.writing() as connection:
            news = {"judged_at": now, "verdicts": submission.c.verdicts + 1} if _is_news(connection, verdict) else {}
            judged = connection.execute(
                sa.update(submission)
                .where(submission.c.id == verdict.submission, submission.c.status.in_(_UNDECIDED))
                .values(
                    unit=verdict.unit,
                    period=verdict.period,
                    status="passed" if verdict.status == "accepted" else verdict.status,
                    judged_with=judged_with,
                    version=_version(verdict),
                    **news,
                )
            )
            if not judged.rowcount:
                continue  # another run has accepted it meanwhile
            if news:
                connection.execute(sa.delete(answer).where(answer.c.submission_id == verdict.submission))
            connection.execute(sa.delete(finding).where(finding.c.submission_id == verdict.submission))
            rows = [_finding_row(verdict.submission, item) for item in verdict.findings]
            if rows:
                connection.execute(sa.insert(finding), rows)


def store_rows(
    warehouse: Warehouse,
    submission_id: int,
    rows: dict[str, tuple[list[str], list[tuple[object, ...]]]],
    now: dt.datetime,
) -> bool:
    """Store an accepted workbook's rows and put it in force, all in one transaction; `False` if that was done."""
    with warehouse.writing() as connection:
        own = connection.execute(sa.select(submission).where(submission.c.id == submission_id)).one()
        if own.status != "passed":
            return False
        for table, (columns, values) in rows.items():
            insert_rows(connection, warehouse.rows[table], columns, values)
        same = sa.and_(IN_FORCE, submission.c.unit == own.unit, submission.c.period == own.period)
        newer = connection.scalar(sa.select(sa.func.count()).where(same, submission.c.id > submission_id))
        if not newer:
            connection.execute(sa.update(submission).where(same).values(superseded_at=now))
        connection.execute(
            sa.update(submission)
            .where(submission.c.id == submission_id)
            .values(status="accepted", superseded_at=now if newer else None)
        )
    return True


def accepted_as(warehouse: Warehouse, unit: str, period: str, sha256: str) -> tuple[int, bool] | None:
    """As which version a unit's content was accepted, and whether that is in force; content known is not taken anew."""
    query = sa.select(submission.c.version, submission.c.superseded_at).where(
        submission.c.unit == unit,
        submission.c.period == period,
        submission.c.sha256 == sha256,
        submission.c.status == "accepted",
    )
    with warehouse.reading() as connection:
        row = connection.execute(query.order_by(submission.c.id.desc())).first()
    return (int(row.version), row.superseded_at is None) if row else None


def accepted_before(warehouse: Warehouse, submission_id: int) -> list[int]:
    """The versions of the same unit and month that were accepted before this one, oldest first."""
    own = sa.select(submission.c.unit, submission.c.period).where(submission.c.id == submission_id).subquery()
    query = (
        sa.select(submission.c.id)
        .where(
            submission.c.unit == own.c.unit,
            submission.c.period == own.c.period,
            submission.c.status == "accepted",
            submission.c.id < submission_id,
        )
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        return list(connection.scalars(query))


def in_force(warehouse: Warehouse, periods: Sequence[Period]) -> dict[tuple[str, str], int]:
    """(unit, period) → the submission in force."""
    query = sa.select(submission.c.unit, submission.c.period, submission.c.id).where(
        IN_FORCE, submission.c.period.in_([period.code for period in periods])
    )
    with warehouse.reading() as connection:
        return {(row.unit, row.period): row.id for row in connection.execute(query)}


def last_accepted(warehouse: Warehouse, units: Iterable[str], before: Period) -> dict[str, tuple[str, int]]:
    """unit → (period, submission) of its last accepted period before the one given."""
    query = (
        sa.select(submission.c.unit, submission.c.period, submission.c.id)
        .where(IN_FORCE, submission.c.period < before.code)
        .order_by(submission.c.period)
    )
    wanted = set(units)
    with warehouse.reading() as connection:
        return {row.unit: (row.period, row.id) for row in connection.execute(query) if row.unit in wanted}


def history_rows(warehouse: Warehouse, owners: Mapping[int, str]) -> tuple[dict[int, int], pd.DataFrame]:
    """Of these submissions (submission → whose history it is): households of the cover by submission; and the
    households listed as poor or near-poor."""
    import pandas as pd

    household, cover = warehouse.rows["household"], warehouse.rows["cover"]
    ids = sorted(owners)
    covers: dict[int, int] = {}
    listed: list[tuple[object, ...]] = []
    with warehouse.reading() as connection:
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found = connection.execute(
                sa.select(cover.c.submission_id, cover.c.households).where(cover.c.submission_id.in_(chunk))
            )
            covers |= {row.submission_id: row.households for row in found}
            listed += map(
                tuple,
                connection.execute(
                    sa.select(
                        household.c.submission_id,
                        household.c.household_code,
                        household.c.classification,
                        household.c.row,
                    ).where(
                        household.c.submission_id.in_(chunk),
                        household.c.classification.in_(["poor", "near_poor"]),
                    )
                ),
            )
    frame = pd.DataFrame(listed, columns=["submission", "household_code", "classification", "row"])
    return covers, frame.assign(unit=frame["submission"].map(owners))


def _row(arrival: Arrival, status: str, sha256: str | None, period: Period, now: dt.datetime) -> dict[str, object]:
    return {
        "folder_unit": arrival.folder_unit,
        "unit": arrival.folder_unit,
        "collected_in": period.code,
        "status": status,
        "file": arrival.file,
        "sha256": sha256,
        "size_bytes": arrival.size_bytes,
        "fault": arrival.fault,
        "received_at": now,
    }


def _waiting(row: sa.Row) -> Waiting:
    return Waiting(row.id, row.folder_unit, row.file, row.sha256, row.fault, row.size_bytes)


def _finding_row(submission_id: int, item: Finding) -> dict[str, object]:
    return {
        "submission_id": submission_id,
        "rule": item.rule,
        "severity": item.severity,
        "sheet": item.sheet,
        "row": item.row,
        "column": item.column,
        "message": item.message,
        "subject": item.subject,
        "mark": item.mark,
        "explanation": item.explanation,
        "quiet_since": item.quiet_since,
    }


def _write_pending_findings(connection: sa.Connection, warehouse: Warehouse) -> None:
    rule = warehouse.configuration.form.pending_rule
    rows = [
        _finding_row(identity, Finding(rule.code, rule.severity, None, None, None, f"{rule.message} {rule.remedy}"))
        for identity in connection.scalars(
            sa.select(submission.c.id).where(
                submission.c.status == "pending", ~sa.exists().where(finding.c.submission_id == submission.c.id)
            )
        )
    ]
    if rows:
        connection.execute(sa.insert(finding), rows)


def _is_news(connection: sa.Connection, verdict: Verdict) -> bool:
    """Whether the workbook is judged for the first time, or otherwise than before."""
    status = connection.scalar(sa.select(submission.c.status).where(submission.c.id == verdict.submission))
    if status != verdict.status and not (status == "passed" and verdict.status == "accepted"):
        return True
    columns = [finding.c[name] for name in ("rule", "severity", "sheet", "row", "column", "message")]
    before = connection.execute(sa.select(*columns).where(finding.c.submission_id == verdict.submission))
    return Counter(map(tuple, before)) != Counter(
        (item.rule, item.severity, item.sheet, item.row, item.column, item.message) for item in verdict.findings
    )


def _version(verdict: Verdict) -> sa.ScalarSelect[int]:
    """One more than the versions that came before from the unit for the period."""
    earlier = sa.alias(submission)
    return (
        sa.select(sa.func.count() + 1)
        .where(
            earlier.c.unit == verdict.unit,
            earlier.c.period.is_not_distinct_from(verdict.period),
            earlier.c.id < verdict.submission,
            earlier.c.version.is_not(None),
        )
        .scalar_subquery()
    )

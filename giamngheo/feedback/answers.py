"""Which submissions wait for an answer, and which have one: a file that was laid into the unit's folder."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from pathlib import PurePosixPath

import sqlalchemy as sa

from giamngheo.check.finding import Finding
from giamngheo.check.stored_findings import finding_of
from giamngheo.send.kinds import RECEIPT
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import answer, finding, message, submission

RECEIPT_KEY = re.compile(
    r"(^|\.)(?P<submission>\d+)\.(?P<verdict>\d+)$"
)  # of which verdict on which submission it tells


@dataclass(frozen=True)
class JudgedSubmission:
    """A judged workbook that its sender has to hear of: refused, or accepted, perhaps with something to look at again.

    `verdict` counts its verdicts: a month that opens, or a rule that changes, may bring another one. `in_force`: the
    version of the same unit and month that stands, whatever becomes of this one. `fault`: why there is no content.
    """

    submission: int
    verdict: int
    unit: str
    period: str | None
    version: int | None
    status: str
    file: str
    sha256: str
    fault: str | None
    received_at: dt.datetime
    in_force: int | None
    beside: int  # how many other files without a period came from the same folder at the same look
    form: str | None  # of which form beside the main one
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """What the unit has to correct, or to look at and has not explained."""
        return tuple(finding for finding in self.findings if not finding.is_explained)

    @property
    def name(self) -> str:
        """The file's name, without the folders."""
        return PurePosixPath(self.file).name


_MOST_ANSWERS = 20  # to the files of one look whose month nobody knows: pictures, letters
_AS_STORED = [field.name for field in fields(JudgedSubmission)][2:-1]  # from the unit to the form


def unanswered(warehouse: Warehouse, since: dt.datetime) -> list[JudgedSubmission]:
    """Those with something open that no file was laid for, judged from a moment (UTC) on, in the order they came."""
    found = finding.alias()
    is_open = sa.or_(found.c.severity != "warning", found.c.explanation.is_(None))
    left = sa.and_(
        submission.c.id.not_in(sa.select(answer.c.submission_id)),
        sa.exists().where(found.c.submission_id == submission.c.id, is_open),
    )
    return _judged(warehouse, since, left, most_of_a_look=_MOST_ANSWERS)


def judged_since(
    warehouse: Warehouse, since: dt.datetime, told: Collection[tuple[int, int]] = ()
) -> list[JudgedSubmission]:
    """All judged from a moment (UTC) on that stand, but those `told` of already (submission, verdict).

    What a later workbook has made pointless is left out: a version that was replaced, and one that was refused when
    another from the same folder for the same month was judged after it. Of files without a period only the last counts;
    how many came with it is said.
    """
    return _judged(warehouse, since, sa.true(), told)


def _judged(
    warehouse: Warehouse,
    since: dt.datetime,
    which: sa.ColumnElement[bool],
    told: Collection[tuple[int, int]] = (),
    most_of_a_look: int = 1,
) -> list[JudgedSubmission]:
    query = (
        sa.select(submission, _version_in_force().label("in_force"), _beside().label("beside"))
        .where(
            submission.c.judged_at >= since,
            submission.c.status.in_(["rejected", "accepted"]),
            submission.c.superseded_at.is_(None),
            sa.or_(submission.c.status == "accepted", ~_is_pointless(most_of_a_look)),
            which,
        )
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        rows = [row for row in connection.execute(query).all() if (row.id, row.verdicts) not in told]
        findings = _findings(connection, [row.id for row in rows])
    return [
        JudgedSubmission(
            submission=row.id,
            verdict=row.verdicts,
            **{name: getattr(row, name) for name in _AS_STORED},
            findings=tuple(findings[row.id]),
        )
        for row in rows
    ]


def answered_at(warehouse: Warehouse, periods: Collection[str], form: str | None = None) -> dict[str, dt.datetime]:
    """Unit → when (UTC) its last answer on a report of these periods left: taken by the mail server, or laid into its folder.

    `form`: one beside the main one, whose answers are its own.
    """
    ours = sa.select(submission.c.id, submission.c.unit, answer.c.laid_at).outerjoin(
        answer, answer.c.submission_id == submission.c.id
    )
    ours = ours.where(submission.c.period.in_(periods), submission.c.form.is_not_distinct_from(form))
    mailed = sa.select(message.c.key, message.c.sent_at).where(
        message.c.kind == RECEIPT, message.c.state == "sent", message.c.period.in_(periods)
    )
    left: dict[str, list[dt.datetime]] = defaultdict(list)
    with warehouse.reading() as connection:
        units = {}
        for one in connection.execute(ours).all():
            units[one.id] = one.unit
            left[one.unit] += [one.laid_at] if one.laid_at else []
        for key, sent_at in connection.execute(mailed).all():
            found = RECEIPT_KEY.search(key)
            if found and sent_at and (unit := units.get(int(found["submission"]))):
                left[unit].append(sent_at)
    return {unit: max(moments) for unit, moments in left.items() if unit and moments}


def note_answered(warehouse: Warehouse, submission_id: int, file: str, now: dt.datetime) -> None:
    with warehouse.writing() as connection:
        connection.execute(sa.insert(answer), {"submission_id": submission_id, "file": file, "laid_at": now})


def _version_in_force() -> sa.ScalarSelect[int]:
    standing = sa.alias(submission)
    return (
        sa.select(sa.func.max(standing.c.version))
        .where(
            standing.c.unit == submission.c.unit,
            standing.c.period == submission.c.period,
            standing.c.form.is_not_distinct_from(submission.c.form),
            standing.c.status == "accepted",
            standing.c.superseded_at.is_(None),
        )
        .scalar_subquery()
    )


def _is_pointless(most_of_a_look: int) -> sa.ColumnElement[bool]:
    """Whether another on its form was judged after it for the same month. Files whose month nobody knows may be of several:
    those of one look are told up to so many, from the last."""
    other = sa.alias(submission)
    later = sa.and_(
        other.c.unit == submission.c.unit,
        other.c.folder_unit == submission.c.folder_unit,
        other.c.status.in_(["rejected", "accepted"]),
        other.c.id > submission.c.id,
        other.c.form.is_not_distinct_from(submission.c.form),
    )
    of_its_month = sa.exists().where(later, other.c.period == submission.c.period)
    of_a_later_look = sa.exists().where(later, other.c.period.is_(None), other.c.received_at > submission.c.received_at)
    of_its_look = sa.select(sa.func.count()).where(later, other.c.period.is_(None)).scalar_subquery()
    is_one_of_many = sa.or_(of_a_later_look, of_its_look >= most_of_a_look)
    return sa.or_(of_its_month, sa.and_(submission.c.period.is_(None), is_one_of_many))


def _beside() -> sa.ColumnElement[int]:
    other = sa.alias(submission)
    others = (
        sa.select(sa.func.count())
        .where(
            other.c.folder_unit == submission.c.folder_unit,
            other.c.period.is_(None),
            other.c.status == "rejected",
            other.c.received_at == submission.c.received_at,
            other.c.id != submission.c.id,
        )
        .scalar_subquery()
    )
    return sa.case((submission.c.period.is_(None), others), else_=0)


def _findings(connection: sa.Connection, submissions: Sequence[int]) -> dict[int, list[Finding]]:
    """Less those that were explained in an earlier month and have not changed."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for chunk in in_chunks(submissions):
        some = sa.and_(finding.c.submission_id.in_(chunk), finding.c.quiet_since.is_(None))
        for row in connection.execute(sa.select(finding).where(some).order_by(finding.c.id)):
            found[row.submission_id].append(finding_of(row))
    return found

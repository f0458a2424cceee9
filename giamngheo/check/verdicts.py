"""What was found in each workbook and what becomes of it: one transaction per workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.check.batch import Batch
from giamngheo.check.finding import Finding, status_of
from giamngheo.check.identification import unit_and_period
from giamngheo.check.stored_findings import finding_row
from giamngheo.core.period import Period
from giamngheo.read.workbook import is_this_form
from giamngheo.store.submissions import TO_COMPARE_AGAIN
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import answer, finding, submission

_UNDECIDED = ("received", "passed", "rejected")


@dataclass(frozen=True)
class Verdict:
    """What was found in a workbook. `unit` is its own where it names one, else that of its folder. `form`: which of the forms
    beside the main one it is."""

    submission: int
    unit: str
    period: str | None
    status: str
    findings: Sequence[Finding]
    form: str | None = None


def verdicts_of(batch: Batch, findings: Mapping[int, list[Finding]]) -> list[Verdict]:
    """What becomes of each workbook. One that names no unit of its month counts for its folder's."""
    verdicts = []
    for item in batch.items:
        unit, period = unit_and_period(item.reading, batch.known.configuration)
        found = findings[item.submission]
        month = Period.parse(period) if period else None
        senders = batch.known.senders
        folder = senders.of_folder(item.folder_unit, month) if item.folder_unit else None
        owner = unit if unit in senders.codes(batch.form, month) else folder
        if not is_this_form(item.reading, batch.form):
            period = None
        verdicts.append(Verdict(item.submission, owner or "", period, status_of(found), found, item.reading.form))
    return verdicts


def write_verdicts(warehouse: Warehouse, verdicts: Iterable[Verdict], judged_with: str, now: dt.datetime) -> None:
    """Note each workbook's findings and what becomes of it; a workbook a transaction.

    A verdict other than the one before is news to the sender: it is counted, and waits for an answer of its own. What is in
    force and only compared again stays in force, whatever is found, as what it was accepted as.
    """
    for verdict in verdicts:
        with warehouse.writing() as connection:
            news = {"judged_at": now, "verdicts": submission.c.verdicts + 1} if _is_news(connection, verdict) else {}
            judged = connection.execute(
                sa.update(submission)
                .where(_may_judge(verdict))
                .values(
                    unit=verdict.unit,
                    period=verdict.period,
                    form=verdict.form,
                    status=sa.case(
                        (submission.c.status == "accepted", "accepted"),
                        else_="passed" if verdict.status == "accepted" else verdict.status,
                    ),
                    judged_with=judged_with,
                    version=sa.case((submission.c.status == "accepted", submission.c.version), else_=_version(verdict)),
                    **news,
                )
            )
            if not judged.rowcount:
                continue  # another run has accepted it meanwhile, or it stands and was not read as what it is
            if news:
                connection.execute(sa.delete(answer).where(answer.c.submission_id == verdict.submission))
            connection.execute(sa.delete(finding).where(finding.c.submission_id == verdict.submission))
            rows = [finding_row(verdict.submission, item) for item in verdict.findings]
            if rows:
                connection.execute(sa.insert(finding), rows)


def _may_judge(verdict: Verdict) -> sa.ColumnElement[bool]:
    """What is undecided; and what is in force, where it is read as what it was accepted as. Otherwise (its form is collected no
    longer, or this time it could not be read) nothing is known anew of it: it waits as it is."""
    as_accepted = sa.and_(
        TO_COMPARE_AGAIN,
        submission.c.unit == verdict.unit,
        submission.c.period == verdict.period,
        submission.c.form == verdict.form,
    )
    return sa.and_(submission.c.id == verdict.submission, sa.or_(submission.c.status.in_(_UNDECIDED), as_accepted))


def _is_news(connection: sa.Connection, verdict: Verdict) -> bool:
    """Whether the workbook is judged for the first time, or otherwise than before: a verdict follows from what is found, and
    what is in force stands whatever that is."""
    if connection.scalar(sa.select(submission.c.status).where(submission.c.id == verdict.submission)) == "received":
        return True
    columns = [finding.c[name] for name in ("rule", "severity", "sheet", "row", "column", "message")]
    before = connection.execute(sa.select(*columns).where(finding.c.submission_id == verdict.submission))
    return Counter(map(tuple, before)) != Counter(
        (item.rule, item.severity, item.sheet, item.row, item.column, item.message) for item in verdict.findings
    )


def _version(verdict: Verdict) -> sa.ScalarSelect[int]:
    """One more than the versions that came before from the unit for the period on the form."""
    earlier = sa.alias(submission)
    return (
        sa.select(sa.func.count() + 1)
        .where(
            earlier.c.unit == verdict.unit,
            earlier.c.period.is_not_distinct_from(verdict.period),
            earlier.c.form.is_not_distinct_from(verdict.form),
            earlier.c.id < verdict.submission,
            earlier.c.version.is_not(None),
        )
        .scalar_subquery()
    )

"""What was found in each workbook and what becomes of it: one transaction for all of a batch."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from giamngheo.check.batch import Batch
from giamngheo.check.finding import Finding, status_of
from giamngheo.check.identification import unit_and_period
from giamngheo.check.stored_findings import finding_row
from giamngheo.core.period import Period
from giamngheo.read.workbook import is_this_form
from giamngheo.store.submissions import TO_COMPARE_AGAIN
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import answer, finding, submission

_UNDECIDED = ("received", "passed", "rejected")
_TOLD = ("rule", "severity", "sheet", "row", "column", "message")


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


def write_verdicts(warehouse: Warehouse, verdicts: Sequence[Verdict], judged_with: str, now: dt.datetime) -> None:
    """Note what was found in each workbook and what becomes of it, all in one transaction.

    A verdict other than the one before is news to the sender: it is counted, and waits for an answer of its own. What is in
    force and only compared again stays in force, whatever is found, as what it was accepted as.
    """
    with warehouse.writing() as connection:
        standing = _standing(connection, [verdict.submission for verdict in verdicts])
        own = [one for one in verdicts if one.submission in standing and _may_judge(one, standing[one.submission])]
        status = {one.submission: str(standing[one.submission].status) for one in own}
        if not own:
            return
        before = _findings_before(connection, status)
        news = [one for one in own if status[one.submission] == "received" or _as_told(one) != before[one.submission]]
        connection.execute(_NOTED, [_noted(one, status[one.submission], judged_with) for one in own])
        for chunk in in_chunks(one.submission for one in news):
            counted = sa.update(submission).where(submission.c.id.in_(chunk))
            connection.execute(counted.values(judged_at=now, verdicts=submission.c.verdicts + 1))
            connection.execute(sa.delete(answer).where(answer.c.submission_id.in_(chunk)))
        for chunk in in_chunks(status):
            connection.execute(sa.delete(finding).where(finding.c.submission_id.in_(chunk)))
        if rows := [finding_row(one.submission, item) for one in own for item in one.findings]:
            connection.execute(sa.insert(finding), rows)


def _standing(connection: sa.Connection, submissions: Sequence[int]) -> dict[int, sa.Row[Any]]:
    """submission → how it stands, of those on which a verdict may be written down: another run may have accepted some
    meanwhile."""
    columns = [submission.c[name] for name in ("id", "status", "unit", "period", "form")]
    is_open = sa.or_(submission.c.status.in_(_UNDECIDED), TO_COMPARE_AGAIN)
    return {
        row.id: row
        for chunk in in_chunks(submissions)
        for row in connection.execute(sa.select(*columns).where(submission.c.id.in_(chunk), is_open))
    }


def _may_judge(verdict: Verdict, row: sa.Row[Any]) -> bool:
    """What is undecided; and what is in force, where it is read as what it was accepted as. Otherwise (its form is collected no
    longer, or this time it could not be read) nothing is known anew of it: it waits as it is."""
    as_accepted = (verdict.unit, verdict.period, verdict.form) == (row.unit, row.period, row.form)
    return row.status in _UNDECIDED or as_accepted


def _findings_before(connection: sa.Connection, submissions: Iterable[int]) -> dict[int, Counter[tuple[object, ...]]]:
    """submission → how often what was said: a verdict follows from what is found, and what is in force stands whatever that
    is."""
    columns = [finding.c[name] for name in _TOLD]
    found: dict[int, Counter[tuple[object, ...]]] = {one: Counter() for one in submissions}
    for chunk in in_chunks(found):
        query = sa.select(finding.c.submission_id, *columns).where(finding.c.submission_id.in_(chunk))
        for owner, *told in connection.execute(query):
            found[owner][tuple(told)] += 1
    return found


def _as_told(verdict: Verdict) -> Counter[tuple[object, ...]]:
    return Counter(tuple(getattr(item, name) for name in _TOLD) for item in verdict.findings)


def _noted(verdict: Verdict, before: str, judged_with: str) -> dict[str, object]:
    stands = "passed" if verdict.status == "accepted" else verdict.status
    return {
        "own_id": verdict.submission,
        "own_unit": verdict.unit,
        "own_period": verdict.period,
        "own_form": verdict.form,
        "own_status": "accepted" if before == "accepted" else stands,
        "own_judged_with": judged_with,
    }


def _note() -> sa.Update:
    """Its version is one more than the versions that came before from the unit for the period on the form; what is in force
    keeps the one that it has."""
    earlier = sa.alias(submission)
    own: dict[str, Any] = {
        name: sa.bindparam(f"own_{name}", type_=submission.c[name].type) for name in ("unit", "period", "form")
    }
    version = (
        sa.select(sa.func.count() + 1)
        .where(
            earlier.c.unit == own["unit"],
            earlier.c.period.is_not_distinct_from(own["period"]),
            earlier.c.form.is_not_distinct_from(own["form"]),
            earlier.c.id < sa.bindparam("own_id"),
            earlier.c.version.is_not(None),
        )
        .scalar_subquery()
    )
    kept = sa.case((submission.c.status == "accepted", submission.c.version), else_=version)
    told: dict[str, Any] = {"status": sa.bindparam("own_status"), "judged_with": sa.bindparam("own_judged_with")}
    return sa.update(submission).where(submission.c.id == sa.bindparam("own_id")).values(version=kept, **own, **told)


_NOTED = _note()

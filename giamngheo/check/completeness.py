"""Who owes a report for a period, who has sent one, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from giamngheo.core.formats import local_day
from giamngheo.core.period import Period
from giamngheo.metadata.senders import Sender
from giamngheo.store.deadlines import due_days_by_month
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, in_chunks, one_of
from giamngheo.warehouse.schema import finding, submission

# A warning that was explained in an earlier month and has not changed is not spoken of.
SPOKEN = finding.c.quiet_since.is_(None)
# Of a unit's submissions for a period the one that says most about where it stands.
_RANK = {"accepted": 0, "passed": 1, "received": 2, "rejected": 3, "pending": 4}
_ACROSS_MONTHS = "X"  # codes of rules that compare a report with an earlier one
_SHOWN = {"passed": "received"}
_FIRST_LOOK = "first"


@dataclass(frozen=True)
class UnitReport:
    """Where one unit, or office that sends a form of its own, stands in a period.

    `status`: accepted, rejected, pending, received (not yet judged, or judging failed) or missing.
    `on_time` is of its first good report, `None` where what it sent was returned; the rest is of the one that counts.
    `on_time_by` is what makes it so where it was received after the day: `file` or `look` (`submission.submitted_by`), or
    `first`, and nobody knows. `returned_at`: when the last workbook was returned after which no good one came, be it after
    the one that counts. `explained` are some of its warnings.
    """

    unit: Sender
    status: str
    submission: int | None = None
    version: int | None = None
    received_at: dt.datetime | None = None
    on_time: bool | None = None
    on_time_by: str = ""
    returned_at: dt.datetime | None = None
    critical: int = 0
    warning: int = 0
    explained: int = 0


@dataclass(frozen=True)
class Returned:
    """A rejected workbook: whose, for which month or period of its form, when, and (rule, message, how often)."""

    unit: Sender
    period: Period
    submission: int
    received_at: dt.datetime
    rules: tuple[tuple[str, str, int], ...]


def unit_reports(warehouse: Warehouse, period: Period, form_id: str | None = None) -> list[UnitReport]:
    """A line for everybody who owes a report on the main form, or on the one named, in the district's order.

    Of the main form a period of several months stands where its last month does; of another the period is of its own kind.
    """
    return unit_reports_by_period(warehouse, [period], form_id)[period]


def unit_reports_by_period(
    warehouse: Warehouse, periods: Sequence[Period], form_id: str | None = None
) -> dict[Period, list[UnitReport]]:
    """The same of several periods, by as many statements as of one."""
    months = [period if form_id else period.last_month for period in periods]
    due, rows, first = (
        due_days_by_month(warehouse, months),
        _of_periods(warehouse, months, form_id),
        _first_accepted(warehouse, months, form_id),
    )
    form, senders = warehouse.configuration.form_of(form_id), warehouse.configuration.senders
    found = {}
    for period, month in zip(periods, months, strict=True):
        best, refused = _best_of_each_unit(rows[month]), {row.unit: row for row in _not_made_good(rows[month])}
        found[period] = [
            _unit_report(
                unit,
                best.get(unit.code),
                due[month].of(unit.code),
                first.get((month.code, unit.code)),
                refused.get(unit.code),
            )
            for unit in senders.of(form, period)
        ]
    return found


def returned(warehouse: Warehouse, period: Period) -> list[Returned]:
    """Workbooks of the period's months that were rejected and not made good since."""
    return returned_by_period(warehouse, [period])[period]


def returned_by_period(
    warehouse: Warehouse, periods: Sequence[Period], form_id: str | None = None
) -> dict[Period, list[Returned]]:
    """The same of several periods, by as many statements as of one; of another form those on the period itself."""
    asked = {period: (period,) if form_id else period.months for period in periods}
    of_months = _of_periods(warehouse, [month for months in asked.values() for month in months], form_id)
    refused = {month: _not_made_good(rows) for month, rows in of_months.items()}
    rules = _rules(warehouse, [row.id for rows in refused.values() for row in rows], form_id)
    form, senders = warehouse.configuration.form_of(form_id), warehouse.configuration.senders
    found = {}
    for period in periods:
        owing = {one.code: one for one in senders.of(form, period)}
        found[period] = [
            Returned(owing[row.unit], month, row.id, row.received_at, rules[row.id])
            for month in asked[period]
            for row in refused[month]
            if row.unit in owing
        ]
    return found


def findings_by_rule(warehouse: Warehouse, submissions: Sequence[int]) -> list[tuple[int, str, str, int]]:
    """(submission, severity, rule, how often), in the order of the submissions, what is critical first."""
    columns = (finding.c.submission_id, finding.c.severity, finding.c.rule)
    query = (
        sa.select(*columns, sa.func.count())
        .where(one_of(finding.c.submission_id, submissions), SPOKEN)
        .group_by(*columns)
    )
    place = {submission: number for number, submission in enumerate(submissions)}
    with warehouse.reading() as connection:
        found = [(row[0], row[1], row[2], int(row[3])) for row in connection.execute(query)]
    return sorted(found, key=lambda line: (place[line[0]], *line[1:]))


def warnings_of(warehouse: Warehouse, submissions: Iterable[int]) -> list[tuple[str, int, int]]:
    """(rule, how often, how many of them explained) of the warnings in these submissions."""
    query = (
        sa.select(finding.c.rule, sa.func.count(), sa.func.count(finding.c.explanation))
        .where(one_of(finding.c.submission_id, submissions), finding.c.severity == "warning", SPOKEN)
        .group_by(finding.c.rule)
        .order_by(finding.c.rule)
    )
    with warehouse.reading() as connection:
        return [(rule, int(count), int(explained)) for rule, count, explained in connection.execute(query)]


def after_a_gap(warehouse: Warehouse, submissions: Iterable[int]) -> dict[str, int]:
    """Rule → how many of its warnings compare a report with an older one than that of the month before, which is missing."""
    query = (
        sa.select(finding.c.rule, submission.c.unit, submission.c.period)
        .join(submission, submission.c.id == finding.c.submission_id)
        .where(one_of(finding.c.submission_id, submissions), finding.c.severity == "warning", SPOKEN)
        .where(finding.c.rule.startswith(_ACROSS_MONTHS))
    )
    with warehouse.reading() as connection:
        rows = [(row.rule, row.unit, Period.parse(row.period)) for row in connection.execute(query)]
    months = {month for _, _, month in rows}
    before = in_force(warehouse, sorted(month - 1 for month in months))
    extents = {month: warehouse.configuration.unit_register.extents(month, month - 1) for month in months}
    counts: Counter[str] = Counter()
    for rule, unit, month in rows:
        parts = [part.code for part in extents[month][unit].parts] if unit in extents[month] else [unit]
        counts[rule] += any((part, (month - 1).code) not in before for part in parts)
    return dict(counts)


def _of_periods(
    warehouse: Warehouse, periods: Sequence[Period], form_id: str | None = None
) -> dict[Period, list[sa.Row[Any]]]:
    """Submissions on a form that count for each period: of it, or refused for what cannot be any period's."""
    which = {
        "critical": finding.c.severity == "critical",
        "warning": finding.c.severity == "warning",
        "explained": sa.and_(finding.c.severity == "warning", finding.c.explanation.is_not(None)),
    }
    counted = {
        name: sa.select(sa.func.count())
        .where(finding.c.submission_id == submission.c.id, condition, SPOKEN)
        .scalar_subquery()
        .label(name)
        for name, condition in which.items()
    }
    named = {period.code: period for period in periods}
    came_in = {month.code: period for period in periods for month in period.months}
    not_open = warehouse.configuration.form_of(form_id).period_not_open_rules
    not_a_months = sa.select(finding.c.submission_id).where(finding.c.rule.in_(not_open))
    lost = sa.and_(
        submission.c.collected_in.in_(came_in),
        submission.c.status != "accepted",
        sa.or_(submission.c.period.is_(None), submission.c.id.in_(not_a_months)),
    )
    query = (
        sa.select(submission, lost.label("is_lost"), *counted.values())
        .where(sa.or_(submission.c.period.in_(named), lost), submission.c.superseded_at.is_(None))
        .where(submission.c.form.is_not_distinct_from(form_id))
        .order_by(submission.c.id)
    )
    found: dict[Period, list[sa.Row[Any]]] = {period: [] for period in periods}
    with warehouse.reading() as connection:
        for row in connection.execute(query):
            counts_for = {named.get(row.period), came_in.get(row.collected_in) if row.is_lost else None}
            for period in found.keys() & counts_for:
                found[period].append(row)
    return found


def _not_made_good(rows: list[sa.Row[Any]]) -> list[sa.Row[Any]]:
    """Rejected workbooks after which the unit has sent no good one."""
    accepted = {row.unit: row.id for row in rows if row.status == "accepted"}
    return [row for row in rows if row.status == "rejected" and row.id > accepted.get(row.unit, 0)]


def _best_of_each_unit(rows: list[sa.Row[Any]]) -> dict[str, sa.Row[Any]]:
    best: dict[str, sa.Row[Any]] = {}
    for row in rows:
        if row.unit not in best or _RANK[row.status] <= _RANK[best[row.unit].status]:
            best[row.unit] = row
    return best


def _first_accepted(
    warehouse: Warehouse, periods: Sequence[Period], form_id: str | None
) -> dict[tuple[str, str], sa.Row[Any]]:
    """(period, unit) → its first good report: a correction of one that was on time is not late."""
    query = (
        sa.select(submission)
        .where(submission.c.period.in_([period.code for period in periods]), submission.c.status == "accepted")
        .where(submission.c.form.is_not_distinct_from(form_id))
        .order_by(submission.c.received_at.desc(), submission.c.id.desc())
    )
    with warehouse.reading() as connection:
        return {(row.period, row.unit): row for row in connection.execute(query)}


def _unit_report(
    unit: Sender, row: sa.Row[Any] | None, due: dt.date, first: sa.Row[Any] | None, refused: sa.Row[Any] | None
) -> UnitReport:
    if row is None:
        return UnitReport(unit, "missing")
    on_time, on_time_by = _punctual(first or row, due) if row.status != "rejected" else (None, "")
    returned_at = (refused.judged_at or refused.received_at) if refused and refused.id >= row.id else None
    return UnitReport(
        unit,
        _SHOWN.get(row.status, row.status),
        row.id,
        row.version,
        row.received_at,
        on_time,
        on_time_by,
        returned_at,
        row.critical,
        row.warning,
        row.explained,
    )


def _punctual(row: sa.Row[Any], due: dt.date) -> tuple[bool | None, str]:
    """Whether it was in the folder by its day, and what shows that where it was received later. `None`: nobody had looked
    into the folder before it was received, so it may have lain there since any day."""
    if local_day(row.received_at) <= due:
        return True, ""
    if row.submitted_at is None:
        return None, _FIRST_LOOK
    on_time = local_day(row.submitted_at) <= due
    return on_time, row.submitted_by if on_time else ""


def _rules(
    warehouse: Warehouse, submissions: Sequence[int], form_id: str | None
) -> dict[int, tuple[tuple[str, str, int], ...]]:
    """The rules that failed in each rejected workbook, with their general sentences: no place, no content."""
    which = (finding.c.submission_id, finding.c.rule)
    found: dict[int, tuple[tuple[str, str, int], ...]] = dict.fromkeys(submissions, ())
    with warehouse.reading() as connection:
        for chunk in in_chunks(found):
            query = (
                sa.select(*which, sa.func.count())
                .where(finding.c.submission_id.in_(chunk), finding.c.severity == "critical")
                .group_by(*which)
                .order_by(finding.c.rule)
            )
            for identity, rule, count in connection.execute(query):
                found[identity] += ((rule, rule_sentence(warehouse, rule, form_id), int(count)),)
    return found


def rule_sentence(warehouse: Warehouse, code: str, form_id: str | None = None) -> str:
    """What a rule of the main form, or of the one named, is about, for people who do not have the workbook before them."""
    own = warehouse.configuration
    titles = {rule.code: rule.title for _, rule in own.with_comparisons(own.form_of(form_id)).rules}
    return titles.get(code, code)

"""What the product works out and no table holds, kept for the views: figures, verdicts in words, who has reported.

The views do not work it out in SQL, or there would be two answers to one question. Each period is kept with the mark of what
it was worked out from, so that after a kill the warehouse itself knows what is still to do.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.check.completeness import UnitReport, unit_reports_by_period
from giamngheo.core.period import Period, months_between
from giamngheo.core.text import capital
from giamngheo.report.wording import attained, words
from giamngheo.store.deadlines import DueDays, due_days_by_month
from giamngheo.warehouse.bulk import insert_rows
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import attainment, completeness, figure, submission, verdict
from giamngheo.warehouse.schema import period as period_table

_Row = tuple[object, ...]
_AT_ONCE = 5_000  # rows of attainment that are held


def keep_figures(warehouse: Warehouse, worked: PeriodFigures) -> None:
    """The figures of a period, and in words how the indicators stand that were stored last; nothing where they are kept."""
    code = worked.period.code
    mark = _attained(warehouse, [code]).get(code)
    if mark is None or mark == _kept(warehouse, "attained_from").get(code):
        return
    with warehouse.writing() as connection:
        _replace(connection, figure, code, _figures(warehouse, worked))
        _replace(connection, verdict, code, _verdicts(warehouse, worked.period))
        _note(connection, warehouse, worked.period, attained_from=mark)


def keep_completeness(warehouse: Warehouse, months: Sequence[Period]) -> None:
    """Who has reported, of each of the months where anything about it has changed; none before the office began."""
    months = [month for month in months if month >= warehouse.configuration.first_month]
    due = due_days_by_month(warehouse, months)
    marks = _reported(warehouse, due)
    kept = _kept(warehouse, "reported_from")
    changed = [month for month in months if marks[month] != kept.get(month.code)]
    for month, reports in unit_reports_by_period(warehouse, changed).items() if changed else ():
        with warehouse.writing() as connection:
            connection.execute(sa.delete(completeness).where(completeness.c.period == month.code))
            if rows := [_row(month, one, due[month]) for one in reports]:
                connection.execute(sa.insert(completeness), rows)
            _note(connection, warehouse, month, reported_from=marks[month])


def keep_everything(warehouse: Warehouse, until: Period) -> None:
    """All that no run has kept: after the program was renewed, a backup put back, or a later day given to an old month."""
    for code in _periods_to_keep(warehouse):
        keep_figures(warehouse, work_out(warehouse, Period.parse(code)))
    keep_completeness(warehouse, months_between(warehouse.configuration.first_month, until.last_month))


# ---------------------------------------------------------------- figures and verdicts


def _figures(warehouse: Warehouse, worked: PeriodFigures) -> Iterator[_Row]:
    """Without the parts of indicators, which are worked out beside the figures."""
    code, keys = worked.period.code, warehouse.configuration.plan_of(worked.period).figure_by_key
    for unit, numbers, units in (
        ("", worked.district, len(worked.units)),
        *((unit, numbers, 1) for unit, numbers in worked.units.items()),
    ):
        yield from ((code, key, unit, numbers[key], units) for key in keys if key in numbers)


def _verdicts(warehouse: Warehouse, period: Period) -> Iterator[_Row]:
    indicators = {one.code: one for one in warehouse.configuration.plan_at(period).indicator}
    code = period.code
    own = attainment.c.period == code
    last = sa.select(sa.func.max(attainment.c.revision)).where(own).scalar_subquery()
    rows = sa.select(attainment).where(own, attainment.c.revision == last).execution_options(yield_per=_AT_ONCE)
    with warehouse.reading() as connection:
        for row in connection.execute(rows):
            if indicator := indicators.get(row.indicator):
                said = (attained.target(row, indicator), attained.verdict(row, indicator))
                yield code, row.indicator, row.unit, *said


def _periods_to_keep(warehouse: Warehouse) -> list[str]:
    kept = _kept(warehouse, "attained_from")
    first = warehouse.configuration.first_month
    stored = _attained(warehouse).items()
    return sorted(code for code, mark in stored if kept.get(code) != mark and Period.parse(code).last_month >= first)


def _attained(warehouse: Warehouse, periods: Iterable[str] | None = None) -> dict[str, str]:
    """Period → which attainment is its last, and from what: only these two tell whether another one was stored."""
    last = sa.select(attainment.c.period, sa.func.max(attainment.c.revision).label("revision"))
    last = last.group_by(attainment.c.period)
    if periods is not None:
        last = last.where(attainment.c.period.in_(periods))
    found = last.subquery()
    made_from = (
        sa.select(attainment.c.made_from)
        .where(attainment.c.period == found.c.period, attainment.c.revision == found.c.revision)
        .limit(1)
        .scalar_subquery()
    )
    with warehouse.reading() as connection:
        rows = connection.execute(sa.select(found.c.period, found.c.revision, made_from))
        return {code: f"{revision}.{mark}" for code, revision, mark in rows}


# ---------------------------------------------------------------- completeness


_OPEN = ("received", "pending", "rejected", "passed")  # few, and found by an index, however many years there are
_SAME = ("status", "on_time", "received_at", "returned_at", "version", "critical", "warning", "explained")


def _row(month: Period, report: UnitReport, due: DueDays) -> dict[str, object]:
    return {name: getattr(report, name) for name in _SAME} | {
        "period": month.code,
        "unit": report.unit.code,
        "unit_name": report.unit.name,
        "status_said": words.submission_status(report.status),
        "punctuality": words.timeliness(report),
        "due_on": due.of(report.unit.code),
    }


def _reported(warehouse: Warehouse, due: dict[Period, DueDays]) -> dict[Period, str]:
    """Month → a mark of all that says who has reported for it: who owes a report, until when, and what came of what was sent.
    A workbook that says no month counts for that in which it came."""
    codes = [month.code for month in due]
    came_in = submission.c.collected_in, sa.and_(submission.c.collected_in.in_(codes), submission.c.status.in_(_OPEN))
    sent = [_sent(warehouse, submission.c.period, submission.c.period.in_(codes)), _sent(warehouse, *came_in)]
    configuration = warehouse.configuration
    found = {}
    for month, days in due.items():
        owing = [(unit.code, unit.name) for unit in configuration.senders.of(configuration.form, month)]
        said = (owing, days.common, sorted(days.extended.items()), [rows[month.code] for rows in sent])
        found[month] = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
    return found


def _sent(warehouse: Warehouse, month: sa.Column[str], which: sa.ColumnElement[bool]) -> dict[str, list[_Row]]:
    counted = (
        sa.func.count(),
        sa.func.max(submission.c.id),
        sa.func.sum(submission.c.verdicts),
        sa.func.count(submission.c.superseded_at),
    )
    query = (
        sa.select(month, submission.c.status, *counted)
        .where(submission.c.form.is_(None), which)
        .group_by(month, submission.c.status)
        .order_by(month, submission.c.status)
    )
    found: dict[str, list[_Row]] = defaultdict(list)
    with warehouse.reading() as connection:
        for code, *rest in connection.execute(query):
            found[code].append(tuple(map(str, rest)))
    return found


# ---------------------------------------------------------------- both


def _kept(warehouse: Warehouse, mark: str) -> dict[str, str | None]:
    with warehouse.reading() as connection:
        rows = connection.execute(sa.select(period_table.c.code, period_table.c[mark]))
        return dict(map(tuple, rows))


def _replace(connection: sa.Connection, table: sa.Table, period: str, rows: Iterable[_Row]) -> None:
    connection.execute(sa.delete(table).where(table.c.period == period))
    insert_rows(connection, table, [column.name for column in table.columns], rows)


def _note(connection: sa.Connection, warehouse: Warehouse, period: Period, **mark: str) -> None:
    """What a period is called, and of which days, units and plan it is; and what was kept of it."""
    configuration = warehouse.configuration
    first, last = period.window(configuration.calendar.cutoff_day)
    plan = configuration.plan_of(period)
    said = {
        "kind": period.kind,
        "title": period.title,
        "first_day": first,
        "last_day": last,
        "units_on": configuration.unit_register.day_of(period),
        "plan_year": plan.year,
        "area": capital(plan.area),
    }
    own = period_table.c.code == period.code
    if connection.execute(sa.update(period_table).where(own).values(said | mark)).rowcount == 0:
        connection.execute(sa.insert(period_table), [{"code": period.code} | said | mark])

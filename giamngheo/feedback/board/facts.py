"""What the board shows, as plain facts: where each unit stands in each month. No names of people, no cell's content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from giamngheo.check.completeness import Returned, UnitReport, returned_by_period, unit_reports_by_period
from giamngheo.core.period import Period, periods_ending_in
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.reporting_schedule import collected_month
from giamngheo.metadata.senders import Sender
from giamngheo.metadata.working_calendar import Days
from giamngheo.store.deadlines import DueDays, closed_months, due_days_by_month
from giamngheo.warehouse.engine import Warehouse


class State(StrEnum):
    """Where a unit stands, by its report and the day: what is missing is only overdue after the due day."""

    ACCEPTED = "accepted"
    LATE = "late"
    REJECTED = "rejected"
    PENDING = "pending"
    RECEIVED = "received"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Standing:
    """`missed_due`: no good report by the due day, and that day is over. `extended_to`: a due day of the unit's own.

    `refused`: what was sent last and returned, be it the only workbook or one after an accepted one.
    """

    report: UnitReport
    state: State
    missed_due: bool
    refused: Returned | None = None
    extended_to: dt.date | None = None


@dataclass(frozen=True)
class Month:
    """One month: its days, and every unit that owes a report for it, in the district's order.

    `is_closed`: no workbook is taken any more, by the lock day or by hand.
    """

    period: Period
    days: Days
    is_closed: bool
    standings: Sequence[Standing]
    by_unit: dict[str, Standing] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_unit", {one.report.unit.code: one for one in self.standings})

    def count(self, *states: State) -> int:
        return sum(one.state in states for one in self.standings)

    @property
    def expected(self) -> int:
        return len(self.standings)

    @property
    def sent(self) -> int:
        return self.expected - self.count(State.OPEN, State.OVERDUE)

    @property
    def missed_due(self) -> int:
        return sum(one.missed_due for one in self.standings)

    @property
    def undated(self) -> int:
        """Of how many nobody knows whether they missed it: what was accepted lay there when the folder was first looked into."""
        return sum(one.state is State.ACCEPTED and one.report.on_time is None for one in self.standings)


@dataclass(frozen=True)
class OfficeReport:
    """Where an office stands in a period of a form of its own; it is none of the units."""

    form: Form
    period: Period
    standing: Standing


@dataclass(frozen=True)
class Board:
    """`months`: oldest first. `current`: the month that is being collected. `next_days`: of the month after it. `of_offices`:
    of that month and the others, latest first. `others`: of each other form of the units, by its id, its last period up to the
    current month.
    """

    months: Sequence[Month]
    current: Month
    next_period: Period
    next_days: Days
    last_change: dt.datetime | None
    of_offices: Sequence[OfficeReport] = ()
    others: dict[str, Month] = field(default_factory=dict)

    @property
    def units(self) -> list[Sender]:
        """Every unit of any month, as it is called in the latest; those of the latest month first."""
        found: dict[str, Sender] = {}
        for month in reversed(self.months):
            for one in month.standings:
                found.setdefault(one.report.unit.code, one.report.unit)
        return list(found.values())


def plan_shown(configuration: Configuration, today: dt.date) -> Plan:
    """The plan of the month that is being collected: in early January still that of the year before."""
    return configuration.plan_of(collected_month(configuration.working_calendar, today))


def board_of(warehouse: Warehouse, configuration: Configuration, today: dt.date, last: int = 0) -> Board:
    """The months from the plan's baseline to today's, within the plan's year; of these the `last` ones, 0 is all."""
    calendar, closed = configuration.working_calendar, closed_months(warehouse, today)
    months = _months(warehouse, _periods(configuration, today)[-last:], today, closed)
    wanted = collected_month(calendar, today)
    current = next((month for month in reversed(months) if month.period <= wanted), months[0])
    of_offices = _of_offices(warehouse, [month.period for month in months if month.period <= current.period], today)
    others = _others(warehouse, current.period, today, closed)
    of_units = (one for month in (*months, *others.values()) for one in month.standings)
    standings_of_all = (*of_units, *(one.standing for one in of_offices))
    moments = [one.report.received_at for one in standings_of_all if one.report.received_at]
    following = current.period + 1
    last_change, next_days = max(moments, default=None), calendar.days_of(following)
    return Board(months, current, following, next_days, last_change, of_offices, others)


def _others(warehouse: Warehouse, current: Period, today: dt.date, closed: Collection[str]) -> dict[str, Month]:
    """The last period that is owed of each other form of the units: one that was owed last month is still to be asked for."""
    own = warehouse.configuration
    owed = _owed(own, periods_ending_in("month", max(own.first_month, current - 11), current))
    found: dict[str, Month] = {}
    for form, periods in owed.items():
        if periods and not form.senders:
            (found[form.id],) = _months(warehouse, periods[-1:], today, closed, form.id)
    return found


def _of_offices(warehouse: Warehouse, months: Sequence[Period], today: dt.date) -> list[OfficeReport]:
    """The forms of offices whose periods end with one of the months."""
    found = []
    for form, periods in _owed(warehouse.configuration, months).items():
        if form.senders:
            standings = _standings(warehouse, periods, today, form.id)
            found += [OfficeReport(form, period, one) for period in reversed(periods) for one in standings[period]]
    return found


def _owed(configuration: Configuration, months: Sequence[Period]) -> dict[Form, list[Period]]:
    """The periods of each other form that somebody owes with one of the months, in their order."""
    owed = [configuration.others_due(month) for month in months]
    return {form: [of_month[form] for of_month in owed if form in of_month] for form in configuration.other_forms}


def _periods(configuration: Configuration, today: dt.date) -> list[Period]:
    plan = plan_shown(configuration, today)
    last = max(plan.baseline_period, min(Period.month_of(today), Period(plan.year, "month", 12)))
    return periods_ending_in("month", plan.baseline_period, last)


def _months(
    warehouse: Warehouse,
    periods: Sequence[Period],
    today: dt.date,
    closed: Collection[str],
    form_id: str | None = None,
) -> list[Month]:
    calendar, standings = warehouse.configuration.working_calendar, _standings(warehouse, periods, today, form_id)
    return [
        Month(period, calendar.days_of(period), period.last_month.code in closed, standings[period])
        for period in periods
    ]


def _standings(
    warehouse: Warehouse, months: Sequence[Period], today: dt.date, form_id: str | None = None
) -> dict[Period, list[Standing]]:
    """All months at once: the board is written at each collection, and costs December no more than January."""
    due, reports = due_days_by_month(warehouse, months), unit_reports_by_period(warehouse, months, form_id)
    refused = returned_by_period(warehouse, months, form_id)
    return {month: _standings_of(due[month], reports[month], refused[month], today) for month in months}


def _standings_of(
    due: DueDays, reports: Sequence[UnitReport], returned: Sequence[Returned], today: dt.date
) -> list[Standing]:
    refused = {one.unit.code: one for one in returned}  # of a unit's several the last
    standings = []
    for one in reports:
        is_over = today > due.of(one.unit.code)
        state, missed = _state(one, is_over), _has_missed(one, is_over)
        standings.append(Standing(one, state, missed, refused.get(one.unit.code), due.extended.get(one.unit.code)))
    return standings


def _state(report: UnitReport, is_over: bool) -> State:
    if report.status == "accepted":
        return State.LATE if report.on_time is False else State.ACCEPTED
    if report.status == "missing":
        return State.OVERDUE if is_over else State.OPEN
    return State(report.status)


def _has_missed(report: UnitReport, is_over: bool) -> bool:
    return report.on_time is False if report.status == "accepted" else is_over

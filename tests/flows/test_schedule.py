"""The schedule itself, walked slot by slot from 2019 to 2027 over a real warehouse, without Prefect."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field

import pytest

from flows.run.context import RunContext
from flows.run.due import due_now, require_morning, waits_for_correction
from flows.run.final_state import Skipped, finish
from flows.run.requests import KINDS, CollectOrder, ReportOrder
from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata.reporting_schedule import collected_month, report_day
from giamngheo.metadata.working_calendar import WorkingCalendar
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.run_log import Run, note_finished
from tests.support.office import Office

FIRST = dt.date(2019, 1, 1)
UNTIL = [dt.date(2020, 12, 31), pytest.param(dt.date(2027, 12, 31), marks=pytest.mark.long)]
NAMES = {kind: name for name, kind in KINDS.items()}
NAMES_OF_DEPLOYMENTS = {
    "month": "bao-cao-thang",
    "quarter": "bao-cao-quy",
    "half": "bao-cao-6-thang",
    "nine_months": "bao-cao-9-thang",
    "year": "bao-cao-nam",
}
ONE_DAY = dt.timedelta(days=1)


@dataclass
class Machine:
    """Wakes the flows as their deployments' schedules do, and does what the flows do about being done."""

    office: Office
    worked: list[tuple[Period, dt.date]] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def calendar(self) -> WorkingCalendar:
        return self.office.context.configuration.working_calendar

    def at(self, name: str) -> dt.time:
        deployments = self.office.context.configuration.operation.deployment
        return next(deployment.time for deployment in deployments if deployment.name == name)

    def run_context(self, order, day, time, ran_at=None, is_scheduled=True, own=None) -> RunContext:
        own = own or Run(str(uuid.uuid4()), f"lịch {day}")
        today = local(ran_at).date() if ran_at else day
        return RunContext(own, order, day, today.isoformat(), moment(day, time), is_scheduled, True, 1)

    def report(self, kind, day, ran_at=None, fails=False, is_scheduled=True) -> list[Period]:
        time = self.at(NAMES_OF_DEPLOYMENTS[kind])
        run_context = self.run_context(ReportOrder(kind=NAMES[kind]), day, time, ran_at, is_scheduled)
        try:
            periods = due_now(kind, run_context)
        except Skipped as end:
            self.ends[end.name] += 1
            return []
        for period in () if fails else periods:
            self.finish(run_context, "send", period, ran_at)
            self.worked.append((period, day))
        return periods

    def collect(self, day, ran_at=None, is_scheduled=True, own=None) -> str:
        """How it ended."""
        run_context = self.run_context(CollectOrder(), day, self.at("thu-thap"), ran_at, is_scheduled, own)
        try:
            require_morning(run_context)
        except Skipped as end:
            return end.name
        self.finish(run_context, "collect", collected_month(self.calendar, day), ran_at)
        return "thu thập"

    def finish(self, run_context, job, period, ran_at) -> None:
        ended = (ran_at or run_context.scheduled_at) + dt.timedelta(minutes=2)
        note_finished(run_context.context.warehouse, run_context.own, job, period, ended)

    def set_up(self, at: dt.datetime) -> None:
        write_down(self.office.context.warehouse, Entry("người cài", "deploy", "5 việc"), at)


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """A time at the office, as the warehouse keeps it."""
    return dt.datetime.combine(day, time, HANOI).astimezone(dt.UTC).replace(tzinfo=None)


def local(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=dt.UTC).astimezone(HANOI)


def days(first, last):
    return [first + ONE_DAY * step for step in range((last - first).days + 1)]


def periods(kind, first, last, calendar):
    """Periods whose report day lies in the days, with that day; the second half-year is none that is reported by itself."""
    per_year = {"month": 12, "quarter": 4}.get(kind, 1)
    every = [Period(year, kind, n) for year in range(first.year - 1, last.year + 2) for n in range(1, per_year + 1)]
    reported = [(period, report_day(calendar, period)) for period in every]
    return [(period, day) for period, day in reported if first <= day <= last]


@pytest.fixture
def machine(home):
    office = Office(home)
    yield Machine(office)
    office.context.warehouse.engine.dispose()


@pytest.fixture
def old_machine(machine):
    """Set up on the first of all days."""
    machine.set_up(moment(FIRST, dt.time(6)))
    return machine


@pytest.fixture
def collector(machine):
    """Set up in time for the report of March 2020, and of no period before it."""
    machine.set_up(moment(dt.date(2020, 3, 2), dt.time(6)))
    return machine


@pytest.mark.parametrize("last", UNTIL)
@pytest.mark.parametrize("kind", NAMES_OF_DEPLOYMENTS)
def test_years_of_slots_report_each_period_once_on_its_day(old_machine, kind, last):
    for day in days(FIRST, last):
        old_machine.report(kind, day)
    assert old_machine.worked == periods(kind, FIRST, last, old_machine.calendar)
    assert old_machine.ends == {"Chưa đến hạn": len(days(FIRST, last)) - len(old_machine.worked)}


@pytest.mark.parametrize("last", UNTIL)
def test_years_of_mornings_collect_on_working_days_only(old_machine, last):
    ends = {day: old_machine.collect(day) for day in days(FIRST, last)}
    assert {day for day, end in ends.items() if end == "thu thập"} == {
        day for day in ends if old_machine.calendar.is_working_day(day)
    }
    assert set(ends.values()) == {"thu thập", "Ngày nghỉ"}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["month", "quarter"])
def test_forty_missed_days_run_in_any_order_report_each_period_once(machine, kind, seed):
    first = dt.date(2021, 1, 18) + ONE_DAY * (40 * seed)
    machine.set_up(moment(first - ONE_DAY, dt.time(6)))
    slots, back = days(first, first + ONE_DAY * 39), moment(first + ONE_DAY * 40, dt.time(10, 17))
    random.Random(seed).shuffle(slots)
    for number, day in enumerate(slots):
        machine.report(kind, day, back + dt.timedelta(minutes=number))
    expected = [period for period, _ in periods(kind, first, max(slots), machine.calendar)]
    assert sorted(period for period, _ in machine.worked) == expected
    worked_in = {day for _, day in machine.worked}
    assert sum(machine.ends.values()) == len(slots) - len(worked_in)
    assert set(machine.ends) <= {"Chưa đến hạn", "Đã xong"}


def test_the_day_after_forty_missed_days_does_what_is_due_though_their_slots_are_gone(machine):
    machine.set_up(moment(dt.date(2021, 3, 1), dt.time(6)))
    assert [period.code for period in machine.report("month", dt.date(2021, 4, 25))] == ["2021-03", "2021-04"]
    assert [period.code for period in machine.report("quarter", dt.date(2021, 4, 25))] == ["2021-Q1"]


def test_a_period_older_than_the_days_to_catch_up_is_left_to_people(machine):
    machine.set_up(moment(dt.date(2021, 1, 4), dt.time(6)))
    march = report_day(machine.calendar, Period.parse("2021-03"))
    at_most = machine.office.context.configuration.operation.catch_up_days
    assert [str(one) for one in machine.report("quarter", march + ONE_DAY * at_most, fails=True)] == ["2021-Q1"]
    assert machine.report("quarter", march + ONE_DAY * (at_most + 1)) == []


def test_a_fresh_set_up_reports_on_nothing_before_it(machine):
    machine.set_up(moment(dt.date(2020, 3, 21), dt.time(0, 5)))
    assert [machine.report("month", day) for day in days(dt.date(2020, 3, 21), dt.date(2020, 4, 19))] == [[]] * 30
    assert [str(one) for one in machine.report("month", dt.date(2020, 4, 20))] == ["2020-04"]


def test_a_set_up_in_the_afternoon_of_a_report_day_reports_on_it_the_day_after(machine):
    machine.set_up(moment(dt.date(2020, 3, 20), dt.time(15)))
    assert [str(one) for one in machine.report("month", dt.date(2020, 3, 21))] == ["2020-03"]


def test_deploying_again_forgets_nothing(machine):
    machine.set_up(moment(dt.date(2020, 3, 2), dt.time(6)))
    machine.set_up(moment(dt.date(2020, 3, 21), dt.time(6)))
    assert [str(one) for one in machine.report("month", dt.date(2020, 3, 21))] == ["2020-03"]


def test_somebody_who_presses_quick_run_gets_the_period_that_was_due_before_the_set_up(machine):
    machine.set_up(moment(dt.date(2020, 4, 1), dt.time(6)))
    found = machine.report("quarter", dt.date(2020, 4, 1), is_scheduled=False)
    assert [period.code for period in found] == ["2020-Q1"]
    assert machine.report("quarter", dt.date(2020, 4, 2), is_scheduled=False) == []
    assert machine.ends == {"Đã xong": 1}


def test_pressing_quick_run_again_reports_on_no_older_period_instead(machine):
    """The months before the set-up were reported by other means: a second press must not mail them."""
    machine.set_up(moment(dt.date(2020, 4, 1), dt.time(6)))
    pressed = [machine.report("month", dt.date(2020, 4, 1), is_scheduled=False) for _ in range(3)]
    assert [[period.code for period in periods] for periods in pressed] == [["2020-03"], [], []]
    assert machine.ends == {"Đã xong": 2}


def test_what_failed_on_its_day_is_done_the_day_after_and_then_no_more(collector):
    day = dt.date(2020, 3, 20)
    assert collector.report("month", day, fails=True) == [Period.parse("2020-03")]
    assert collector.report("month", day + ONE_DAY, fails=True) == [Period.parse("2020-03")]
    assert collector.report("month", day + ONE_DAY * 2) == [Period.parse("2020-03")]
    assert collector.report("month", day + ONE_DAY * 3) == []


def test_a_trial_without_mail_leaves_the_period_to_the_schedule(collector):
    warehouse = collector.office.context.warehouse
    at = moment(dt.date(2020, 3, 19), dt.time(9))
    note_finished(warehouse, Run(str(uuid.uuid4()), "thử"), "whole", Period.parse("2020-03"), at)
    assert collector.report("month", dt.date(2020, 3, 20)) == [Period.parse("2020-03")]


def test_a_report_sent_by_hand_is_not_sent_again_and_the_run_says_by_whom(collector):
    warehouse = collector.office.context.warehouse
    own = Run(str(uuid.uuid4()), "Báo cáo tháng 3 của chị Lan")
    note_finished(warehouse, own, "send", Period.parse("2020-03"), moment(dt.date(2020, 3, 20), dt.time(8)))
    with pytest.raises(Skipped, match="chị Lan") as end:
        due_now("month", collector.run_context(ReportOrder(), dt.date(2020, 3, 20), dt.time(9)))
    assert end.value.name == "Đã xong"


def test_a_day_without_a_period_says_which_is_next(machine):
    machine.set_up(moment(dt.date(2021, 2, 1), dt.time(6)))
    with pytest.raises(Skipped, match=r"tháng 2 năm 2021, báo cáo ngày 22/02/2021"):
        due_now("month", machine.run_context(ReportOrder(), dt.date(2021, 2, 20), dt.time(9)))


def test_the_second_half_year_is_left_to_the_report_of_the_year(machine):
    machine.set_up(moment(dt.date(2020, 6, 1), dt.time(6)))
    last = dt.date(2020, 12, 21)
    assert machine.report("half", last) == []
    assert machine.report("half", last, is_scheduled=False) == []
    assert [period.code for period in machine.report("year", last)] == ["2020"]
    with pytest.raises(Skipped, match=r"kỳ tiếp theo là 6 tháng đầu năm 2021, báo cáo ngày 21/06/2021"):
        due_now("half", machine.run_context(ReportOrder(kind="6 tháng"), last, dt.time(10)))


def test_periods_that_are_due_together_wake_from_the_shorter_to_the_longer(machine):
    """Each half an hour after the one before: who reads the year's report has the quarter's."""
    hours = [machine.at(name) for name in NAMES_OF_DEPLOYMENTS.values()]
    assert hours == sorted(set(hours))


def test_after_a_gap_one_morning_collects_for_all_of_them(collector):
    back = moment(dt.date(2020, 3, 13), dt.time(10))
    slots = days(dt.date(2020, 3, 2), dt.date(2020, 3, 13))
    random.Random(7).shuffle(slots)
    ends = Counter(collector.collect(day, back + dt.timedelta(minutes=n)) for n, day in enumerate(slots))
    assert ends == {"thu thập": 1, "Đã xong": 9, "Ngày nghỉ": 2}
    assert collector.collect(dt.date(2020, 3, 16)) == "thu thập"


def test_a_collection_before_the_morning_does_not_stand_for_it(collector):
    early = moment(dt.date(2020, 3, 16), dt.time(6))
    assert collector.collect(dt.date(2020, 3, 16), early, is_scheduled=False) == "thu thập"
    assert collector.collect(dt.date(2020, 3, 16)) == "thu thập"


def test_somebody_may_collect_on_a_holiday_and_again(collector):
    for hour in (8, 9):
        at = moment(dt.date(2020, 4, 30), dt.time(hour))
        assert collector.collect(dt.date(2020, 4, 30), at, is_scheduled=False) == "thu thập"


def test_the_retry_of_a_morning_is_not_put_off_by_its_own_finished_work(collector):
    own = Run(str(uuid.uuid4()), "sáng thứ hai")
    collector.collect(dt.date(2020, 3, 16), own=own)
    assert collector.collect(dt.date(2020, 3, 16), own=own) == "thu thập"


def test_a_practice_on_a_day_to_come_does_not_stop_the_mornings_until_then(collector):
    """`Ngày làm việc` may be any day: the order form offers it for practice."""
    practice = collector.run_context(
        CollectOrder(today="2021-06-30"), dt.date(2021, 6, 30), dt.time(8), is_scheduled=False
    )
    finish(practice, "collect", Period.parse("2021-06"))
    assert collector.collect(dt.date(2020, 3, 16)) == "thu thập"


def test_a_report_that_a_run_wrote_down_as_sent_is_not_due_again(collector):
    march, day = Period.parse("2020-03"), dt.date(2020, 3, 20)
    assert collector.report("month", day, fails=True) == [march]
    finish(collector.run_context(ReportOrder(), day, dt.time(9)), "send", march)
    assert collector.report("month", day) == []


def test_a_report_waits_for_mending_on_its_day_only_and_not_when_retried(collector):
    period, day = Period.parse("2020-03"), dt.date(2020, 3, 20)
    order = ReportOrder()
    first = collector.run_context(order, day, dt.time(9))
    assert waits_for_correction(first, order, period)
    assert not waits_for_correction(collector.run_context(order, day + ONE_DAY, dt.time(9)), order, period)
    assert not waits_for_correction(RunContext(**vars(first) | {"attempt": 2}), order, period)
    assert not waits_for_correction(first, ReportOrder(despite_errors=True), period)
    assert not waits_for_correction(first, ReportOrder(mail="không gửi thư (chạy thử)"), period)

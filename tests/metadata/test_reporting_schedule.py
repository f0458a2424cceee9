"""What each day from 2019 to 2027 asks for, walked day by day, and with machines that were off."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections import Counter
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.reporting_schedule import (
    collected_month,
    due_periods,
    next_report_day,
    report_day,
    require_within_plan,
)
from giamngheo.metadata.working_calendar import WorkingCalendar
from tests.conftest import PROJECT

KINDS = ("month", "quarter", "half", "nine_months", "year")
PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}
FIRST, LAST = dt.date(2019, 1, 1), dt.date(2027, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)
ONE_DAY = dt.timedelta(days=1)

kinds = st.sampled_from(KINDS)
days = st.dates(FIRST, LAST)


@lru_cache(maxsize=1)
def calendar() -> WorkingCalendar:
    return load_configuration(PROJECT / "config").working_calendar


def day_by_day(first=FIRST, last=LAST):
    return [first + ONE_DAY * step for step in range((last - first).days + 1)]


def due_on(kind, day):
    """What a machine that is never off finds on one day."""
    return list(due_periods(calendar(), kind, day, day))


def all_periods(kind):
    return [Period(year, kind, number) for year in YEARS for number in range(1, PER_YEAR[kind] + 1)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_period_is_due_on_one_working_day_of_its_last_month(kind):
    found = [(period, day) for day in day_by_day() for period in due_on(kind, day)]
    assert [period for period, _ in found] == all_periods(kind)
    for period, day in found:
        assert calendar().is_working_day(day)
        assert Period.month_of(day) == period.last_month
        assert day == report_day(calendar(), period)


def test_every_month_has_one_due_day_between_cutoff_and_report():
    due_days = {calendar().days_of(month).due: month for month in all_periods("month")}
    assert len(due_days) == 12 * len(YEARS)
    for day, month in due_days.items():
        assert calendar().is_working_day(day)
        assert dt.date(month.year, month.number, 14) < day <= report_day(calendar(), month)


def test_the_due_day_is_two_working_days_after_the_cutoff_has_moved():
    for month in all_periods("month"):
        found = calendar().days_of(month)
        worked = [day for day in day_by_day(found.cutoff, found.due) if calendar().is_working_day(day)]
        assert len(worked) == 3  # the day of the cut-off, or the one that it moved to, and two more
        assert worked[0] == found.cutoff_moved


def test_no_working_day_is_lost_between_the_20th_and_the_report():
    for month in all_periods("month"):
        found = calendar().days_of(month)
        twentieth = dt.date(month.year, month.number, 20)
        assert found.report >= twentieth
        worked = [day for day in day_by_day(twentieth, found.report) if calendar().is_working_day(day)]
        assert len(worked) == 1 or found.report == found.due


def test_periods_that_end_together_are_reported_together():
    for quarter in all_periods("quarter"):
        assert report_day(calendar(), quarter) == report_day(calendar(), quarter.last_month)


def test_the_third_day_of_tet_2021_is_the_cutoff_and_nobody_works():
    third_day = dt.date(2021, 2, 14)
    assert not any(calendar().is_working_day(day) for day in day_by_day(dt.date(2021, 2, 10), dt.date(2021, 2, 16)))
    assert collected_month(calendar(), third_day).code == "2021-02"
    assert [due_on("month", day) for day in day_by_day(third_day, dt.date(2021, 2, 21))] == [[]] * 8
    assert due_on("month", dt.date(2021, 2, 22)) == [Period.parse("2021-02")]


def test_the_swapped_saturday_of_april_2025_is_worked_and_its_friday_is_not():
    assert calendar().is_working_day(dt.date(2025, 4, 26))
    assert not calendar().is_working_day(dt.date(2025, 4, 19))  # an ordinary Saturday
    assert not calendar().is_working_day(dt.date(2025, 5, 2))  # for which the 26th is worked
    assert due_on("month", dt.date(2025, 4, 21)) == [Period.parse("2025-04")]  # the 20th is a Sunday


def test_an_april_whose_report_waits_for_the_swapped_saturday():
    """Where the week of the 20th is taken away, the swapped Saturday is the first day that is worked."""
    rules = calendar().rules.model_copy(
        update={"extra_holidays": frozenset(day_by_day(dt.date(2025, 4, 20), dt.date(2025, 4, 25)))}
    )
    assert report_day(WorkingCalendar(rules), Period.parse("2025-04")) == dt.date(2025, 4, 26)


@pytest.mark.parametrize(
    ("kind", "code"), [("month", "2020-12"), ("quarter", "2020-Q4"), ("half", "2020-H2"), ("year", "2020")]
)
def test_a_report_day_that_holidays_move_into_the_next_year_is_found_there(kind, code):
    closed = frozenset(day_by_day(dt.date(2020, 12, 18), dt.date(2021, 1, 3)))
    moved = WorkingCalendar(calendar().rules.model_copy(update={"extra_holidays": closed}))
    back = dt.date(2021, 1, 4)
    assert list(due_periods(moved, kind, back, back)) == [Period.parse(code)]
    assert next_report_day(moved, kind, back - ONE_DAY) == (Period.parse(code), back)
    assert next_report_day(moved, kind, back)[0] == Period.parse(code) + 1


@pytest.mark.parametrize("kind", ["month", "quarter"])
def test_a_machine_off_for_one_to_sixty_days_finds_each_period_once(kind):
    reported = {period: report_day(calendar(), period) for period in all_periods(kind)}
    for off in range(1, 61):
        found: Counter[Period] = Counter()
        seen_until = FIRST - ONE_DAY
        for day in day_by_day(last=dt.date(2022, 1, 31))[off :: off + 1]:
            found.update(due_periods(calendar(), kind, day, seen_until + ONE_DAY))
            seen_until = day
        assert found == Counter(period for period, on in reported.items() if on <= seen_until), off


@given(kinds, days, st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_however_the_days_are_cut_up_each_period_is_found_once_and_in_order(kind, start, gaps):
    whole, cuts = start, []
    for gap in gaps:
        cuts.append((whole, whole + ONE_DAY * (gap - 1)))
        whole += ONE_DAY * gap
    parts = [period for first, last in cuts for period in due_periods(calendar(), kind, last, first)]
    assert parts == list(due_periods(calendar(), kind, cuts[-1][1], start))
    assert parts == sorted(set(parts))


@given(kinds, days, st.integers(0, 800))
def test_due_is_exactly_what_has_its_report_day_in_the_days(kind, since, length):
    until = since + ONE_DAY * length
    around = [
        Period(year, kind, n) for year in range(since.year - 2, until.year + 3) for n in range(1, PER_YEAR[kind] + 1)
    ]
    expected = [period for period in around if since <= report_day(calendar(), period) <= until]
    assert list(due_periods(calendar(), kind, until, since)) == expected


@given(kinds, days)
def test_days_that_end_before_they_begin_ask_for_nothing(kind, day):
    assert list(due_periods(calendar(), kind, day - ONE_DAY, day)) == []


@given(kinds, days)
def test_the_next_report_day_is_the_first_on_which_something_is_due(kind, day):
    period, on = next_report_day(calendar(), kind, day)
    assert on > day
    assert list(due_periods(calendar(), kind, on, day + ONE_DAY)) == [period]
    assert list(due_periods(calendar(), kind, on - ONE_DAY, day + ONE_DAY)) == []


@given(days)
def test_the_month_being_collected_is_the_last_one_whose_cutoff_has_come(day):
    month = collected_month(calendar(), day)
    assert dt.date(month.year, month.number, 14) <= day
    assert dt.date((month + 1).year, (month + 1).number, 14) > day


def test_the_month_being_collected_goes_on_at_each_cutoff_by_one():
    collected = [collected_month(calendar(), day) for day in day_by_day()]
    changes = zip(day_by_day()[1:], itertools.pairwise(collected), strict=True)
    steps = [(day, now) for day, (before, now) in changes if now != before]
    assert [day.day for day, _ in steps] == [14] * 12 * len(YEARS)
    assert [month for _, month in steps] == all_periods("month")


def test_on_its_report_day_a_month_is_the_one_being_collected():
    for month in all_periods("month"):
        assert collected_month(calendar(), report_day(calendar(), month)) == month


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2019-12", ""),
        ("2020-03", ""),
        ("2020-Q1", ""),
        ("2020", ""),
        ("2019-11", "ở trước kế hoạch"),
        ("2019-Q3", "ở trước kế hoạch"),
        ("2020-04", "chưa bắt đầu"),
        ("2020-Q2", "chưa bắt đầu"),
        ("2021", "chưa bắt đầu"),
    ],
)
def test_a_period_that_nobody_can_have_reported_for_is_said_to_be_wrong(period, why):
    with pytest.raises(UsageError, match=why) if why else contextlib.nullcontext():
        require_within_plan(Period.parse(period), Period.parse("2019-12"), dt.date(2020, 3, 20))

"""Days of a period by the working-day calendar."""

import datetime as dt

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.working_calendar import WorkingCalendar


@pytest.fixture
def calendar(configuration):
    return configuration.working_calendar


def test_march_2020_whose_cutoff_is_a_saturday(calendar):
    days = calendar.days_of(Period.parse("2020-03"))
    assert days.cutoff == dt.date(2020, 3, 14)
    assert days.cutoff_moved == dt.date(2020, 3, 16)
    assert days.due == dt.date(2020, 3, 18)
    assert days.report == dt.date(2020, 3, 20)


def test_tet_2021_moves_everything(calendar):
    days = calendar.days_of(Period.parse("2021-02"))
    assert days.cutoff_moved == dt.date(2021, 2, 17)
    assert days.due == dt.date(2021, 2, 19)
    assert days.report == dt.date(2021, 2, 22)


def test_a_swapped_saturday_is_worked(calendar):
    assert calendar.is_working_day(dt.date(2025, 4, 26))
    assert not calendar.is_working_day(dt.date(2025, 5, 2))


def test_exceptions_of_the_configuration(configuration):
    rules = configuration.calendar.model_copy(
        update={
            "extra_holidays": frozenset({dt.date(2020, 3, 17)}),
            "extra_working_days": frozenset({dt.date(2020, 3, 15)}),
        }
    )
    calendar = WorkingCalendar(rules)
    assert calendar.is_working_day(dt.date(2020, 3, 15))
    assert not calendar.is_working_day(dt.date(2020, 3, 17))


def test_every_month_of_nine_years_has_its_days_in_order(calendar):
    month = Period.parse("2019-01")
    while month.year < 2028:
        days = calendar.days_of(month)
        assert days.cutoff <= days.cutoff_moved < days.due <= days.report
        assert all(calendar.is_working_day(day) for day in (days.cutoff_moved, days.due, days.report))
        assert days.report.month == month.number
        month += 1

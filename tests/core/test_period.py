"""Laws of periods."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period

KINDS = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}


@st.composite
def periods(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    return Period(draw(st.integers(1990, 2100)), kind, draw(st.integers(1, KINDS[kind])))


@given(periods())
def test_a_printed_period_is_read_as_itself(period):
    assert Period.parse(str(period)) == period


@given(periods(), st.integers(-30, 30))
def test_steps_forth_and_back_meet(period, steps):
    assert (period + steps) - steps == period
    assert (period + steps).kind == period.kind


@given(periods())
def test_windows_of_the_months_tile_the_period(period):
    windows = [month.window(14) for month in period.months]
    assert windows[0][0] == period.window(14)[0]
    assert windows[-1][1] == period.window(14)[1]
    for (_, end), (start, _) in itertools.pairwise(windows):
        assert start == end + dt.timedelta(days=1)


@given(periods())
def test_the_period_before_ends_before_it(period):
    assert period.before < period
    if period.kind != "nine_months":
        assert period.before.window(14)[1] + dt.timedelta(days=1) == period.window(14)[0]


@given(periods(), periods())
def test_of_two_one_is_before_the_other_unless_they_are_the_same(one, other):
    assert (one < other) + (other < one) + (one == other) == 1


@given(periods())
def test_the_month_of_an_ordinal_is_the_last_of_whose_it_is(period):
    assert Period.month_at(period.ordinal) == period.last_month


@pytest.mark.parametrize(
    "made", [(1899, "month", 1), (10000, "month", 1), (2020, "month", 13), (2020, "quarter", 0), (2020, "year", 2)]
)
def test_no_period_outside_the_years_or_beyond_its_year(made):
    with pytest.raises(UsageError, match="không có thật"):
        Period(*made)
    assert Period(1900, "month", 12).code == "1900-12"
    assert Period(9999, "quarter", 4).code == "9999-Q4"


def test_windows_of_decree_09():
    assert Period.parse("2020-03").window(14) == (dt.date(2020, 2, 15), dt.date(2020, 3, 14))
    assert Period.parse("2020-Q1").window(14) == (dt.date(2019, 12, 15), dt.date(2020, 3, 14))
    assert Period.parse("2020-9M").window(14) == (dt.date(2019, 12, 15), dt.date(2020, 9, 14))
    assert Period.parse("2020").window(14) == (dt.date(2019, 12, 15), dt.date(2020, 12, 14))


@pytest.mark.parametrize("text", ["2020-13", "2020-00", "2020-Q5", "20-03", "2020/03", "", "tháng 3", "2020-3"])
def test_what_is_no_period_is_refused_with_examples(text):
    with pytest.raises(UsageError, match="2020-03"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("2020-03", "tháng 3 năm 2020"),
        ("2020-Q1", "quý I năm 2020"),
        ("2020-H1", "6 tháng đầu năm 2020"),
        ("2020-H2", "6 tháng cuối năm 2020"),
        ("2020-9M", "9 tháng đầu năm 2020"),
        ("2020", "năm 2020"),
    ],
)
def test_titles(code, title):
    assert Period.parse(code).title == title


@given(periods(), st.integers(-400, 400))
def test_months_until_counts_the_steps_between_last_months(period, steps):
    month = period.last_month
    assert period.months_until(month + steps) == steps
    assert (month + steps).months_until(period) == -steps

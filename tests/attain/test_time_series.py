"""A figure month by month: which months may be asked for, and what a month without a report says."""

from __future__ import annotations

import pytest

from giamngheo.attain.time_series import time_series
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from tests.support.office import on_one_engine

pytestmark = on_one_engine


@pytest.fixture
def series(office):
    def of(first, last, unit="18604", figure="poor"):
        return time_series(office.context.warehouse, unit, figure, Period.parse(first), Period.parse(last))

    return of


def test_the_months_from_the_first_of_one_period_to_the_last_of_another(series):
    found = series("2020-Q1", "2020-H1")
    assert [one.period.code for one in found] == [f"2020-0{month}" for month in range(1, 7)]
    assert {(one.value, one.parts, one.continuous, one.broken) for one in found} == {(None, (), False, False)}
    assert found[0].reason == "tháng 1 năm 2020 chưa có số liệu của Xã Thạch Khê"
    assert len(series("2020-02", "2020-02")) == 1


def test_what_the_unit_was_before_is_broken_where_it_is_not_known(series):
    [before, after] = series("2019-12", "2020-01", unit="18601")[0], series("2025-06", "2025-08", unit="18601")[0]
    assert (before.broken, after.parts, after.continuous) == (False, (), False)
    assert "chưa có số liệu của" in after.reason


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [("2020-03", "2020-02", "dãy tháng"), ("2005-01", "2025-01", "dãy tháng"), ("2020", "2019", "dãy tháng")],
)
def test_no_series(series, first, last, says):
    with pytest.raises(UsageError, match=says):
        series(first, last)


def test_twenty_years_are_the_most(series):
    with pytest.raises(UsageError, match="không có đơn vị"):  # long enough: but the unit is not there then
        series("2010-01", "2029-12", unit="99999")
    with pytest.raises(UsageError, match="nhiều nhất 20 năm"):
        series("2010-01", "2030-01", unit="99999")


def test_a_figure_that_is_none(series):
    with pytest.raises(UsageError, match="Không có số liệu «x»; chọn một trong: "):
        series("2020-01", "2020-02", figure="x")

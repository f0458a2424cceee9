"""Which units' numbers stand beside each other, and why the others' do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from giamngheo.attain.aggregates import Aggregate
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.metadata.unit import Unit
from giamngheo.report.beside import Beside
from giamngheo.report.wording.explained import since_before_said

FLOW = Aggregate("came", "household", "count(*)", "flow", None)
STOCK = Aggregate("poor", "household", "count(*)", "stock", None)


def figures(period, *, since=None, gaps=(), reports=None, **units):
    """Of `a`, `b` …, each with its number of both; `gaps`: the months that `a` lacks."""
    return PeriodFigures(
        Period.parse(period),
        {unit: {"came": number, "poor": number} for unit, number in units.items()},
        {},
        reports=reports or {},
        gaps={"a": [Period.parse(month) for month in gaps]},
        since=Period.parse(since) if since else None,
    )


def beside(now, then, item=FLOW):
    return Beside([item], now, then, lambda _: True, str.upper)


def whys(now, then, item=FLOW):
    return {one["unit"]: one["why"] for one in beside(now, then, item).alike()["not_compared"]}


def test_the_year_so_far_grows_by_what_came_since_the_month_before():
    now, then = figures("2020-03", since="2020-01", a=9, b=4), figures("2020-02", since="2020-01", a=7, b=4)
    found = beside(now, then).alike()
    assert (found["before"], found["now"], found["shared"]) == ((11,), (13,), 2)
    assert found["units"] == [{"unit": "a", "name": "A", "before": (7,), "now": (9,)}]


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("2019-12", "tháng 12 năm 2019 cộng 1 tháng, từ đầu năm đến hết tháng 3 năm 2020 cộng 3 tháng"),
        ("2019-Q4", None),
    ],
)
def test_the_year_so_far_is_not_beside_a_sum_of_fewer_months(then, why):
    now = figures("2020-03", since="2020-01", a=9)
    assert whys(now, figures(then, a=7)) == ({"a": why} if why else {})


def test_a_month_that_is_missing_of_the_year_so_far_is_named():
    now = figures("2020-03", since="2020-01", gaps=["2020-02", "2020-03"], a=9, b=4)
    then = figures("2020-02", since="2020-01", gaps=["2020-02"], a=7, b=4)
    assert whys(now, then) == {
        "a": "từ đầu năm đến hết tháng 2 năm 2020 thiếu báo cáo tháng 2; "
        "từ đầu năm đến hết tháng 3 năm 2020 thiếu báo cáo tháng 2, 3"
    }
    assert whys(now, then, STOCK) == {}


def test_what_both_lack_alike_takes_nothing_from_what_came_since():
    """Of one year so far; January of another year is another month. It is said of whom that is so."""
    now = figures("2020-03", since="2020-01", gaps=["2020-01"], a=9, b=4)
    then = figures("2020-02", since="2020-01", gaps=["2020-01"], a=7, b=3)
    found = beside(now, then).alike()
    assert (found["before"], found["now"], found["shared"], found["not_compared"]) == ((10,), (13,), 2, [])
    assert found["lacking_alike"] == [{"unit": "a", "name": "A", "why": "thiếu báo cáo tháng 1"}]
    assert since_before_said({"period": "2020-02", **found}) == [
        "So với tháng 2 năm 2020: 10 → 13.",
        "Vẫn so được, vì đơn vị sau thiếu cùng những tháng ở cả hai kỳ (cả hai số đều chưa tính đủ): thiếu báo cáo tháng 1 (1 đơn vị): A.",
    ]
    quarters = figures("2020-Q2", gaps=["2020-04"], a=9), figures("2020-Q1", gaps=["2020-01"], a=7)
    assert beside(*quarters).alike()["lacking_alike"] == []
    assert whys(*quarters)


def test_what_was_several_units_lacks_nothing_alike():
    """Of the month that one of them lacks the others' reports are in the earlier sum, and in the later none."""
    parts = tuple(Unit.model_construct(code=code, name=code) for code in ("1", "2"))
    now = figures("2020-03", since="2020-01", gaps=["2020-01"], a=9)
    then = figures("2020-02", since="2020-01", gaps=["2020-01"], a=7)
    for extent, is_compared in ((Extent(parts[0], parts), False), (Extent(parts[0], parts[:1]), True)):
        found = beside(now, replace(then, joined={"a": extent})).alike()
        assert (found["shared"] == 1, found["not_compared"] == []) == (is_compared, is_compared)


def test_what_is_collected_from_mid_period_is_not_beside_a_whole_one():
    item = replace(FLOW, since="2020-03")
    said = whys(figures("2020-Q2", a=9), figures("2020-Q1", gaps=["2020-01"], a=7), item)
    assert said == {"a": "quý I năm 2020 cộng 1 tháng, quý II năm 2020 cộng 3 tháng"}


def test_of_a_unit_without_its_last_month_that_is_said():
    now = figures("2020-Q2", reports={"a": ReportingRate(1, 3), "b": ReportingRate(0, 3)})
    assert whys(now, figures("2020-Q1", a=7, b=4)) == {
        "a": "quý II năm 2020 chưa có báo cáo tháng 6",
        "b": "quý II năm 2020 chưa có báo cáo",
    }


def test_a_month_that_came_since_the_report_is_named():
    then, now = figures("2020-Q1", gaps=["2020-01", "2020-02"], a=7, b=3), figures("2020-Q1", gaps=["2020-02"], a=9)
    found = beside(now, then).revised()
    assert (found["before"], found["now"]) == ((10,), (9,))
    assert {one["unit"]: one["why"] for one in found["units"]} == {
        "a": "có thêm báo cáo tháng 1",
        "b": "không còn báo cáo được tính",
    }


def test_of_what_nobody_reported_before_nothing_is_said():
    assert beside(figures("2020-03", a=9), figures("2020-02")).alike() is None

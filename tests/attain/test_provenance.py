"""Where a figure comes from."""

from __future__ import annotations

import pytest

from giamngheo.attain.provenance import explanation
from giamngheo.core.period import Period
from tests.support.office import on_one_engine
from tests.support.workbooks import book, next_book, write_month


@pytest.fixture
def warehouse(office):
    first = book("18604", "Xã Thạch Khê", "2019-12", poor=6, near_poor=4)
    write_month(office.inbox, [first, next_book(first)])
    for month in ("2019-12", "2020-01"):
        office.collect(month)
    return office.context.warehouse


@on_one_engine
def test_only_a_reduction_is_measured_from_the_baseline(warehouse):
    month = Period.parse("2020-01")
    reduction = explanation(warehouse, "poverty_reduction", month, "18604")
    assert reduction["baseline"]["numerator"] == 6
    assert explanation(warehouse, "insured_poor", month, "18604")["baseline"] is None


@on_one_engine
def test_of_a_flow_without_its_last_month_the_reports_that_are_there_are_counted(warehouse):
    quarter = Period.parse("2020-Q1")
    for unit, said in (("18604", "mới có 1/3 báo cáo tháng"), (None, "mới có 1/66 báo cáo tháng")):
        for code in ("resources", "poor", "insured_poor"):
            told = explanation(warehouse, code, quarter, unit)
            assert told["uncounted"] == f"{said}; chưa có báo cáo tháng cuối kỳ (tháng 3), nên chưa tính"
            assert (told["value"], told["submissions"]) == (None, [])
    assert explanation(warehouse, "resources", quarter, None)["unit_name"] == "Toàn huyện Thạch Hà"
    assert explanation(warehouse, "resources", Period.parse("2020-01"), "18604")["uncounted"] == ""
    assert explanation(warehouse, "poor", Period.parse("2020-02"), None)["uncounted"] == "chưa có báo cáo"

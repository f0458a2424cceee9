"""Months before and after mergers, with real workbooks: continuous where it may be, broken where it may not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from giamngheo.attainment import by_indicator
from giamngheo.comparing import work_out_for
from giamngheo.figures import work_out
from giamngheo.period import Period
from giamngheo.report.build import draft
from giamngheo.series import series
from tests.support.workbooks import book, expected_figures, next_book, write_month

HA = [("18562", "Thị trấn Thạch Hà"), ("18589", "Xã Thạch Sơn"), ("18607", "Xã Thạch Long")]
XUYEN = [("18601", "Xã Việt Tiến"), ("18625", "Xã Thạch Ngọc")]
KINH = [("18586", "Xã Thạch Kênh"), ("18592", "Xã Thạch Liên")]
HAU = [("18457", "Xã Ích Hậu")]
KHE = [("18571", "Xã Thạch Hải"), ("18595", "Xã Đỉnh Bàn"), ("18604", "Xã Thạch Khê")]
NAI = [("18643", "Xã Thạch Đài"), ("18652", "Xã Tân Lâm Hương")]
NEW = {
    ("18562", "Xã Thạch Hà"): HA,
    ("18601", "Xã Việt Xuyên"): XUYEN,
    ("18586", "Xã Đông Kinh"): [*KINH, *HAU],
    ("18604", "Xã Thạch Khê"): KHE,
    ("18652", "Phường Hà Huy Tập"): NAI,
}


def books(units, period):
    return {unit: book(unit, name, period, poor=6, near_poor=5, seed=7) for unit, name in units}


def merged(parts, code, name):
    """The first workbook of a merged unit: the next month of all its parts, under the codes they had."""
    following = [next_book(part) for part in parts]
    return replace(
        following[0],
        unit=code,
        unit_name=name,
        households=[row for one in following for row in one.households],
        models=[row for one in following for row in one.models],
        stories=[row for one in following for row in one.stories],
        resources=[row for one in following for row in one.resources],
        total_households=sum(one.total_households for one in following),
        total_people=sum(one.total_people for one in following),
    )


@pytest.fixture
def merging(office):
    """December 2024 by the old 22, June 2025 by those that were left and one of the new, July by the new nine."""
    office.today = "2025-08-01"
    december = books([*HA, *XUYEN, *KINH, *KHE, *NAI], "2024-12")
    june = books([*HA, *XUYEN, *KINH, *HAU], "2025-06")
    july = [
        merged([(june | {u: b for u, b in december.items() if u not in june})[unit] for unit, _ in parts], code, name)
        for (code, name), parts in NEW.items()
    ]
    july = [replace(one, period="2025-07") for one in july]
    for month in (december.values(), june.values(), july):
        write_month(office.inbox, month)
    office.collect("2025-07")
    return office, december, june, {one.unit: one for one in july}


def test_a_merged_units_series_is_continuous_where_it_may_be_and_broken_where_it_may_not(merging):
    office, december, june, july = merging
    assert set(office.statuses("2025-07").values()) == {"accepted", "missing"}
    assert len(office.statuses("2025-07")) == 9

    def values(code):
        found = series(office.place.warehouse, code, "poor", Period.parse("2024-12"), Period.parse("2025-07"))
        return {point.period.code: point for point in found}

    for code, parts in (("18562", HA), ("18601", XUYEN)):
        own = values(code)
        assert own["2024-12"].value == sum(expected_figures(december[unit])["poor"] for unit, _ in parts)
        assert own["2025-06"].value == sum(expected_figures(june[unit])["poor"] for unit, _ in parts)
        assert own["2025-07"].value == expected_figures(july[code])["poor"]
        assert [part.code for part in own["2025-06"].parts] == [unit for unit, _ in parts]
    khe = values("18604")
    assert khe["2024-12"].value == sum(expected_figures(december[unit])["poor"] for unit, _ in KHE)
    assert not khe["2025-06"].continuous
    assert "khi đó không thuộc huyện" in khe["2025-06"].reason
    kinh = values("18586")
    assert (kinh["2024-12"].continuous, kinh["2024-12"].value) == (False, None)
    assert "Xã Ích Hậu (18457) khi đó chưa thuộc huyện" in kinh["2024-12"].reason
    assert kinh["2025-06"].value == sum(expected_figures(june[unit])["poor"] for unit, _ in (*KINH, *HAU))
    tap = values("18652")
    assert [code for code, point in tap.items() if point.continuous] == ["2025-07"]
    assert "một phần phường Đại Nài" in tap["2024-12"].reason
    assert "2025-03 chưa có" not in str(values("18562"))
    assert "tháng 3 năm 2025 chưa có số liệu của Thị trấn Thạch Hà" in values("18562")["2025-03"].reason

"""What a report is composed of, out of workbooks: amounts, what is to be corrected, the path of the target, the baseline."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.letterhead import Attention
from giamngheo.metadata.plan import BaselineStocks
from giamngheo.report.compose import draft
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.compose.concerns import concerns_of
from giamngheo.report.compose.indicators import _beside_stated
from giamngheo.report.content import Stocks, UnitAttained, UnitLine
from giamngheo.report.documents import document_of
from giamngheo.report.wording import goals, sentences
from tests.support.office import office_in
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import book, next_book, path_in, write_month

KHE, DIEN = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")


@pytest.fixture(scope="module")
def composed(tmp_path_factory):
    """Two communes' baseline and January; of one the file of February is still being copied."""
    folder = tmp_path_factory.mktemp("composed")
    with office_in(folder, config=str(with_few_recipients(folder))) as office:
        december = [book(*unit, "2019-12", poor=6, near_poor=7) for unit in (KHE, DIEN)]
        january = [next_book(copy.deepcopy(one)) for one in december]
        given = {"source": "Ngân sách xã", "purpose": "Nhà ở"}
        january[0].resources = [given | {"amount": 0, "households": 0}]
        january[1].resources = [given | {"amount": 15, "households": 2, "source": "Nguồn khác"}]
        february = [next_book(copy.deepcopy(one)) for one in january]
        write_month(office.inbox, [*december, *january, february[0]])
        path = path_in(office.inbox, february[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        for month in ("2019-12", "2020-01", "2020-02"):
            office.collect(month)
        warehouse, january = office.context.warehouse, Period.parse("2020-01")
        yield {
            period: draft(warehouse, Period.parse(period), 1, dt.date(2020, 12, 31)).content
            for period in ("2019-12", "2020-01", "2020-02")
        } | {on: draft(warehouse, january, 1, dt.date.fromisoformat(on)).content for on in ("2020-02-26", "2020-02-27")}


def test_nothing_given_is_no_amount(composed):
    content = composed["2020-01"]
    assert [(one.source, one.amount, one.households) for one in content.resources] == [
        ("Ngân sách xã", 0, 0),
        ("Nguồn khác", 15, 2),
    ]
    assert [(one.unit, one.amount, one.households) for one in content.unit_resources] == [
        ("18604", 0, 0),
        ("18667", 15, 2),
    ]


def test_a_workbook_that_is_still_being_copied_is_to_be_corrected_and_has_no_row(composed):
    [found] = [one for one in composed["2020-02"].to_mend if one.severity == "pending"]
    assert (found.unit, found.rows, found.sheet, found.column) == ("18667", "", "", "")
    assert (found.count, bool(found.remedy)) == (1, True)


def test_the_targets_path_begins_at_the_baseline_and_falls_by_a_twelfth_a_month(composed):
    points = composed["2020-01"].trend
    assert [point.period for point in points] == ["2019-12", "2020-01"]
    assert points[0].target_rate == points[0].poor_rate
    assert points[0].target_rate - points[1].target_rate == pytest.approx(0.5 / 12)


def test_a_report_on_the_baseline_itself_has_nothing_to_compare_with(composed):
    content = composed["2019-12"]
    assert (content.is_baseline, content.previous_title) == (True, None)
    assert [point.period for point in content.trend] == ["2019-12"]
    assert all(item.outlook is None for item in content.attainment)
    assert content.class_flow_units_of_year == 0
    assert composed["2020-01"].class_flow_units_of_year == 2


def line(behind, judged, more=0):
    """A unit with so many targets judged, some of them behind, and so many more poor households than before."""
    known = {
        "numerator": 1,
        "denominator": 2,
        "value": 50,
        "previous": None,
        "baseline": None,
        "attainment_percent": 50,
    }
    return UnitLine(
        code="1", name="Xã", reported=True, households=100, poor=10 + more, poor_rate=10, near_poor=0, near_poor_rate=0,
        social_poor=0, poor_rate_baseline=None,
        indicators=[
            UnitAttained(indicator=f"i{at}", status="behind" if at < behind else "attained", target=100, **known)
            for at in range(judged)
        ],
        previous=Stocks(households=100, poor=10, poor_rate=10, near_poor=0, near_poor_rate=0, social_poor=0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "is_named"),
    [
        (line(behind=3, judged=5), True),
        (line(behind=2, judged=5), False),
        (line(behind=0, judged=5, more=1), True),
        (line(behind=0, judged=5, more=-1), False),
        (line(behind=0, judged=0), False),
    ],
)
def test_attention_is_for_many_targets_behind_or_more_poor_and_for_nothing_else(composed, unit, is_named):
    titles = [
        item.model_copy(update={"indicator": f"i{at}"}) for at, item in enumerate(composed["2020-01"].attainment[:5])
    ]
    assert bool(concerns_of([unit], titles, Attention(behind_percent=60))) is is_named


def test_attention_rule_stands_worst_first_and_who_has_not_reported_is_named_elsewhere(composed):
    titles = [
        item.model_copy(update={"indicator": f"i{at}"}) for at, item in enumerate(composed["2020-01"].attainment[:5])
    ]
    found = {
        "A": line(behind=3, judged=5),
        "B": line(behind=4, judged=5),
        "C": line(behind=3, judged=5).model_copy(update={"poor_rate": 20}),
        "D": line(behind=5, judged=5).model_copy(update={"reported": False}),
    }
    units = [unit.model_copy(update={"name": name}) for name, unit in found.items()]
    concerns = concerns_of(units, titles, Attention(behind_percent=60))
    assert [(one.name, len(one.behind), one.of_targets) for one in concerns] == [("B", 4, 5), ("C", 3, 5), ("A", 3, 5)]
    none, some = (
        line(behind=3, judged=5).model_copy(update={"name": f"{rate}", "poor_rate": rate}) for rate in (0, 0.5)
    )
    assert [one.name for one in concerns_of([none, some], titles, Attention(behind_percent=60))] == ["0.5", "0"]


def test_beside_what_the_plan_states_stands_the_whole_district_and_beside_nothing_nothing(composed):
    stated = BaselineStocks(poor=9, poor_rate=4, near_poor=8, near_poor_rate=3)
    lines = {line.key: _beside_stated(line, stated) for line in composed["2020-01"].headline}
    assert (lines["poor"].baseline, lines["poor"].now_as_baseline) == (9, lines["poor"].now)
    others = [line for key, line in lines.items() if not hasattr(stated, key)]
    assert others
    assert all(line.baseline is line.now_as_baseline is None for line in others)


@pytest.mark.parametrize(
    ("on", "begins"),
    [
        ("2020-02-26", "Phòng Lao động - Thương binh và Xã hội báo cáo kết quả tháng 1 năm 2020 (số liệu từ ngày"),
        ("2020-02-27", "Thực hiện Kế hoạch số 27/KH-UBND ngày 27/02/2020 về"),
    ],
)
def test_no_report_names_a_plan_that_is_signed_after_its_day(composed, on, begins):
    assert document_of(composed[on], "giam-ngheo").opening.startswith(begins)
    notice = document_of(composed[on], "co-quan-ldtbxh").opening
    assert ("của kế hoạch" in notice) == ("Kế hoạch" in notice) == (on == "2020-02-27")


def test_the_baseline_is_compared_with_nothing(composed):
    content = composed["2019-12"]
    assert {line.baseline for line in (*content.headline, content.district, *content.units)} == {None}
    reduction = next(item for item in content.attainment if item.measure == "reduction")
    assert (reduction.value, reduction.baseline, goals.verdict(reduction)) == (None, None, "Chưa tính được")
    assert {own.value for unit in content.units for own in unit.indicators if own.indicator == reduction.indicator} == {
        None
    }
    assert sentences.unknown(content) == ["Giảm tỷ lệ hộ nghèo: số kỳ này là số gốc để so sánh."]
    assert "không giảm" not in str(document_of(content, "giam-ngheo"))


def test_what_was_kept_of_the_baseline_is_no_change(composed):
    content = composed["2019-12"]
    line = content.district
    beside = line.model_copy(
        update={
            "baseline": Stocks(**line.model_dump(include=Stocks.model_fields.keys())),
            "indicators": [
                own.model_copy(update={"value": 0.0}) if own.value is None else own for own in line.indicators
            ],
        }
    )
    assert changes_between(content.model_copy(update={"district": beside}), content) == []

"""An office in its first months: units without a baseline, workbooks that lay there before, no figures of the year's beginning."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Amount
from giamngheo.report.documents.office import _worst_first
from giamngheo.report.documents.summary.district import district_summary
from giamngheo.report.documents.summary.office import _worst_first as _worst_lines
from giamngheo.report.wording import goals, sentences, words
from tests.conftest import GOLDEN
from tests.support.office import office_in
from tests.support.own_classes import UNITS, own_office
from tests.support.workbooks import book, write_month

MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
REDUCTION = next(item for item in MARCH.attainment if item.measure == "reduction")


@pytest.fixture(scope="module")
def first() -> ReportContent:
    """March as it would be without December's workbooks: the units' reduction is not known, the whole's from the plan."""
    units = [
        unit.model_copy(
            update={
                "baseline": None,
                "poor_rate_baseline": None,
                "indicators": [
                    value.model_copy(update={"value": None, "status": "no_data"})
                    if value.indicator == REDUCTION.indicator
                    else value
                    for value in unit.indicators
                ],
            }
        )
        for unit in MARCH.units
    ]
    items = [item.model_copy(update={"baseline": None}) for item in MARCH.attainment]
    trend = [
        point.model_copy(update={"poor_rate": None, "poor": None}) if at < 2 else point
        for at, point in enumerate(MARCH.trend)
    ]
    return MARCH.model_copy(update={"units": units, "attainment": items, "trend": trend})


def keys(table):
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert table.total is None or len(table.total) == len(table.columns)
    return [column.key for column in table.columns]


def test_no_column_of_a_table_is_empty(first):
    gone = {"households_baseline", "poor_baseline", "poor_rate_baseline", "reduction"}
    assert set(keys(tables.units(MARCH))) - set(keys(tables.units(first))) == gone
    assert set(keys(tables.attainment(MARCH))) - set(keys(tables.attainment(first))) == {"baseline"}
    assert set(keys(tables.indicators(MARCH))) - set(keys(tables.indicators(first))) == {REDUCTION.indicator}
    for table in (tables.units(first), tables.attainment(first), tables.indicators(first)):
        for at, key in enumerate(keys(table)):
            cells = [row[at].value if isinstance(row[at], Amount) else row[at] for row in table.rows]
            assert any(cell not in (None, "") for cell in cells), key


def test_in_january_the_period_before_is_shown_once_as_the_baseline_too():
    """What adds up over the year has no value of the month before."""
    items = [
        item.model_copy(update={"previous": None if at else item.baseline}) for at, item in enumerate(MARCH.attainment)
    ]
    title = MARCH.baseline_title
    table = tables.attainment(MARCH.model_copy(update={"previous_title": title, "attainment": items}))
    headings = [column.heading for column in table.columns]
    assert len(set(headings)) == len(headings)
    (own,) = (at for at, heading in enumerate(headings) if heading.startswith(words.capital(title)))
    assert headings[own] == "Tháng 12 năm 2019 (kỳ trước, cũng là kỳ gốc)"
    assert [row[own].value for row in table.rows] == [item.baseline for item in MARCH.attainment]
    assert {"previous", "baseline"} <= set(keys(tables.attainment(MARCH)))


def test_a_single_value_keeps_its_column(first):
    one = next(unit for unit in MARCH.units if unit.baseline)
    units = [one if unit.code == one.code else unit for unit in first.units]
    assert keys(tables.units(first.model_copy(update={"units": units}))) == keys(tables.units(MARCH))


def test_who_reported_without_a_baseline_is_not_said_to_have_no_figures(first):
    own = next(value for value in first.units[0].indicators if value.indicator == REDUCTION.indicator)
    assert own.numerator is not None
    assert goals.own_verdict(REDUCTION, own) == "Chưa tính được"
    nothing = own.model_copy(update={"numerator": None, "denominator": None})
    assert goals.own_verdict(REDUCTION, nothing) == "Chưa có số liệu"


def test_the_months_of_a_mail_begin_with_the_first_that_has_figures(first):
    shown = [bar.title for bar in district_summary(first, "…").trend]
    assert shown == [words.short_month(point.title) for point in MARCH.trend[2:]]
    gap = [first.trend[2], first.trend[1], first.trend[3]]
    assert len(district_summary(first.model_copy(update={"trend": gap}), "…").trend) == 3  # a gap between is shown


@pytest.mark.parametrize(
    ("on_time", "by", "short", "why"),
    [
        (True, "file", "Đúng hạn¹", "¹Theo giờ của tệp."),
        (True, "look", "Đúng hạn¹", "¹Theo lần xem thư mục trước."),
        (None, "first", "Không rõ¹", "¹Có sẵn ở lần thu thập đầu."),
        (True, "", "Đúng hạn", ""),
        (False, "", "Muộn", ""),
    ],
)
def test_why_all_are_on_time_stands_once_below(on_time, by, short, why):
    reporters = [one.model_copy(update={"on_time": on_time, "on_time_by": by}) for one in MARCH.reporters]
    table = tables.reporters(MARCH.model_copy(update={"reporters": reporters}))
    at = keys(table).index("on_time")
    assert {row[at] for row in table.rows} == {short}
    assert table.note == " ".join(filter(None, (sentences.coverage_sentence(MARCH), why.replace("¹", "¹ ", 1))))


def test_each_reason_has_its_own_mark():
    by = ["first", "file", "look", ""]
    reporters = [one.model_copy(update={"on_time_by": by[at % 4]}) for at, one in enumerate(MARCH.reporters)]
    table = tables.reporters(MARCH.model_copy(update={"reporters": reporters}))
    at = keys(table).index("on_time")
    assert [row[at] for row in table.rows[:4]] == ["Không rõ¹", "Đúng hạn²", "Đúng hạn³", "Đúng hạn"]
    assert "¹ Có sẵn ở lần thu thập đầu. ² Theo giờ của tệp. ³ Theo lần xem thư mục trước." in table.note


def lacking_one_by_one():
    """March as it is made now: each unit with how many each of its rates lacks."""
    units = [
        unit.model_copy(
            update={
                "indicators": [
                    own.model_copy(update={"lacking": int(own.denominator - own.numerator)}) if own.denominator else own
                    for own in unit.indicators
                ]
            }
        )
        for unit in MARCH.units
    ]
    return MARCH.model_copy(update={"units": units})


@pytest.mark.parametrize(
    ("codes", "order"),
    [
        (["insured_poor"], ["Xếp từ đơn vị còn thiếu nhiều nhất."]),
        (["insured_poor", "insured_near_poor"], ["Xếp từ đơn vị chưa đạt nhiều chỉ tiêu nhất."]),
        (["temporary_housing"], []),  # the values show it
    ],
)
def test_an_offices_letter_says_in_which_order_its_units_stand(codes, order):
    items = [item for item in MARCH.attainment if item.indicator in codes]
    lines = _worst_lines(_worst_first(lacking_one_by_one(), items), items)
    assert [line for line in lines if line.startswith("Xếp")] == lines[: len(order)] == order


def test_an_offices_letter_says_how_many_each_unit_lacks():
    judged = next(item for item in MARCH.attainment if item.indicator == "insured_poor")
    _, *lines = _worst_lines(_worst_first(lacking_one_by_one(), [judged]), [judged])
    lacking = [int(re.search(r"\), còn thiếu (\d+) trường hợp\.$", line)[1]) for line in lines]
    assert len(lacking) > 2
    assert lacking == sorted(lacking, reverse=True)
    assert lacking[0] > lacking[-1]


def test_an_offices_worst_units_come_in_the_order_of_what_they_are_said_to_lack():
    """Not in that of an indicator without targets of the units, of which the line beside says nothing."""
    judged = next(item for item in MARCH.attainment if item.indicator == "insured_poor")
    behind = [unit for unit in MARCH.units if any(value.status == "behind" for value in unit.indicators)]
    assert behind
    order = _worst_first(MARCH, [REDUCTION, judged])
    lacking = [
        next(value.lacking or 0 for value in unit.indicators if value.indicator == judged.indicator) for unit in order
    ]
    assert len(order) > 2
    assert lacking == sorted(lacking, reverse=True)


def test_a_baseline_of_the_plan_is_not_said_to_be_lacking_where_a_unit_is(tmp_path):
    """It is of all units: with one alone nothing is compared, with both the reduction is known."""
    said = []
    with office_in(tmp_path, config=str(own_office(tmp_path))) as office:
        office.today = "2020-02-20"
        for unit, name in UNITS:
            write_month(office.inbox, [book(unit, name, "2020-01", poor=4, near_poor=3)])
            office.collect("2020-01")
            content = draft(office.context.warehouse, Period.parse("2020-01"), 1, dt.date(2020, 2, 20)).content
            said.append([text for text in sentences.unknown(content) if text.startswith(REDUCTION.title)])
    assert said == [
        [
            f"{REDUCTION.title}: số cuối năm 2019 là số chung ghi trong kế hoạch, nên phải đủ 2 đơn vị mới so sánh được.",
        ],
        [],
    ]
    assert "baseline_needs_all" not in content.model_dump_json()

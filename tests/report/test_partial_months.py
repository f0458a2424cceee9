"""A month in which only some units have reported, then more of them: every figure is of the units that are said beside it."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.content import AreaLine, Coverage, Replaced, ReportContent
from giamngheo.report.documents import document_of, tables
from giamngheo.report.wording import sentences, words
from tests.conftest import GOLDEN
from tests.support.grouped import in_areas
from tests.support.office import office_in
from tests.support.recipients import with_few_recipients
from tests.support.report_content import make_content
from tests.support.workbooks import book, next_book, write_month

UNITS = (
    ("18604", "Xã Thạch Khê"),
    ("18667", "Xã Nam Điền"),
    ("18562", "Thị trấn Thạch Hà"),
    ("18649", "Xã Thạch Hội"),
    ("18571", "Xã Thạch Hải"),
)
MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
JANUARY = Period.parse("2020-01")
DAY = dt.date(2020, 1, 20)


@pytest.fixture(scope="module")
def partial(tmp_path_factory):
    """The first report: three units, two of them with December, which a third sent without January. The second: a fourth
    January, and December of one that had January alone."""
    folder = tmp_path_factory.mktemp("partial")
    with office_in(folder, config=str(with_few_recipients(folder))) as office:
        december = [book(*unit, "2019-12", poor=6 + at, near_poor=7) for at, unit in enumerate(UNITS)]
        january = [next_book(copy.deepcopy(one)) for one in december]
        write_month(office.inbox, [*(december[at] for at in (0, 1, 4)), *january[:3]])
        for month in ("2019-12", "2020-01"):
            office.collect(month)
        first = draft(office.context.warehouse, JANUARY, 1, DAY).content
        write_month(office.inbox, [december[2], january[3]])
        for month in ("2019-12", "2020-01"):
            office.collect(month)
        yield first, draft(office.context.warehouse, JANUARY, 2, DAY, first).content


@pytest.fixture
def first(partial):
    return partial[0]


@pytest.fixture
def second(partial):
    return partial[1]


def without(*absent):
    """March where these units have not reported, with its sums called so."""
    content = make_content(absent)
    line = content.district.model_copy(update={"name": f"Cộng {content.coverage.reporting} đơn vị"})
    return content.model_copy(update={"district": line})


def reduction(content):
    return next(item for item in content.attainment if item.measure == "reduction")


def test_the_offices_units_are_what_the_tests_are_about(first, second):
    assert (first.coverage.reporting, reduction(first).coverage.reporting) == (3, 2)
    assert (second.coverage.reporting, reduction(second).coverage.reporting) == (4, 3)


# ---------------------------------------------------------------- what a revision comes to


def test_a_revision_over_more_units_says_so_before_any_sum(first, second):
    told = sentences.reason(second.model_copy(update={"reasons": []}))
    poor = [f"{content.district.poor:.0f}" for content in (first, second)]
    assert "Thay đổi chính: số đơn vị có số liệu từ 3 thành 4. " in told
    assert (
        f"Số cộng, lần trước của 3 đơn vị, lần này của 4 đơn vị: số hộ nghèo từ {poor[0]} thành {poor[1]} hộ; " in told
    )


def test_a_revision_over_other_units_of_the_same_number_says_so():
    first, second = without("18604", "18667"), without("18604", "18562")
    content = second.model_copy(
        update={
            "changes": changes_between(first, second),
            "replaces": Replaced(revision=1, issued_on=DAY),
            "reasons": [],
        }
    )
    told = sentences.reason(content)
    assert (
        "Thay đổi chính: số đơn vị có số liệu vẫn là 20 (thêm 1, bớt 1). Số cộng, hai lần không cùng các đơn vị: "
        in told
    )
    assert {row[0] for row in tables.changes(content).rows if row[1] == "Hộ nghèo"} == {
        "Cộng 20 đơn vị (báo cáo trước: không cùng các đơn vị)",
        "Thị trấn Thạch Hà",
        "Xã Thạch Điền",
    }


def test_a_revision_over_the_same_units_says_what_it_said():
    first = without("18604")
    line = first.district.model_copy(update={"poor": first.district.poor + 2})
    content = first.model_copy(
        update={"district": line, "replaces": Replaced(revision=1, issued_on=DAY), "reasons": []}
    )
    content = content.model_copy(update={"changes": changes_between(first, content)})
    assert "Thay đổi chính: số hộ nghèo từ " in sentences.reason(content)
    assert [row[0] for row in tables.changes(content).rows] == [first.district.name]


def test_each_changed_sum_is_named_by_its_units_then_and_now(second):
    places = {change.what: change.place for change in second.changes if not change.code and not change.is_internal}
    title = reduction(second).title
    assert places["Số đơn vị có số liệu"] == "Toàn huyện"
    assert places["Hộ nghèo"] == "Cộng 4 đơn vị (báo cáo trước: cộng 3 đơn vị)"
    both = "Cộng 3 đơn vị có số liệu cả hai kỳ (báo cáo trước: cộng 2 đơn vị)"
    assert places["Hộ nghèo, tháng 12 năm 2019"] == places[title] == both
    assert not any(what.endswith("tháng 12 năm 2019") and "nhà tạm" in what for what in places)


def test_a_report_on_all_units_after_one_on_some_names_these():
    first, second = without("18604"), make_content()
    [place] = {
        change.place for change in changes_between(first, second) if change.what == "Hộ nghèo" and not change.code
    }
    assert place == f"{second.district.name} (báo cáo trước: {words.small(first.district.name)})"


def in_a_quarter(reports, whole=30):
    """March as if it were a quarter with so many of its monthly reports."""
    content = make_content()
    flows = Coverage(reporting=reports, expected=whole, of="reports")
    moves = content.district_flow.model_copy(update={"new": float(reports)})
    return content.model_copy(update={"flow_coverage": flows, "district_flow": moves})


@pytest.mark.parametrize(
    ("before", "now", "named"),
    [
        (26, 28, "Toàn huyện Thạch Hà (28/30 báo cáo tháng; báo cáo trước: 26/30 báo cáo tháng)"),
        (26, 30, "Toàn huyện Thạch Hà (báo cáo trước: 26/30 báo cáo tháng)"),
        (30, 26, "Toàn huyện Thạch Hà (26/30 báo cáo tháng; báo cáo trước: đủ)"),
    ],
)
def test_what_came_in_the_months_is_named_by_their_reports(before, now, named):
    changes = changes_between(in_a_quarter(before), in_a_quarter(now))
    assert [change.place for change in changes] == [named]


@pytest.mark.parametrize(
    ("absent_before", "absent", "named"),
    [
        (["18604"], [], "Khu vực Bắc (báo cáo trước: 1/2 đơn vị)"),
        ([], ["18604"], "Khu vực Bắc (1/2 đơn vị; báo cáo trước: đủ)"),
        (["18604"], ["18667"], "Khu vực Bắc (1/2 đơn vị; báo cáo trước: không cùng các đơn vị)"),
    ],
)
def test_an_area_is_named_by_its_units_that_report(absent_before, absent, named):
    changes = changes_between(with_area(absent_before), with_area(absent))
    assert {change.place for change in changes if change.code == "bac" and change.key == "poor"} == {named}


@pytest.fixture
def in_part():
    """March in areas; of a1 one unit has no baseline, so that the area has none."""
    content = in_areas(MARCH)
    left = content.areas[1].units[0]
    units = [line.model_copy(update={"baseline": None}) if line.code == left else line for line in content.units]
    areas = [
        one.model_copy(update={"line": one.line.model_copy(update={"baseline": None})}) if left in one.units else one
        for one in content.areas
    ]
    return content.model_copy(update={"units": units, "areas": areas})


def test_an_areas_letter_names_the_units_of_its_change(in_part):
    document = document_of(in_part, "khu-vuc-a1")
    named = f"Riêng «{reduction(in_part).title}» của khu vực là cộng 4 đơn vị có số liệu cả hai kỳ."
    assert named in document.summary.lead
    assert named in document.sheets[0].note
    other = document_of(in_part, "khu-vuc-a3")
    assert not any("Riêng" in text for text in (*other.summary.lead, other.sheets[0].note))


def test_an_areas_subtotal_has_no_reduction_of_some_of_its_units(in_part):
    for table, key in (
        (tables.units(in_part), "reduction"),
        (tables.indicators(in_part), reduction(in_part).indicator),
    ):
        at = [column.key for column in table.columns].index(key)
        told = {row[0]: row[at] for row in table.rows if row[0] in ("p1", "a1", "a2", "a3")}
        assert {code for code, value in told.items() if value is None} == {"p1", "a1"}


def with_area(absent):
    """March with one area of two units, of which these have not reported."""
    content, inside = without(*absent), ["18604", "18667"]
    units = [line for line in content.units if line.code in inside]
    poor = sum(line.poor or 0 for line in units)
    line = content.district.model_copy(update={"code": "bac", "name": "Khu vực Bắc", "poor": poor})
    found = Coverage(reporting=2 - len(absent), expected=2)
    area = AreaLine(
        noun="khu vực", addressee="", parent="", units=inside, coverage=found, flow_coverage=found, line=line, flow=None
    )
    return content.model_copy(update={"areas": [area]})


def test_what_is_counted_of_the_changes_is_said(second):
    parts = ", không kể tử số, mẫu số của các chỉ tiêu."
    assert sentences.changed(second, 18).endswith(parts)
    whole = [change for change in second.changes if not change.is_internal]
    assert not sentences.changed(second.model_copy(update={"changes": whole}), 18).endswith(parts)


def test_a_changed_fall_that_is_a_rise_is_drawn_as_one(second):
    [row] = [
        row for row in tables.changes(second).rows if row[0].startswith("Cộng") and row[1] == reduction(second).title
    ]
    assert row[3].is_fall
    assert row[4].is_fall
    assert not any(cell.is_fall for row in tables.changes(second).rows for cell in row[3:] if cell.unit != "điểm %")


# ---------------------------------------------------------------- what is over fewer units than what stands beside it


def test_a_total_line_says_of_which_units_its_baseline_is(first):
    item = reduction(first)
    before, now = (f"{rate:.2f}".replace(".", ",") for rate in (item.baseline_rate, item.rate))
    note = f"Dòng cộng: kỳ gốc và mức giảm là của 2 đơn vị có số liệu cả hai kỳ ({before} → {now}%)."
    assert note in tables.units(first).note
    assert "Dòng cộng" not in tables.units(make_content()).note
    assert f"Riêng «{item.title}» chung là cộng 2 đơn vị có số liệu cả hai kỳ." in tables.indicators(first).note
    assert "tử số, mẫu số là của 3 đơn vị đã báo cáo kỳ này." in tables.attainment(first).note


def test_a_baseline_that_the_plan_states_is_told_apart_from_that_of_some_units(first):
    items = [item.model_copy(update={"is_baseline_stated": item.measure == "reduction"}) for item in first.attainment]
    note = tables.units(first.model_copy(update={"attainment": items})).note
    assert "kỳ gốc là của 2 đơn vị có số liệu cả hai kỳ; mức giảm tính từ số ghi trong kế hoạch (" in note


@pytest.mark.parametrize("code", ["18604", "18562"])
def test_a_letter_to_a_unit_names_the_units_of_each_value_beside_its_own(first, code):
    document = document_of(first, f"xa-{code}")
    bars = {bar.title: bar.note for bar in document.summary.bars}
    assert bars.pop(reduction(first).title).startswith("cộng 2 đơn vị có số liệu cả hai kỳ: ")
    assert bars
    assert all(note.startswith("cộng 3 đơn vị ") for note in bars.values())
    assert "chung là cộng 2 đơn vị có số liệu cả hai kỳ." in document.sheets[0].note


def test_a_letter_to_a_unit_says_nothing_of_a_value_that_is_not_known(first):
    items = [
        item.model_copy(update={"value": None}) if item.measure == "reduction" else item for item in first.attainment
    ]
    document = document_of(first.model_copy(update={"attainment": items}), "xa-18604")
    assert {bar.title: bar.note for bar in document.summary.bars}[reduction(first).title] == ""


def test_how_much_of_the_baseline_is_gone_is_not_told_beside_a_value_of_more_units(first):
    item = next(item for item in first.attainment if item.indicator == "temporary_housing")
    assert item.value is not None
    assert item.attainment_percent is None


def test_an_offices_letter_names_the_units_of_a_change(first):
    office = next(office for office in first.offices if reduction(first).indicator in office.indicators)
    summary = document_of(first, f"co-quan-{office.code}").summary
    assert summary.headlines[0].title == f"{reduction(first).title} (2/22 đơn vị)"
    assert "(2/22 đơn vị)" in summary.subject


def test_how_things_are_compared_is_told_only_to_who_is_shown_a_comparison(first):
    on_both = "Các so sánh chỉ tính trên những đơn vị có số liệu ở cả hai kỳ được so."
    told = {office.code: document_of(first, f"co-quan-{office.code}").summary.compared for office in first.offices}
    assert {code for code, text in told.items() if on_both in text} == {
        office.code for office in first.offices if reduction(first).indicator in office.indicators
    }
    assert on_both in document_of(first, "giam-ngheo").summary.compared


# ---------------------------------------------------------------- month by month


def test_the_months_are_counted_of_the_units_that_report(first):
    assert [(point.coverage.reporting, point.coverage.expected) for point in first.trend] == [(2, 3), (3, 3)]
    assert first.trend[0].poor is None


def test_one_month_is_no_line(first):
    assert tables.trend(first).chart == ()
    assert tables.trend(first.model_copy(update={"trend": [first.trend[1]] * 2})).chart == ("poor_rate", "target_rate")

"""Two standards of poverty: both at once in one month, and one after the other with a break between December and January."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from commands.init import _reports_there
from expectations.outgoing import require_agreement
from giamngheo.attain.closing_stocks import closing_stocks
from giamngheo.attain.like_for_like import counted_for
from giamngheo.attain.movements import movements_of
from giamngheo.attain.provenance import explanation
from giamngheo.attain.standards import work_out_by
from giamngheo.attain.time_series import time_series
from giamngheo.check.previous_reports import reports_of
from giamngheo.core.period import Period
from giamngheo.feedback.form import prefilled
from giamngheo.metadata import load_configuration
from giamngheo.metadata.official import official_forms
from giamngheo.operate.household_traces import still_listed
from giamngheo.report.compose import draft
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.content import together
from giamngheo.report.documents import document_of
from giamngheo.report.documents.document import Refer
from giamngheo.report.documents.tables import standards
from giamngheo.report.official import official_tables
from giamngheo.report.render.files import report_files
from giamngheo.report.render.pictures import picture
from giamngheo.report.wording import sentences
from tests.support import country
from tests.support.config_folder import change, mistakes
from tests.support.office import office_in
from tests.support.own_classes import (
    UNITS,
    own_office,
    with_average,
    with_column,
    with_editions,
    with_standards,
)
from tests.support.workbooks import LEFT, NEAR_POOR, POOR, RELAPSED, UNCHANGED, book

OLD = {"code": '"old"', "name": '"chuẩn nghèo giai đoạn 2022–2025"', "decree": '"Nghị định 07/2021/NĐ-CP"'}
NEW = {"code": '"new"', "name": '"chuẩn nghèo giai đoạn 2027–2030"', "decree": '"Nghị định 351/2025/NĐ-CP"'}
CITY = {"code": '"city"', "name": '"chuẩn nghèo của thành phố"', "column": '"classification_city"'}
POOR_BY_CITY = (
    'poor_by_city = { title = "Nghèo theo chuẩn thành phố", unit_of_measure = "hộ", '
    "value = \"count(*) filter (where classification_city = 'poor')\" }"
)
BREAK = ({**OLD, "valid_to": "2026-12-31"}, {**NEW, "valid_from": "2027-01-01"})
HEADING_CITY, HEADING_NEW = "Phân loại theo chuẩn thành phố", "Phân loại theo chuẩn 2027"
DECEMBER, JANUARY, MARCH = (Period.parse(code) for code in ("2026-12", "2027-01", "2027-03"))
NOT_COMPARED = (
    "Từ ngày 01/01/2027 áp dụng chuẩn nghèo giai đoạn 2027–2030, Nghị định 351/2025/NĐ-CP, nên không so sánh với số theo chuẩn "
    "cũ của tháng 12 năm 2026."
)


# ---------------------------------------------------------------- two at once


def poor_by_city(month):
    """Both communes' workbooks: 4 households are poor and 3 near-poor by the nation's standard, and all poor by the city's."""
    books = [book(code, name, month, poor=4, near_poor=3) for code, name in UNITS]
    for one in books:
        one.extra_columns = {HEADING_CITY: None}
        for row in one.households:
            row[HEADING_CITY] = POOR
    return books


@pytest.fixture(scope="module")
def warehouse_of_both(tmp_path_factory):
    """Two communes, February and March: of the 7 households of each on the national list the city counts 3 more as poor; the
    second commune leaves the column empty in one row of February."""
    folder = tmp_path_factory.mktemp("at-once")
    config = own_office(folder)
    with_column(config, "classification_city", HEADING_CITY)
    with_standards(config, OLD, CITY)
    change(config / "plan.toml", "[figures.household]\n", f"[figures.household]\n{POOR_BY_CITY}\n")
    with office_in(folder, config=str(config)) as office:
        for month in ("2020-02", "2020-03"):
            books = poor_by_city(month)
            for one in books:
                one.households[-1][HEADING_CITY] = "Cận nghèo"
            if month == "2020-02":
                books[1].households[0][HEADING_CITY] = None
            office.collect_accepted(month, books)
        yield office.context.warehouse


@pytest.fixture(scope="module")
def at_once(warehouse_of_both):
    return {
        month: draft(warehouse_of_both, Period.parse(month), 1, dt.date(2020, 4, 20)).content
        for month in ("2020-02", "2020-03")
    }


def test_each_count_has_its_standard_and_they_are_never_added(at_once):
    content = at_once["2020-03"]
    require_agreement(content)
    national, city = content.by_standard
    assert (national.is_main, national.district.poor, national.district.near_poor) == (True, 8, 6)
    assert (city.is_main, city.district.poor, city.district.near_poor) == (False, 12, 2)
    assert [stocks.poor for stocks in city.units.values()] == [6, 6]
    assert content.district.poor == 8
    said = sentences.headline(content)
    assert any(
        text.startswith("Theo chuẩn nghèo giai đoạn 2022–2025, Nghị định 07/2021/NĐ-CP: 8 hộ nghèo") for text in said
    )
    assert any(text.startswith("Theo chuẩn nghèo của thành phố: 12 hộ nghèo") for text in said)
    assert sum("Mục tiêu, chỉ tiêu và các so sánh" in text for text in said) == 1
    every = " ".join((*said, *sentences.brief(content)))
    assert "20 hộ nghèo" not in every
    assert "tăng 4 hộ" not in every


def test_a_figure_by_the_other_standards_own_column_is_the_same_by_either(warehouse_of_both):
    """The plan may count by the column itself: it is there whatever the standard."""
    by_main, by_city = (
        work_out_by(warehouse_of_both, Period.parse("2020-03"), column)
        for column in ("classification", "classification_city")
    )
    assert by_main.district["poor_by_city"] == by_city.district["poor_by_city"] == by_city.district["poor"] == 12
    assert by_main.district["poor"] == 8


def test_tables_and_files_show_both(at_once):
    document = document_of(at_once["2020-03"], "giam-ngheo")
    assert "standards" in {block.key for part in document.sections for block in part.blocks if isinstance(block, Refer)}
    table = next(table for table in document.appendices if table.key == "standards")
    keys = [column.key for column in table.columns]
    assert [row[keys.index("city_poor")] for row in table.rows] == [6, 6]
    assert [row[keys.index("old_poor")] for row in table.rows] == [4, 4]
    assert (table.total[keys.index("old_poor")], table.total[keys.index("city_poor")]) == (8, 12)
    assert {file.kind for file in report_files(at_once["2020-03"])} == {"word", "excel"}


def test_a_list_that_does_not_say_it_of_each_household_is_left_out(at_once):
    """What is half told would look like a fall."""
    _, city = at_once["2020-02"].by_standard
    assert (city.coverage.reporting, city.coverage.expected) == (1, 2)
    assert list(city.units) == ["18001"]
    assert city.district.poor == 6


def test_a_corrected_count_by_another_standard_is_a_change(at_once):
    content = at_once["2020-03"]
    national, city = content.by_standard
    district = city.district.model_copy(update={"poor": 13})
    other = content.model_copy(update={"by_standard": [national, city.model_copy(update={"district": district})]})
    assert [(one.old, one.new) for one in changes_between(content, other)] == [(12, 13)]


# ---------------------------------------------------------------- one after the other


def office_of_2027(folder, *standards):
    config = own_office(folder)
    plan = config / "plan.toml"
    change(plan, "year = 2020", "year = 2027")
    change(plan, 'baseline = "2019-12"', 'baseline = "2026-12"')
    text = plan.read_text("utf-8")
    plan.write_text(re.sub(r"^baseline_stocks = .*$", "", text, flags=re.MULTILINE), "utf-8")
    if any("column_before" in one for one in standards):
        with_column(config, "classification_2027", HEADING_NEW)
    with_standards(config, *standards)
    return config


def book_of(unit, name, month):
    """By the old standard 5 poor and 4 near-poor; by the new one 7 poor and 2 near-poor, also in December's second column. In
    March one household left, and a near-poor one fell into poverty again."""
    one = book(unit, name, "2026-12", poor=5, near_poor=4)
    one.period = month
    for at, row in enumerate(one.households):
        by_new = POOR if at < 7 else NEAR_POOR
        row["change"] = UNCHANGED
        row[HEADING_NEW] = by_new
        if month != "2026-12":
            row.update(classification=by_new, social_protection=None)
    one.extra_columns = {HEADING_NEW: None}
    if month == "2027-03":
        one.households[0].update(classification=LEFT, change="Thoát nghèo")
        one.households[7].update(classification=POOR, change=RELAPSED)
    return one


def collected(office, with_new=True):
    for month in ("2026-12", "2027-01", "2027-02", "2027-03"):
        books = [book_of(code, name, month) for code, name in UNITS]
        for one in books if not with_new else ():
            one.extra_columns = {}
        office.collect_accepted(month, books)


def contents_of(office):
    return {
        code: draft(office.context.warehouse, Period.parse(code), 1, dt.date(2027, 4, 20)).content
        for code in ("2026-12", "2027-01", "2027-03", "2027-Q1")
    }


def rules_of(office):
    return {rule for number in range(1, 9) for rule in office.rules(number)}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Nothing of December is known by the new standard."""
    folder = tmp_path_factory.mktemp("broken")
    with office_in(folder, config=str(office_of_2027(folder, *BREAK))) as office:
        collected(office, with_new=False)
        yield office.context, contents_of(office), rules_of(office)


@pytest.fixture(scope="module")
def bridged(tmp_path_factory):
    """December's lists have the class by the new standard, too."""
    folder = tmp_path_factory.mktemp("bridged")
    old, new = BREAK
    new = {**new, "column_before": '"classification_2027"'}
    with office_in(folder, config=str(office_of_2027(folder, old, new))) as office:
        collected(office)
        yield office.context, contents_of(office), rules_of(office)


def everything_said(content):
    document = document_of(content, "giam-ngheo")
    blocks = [block for section in document.sections for block in section.blocks if isinstance(block, str)]
    notes = [table.note for table in document.sheets]
    summary = document.summary
    return " ".join(
        (
            *blocks,
            *notes,
            *summary.brief,
            summary.compared,
            *(line for one in summary.headlines for line in one.changes),
        )
    )


@pytest.mark.parametrize("period", ["2027-01", "2027-Q1"])
def test_nothing_is_compared_across_the_break(broken, period):
    content = broken[1][period]
    require_agreement(content)
    assert content.district.poor == 14
    assert content.previous_title is None
    assert all(line.previous is None and line.baseline is None for line in content.headline)
    assert content.class_flows == content.class_flows_of_year == content.moves == []
    assert {flow.opening for flow in content.flows} == {None}
    reduction = next(item for item in content.attainment if item.measure == "reduction")
    assert (reduction.value, reduction.status, reduction.outlook) == (None, "no_data", None)
    said = everything_said(content)
    assert NOT_COMPARED in said
    assert "chưa có căn cứ so sánh, vì số cuối năm 2026 theo chuẩn nghèo cũ" in said
    assert not re.search(r"(tăng|giảm|TĂNG) [^;.]*so với (tháng 12|cuối năm 2026)", said)


def test_after_the_break_months_are_compared_with_each_other_alone(broken):
    content = broken[1]["2027-03"]
    assert content.previous_title == "tháng 2 năm 2027"
    poor = content.headline[0]
    assert (poor.now_as_previous, poor.previous, poor.baseline) == (14, 14, None)
    assert [flow.key for flow in content.class_flows] == ["poor", "near_poor"]
    assert NOT_COMPARED in everything_said(content)


def test_the_trend_has_a_gap_and_the_day(broken):
    content = broken[1]["2027-03"]
    assert [(point.period, point.poor_rate is None, point.other_standard) for point in content.trend] == [
        ("2026-12", True, True),
        ("2027-01", False, False),
        ("2027-02", False, False),
        ("2027-03", False, False),
    ]
    trend = next(table for table in document_of(content, "giam-ngheo").sheets if table.key == "trend")
    assert trend.rows[0][-1] == "chuẩn nghèo cũ"
    assert "01/01/2027" in trend.note
    whole = content.model_copy(update={"standard_changed": None})
    assert picture("trend", content).png != picture("trend", whole).png
    assert {file.kind for file in report_files(content)} == {"word", "excel"}


def test_a_series_is_marked_where_the_standard_changes(broken):
    warehouse = broken[0].warehouse
    december, *later = time_series(warehouse, "18001", "poor", DECEMBER, MARCH)
    assert (december.value, december.broken) == (None, True)
    assert "từ ngày 01/01/2027 áp dụng chuẩn nghèo giai đoạn 2027–2030" in december.reason
    assert [one.value for one in later] == [7, 7, 7]
    people = time_series(warehouse, "18001", "people", DECEMBER, MARCH)
    assert all(one.continuous for one in people), "which no standard touches"


def test_no_warning_no_movement_and_no_class_comes_out_of_the_old_list(broken):
    context, _, rules = broken
    warehouse = context.warehouse
    assert not rules & {"X401", "X402"}
    assert not any(movements_of(warehouse, [JANUARY])["18001", "2027-01"].values())
    form = prefilled(warehouse, "18001", JANUARY)
    assert {row["classification"] for row in form.rows["household"]} == {None}
    assert closing_stocks(warehouse, 2026)[0] is None


def test_an_official_form_is_blank_because_of_the_break(broken):
    """And not for want of reports, of which every one is there."""
    context = broken[0]
    (table,) = official_tables(context.warehouse, JANUARY, official_forms(dt.date(2027, 1, 14)), ["7.2"])
    assert table.notes[0] == (
        "Để trống cột (1), (4), dòng Hộ: danh sách hộ tháng 12 năm 2026 không phân loại theo chuẩn nghèo giai đoạn 2027–2030, Nghị "
        "định 351/2025/NĐ-CP."
    )
    assert not any("Chưa có báo cáo" in note for note in table.notes)
    assert {row.values["opening"] for row in table.rows} == {None}
    assert [row.values["closing"] for row in table.rows if row.line == 0] == [7, 7]


def test_what_was_before_the_break_is_as_it_was(broken):
    content = broken[1]["2026-12"]
    assert (content.district.poor, content.standard_changed, content.by_standard) == (10, None, [])
    assert "chuẩn" not in everything_said(content)


def test_decembers_second_column_is_the_baseline(bridged):
    """What is compared is by the new standard, and it is said so."""
    context, contents, rules = bridged
    assert not rules & {"X401", "X402"}
    content = contents["2027-01"]
    poor = content.headline[0]
    assert (poor.previous, poor.now_as_previous, poor.baseline) == (14, 14, 14)
    assert content.district_flow.balances is True
    assert content.trend[0].poor == 14
    assert not any(point.other_standard for point in content.trend)
    said = everything_said(content)
    assert "Số để so sánh của tháng 12 năm 2026 là số rà soát theo chuẩn mới." in said
    assert "không so sánh" not in said
    assert contents["2026-12"].district.poor == 10
    form = prefilled(context.warehouse, "18001", JANUARY)
    assert [row["classification"] for row in form.rows["household"]] == ["poor"] * 7 + ["near_poor"] * 2
    assert closing_stocks(context.warehouse, 2026)[0].poor == 14


def with_stated(config, more=""):
    stocks = f"{{ poor = 20, poor_rate = 12.5, near_poor = 4, near_poor_rate = 2.5{more} }}"
    change(config / "plan.toml", 'baseline = "2026-12"', f'baseline = "2026-12"\nbaseline_stocks = {stocks}')


def test_without_a_list_by_the_new_standard_the_plans_own_baseline_by_it_is_taken(tmp_path):
    config = office_of_2027(tmp_path, *BREAK)
    with_stated(config, ', standard = "new"')
    with office_in(tmp_path, config=str(config)) as office:
        collected(office, with_new=False)
        content = contents_of(office)["2027-01"]
        told = explanation(office.context.warehouse, "poverty_reduction", JANUARY, None)
    reduction = next(item for item in content.attainment if item.measure == "reduction")
    assert (reduction.is_baseline_stated, reduction.baseline_rate) == (True, 12.5)
    said = everything_said(content)
    assert "cuối năm 2026 (số ghi trong kế hoạch)" in said
    for why in (said, told["method"]):
        assert "số ghi trong kế hoạch, vì báo cáo của kỳ đó theo chuẩn nghèo cũ" in why
        assert "chưa đủ báo cáo" not in why
    assert "Số để so sánh của tháng 12 năm 2026 là số rà soát theo chuẩn mới." in said
    assert "không so sánh" not in said


@pytest.mark.parametrize("more", ["", ', standard = "old"'])
def test_a_plans_baseline_by_the_old_standard_is_not_compared_over_the_break(tmp_path, more):
    config = office_of_2027(tmp_path, *BREAK)
    with_stated(config, more)
    with office_in(tmp_path, config=str(config)) as office:
        collected(office, with_new=False)
        contents = contents_of(office)
    for period in ("2027-01", "2027-Q1"):
        reduction = next(item for item in contents[period].attainment if item.measure == "reduction")
        assert (reduction.status, reduction.value, reduction.is_baseline_stated) == ("no_data", None, False)
        said = everything_said(contents[period])
        assert NOT_COMPARED in said
        assert "số ghi trong kế hoạch" not in said


def test_a_break_within_the_year_leaves_the_plans_baseline_to_the_months_before_it(tmp_path):
    """Whatever standard the plan does not name is that of its baseline's own time."""
    config = office_of_2027(tmp_path, {**OLD, "valid_to": "2027-06-30"}, {**NEW, "valid_from": "2027-07-01"})
    with_stated(config)
    configuration = load_configuration(config)
    assert configuration.plan_at(Period.parse("2027-06")).baseline_stocks.poor == 20
    assert configuration.plan_at(Period.parse("2027-07")).baseline_stocks is None
    assert configuration.plan_at(Period.parse("2027-Q3")).baseline_stocks is None


def test_the_standard_of_a_plans_baseline_is_a_main_one(tmp_path):
    config = office_of_2027(tmp_path, *BREAK)
    with_stated(config, ', standard = "none"')
    assert mistakes(config) == [
        "config/plan.toml, khóa «baseline_stocks.standard»: config/classes.toml không có chuẩn chính «none»; chọn một trong: "
        "old, new."
    ]


def test_a_years_end_by_the_old_standard_is_not_called_missing(broken):
    """Both of December's reports are accepted; and by the new standard the stocks say that they are."""
    warehouse = broken[0].warehouse
    _, reports = closing_stocks(warehouse, 2026)
    said = _reports_there(broken[0].configuration, 2026, reports)
    assert said == "báo cáo tháng 12 không theo chuẩn nghèo giai đoạn 2027–2030, là chuẩn của năm 2027"


def test_a_years_end_by_the_new_standards_column_says_so(bridged):
    stocks, reports = closing_stocks(bridged[0].warehouse, 2026)
    assert (stocks.poor, stocks.standard) == (14, "new")
    said = _reports_there(bridged[0].configuration, 2026, reports)
    assert said == "mới có 2/2 báo cáo tháng 12 ghi đủ phân loại theo chuẩn nghèo giai đoạn 2027–2030"


def test_another_forms_december_is_laid_beside_the_list_by_decembers_own_standard(broken):
    """Else each of its rows would read as of a household that the list does not have."""
    warehouse = broken[0].warehouse
    found = reports_of(warehouse, [code for code, _ in UNITS], DECEMBER)
    assert found.households["classification"].value_counts().to_dict() == {"poor": 10, "near_poor": 8}
    assert not found.incomparable


def test_a_quarter_is_compared_by_the_column_of_its_last_month(tmp_path):
    """October and November do not have the column yet."""
    old, new = BREAK
    config = office_of_2027(tmp_path, old, {**new, "column_before": '"classification_2027"'})
    change(config / "plan.toml", 'baseline = "2026-12"', 'baseline = "2026-10"')
    change(
        config / "forms/BC-GN-01/household.toml",
        'field = "classification_2027"',
        'field = "classification_2027"\nsince = "2026-12"',
    )
    with office_in(tmp_path, config=str(config)) as office:
        for month in ("2026-10", "2026-11", "2026-12", "2027-01"):
            books = [book_of(code, name, max(month, "2026-12")) for code, name in UNITS]
            for one in books:
                one.period = month
                if month < "2026-12":
                    one.extra_columns = {}
            office.collect_accepted(month, books)
        quarter = counted_for(office.context.warehouse, Period.parse("2026-Q4"), Period.parse("2027-Q1"))
    assert {unit: numbers["poor"] for unit, numbers in quarter.units.items()} == {"18001": 7, "18002": 7}


def test_a_column_that_nobody_filled_in_is_not_said_to_be_compared_with(tmp_path):
    old, new = BREAK
    config = office_of_2027(tmp_path, old, {**new, "column_before": '"classification_2027"'})
    with office_in(tmp_path, config=str(config)) as office:
        collected(office, with_new=False)
        content = contents_of(office)["2027-01"]
    assert (content.standard_changed.by_new, content.standard_changed.apart) == ([], ["tháng 12 năm 2026"])
    assert NOT_COMPARED in everything_said(content)


def test_a_column_that_has_ended_is_no_standard_beside_the_main_one(tmp_path):
    config = own_office(tmp_path)
    with_column(config, "classification_city", HEADING_CITY, until="2020-02")
    with_editions(config)
    with_standards(config, OLD, CITY)
    configuration = load_configuration(config)
    beside = {month: configuration.standards_beside(Period.parse(month)) for month in ("2020-02", "2020-03")}
    assert {month: [one.code for one in own] for month, own in beside.items()} == {"2020-02": ["city"], "2020-03": []}


def in_an_area(config):
    """The first of the two communes alone in an area of the country."""
    (config / "levels.toml").write_text(country.LEVELS, "utf-8")
    change(config / "plan.toml", "huyện Thạch Hà", "nước Việt Nam")
    head, *_ = country.AREAS.splitlines()
    (config / "areas.csv").write_text(f"{head}\nnam,Khu vực Nam,khu-vuc,1,,,,\n", "utf-8")
    units = config / "units.csv"
    head, first, second = units.read_text("utf-8").splitlines()
    units.write_text(f"{head},parent\n{first},nam\n{second},\n", "utf-8")


def said_to_area(content):
    document = document_of(content, "khu-vuc-nam")
    result = next(table for table in document.sheets if table.key == "result")
    return result.note, " ".join(document.summary.lead)


def test_an_area_is_told_that_the_standard_changed(tmp_path):
    config = office_of_2027(tmp_path, *BREAK)
    in_an_area(config)
    with office_in(tmp_path, config=str(config)) as office:
        collected(office, with_new=False)
        content = contents_of(office)["2027-01"]
    assert all(NOT_COMPARED in said for said in said_to_area(content))


def test_an_area_is_told_its_own_sums_by_each_standard(tmp_path):
    config = own_office(tmp_path)
    with_column(config, "classification_city", HEADING_CITY)
    with_standards(config, OLD, CITY)
    in_an_area(config)
    with office_in(tmp_path, config=str(config)) as office:
        office.collect_accepted("2020-02", poor_by_city("2020-02"))
        content = draft(office.context.warehouse, Period.parse("2020-02"), 1, dt.date(2020, 4, 20)).content
    area, *units = standards(content).rows
    assert [row[:2] for row in (area, *units)] == [("nam", "Khu vực Nam"), *UNITS]
    households = content.units[0].households
    national, city = (4, 3), (7, 0)
    cells = [cell for counts in (national, city) for count in counts for cell in (count, count / households * 100)]
    assert area[2:] == units[0][2:] == tuple(map(pytest.approx, cells))
    assert standards(content).total[2] == 8  # the area and the commune in none
    assert [(one.at, one.of) for one in standards(content).subtotals] == [(0, (1,))]
    main, other = content.by_standard
    untold = other.model_copy(update={"units": {UNITS[1][0]: other.units[UNITS[1][0]]}})
    area, *_ = standards(content.model_copy(update={"by_standard": [main, untold]})).rows
    assert area[1] == "Khu vực Nam (chuẩn nghèo của thành phố: 0/1 đơn vị)"
    assert area[2] == 4
    assert area[6:] == (None,) * 4
    for said in said_to_area(content):
        assert "Theo chuẩn nghèo của thành phố: 7 hộ nghèo" in said
        assert "Theo chuẩn nghèo giai đoạn 2022–2025, Nghị định 07/2021/NĐ-CP: 4 hộ nghèo" in said


def test_numbers_of_several_units_are_added_and_rates_are_of_the_sums(at_once):
    city = at_once["2020-03"].by_standard[1]
    assert together(city.units.values()) == city.district
    assert together([]) is None


def test_which_column_of_a_list_is_by_the_standard_of_another_period(broken, bridged):
    """The one question that everybody asks."""
    configuration = broken[0].configuration
    assert configuration.class_column(DECEMBER, JANUARY) is None
    assert configuration.class_column(JANUARY, MARCH) == "classification"
    assert configuration.class_column(JANUARY, DECEMBER) is None
    assert bridged[0].configuration.class_column(DECEMBER, MARCH) == "classification_2027"


@pytest.fixture(scope="module")
def three_classes(tmp_path_factory):
    """A third class that the city's column does not know; a household of each unit is listed by the city alone."""
    folder = tmp_path_factory.mktemp("three")
    config = own_office(folder)
    with_average(config)
    with_column(config, "classification_city", HEADING_CITY)
    classes = (config / "classes.toml").read_text("utf-8")
    with_standards(config, OLD, CITY)
    standards = (config / "classes.toml").read_text("utf-8")
    (config / "classes.toml").write_text(f"{classes}\n{standards}", "utf-8")
    with office_in(folder, config=str(config)) as office:
        for month in ("2020-01", "2020-02"):
            books = poor_by_city(month)
            for one in books if month == "2020-02" else ():
                one.households[0].update(classification=LEFT, change="Thoát nghèo", social_protection=None)
                one.households[1].update(classification=LEFT, change="Thoát nghèo", social_protection=None)
                one.households[1][HEADING_CITY] = LEFT
            office.collect_accepted(month, books)
        content = draft(office.context.warehouse, Period.parse("2020-02"), 1, dt.date(2020, 4, 20)).content
        yield office.context.warehouse, content, [row["household_code"] for row in books[0].households]


def test_of_a_class_that_a_standards_column_does_not_know_nothing_is_said(three_classes):
    content = three_classes[1]
    require_agreement(content)
    by_city = next(text for text in sentences.headline(content) if text.startswith("Theo chuẩn nghèo của thành phố"))
    by_main = next(text for text in sentences.headline(content) if text.startswith("Theo chuẩn nghèo giai đoạn"))
    assert ("trung bình" in by_main, "trung bình" in by_city) == (True, False)
    table = next(table for table in document_of(content, "giam-ngheo").appendices if table.key == "standards")
    keys = [column.key for column in table.columns]
    assert ("old_average" in keys, "city_average" in keys) == (True, False)
    assert {len(row) for row in (*table.rows, table.total)} == {len(keys)}


def test_titles_name_every_class(three_classes):
    content = three_classes[1]
    document = document_of(content, "giam-ngheo")
    every = "hộ nghèo, hộ cận nghèo, hộ có mức sống trung bình"
    titles = {table.key: table.title for table in document.appendices}
    assert titles["flows"] == f"Biến động {every}"
    assert titles["standards"] == f"{every.capitalize()} theo từng chuẩn nghèo"
    assert f"Biến động {every}" in [section.heading for section in document.sections]
    assert f"không còn {every} không nêu" in next(
        table.note for table in document_of(content, "xa-18001").sheets if table.key == "villages"
    )


def test_a_household_that_the_second_standard_alone_lists_is_not_to_be_erased(three_classes):
    warehouse, _, codes = three_classes
    found = still_listed(warehouse)
    assert [code in found for code in codes[:3]] == [True, False, True]

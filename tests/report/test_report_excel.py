"""The workbook of any document: numbers are numbers, totals are live sums, nothing runs that is not ours, all prints."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from giamngheo.metadata.target import Goal
from giamngheo.report.documents.document import Amount, ColumnSum, Difference, Ratio, Table, TableColumn
from giamngheo.report.render.excel import excel_annex
from tests.support.excel_document import UNITS, attainment, indicators, make_document, models, parts, trend, units

HEADING = 5
SHEET = "xl/worksheets/sheet1.xml"


def book(*tables: Table, values: bool = False, **content: Any) -> Any:
    data = excel_annex(make_document(*tables, **content))
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def sheet_of(table: Table, values: bool = False) -> Any:
    return book(table, values=values).worksheets[0]


def member(data: bytes, name: str) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def total(sheet: Any) -> dict[str, Any]:
    """Heading → value of the last line."""
    headings = [cell.value for cell in sheet[HEADING] if cell.value]
    last = max(cell.row for cell in sheet["B"] if cell.value is not None)
    return {heading: sheet.cell(last, at).value for at, heading in enumerate(headings, start=1)}


@pytest.fixture(scope="module")
def whole() -> Any:
    return book()


# ---------------------------------------------------------------- sheets, numbers, texts


def test_a_sheet_for_each_table_in_order(whole):
    names = ["Chỉ tiêu", "Diễn biến", "Theo đơn vị", "Chỉ tiêu theo đơn vị", "Tử số, mẫu số", "Nguồn lực"]
    assert whole.sheetnames == [*names, "Mô hình", "Giải thích"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Lỗi: cần/sửa [1]*?"], ["Lỗi cần sửa 1"]),
        (["'Nháy'"], ["Nháy"]),
        (["", ":"], ["Bảng", "Bảng 2"]),
        (["Xã", "xã", "XÃ"], ["Xã", "xã 2", "XÃ 3"]),
        (["A" * 40, "a" * 40], ["A" * 31, "a" * 29 + " 2"]),
        (["History"], ["History 2"]),
    ],
)
def test_names_of_sheets_are_such_as_excel_allows(names, expected):
    tables = [dataclasses.replace(trend(), name=name) for name in names]
    assert book(*tables).sheetnames == expected


def test_above_the_table_stand_title_report_and_coverage(whole):
    sheet = whole["Theo đơn vị"]
    assert [sheet.cell(line, 1).value for line in range(1, 4)] == [
        "Hộ nghèo theo đơn vị",
        "Kết quả giảm nghèo tháng 3 năm 2020",
        "Số liệu của 22/22 đơn vị.",
    ]


def test_units_of_measure_stand_in_the_heading(whole):
    headings = [cell.value for cell in whole["Theo đơn vị"][HEADING]][:8]
    assert headings[:4] == ["Mã", "Đơn vị", "Tổng số hộ (hộ)", "Hộ nghèo (hộ)"]
    assert headings[7] == "Giảm (điểm %)"


def test_numbers_are_numbers_and_codes_are_texts(whole):
    row = whole["Theo đơn vị"][HEADING + 1]
    assert [row[at].value for at in range(4)] == ["18562", "Thị trấn Thạch Hà", 1934, 44]
    assert row[4].value == pytest.approx(44 / 1934 * 100, rel=1e-12)
    assert [row[at].number_format for at in range(1, 5)] == ["@", "#,##0", "#,##0", "#,##0.00"]


def test_an_amount_is_shown_by_its_own_unit(whole):
    column = [whole["Chỉ tiêu"].cell(HEADING + at, 3) for at in range(1, 6)]
    assert [cell.value for cell in column] == [0.2463, 99.5846, 30, 14, None]
    assert [cell.number_format for cell in column] == ["#,##0.00", "#,##0.00", "#,##0", "#,##0", "#,##0.00"]


def test_an_amount_tells_its_unit_where_the_row_does_not():
    columns = (TableColumn("a", "Chỉ tiêu", 40), TableColumn("b", "Kết quả", 30, "rate"))
    rows = (("Tỷ lệ", Amount(4.1, "%")), ("Mức giảm", Amount(0.25, "điểm %")), ("Nhà", Amount(30, "hộ")))
    sheet = sheet_of(Table("t", "T", "T", columns, rows))
    formats = [sheet.cell(HEADING + at, 2).number_format for at in range(1, 4)]
    assert formats == ['#,##0.00"%"', '#,##0.00" điểm %"', '#,##0" hộ"']


def test_money_has_decimals_where_it_has_some(whole):
    cells = [whole["Nguồn lực"].cell(HEADING + at, 2) for at in range(1, 4)]
    assert [cell.number_format for cell in cells] == ["#,##0", "#,##0", "#,##0.00"]


def test_what_nobody_reported_is_empty(whole):
    row = next(row for row in whole["Theo đơn vị"].iter_rows() if row[1].value == "Xã Thạch Trị")
    assert [cell.value for cell in row[2:8]] == [None] * 6


# ---------------------------------------------------------------- the total line


def test_totals_are_live_formulas(whole):
    line = total(whole["Theo đơn vị"])
    assert line["Hộ nghèo (hộ)"] == "=SUM(D6:D17)"
    assert line["Tỷ lệ hộ nghèo (%)"] == '=IF(N(C18)=0,"",D18/C18*100)'
    assert line["Giảm (điểm %)"] == "=G18-E18"
    assert line["Đơn vị"] == "Toàn huyện"


def test_a_rate_can_be_made_of_the_totals_of_another_sheet(whole):
    rate = whole["Chỉ tiêu theo đơn vị"].cell(18, 2).value
    assert rate == "=IF(N('Tử số, mẫu số'!C18)=0,\"\",'Tử số, mẫu số'!B18/'Tử số, mẫu số'!C18*100)"


def test_the_stored_values_are_those_of_the_document():
    line = total(book(values=True)["Theo đơn vị"])
    assert line["Hộ nghèo (hộ)"] == 724
    assert line["Tỷ lệ hộ nghèo (%)"] == 724 / 18688 * 100
    assert line["Giảm (điểm %)"] == 777 / 18688 * 100 - 724 / 18688 * 100


def test_every_formula_has_a_stored_value():
    data = excel_annex(make_document())
    with ZipFile(BytesIO(data)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "/worksheets/" in name]
    formulas = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*><f>.*?</c>", sheet)]
    assert len(formulas) == 13
    assert all(re.search(r"<v>[\d.]+</v></c>$", cell) for cell in formulas)


def test_a_denominator_of_zero_gives_an_empty_text():
    table = units([(code, name, 0, 0, 0) for code, name, *_ in UNITS])
    assert total(sheet_of(table))["Tỷ lệ hộ nghèo (%)"].startswith("=IF(N(C18)=0")
    assert not total(sheet_of(table, values=True))["Tỷ lệ hộ nghèo (%)"]
    assert total(sheet_of(table, values=True))["Hộ nghèo (hộ)"] == 0
    assert '<f>IF(N(C18)=0,"",D18/C18*100)</f><v></v>' in member(excel_annex(make_document(table)), SHEET)


def test_nobody_reported_is_not_a_total_of_zero():
    table = units([(code, name, None, None, None) for code, name, *_ in UNITS])
    assert set(total(sheet_of(table)).values()) == {None, "Toàn huyện"}


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (Ratio("a", "b", "elsewhere"), 5.0),  # a table that this document does not have
        (Ratio("a", "nothing"), 5.0),  # a column that the table does not have
        (Ratio("a", "b"), None),  # a rate that is not said though it could be made
        (Ratio("a", "zero"), 5.0),  # a rate that its parts do not give
        (Difference("a", "text"), 5.0),
        (None, 5.0),
    ],
)
def test_where_a_formula_would_not_give_the_value_the_value_stands(rule, value):
    columns = tuple(TableColumn(key, key, 20, "count", total=ColumnSum()) for key in ("a", "b", "zero"))
    columns = (*columns, TableColumn("text", "text", 20), TableColumn("rate", "rate", 20, "rate", total=rule))
    table = Table("t", "T", "T", columns, ((1, 2, 0, "x", 50.0),), (1, 2, 0, "x", value))
    assert sheet_of(table).cell(HEADING + 2, 5).value == value


# ---------------------------------------------------------------- nothing runs that is not ours


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1+1", "\r=1+1", "x\x00\x1f", "#N/A", "=cmd|'/c calc'!A1"]
)
def test_a_text_is_kept_as_text(text):
    cell = sheet_of(models([text])).cell(HEADING + 1, 2)
    assert cell.data_type == "s"
    assert cell.value == text.strip().strip("\x00\x1f")
    assert cell.quotePrefix == (cell.value[0] in "=+-@")


def test_titles_headings_and_names_are_texts_too():
    evil = '=HYPERLINK("http://x")&<b>"'
    columns = (TableColumn("a", evil, 40), TableColumn("b", "-1", 20, "count", evil, total=ColumnSum()))
    table = Table("t", evil, evil, columns, ((evil, 1),), (evil, 1), evil)
    data = excel_annex(make_document(table, title=evil, period_title="&A &P", office=_office(evil)))
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["B7"]
    assert sheet["A1"].quotePrefix
    assert sheet.oddHeader.right.text == "&&A &&P"


def _office(name: str) -> Any:
    return make_document().content.office.model_copy(update={"issuing_body": name})


def test_no_links_no_macros_no_other_files():
    with ZipFile(BytesIO(excel_annex(make_document()))) as archive:
        assert not [
            name for name in archive.namelist() if re.search("vba|external|embed|activeX|connections", name, re.I)
        ]
        relations = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    assert "External" not in relations


def test_a_text_longer_than_a_cell_ends_with_dots():
    value = sheet_of(models(["ă" * 40_000])).cell(HEADING + 1, 2).value
    assert (len(value), value[-1]) == (32_767, "…")


# ---------------------------------------------------------------- marks


def rules(sheet: Any) -> list[tuple[str, Any]]:
    return [(str(area.sqref), rule) for area in sheet.conditional_formatting for rule in area.rules]


def test_bars_begin_at_nothing(whole):
    bars = [(area, rule.dataBar) for area, rule in rules(whole["Theo đơn vị"]) if rule.type == "dataBar"]
    assert [area for area, _ in bars] == ["D6:D17", "E6:E17"]
    assert [(limit.type, limit.val) for limit in bars[0][1].cfvo] == [("num", 0), ("max", None)]
    assert bars[0][1].minLength == 0


@pytest.mark.parametrize(
    ("goal", "formula"),
    [
        (Goal("≥", 95), "AND(ISNUMBER(B6),B6<95)"),
        (Goal(">", 0.5), "AND(ISNUMBER(B6),B6<=0.5)"),
        (Goal("=", 0), "AND(ISNUMBER(B6),B6<>0)"),
        (Goal("≤", 5), "AND(ISNUMBER(B6),B6>5)"),
        (Goal("<", 5), "AND(ISNUMBER(B6),B6>=5)"),
        (Goal("between", 1, 1.5), "AND(ISNUMBER(B6),B6<1)"),
        (Goal("between", 1, 1.5, "lower"), "AND(ISNUMBER(B6),B6>1.5)"),
    ],
)
def test_what_misses_its_goal_is_marked_in_black_and_white_too(goal, formula):
    columns = (TableColumn("a", "Đơn vị", 40), TableColumn("b", "Kết quả", 30, "rate", "%", goal=goal))
    sheet = sheet_of(Table("t", "T", "T", columns, (("Xã A", 1.0), ("Xã B", None))))
    ((area, rule),) = rules(sheet)
    assert (area, rule.formula) == ("B6:B7", [formula])
    assert rule.dxf.numFmt.formatCode.startswith('"▼ "#,##0.00')
    assert rule.dxf.font.b
    assert rule.dxf.font.u == "single"
    assert sheet["A4"].value.startswith("Chú giải: ▼ trước số: chưa đạt mục tiêu (")


def test_a_workbook_without_a_range_knows_no_verdict_beyond_one(whole):
    """It stays as it was to the byte when it is drawn again."""
    formulas = {formula for sheet in whole for _, rule in rules(sheet) for formula in rule.formula}
    assert '"Đạt"' in formulas
    assert '"Vượt mục tiêu"' not in formulas


def test_the_legend_has_the_verdicts_that_stand_in_the_table():
    columns = (TableColumn("a", "Đơn vị", 40), TableColumn("b", "Mức độ", 30))
    told = ("Chắc chắn chưa đạt", "Chưa đủ căn cứ", "Chưa tính được", "Không phát sinh")
    sheet = sheet_of(Table("t", "T", "T", columns, tuple((f"Xã {at}", text) for at, text in enumerate(told))))
    assert sheet["A4"].value == (
        "Chú giải: ▼ Chắc chắn chưa đạt; ? Chưa đủ căn cứ; – Không phát sinh; – Chưa tính được."
    )


def test_the_legend_names_each_goal():
    assert sheet_of(indicators())["A4"].value == (
        "Chú giải: ▼ trước số: chưa đạt mục tiêu (Người nghèo có thẻ BHYT ≥ 100%; Hộ nghèo ở nhà tạm bợ, dột nát = 0 hộ)."
    )


def test_statuses_differ_by_sign_and_letters(whole):
    sheet = whole["Chỉ tiêu"]
    found = {rule.formula[0]: rule.dxf for area, rule in rules(sheet) if area == "F6:F10"}
    assert found['"Đạt"'].numFmt.formatCode.endswith('"● "@')
    assert found['"Đúng tiến độ"'].numFmt.formatCode.endswith('"○ "@')
    assert found['"Chậm"'].numFmt.formatCode.endswith('"▼ "@')
    assert found['"Không đạt"'].numFmt.formatCode.endswith('"✗ "@')
    assert found['"Chưa đủ căn cứ"'].numFmt.formatCode.endswith('"? "@')
    looks = [(dxf.font.b, dxf.font.u, dxf.font.i) for dxf in found.values()]
    assert len(set(looks)) == 5  # what cannot be judged yet is written like what has no case, with another sign
    assert "● Đạt; ○ Đúng tiến độ; ▼ Chậm; – Không phát sinh" in sheet["A4"].value


def test_formats_of_marks_do_not_share_a_number():
    styles = member(excel_annex(make_document()), "xl/styles.xml")
    formats = set(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    assert len({number for number, _ in formats}) == len(formats)


# ---------------------------------------------------------------- charts


def test_bars_of_the_units_in_their_order(whole):
    (chart,) = whole["Theo đơn vị"]._charts
    assert (type(chart).__name__, chart.barDir) == ("BarChart", "bar")
    assert [series.val.numRef.f for series in chart.series] == ["'Theo đơn vị'!$E$6:$E$17", "'Theo đơn vị'!$G$6:$G$17"]
    assert chart.series[0].cat.numRef.f == "'Theo đơn vị'!$B$6:$B$17"
    assert chart.series[0].tx.strRef.f == "'Theo đơn vị'!E5"
    assert chart.x_axis.scaling.orientation == "maxMin"


def test_lines_of_the_months_differ_without_colours(whole):
    (chart,) = whole["Diễn biến"]._charts
    assert type(chart).__name__ == "LineChart"
    assert [series.graphicalProperties.line.prstDash for series in chart.series] == ["solid", "dash"]
    assert [series.marker.symbol for series in chart.series] == ["circle", "square"]


def test_charts_have_titles_axes_and_a_place_of_their_own(whole):
    for name, text in (("Theo đơn vị", "theo đơn vị"), ("Diễn biến", "theo tháng")):
        sheet = whole[name]
        (chart,) = sheet._charts
        assert _words(chart.title).endswith(text)
        assert _words(chart.y_axis.title) == "%"
        assert _words(chart.x_axis.title)
        assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
        last = max(cell.column for cell in sheet[HEADING] if cell.value)
        assert chart.anchor._from.col > last
        assert sheet.print_area.count(":") == 2


def test_shares_end_at_a_hundred_and_bars_begin_at_nothing():
    shares = dataclasses.replace(indicators(), chart=("insured_poor",))
    (chart,) = sheet_of(shares)._charts
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (0, 100)
    (chart,) = sheet_of(units(chart=("poor_rate",)))._charts
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (0, None)


def test_columns_of_different_units_have_charts_of_their_own():
    sheet = sheet_of(units(chart=("poor", "poor_rate")))
    assert [_words(chart.y_axis.title) for chart in sheet._charts] == ["Hộ nghèo (hộ)", "Tỷ lệ hộ nghèo (%)"]
    assert sheet._charts[0].anchor._from.col + 6 < sheet._charts[1].anchor._from.col


def test_charts_tell_what_they_show_to_who_cannot_see_them():
    drawing = member(excel_annex(make_document(units(), trend())), "xl/drawings/drawing2.xml")
    assert 'descr="Biểu đồ đường: Tỷ lệ hộ nghèo từng tháng. Tỷ lệ hộ nghèo, lộ trình mục tiêu theo tháng' in drawing


def test_no_more_bars_than_one_can_read_and_no_chart_of_one():
    many = [(str(at), f"Xã {at}", 1000, at, at) for at in range(216)]
    (chart,) = sheet_of(units(many))._charts
    assert chart.series[0].val.numRef.f.endswith("$E$6:$E$45")
    assert _words(chart.title).endswith("(40 dòng đầu của bảng)")
    assert not sheet_of(units(UNITS[:1]))._charts
    assert not sheet_of(units([(code, name, None, None, None) for code, name, *_ in UNITS]))._charts


def _words(title: Any) -> str:
    return "".join(run.t for paragraph in title.tx.rich.paragraphs for run in paragraph.r)


# ---------------------------------------------------------------- screen and paper


def test_every_sheet_prints_on_a4_across_with_its_heading(whole):
    for sheet in whole:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:")
        assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("&A", "Trang &P/&N")
        assert sheet.oddHeader.right.text == "Tháng 3 năm 2020"


def test_a_long_table_takes_the_pages_that_it_needs():
    many = [(str(at), f"Xã {at}", 1000, at, at) for at in range(216)]
    sheet = sheet_of(units(many))
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_the_numbers_of_a_wide_table_give_up_what_they_do_not_need():
    columns = (TableColumn("a", "Đơn vị", 45), *(TableColumn(f"{at}", "Số hộ", 40, "count") for at in range(14)))
    sheet = sheet_of(Table("t", "T", "T", columns, (("Xã A", *range(14)),)))
    widths = [sheet.column_dimensions[name].width for name in "ABCDEFGHIJKLMNO"]
    assert widths[0] == pytest.approx(45 / 1.85, abs=0.1)
    assert 130 < sum(widths) < 141


def test_headings_and_names_stay_in_sight(whole):
    assert whole["Theo đơn vị"].freeze_panes == "C6"
    assert whole["Nguồn lực"].freeze_panes == "A6"


def test_filters_leave_the_total_alone(whole):
    assert whole["Theo đơn vị"].auto_filter.ref == "A5:H17"
    assert whole["Chỉ tiêu"].auto_filter.ref == "A5:G10"


def test_columns_hold_their_numbers_and_rows_their_texts():
    columns = (TableColumn("a", "Tên", 20), TableColumn("b", "Tiền", 5, "money", total=ColumnSum()))
    name = "Xã có tên gọi rất dài gồm đúng sáu mươi chữ cái để thử bảng"
    sheet = sheet_of(Table("t", "T", "T", columns, ((name, 123456789.25),), ("", 123456789.25)))
    assert sheet.column_dimensions["B"].width >= len("123.456.789,25") + 1
    assert sheet.column_dimensions["A"].width * sheet.row_dimensions[HEADING + 1].height / 15 > len(name)
    assert sheet.sheet_format.defaultRowHeight == 18


def test_a_file_tells_its_title_and_language():
    core = member(excel_annex(make_document()), "docProps/core.xml")
    assert "<dc:title>Kết quả giảm nghèo tháng 3 năm 2020</dc:title>" in core
    assert "<dc:language>vi-VN</dc:language>" in core


# ---------------------------------------------------------------- edges


def test_no_rows_are_said_in_words():
    sheet = sheet_of(units(()))
    assert sheet.cell(HEADING, 2).value == "Đơn vị"
    assert sheet.cell(HEADING + 1, 1).value == "Không có số liệu."
    assert sheet.max_row == HEADING + 1
    assert sheet.auto_filter.ref is None
    assert not rules(sheet)
    assert not sheet._charts


def test_one_unit():
    line = total(sheet_of(units(UNITS[:1])))
    assert line["Hộ nghèo (hộ)"] == "=SUM(D6:D6)"


def test_the_same_document_gives_the_same_bytes_in_every_process():
    code = (
        "import hashlib; from giamngheo.report.render.excel import excel_annex; from tests.support.excel_document import make_document;"
        "print(hashlib.sha256(excel_annex(make_document())).hexdigest())"
    )
    others = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert others == {hashlib.sha256(excel_annex(make_document())).hexdigest()}


def test_all_the_workbooks_of_a_month_are_soon_drawn():
    lines = [(str(at), f"Thôn {at}", 100, 10, 11) for at in range(30)]
    scorecard, extract = (
        make_document(attainment(), units(lines), trend()),
        make_document(indicators(), parts(), units()),
    )
    start = time.process_time()
    for document in [scorecard] * 22 + [extract] * 7 + [make_document()] * 2:
        excel_annex(document)
    assert time.process_time() - start < 4  # it takes a sixth of this where nothing else runs

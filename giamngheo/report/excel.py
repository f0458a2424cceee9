"""The figures as a workbook: one sheet per table, numbers as numbers, totals as live sums, coverage on each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.report import sentences, words
from giamngheo.report.content import Attained, ReportContent, UnitAttained
from giamngheo.report.deterministic_zip import repacked
from giamngheo.vietnamese import coverage, moment

WHOLE, SHARE, MONEY, TEXT = "#,##0", "#,##0.00", "#,##0.0", "@"
_POINTS_PER_LINE = 15
_HEADING_ROW = 4
_THIN = Side(style="thin", color="808080")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True)
class Column:
    """A column: heading with its unit, width in characters, number format; `is_summed` in the total line."""

    heading: str
    width: float = 13
    format: str = WHOLE
    is_summed: bool = False


Table = tuple[list[Column], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class _Shown:
    """A value that is shown otherwise than its column."""

    value: Any
    format: str


def excel_annex(content: ReportContent) -> bytes:
    """The workbook's bytes; the same content gives the same."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, columns, rows, total in _tables(content):
        _sheet(workbook, content, name, columns, rows, total)
    out = BytesIO()
    workbook.save(out)
    title = f"Phụ lục số liệu. {words.title(content)}"
    return repacked(out.getvalue(), title, content.office.issuing_body, content.issued_on)


def _tables(content: ReportContent) -> Iterable[tuple[str, list[Column], Sequence[Sequence[Any]], str | None]]:
    """(sheet, columns, rows, name of the total line or nothing)."""
    whole = content.district.name
    yield "Chỉ tiêu", *_attainment(content), None
    yield "Theo đơn vị", *_units(content), whole
    yield "Biến động", *_flows(content), whole
    yield "Nguồn lực", *_resources(content), "Tổng cộng"
    yield "Mô hình", *_models(content), "Tổng cộng"
    yield "Tình hình báo cáo", *_reporters(content), None
    yield "Giải thích", *_explanations(content), None


def _attainment(content: ReportContent) -> Table:
    columns = [
        Column("Chỉ tiêu", 46, TEXT),
        Column("Đơn vị tính", 12, TEXT),
        Column("Tử số", 12, MONEY),
        Column("Mẫu số", 12, MONEY),
        Column("Kết quả", 12, SHARE),
        Column("Kỳ trước", 12, SHARE),
        Column("Kỳ gốc", 12, SHARE),
        Column("Mục tiêu", 24, TEXT),
        Column("Mức độ", 16, TEXT),
        Column("% mục tiêu", 12, "0.0"),
        Column("Đơn vị báo cáo", 16, TEXT),
    ]
    rows = [
        (
            item.title,
            item.unit_of_measure,
            item.numerator,
            item.denominator,
            *(_Shown(value, _format(item)) for value in (item.value, item.previous, item.baseline)),
            words.target_text(item),
            words.status(item.status),
            item.attainment_percent,
            coverage(item.coverage.reporting, item.coverage.expected),
        )
        for item in content.attainment
    ]
    return columns, rows


def _format(item: Attained | UnitAttained) -> str:
    """A count is whole, a rate has two decimals."""
    return WHOLE if item.denominator is None else SHARE


def _units(content: ReportContent) -> Table:
    columns = [
        Column("Mã", 9, TEXT),
        Column("Đơn vị", 24, TEXT),
        Column("Tổng số hộ", is_summed=True),
        Column("Hộ nghèo", is_summed=True),
        Column("Tỷ lệ hộ nghèo (%)", 12, SHARE),
        Column("Hộ cận nghèo", is_summed=True),
        Column("Tỷ lệ hộ cận nghèo (%)", 12, SHARE),
        Column("Hộ nghèo bảo trợ xã hội", is_summed=True),
        *(Column(f"{item.title} ({item.unit_of_measure})", 15, SHARE) for item in content.attainment),
    ]
    rows = [
        (
            line.code,
            line.name,
            line.households,
            line.poor,
            line.poor_rate,
            line.near_poor,
            line.near_poor_rate,
            line.social_poor,
            *(_Shown(value.value, _format(value)) for value in line.indicators),
        )
        for line in content.units
    ]
    return columns, rows


def _flows(content: ReportContent) -> Table:
    fields = {
        "opening": "Đầu kỳ (hộ)",
        "new": "Phát sinh mới (hộ)",
        "relapsed": "Tái nghèo (hộ)",
        "moved_in": "Chuyển đến (hộ)",
        "escaped_poverty": "Thoát nghèo (hộ)",
        "escaped_near_poverty": "Thoát cận nghèo (hộ)",
        "moved_out": "Chuyển đi (hộ)",
        "removed": "Xóa hộ (hộ)",
        "closing": "Cuối kỳ (hộ)",
        "to_near_poor": "Nghèo sang cận nghèo (hộ)",
        "to_poor": "Cận nghèo sang nghèo (hộ)",
    }
    columns = [
        Column("Mã", 9, TEXT),
        Column("Đơn vị", 24, TEXT),
        *(Column(heading, 12, is_summed=True) for heading in fields.values()),
        Column("Khớp", 9, TEXT),
    ]
    said = {True: "Khớp", False: "Lệch", None: ""}
    rows = [
        (flow.code, flow.name, *(getattr(flow, field) for field in fields), said[flow.balances])
        for flow in content.flows
    ]
    return columns, rows


def _resources(content: ReportContent) -> Table:
    columns = [
        Column("Nguồn", 26, TEXT),
        Column("Nội dung hỗ trợ", 22, TEXT),
        Column("Số tiền (triệu đồng)", 20, MONEY, is_summed=True),
        Column("Lượt hộ hưởng lợi", 18, is_summed=True),
    ]
    return columns, [(line.source, line.purpose, line.amount, line.households) for line in content.resources]


def _models(content: ReportContent) -> Table:
    columns = [
        Column("Đơn vị", 24, TEXT),
        Column("Tên mô hình", 36, TEXT),
        Column("Thôn, tổ dân phố", 22, TEXT),
        Column("Lĩnh vực", 24, TEXT),
        Column("Tình trạng", 18, TEXT),
        Column("Số hộ tham gia", 14, is_summed=True),
        Column("Kinh phí (triệu đồng)", 16, MONEY, is_summed=True),
    ]
    rows = [
        (item.unit, item.name, item.village, item.field, item.status, item.households, item.budget)
        for item in content.models
    ]
    return columns, rows


def _reporters(content: ReportContent) -> Table:
    columns = [
        Column("Mã", 9, TEXT),
        Column("Đơn vị", 24, TEXT),
        Column("Tình trạng", 20, TEXT),
        Column("Lần gửi", 10),
        Column("Nhận lúc", 18, TEXT),
        Column("Hạn", 12, TEXT),
        Column("Lỗi", 8),
        Column("Lưu ý", 8),
    ]
    rows = [
        (
            line.code,
            line.name,
            words.submission_status(line.status),
            line.version,
            moment(line.received_at) if line.received_at else None,
            words.punctuality(line.on_time),
            line.critical,
            line.warning,
        )
        for line in content.reporters
    ]
    return columns, rows


def _explanations(content: ReportContent) -> Table:
    """Each indicator: parts, coverage, where it stands in the plan, who answers for it."""
    columns = [
        Column("Chỉ tiêu", 46, TEXT),
        Column("Tử số", 12, MONEY),
        Column("Mẫu số", 12, MONEY),
        Column("Đơn vị báo cáo", 16, TEXT),
        Column("Căn cứ", 60, TEXT),
        Column("Cơ quan chịu trách nhiệm", 44, TEXT),
    ]
    rows = [
        (
            item.title,
            item.numerator,
            item.denominator,
            coverage(item.coverage.reporting, item.coverage.expected),
            f"{content.office.plan_title}, {item.article}",
            item.responsible,
        )
        for item in content.attainment
    ]
    return columns, rows


# ---------------------------------------------------------------- a sheet


def _sheet(
    workbook: Workbook,
    content: ReportContent,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    total: str | None,
) -> None:
    sheet = workbook.create_sheet(name)
    _put(sheet, 1, 1, f"{name}: {words.title(content)}", TEXT).font = Font(bold=True, size=14, name="Times New Roman")
    _put(sheet, 2, 1, sentences.coverage_sentence(content), TEXT).font = Font(italic=True, name="Times New Roman")
    for place, column in enumerate(columns, start=1):
        _heading(sheet, place, column)
        for line, row in enumerate(rows, start=_HEADING_ROW + 1):
            _value(sheet, line, place, row[place - 1], column.format)
    lines = max(-(-len(column.heading) * 1.25 // column.width) for column in columns)
    sheet.row_dimensions[_HEADING_ROW].height = _POINTS_PER_LINE * lines
    if total and rows:
        _total(sheet, columns, _HEADING_ROW + 1, _HEADING_ROW + len(rows), total)
    _print_setup(sheet, len(columns))


def _heading(sheet: Worksheet, place: int, column: Column) -> None:
    cell = _put(sheet, _HEADING_ROW, place, column.heading, TEXT)
    cell.font = Font(bold=True, name="Times New Roman")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.fill = PatternFill("solid", fgColor="E7E6E6")
    cell.border = _GRID
    sheet.column_dimensions[get_column_letter(place)].width = column.width


def _value(sheet: Worksheet, line: int, place: int, value: Any, style: str) -> None:
    if isinstance(value, _Shown):
        value, style = value.value, value.format
    if style == MONEY and value is not None and value == int(value):
        style = WHOLE
    cell = _put(sheet, line, place, value, style)
    cell.border = _GRID
    if isinstance(value, str):
        cell.alignment = Alignment(vertical="center", wrap_text=True)


def _total(sheet: Worksheet, columns: Sequence[Column], first: int, last: int, name: str) -> None:
    """A line of live sums below the rows; rates are not added up."""
    label = next(place for place, column in enumerate(columns, start=1) if column.width > 9)
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        cell: Any = sheet.cell(last + 1, place)
        if column.is_summed:
            cell.value = f"=SUM({letter}{first}:{letter}{last})"
            cell.number_format = column.format
        elif place == label:
            _put(sheet, last + 1, place, name, TEXT)
        cell.font = Font(bold=True, name="Times New Roman")
        cell.border = _GRID


def _put(sheet: Worksheet, line: int, place: int, value: Any, style: str) -> Any:
    """A value as it is: a text is never a formula, whatever it begins with."""
    cell: Any = sheet.cell(line, place)
    cell.font = Font(name="Times New Roman")
    if isinstance(value, str):
        cell.value = words.plain(value)
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value
    cell.number_format = style
    return cell


def _print_setup(sheet: Worksheet, columns: int) -> None:
    sheet.freeze_panes = f"{'C' if columns > 6 else 'A'}{_HEADING_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    footer: Any = sheet.oddFooter
    footer.center.text = "Trang &P/&N"

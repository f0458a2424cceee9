"""One sheet of the Excel annex: a table with its heading, live sums, print set-up; texts that never run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.report import words

WHOLE, SHARE, MONEY, TEXT = "#,##0", "#,##0.00", "#,##0.0", "@"

_FONT = "Times New Roman"
_POINTS_PER_LINE = 15
_HEADING_ROW = 4
_THIN = Side(style="thin", color="808080")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True)
class Column:
    """A column: heading with its unit, width in characters, number format.

    In the total line `is_summed` makes a live sum; what cannot be added up, as a rate, has its own `total`.
    """

    heading: str
    width: float = 13
    format: str = WHOLE
    is_summed: bool = False
    total: float | None = None


@dataclass(frozen=True)
class Shown:
    """A value that is shown otherwise than its column."""

    value: Any
    format: str


def add_sheet(
    workbook: Workbook,
    name: str,
    above: tuple[str, str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    total: str | None,
) -> None:
    """A sheet with a title and the coverage `above`, one table, and a line named `total` where there is one."""
    sheet = workbook.create_sheet(name)
    _put(sheet, 1, 1, above[0], TEXT).font = Font(bold=True, size=14, name=_FONT)
    _put(sheet, 2, 1, above[1], TEXT).font = Font(italic=True, name=_FONT)
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
    cell.font = Font(bold=True, name=_FONT)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.fill = PatternFill("solid", fgColor="E7E6E6")
    cell.border = _GRID
    sheet.column_dimensions[get_column_letter(place)].width = column.width


def _value(sheet: Worksheet, line: int, place: int, value: Any, style: str) -> None:
    if isinstance(value, Shown):
        value, style = value.value, value.format
    if style == MONEY and value is not None and value == int(value):
        style = WHOLE
    cell = _put(sheet, line, place, value, style)
    cell.border = _GRID
    is_text = isinstance(value, str)
    cell.alignment = Alignment("left" if is_text else "right", "center", wrap_text=is_text, indent=int(is_text))


def _total(sheet: Worksheet, columns: Sequence[Column], first: int, last: int, name: str) -> None:
    """A line of live sums below the rows; rates are not added up."""
    label = next(place for place, column in enumerate(columns, start=1) if column.width > 9)
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        cell: Any = sheet.cell(last + 1, place)
        if column.is_summed:
            cell.value = f"=SUM({letter}{first}:{letter}{last})"
            cell.number_format = column.format
        elif column.total is not None:
            _put(sheet, last + 1, place, column.total, column.format)
        elif place == label:
            _put(sheet, last + 1, place, name, TEXT)
        cell.font = Font(bold=True, name=_FONT)
        cell.border = _GRID


def _put(sheet: Worksheet, line: int, place: int, value: Any, style: str) -> Any:
    """A value as it is: a text is never a formula, whatever it begins with."""
    cell: Any = sheet.cell(line, place)
    cell.font = Font(name=_FONT)
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
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.8, footer=0.4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    footer: Any = sheet.oddFooter
    footer.center.text = "Trang &P/&N"

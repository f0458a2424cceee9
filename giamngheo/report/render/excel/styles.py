"""How the cells of a report are styled, and in which format their numbers are shown."""

from __future__ import annotations

from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from giamngheo.report.documents.document import Amount, TableColumn
from giamngheo.report.render.excel.cell_styles import FONT, Align, Parts, SharedStyles
from giamngheo.report.wording.words import RATES

CellStyleName = Literal["title", "about", "strong", "note", "heading", "body", "total", "nothing"]

WHOLE, DECIMALS, TEXT = "#,##0", "#,##0.00", "@"  # a spreadsheet shows them as 1.504 and 4,10 in Vietnam
_FALL = '#,##0.00;"tăng "#,##0.00'  # of a fall that is none

# Of Okabe and Ito, for colour-blind readers too: blue, orange, green, vermilion, sky blue.
BLUE, ORANGE, GREEN, VERMILION, SKY = "0072B2", "E69F00", "009E73", "D55E00", "56B4E9"
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, SKY)

_GREY, _LIGHT, _HEAD = "808080", "F2F2F2", "DDEBF7"


class Styles(SharedStyles[CellStyleName]):
    """The styles of a report's cells."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__(workbook, _parts())

    def _alignment(self, style: CellStyleName, align: Align, form: str) -> Alignment:
        indent = int(style in ("body", "total", "nothing") and align == "left")
        return Alignment(align, "top" if style == "note" else "center", wrap_text=form == TEXT, indent=indent)


def number_form(column: TableColumn, value: float) -> str:
    """How a number of a column is shown: a rate with two decimals, a count whole, money as it is."""
    if column.is_fall:
        return _FALL
    return DECIMALS if column.kind == "rate" or (column.kind != "count" and value % 1) else WHOLE


def amount_form(amount: Amount, is_unit_told: bool) -> str:
    """How a number with its own unit is shown: `100,00%`, `12 hộ`; without the unit where the row tells it."""
    is_broken = amount.unit in RATES or (amount.value is not None and amount.value % 1)
    digits, unit = DECIMALS if is_broken else WHOLE, amount.unit.replace('"', "")
    if is_unit_told or not unit:
        return _FALL if amount.is_fall else digits
    if amount.is_fall:
        return ";".join(f'{form}" {unit}"' for form in _FALL.split(";"))
    return f'{digits}"{unit}"' if unit == "%" else f'{digits}" {unit}"'


def _parts() -> dict[CellStyleName, Parts]:
    """Font, fill and border of each style."""
    thin, thick = Side("thin", _GREY), Side("medium", "404040")
    grid, under = Border(thin, thin, thin, thin), Border(thin, thin, thick, thin)
    return {
        "title": (Font(FONT, 14, bold=True), None, None),
        "about": (Font(FONT, 11), None, None),
        "strong": (Font(FONT, 11, bold=True), None, None),
        "note": (Font(FONT, 10, italic=True, color="404040"), None, None),
        "heading": (Font(FONT, 11, bold=True), PatternFill("solid", _HEAD), grid),
        "body": (Font(FONT, 11), None, grid),
        "total": (Font(FONT, 11, bold=True), PatternFill("solid", _LIGHT), under),
        "nothing": (Font(FONT, 11, italic=True), None, grid),
    }

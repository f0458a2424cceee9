"""How cells look. openpyxl is slow at giving a cell its looks, so each look is made once and shared by its cells."""

from __future__ import annotations

from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell as Model
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from giamngheo.report.documents.document import Amount, TableColumn
from giamngheo.report.wording.words import RATES

CellStyleName = Literal["title", "about", "note", "heading", "body", "total", "nothing"]
Align = Literal["left", "center", "right"]

FONT = "Times New Roman"
WHOLE, DECIMALS, TEXT = "#,##0", "#,##0.00", "@"  # a spreadsheet shows them as 1.504 and 4,10 in Vietnam

# Of Okabe and Ito, for colour-blind readers too: blue, orange, green, vermilion, sky blue.
BLUE, ORANGE, GREEN, VERMILION, SKY = "0072B2", "E69F00", "009E73", "D55E00", "56B4E9"
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, SKY)

_GREY, _LIGHT, _HEAD = "808080", "F2F2F2", "DDEBF7"


class Styles:
    """The looks of one workbook's cells."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.create_sheet()
        workbook.remove(self._sheet)
        book: Any = workbook  # its styles have no public name
        book._named_styles["Normal"].font = Font(FONT, 11)  # the widths of columns are counted in its digits
        self._made: dict[tuple[CellStyleName, Align, str, bool], Any] = {}
        self._parts = _parts()

    def put(
        self,
        cell: Any,
        value: str | float | None,
        look: CellStyleName,
        align: Align,
        form: str,
        is_quoted: bool = False,
    ) -> None:
        """A value with its looks; a text (made plain already) is never run, whatever it begins with."""
        key = (look, align, form, is_quoted)
        if key not in self._made:
            self._made[key] = self._make(*key)
        cell._style = self._made[key]
        if value is None:
            return
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"

    def put_formula(self, cell: Any, formula: str, align: Align, form: str) -> None:
        """A formula of ours in the total line."""
        self.put(cell, None, "total", align, form)
        cell.value = formula

    def _make(self, look: CellStyleName, align: Align, form: str, is_quoted: bool) -> Any:
        font, fill, border = self._parts[look]
        model: Any = Model(self._sheet, 1, 1)
        model.font = font
        model.alignment = Alignment(
            align, "top" if look == "note" else "center", wrap_text=form == TEXT, indent=_indent(look, align)
        )
        model.number_format = form
        model.quotePrefix = is_quoted
        if fill:
            model.fill = fill
        if border:
            model.border = border
        return model._style


def number_form(column: TableColumn, value: float) -> str:
    """How a number of a column is shown: a rate with two decimals, a count whole, money as it is."""
    return DECIMALS if column.kind == "rate" or (column.kind != "count" and value % 1) else WHOLE


def amount_form(amount: Amount, is_unit_told: bool) -> str:
    """How a number with its own unit is shown: `100,00%`, `12 hộ`; without the unit where the row tells it."""
    is_broken = amount.unit in RATES or (amount.value is not None and amount.value % 1)
    digits, unit = DECIMALS if is_broken else WHOLE, amount.unit.replace('"', "")
    if is_unit_told or not unit:
        return digits
    return f'{digits}"{unit}"' if unit == "%" else f'{digits}" {unit}"'


def _indent(look: CellStyleName, align: Align) -> int:
    return int(look in ("body", "total", "nothing") and align == "left")


def _parts() -> dict[CellStyleName, tuple[Any, Any, Any]]:
    """Font, fill and border of each look."""
    thin, thick = Side("thin", _GREY), Side("medium", "404040")
    grid, under = Border(thin, thin, thin, thin), Border(thin, thin, thick, thin)
    return {
        "title": (Font(FONT, 14, bold=True), None, None),
        "about": (Font(FONT, 11), None, None),
        "note": (Font(FONT, 10, italic=True, color="404040"), None, None),
        "heading": (Font(FONT, 11, bold=True), PatternFill("solid", _HEAD), grid),
        "body": (Font(FONT, 11), None, grid),
        "total": (Font(FONT, 11, bold=True), PatternFill("solid", _LIGHT), under),
        "nothing": (Font(FONT, 11, italic=True), None, grid),
    }

"""How cells look, and whether they may be written in. Each look is made once and shared by its cells."""

from __future__ import annotations

from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.indexed_list import IndexedList

StyleName = Literal[
    "title", "about", "heading", "number", "summary", "label", "given", "field", "body", "guide", "part"
]
Align = Literal["left", "center", "right"]

FONT = "Times New Roman"
TEXT, WHOLE, DAY = "@", "#,##0", "dd/mm/yyyy"
OPEN = frozenset({"field", "body"})  # all else is locked

_LINE, _HEAD, _SUM, _GIVEN, _OPEN = "A6A6A6", "DDEBF7", "F2F2F2", "F2F2F2", "FFFFE5"
_RUNS = ("=", "+", "-", "@")


class FormStyles:
    """The looks of one workbook's cells."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.create_sheet()
        workbook.remove(self._sheet)
        book: Any = workbook  # its styles have no public name
        book._fonts = IndexedList([Font(FONT, 11)])  # of cells without looks, and of the digits that widths count
        book._named_styles["Normal"].font = Font(FONT, 11)
        self._made: dict[tuple[StyleName, Align, str, bool], Any] = {}
        self._parts = _parts()

    def put(self, cell: Any, value: Any, look: StyleName, align: Align = "left", form: str = "General") -> None:
        """A value with its looks; a text (made plain already) is never run, whatever it begins with."""
        is_text = isinstance(value, str)
        cell._style = self.style(look, align, form, is_text and value.startswith(_RUNS))
        if value is not None:
            cell.value = value
            if is_text:
                cell.data_type = "s"

    def put_formula(self, cell: Any, formula: str, look: StyleName, align: Align, form: str) -> None:
        """A formula of ours."""
        cell._style = self.style(look, align, form)
        cell.value = formula

    def style(self, look: StyleName, align: Align = "left", form: str = "General", is_quoted: bool = False) -> Any:
        key = (look, align, form, is_quoted)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, look: StyleName, align: Align, form: str, is_quoted: bool) -> Any:
        font, fill, border = self._parts[look]
        model: Any = Cell(self._sheet, 1, 1)
        model.font, model.number_format, model.quotePrefix = font, form, is_quoted
        upright = "top" if look == "guide" else "center"
        model.alignment = Alignment(align, upright, wrap_text=look not in ("title", "about", "summary"))
        model.protection = Protection(locked=look not in OPEN)
        if fill:
            model.fill = fill
        if border:
            model.border = border
        return model._style


def alarm(severity: str) -> DifferentialStyle:
    """Red must be mended, yellow should be looked at; letters too, for who does not see the colours apart."""
    if severity == "warning":
        return DifferentialStyle(font=Font(color="7F6000"), fill=PatternFill(bgColor="FFEB9C"), border=_box())
    return DifferentialStyle(font=Font(bold=True, color="9C0006"), fill=PatternFill(bgColor="FFC7CE"), border=_box())


def grid() -> DifferentialStyle:
    """Lines around what is filled in: empty rows have none, so they are not printed."""
    return DifferentialStyle(border=_box())


def _box() -> Border:
    thin = Side("thin", _LINE)
    return Border(thin, thin, thin, thin)


def _parts() -> dict[StyleName, tuple[Font, PatternFill | None, Border | None]]:
    """Font, fill and border of each look."""
    box = _box()

    def fill(color: str) -> PatternFill:
        return PatternFill("solid", color)

    return {
        "title": (Font(FONT, 14, bold=True), None, None),
        "about": (Font(FONT, 11, italic=True, color="404040"), None, None),
        "heading": (Font(FONT, 11, bold=True), fill(_HEAD), box),
        "number": (Font(FONT, 9, italic=True), fill(_HEAD), box),
        "summary": (Font(FONT, 11, bold=True), fill(_SUM), box),
        "label": (Font(FONT, 12, bold=True), fill(_HEAD), box),
        "given": (Font(FONT, 12), fill(_GIVEN), box),
        "field": (Font(FONT, 12), fill(_OPEN), box),
        "body": (Font(FONT, 11), None, None),
        "guide": (Font(FONT, 11), None, box),
        "part": (Font(FONT, 12, bold=True), None, None),
    }

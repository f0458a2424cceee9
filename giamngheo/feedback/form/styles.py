"""How the form's cells are styled, and whether they may be written in."""

from __future__ import annotations

from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.indexed_list import IndexedList

from giamngheo.report.render.excel.cell_styles import FONT, Align, Parts, SharedStyles

StyleName = Literal[
    "title", "about", "heading", "number", "summary", "label", "given", "field", "body", "guide", "part"
]

TEXT, WHOLE, DAY = "@", "#,##0", "dd/mm/yyyy"
OPEN: frozenset[StyleName] = frozenset({"field", "body"})  # all else is locked

_LINE, _HEAD, _SUM, _GIVEN, _OPEN = "A6A6A6", "DDEBF7", "F2F2F2", "F2F2F2", "FFFFE5"


class FormStyles(SharedStyles[StyleName]):
    """The styles of the form's cells."""

    def __init__(self, workbook: Workbook) -> None:
        book: Any = workbook
        book._fonts = IndexedList([Font(FONT, 11)])  # of cells without a style too
        super().__init__(workbook, _parts(), OPEN)

    def _alignment(self, style: StyleName, align: Align, form: str) -> Alignment:  # noqa: ARG002
        upright = "top" if style == "guide" else "center"
        return Alignment(align, upright, wrap_text=style not in ("title", "about", "summary"))


def alarm(severity: str) -> DifferentialStyle:
    """Red must be corrected, yellow should be looked at; letters too, for who does not see the colours apart."""
    if severity == "warning":
        return DifferentialStyle(font=Font(color="7F6000"), fill=PatternFill(bgColor="FFEB9C"), border=_box())
    return DifferentialStyle(font=Font(bold=True, color="9C0006"), fill=PatternFill(bgColor="FFC7CE"), border=_box())


def grid() -> DifferentialStyle:
    """Lines around what is filled in: empty rows have none, so they are not printed."""
    return DifferentialStyle(border=_box())


def _box() -> Border:
    thin = Side("thin", _LINE)
    return Border(thin, thin, thin, thin)


def _parts() -> dict[StyleName, Parts]:
    """Font, fill and border of each style."""
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

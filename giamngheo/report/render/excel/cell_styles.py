"""Styles of cells, for every workbook that openpyxl writes: each is made once, and a text is never run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Generic, Literal, TypeVar

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection

Align = Literal["left", "center", "right"]
Name = TypeVar("Name", bound=str)
Parts = tuple[Font, PatternFill | None, Border | None]

FONT = "Times New Roman"
_RUNS = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of a formula when it is typed


class SharedStyles(Generic[Name]):
    """The styles of one workbook's cells. openpyxl is slow at giving a cell its style, so the cells share them."""

    def __init__(self, workbook: Workbook, parts: Mapping[Name, Parts], opened: Collection[Name] = ()) -> None:
        """`parts` by the names of the styles; cells in one of `opened` are not locked."""
        self._sheet = workbook.create_sheet()
        workbook.remove(self._sheet)
        book: Any = workbook  # its styles have no public name
        book._named_styles["Normal"].font = Font(FONT, 11)  # the widths of columns are counted in its digits
        self._made: dict[tuple[Name, Align, str, bool], Any] = {}
        self._parts, self._opened = parts, opened

    def put(self, cell: Any, value: Any, style: Name, align: Align = "left", form: str = "General") -> None:
        """A value in its style; a text (made plain already) is never run, whatever it begins with."""
        is_text = isinstance(value, str)
        cell._style = self.style(style, align, form, is_text and value.startswith(_RUNS))
        if value is not None:
            cell.value = value
            if is_text:
                cell.data_type = "s"

    def put_formula(self, cell: Any, formula: str, style: Name, align: Align, form: str) -> None:
        """A formula of ours."""
        cell._style = self.style(style, align, form)
        cell.value = formula

    def style(self, style: Name, align: Align = "left", form: str = "General", is_quoted: bool = False) -> Any:
        key = (style, align, form, is_quoted)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, style: Name, align: Align, form: str, is_quoted: bool) -> Any:
        font, fill, border = self._parts[style]
        model: Any = Cell(self._sheet, 1, 1)
        model.font, model.number_format, model.quotePrefix = font, form, is_quoted
        model.alignment = self._alignment(style, align, form)
        model.protection = Protection(locked=style not in self._opened)
        if fill:
            model.fill = fill
        if border:
            model.border = border
        return model._style

    def _alignment(self, style: Name, align: Align, form: str) -> Alignment:
        raise NotImplementedError

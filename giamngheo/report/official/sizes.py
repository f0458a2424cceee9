"""How wide the columns of an official form are and how high its lines, by the texts that stand in them."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.core.text_metrics import BOLD, lines, width
from giamngheo.report.official.layout import HEADING, TITLE, UNDER, OfficialLayout

_ORDINAL, _NAME, _LINE = 5.0, 26.0, 14.0  # widths, in digits
_NARROWEST = 10.0
_SIDES = 2.0  # what stays free in a cell
_LINE_HEIGHT = 15.0  # points
_TITLE_SIZE = 14 / 11  # of the other letters' size


def set_sizes(sheet: Worksheet, layout: OfficialLayout, end: int) -> list[float]:
    """Gives the widths. Each line up to the end has its height: a spreadsheet makes no room for texts over several columns,
    and where a page ends is worked out from them."""
    widths = _widths(layout)
    for number, each in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = each
    for line in range(1, end + 1):
        sheet.row_dimensions[line].height = _LINE_HEIGHT * max(1, _lines_of(sheet, line, widths))
    pairs = list(zip(layout.form.column, widths[layout.before :], strict=True))
    most = max(lines(column.heading, width - 1, is_bold=True) for column, width in pairs)
    sheet.row_dimensions[UNDER].height = 2 * _LINE_HEIGHT
    sheet.row_dimensions[HEADING].height = (most + 1) * _LINE_HEIGHT
    return widths


def _widths(layout: OfficialLayout) -> list[float]:
    """So that no word of a heading is torn."""
    columns = layout.form.column
    words_of = (max(width(word) * BOLD for word in column.heading.split()) for column in columns)
    own = [max(_NARROWEST, round(word + _SIDES, 1)) for word in words_of]
    return [_ORDINAL, _NAME, *([_LINE] if layout.has_lines else []), *own]


def _lines_of(sheet: Worksheet, line: int, widths: Sequence[float]) -> int:
    """On how many lines the texts of one come: each in its own cell, or in those that it is over."""
    over = {cell.min_col: cell.max_col for cell in sheet.merged_cells.ranges if cell.min_row == line}
    texts = (
        (cell.value, sum(widths[cell.column - 1 : over.get(cell.column, cell.column)]) - _SIDES)
        for cell in sheet[line]
        if isinstance(cell.value, str) and not cell.value.startswith("=")
    )
    factor = _TITLE_SIZE if line == TITLE else 1.0
    return max((lines(text, room / factor, is_bold=line == TITLE) for text, room in texts), default=1)

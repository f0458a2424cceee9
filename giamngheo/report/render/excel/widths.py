"""How wide the columns are and how high the rows, so that no number and no text is cut.

A width is in digits of the font, as spreadsheets count; a height in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.core.text_metrics import BOLD, lines, width
from giamngheo.report.documents.document import Amount, Cell
from giamngheo.report.render.excel.places import FIRST, HEADING, TITLE, Place, heading
from giamngheo.report.wording.goals import MARKED_AS
from giamngheo.report.wording.words import RATES

ROW = 18.0  # points
MM_PER_DIGIT = 1.85  # 7 pixels of 1/96 inch

_LINE = 15.0
_HIGHEST = 409.0  # points, as Excel allows
_ROOM = 0.95  # of a column's width is for its text
_TITLE_SIZE = 14 / 11  # of the other letters' size
_SIDES = 3.0  # what stays free in a cell
_INDENT = 1.3  # before a text
_NARROWEST, _MOST_WIDENED = 90.0, 1.6  # a table's width, and by how much at most it is widened
_PAGE = 140.0  # A4 across; what is wider is printed smaller
_FILTER = 2.0  # the button that opens a filter
_MARK = 2.0  # `▼ ` before a number or a status


def of_columns(place: Place) -> list[float]:
    """The width that the table asks for, or what its longest number and the longest word of its heading need.

    A narrow table is widened: the lines above it are as wide as it is, and would push the rows off the screen.
    In a wide one the numbers' columns give up what they do not need, so that print stays readable.
    """
    needed = [_needed(place, number) for number in range(len(place.table.columns))]
    asked = [column.width / MM_PER_DIGIT for column in place.table.columns]
    found = list(map(max, asked, needed))
    wider = min(_MOST_WIDENED, max(1.0, _NARROWEST / sum(found)))
    spare = [
        0 if column.kind == "text" else each - least
        for column, each, least in zip(place.table.columns, found, needed, strict=True)
    ]
    given_up = min(1.0, max(0.0, sum(found) - _PAGE) / (sum(spare) or 1))
    return [round(each * wider - less * given_up, 1) for each, less in zip(found, spare, strict=True)]


def _needed(place: Place, number: int) -> float:
    column = place.table.columns[number]
    rows = chain(place.table.rows, (place.table.total,) if place.table.total else ())
    digits = max((_digits(row[number], column.kind == "rate", row) for row in rows), default=0)
    word = max(map(width, heading(column).split()), default=0) * BOLD / _ROOM
    return max(digits + _SIDES + (_MARK if column.goal else 0), word + _FILTER)


def set_sizes(sheet: Worksheet, place: Place, above: Mapping[int, str]) -> None:
    """Sets the widths, and the height of each row that needs more than one line; `above` the headings by line."""
    widths = of_columns(place)
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW, True
    for number, each in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = each
    for line, text in above.items():
        size = _TITLE_SIZE if line == TITLE else 1
        needed = lines(text, sum(widths) * _ROOM / size, is_bold=line == TITLE)
        sheet.row_dimensions[line].height = _height(needed, size) if text else 4
    pairs = zip(place.table.columns, widths, strict=True)
    needed = max(lines(heading(column), each * _ROOM, is_bold=True) for column, each in pairs)
    sheet.row_dimensions[HEADING].height = _height(needed) + _LINE / 2
    for line, row in enumerate(chain(place.table.rows, (place.table.total or (),)), start=FIRST):
        texts = ((cell, each) for cell, each in zip(row, widths, strict=False) if isinstance(cell, str))
        needed = max((lines(text, each * _ROOM - _INDENT) for text, each in texts), default=1)
        if needed > 1:
            sheet.row_dimensions[line].height = _height(needed)


def _height(count: int, size: float = 1) -> float:
    return min(_HIGHEST, count * _LINE * size + ROW - _LINE)


def _digits(cell: Cell, is_rate: bool, row: tuple[Cell, ...]) -> float:
    """How many places a number or a marked status takes; any other text is broken, so it takes none."""
    if isinstance(cell, Amount):
        unit = 0 if cell.unit in row else width(f" {cell.unit}")
        rise = width("tăng ") if cell.is_fall and (cell.value or 0) < 0 else 0
        return _digits(cell.value, cell.unit in RATES, row) + unit + rise
    if isinstance(cell, str):
        return width(cell) * BOLD + _MARK if cell in MARKED_AS else 0
    if cell is None:
        return 0
    return len(f"{cell:,.2f}" if is_rate or cell % 1 else f"{cell:,.0f}")

"""What stands in each cell of a table on paper. No XML and no millimetres here."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.core.formats import NO_VALUE, number, quantity
from giamngheo.report.documents.document import Amount, Cell, Table, TableColumn
from giamngheo.report.render.numerals import letters, roman
from giamngheo.report.wording.goals import with_unit
from giamngheo.report.wording.listing import shown
from giamngheo.report.wording.words import LEAST_SHOWN, tabular

_NO_BREAK = "\u00a0"  # a space at which no line ends
_RISE = "tăng "  # of a fall that is none
# Before a figure that misses its goal, which is bold on grey too: it reads in black and white, aloud, and when copied.
# An arrow would say that the figure fell.
UNMET = f"*{_NO_BREAK}"

_NUMBER = TableColumn("", "TT", 10, align="center")


@dataclass(frozen=True)
class TextGrid:
    """Texts row by row, the total line last; `sums`: which rows add others up. For each column a side (`left`, …) and the width that the document wants.

    `empty` stands where there are no rows.
    """

    heads: list[str]
    rows: list[list[str]]
    sums: frozenset[int]
    has_goals: bool
    sides: list[str]
    wanted: list[float]
    empty: str

    @property
    def has_unmet(self) -> bool:
        return any(text.startswith(UNMET) for row in self.rows for text in row)

    def is_bold(self, row: int, text: str) -> bool:
        """Whether a cell's text stands out: in a line that adds others up, and where a goal is missed."""
        return row in self.sums or text.startswith(UNMET)


def grid_of(table: Table) -> TextGrid:
    """The columns that belong on paper."""
    places = [(at, column) for at, column in enumerate(table.columns) if not column.screen_only]
    columns = [column for _, column in places]
    heads = [_heading(column) for column in columns]
    sums = {one.at for one in table.subtotals}
    rows = [
        [(_total_text if line in sums else _text)(column, row[at]) for at, column in places]
        for line, row in enumerate(table.rows)
    ]
    sides = [_side(table, at) for at, _ in places]
    if table.total is not None:
        sums.add(len(rows))
        rows.append([_total_text(column, table.total[at]) for at, column in places])
    if table.numbered:
        columns, sides, heads = [_NUMBER, *columns], ["center", *sides], [_NUMBER.heading, *heads]
        rows = [[number, *row] for number, row in zip(_numbers(table), rows, strict=True)]
    return TextGrid(
        heads=heads,
        rows=rows,
        sums=frozenset(sums),
        has_goals=any(column.goal for column in columns),
        sides=sides,
        wanted=[column.width for column in columns],
        empty=table.empty,
    )


def _numbers(table: Table) -> list[str]:
    """Of each row, and of the total line, which has none: rows are counted through, areas by `I`, `II`, areas of areas by `A`."""
    heights, counted, found = {one.at: one.height for one in table.subtotals}, dict[int, int](), list[str]()
    for at in range(len(table.rows)):
        height = heights.get(at, 0)
        counted[height] = counted.get(height, 0) + 1
        found.append((str, roman, letters)[min(height, 2)](counted[height]))
        counted |= dict.fromkeys(range(1, height), 0)
    return [*found, *([""] if table.total is not None else [])]


def _heading(column: TableColumn) -> str:
    """`Tổng số hộ (hộ)`: with its unit; `Hộ nghèo dùng nước sạch (≥ 95%)`: with what is to be reached."""
    if column.goal:
        below = f"({with_unit(column.goal.text, column.unit)})"
        return f"{shown(column.heading)} {shown(below).replace(' ', _NO_BREAK)}"
    return shown(f"{column.heading} ({column.unit})" if column.unit else column.heading)


def _text(column: TableColumn, cell: Cell) -> str:
    if cell is None:
        return "" if column.kind == "text" else NO_VALUE
    if isinstance(cell, str):
        return shown(cell)
    if isinstance(cell, Amount):
        return shown(_amount(cell)).replace(" ", _NO_BREAK)
    if column.is_fall and cell <= -LEAST_SHOWN:
        return f"{_RISE}{number(-cell, 2)}"
    text = number(cell, 2) if column.kind == "rate" else quantity(cell)
    return f"{UNMET}{text}" if column.goal and not column.goal.is_met_by(cell) else text


def _amount(cell: Amount) -> str:
    if cell.is_fall and cell.value is not None and cell.value <= -LEAST_SHOWN:
        return f"{_RISE}{tabular(-cell.value, cell.unit)}"
    return tabular(cell.value, cell.unit)


def _total_text(column: TableColumn, cell: Cell) -> str:
    """A column that is not added up has nothing there, not a missing value."""
    return "" if cell is None and column.total is None else _text(column, cell)


def _side(table: Table, at: int) -> str:
    """Numbers stand right, one below the other."""
    column = table.columns[at]
    is_text = column.kind == "text" and not any(isinstance(row[at], Amount) for row in table.rows)
    return column.align or ("left" if is_text else "right")

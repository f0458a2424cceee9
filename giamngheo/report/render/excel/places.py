"""Where a table stands on its sheet: rows, columns, ranges, and the sheet's name.

1 title · 2 what the report is about · 3 coverage and notes · 4 how to read the marks · 5 headings · rows · total
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from giamngheo.report.documents.document import Amount, Cell, Table, TableColumn
from giamngheo.report.wording import listing

TITLE, ABOUT, NOTE, MARKS, HEADING = range(1, 6)
FIRST = HEADING + 1

_LONGEST_NAME = 31  # letters, as Excel allows
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]+")


@dataclass(frozen=True)
class SumLine:
    """A line that sums others: its `line` on the sheet, its row of the table (`at`, `None` of the total), its cells, and the
    rows that it sums."""

    line: int
    at: int | None
    cells: tuple[Cell, ...]
    of: tuple[int, ...]

    def value(self, number: int) -> float | None:
        """The number in a column."""
        cell = self.cells[number - 1]
        value = cell.value if isinstance(cell, Amount) else cell
        return None if isinstance(value, str) else value


@dataclass(frozen=True)
class Place:
    """A table and its sheet. `last` is the last line under the headings that is no total."""

    table: Table
    name: str

    @property
    def last(self) -> int:
        return HEADING + max(1, len(self.table.rows))

    @property
    def total(self) -> int | None:
        """The total line; there is none below no rows."""
        return self.last + 1 if self.table.total is not None and self.table.rows else None

    @property
    def bottom(self) -> int:
        return self.total or self.last

    @property
    def sums(self) -> list[SumLine]:
        """The subtotals in their order, then the total line."""
        table = self.table
        found = [SumLine(FIRST + one.at, one.at, table.rows[one.at], one.of) for one in table.subtotals]
        if self.total and table.total is not None:
            found.append(SumLine(self.total, None, table.total, table.single))
        return found

    def number(self, key: str) -> int:
        """A column's number, from 1; 0 where there is no such column."""
        keys = [column.key for column in self.table.columns]
        return keys.index(key) + 1 if key in keys else 0

    def span(self, number: int, last: int | None = None) -> str:
        """The cells of a column: `D6:D27`; its rows if not said otherwise."""
        return f"{get_column_letter(number)}{FIRST}:{get_column_letter(number)}{last or self.last}"

    def spans(self, number: int, rows: Sequence[int]) -> list[str]:
        """The cells of a column in some rows of the table: `D7:D11`, `D13:D20`; as few ranges as there can be."""
        letter, found = get_column_letter(number), list[list[int]]()
        for row in rows:
            if found and found[-1][1] == row - 1:
                found[-1][1] = row
            else:
                found.append([row, row])
        return [f"{letter}{FIRST + first}:{letter}{FIRST + last}" for first, last in found]


def placed(tables: Iterable[Table]) -> list[Place]:
    """Each table with a sheet name that Excel allows and no other sheet has (it does not tell `A` from `a`)."""
    taken: set[str] = set()
    places = []
    for table in tables:
        name = _free(listing.plain(_NOT_IN_NAMES.sub(" ", table.name)).strip(" '") or "Bảng", taken)
        taken.add(name.casefold())
        places.append(Place(table, name))
    return places


def heading(column: TableColumn) -> str:
    """What stands above a column: `Hộ nghèo (hộ)`."""
    return listing.plain(f"{column.heading} ({column.unit})" if column.unit else column.heading)


def _free(name: str, taken: set[str]) -> str:
    short, count = name[:_LONGEST_NAME].strip(" '"), 1
    while short.casefold() in taken or short.casefold() == "history":  # Excel keeps that name for itself
        count += 1
        short = f"{name[: _LONGEST_NAME - len(f' {count}')].strip()} {count}"
    return short

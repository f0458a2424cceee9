"""What a person sees on a sheet: its values, and beside them all that a grid of values does not tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import TypeVar

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.datetime import from_excel

from giamngheo.read.faults import Limits, damaged, too_large, too_many_blanks
from giamngheo.read.seen.number_formats import shown_text
from giamngheo.read.seen.symbols import in_unicode, is_symbol_font

Cell = tuple[int, int]  # (row, column), both from 0
Range = tuple[int, int, int, int]  # first row, first column, last row, last column
_LAST_COLUMN = 16_383  # XFD
Text = TypeVar("Text")  # plain or rich
NOWHERE: Cell = (-1, -1)  # laid over the sheet, not into a cell


@dataclass(frozen=True)
class Worksheet:
    """A sheet's cells from A1 on: `rows[i]` is the row that the sender sees as `i + 1`, as long as its last value.

    `uncalculated`: formulas that no program has calculated; `shown`: what the sender sees of a number whose format shows
    another number than is stored, or texts beside it; `merged`: ranges that show their first cell's value alone; `struck`:
    cells struck through; `controls`: where tick boxes lie over the cells; `stray`: filled cells too far off to be read.
    """

    name: str
    rows: list[list[object]]
    uncalculated: frozenset[Cell] = frozenset()
    is_hidden: bool = False
    shown: Mapping[Cell, str] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    struck: frozenset[Cell] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    controls: frozenset[Cell] = frozenset()
    stray: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """The sheets with cells, in the workbook's order (chart sheets are left out), and the ending."""

    sheets: tuple[Worksheet, ...]
    kind: str


@dataclass(frozen=True)
class Look:
    """How cells of one style look: `code` is the number format as Excel writes it, `General` for none."""

    code: str = "General"
    is_date: bool = False
    is_struck: bool = False
    font: str = ""


PLAIN = Look()


@dataclass(frozen=True)
class RichText:
    """A text in pieces: what is left of it where some are struck through, all of it where all are."""

    text: str
    is_struck: bool

    @classmethod
    def of(cls, pieces: Sequence[tuple[str, bool]]) -> RichText:
        left = "".join(text for text, is_struck in pieces if not is_struck)
        whole = "".join(text for text, _ in pieces)
        return cls(left if left.strip() else whole, any(is_struck and text.strip() for text, is_struck in pieces))


def look_of(code: str, is_struck: bool = False, font: str = "") -> Look:
    """A style that changes nothing is `PLAIN` itself; of fonts those count whose letters are signs."""
    look = Look(code, bool(is_date_format(code)), is_struck, font if is_symbol_font(font) else "")
    return PLAIN if look == PLAIN else look


@dataclass
class Room:
    """How much of a workbook may still come, of all its sheets."""

    limits: Limits
    cells: int = 0
    blank_rows: int = 0
    blank_cells: int = 0

    def shared_texts(self, texts: Iterable[Text]) -> list[Text]:
        """The texts that cells share, by their numbers."""
        taken = [*islice(texts, self.limits.texts + 1)]
        if len(taken) > self.limits.texts:
            too_large("quá nhiều chuỗi chữ")
        return taken

    def take(self, cells: int) -> None:
        """Cells with a value."""
        self.cells += cells
        if self.cells > self.limits.cells:
            too_large("quá nhiều ô")

    def pass_blank_row(self, cells: int) -> None:
        """A row that is only formatted, and what it has of cells. Programs leave some thousands below a list, or all down to the
        end of an .xls, and those cost a second; of a million, which cost ten, the sender is told."""
        self.blank_rows += 1
        self.blank_cells += cells
        if self.blank_rows > self.limits.blank_rows:
            too_many_blanks(self.limits.blank_rows, "dòng")
        if self.blank_cells > self.limits.blank_cells:
            too_many_blanks(self.limits.blank_cells, "ô")


@dataclass
class SheetBuilder:
    """Puts a sheet together, cell by cell, in any order."""

    name: str
    room: Room
    is_hidden: bool = False
    uncalculated: set[Cell] = field(default_factory=set)
    shown: dict[Cell, str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    struck: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    controls: set[Cell] = field(default_factory=set)
    stray: set[Cell] = field(default_factory=set)
    _rows: list[list[object]] = field(default_factory=list)

    def put(self, row: int, column: int, value: object, look: Look = PLAIN) -> None:
        """Lay a value into its cell; an empty text is no value."""
        if isinstance(value, RichText):
            if value.is_struck:
                self.struck.add((row, column))
            value = value.text
        if value is None or value == "" or not self._has_room(row, column):
            return
        if isinstance(value, float) and not isfinite(value):
            damaged()  # no program writes it, and none shows a number
        if look is not PLAIN:
            value = self._as_seen(row, column, value, look)
        self._fill(row, [column], [value])

    def put_row(self, row: int, columns: list[int], values: Sequence[object]) -> None:
        """Lay values that look plain into the cells of a row; none of them is an empty text."""
        if 0 <= row < self.room.limits.rows and max(columns) < self.room.limits.columns:
            self.room.take(len(values))
            self._fill(row, columns, values)
            return
        for column, value in zip(columns, values, strict=True):
            self.put(row, column, value)

    def _fill(self, row: int, columns: list[int], values: Sequence[object]) -> None:
        rows = self._rows
        if row >= len(rows):
            rows.extend([] for _ in range(row + 1 - len(rows)))
        line, first = rows[row], columns[0]
        if len(line) <= first and columns == [*range(first, first + len(columns))]:  # so are most rows
            line += [""] * (first - len(line))
            line += values
            return
        for column, value in zip(columns, values, strict=True):
            width = len(line)
            if column < width:
                line[column] = value
                continue
            if column > width:
                line.extend([""] * (column - width))
            line.append(value)

    def merge(self, area: Range) -> None:
        """Note that a range shows its first cell's value alone."""
        self.merged.append(area)
        if len(self.merged) > self.room.limits.merged:
            too_large(f"trang tính {self.name} có quá nhiều ô gộp")

    def mark_uncalculated(self, row: int, column: int) -> None:
        if self._has_room(row, column):
            self.uncalculated.add((row, column))
            self._rows.extend([] for _ in range(row + 1 - len(self._rows)))

    def sheet(self) -> Worksheet:
        return Worksheet(
            self.name,
            self._rows,
            frozenset(self.uncalculated),
            self.is_hidden,
            self.shown,
            tuple(self.merged),
            frozenset(self.struck),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            frozenset(self.controls),
            frozenset(self.stray),
        )

    def _as_seen(self, row: int, column: int, value: object, look: Look) -> object:
        if look.is_struck:
            self.struck.add((row, column))
        if isinstance(value, str) and look.font:
            value = in_unicode(value, look.font)
        if isinstance(value, float | str) and not look.is_date and (text := shown_text(value, look.code)) is not None:
            self.shown[row, column] = text
        return value

    def _has_room(self, row: int, column: int) -> bool:
        """Whether a cell is within reach; one far off, slipped in by a key, is left out and told of."""
        limits = self.room.limits
        self.room.take(1)
        if row < 0 or column < 0:
            damaged()  # a list of Python counts such places from its end
        if row < limits.rows and column < limits.columns:
            return True
        self.stray.add((row, column))
        if len(self.stray) > limits.stray:
            too_large(f"trang tính {self.name} kéo dài tới ô {address_of(row, column)}")
        return False


@lru_cache(maxsize=100_000)  # workbooks of one form use the same addresses
def place_of(address: str) -> Cell:
    """`B3` → (2, 1). `$B$3` belongs into formulas alone."""
    if "$" in address:
        damaged()
    letters, row = coordinate_from_string(address.upper())
    return row - 1, column_index_from_string(letters) - 1


def letters_of(column: int) -> str:
    """2 → `C`; beyond what a spreadsheet has, its last column."""
    return get_column_letter(min(column, _LAST_COLUMN) + 1)


def address_of(row: int, column: int) -> str:
    """(2, 1) → `B3`."""
    return f"{letters_of(column)}{row + 1}"


def moment_of(value: float, epoch: dt.datetime) -> object:
    """A number in a date's format; one that is no day stays a number."""
    try:
        moment = from_excel(value, epoch)
    except (ValueError, OverflowError):
        return value
    return day_of(moment) if isinstance(moment, dt.datetime) else moment


def day_of(moment: dt.datetime) -> dt.datetime | dt.date:
    """A moment at midnight is a day."""
    return moment.date() if moment.time() == dt.time() else moment

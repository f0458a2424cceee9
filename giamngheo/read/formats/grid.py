"""What a sheet holds: what a look at it found (`Grid`), and its cells once they are read (`Sheet`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from giamngheo.core.formats import number
from giamngheo.read.error_values import ERROR_OF_NUMBER
from giamngheo.read.formats.faults import Limits, too_large


@dataclass(frozen=True)
class Worksheet:
    """A sheet's cells from A1 on: `rows[i]` is the row that the sender sees as `i + 1`.

    `uncalculated` holds (row, column), both from 0, of the formulas that no program has calculated.
    """

    name: str
    rows: list[list[object]]
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """The sheets with cells, in the workbook's order (chart sheets are left out), and the ending."""

    sheets: tuple[Worksheet, ...]
    kind: str


# More marks than this are no report; and a set of two million places would cost 400 MB.
_MOST_MARKS = 50_000


@dataclass
class SheetFacts:
    """What a look at a sheet found: how far it reaches, and what calamine will not tell."""

    name: str
    rows: int = 0
    columns: int = 0
    text_bytes: int = 0
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, rows: int, columns: int, limits: Limits) -> None:
        """Note that cells up to this row and column are used, unless that is too far."""
        if rows > limits.rows:
            too_large(f"ô ở dòng {number(rows)} của trang tính {self.name}")
        if columns > limits.columns:
            too_large(f"ô ở cột thứ {number(columns)} của trang tính {self.name}")
        if rows > self.rows:
            self.rows = rows
        if columns > self.columns:
            self.columns = columns

    def mark(self, row: int, column: int, error: str = "") -> None:
        """Note an error's text or, without one, a formula without a value."""
        if error:
            self.errors[row, column] = error[:32]
        else:
            self.uncalculated.add((row, column))
        if len(self.errors) + len(self.uncalculated) > _MOST_MARKS:
            too_large(f"quá nhiều ô lỗi hoặc chưa tính trong trang tính {self.name}")

    def mark_error(self, row: int, column: int, code: int) -> None:
        """The same for an error by its number in the binary formats."""
        self.mark(row, column, ERROR_OF_NUMBER.get(code, "#N/A"))

    def forget(self) -> None:
        self.rows = self.columns = self.text_bytes = 0
        self.uncalculated.clear()
        self.errors.clear()


# A sheet that is no grid of cells (a chart, a macro sheet) is None, so that the places stay in step.
Grids = list[SheetFacts | None]
# The bytes, the ending, the limits → a clean container and what was found in each sheet.
Opener = Callable[[bytes, str, Limits], tuple[bytes, Grids]]


def check_count(sheets: int, limits: Limits) -> None:
    if sheets > limits.sheets:
        too_large(f"hơn {number(limits.sheets)} trang tính")


def check_text(size: int, limits: Limits) -> None:
    if size > limits.text_bytes:
        too_large("quá nhiều chữ trong các ô")


def check_whole(grids: Grids, limits: Limits) -> None:
    check_count(len(grids), limits)
    found = [grid for grid in grids if grid]
    if sum(grid.rows * grid.columns for grid in found) > limits.cells:
        widest = max(found, key=lambda grid: grid.rows * grid.columns)
        last = f"dòng {number(widest.rows)}, cột thứ {number(widest.columns)}"
        too_large(f"trang tính {widest.name} kéo dài tới {last}")
    check_text(sum(grid.text_bytes for grid in found), limits)

"""What a returned workbook is made from, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.exceptions import CellCoordinatesException

from giamngheo.core.errors import UsageError

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a worksheet


class NotEditable(Exception):
    """The sender's package cannot be edited part by part; a plain copy of its values is returned instead."""


class CannotBeAnnotated(UsageError):
    """The file is no readable workbook, so there are no cells to mark; the findings go without it."""


@dataclass(frozen=True)
class Outcome:
    """What the head of the first sheet says, in words for the officer.

    `unit` and `period` as they are called (`Xã Thạch Khê`, `tháng 3 năm 2020`), `version` counts the unit's
    submissions of the period, `verdict` is one sentence, `next_steps` what to do now, one sentence each.
    """

    unit: str
    period: str
    verdict: str
    next_steps: tuple[str, ...] = ()
    version: int | None = None


@dataclass(frozen=True)
class AnnotatedWorkbook:
    """The returned workbook: its file name and its bytes."""

    name: str
    data: bytes


class Cell(NamedTuple):
    """A cell by row and column, both from 1."""

    row: int
    column: int

    @property
    def address(self) -> str:
        """`I37`."""
        return f"{get_column_letter(self.column)}{self.row}"


def cell_of(address: str) -> Cell | None:
    """Of `I37` or `$I$37`; none of anything else."""
    try:
        column, row = coordinate_from_string(address)
    except CellCoordinatesException:
        return None
    return Cell(row, column_index_from_string(column))

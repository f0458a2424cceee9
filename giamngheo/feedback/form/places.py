"""Where each sheet and each field of the form stands in the workbook that we make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import get_column_letter, quote_sheetname

from giamngheo.feedback.form.prefilled import Prefilled
from giamngheo.metadata.form import Column, Form, Sheet

ROOM = 1000  # further rows that are validated and coloured
ORDINAL = "STT"

TITLE, ABOUT, SUMMARY, HEADING = 1, 2, 3, 4  # rows of a table
_FIRST_LABEL = 5


@dataclass(frozen=True)
class TableLayout:
    """A sheet of rows: a title, a line about it, the sums, the heading (of two lines where columns are grouped),
    the numbers of the columns, and the rows.

    The sums stand above the heading: there they stay in sight, and no row that is added can slip below them. The
    reading begins at the heading.
    """

    sheet: Sheet
    prefilled: int

    @property
    def columns(self) -> Sequence[Column]:
        return self.sheet.column

    @property
    def last_column(self) -> int:
        return len(self.columns) + 1

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)

    @property
    def numbers(self) -> int:
        return HEADING + 1 + self.has_groups

    @property
    def first(self) -> int:
        return self.numbers + 1

    @property
    def last(self) -> int:
        return self.numbers + self.prefilled + ROOM

    @cached_property
    def numbered(self) -> dict[str, int]:
        return {column.field: number for number, column in enumerate(self.columns, start=2)}

    def cell(self, field: str) -> str:
        """A field in the first row, as formulas for every row name it: `$G7`."""
        return f"${get_column_letter(self.numbered[field])}{self.first}"

    def area(self, field: str) -> str:
        """All rows of a field: `G7:G1250`."""
        letter = get_column_letter(self.numbered[field])
        return f"{letter}{self.first}:{letter}{self.last}"

    def span(self, field: str) -> str:
        letter = get_column_letter(self.numbered[field])
        return f"${letter}${self.first}:${letter}${self.last}"

    def whole_row(self) -> str:
        """The fields of the first row: `$B7:$T7`."""
        return f"$B{self.first}:${get_column_letter(self.last_column)}{self.first}"

    def stands_left_of(self, field: str, other: str) -> bool:
        return self.numbered[field] < self.numbered[other]


@dataclass(frozen=True)
class Cover:
    """The sheet of labels: a label in A, its value in B, what to know of it in C."""

    sheet: Sheet

    @property
    def columns(self) -> Sequence[Column]:
        return self.sheet.column

    @cached_property
    def numbered(self) -> dict[str, int]:
        """The row of each field."""
        return {column.field: number for number, column in enumerate(self.columns, start=_FIRST_LABEL)}

    @property
    def last(self) -> int:
        return _FIRST_LABEL + len(self.columns) - 1

    def cell(self, field: str) -> str:
        return f"$B${self.numbered[field]}"

    def area(self, field: str) -> str:
        return f"B{self.numbered[field]}"

    def span(self, field: str) -> str:
        return self.cell(field)

    def stands_left_of(self, field: str, other: str) -> bool:
        return self.numbered[field] < self.numbered[other]


Place = TableLayout | Cover


def places_of(form: Form, prefilled: Prefilled | None) -> dict[str, Place]:
    """table → where its fields stand; what is explained comes after what it is about."""
    sheets = sorted(form.sheets, key=lambda sheet: sheet.explains)
    return {sheet.table: _place(form.with_rules_of_cells(sheet), prefilled) for sheet in sheets}


def name_of(place: Place, field: str) -> str:
    """The workbook's name for a field's rows; formulas of other sheets speak of them by it."""
    return f"O_{place.sheet.table}_{field}"


def reference(place: Place, field: str) -> str:
    """`'Danh sách hộ'!$B$7:$B$1250`."""
    return f"{quote_sheetname(place.sheet.name)}!{place.span(field)}"


def _place(sheet: Sheet, prefilled: Prefilled | None) -> Place:
    if sheet.layout == "labels":
        return Cover(sheet)
    return TableLayout(sheet, len(prefilled.rows.get(sheet.table, ())) if prefilled else 0)

"""Finds in a sheet what the form asks for: headings by their texts, the rows, the totals, and what is seen beside them.

No position is fixed (`docs/form.md`): columns may stand in any order, under one to three heading lines, with or without the
line of column numbers; rows keep the number that the sender sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from giamngheo.core.text import headings_of
from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.formats import Worksheet
from giamngheo.read.headings import heading_of, heading_remarks, label_remarks
from giamngheo.read.located_cells import Cell, Heading, Remark, Row, at, field_of, text_of
from giamngheo.read.remarks import cell_remarks, cover_remarks
from giamngheo.read.rows import Rows, rows_below


@dataclass(frozen=True)
class TypedColumn:
    """A field's values, one for each row of data: floats in an array where it is a number, `nan` for none. `texts`: row → what
    stands where no value can be read."""

    values: Sequence[Any]
    texts: Mapping[int, str]


@dataclass(frozen=True)
class Located:
    """A sheet of the form, found in a workbook.

    `cells` are the raw values, in the end without those of the rows of data, which then are `typed`; `columns` maps a field to its place: a column of a table, or for a cover the cell of its
    value; `found` counts how often each field's heading stands there; `remarks` are what a person sees otherwise than the
    values say. `more`: further sheets on which the list goes on.
    """

    sheet: Sheet
    name: str
    cells: Sequence[Row]
    columns: dict[str, Cell]
    found: Counter[str]
    data_rows: tuple[int, ...] = ()
    total_rows: tuple[int, ...] = ()
    uncalculated: frozenset[Cell] = frozenset()
    heading_row: int | None = None
    remarks: tuple[Remark, ...] = ()
    more: tuple[Located, ...] = field(default=())
    typed: Mapping[str, TypedColumn] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Located, ...]:
        """The sheet, and those on which it goes on."""
        return (self, *self.more)

    def values(self, name: str) -> list[object]:
        """The raw values of a field, a value per data row; `None` where the row is shorter. Not of one that is `typed`."""
        row, column = self.columns[name]
        if self.sheet.layout == "labels":
            return [at(self.cells[row], column)]
        rows = map(self.cells.__getitem__, self.data_rows)
        return [row[column] if column < len(row) else None for row in rows]

    def letter(self, name: str | None) -> str | None:
        """The column's letter as the sender sees it."""
        place = self.columns.get(name or "")
        return get_column_letter(place[1] + 1) if place else None

    def row_number(self, name: str, position: int) -> int:
        """The row's number as the sender sees it, of the n-th data row (or of a cover's label)."""
        if self.sheet.layout == "labels":
            place = self.columns.get(name)
            return place[0] + 1 if place else 0
        return self.data_rows[position] + 1


def locate(sheet: Sheet, seen: Worksheet, form: Form) -> Located:
    """Find the form's fields in a sheet."""
    return _locate_labels(sheet, seen, form) if sheet.layout == "labels" else _locate_table(sheet, seen, form)


def _locate_labels(sheet: Sheet, seen: Worksheet, form: Form) -> Located:
    labels, found = _labels(sheet, seen)
    places = _value_places(sheet, seen, labels)
    cells = [*_as_shown(seen, {place: name for name, place in places.items() if not sheet.columns[name].is_number})]
    for name, (row, column) in labels.items():
        if places[name] == (row, column):  # `Kỳ báo cáo: 03/2020` in one cell
            value = _text_at(seen, (row, column)).partition(":")[2]
            cells[row] = [*cells[row][:column], value, *cells[row][column + 1 :]]
    remarks = (*label_remarks(sheet, seen, labels, form), *cover_remarks(sheet, seen, places, form))
    return Located(sheet, seen.name, cells, places, found, uncalculated=seen.uncalculated, remarks=remarks)


def _labels(sheet: Sheet, seen: Worksheet) -> tuple[dict[str, Cell], Counter[str]]:
    """The cells of a cover that name its fields, each field's first; several may stand in a line."""
    labels: dict[str, Cell] = {}
    found: Counter[str] = Counter()
    for index, row in enumerate(seen.rows):
        for column, value in enumerate(row):
            text = text_of(value)
            if name := field_of(sheet, text) or field_of(sheet, text.partition(":")[0]):
                found[name] += 1
                labels.setdefault(name, (index, column))
    return labels, found


def _value_places(sheet: Sheet, seen: Worksheet, labels: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of the labels' values: right of them, or further right where all those are blank, or behind a colon."""
    ends = {(top, left): right for top, left, _, right in seen.merged}
    beside = {name: (row, ends.get((row, column), column) + 1) for name, (row, column) in labels.items()}
    if not any(text_of(at(seen.rows[row], column)) for row, column in beside.values()):
        beside = {name: (row, _first_filled(seen.rows[row], column)) for name, (row, column) in beside.items()}
    with_colon = {name: place for name, place in labels.items() if not _is_label_alone(sheet, _text_at(seen, place))}
    return beside | {name: place for name, place in with_colon.items() if not _text_at(seen, beside[name])}


def _is_label_alone(sheet: Sheet, text: str) -> bool:
    return any(way in sheet.field_of_heading for way in headings_of(text))


def _first_filled(row: Row, column: int) -> int:
    return next((place for place in range(column, len(row)) if text_of(row[place])), column)


def _text_at(seen: Worksheet, place: Cell) -> str:
    return text_of(at(seen.rows[place[0]], place[1]))


def _locate_table(sheet: Sheet, seen: Worksheet, form: Form) -> Located:
    heading = heading_of(sheet, seen.rows)
    if heading is None:
        return Located(sheet, seen.name, seen.rows, {}, Counter())
    rows = rows_below(sheet, seen, heading, form)
    places = {name: (heading.last, column) for name, column in heading.columns.items()}
    return Located(
        sheet,
        seen.name,
        _as_merged(_shown_in_rows(sheet, seen, heading, rows), sheet, seen, heading, rows),
        places,
        heading.found,
        tuple(rows.data),
        tuple(rows.totals),
        seen.uncalculated,
        heading.last,
        _remarks(sheet, seen, heading, rows, form),
    )


def _remarks(sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows, form: Form) -> tuple[Remark, ...]:
    of_cells = [*cell_remarks(sheet, seen, heading.columns, rows, form)]  # which may explain lines without a code
    return (*heading_remarks(sheet, seen, heading, rows, form), *rows.remarks, *of_cells)


def _shown_in_rows(sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows) -> Sequence[Row]:
    if not seen.shown:
        return seen.rows
    columns = [column for name, column in heading.columns.items() if not sheet.columns[name].is_number]
    return _as_shown(seen, {(row, column) for row in rows.data for column in columns})


def _as_merged(cells: Sequence[Row], sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows) -> Sequence[Row]:
    """The one value of a merged range in all its cells of rows, so that nothing is said of them but that (H320)."""
    filled, data = list(cells), set(rows.data)
    columns = {column for name, column in heading.columns.items() if name not in sheet.row_key}
    for top, left, bottom, right in seen.merged:
        for row in data.intersection(range(top, bottom + 1)):
            for column in columns.intersection(range(left, right + 1)):
                line = [*filled[row], *[""] * (column + 1 - len(filled[row]))]
                filled[row] = [*line[:column], at(cells[top], left), *line[column + 1 :]]
    return filled


def _as_shown(seen: Worksheet, wanted: Container[Cell]) -> Sequence[Row]:
    """Codes, texts, marks and days as their number format shows them: 1 in the format "18604"0000 is 186040001."""
    cells = list(seen.rows)
    for (row, column), text in seen.shown.items():
        if (row, column) in wanted:
            cells[row] = [*cells[row][:column], text, *cells[row][column + 1 :]]
    return cells

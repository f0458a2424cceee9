"""Finds in a sheet what the form asks for: headings by their texts, the rows, the totals, and what is seen beside them.

No position is fixed (`docs/form.md`): columns may stand in any order, under one to three heading lines, with or without the
line of column numbers; rows keep the number that the sender sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.formats import Worksheet
from giamngheo.read.headings import heading_of, heading_remarks, label_remarks
from giamngheo.read.located_cells import Cell, Heading, Remark, Row, at, field_of, text_of
from giamngheo.read.remarks import cell_remarks, cover_remarks
from giamngheo.read.rows import Rows, rows_below


@dataclass(frozen=True)
class Located:
    """A sheet of the form, found in a workbook.

    `cells` are the raw values; `columns` maps a field to its place: a column of a table, or for a cover the cell of its
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

    @property
    def parts(self) -> tuple[Located, ...]:
        """The sheet, and those on which it goes on."""
        return (self, *self.more)

    def values(self, name: str) -> list[object]:
        """The raw values of a field, a value per data row; `None` where the row is shorter."""
        row, column = self.columns[name]
        if self.sheet.layout == "labels":
            return [at(self.cells[row], column)]
        return [at(self.cells[index], column) for index in self.data_rows]

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
    places: dict[str, Cell] = {}
    found: Counter[str] = Counter()
    for index, row in enumerate(seen.rows):
        label = next(((column, value) for column, value in enumerate(row) if text_of(value)), None)
        name = field_of(sheet, text_of(label[1])) if label else None
        if name and label:
            found[name] += 1
            places.setdefault(name, (index, label[0] + 1))
    cells = _as_shown(sheet, seen, places, [row for row, _ in places.values()])
    remarks = (*label_remarks(sheet, seen, places, form), *cover_remarks(sheet, seen, places))
    return Located(sheet, seen.name, cells, places, found, uncalculated=seen.uncalculated, remarks=remarks)


def _locate_table(sheet: Sheet, seen: Worksheet, form: Form) -> Located:
    heading = heading_of(sheet, seen.rows)
    if heading is None:
        return Located(sheet, seen.name, seen.rows, {}, Counter())
    rows = rows_below(sheet, seen, heading, form)
    places = {name: (heading.last, column) for name, column in heading.columns.items()}
    return Located(
        sheet,
        seen.name,
        _as_shown(sheet, seen, places, rows.data),
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


def _as_shown(sheet: Sheet, seen: Worksheet, places: dict[str, Cell], rows: Sequence[int]) -> Sequence[Row]:
    """Codes, texts, marks and days as their number format shows them: 1 in the format "18604"0000 is 186040001."""
    texts = {place[1] for name, place in places.items() if not sheet.columns[name].is_number}
    wanted = set(rows)
    shown = {place: text for place, text in seen.shown.items() if place[0] in wanted and place[1] in texts}
    if not shown:
        return seen.rows
    cells = list(seen.rows)
    for (row, column), text in shown.items():
        cells[row] = [*cells[row][:column], text, *cells[row][column + 1 :]]
    return cells

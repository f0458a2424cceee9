"""The columns of a workbook's sheets, typed where it is read, in a child process: what is handed on is as little as is stored."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.metadata.editions import has_editions, is_dated, not_taken
from giamngheo.metadata.form import Column, Form
from giamngheo.metadata.record import is_in_force
from giamngheo.read.cells import EMPTY, CellReader, CellReading, readers
from giamngheo.read.layout import Located, TypedColumn
from giamngheo.read.located_cells import text_of

WITHOUT_TEXTS = frozenset({"text", "code"})  # every text is one of theirs
_NAN = float("nan")


def with_typed_columns(found: Located, form: Form, told: str | None) -> Located:
    """A sheet of a workbook on the period `told`, with typed columns in place of the cells of its rows; so are those on which it
    goes on. The cells of totals, which are compared with sums, and those of a cover stay."""
    period = Period.parse(told) if told and has_editions(form) else None
    parts = [_typed(part, form, period) for part in found.parts]
    return replace(parts[0], more=tuple(parts[1:]))


def _typed(found: Located, form: Form, period: Period | None) -> Located:
    read = readers(found.sheet, form)
    asked = [
        column
        for column in found.sheet.column
        if column.field in found.columns
        and not (period and is_dated(column) and not is_in_force(None, period, column.until))
    ]
    typed = {column.field: _column(column, found, read[column.field], form, period) for column in asked}
    if found.sheet.layout == "labels":
        return replace(found, typed=typed)
    totals = frozenset(found.total_rows)
    cells = [row if index in totals else () for index, row in enumerate(found.cells)]
    return replace(found, typed=typed, cells=cells)


def _column(column: Column, found: Located, read: CellReader, form: Form, period: Period | None) -> TypedColumn:
    """Nothing is taken of a value that there is not in the period; the text that stands there is told."""
    raw = found.values(column.field)
    cells = read.all(raw)
    if period and is_dated(column) and (gone := not_taken(column, period)):
        cells = [(None, text_of(one)) if cell[0] in gone else cell for cell, one in zip(cells, raw, strict=True)]
    if column.empty_is_zero:
        cells = [(0.0, None) if cell == EMPTY else cell for cell in cells]
    for position in uncalculated_positions(found, column.field):
        cells[position] = EMPTY
    if column.type == "text":
        cells = _as_above(cells, form)
    values: Sequence[Any] = [value for value, _ in cells]
    if column.is_number:
        values = array("d", (_NAN if value is None else value for value in values))
    if column.type in WITHOUT_TEXTS:
        return TypedColumn(values, {})
    return TypedColumn(values, {place: text for place, (_, text) in enumerate(cells) if text is not None})


def _as_above(cells: list[CellReading], form: Form) -> list[CellReading]:
    """Ditto marks stand for the text above them (and are noticed)."""
    texts = {text for text, _ in cells if isinstance(text, str)}
    if not any(key(text) in form.ditto_marks for text in texts):
        return cells
    above: CellReading = EMPTY
    read = []
    for cell in cells:
        above = cell if not isinstance(cell[0], str) or key(cell[0]) not in form.ditto_marks else above
        read.append(above)
    return read


def uncalculated_positions(found: Located, name: str) -> list[int]:
    """The rows in which a formula of a field has not been calculated."""
    if not found.uncalculated:
        return []
    row, column = found.columns[name]
    if found.sheet.layout == "labels":
        return [0] if (row, column) in found.uncalculated else []
    return [place for place, index in enumerate(found.data_rows) if (index, column) in found.uncalculated]

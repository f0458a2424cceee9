"""What a person sees in the cells of a table, or of the cover, otherwise than their values say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from openpyxl.utils import get_column_letter

from giamngheo.core.formats import quantity
from giamngheo.core.text import key
from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.error_values import is_error
from giamngheo.read.formats import Worksheet
from giamngheo.read.located_cells import EMPTY, Cell, Remark, at, text_of
from giamngheo.read.rows import Rows
from giamngheo.read.seen.number_formats import shows, shows_rounded
from giamngheo.read.seen.worksheet import NOWHERE


def cell_remarks(sheet: Sheet, seen: Worksheet, columns: Mapping[str, int], rows: Rows, form: Form) -> Iterator[Remark]:
    """Of the rows of a table; what is so all down a column is said once, at its first cell."""
    fields = {column: name for name, column in columns.items()}
    data = set(rows.data)
    yield from _merged(seen, fields, rows, sheet)
    yield from _struck(seen, fields, rows, sheet)
    yield from _once_a_column(
        seen, {place: text for place, text in seen.shown.items() if place[0] in data}, fields, sheet
    )
    yield from _controls(seen, fields, data, sheet)
    yield from _hidden(seen, fields, rows, sheet)
    yield from _texts(seen, fields, rows, sheet, form)
    yield from _stray(seen)


def cover_remarks(sheet: Sheet, seen: Worksheet, places: Mapping[str, Cell]) -> Iterator[Remark]:
    """Of the values beside the cover's labels."""
    for name, place in places.items():
        if place in seen.struck:
            yield Remark("struck", *place, name, text_of(at(seen.rows[place[0]], place[1])))
        if place in seen.shown and sheet.columns[name].is_number:
            yield _shown(seen, place, name, 1)


def _merged(seen: Worksheet, fields: Mapping[int, str], rows: Rows, sheet: Sheet) -> Iterator[Remark]:
    """Ranges that show one value over several cells of rows; of one household's two lines it is said once."""
    own = set(rows.data) | {remark.row for remark in rows.remarks if remark.kind == "nameless"}
    keys = {name for name in sheet.row_key if sheet.columns[name].type == "code"}
    found: dict[tuple[int, int], list[Remark]] = defaultdict(list)
    for top, left, bottom, right in seen.merged:
        lines = [row for row in range(top, min(bottom + 1, len(seen.rows))) if row in own]
        spanned = [column for column in range(left, right + 1) if column in fields]
        if not lines or not spanned or at(seen.rows[top], left) in EMPTY:
            continue
        if len(lines) > 1 or len(spanned) > 1 or (top not in own):
            read = text_of(at(seen.rows[top], left))
            found[top, bottom].append(Remark("merged", top, left, fields[spanned[0]], read))
    for together in found.values():
        of_key = [remark for remark in together if remark.field in keys]
        yield from of_key[:1] or together
    two_lines = {row for top, bottom in found for row in range(top + 1, bottom + 1)}
    rows.remarks[:] = [one for one in rows.remarks if one.kind != "nameless" or one.row not in two_lines]


def _struck(seen: Worksheet, fields: Mapping[int, str], rows: Rows, sheet: Sheet) -> Iterator[Remark]:
    """A row whose key is struck through, or single cells."""
    if not seen.struck:
        return
    keys = [column for column, name in fields.items() if name in sheet.row_key]
    for row in rows.data:
        struck = sorted(column for column in fields if (row, column) in seen.struck)
        of_key = [column for column in struck if column in keys]
        for column in of_key[:1] or struck:
            yield Remark("struck", row, column, fields[column], text_of(at(seen.rows[row], column)))


def _once_a_column(
    seen: Worksheet, shown: Mapping[Cell, str], fields: Mapping[int, str], sheet: Sheet
) -> Iterator[Remark]:
    """Numbers whose format shows another number than is stored; a column has one format, as a rule."""
    by_column: dict[tuple[int, bool], list[Cell]] = defaultdict(list)
    for place in sorted(shown):
        name = fields.get(place[1])
        if name and sheet.columns[name].is_number:
            value = at(seen.rows[place[0]], place[1])
            if isinstance(value, float) and not _is_filled_up(value, shown[place]):
                by_column[place[1], shows_rounded(value, shown[place])].append(place)
    for (column, _), places in by_column.items():
        yield _shown(seen, places[0], fields[column], len(places))


def _is_filled_up(value: float, text: str) -> bool:
    """Noughts before a number change nothing where numbers are read: `007`."""
    return shows(value, re.sub(r"^0+(?=\d)", "", text))


def _shown(seen: Worksheet, place: Cell, name: str, count: int) -> Remark:
    value, text = at(seen.rows[place[0]], place[1]), seen.shown[place]
    stored = float(value) if isinstance(value, int | float) else 0.0
    kind = "rounded" if shows_rounded(stored, text) else "format"
    return Remark(kind, *place, name, text, quantity(stored), count)


def _controls(seen: Worksheet, fields: Mapping[int, str], data: set[int], sheet: Sheet) -> Iterator[Remark]:
    """Tick boxes over a column of marks: once a column; where it is not told over which, once."""
    marks = {column for column, name in fields.items() if sheet.columns[name].type == "mark"}
    if NOWHERE in seen.controls and marks and data:
        yield Remark("control", min(data), min(marks), fields[min(marks)])
    over: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(seen.controls):
        if row in data and column in marks:
            over[column].append(row)
    for column, lines in over.items():
        yield Remark("control", lines[0], column, fields[column], count=len(lines))


def _hidden(seen: Worksheet, fields: Mapping[int, str], rows: Rows, sheet: Sheet) -> Iterator[Remark]:
    """Rows and columns of the list that the sender does not see: once each."""
    lines = [row for row in rows.data if row in seen.hidden_rows]
    key_column = next((column for column, name in fields.items() if name in sheet.row_key), None)
    if lines and key_column is not None:
        yield Remark("hidden_rows", lines[0], key_column, fields[key_column], count=len(lines))
    for column in sorted(seen.hidden_columns & fields.keys()):
        filled = [row for row in rows.data if at(seen.rows[row], column) not in EMPTY]
        if filled:
            yield Remark("hidden_column", filled[0], column, fields[column], count=len(filled))


def _stray(seen: Worksheet) -> Iterator[Remark]:
    """Cells too far off to be read: once a sheet."""
    if seen.stray:
        row, column = min(seen.stray)
        yield Remark(
            "stray", row, column, None, f"{get_column_letter(min(column, 16_383) + 1)}{row + 1}", count=len(seen.stray)
        )


def _texts(seen: Worksheet, fields: Mapping[int, str], rows: Rows, sheet: Sheet, form: Form) -> Iterator[Remark]:
    """Ditto marks and errors that stand where a text belongs."""
    ditto = form.ditto_marks
    for column, name in fields.items():
        if sheet.columns[name].type != "text":
            continue
        for row in rows.data:
            value = at(seen.rows[row], column)
            if not isinstance(value, str) or not value:
                continue
            if key(value) in ditto:
                yield Remark("ditto", row, column, name, text_of(value))
            elif is_error(value):
                yield Remark("error", row, column, name, text_of(value))

"""What a person sees in the cells of a table, or of the cover, otherwise than their values say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from giamngheo.core.formats import quantity
from giamngheo.core.remembered import remembered_if_short
from giamngheo.core.text import folded, key, tidy
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.read.error_values import is_error
from giamngheo.read.formats import Worksheet
from giamngheo.read.located_cells import EMPTY, Cell, Remark, at, text_of
from giamngheo.read.rows import Rows
from giamngheo.read.seen.number_formats import shows, shows_rounded
from giamngheo.read.seen.worksheet import NOWHERE, address_of

_MOST_CELLS = 2  # struck in one row that are told of one by one


def cell_remarks(sheet: Sheet, seen: Worksheet, columns: Mapping[str, int], rows: Rows, form: Form) -> Iterator[Remark]:
    """Of the rows of a table; what is so all down a column is said once, at its first cell."""
    fields = {column: name for name, column in columns.items()}
    data = set(rows.data)
    yield from _merged(seen, fields, rows, sheet)
    yield from _struck(seen, fields, rows, sheet)
    shown = {place: text for place, text in seen.shown.items() if place[0] in data}
    yield from _once_a_column(seen, shown, fields, sheet, form)
    yield from _controls(seen, fields, data, sheet)
    yield from _hidden(seen, fields, rows, sheet)
    yield from _texts(seen, fields, rows, sheet, form)
    yield from _stray(seen)


def cover_remarks(sheet: Sheet, seen: Worksheet, places: Mapping[str, Cell], form: Form) -> Iterator[Remark]:
    """Of the values beside the cover's labels."""
    yield from _merged_values(seen, {place: name for name, place in places.items()})
    for name, place in places.items():
        if place in seen.struck:
            yield Remark("struck", *place, name, text_of(at(seen.rows[place[0]], place[1])))
        if place in seen.shown and sheet.columns[name].is_number:
            yield from _once_a_column(seen, {place: seen.shown[place]}, {place[1]: name}, sheet, form)


def _merged_values(seen: Worksheet, fields: Mapping[Cell, str]) -> Iterator[Remark]:
    """One value over several labels' places."""
    for top, left, bottom, right in seen.merged:
        over = [place for place in fields if top <= place[0] <= bottom and left <= place[1] <= right]
        if len(over) > 1:
            yield Remark("merged", top, left, fields[min(over)], text_of(at(seen.rows[top], left)))


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
        for column in of_key[:1] or struck[: 1 if len(struck) > _MOST_CELLS else None]:
            yield Remark("struck", row, column, fields[column], text_of(at(seen.rows[row], column)))


def _once_a_column(
    seen: Worksheet, shown: Mapping[Cell, str], fields: Mapping[int, str], sheet: Sheet, form: Form
) -> Iterator[Remark]:
    """Numbers whose format shows another number than is stored; a column has one format, as a rule."""
    alike: dict[tuple[int, str, str], list[Cell]] = defaultdict(list)
    for place in sorted(shown):
        name = fields.get(place[1])
        value = at(seen.rows[place[0]], place[1])
        if name and sheet.columns[name].is_number and isinstance(value, float):
            kind, read = _kind_of_format(value, shown[place], sheet.columns[name], form)
            if kind:
                alike[place[1], kind, read].append(place)
    for (column, kind, unit), places in alike.items():
        value, text = at(seen.rows[places[0][0]], column), shown[places[0]]
        stored = quantity(value) if isinstance(value, float) else ""
        if unit:
            text, stored = unit, sheet.columns[fields[column]].unit_of_measure
        yield Remark(kind, *places[0], fields[column], text, stored, len(places))


def _kind_of_format(value: float, text: str, column: Column, form: Form) -> tuple[str, str]:
    """What is so about a shown number: nothing, another unit of measure beside it, rounded, or another number."""
    words = folded(re.sub(r"[-+\d.,]", " ", text))
    own = form.headings.unit_named(column.unit_of_measure)
    for unit in form.headings.units_stated(words, is_heading=True):
        if own and not unit.is_same(own):
            return "unit", unit.name
        text = re.sub(r"[^-+\d.,]", "", text)  # `5 người` is 5
    if shows(value, re.sub(r"^0+(?=\d)", "", text)):  # noughts before a number change nothing
        return "", ""
    if not text:
        return "unseen", ""
    return ("rounded" if shows_rounded(value, text) else "format"), ""


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
        yield Remark("stray", row, column, None, address_of(row, column), count=len(seen.stray))


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
            elif _shows_error(value):
                yield Remark("error", row, column, name, text_of(value))


@remembered_if_short
def _shows_error(text: str) -> bool:
    return is_error(tidy(text))

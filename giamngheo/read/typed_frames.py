"""Rows of a sheet over all workbooks, typed column by column; and what the form asks for beside what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.metadata.editions import has_editions, is_dated, not_taken
from giamngheo.metadata.form import UNREAD, Column, Form, Sheet
from giamngheo.metadata.record import is_in_force
from giamngheo.read.cells import reader
from giamngheo.read.layout import Located
from giamngheo.read.located_cells import Remark, text_of
from giamngheo.read.seen.worksheet import letters_of
from giamngheo.read.workbook import Reading, cover_text

# Workbooks under the keys by which their rows are told apart.
Readings = Sequence[tuple[int, Reading]]


def sheet_frames(readings: Readings, form: Form) -> dict[str, pd.DataFrame]:
    """table → the rows of its sheet over all workbooks."""
    periods = _periods(readings, form) if has_editions(form) else {}
    return {sheet.table: _stack(sheet, readings, form, periods) for sheet in form.sheets}


def _periods(readings: Readings, form: Form) -> dict[int, Period]:
    """submission → for which period it says that it is."""
    told = ((submission, cover_text(reading, "period", form)) for submission, reading in readings)
    return {submission: Period.parse(period) for submission, period in told if period}


def _stack(sheet: Sheet, readings: Readings, form: Form, periods: Mapping[int, Period]) -> pd.DataFrame:
    """The rows of one sheet over all workbooks, typed column by column."""
    parts = [
        (submission, part)
        for submission, reading in readings
        if (found := reading.located.get(sheet.table)) is not None
        for part in found.parts
    ]
    sizes = [1 if sheet.layout == "labels" else len(found.data_rows) for _, found in parts]
    data: dict[str, Any] = {
        "submission": _repeat([submission for submission, _ in parts], sizes),
        "sheet_name": _repeat([found.name for _, found in parts], sizes),
        "row": [
            0 if sheet.layout == "labels" else index + 1
            for (_, found), size in zip(parts, sizes, strict=True)
            for index in (found.data_rows or range(size))
        ],
    }
    for column in sheet.column:
        data |= _typed(column, parts, sizes, form, periods)
    frame = pd.DataFrame(data)
    counted = {
        name: frame[list(fields)].eq(True).sum(axis=1).astype("float64") for name, fields in sheet.counts.items()
    }
    return frame.assign(**counted)


def _typed(
    column: Column,
    parts: list[tuple[int, Located]],
    sizes: list[int],
    form: Form,
    periods: Mapping[int, Period],
) -> dict[str, Any]:
    """A column's values, and for kinds that can be unreadable the texts that stand instead.

    Nothing of a column that is no longer asked for in the workbook's period, nor a value that is not taken in it.
    """
    read = reader(column, form)
    readings: list[tuple[Any, str | None]] = []
    for (submission, found), size in zip(parts, sizes, strict=True):
        period = periods.get(submission) if is_dated(column) else None
        if column.field not in found.columns or (period and not is_in_force(None, period, column.until)):
            readings += [(None, None)] * size
            continue
        cells = list(map(read, found.values(column.field)))
        if period and (gone := not_taken(column, period)):
            labels = map(text_of, found.values(column.field))
            cells = [(None, label) if cell[0] in gone else cell for cell, label in zip(cells, labels, strict=True)]
        if column.empty_is_zero:
            cells = [(0.0, None) if cell == (None, None) else cell for cell in cells]
        for position in uncalculated_positions(found, column.field):
            cells[position] = (None, None)
        if column.type == "text":
            cells = _as_above(cells, form)
        readings += cells
    values = [value for value, _ in readings]
    if column.is_number:
        typed: Any = pd.Series(values, dtype="float64")
    else:
        typed = pd.Series(values, dtype="object")
    if column.type in {"text", "code"}:
        return {column.field: typed}
    return {
        column.field: typed,
        f"{column.field}__text": pd.Series([text for _, text in readings], dtype="object"),
    }


def _as_above(cells: list[tuple[Any, str | None]], form: Form) -> list[tuple[Any, str | None]]:
    """Ditto marks stand for the text above them (and are noticed)."""
    above: tuple[Any, str | None] = (None, None)
    read = []
    for cell in cells:
        above = cell if not isinstance(cell[0], str) or key(cell[0]) not in form.ditto_marks else above
        read.append(above)
    return read


def uncalculated_positions(found: Located, name: str) -> list[int]:
    if not found.uncalculated:
        return []
    row, column = found.columns[name]
    if found.sheet.layout == "labels":
        return [0] if (row, column) in found.uncalculated else []
    return [place for place, index in enumerate(found.data_rows) if (index, column) in found.uncalculated]


def workbooks(readings: Readings) -> pd.DataFrame:
    """A row for each workbook: whether it could be read, and which official form it is instead of ours."""
    rows = [
        (submission, None, 0, reading.fault or "", reading.detail, reading.official_form or None)
        for submission, reading in readings
    ]
    return frame_of(["submission", "sheet_name", "row", "fault", "detail", "official_form"], rows)


def sheets(readings: Readings, form: Form) -> pd.DataFrame:
    """Required sheets: how many sheets of the workbook could be it, their names, and whether it is hidden."""
    rows = [
        (submission, None, 0, sheet.table, sheet.name, found.count, found.names, found.is_hidden)
        for submission, reading in readings
        if reading.is_readable
        for sheet in form.sheets
        for found in (reading.chosen[sheet.table],)
        if sheet.required or found.count > 1 or found.is_hidden
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "expected", "found", "names", "is_hidden"], rows)


def parts(readings: Readings, not_asked: Collection[tuple[int, str, str]] = ()) -> pd.DataFrame:
    """Required columns and labels: how often each stands in its sheet; but those `not_asked` for in the month."""
    rows = [
        (
            submission,
            found.name,
            (found.heading_row or 0) + 1,
            table,
            column.heading,
            found.found[column.field],
        )
        for submission, table, found in located_sheets(readings)
        for column in found.sheet.column
        if column.required and (submission, table, column.field) not in not_asked
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "expected", "found"], rows)


_CELL = [
    "submission",
    "sheet_name",
    "row",
    "column",
    "table",
    "of_field",
    "kind",
    "read",
    "stored",
    "count",
]  # and `about`


def cells(readings: Readings, frames: Mapping[str, pd.DataFrame], form: Form) -> pd.DataFrame:
    """Cells that a person sees otherwise than their values say, whose formula no program has calculated, or that hold no
    number or mark where one belongs (`frames`, by table)."""
    rows = [
        (submission, found.name, *_place(remark), table, remark.field, remark.kind, read, remark.stored, remark.count)
        for submission, table, found in located_sheets(readings)
        for remark in (*_uncalculated(found), *found.remarks)
        for read in (remark.read if remark.is_heading else _unless_personal(remark.read, found.sheet, remark.field),)
    ]
    for sheet in form.sheets:
        for column in sheet.column:
            if kind := UNREAD.get(column.type):
                rows += _unread(frames[sheet.table], sheet, column.field, kind)
    frame = frame_of(_CELL, rows)
    return frame.assign(about=_about(frame, frames, form))


def _about(frame: pd.DataFrame, frames: Mapping[str, pd.DataFrame], form: Form) -> list[str]:
    """What each cell is about: the code of its row, where that has one, and its field."""
    codes: dict[tuple[Any, ...], str] = {}
    for sheet in form.sheets:
        key_ = next((name for name in sheet.row_key if sheet.columns[name].type == "code"), None)
        if key_:
            rows = frames[sheet.table][["submission", "sheet_name", "row", key_]].itertuples(index=False, name=None)
            codes |= {tuple(place): code for *place, code in rows if isinstance(code, str)}
    places = frame[["submission", "sheet_name", "row", "of_field"]].itertuples(index=False, name=None)
    return [f"{codes.get(tuple(place), '')} / {field}" for *place, field in places]


def _place(remark: Remark) -> tuple[int, str | None]:
    """Row and column as the sender sees them; a column that the form does not know has a letter, too."""
    return remark.row + 1, None if remark.column is None else letters_of(remark.column)


def _unread(frame: pd.DataFrame, sheet: Sheet, name: str, kind: str) -> Iterator[tuple[Any, ...]]:
    texts = frame[f"{name}__text"]
    for one in frame.loc[texts.notna(), ["submission", "sheet_name", "row", f"{name}__text"]].itertuples(index=False):
        submission, sheet_name, row, text = one
        yield (submission, sheet_name, row, None, sheet.table, name, kind, _unless_personal(text, sheet, name), "", 1)


def _uncalculated(found: Located) -> Iterator[Remark]:
    for name in found.columns if found.uncalculated else ():
        for place in uncalculated_positions(found, name):
            yield Remark("uncalculated", found.row_number(name, place) - 1, found.columns[name][1], name)


def _unless_personal(read: str, sheet: Sheet, name: str | None) -> str:
    column = sheet.columns.get(name or "")
    return "…" if column and column.personal else read


def located_sheets(readings: Readings) -> Iterator[tuple[int, str, Located]]:
    """(submission, table, where its fields are) of every sheet of the form that is there."""
    for submission, reading in readings:
        for table, found in reading.located.items():
            for part in found.parts:
                yield submission, table, part


def _repeat(values: list[Any], sizes: list[int]) -> list[Any]:
    return [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]


def frame_of(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)

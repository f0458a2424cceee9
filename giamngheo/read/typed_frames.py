"""Rows of a sheet over all workbooks; and what the form asks for beside what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pandas as pd

from giamngheo.metadata.form import UNREAD, Column, Form, Sheet
from giamngheo.read.layout import Located, TypedColumn
from giamngheo.read.located_cells import Remark
from giamngheo.read.seen.worksheet import letters_of
from giamngheo.read.typed_columns import WITHOUT_TEXTS, uncalculated_positions
from giamngheo.read.workbook import Reading

# Workbooks under the keys by which their rows are told apart.
Readings = Sequence[tuple[int, Reading]]


def sheet_frames(readings: Readings, form: Form) -> dict[str, pd.DataFrame]:
    """table → the rows of its sheet over all workbooks."""
    return {sheet.table: _stack(sheet, readings) for sheet in form.sheets}


def _stack(sheet: Sheet, readings: Readings) -> pd.DataFrame:
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
        data |= _stacked(column, [found.typed.get(column.field) for _, found in parts], sizes)
    frame = pd.DataFrame(data)
    counted = {
        name: frame[list(fields)].eq(True).sum(axis=1).astype("float64") for name, fields in sheet.counts.items()
    }
    return frame.assign(**counted)


def _stacked(column: Column, parts: Sequence[TypedColumn | None], sizes: Sequence[int]) -> dict[str, Any]:
    """A column's values, and for kinds that can be unreadable the texts that stand instead; nothing of a workbook that has no
    such column, or has it in a period in which it is no longer asked for."""
    if column.is_number:
        typed: Any = pd.Series(_numbers(parts, sizes), dtype="float64")
    else:
        values = (part.values if part else [None] * size for part, size in zip(parts, sizes, strict=True))
        typed = pd.Series([*chain.from_iterable(values)], dtype="object")
    if column.type in WITHOUT_TEXTS:
        return {column.field: typed}
    texts = np.full(sum(sizes), None, dtype="object")
    for part, start in zip(parts, accumulate(sizes, initial=0), strict=False):
        for place, text in part.texts.items() if part else ():
            texts[start + place] = text
    return {column.field: typed, f"{column.field}__text": pd.Series(texts, dtype="object")}


def _numbers(parts: Sequence[TypedColumn | None], sizes: Sequence[int]) -> Any:
    values = [
        np.asarray(part.values) if part else np.full(size, np.nan) for part, size in zip(parts, sizes, strict=True)
    ]
    return np.concatenate(values) if values else []


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

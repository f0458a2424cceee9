"""Rows of a sheet over all workbooks, typed column by column; and what the form asks for beside what is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.read.cells import reader
from giamngheo.read.layout import Located

if TYPE_CHECKING:
    from giamngheo.check.batch import Batch


def stack(sheet: Sheet, batch: Batch) -> pd.DataFrame:
    """The rows of one sheet over all workbooks, typed column by column."""
    parts = [
        (item.submission, found) for item in batch.items if (found := item.reading.located.get(sheet.table)) is not None
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
        data |= _typed(column, parts, sizes, batch.form)
    return pd.DataFrame(data)


def _typed(column: Column, parts: list[tuple[int, Located]], sizes: list[int], form: Form) -> dict[str, Any]:
    """A column's values, and for kinds that can be unreadable the texts that stand instead."""
    read = reader(column, form)
    readings: list[tuple[Any, str | None]] = []
    for (_, found), size in zip(parts, sizes, strict=True):
        if column.field not in found.columns:
            readings += [(None, None)] * size
            continue
        cells = list(map(read, found.values(column.field)))
        if column.empty_is_zero:
            cells = [(0.0, None) if cell == (None, None) else cell for cell in cells]
        for position in uncalculated_positions(found, column.field):
            cells[position] = (None, None)
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


def uncalculated_positions(found: Located, name: str) -> list[int]:
    if not found.uncalculated:
        return []
    row, column = found.columns[name]
    if found.sheet.layout == "labels":
        return [0] if (row, column) in found.uncalculated else []
    return [place for place, index in enumerate(found.data_rows) if (index, column) in found.uncalculated]


def workbooks(batch: Batch) -> pd.DataFrame:
    rows = [(item.submission, None, 0, item.reading.fault or "", item.reading.detail) for item in batch.items]
    return frame_of(["submission", "sheet_name", "row", "fault", "detail"], rows)


def sheets(batch: Batch) -> pd.DataFrame:
    """Required sheets: how many sheets of the workbook bear the name."""
    rows = [
        (item.submission, None, 0, sheet.table, sheet.name, item.reading.sheet_counts.get(sheet.table, 0))
        for item in batch.items
        if item.reading.is_readable
        for sheet in batch.form.sheets
        if sheet.required or item.reading.sheet_counts.get(sheet.table, 0) > 1
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "expected", "found"], rows)


def parts(batch: Batch) -> pd.DataFrame:
    """Required columns and labels: how often each stands in its sheet."""
    rows = [
        (
            submission,
            found.name,
            (found.heading_row or 0) + 1,
            table,
            column.heading,
            found.found[column.field],
        )
        for (submission, table), found in batch.located.items()
        for column in found.sheet.column
        if column.required and (submission, table, column.field) not in batch.not_yet
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "expected", "found"], rows)


def formulas(batch: Batch) -> pd.DataFrame:
    """Cells of rows (and of the cover) whose formula was never calculated."""
    rows = [
        (submission, found.name, found.row_number(name, place), table, name, False)
        for (submission, table), found in batch.located.items()
        if found.uncalculated
        for name in found.columns
        for place in uncalculated_positions(found, name)
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "of_field", "calculated"], rows)


def _repeat(values: list[Any], sizes: list[int]) -> list[Any]:
    return [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]


def frame_of(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)

"""Accepted rows, as the warehouse stores them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.read.layout import Located

# table → (columns, rows)
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def rows_of(form: Form, frames: Mapping[str, pd.DataFrame]) -> Rows:
    """The rows of all workbooks (`frames`, by table), converted a column at a time."""
    return {
        sheet.table: (
            ["submission_id", "row", *(column.field for column in sheet.column)],
            _tuples(sheet, frames[sheet.table]),
        )
        for sheet in form.sheets
    }


def rows_of_one(rows: Rows, submission: int) -> Rows:
    """Of these, one workbook's."""
    return {
        table: (columns, [row for row in found if row[0] == submission]) for table, (columns, found) in rows.items()
    }


def places_of(located: Located) -> dict[int, tuple[str, int]]:
    """Row as the warehouse has it → the workbook's sheet, and the row there as the sender sees it: the way back of `rows_of`."""
    places: dict[int, tuple[str, int]] = {}
    rows: dict[str, list[int]] = {}
    for part in located.parts:
        rows.setdefault(part.name, []).extend(index + 1 for index in part.data_rows)
    before = 0
    for name, numbers in rows.items():
        places |= {before + number: (name, number) for number in numbers}
        before += max(numbers, default=0)
    return places


def _tuples(sheet: Sheet, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    fields = [_column(column, frame[column.field]) for column in sheet.column]
    return list(zip(frame["submission"].to_list(), _counted_on(frame).to_list(), *fields, strict=True))


def _counted_on(frame: pd.DataFrame) -> pd.Series:
    """The rows' numbers; of a list that goes on in another sheet counted on from the last row of the one before."""
    last = frame.groupby(["submission", "sheet_name"], sort=False, dropna=False)["row"].max()
    before = last.groupby(level="submission", sort=False).cumsum() - last
    if not before.any():
        return frame["row"]
    places = pd.MultiIndex.from_frame(frame[["submission", "sheet_name"]])
    offsets: pd.Series = before.reindex(places).set_axis(frame.index)
    return frame["row"] + offsets


def _column(column: Column, values: pd.Series) -> list[Any]:
    if column.type == "whole":
        return [None if value != value else int(value) for value in values.to_list()]
    if column.type == "decimal":
        return [None if value != value else value for value in values.to_list()]
    if column.type == "date":
        return [value.isoformat() if isinstance(value, dt.date) else None for value in values]
    return [None if value is None or value != value else value for value in values.to_list()]

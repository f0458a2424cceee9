"""Accepted rows, as the warehouse stores them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from giamngheo.metadata.form import Column, Form, Sheet

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def rows_by_submission(form: Form, frames: Mapping[str, pd.DataFrame], submissions: Iterable[int]) -> dict[int, Rows]:
    """submission → table → (columns, rows), converted a column at a time over all of them (`frames`, by table)."""
    stored: dict[int, Rows] = {submission: {} for submission in submissions}
    for sheet in form.sheets:
        frame = frames[sheet.table]
        columns = ["submission_id", "row", *(column.field for column in sheet.column)]
        rows = _tuples(sheet, frame)
        owners = frame["submission"].to_list()
        for submission, (start, end) in _runs(owners).items():
            stored[submission][sheet.table] = (columns, rows[start:end])
    return stored


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


def _runs(owners: list[int]) -> dict[int, tuple[int, int]]:
    """Where each submission's rows begin and end; rows of one workbook stand together."""
    runs: dict[int, tuple[int, int]] = {}
    for place, owner in enumerate(owners):
        start, _ = runs.get(owner, (place, place))
        runs[owner] = (start, place + 1)
    return runs

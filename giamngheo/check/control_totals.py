"""Frames beside the sheets: typed totals against their sums, and households that are no longer listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from giamngheo.metadata.form import Form
from giamngheo.read.cells import reader
from giamngheo.read.layout import Located
from giamngheo.read.typed_frames import frame_of

if TYPE_CHECKING:
    from giamngheo.check.batch import Batch


def totals(households: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Typed totals beside the sums of the rows above them (all rows, or those since the last total)."""
    rows: list[tuple[Any, ...]] = []
    groups = dict(iter(households.groupby("submission")))
    for item in batch.items:
        found = item.reading.located.get("household")
        if found and found.total_rows:
            own = groups.get(item.submission, households.iloc[:0])
            rows += _totals_of(item.submission, found, own, batch.form)
    return frame_of(["submission", "sheet_name", "row", "table", "of_field", "typed", "summed", "difference"], rows)


def _totals_of(submission: int, found: Located, own: pd.DataFrame, form: Form) -> Iterable[tuple[Any, ...]]:
    since = 0
    lines = own["row"].to_numpy()
    unreadable = {column.field for column in found.sheet.column if column.is_number and own[column.field].isna().any()}
    numbers = {column.field: own[column.field].to_numpy() for column in found.sheet.column if column.is_number}
    for index in found.total_rows:
        for column in found.sheet.column:
            if not column.is_number or column.field not in found.columns:
                continue
            place = found.columns[column.field][1]
            cells = found.cells[index]
            typed, _ = reader(column, form)(cells[place] if place < len(cells) else None)
            if typed is None or (index, place) in found.uncalculated or column.field in unreadable:
                continue
            above = numbers[column.field][lines <= index]
            part = numbers[column.field][(lines <= index) & (lines > since)]
            summed = min((np.nansum(above), np.nansum(part)), key=lambda total: abs(total - typed))
            yield (
                submission,
                found.name,
                index + 1,
                "household",
                column.field,
                typed,
                summed,
                typed - summed,
            )
        since = index + 1


def departed(households: pd.DataFrame, cover: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Households that were poor or near-poor at the last accepted period: are they in the list now?"""
    columns = [
        "submission",
        "sheet_name",
        "row",
        "table",
        "household_code",
        "previous_row",
        "previous_period",
        "listed_now",
    ]
    if batch.history.households.empty or cover.empty:
        return frame_of(columns, [])
    now = set(zip(households["submission"], households["household_code"], strict=True))
    before: dict[Any, pd.DataFrame] = dict(iter(batch.history.households.groupby("unit")))
    rows = [
        (
            owner.submission,
            _name_of(batch, owner.submission),
            0,
            "household",
            code,
            row,
            report,
            listed,
        )
        for owner in cover.itertuples()
        if owner.unit in before and (owner.submission, "household") in batch.located
        for code, row, report in before[owner.unit][["household_code", "row", "report"]].itertuples(index=False)
        if not (listed := (owner.submission, code) in now)
    ]
    return frame_of(columns, rows)


def _name_of(batch: Batch, submission: Any) -> str:
    return batch.located[(submission, "household")].name

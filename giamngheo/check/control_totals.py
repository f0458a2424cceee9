"""Frames beside the sheets: typed totals against their sums, and households that are no longer listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from giamngheo.core.pseudonym import PREFIX
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import HOUSEHOLDS
from giamngheo.read.cells import reader
from giamngheo.read.layout import Located
from giamngheo.read.typed_frames import Readings, frame_of


def totals(lists: Mapping[str, pd.DataFrame], readings: Readings, form: Form) -> pd.DataFrame:
    """Typed totals of the lists (by table) beside the sums of the rows above them (all rows, or those since the last total)."""
    rows = [
        row
        for table, listed in lists.items()
        if (found := _with_totals(table, readings))
        for groups in (listed.groupby("submission").indices,)
        for submission, one in found.items()
        for row in _totals_on(submission, one, listed.iloc[groups.get(submission, [])], form)
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "of_field", "typed", "summed", "difference"], rows)


def _with_totals(table: str, readings: Readings) -> dict[int, Located]:
    """submission → its list, of those that have a total in it: few do in the short lists."""
    located = ((submission, reading.located.get(table)) for submission, reading in readings)
    return {submission: one for submission, one in located if one and any(part.total_rows for part in one.parts)}


def _totals_on(submission: int, found: Located, own: pd.DataFrame, form: Form) -> Iterable[tuple[Any, ...]]:
    """A list may go on in further sheets."""
    for number, part in enumerate(found.parts):
        if part.total_rows:
            before = own[own["sheet_name"].isin([each.name for each in found.parts[:number]])]
            yield from _totals_of(submission, part, own[own["sheet_name"] == part.name], before, form)


def _totals_of(
    submission: int, found: Located, own: pd.DataFrame, before: pd.DataFrame, form: Form
) -> Iterable[tuple[Any, ...]]:
    """A total may add up what stands since the last one, the sheet, or the sheets before it, too."""
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
            whole = np.nansum(above) + np.nansum(before[column.field].to_numpy())
            summed = min((np.nansum(above), np.nansum(part), whole), key=lambda total: abs(total - typed))
            yield (
                submission,
                found.name,
                index + 1,
                found.sheet.table,
                column.field,
                typed,
                summed,
                typed - summed,
            )
        since = index + 1


def departed(
    households: pd.DataFrame,
    cover: pd.DataFrame,
    previous: pd.DataFrame,
    names: Mapping[Any, str],
    table: str = HOUSEHOLDS,
) -> pd.DataFrame:
    """Households that were poor or near-poor in an accepted report (`previous`): are they in the list now?

    `names`: submission → what it calls the list (`table`), where it has one. Of those whose data were erased nobody can tell
    whether they are there.
    """
    owners = cover.loc[cover["submission"].isin(names.keys()) & cover["unit"].notna(), ["submission", "unit"]]
    asked = owners.merge(previous[["unit", "household_code", "row", "report"]], on="unit")
    gone = asked[~_pairs(asked).isin(_pairs(households)) & ~asked["household_code"].str.startswith(PREFIX)]
    return pd.DataFrame(
        {
            "submission": gone["submission"],
            "sheet_name": gone["submission"].map(names),
            "row": 0,
            "table": table,
            "household_code": gone["household_code"],
            "previous_row": gone["row"],
            "previous_period": gone["report"],
            "listed_now": False,
        }
    ).reset_index(drop=True)


def _pairs(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[["submission", "household_code"]])

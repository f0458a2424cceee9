"""Frames beside the sheets: typed totals against their sums, and households that are no longer listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from giamngheo.core.pseudonym import PREFIX
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.plan import HOUSEHOLDS
from giamngheo.read.cells import CellReading, readers
from giamngheo.read.layout import Located
from giamngheo.read.typed_frames import Readings, frame_of

_Readers = Mapping[str, Callable[[object], CellReading]]


def totals(lists: Mapping[str, pd.DataFrame], readings: Readings, form: Form) -> pd.DataFrame:
    """Typed totals of the lists (by table) beside the sums of the rows above them (all rows, or those since the last total)."""
    rows = [
        row
        for table, listed in lists.items()
        if (found := _with_totals(table, readings))
        for rows_of in (_Rows(listed, form.tables[table]),)
        for submission, one in found.items()
        for row in _totals_on(submission, one, rows_of, readers(form.tables[table], form))
    ]
    return frame_of(["submission", "sheet_name", "row", "table", "of_field", "typed", "summed", "difference"], rows)


def _with_totals(table: str, readings: Readings) -> dict[int, Located]:
    """submission → its list, of those that have a total in it: few do in the short lists."""
    located = ((submission, reading.located.get(table)) for submission, reading in readings)
    return {submission: one for submission, one in located if one and any(part.total_rows for part in one.parts)}


class _Rows:
    """The rows of a list over all workbooks, column by column; places are positions in them."""

    def __init__(self, listed: pd.DataFrame, sheet: Sheet) -> None:
        self._places = listed.groupby("submission").indices
        self._sheets = listed["sheet_name"].to_numpy()
        self.lines = listed["row"].to_numpy()
        self.numbers = {column.field: listed[column.field].to_numpy() for column in sheet.column if column.is_number}

    def on(self, submission: int, sheets: Sequence[str]) -> np.ndarray[Any, Any]:
        """The places of a workbook's rows that stand on some of its sheets."""
        own = np.asarray(self._places.get(submission, ()), dtype=int)
        return own[np.isin(self._sheets[own].astype(str), sheets)]


def _totals_on(submission: int, found: Located, rows: _Rows, read: _Readers) -> Iterable[tuple[Any, ...]]:
    """A list may go on in further sheets."""
    for number, part in enumerate(found.parts):
        if part.total_rows:
            before = rows.on(submission, [each.name for each in found.parts[:number]])
            for total in _totals_of(part, rows, rows.on(submission, [part.name]), before, read):
                yield submission, part.name, *total


def _totals_of(
    found: Located, rows: _Rows, own: np.ndarray[Any, Any], before: np.ndarray[Any, Any], read: _Readers
) -> Iterable[tuple[Any, ...]]:
    """A total may add up what stands since the last one, the sheet, or the sheets before it, too; nothing is said of a column in
    which a number is missing."""
    since, lines = 0, rows.lines[own]
    numbers = {name: numbers[own] for name, numbers in rows.numbers.items() if name in found.columns}
    whole = {name: values for name, values in numbers.items() if not np.isnan(values).any()}
    earlier = {name: np.nansum(rows.numbers[name][before]) for name in whole}
    for index in found.total_rows:
        cells, above = found.cells[index], lines <= index
        part = above & (lines > since)
        for name, values in whole.items():
            place = found.columns[name][1]
            typed, _ = read[name](cells[place] if place < len(cells) else None)
            if typed is None or (index, place) in found.uncalculated:
                continue
            sums = values[above].sum(), values[part].sum(), values[above].sum() + earlier[name]
            summed = min(sums, key=lambda total: abs(total - typed))
            yield index + 1, found.sheet.table, name, typed, summed, typed - summed
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

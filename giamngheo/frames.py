"""Stacks the readings of a batch into typed frames: what Great Expectations judges and the warehouse keeps.

One frame per sheet of the form, over all workbooks of the batch; beside them frames about the workbooks
themselves (`workbook`, `sheet`, `part`, `formula`, `total`, `departed`). Every frame has

* `at`: its own running number, by which a failing row is found again,
* `submission`: the key of the workbook in the batch,
* `sheet_name`, `row`: the place as the sender sees it.

A typed column `x` that may hold unreadable cells has `x__text` beside it: the text that stands there instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from giamngheo.calendar import WorkingCalendar
from giamngheo.configuration.records import Column, Configuration, Form, Sheet
from giamngheo.period import Period
from giamngheo.text import key
from giamngheo.units import Units
from giamngheo.workbook.layout import Located
from giamngheo.workbook.reading import Reading
from giamngheo.workbook.values import reader

NONE_BEFORE = "none"


@dataclass(frozen=True)
class Item:
    """One workbook of a batch, and in whose folder it lay (`None`: not known)."""

    submission: int
    folder_unit: str | None
    reading: Reading


@dataclass(frozen=True)
class History:
    """The last accepted period of each unit before the one judged.

    `cover`: unit → (period, households). `households`: unit, household_code, classification, row; of the
    households then listed as poor or near-poor.
    """

    cover: Mapping[str, tuple[str, int]]
    households: pd.DataFrame

    @classmethod
    def none(cls) -> History:
        return cls({}, pd.DataFrame(columns=["unit", "household_code", "classification", "row"]))


@dataclass(frozen=True)
class Batch:
    """Workbooks judged together, with what their judgement needs to know."""

    items: tuple[Item, ...]
    configuration: Configuration
    history: History
    today: dt.date

    @property
    def form(self) -> Form:
        return self.configuration.form

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """All frames by name."""
        frames = {sheet.table: _stack(sheet, self) for sheet in self.form.sheets}
        frames |= {
            "workbook": _workbooks(self),
            "sheet": _sheets(self),
            "part": _parts(self),
            "formula": _formulas(self),
        }
        frames["cover"] = _with_context(frames["cover"], frames["household"], self)
        frames["household"] = _with_history(frames["household"], frames["cover"], self)
        frames["story"] = _with_list(frames["story"], frames["household"])
        frames["total"] = _totals(frames["household"], self)
        frames["departed"] = _departed(frames["household"], frames["cover"], self)
        return {name: frame.assign(at=range(len(frame))) for name, frame in frames.items()}

    @cached_property
    def located(self) -> dict[tuple[int, str], Located]:
        """(submission, table) → where the sheet's fields are."""
        return {(item.submission, table): found for item in self.items for table, found in item.reading.located.items()}

    @cached_property
    def absent(self) -> set[tuple[int, str, str]]:
        """(submission, table, field) of fields whose heading is not there: nothing else is said of them."""
        return {
            (submission, table, column.field)
            for (submission, table), found in self.located.items()
            for column in found.sheet.column
            if column.field not in found.columns
        }

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(self.configuration.calendar)

    @cached_property
    def units(self) -> Units:
        return Units(self.configuration)


def _stack(sheet: Sheet, batch: Batch) -> pd.DataFrame:
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
        for position in _uncalculated_positions(found, column.field):
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


def _uncalculated_positions(found: Located, name: str) -> list[int]:
    if not found.uncalculated:
        return []
    row, column = found.columns[name]
    if found.sheet.layout == "labels":
        return [0] if (row, column) in found.uncalculated else []
    return [place for place, index in enumerate(found.data_rows) if (index, column) in found.uncalculated]


def _workbooks(batch: Batch) -> pd.DataFrame:
    rows = [(item.submission, None, 0, item.reading.fault or "", item.reading.detail) for item in batch.items]
    return _frame(["submission", "sheet_name", "row", "fault", "detail"], rows)


def _sheets(batch: Batch) -> pd.DataFrame:
    """Required sheets: how many sheets of the workbook bear the name."""
    rows = [
        (item.submission, None, 0, sheet.table, sheet.name, item.reading.sheet_counts.get(sheet.table, 0))
        for item in batch.items
        if item.reading.is_readable
        for sheet in batch.form.sheets
        if sheet.required or item.reading.sheet_counts.get(sheet.table, 0) > 1
    ]
    return _frame(["submission", "sheet_name", "row", "table", "expected", "found"], rows)


def _parts(batch: Batch) -> pd.DataFrame:
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
        if column.required
    ]
    return _frame(["submission", "sheet_name", "row", "table", "expected", "found"], rows)


def _formulas(batch: Batch) -> pd.DataFrame:
    """Cells of rows (and of the cover) whose formula was never calculated."""
    rows = [
        (submission, found.name, found.row_number(name, place), table, name, False)
        for (submission, table), found in batch.located.items()
        if found.uncalculated
        for name in found.columns
        for place in _uncalculated_positions(found, name)
    ]
    return _frame(["submission", "sheet_name", "row", "table", "of_field", "calculated"], rows)


def _with_context(cover: pd.DataFrame, households: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Beside the cover's own values: the folder, the calendar, the list's size, the last accepted period."""
    folders = {item.submission: item.folder_unit for item in batch.items}
    listed = households[households["classification"].isin(["poor", "near_poor"])].groupby("submission").size()
    rows = households.groupby("submission").size()
    previous_listed = batch.history.households.groupby("unit").size()
    units, periods = cover["unit"].to_list(), cover["period"].to_list()
    last = [batch.history.cover.get(unit, (None, None)) for unit in units]
    context: dict[str, Any] = {
        "form_known": [key(name) in batch.form.ids if name else None for name in cover["form_id"]],
        "folder_unit": [folders[submission] for submission in cover["submission"]],
        "unit_known": [_unit_known(unit, period, batch) for unit, period in zip(units, periods, strict=True)],
        "period_state": [_period_state(period, batch) for period in periods],
        "cutoff_matches": [
            _cutoff_matches(day, text, period, batch)
            for day, text, period in zip(cover["cutoff"], cover["cutoff__text"], periods, strict=True)
        ],
        "name_matches": [
            batch.units.bears_name(unit, name, _open_period(period, batch)) if unit and name else None
            for unit, name, period in zip(units, cover["unit_name"], periods, strict=True)
        ],
        "listed": cover["submission"].map(listed).fillna(0).astype("float64"),
        "rows": cover["submission"].map(rows).fillna(0).astype("float64"),
        "previous_period": [period for period, _ in last],
        "previous_households": pd.Series([households for _, households in last], dtype="float64"),
        "previous_listed": cover["unit"].map(previous_listed).astype("float64"),
    }
    frame = cover.assign(**context)
    return frame.assign(
        households_change_percent=_change_percent(frame["households"], frame["previous_households"]),
        listed_change_percent=_change_percent(frame["listed"], frame["previous_listed"]),
    )


def _with_history(households: pd.DataFrame, cover: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Beside each household: its code taken apart, and its class in the last accepted period."""
    by_submission = cover.set_index("submission")
    unit = households["submission"].map(by_submission["unit"])
    previous_period = households["submission"].map(by_submission["previous_period"])
    code = households["household_code"]
    before = batch.history.households.set_index(["unit", "household_code"])["classification"].to_dict()
    transitions = [
        f"{before.get((owner, number), NONE_BEFORE)} > {now}: {change}"
        if isinstance(period, str) and number and now and change
        else None
        for owner, number, now, change, period in zip(
            unit, code, households["classification"], households["change"], previous_period, strict=True
        )
    ]
    return households.assign(
        unit=unit.astype("object"),
        code_unit=pd.Series([number[:5] if number else None for number in code], dtype="object", index=code.index),
        code_in_workbook=pd.Series(
            [
                f"{key_}/{number}" if number else None
                for key_, number in zip(households["submission"], code, strict=True)
            ],
            dtype="object",
            index=code.index,
        ),
        class_and_change=pd.Series(
            [
                f"{now}: {change}" if now and change else None
                for now, change in zip(households["classification"], households["change"], strict=True)
            ],
            dtype="object",
            index=code.index,
        ),
        transition=pd.Series(transitions, dtype="object", index=code.index),
        previous_period=previous_period.astype("object"),
    )


def _with_list(stories: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    listed = set(zip(households["submission"], households["household_code"], strict=True))
    on_the_list = [
        place in listed if place[1] else None
        for place in zip(stories["submission"], stories["household_code"], strict=True)
    ]
    return stories.assign(on_the_list=pd.Series(on_the_list, dtype="object"))


def _totals(households: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Typed totals beside the sums of the rows above them (all rows, or those since the last total)."""
    rows: list[tuple[Any, ...]] = []
    groups = dict(iter(households.groupby("submission")))
    for item in batch.items:
        found = item.reading.located.get("household")
        if found and found.total_rows:
            own = groups.get(item.submission, households.iloc[:0])
            rows += _totals_of(item.submission, found, own, batch.form)
    return _frame(["submission", "sheet_name", "row", "table", "of_field", "typed", "summed", "difference"], rows)


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


def _departed(households: pd.DataFrame, cover: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Households that were poor or near-poor at the last accepted period: are they in the list now?"""
    columns = ["submission", "sheet_name", "row", "table", "previous_row", "previous_period", "listed_now"]
    if batch.history.households.empty or cover.empty:
        return _frame(columns, [])
    now = set(zip(households["submission"], households["household_code"], strict=True))
    before: dict[Any, pd.DataFrame] = dict(iter(batch.history.households.groupby("unit")))
    rows = [
        (
            owner.submission,
            _name_of(batch, owner.submission),
            0,
            "household",
            row,
            owner.previous_period,
            listed,
        )
        for owner in cover.itertuples()
        if owner.unit in before and (owner.submission, "household") in batch.located
        for code, row in zip(before[owner.unit]["household_code"], before[owner.unit]["row"], strict=True)
        if not (listed := (owner.submission, code) in now)
    ]
    return _frame(columns, rows)


def _name_of(batch: Batch, submission: Any) -> str:
    return batch.located[(submission, "household")].name


def _unit_known(unit: str | None, period: str | None, batch: Batch) -> bool | None:
    if not unit:
        return None
    return unit in batch.units.codes(_open_period(period, batch))


def _open_period(period: str | None, batch: Batch) -> Period | None:
    return Period.parse(period) if period and _period_state(period, batch) == "open" else None


def _period_state(period: str | None, batch: Batch) -> str | None:
    if not period:
        return None
    month = Period.parse(period)
    if month < batch.configuration.plan.baseline_period:
        return "before"
    return "future" if month > Period.month_of(batch.today) else "open"


def _cutoff_matches(day: dt.date | None, text: str | None, period: str | None, batch: Batch) -> bool | None:
    if not period or (day is None and text is None):
        return None
    days = batch.calendar.days_of(Period.parse(period))
    return day in {days.cutoff, days.cutoff_moved}


def _change_percent(now: pd.Series, before: pd.Series) -> pd.Series:
    return (now - before) / before.where(before > 0) * 100


def _repeat(values: list[Any], sizes: list[int]) -> list[Any]:
    return [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]


def _frame(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)

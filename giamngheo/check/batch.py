"""A batch: workbooks judged together, their frames, and what is known beside them.

One frame per sheet of the form, over all workbooks of the batch; beside them frames about the workbooks
themselves (`workbook`, `sheet`, `part`, `formula`, `total`, `departed`). Every frame has

* `at`: its own running number, by which a failing row is found again,
* `submission`: the key of the workbook in the batch,
* `sheet_name`, `row`: the place as the sender sees it.

A typed column `x` that may hold unreadable cells has `x__text` beside it: the text that stands there instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from giamngheo.check.context import with_context, with_history, with_list
from giamngheo.check.control_totals import departed, totals
from giamngheo.check.explanations import About, Said
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.units import Units
from giamngheo.metadata.working_calendar import WorkingCalendar
from giamngheo.read.layout import Located
from giamngheo.read.typed_frames import formulas, parts, sheets, stack, workbooks
from giamngheo.read.workbook import Reading, cover_value


@dataclass(frozen=True)
class Item:
    """One workbook of a batch, and in whose folder it lay (`None`: not known)."""

    submission: int
    folder_unit: str | None
    reading: Reading


@dataclass(frozen=True)
class History:
    """The last accepted period of each unit before the one judged.

    `cover`: unit → (period, households). `households`: unit, household_code, classification, row, report (which
    report it stood in, as it is called); of the households then listed as poor or near-poor. `explained`: warnings
    of those periods, and of the version of the same month that is in force.
    """

    cover: Mapping[str, tuple[str, int]]
    households: pd.DataFrame
    explained: Mapping[About, Said] = field(default_factory=dict)

    @classmethod
    def none(cls) -> History:
        return cls({}, pd.DataFrame(columns=["unit", "household_code", "classification", "row", "report"]))


@dataclass(frozen=True)
class Batch:
    """Workbooks judged together, with what their judgement needs to know; `closed`: months that take none any more."""

    items: tuple[Item, ...]
    configuration: Configuration
    history: History
    today: dt.date
    closed: frozenset[str] = frozenset()

    @property
    def form(self) -> Form:
        return self.configuration.form

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """All frames by name."""
        frames = {sheet.table: stack(sheet, self) for sheet in self.form.sheets}
        frames |= {
            "workbook": workbooks(self),
            "sheet": sheets(self),
            "part": parts(self),
            "formula": formulas(self),
        }
        frames["cover"] = with_context(frames["cover"], frames["household"], self)
        frames["household"] = with_history(frames["household"], frames["cover"], self)
        frames["story"] = with_list(frames["story"], frames["household"])
        frames["total"] = totals(frames["household"], self)
        frames["departed"] = departed(frames["household"], frames["cover"], self)
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
    def not_yet(self) -> set[tuple[int, str, str]]:
        """(submission, table, field) of fields that are collected only after the workbook's month."""
        return {
            (item.submission, sheet.table, field)
            for item in self.items
            if isinstance(month := cover_value(item.reading, "period", self.form), str)
            for sheet in self.form.sheets
            for field in sheet.not_yet(Period.parse(month))
        }

    @property
    def calendar(self) -> WorkingCalendar:
        return self.configuration.working_calendar

    @property
    def units(self) -> Units:
        return self.configuration.unit_register

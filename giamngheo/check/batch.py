"""A batch: workbooks judged together, their frames, and what is known beside them.

One frame per sheet of the form, over all workbooks of the batch; beside them frames about the workbooks
themselves (`workbook`, `sheet`, `part`, `cell`, `total`, `departed`). Every frame has

* `at`: its own running number, by which a failing row is found again,
* `submission`: the key of the workbook in the batch,
* `sheet_name`, `row`: the place as the sender sees it.

A typed column `x` that may hold unreadable cells has `x__text` beside it: the text that stands there instead.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

import pandas as pd

from giamngheo.check.context import (
    CLASSES_OF_HOUSEHOLDS,
    with_context,
    with_list,
    with_list_size,
    with_listed_units,
    with_previous,
    with_unit_of_codes,
    with_units_not_listed,
)
from giamngheo.check.control_totals import departed, totals
from giamngheo.check.edition import edition_of, with_edition
from giamngheo.check.explanations import Explanation, lines_of
from giamngheo.check.identification import unit_and_period
from giamngheo.check.reference_data import ReferenceData, reference_data
from giamngheo.core.period import Period
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.editions import not_asked
from giamngheo.metadata.form import Form
from giamngheo.read.layout import Located
from giamngheo.read.typed_frames import cells, parts, sheet_frames, sheets, workbooks
from giamngheo.read.workbook import Reading, cover_text
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Item:
    """One workbook of a batch, and in whose folder it lay (`None`: not known). One that is `in_force` came while its period
    was open, and is not refused because that has been closed since."""

    submission: int
    folder_unit: str | None
    reading: Reading
    in_force: bool = False


@dataclass(frozen=True)
class Batch:
    """Workbooks judged together, and what is known beside them."""

    items: tuple[Item, ...]
    known: ReferenceData

    @property
    def form(self) -> Form:
        return self.known.form

    @cached_property
    def typed(self) -> dict[str, pd.DataFrame]:
        """table → the rows of its sheet as they were sent, to be stored."""
        return sheet_frames(self._readings, self.form)

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """All frames by name, to be judged: beside what was sent what is known."""
        form, known, readings = self.form, self.known, self._readings
        frames = dict(self.typed)
        frames |= {
            "workbook": workbooks(readings),
            "sheet": sheets(readings, form),
            "part": parts(readings, self.not_asked),
            "cell": cells(readings, frames, form),
        }
        folders = {item.submission: item.folder_unit for item in self.items}
        files = {item.submission: PurePath(item.reading.file).name for item in self.items}
        cover = form.cover.table
        standing = frozenset(item.submission for item in self.items if item.in_force)
        editions = {item.submission: edition_of(item.reading, form) for item in self.items}
        frames[cover] = with_edition(with_context(frames[cover], folders, files, known, standing), editions)
        frames |= self._main_frames(frames) if form is known.configuration.form else self._other_frames(frames)
        return {name: frame.assign(at=range(len(frame))) for name, frame in frames.items()}

    def _main_frames(self, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Of the form with the list of households: beside them what was reported before."""
        known = self.known
        cover = with_list_size(frames["cover"], frames["household"], known)
        households = with_previous(frames["household"], cover, known)
        return {
            "cover": cover,
            "household": households,
            "story": with_list(frames["story"], households),
            "total": totals({"household": households}, self._readings, self.form),
            "departed": departed(households, cover, known.previous.households, self._names_of("household")),
        }

    def _other_frames(self, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Of any other form: its lists, with whose codes stand in them, beside the main form's list of the same month."""
        cover, known = frames[self.form.cover.table], self.known
        lists = {
            sheet.table: with_unit_of_codes(frames[sheet.table], cover, known)
            for sheet in self.form.sheets
            if sheet.layout == "table"
        }
        households = next((table for table, rows in lists.items() if {*rows.columns} >= CLASSES_OF_HOUSEHOLDS), None)
        beside = {
            "total": totals(lists, self._readings, self.form),
            "departed": departed(
                lists[households] if households else cover.assign(household_code=None),
                cover,
                self._asked_here(known.previous.households, households),
                self._names_of(households) if households else {},
                households or "",
            ),
        }
        return lists | beside | self._of_units(cover, lists)

    def _of_units(self, cover: pd.DataFrame, lists: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """The lists that have a line for each unit, with whose it is; and the cover with whose is not there."""
        told = {
            sheet.table: with_listed_units(lists[sheet.table], cover, sheet.by_unit, self.known)
            for sheet in self.form.sheets
            if sheet.by_unit
        }
        if not told:
            return {}
        return told | {self.form.cover.table: with_units_not_listed(cover, list(told.values()), self.known)}

    def _asked_here(self, listed: pd.DataFrame, table: str | None) -> pd.DataFrame:
        """Of the main form's list the households of the classes that this form's list has."""
        if listed.empty or table is None:
            return listed
        return listed[listed[CLASS].isin(self.form.tables[table].columns[CLASS].choice_codes)]

    @cached_property
    def located(self) -> dict[tuple[int, str], Located]:
        """(submission, table) → where the sheet's fields are."""
        return {
            (submission, table): found
            for submission, reading in self._readings
            for table, found in reading.located.items()
        }

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
    def not_asked(self) -> set[tuple[int, str, str]]:
        """(submission, table, field) of fields that are not collected in the workbook's period."""
        return {
            (item.submission, sheet.table, field)
            for item in self.items
            if (month := cover_text(item.reading, "period", self.form))
            for sheet in self.form.sheets
            for field in not_asked(sheet, Period.parse(month))
        }

    @cached_property
    def owners(self) -> dict[int, str]:
        """submission → the unit that its cover names."""
        cover = self.frames[self.form.cover.table]
        named = zip(cover["submission"], cover["unit"], strict=True)
        return {int(submission): unit for submission, unit in named if unit}

    @cached_property
    def explanations(self) -> dict[int, list[Explanation]]:
        """submission → what it says of warnings; nothing where the form has no sheet for that."""
        sheet = self.form.explaining
        return lines_of(self.frames[sheet.table]) if sheet else {}

    @property
    def _readings(self) -> list[tuple[int, Reading]]:
        return [(item.submission, item.reading) for item in self.items]

    def _names_of(self, table: str) -> dict[int, str]:
        """submission → what it calls a sheet of the form, where it has that sheet."""
        return {submission: found.name for (submission, of), found in self.located.items() if of == table}


def batches_of(
    items: Iterable[Item], configuration: Configuration, warehouse: Warehouse | None, today: dt.date
) -> list[Batch]:
    """Workbooks of one period, those of each form together, with the previous reports of their units where there is a
    warehouse."""
    by_form: dict[str | None, list[Item]] = defaultdict(list)
    for item in items:
        by_form[item.reading.form].append(item)
    return [_batch_of(tuple(own), configuration, warehouse, today, form_id) for form_id, own in by_form.items()]


def _batch_of(
    listed: tuple[Item, ...],
    configuration: Configuration,
    warehouse: Warehouse | None,
    today: dt.date,
    form_id: str | None,
) -> Batch:
    named = [unit_and_period(item.reading, configuration) for item in listed]
    units, periods = {unit for unit, _ in named if unit}, {period for _, period in named if period}
    month = Period.parse(periods.pop()) if len(periods) == 1 else None
    return Batch(listed, reference_data(configuration, warehouse, today, units, month, form_id))

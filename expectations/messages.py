"""Puts a violation into words for the one who must correct it, at the place that the sender sees."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from expectations.violations import Violation
from giamngheo.check.batch import Batch
from giamngheo.check.finding import Finding
from giamngheo.core.formats import quantity
from giamngheo.core.period import Period
from giamngheo.metadata.form import Column
from giamngheo.read.layout import Located

HIDDEN = "…"  # in place of what is personal
_PERIOD = re.compile(r"(?P<year>\d{4})-(?:(?P<month>\d{2})|Q[1-4]|H[12])")  # the code of a period


def finding_of(violation: Violation, batch: Batch) -> Finding:
    table = _table(violation, batch)
    located = _located(violation, table, batch)
    row: int | None = violation.row or None
    if located and located.sheet.layout == "labels":
        row = located.row_number(violation.field or "", 0) or None
    if violation.rule.sheet:
        row = None
    message = f"{_filled(violation, batch)} {violation.expect.remedy or violation.rule.remedy}"
    sheet = located.name if located else violation.sheet_name
    column = _column(violation, located, batch) if located and row else None
    subject, mark = violation.subject, violation.mark
    return Finding(violation.rule.code, violation.rule.severity, sheet, row, column, message, subject, mark)


def _located(violation: Violation, table: str | None, batch: Batch) -> Located | None:
    """The sheet that a finding points into; of a list on several sheets that of its row."""
    whole = batch.located.get((violation.submission, table)) if table else None
    named = (part for part in whole.parts if part.name == violation.sheet_name) if whole else iter(())
    return next(named, whole)


def _column(violation: Violation, located: Located, batch: Batch) -> str | None:
    """That of the field; a cell outside of the form's columns has its own."""
    frame = batch.frames[violation.frame]
    told = frame.iloc[violation.at]["column"] if "column" in frame.columns else None
    return located.letter(violation.field) or (told if isinstance(told, str) else None)


def _table(violation: Violation, batch: Batch) -> str | None:
    """The sheet of the form that a finding points into."""
    table = violation.rule.sheet or violation.table
    return table if table in batch.form.tables else None


def _filled(violation: Violation, batch: Batch) -> str:
    """The rule's sentence with this row's numbers; nothing from a column that names a person."""
    template = violation.expect.message or violation.rule.message
    if "{" not in template:
        return template
    row = batch.frames[violation.frame].iloc[violation.at]
    sheet = batch.form.tables.get(violation.frame)
    shown = _Shown(row, violation.field, sheet.columns if sheet else {})
    return _without_quoting_nothing(template, shown.read).format_map(shown)


def _without_quoting_nothing(template: str, read: str) -> str:
    """The sentence without its quotation where the cell is empty, or where what stands there is personal."""
    if read and read != HIDDEN:
        return template
    return template.replace(" (đọc được «{read}»)", "" if read else " (ô trống)").replace(" («{read}»)", "")


class _Shown(dict[str, str]):
    """Values of a row as they are shown in a message; `read` is what was read in the cell that it points to."""

    def __init__(self, row: pd.Series, field: str | None, columns: Mapping[str, Column]) -> None:
        super().__init__()
        self.row, self.field, self.columns = row, field, columns

    @property
    def read(self) -> str:
        """What was read in the cell that the message points to."""
        return self._told("read" if "read" in self.row else self.field or "")

    def __missing__(self, name: str) -> str:
        return self.read or "trống" if name == "read" else self._told(name) or HIDDEN

    def _told(self, name: str) -> str:
        """What stands in a cell; nothing of a column that names a person."""
        column = self.columns.get(name)
        if name == "code_in_workbook" or (column and column.personal):
            return HIDDEN
        value = self.row.get(name)
        if column and column.type == "choice":
            value = next((choice.label for choice in column.choice if choice.code == value), value)
        return _as_text(self.row.get(f"{name}__text")) or _as_text(value)


def _as_text(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        return quantity(float(value))
    period = _PERIOD.fullmatch(str(value))
    if period and not period["month"]:
        return Period.parse(period[0]).title
    return f"{period['month']}/{period['year']}" if period else str(value)

"""A rule broken at one row of a frame: where, what it is about, and by which values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any

import pandas as pd

from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.rules import Expect, Rule

# What a row is about, in the frames that are no sheets; in a sheet its key tells.
_SUBJECTS = {"departed": "household_code", "total": "of_field", "cell": "about"}
Place = tuple[int, str | None, int]


@dataclass(frozen=True)
class Violation:
    """A rule broken at one row of a frame; `table`: the sheet of the form that the row is about, or again the frame."""

    rule: Rule
    expect: Expect
    frame: str
    table: str
    at: int
    submission: int
    sheet_name: str | None
    row: int
    fields: frozenset[str]
    field: str | None
    subject: str
    mark: str

    @property
    def place(self) -> Place:
        return (self.submission, self.sheet_name, self.row)


def violations_at(
    rule: Rule, expect: Expect, name: str, frame: pd.DataFrame, places: list[int], form: Form
) -> Iterator[Violation]:
    """The failing rows, their columns taken once: there may be tens of thousands."""
    if not places:
        return
    failing = frame.iloc[places]
    own_fields = expect.fields
    fixed = rule.column or min(own_fields, default=None)
    tables = failing["table"] if "table" in frame.columns else [name] * len(places)
    cells = failing["of_field"] if "of_field" in frame.columns else [None] * len(places)
    submissions, sheets, rows = failing["submission"], failing["sheet_name"], failing["row"]
    subjects, marks = _subjects(name, failing, form), _marks(rule, expect, own_fields, failing)
    for at, table, submission, sheet, row, cell, subject, mark in zip(
        places, tables, submissions, sheets, rows, cells, subjects, marks, strict=True
    ):
        fields = frozenset({cell}) if cell else own_fields
        field = expect.points_to or rule.column or cell or fixed
        yield Violation(rule, expect, name, table, at, int(submission), sheet, int(row), fields, field, subject, mark)


def _subjects(name: str, failing: pd.DataFrame, form: Form) -> list[str]:
    """What each failing row is about: a household's code, all of a resource's key (its source alone comes again each
    month); empty for what is of the whole workbook."""
    sheet = form.tables.get(name)
    fields = [field for field in (_naming(sheet) if sheet else [_SUBJECTS.get(name, "")]) if field in failing.columns]
    if not fields:
        return [""] * len(failing)
    return [" / ".join(map(_as_text, row)) for row in zip(*(failing[field] for field in fields), strict=True)]


def _naming(sheet: Sheet) -> list[str]:
    """The fields that tell a sheet's rows apart: a code, where the key begins with one, else the whole key."""
    codes = {column.field for column in sheet.column if column.type == "code"}
    return list(sheet.row_key[:1] if codes & set(sheet.row_key[:1]) else sheet.row_key)


def _as_text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _marks(rule: Rule, expect: Expect, fields: frozenset[str], failing: pd.DataFrame) -> list[str]:
    """Digests of the values that a rule looks at or speaks of: an explained warning speaks again when one changes.

    A share alone is not enough: 25% more comes again of other numbers, and a wrong day is wrong anew in another month.
    """
    if rule.severity != "warning":
        return [""] * len(failing)
    spoken_of = {name for _, name, _, _ in Formatter().parse(expect.message or rule.message) if name}
    looked_at = sorted(fields | {rule.column or ""} | spoken_of)
    names = [name for field in looked_at for name in (field, f"{field}__text") if name in failing.columns]
    values = zip(*(failing[name].to_list() for name in names), strict=True)
    return [hashlib.sha256(repr(each).encode()).hexdigest()[:16] for each in values]

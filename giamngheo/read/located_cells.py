"""What the rooms of reading share about cells: their texts, which field a heading means, and what is noticed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from giamngheo.core.remembered import remembered_if_short
from giamngheo.core.text import headings_of, plain, tidy
from giamngheo.metadata.form import Sheet

Row = Sequence[object]
Cell = tuple[int, int]  # (row, column), both from 0

EMPTY = ("", None)
_OF_HEADINGS = frozenset({"unit", "turned", "beside", "split", "wide", "moved", "unread", "other_sheet"})
_CODE = re.compile(r"[0-9]{5,12}")
# A code in groups, as a text or with what a number leaves behind: `18604 0001`, `'186040001`, `186040001.0`.
_SET_APART = re.compile(r"'?([0-9]{3,}(?:[ .–-][0-9]{3,})*)(?:\.0)?")
_UNIT_FOLLOWS = re.compile(r"\s*[,:;/–-]")


@dataclass(frozen=True)
class Remark:
    """A cell that a person sees otherwise than its value says, or that cannot be read as it stands.

    `kind` is what rules ask for (`docs/form.md`); `row` and `column` from 0; `read`: what a person sees there, `stored`: what
    the file holds where that differs; `count`: so many cells or rows are like it, said once.
    """

    kind: str
    row: int
    column: int | None
    field: str | None = None
    read: str = ""
    stored: str = ""
    count: int = 1

    @property
    def is_heading(self) -> bool:
        """Whether it quotes a heading, which is nobody's data."""
        return self.kind in _OF_HEADINGS


@dataclass(frozen=True)
class Heading:
    """`first` and `last` line (from 0); field → its column; how often each field's heading stands there."""

    first: int
    last: int
    columns: dict[str, int]
    found: Counter[str]


def text_of(value: object) -> str:
    if isinstance(value, str):
        return tidy(value) if value else ""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def at(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def is_code(text: str) -> bool:
    return (_CODE.fullmatch(text) or _CODE.fullmatch(bare_code(text))) is not None


def bare_code(text: str) -> str:
    """A code without what sets its groups of digits apart."""
    found = _SET_APART.fullmatch(text)
    return re.sub(r"[^0-9]", "", found[1]) if found else text


def field_of(sheet: Sheet, text: str) -> str | None:
    """The field whose heading this is; one with a unit of measure also before a comma: `Số tiền, nghìn đồng`."""
    headings = sheet.field_of_heading
    for way in headings_of(text):
        if way in headings:
            return headings[way]
    name = headings.get(_before_a_unit(text))
    return name if name and sheet.columns[name].unit_of_measure else None


@remembered_if_short
def _before_a_unit(text: str) -> str:
    return plain(_UNIT_FOLLOWS.split(text)[0])


def fields_in(sheet: Sheet, row: Row) -> dict[int, str]:
    """column → field of every heading in a line."""
    found = {}
    for column, value in enumerate(row):
        if isinstance(value, str) and value and (name := field_of(sheet, value)):
            found[column] = name
    return found

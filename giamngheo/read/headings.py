"""The heading of a table: one to three lines; and what it says beside the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from giamngheo.core.text import tidy, without_diacritics
from giamngheo.metadata.form import Column, Form, Sheet, UnitOfMeasure
from giamngheo.read.formats import Worksheet
from giamngheo.read.located_cells import EMPTY, Cell, Heading, Remark, Row, at, field_of, fields_in, text_of
from giamngheo.read.rows import Rows, is_number_line

HEADING_SEARCH_ROWS = 200
_DEEPEST = 3
_UNIT_LINE = re.compile(r"(?:don vi tinh|don vi|dvt)\b\s*:?\s*(.*)")


def heading_of(sheet: Sheet, rows: Sequence[Row]) -> Heading | None:
    """The lines that bear most of the sheet's headings; as few lines as will do."""
    most = 1 if len(sheet.column) > 1 else 0
    best: tuple[int, int, dict[int, str]] | None = None
    lines = [fields_in(sheet, row) for row in rows[: HEADING_SEARCH_ROWS + _DEEPEST]]
    for first in range(min(len(lines), HEADING_SEARCH_ROWS)):
        together: dict[int, str] = {}
        for last in range(first, min(first + _DEEPEST, len(lines))) if lines[first] else ():
            together = together | lines[last]
            fields = len(set(together.values()))
            if fields > most and lines[last]:
                best, most = (first, last, dict(together)), fields
        if most == len(sheet.column):
            break
    return _heading(best) if best else None


def _heading(best: tuple[int, int, dict[int, str]]) -> Heading:
    first, last, matches = best
    columns: dict[str, int] = {}
    found: Counter[str] = Counter()
    for column, name in sorted(matches.items()):
        found[name] += 1
        columns.setdefault(name, column)
    return Heading(first, last, columns, found)


def label_remarks(sheet: Sheet, seen: Worksheet, places: Mapping[str, Cell], form: Form) -> Iterator[Remark]:
    """The same of the cover's labels, which stand left of their values."""
    for name, (row, column) in places.items():
        text = text_of(at(seen.rows[row], column - 1))
        yield from _of_words(_beside(text, sheet.columns[name]), text, sheet.columns[name], (row, column), None, form)


def _of_words(
    beside: str, text: str, asked: Column, place: Cell, above: UnitOfMeasure | None, form: Form
) -> Iterator[Remark]:
    unit = form.unit_in(beside) or _same_kind(above, asked, form)
    if asked.unit_of_measure and unit and unit.name != asked.unit_of_measure:
        yield Remark("unit", *place, asked.field, unit.name)
    if form.turns_the_sense(beside):
        yield Remark("turned", *place, asked.field, tidy(text))


def heading_remarks(sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows, form: Form) -> Iterator[Remark]:
    """A unit of measure that is not the form's, words that turn the sense, a heading over more columns than one."""
    above = _unit_above(seen.rows[: heading.first], form)
    start = min([*rows.data, *rows.totals], default=heading.last + 1)
    for name, column in heading.columns.items():
        asked = sheet.columns[name]
        row, texts = _texts_of(sheet, seen.rows, heading, start, name, column)
        beside = " ".join(_beside(text, asked) for text in texts).strip()
        yield from _of_words(beside, " ".join(texts), asked, (row, column), above, form)
        if split := _split(seen, heading, rows, row, column, start):
            yield Remark("split", row, column, name, split)


def _texts_of(
    sheet: Sheet, rows: Sequence[Row], heading: Heading, start: int, name: str, column: int
) -> tuple[int, list[str]]:
    """The line of a column's own heading, and its text with those below it, down to the rows."""
    lines = [index for index in range(heading.first, min(start, len(rows))) if not is_number_line(rows[index])]
    filled = [(index, str(value)) for index in lines if (value := at(rows[index], column)) not in EMPTY]
    own = max((index for index, text in filled if field_of(sheet, text) == name), default=heading.last)
    return own, [text for index, text in filled if index >= own]


def _beside(text: str, column: Column) -> str:
    """What a heading says beside the column's name, folded: `so tien vay (ty dong)` → `(ty dong)`."""
    folded = _folded(text)
    names = sorted((_folded(name) for name in (column.heading, *column.also)), key=len, reverse=True)
    return next((folded[len(name) :].strip() for name in names if folded.startswith(name)), folded)


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return without_diacritics(tidy(text).casefold())


def _unit_above(lines: Sequence[Row], form: Form) -> UnitOfMeasure | None:
    """`Đơn vị tính: nghìn đồng` in a line above the table."""
    for row in reversed(lines):
        for value in row:
            if isinstance(value, str) and (stated := _UNIT_LINE.search(_folded(value))):
                return form.unit_in(stated[1])
    return None


def _same_kind(unit: UnitOfMeasure | None, column: Column, form: Form) -> UnitOfMeasure | None:
    """A unit for the whole table is meant for the columns that it can measure."""
    own = form.unit_in(_folded(column.unit_of_measure)) if column.unit_of_measure else None
    return unit if unit and own and unit.measure == own.measure else None


def _split(seen: Worksheet, heading: Heading, rows: Rows, row: int, column: int, start: int) -> str:
    """What stands under a heading that spans several columns of which the form knows one: `Nam, Nữ`."""
    others = set(heading.columns.values())
    last = next((end for top, left, _, end in seen.merged if (top, left) == (row, column)), column)
    if last == column and at(seen.rows[row], column + 1) in EMPTY:
        last = column + 1  # no range is known: a blank cell beside the heading may belong to it
    spanned = [each for each in range(column, last + 1) if each == column or each not in others]
    below = [index for index in range(row + 1, start) if not is_number_line(seen.rows[index])]
    texts = [next((text for index in below if (text := text_of(at(seen.rows[index], one)))), "") for one in spanned]
    is_merged = any((top, left) == (row, column) and end > column for top, left, _, end in seen.merged)
    is_used = any(at(seen.rows[each], one) not in EMPTY for each in rows.data for one in spanned[1:])
    if len(spanned) < 2 or not (all(texts) or (is_merged and is_used)):
        return ""
    return ", ".join(filter(None, texts)) or tidy(str(at(seen.rows[row], column)))

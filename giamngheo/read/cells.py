"""Reads a cell by the declared type of its column; what cannot be read is said, never guessed.

Each reader takes a raw cell (as the reader of its kind typed it) and gives `(value, text)`: a typed value, or `None` and the
text that stands where the value belongs. An empty cell is `(None, None)`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Kind, Period
from giamngheo.core.remembered import remembered
from giamngheo.core.text import key, tidy
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.read.error_values import is_error
from giamngheo.read.located_cells import bare_code

CellReading = tuple[Any, str | None]
EMPTY: CellReading = (None, None)
_TOO_MANY = 1e9
_REMEMBERED = 4096  # cells of a column: those that there are again and again
_LONG = 256  # characters; such texts would fill a process for good
_NONE = ("", "-", "–", "—")  # a dash is how papers write that there is none

_VIETNAMESE_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+)(?:,\d+)?", re.ASCII)
_DAY = re.compile(r"(?:ngày )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_LONG_DAY = re.compile(r"(?:[^\d]*, )?(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.ASCII)
_MONTH = re.compile(r"(?:kỳ )?(?:báo cáo )?(?:tháng |t\.?)? ?(\d{1,2}) ?(?:/|-|\.|năm|/ ?năm) ?(\d{4})", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_QUARTER = re.compile(
    r"(?:kỳ )?(?:báo cáo )?(?:quý|q) ?(?P<number>iii|iv|ii|i|[1-4]) ?(?:/|-|\.|năm|/ ?năm)? ?(?P<year>\d{4})"
)
_ISO_QUARTER = re.compile(r"(?P<year>\d{4})-q(?P<number>[1-4])", re.ASCII)
_HALF = re.compile(r"(?:kỳ )?(?:báo cáo )?(?:6|sáu) tháng (?P<number>đầu|cuối) năm (?P<year>\d{4})")
_ISO_HALF = re.compile(r"(?P<year>\d{4})-h(?P<number>[12])", re.ASCII)
_YEAR = re.compile(r"(?:kỳ )?(?:báo cáo )?(?:năm )?(?P<year>\d{4})(?:[.]0)?", re.ASCII)
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "đầu": 1, "cuối": 2}
_RULE = re.compile(r"\b([A-Z])[ .-]?(\d{3})\b", re.ASCII)


@remembered(64)
def readers(sheet: Sheet, form: Form) -> dict[str, CellReader]:
    """field → how its cells are read."""
    return {column.field: reader(column, form) for column in sheet.column}


class CellReader:
    """How cells of a column are read; remembers what it has read, for columns repeat themselves."""

    def __init__(self, read: Callable[[object], CellReading]) -> None:
        self._read = read
        self._remembered = lru_cache(maxsize=_REMEMBERED, typed=True)(read)

    def __call__(self, cell: object) -> CellReading:
        return self._read(cell) if isinstance(cell, str) and len(cell) > _LONG else self._remembered(cell)

    def all(self, cells: Sequence[object]) -> list[CellReading]:
        """The same of each: in C, where no text is long."""
        is_long = any(isinstance(cell, str) and len(cell) > _LONG for cell in {*cells})
        return [*map(self if is_long else self._remembered, cells)]


def reader(column: Column, form: Form) -> CellReader:
    """By the column's type."""
    readers: dict[str, Callable[[object], CellReading]] = {
        "text": _text_reader(column),
        "code": _text_reader(column),
        "whole": read_number,
        "decimal": read_number,
        "date": read_day,
        "month": read_month,
        "quarter": read_quarter,
        "half": read_half,
        "year": read_year,
        "mark": _mark_reader(form),
        "choice": _choice_reader(column),
        "rule": read_rule,
    }
    return CellReader(readers[column.type])


def read_text(cell: object) -> CellReading:
    text = tidy(_as_typed(cell))
    return (None if is_error(text) else text or None, None)


def _text_reader(column: Column) -> Callable[[object], CellReading]:
    def read_text_or_code(cell: object) -> CellReading:
        """A code is text, also where it arrives as a number: `186040001.0` is `186040001`, and so is `18604 0001`."""
        text, wrong = read_text(cell)
        if text and column.type == "code":
            text = bare_code(text)
        lost = column.leading_zero and text and isinstance(cell, int | float) and not isinstance(cell, bool)
        return (f"0{text}" if lost and text.isdigit() else text, wrong)

    return read_text_or_code


def read_rule(cell: object) -> CellReading:
    """The code of a rule, alone or before its title: `H318`, `h 318`, `H318 – Khoản vay trên 100 triệu`."""
    text = tidy(_as_typed(cell))
    if not text:
        return EMPTY
    found = _RULE.search(text.upper())
    return (found[1] + found[2], None) if found else (None, text)


def read_number(cell: object) -> CellReading:
    """A number, or text in Vietnamese notation: `1.771` and `1 771` are 1771, `50,0` is 50. `1.5` as text is neither."""
    if isinstance(cell, bool):
        return (None, "TRUE" if cell else "FALSE")
    if isinstance(cell, int | float):
        return _within_reason(float(cell), cell)
    text = tidy(_as_typed(cell)).replace("\u2212", "-")
    if text in _NONE:
        return EMPTY
    if not _VIETNAMESE_NUMBER.fullmatch(text):
        return (None, text)
    return _within_reason(float(text.replace(".", "").replace(" ", "").replace(",", ".")), text)


def _within_reason(number: float, cell: object) -> CellReading:
    """No count and no amount of a commune reaches a thousand million; such a number is text gone astray."""
    return (number, None) if abs(number) < _TOO_MANY else (None, str(cell)[:40])


def read_day(cell: object) -> CellReading:
    """A real date, or `14/03/2020`; a number without a date's format is no date."""
    if isinstance(cell, dt.datetime):
        return (cell.date(), None)
    if isinstance(cell, dt.date):
        return (cell, None)
    typed = tidy(_as_typed(cell))
    text = key(typed)
    if not text:
        return EMPTY
    if found := _DAY.fullmatch(text) or _LONG_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0  # `14/03/20`: nothing of the form is older
    elif found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return (None, typed)
    try:
        return (dt.date(year, month, day), None)
    except ValueError:
        return (None, typed)


def read_month(cell: object) -> CellReading:
    """The code of a month: `03/2020`, `Tháng 3 năm 2020`, `T3/2020`, `2020-03`, or a date within it."""
    day, typed = read_day(cell)
    if day:
        return _month(day.year, day.month, tidy(_as_typed(cell)))
    if not typed:
        return EMPTY
    text = key(typed)
    if found := _MONTH.fullmatch(text):
        month, year = map(int, found.groups())
    elif found := _ISO_MONTH.fullmatch(text):
        year, month = map(int, found.groups())
    else:
        return (None, typed)
    return _month(year, month, typed)


def read_quarter(cell: object) -> CellReading:
    """The code of a quarter: `Quý I/2026`, `quý 1 năm 2026`, `Q1/2026`, `2026-Q1`."""
    return _period(cell, "quarter", _QUARTER, _ISO_QUARTER)


def read_half(cell: object) -> CellReading:
    """The code of a half-year: `6 tháng đầu năm 2026`, `2026-H1`."""
    return _period(cell, "half", _HALF, _ISO_HALF)


def read_year(cell: object) -> CellReading:
    """The code of a year: `2026`, `Năm 2026`."""
    return _period(cell, "year", _YEAR, _YEAR)


def _period(cell: object, kind: Kind, as_said: re.Pattern[str], as_code: re.Pattern[str]) -> CellReading:
    typed = tidy(_as_typed(cell))
    text = key(typed)
    if not text:
        return EMPTY
    found = as_said.fullmatch(text) or as_code.fullmatch(text)
    if not found:
        return (None, typed)
    number = found.groupdict().get("number") or "1"
    return _coded(int(found["year"]), kind, _NUMBERS.get(number) or int(number), typed)


def _month(year: int, month: int, typed: str) -> CellReading:
    """There is no month before 1900: a day of 1899 is how programs show 0."""
    return _coded(year, "month", month, typed)


def _coded(year: int, kind: Kind, number: int, typed: str) -> CellReading:
    try:
        return (Period(year, kind, number).code, None)
    except UsageError:
        return (None, typed)


def _mark_reader(form: Form) -> Callable[[object], CellReading]:
    yes = {key(mark) for mark in form.marks.yes}
    no = {key(mark) for mark in form.marks.no} | {""}

    def read_mark(cell: object) -> CellReading:
        text = key(_as_typed(cell))
        if text in yes:
            return (True, None)
        return (False, None) if text in no else (None, tidy(_as_typed(cell)))

    return read_mark


def _choice_reader(column: Column) -> Callable[[object], CellReading]:
    choices = column.choices

    def read_choice(cell: object) -> CellReading:
        text = key(_as_typed(cell))
        if not text:
            return EMPTY
        code = choices.get(text)
        return (code, None) if code else (None, tidy(_as_typed(cell)))

    return read_choice


def _as_typed(cell: object) -> str:
    """A cell as text, a whole number without the `.0` that spreadsheets store it with."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y %H:%M}" if isinstance(cell, dt.datetime) else f"{cell:%d/%m/%Y}"
    return str(cell)

"""The lines below a heading: which are rows, totals, headings that come again, signatures, or a household without a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from giamngheo.core.text import key, one_tone_placement
from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.cells import readers
from giamngheo.read.formats import Worksheet
from giamngheo.read.located_cells import EMPTY, Heading, Remark, Row, at, fields_in, is_code, text_of

_NO_LETTER = (" ", ".", ":", "(")
_WORD_END = r"(?![^\W\d_])"
_TELLING = {"whole", "decimal", "mark", "choice", "date", "rule"}
_MOST_TEXTS_OF_A_SIGNER = 2
_NUMBER_MARK = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-zĐđ])\s*\)?(?:\s*=[\d\s()+*/:×–-]*)?")
_SERIAL = re.compile(r"\d{1,5}\.?")
_NUMERAL = re.compile(r"(?:[IVX]{1,5}|[A-ZĐ])[.)]?|\d{1,4}(?: hộ)?")  # of a section, and how many it has


@dataclass
class Rows:
    """Which lines (from 0) are rows of the sheet, typed totals, or its heading again; what else was noticed about lines."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def rows_below(sheet: Sheet, seen: Worksheet, heading: Heading, form: Form) -> Rows:
    """Sort the lines below a heading."""
    lines = _Lines(sheet, seen, heading.columns, form)
    found = Rows()
    for index in range(heading.last + 1, len(seen.rows)):
        kind = lines.kind(index, is_first=not found.data)
        if kind == "row":
            found.data.append(index)
        elif kind == "total":
            found.totals.append(index)
        elif kind == "heading":
            found.headings.append(index)
        elif kind == "nameless":
            found.remarks.append(Remark("nameless", index, lines.first_filled(index), lines.code_field))
        elif kind == "second_table" and not lines.has_code_from(index):
            found.remarks.append(Remark("second_table", index, lines.first_filled(index)))
            break
    found.data = list(lines.without_signers(found.data))
    _drop_sums(found, lines)
    return found


def _drop_sums(found: Rows, lines: _Lines) -> None:
    """A line of sums without a word is a total."""
    for remark in [one for one in found.remarks if one.kind == "nameless"]:
        above = [row for row in found.data if row < remark.row]
        if len(above) > 1 and lines.is_sum(remark.row, above):
            found.remarks.remove(remark)
            found.totals.append(remark.row)
    if not lines.has_codes and len(found.data) > 1 and lines.is_sum(found.data[-1], found.data[:-1]):
        found.totals.append(found.data.pop())
    found.totals.sort()


class _Lines:
    """The lines of a sheet, looked at by what stands in the form's columns."""

    def __init__(self, sheet: Sheet, seen: Worksheet, columns: dict[str, int], form: Form) -> None:
        self._sheet, self._seen, self._rows, self._columns = sheet, seen, seen.rows, columns
        self._keys = [columns[name] for name in sheet.row_key if name in columns]
        self._naming = [
            columns[name] for name in sheet.row_key if name in columns and not sheet.columns[name].is_number
        ]
        self._lead = range(min(self._keys, default=0))
        self._is_total, self._is_signature = _beginning(form.rows.totals), _beginning(form.rows.signatures)
        self._is_no_total = _beginning(form.rows.not_totals)
        self._readers = readers(sheet, form)
        self.code_field = next((name for name in sheet.row_key if sheet.columns[name].type == "code"), None)
        self.has_codes = self.code_field in columns

    def _is_uncalculated(self, index: int) -> bool:
        return any((index, column) in self._seen.uncalculated for column in self._keys)

    def kind(self, index: int, is_first: bool) -> str:
        """What a line is: `row`, `total`, `heading`, `nameless`, `second_table`, or nothing that counts (empty)."""
        row = self._rows[index]
        texts = [text for column in self._keys if (text := text_of(at(row, column)))]
        if any(map(is_code, texts)) or self._is_uncalculated(index):
            return "row"
        if not any(value not in EMPTY for value in row) or is_number_line(row):
            return ""
        if headings := fields_in(self._sheet, row):
            own = sum(self._columns.get(name) == column for column, name in headings.items())
            if own > 1 or len(headings) > 2:
                return "heading" if own > 1 else "second_table"
        chooses, tells = self._tells(row, {"choice"}), self._tells(row)
        if not chooses and self._is_section(row):
            return "" if self.has_codes else "total"
        if not chooses and self._is_word_of_total(row):
            return "total"
        if any(map(self._is_signature, texts)) and not tells:
            return ""
        if texts:
            return self._without_code(row, texts, is_first, tells)
        # A further line of the heading may hold words for marks.
        return "nameless" if self.has_codes and (chooses if is_first else tells) else ""

    def _is_word_of_total(self, row: Row) -> bool:
        """Whether a line's first words are those of a total."""
        words = (text for column in range(len(row)) if any(map(str.isalpha, text := text_of(at(row, column)))))
        first = next((text for text in words if not _NUMERAL.fullmatch(text)), "")
        return self._is_total(first) and not self._is_no_total(first)

    def _is_section(self, row: Row) -> bool:
        """Whether a line bears a section's number: `II` | `Hộ cận nghèo`, with or without what it adds up to."""
        return not self._is_numbered(row) and any(_NUMERAL.fullmatch(text_of(at(row, column))) for column in self._lead)

    def _without_code(self, row: Row, texts: list[str], is_first: bool, tells: bool) -> str:
        """A line with a key's text and no code."""
        filled = [text for value in row if (text := text_of(value))]
        is_alone = len(texts) == 1 and all(_NUMERAL.fullmatch(text) for text in filled if text not in texts)
        if not self.has_codes:
            # Words under columns of numbers alone are a further line of the heading: `Kế hoạch`, `Thực hiện`.
            is_words = is_first and not any(text_of(at(row, column)) for column in self._naming)
            return "row" if tells or not (is_words or is_alone) else ""
        if tells or self._is_numbered(row):
            return "row"
        if is_first or is_alone:
            return ""  # a further line of the heading, or a section: `Thôn Bắc Hải`, `II` | `Hộ cận nghèo`
        return "second_table" if len(filled) > _MOST_TEXTS_OF_A_SIGNER else "row"

    def has_code_from(self, index: int) -> bool:
        return any(is_code(text_of(at(row, column))) for row in self._rows[index:] for column in self._keys)

    def first_filled(self, index: int) -> int | None:
        filled = (column for column, value in enumerate(self._rows[index]) if value not in EMPTY)
        return next(filled, None)

    def is_sum(self, index: int, above: Sequence[int]) -> bool:
        """Whether all that stands in a line are the sums of the rows above it."""
        numbers = {name for name in self._columns if self._sheet.columns[name].is_number}
        if any(text_of(at(self._rows[index], self._columns[name])) for name in self._columns.keys() - numbers):
            return False
        typed = {name: self._number(name, index) for name in numbers}
        filled = {name: value for name, value in typed.items() if value is not None}
        return bool(filled) and all(
            abs(sum(self._number(name, row) or 0 for row in above) - value) < 0.005 for name, value in filled.items()
        )

    def _number(self, name: str, index: int) -> float | None:
        value: float | None = self._read(name, at(self._rows[index], self._columns[name]))
        return value

    def _read(self, name: str, cell: object) -> Any:
        """What a cell says by the type of its column; most lists are told by their codes and need no such reader."""
        return self._readers[name](cell)[0]

    def without_signers(self, data: list[int]) -> Iterator[int]:
        """Drop what stands below the last row: names of signers, places and days, notes.

        Such a line has no code, no number, mark or choice that can be read as one, and hardly a text besides.
        """
        keep = len(data)
        while keep and not self._is_row(data[keep - 1]):
            keep -= 1
        yield from data[:keep]

    def _tells(self, row: Row, types: Set[str] = _TELLING) -> bool:
        """Whether a number, a mark, a choice or a day of the form stands in a line."""
        return any(
            text_of(at(row, column)) and self._read(name, at(row, column)) is not None
            for name, column in self._columns.items()
            if self._sheet.columns[name].type in types
        )

    def _is_numbered(self, row: Row) -> bool:
        return any(_SERIAL.fullmatch(text_of(at(row, column))) for column in self._lead)

    def _is_row(self, index: int) -> bool:
        row = self._rows[index]
        if self._tells(row) or self._is_uncalculated(index):
            return True
        texts = [(name, text) for name, column in self._columns.items() if (text := text_of(at(row, column)))]
        if any(self._sheet.columns[name].type == "code" and is_code(text) for name, text in texts):
            return True
        if texts and self.has_codes and self._is_numbered(row):
            return True
        return len(texts) > _MOST_TEXTS_OF_A_SIGNER


def is_number_line(row: Row) -> bool:
    """Marks of columns: in brackets, letters, or bare numbers that rise from 1."""
    texts = []
    for value in row:
        if text := text_of(value):
            if not _NUMBER_MARK.fullmatch(text):
                return False
            texts.append(text)
    if len(texts) < 3:
        return False
    bare = [int(text) for text in texts if text.isdigit()]
    is_rising = bare[:1] == [1] and len(bare) > 2 and all(one < next_ for one, next_ in pairwise(bare))
    return (
        is_rising if bare else len(set(map(str.casefold, texts))) == len(texts)
    )  # `x`, `x`, `x` are marks of a household


@lru_cache(maxsize=16)
def _beginning(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text begins with one of the words, as a word: `Tổng cộng`, `Cộng:`, but not `Tổngx`."""
    alternatives = "|".join(
        f"{re.escape(one_tone_placement(word))}{'' if word.endswith(_NO_LETTER) else _WORD_END}" for word in words
    )
    pattern = re.compile(alternatives)
    return lru_cache(maxsize=100_000)(lambda text: bool(text) and pattern.match(key(text)) is not None)

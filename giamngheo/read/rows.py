"""The lines below a heading: which are rows, totals, headings that come again, signatures, or a household without a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from giamngheo.core.text import key
from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.cells import reader
from giamngheo.read.formats import Worksheet
from giamngheo.read.located_cells import EMPTY, Heading, Remark, Row, at, fields_in, is_code, text_of

_NO_LETTER = (" ", ".", ":", "(")
_WORD_END = r"(?![^\W\d_])"
_TELLING = {"whole", "decimal", "mark", "choice", "date", "rule"}
_MOST_TEXTS_OF_A_SIGNER = 2
_NUMBER_MARK = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-zĐđ])\s*\)?(?:\s*=.*)?")
_SERIAL = re.compile(r"\d{1,5}\.?")


@dataclass
class Rows:
    """Which lines (from 0) are rows of the sheet and which typed totals; what else was noticed about lines."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def rows_below(sheet: Sheet, seen: Worksheet, heading: Heading, form: Form) -> Rows:
    """Sort the lines below a heading."""
    lines = _Lines(sheet, seen.rows, heading.columns, form)
    found = Rows()
    for index in range(heading.last + 1, len(seen.rows)):
        kind = lines.kind(index, is_first=not found.data)
        if kind == "row":
            found.data.append(index)
        elif kind == "total":
            found.totals.append(index)
        elif kind == "nameless":
            found.remarks.append(Remark("nameless", index, lines.first_filled(index), lines.code_field))
        elif kind == "second_table" and not lines.has_code_from(index):
            found.remarks.append(Remark("second_table", index, lines.first_filled(index), None, lines.words(index)))
            break
    found.data = list(lines.without_signers(found.data))
    _drop_totals(found, lines)
    return found


def _drop_totals(found: Rows, lines: _Lines) -> None:
    """A line of sums without a word is a total."""
    for remark in list(found.remarks):
        if remark.kind == "nameless" and lines.is_sum(remark.row, [row for row in found.data if row < remark.row]):
            found.remarks.remove(remark)
            found.totals.append(remark.row)
    found.totals.sort()


class _Lines:
    """The lines of a sheet, looked at by what stands in the form's columns."""

    def __init__(self, sheet: Sheet, rows: Sequence[Row], columns: dict[str, int], form: Form) -> None:
        self._sheet, self._rows, self._columns, self._form = sheet, rows, columns, form
        self._keys = [columns[name] for name in sheet.row_key if name in columns]
        self._lead = range(min(self._keys, default=0))
        self._is_total, self._is_signature = _beginning(form.rows.totals), _beginning(form.rows.signatures)
        self.code_field = next((name for name in sheet.row_key if sheet.columns[name].type == "code"), None)
        self._has_codes = self.code_field in columns

    def kind(self, index: int, is_first: bool) -> str:
        """What a line is: `row`, `total`, `nameless`, `second_table`, or nothing that counts (empty)."""
        row = self._rows[index]
        texts = [text for column in self._keys if (text := text_of(at(row, column)))]
        if any(map(is_code, texts)):
            return "row"
        if not any(value not in EMPTY for value in row) or is_number_line(row) or self._is_heading(row):
            return ""
        if any(map(self._is_total, texts)) and not self._chooses(row):
            return "total"
        if any(map(self._is_signature, texts)):
            return ""
        if texts:
            return self._without_code(row, texts, is_first)
        if any(self._is_total(text_of(at(row, column))) for column in self._lead):
            return "total"
        return "nameless" if self._has_codes and not is_first and self._tells(row) else ""

    def _without_code(self, row: Row, texts: list[str], is_first: bool) -> str:
        """A line with a key's text and no code."""
        if not self._has_codes:
            return "row"
        filled = [text for value in row if (text := text_of(value))]
        if self._tells(row) or any(_SERIAL.fullmatch(text_of(at(row, column))) for column in self._lead):
            return "row"
        if is_first or len(filled) == len(texts) == 1:
            return ""  # a further line of the heading, or a section: `Thôn Bắc Hải`, `I. Hộ nghèo`
        return "second_table" if len(filled) > _MOST_TEXTS_OF_A_SIGNER else "row"

    def has_code_from(self, index: int) -> bool:
        return any(is_code(text_of(at(row, column))) for row in self._rows[index:] for column in self._keys)

    def first_filled(self, index: int) -> int | None:
        filled = (column for column, value in enumerate(self._rows[index]) if value not in EMPTY)
        return next(filled, None)

    def words(self, index: int) -> str:
        return ", ".join(text for value in self._rows[index] if (text := text_of(value)))[:80]

    def is_sum(self, index: int, above: Sequence[int]) -> bool:
        """Whether all that stands in a line are the sums of the rows above it."""
        read = {
            name: reader(self._sheet.columns[name], self._form)
            for name in self._columns
            if self._sheet.columns[name].is_number
        }
        numbers = {name: read[name](at(self._rows[index], self._columns[name]))[0] for name in read}
        filled = {name: value for name, value in numbers.items() if value is not None}
        others = [name for name in self._columns if name not in read]
        if not filled or any(text_of(at(self._rows[index], self._columns[name])) for name in others):
            return False
        return all(
            abs(sum(read[name](at(self._rows[row], self._columns[name]))[0] or 0 for row in above) - value) < 0.005
            for name, value in filled.items()
        )

    def without_signers(self, data: list[int]) -> Iterator[int]:
        """Drop what stands below the last row: names of signers, places and days, notes.

        Such a line has no code, no number, mark or choice that can be read as one, and hardly a text besides.
        """
        keep = len(data)
        while keep and not self._is_row(self._rows[data[keep - 1]]):
            keep -= 1
        yield from data[:keep]

    def _is_heading(self, row: Row) -> bool:
        """A heading that comes again, or one of its lines: in its own columns, for another table has headings, too."""
        return sum(self._columns.get(name) == column for column, name in fields_in(self._sheet, row).items()) > 1

    def _tells(self, row: Row) -> bool:
        """Whether a number, a mark, a choice or a day of the form stands in a line."""
        return any(
            text_of(at(row, column)) and reader(self._sheet.columns[name], self._form)(at(row, column))[0] is not None
            for name, column in self._columns.items()
            if self._sheet.columns[name].type in _TELLING
        )

    def _chooses(self, row: Row) -> bool:
        """Whether a household's class or the like stands in a line: no total has one."""
        return any(
            reader(self._sheet.columns[name], self._form)(at(row, column))[0] is not None
            for name, column in self._columns.items()
            if self._sheet.columns[name].type == "choice"
        )

    def _is_row(self, row: Row) -> bool:
        if self._tells(row):
            return True
        texts = [(name, text) for name, column in self._columns.items() if (text := text_of(at(row, column)))]
        if any(self._sheet.columns[name].type == "code" and is_code(text) for name, text in texts):
            return True
        return len(texts) > _MOST_TEXTS_OF_A_SIGNER


def is_number_line(row: Row) -> bool:
    """Marks of columns: in brackets, or bare ones that count 1, 2, 3 … without a gap."""
    texts = [text for value in row if (text := text_of(value))]
    if len(texts) < 3 or not all(_NUMBER_MARK.fullmatch(text) for text in texts):
        return False
    bare = sorted(int(text) for text in texts if text.isdigit())
    return bare == list(range(1, len(bare) + 1))


@lru_cache(maxsize=16)
def _beginning(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text begins with one of the words, as a word: `Tổng cộng`, `Cộng:`, but not `Tổngx`."""
    alternatives = "|".join(f"{re.escape(word)}{'' if word.endswith(_NO_LETTER) else _WORD_END}" for word in words)
    pattern = re.compile(alternatives)
    return lru_cache(maxsize=100_000)(lambda text: bool(text) and pattern.match(key(text)) is not None)

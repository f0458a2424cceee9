"""Finds in a sheet what the form asks for: headings by their texts, the rows, the totals.

No position is fixed (`docs/form.md`): columns may stand in any order, under one heading line or two, with
or without the line of column numbers; rows keep the number that the sender sees.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from giamngheo.core.text import headings_of, key, plain, tidy
from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.cells import reader

Row = Sequence[object]
Cell = tuple[int, int]

HEADING_SEARCH_ROWS = 200
_EMPTY = ("", None)
_NO_LETTER = (" ", ".", ":", "(")
_WORD_END = r"(?![^\W\d_])"
_CODE = re.compile(r"[0-9]{5,12}")
_TELLING = {"whole", "decimal", "mark", "choice", "date", "rule"}
_MOST_TEXTS_OF_A_SIGNER = 2
_NUMBER_MARK = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-zĐđ])\s*\)?(?:\s*=.*)?")


@dataclass(frozen=True)
class Located:
    """A sheet of the form, found in a workbook.

    `cells` are the raw values; `columns` maps a field to its place: a column of a table, or for a cover the
    cell of its value; `found` counts how often each field's heading stands there.
    """

    sheet: Sheet
    name: str
    cells: Sequence[Row]
    columns: dict[str, Cell]
    found: Counter[str]
    data_rows: tuple[int, ...] = ()
    total_rows: tuple[int, ...] = ()
    uncalculated: frozenset[Cell] = frozenset()
    heading_row: int | None = None

    def values(self, name: str) -> list[object]:
        """The raw values of a field, a value per data row; `None` where the row is shorter."""
        row, column = self.columns[name]
        if self.sheet.layout == "labels":
            return [_at(self.cells[row], column)]
        return [_at(self.cells[index], column) for index in self.data_rows]

    def letter(self, name: str | None) -> str | None:
        """The column's letter as the sender sees it."""
        place = self.columns.get(name or "")
        return column_letter(place[1]) if place else None

    def row_number(self, name: str, position: int) -> int:
        """The row's number as the sender sees it, of the n-th data row (or of a cover's label)."""
        if self.sheet.layout == "labels":
            place = self.columns.get(name)
            return place[0] + 1 if place else 0
        return self.data_rows[position] + 1


def matching_sheets(sheet: Sheet, names: Iterable[str]) -> list[int]:
    """Places of the workbook's sheets that bear a name of the form's sheet; the exact name goes before other spellings."""
    listed = list(names)
    ranks = (
        [index for index, name in enumerate(listed) if tidy(name).casefold() == tidy(sheet.name).casefold()],
        [index for index, name in enumerate(listed) if plain(name) == plain(sheet.name)],
        [index for index, name in enumerate(listed) if plain(name) in sheet.names],
    )
    return next((found for found in ranks if found), [])


def locate(sheet: Sheet, name: str, cells: Sequence[Row], uncalculated: frozenset[Cell], form: Form) -> Located:
    """Find the form's fields in a sheet."""
    if sheet.layout == "labels":
        return _locate_labels(sheet, name, cells, uncalculated)
    return _locate_table(sheet, name, cells, uncalculated, form)


def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _locate_labels(sheet: Sheet, name: str, cells: Sequence[Row], uncalculated: frozenset[Cell]) -> Located:
    places: dict[str, Cell] = {}
    found: Counter[str] = Counter()
    for index, row in enumerate(cells):
        label = next(((column, value) for column, value in enumerate(row) if _text(value)), None)
        field_name = _field(sheet, _text(label[1])) if label else None
        if field_name and label:
            found[field_name] += 1
            places.setdefault(field_name, (index, label[0] + 1))
    return Located(sheet, name, cells, places, found, uncalculated=uncalculated)


def _locate_table(sheet: Sheet, name: str, cells: Sequence[Row], uncalculated: frozenset[Cell], form: Form) -> Located:
    heading = _best_heading(sheet, cells)
    if heading is None:
        return Located(sheet, name, cells, {}, Counter())
    last_heading_row, matches = heading
    places: dict[str, Cell] = {}
    found: Counter[str] = Counter()
    for column, field_name in sorted(matches.items()):
        found[field_name] += 1
        places.setdefault(field_name, (last_heading_row, column))
    columns = {field_name: place[1] for field_name, place in places.items()}
    data, totals = _rows(sheet, cells, last_heading_row + 1, columns, form)
    return Located(sheet, name, cells, places, found, tuple(data), tuple(totals), uncalculated, last_heading_row)


def _best_heading(sheet: Sheet, cells: Sequence[Row]) -> tuple[int, dict[int, str]] | None:
    """The line, or pair of lines, that bears most of the sheet's headings: its last row, column → field."""
    best: tuple[int, dict[int, str]] | None = None
    most = 1 if len(sheet.column) > 1 else 0
    for index, row in enumerate(cells[:HEADING_SEARCH_ROWS]):
        line = _matches(sheet, row)
        if not line:
            continue
        below = _matches(sheet, cells[index + 1]) if index + 1 < len(cells) else {}
        both = line | below
        alone = max(len(set(line.values())), len(set(below.values())))
        candidate = (index + 1, both) if len(set(both.values())) > alone else (index, line)
        fields = len(set(candidate[1].values()))
        if fields > most:
            best, most = candidate, fields
        if most == len(sheet.column):
            break
    return best


def _matches(sheet: Sheet, row: Row) -> dict[int, str]:
    found = {}
    for column, value in enumerate(row):
        if isinstance(value, str) and value and (field_name := _field(sheet, value)):
            found[column] = field_name
    return found


def _field(sheet: Sheet, text: str) -> str | None:
    headings = sheet.field_of_heading
    return next((headings[way] for way in headings_of(text) if way in headings), None)


def _rows(
    sheet: Sheet, cells: Sequence[Row], start: int, columns: dict[str, int], form: Form
) -> tuple[list[int], list[int]]:
    """Which lines are rows of the sheet, and which are typed totals."""
    keys = [columns[name] for name in sheet.row_key if name in columns]
    lead = range(min(keys, default=0))
    is_total, is_signature = _beginning(form.rows.totals), _beginning(form.rows.signatures)
    data: list[int] = []
    totals: list[int] = []
    for index in _after_number_line(cells, start, keys):
        row = cells[index]
        texts = [text for column in keys if (text := _text(_at(row, column)))]
        if any(map(is_total, texts)):
            totals.append(index)
        elif any(map(_is_code, texts)) or (texts and not any(map(is_signature, texts))):
            data.append(index)
        elif not texts and any(is_total(_text(_at(row, column))) for column in lead):
            totals.append(index)
    return list(_without_signers(sheet, cells, data, columns, form)), totals


def _after_number_line(cells: Sequence[Row], start: int, keys: Sequence[int]) -> Iterator[int]:
    """Lines below the heading, less the line of column numbers `(1) (2) …` or `A B 1 2 …` before the first row."""
    seen_row = False
    for index in range(start, len(cells)):
        row = cells[index]
        if not any(value not in _EMPTY for value in row):
            continue
        if not seen_row and _is_number_line(row):
            continue
        seen_row = seen_row or any(_text(_at(row, column)) for column in keys)
        yield index


def _is_number_line(row: Row) -> bool:
    """Marks of columns: in brackets, or bare ones that count 1, 2, 3 … without a gap."""
    texts = [text for value in row if (text := _text(value))]
    if len(texts) < 3 or not all(_NUMBER_MARK.fullmatch(text) for text in texts):
        return False
    bare = sorted(int(text) for text in texts if text.isdigit())
    return bare == list(range(1, len(bare) + 1))


def _without_signers(
    sheet: Sheet, cells: Sequence[Row], data: list[int], columns: dict[str, int], form: Form
) -> Iterator[int]:
    """Drop what stands below the last row: names of signers, places and days, notes.

    Such a line has no code, no number, mark or choice that can be read as one, and hardly a text besides.
    """
    keep = len(data)
    while keep and not _is_row(sheet, cells[data[keep - 1]], columns, form):
        keep -= 1
    yield from data[:keep]


def _is_row(sheet: Sheet, row: Row, columns: dict[str, int], form: Form) -> bool:
    texts = 0
    for name, place in columns.items():
        text = _text(_at(row, place))
        if not text:
            continue
        column = sheet.columns[name]
        if column.type == "code" and _is_code(text):
            return True
        if column.type in _TELLING and reader(column, form)(_at(row, place))[0] is not None:
            return True
        texts += 1
    return texts > _MOST_TEXTS_OF_A_SIGNER


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


@lru_cache(maxsize=16)
def _beginning(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text begins with one of the words, as a word: `Tổng cộng`, `Cộng:`, but not `Tổngx`."""
    alternatives = "|".join(f"{re.escape(word)}{'' if word.endswith(_NO_LETTER) else _WORD_END}" for word in words)
    pattern = re.compile(alternatives)
    return lru_cache(maxsize=100_000)(lambda text: bool(text) and pattern.match(key(text)) is not None)


def _text(value: object) -> str:
    if isinstance(value, str):
        return tidy(value) if value else ""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _at(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None

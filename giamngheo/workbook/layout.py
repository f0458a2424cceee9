"""Finds in a sheet what the form asks for: headings by their texts, the rows, the totals.

No position is fixed (`forms/BC-GN-01.md`): columns may stand in any order, under one heading line or two, with
or without the line of column numbers; rows keep the number that the sender sees.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from giamngheo.configuration.records import Form, RowWords, Sheet
from giamngheo.text import headings_of, key, plain, tidy

Row = Sequence[object]
Cell = tuple[int, int]

_HEADING_SEARCH_ROWS = 200
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
    notes: dict[str, str] = field(default_factory=dict)

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
    """Places of the workbook's sheets that bear a name of the form's sheet; an exact name goes first."""
    listed = list(names)
    found = [index for index, name in enumerate(listed) if plain(name) in sheet.names]
    exact = [index for index in found if tidy(listed[index]).casefold() in _exact(sheet)]
    return exact[:1] or found


def locate(sheet: Sheet, name: str, cells: Sequence[Row], uncalculated: frozenset[Cell], form: Form) -> Located:
    """Find the form's fields in a sheet."""
    if sheet.layout == "labels":
        return _locate_labels(sheet, name, cells, uncalculated)
    return _locate_table(sheet, name, cells, uncalculated, form.rows)


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


def _locate_table(
    sheet: Sheet, name: str, cells: Sequence[Row], uncalculated: frozenset[Cell], words: RowWords
) -> Located:
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
    data, totals = _rows(sheet, cells, last_heading_row + 1, columns, words)
    return Located(sheet, name, cells, places, found, tuple(data), tuple(totals), uncalculated, last_heading_row)


def _best_heading(sheet: Sheet, cells: Sequence[Row]) -> tuple[int, dict[int, str]] | None:
    """The line, or pair of lines, that bears most of the sheet's headings: its last row, column → field."""
    best: tuple[int, dict[int, str]] | None = None
    lines = [_matches(sheet, row) for row in cells[:_HEADING_SEARCH_ROWS]]
    for index, line in enumerate(lines):
        if not line:
            continue
        below = lines[index + 1] if index + 1 < len(lines) else {}
        both = line | below
        candidate = (index + 1, both) if len(set(both.values())) > len(set(line.values())) else (index, line)
        if best is None or len(set(candidate[1].values())) > len(set(best[1].values())):
            best = candidate
    needed = min(2, len(sheet.column))
    return best if best and len(set(best[1].values())) >= needed else None


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
    sheet: Sheet, cells: Sequence[Row], start: int, columns: dict[str, int], words: RowWords
) -> tuple[list[int], list[int]]:
    """Which lines are rows of the sheet, and which are typed totals."""
    keys = [columns[name] for name in sheet.row_key if name in columns]
    first_key = min(keys, default=0)
    data: list[int] = []
    totals: list[int] = []
    for index in _after_number_line(cells, start):
        row = cells[index]
        texts = [_text(_at(row, column)) for column in keys]
        lead = [_text(value) for value in row[: first_key + 1]]
        if any(_begins(text, words.totals) for text in (*lead, *texts)):
            totals.append(index)
        elif any(texts) and not any(_begins(text, words.signatures) for text in texts):
            data.append(index)
    return list(_without_signers(sheet, cells, data, columns)), totals


def _after_number_line(cells: Sequence[Row], start: int) -> Iterator[int]:
    """Lines below the heading, less the line of column numbers `(1) (2) …` or `A B 1 2 …`."""
    seen_content = False
    for index in range(start, len(cells)):
        texts = [text for value in cells[index] if (text := _text(value))]
        if not texts:
            continue
        if not seen_content and len(texts) >= 3 and all(_NUMBER_MARK.fullmatch(text) for text in texts):
            continue
        seen_content = True
        yield index


def _without_signers(sheet: Sheet, cells: Sequence[Row], data: list[int], columns: dict[str, int]) -> Iterator[int]:
    """Drop the names of signers: lines at the end that have a name and hardly anything of a row besides."""
    evidence = [columns[name] for name in sheet.row_evidence if name in columns]
    keep = len(data)
    while keep and evidence:
        row = cells[data[keep - 1]]
        filled = sum(bool(_text(_at(row, column))) for column in evidence)
        code = columns.get(sheet.row_key[0])
        has_code = code is not None and any(character.isdigit() for character in _text(_at(row, code)))
        if has_code or 2 * filled >= len(evidence):
            break
        keep -= 1
    yield from data[:keep]


def _begins(text: str, words: Sequence[str]) -> bool:
    if not text:
        return False
    folded = key(text)
    return any(folded == word.strip() or folded.startswith(_with_boundary(word)) for word in words) or any(
        folded.startswith(f"{word.strip()}{mark}") for word in words for mark in ":("
    )


def _with_boundary(word: str) -> str:
    return word if word.endswith((" ", ".", ":")) or word.startswith("(") else f"{word} "


def _text(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _at(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def _exact(sheet: Sheet) -> set[str]:
    return {tidy(name).casefold() for name in (sheet.name, *sheet.also)}

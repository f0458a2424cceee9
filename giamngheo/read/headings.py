"""The heading of a table: one to three lines; and what it says beside the names of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from giamngheo.core.remembered import remembered
from giamngheo.core.text import folded, tidy
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.metadata.heading_words import UnitOfMeasure
from giamngheo.read.formats import Worksheet
from giamngheo.read.located_cells import EMPTY, Cell, Heading, Remark, Row, at, field_of, fields_in, text_of
from giamngheo.read.rows import Rows, is_number_line

HEADING_SEARCH_ROWS = 200
_DEEPEST = 3


def heading_of(sheet: Sheet, rows: Sequence[Row]) -> Heading | None:
    """The lines that bear most of the sheet's headings; as few lines as will do."""
    most = 1 if len(sheet.column) > 1 else 0
    best: tuple[int, int, dict[int, str]] | None = None
    shortest = _DEEPEST
    lines: list[dict[int, str]] = []  # as far as they were looked at
    for first in range(min(len(rows), HEADING_SEARCH_ROWS)):
        lines += [fields_in(sheet, row) for row in rows[len(lines) : first + _DEEPEST]]
        together: dict[int, str] = {}
        for last in range(first, len(lines)) if lines[first] else ():
            together = together | lines[last]
            fields = len(set(together.values()))
            if lines[last] and (fields, shortest) > (most, last - first) and fields >= most:
                best, most, shortest = (first, last, dict(together)), fields, last - first
        if best and most == len(sheet.column) and first >= best[1]:
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


def label_remarks(sheet: Sheet, seen: Worksheet, labels: Mapping[str, Cell], form: Form) -> Iterator[Remark]:
    """The same of the cover's labels."""
    for name, (row, column) in labels.items():
        asked, text = sheet.columns[name], text_of(at(seen.rows[row], column)).partition(":")[0]
        yield from _of_words(asked, [text], [], (row, column), form)


def heading_remarks(sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows, form: Form) -> Iterator[Remark]:
    """A unit of measure that is not the form's, words beside the form's, a heading over more columns than one."""
    notes = [*_texts_around(seen, heading, rows)]
    around = [unit for text in notes for unit in form.headings.units_around(text)]
    start = min([*rows.data, *rows.totals, *(remark.row for remark in rows.remarks)], default=heading.last + 1)
    lines = [
        index for index in range(heading.first, min(start, len(seen.rows))) if not is_number_line(seen.rows[index])
    ]
    for name, column in heading.columns.items():
        asked = sheet.columns[name]
        row, texts = _texts_of(sheet, seen.rows, heading, lines, name, column)
        above = [group for line in range(heading.first, row) if (group := _group_over(seen, line, column))]
        stated = [unit for text in above for unit in form.headings.units_stated(folded(text), is_heading=True)]
        yield from _of_words(asked, texts, stated or around, (row, column), form)
        for text in above:
            if asked.type != "text" and form.headings.turns_the_sense(folded(text)):
                yield Remark("turned", row, column, name, tidy(text))
        if split := _split(seen, heading, rows, (row, column), lines):
            yield Remark("split" if "," in split else "wide", row, column, name, split)
    mark = next((name for name in heading.columns if sheet.columns[name].type == "mark"), None)
    for text in notes:
        if mark and form.headings.tells_to_mark_the_opposite(folded(text)):
            yield Remark("turned", heading.last, heading.columns[mark], mark, tidy(text))
    for row, column in sorted(seen.uncalculated):
        if heading.first <= row <= heading.last:
            yield Remark("uncalculated", row, column)
    yield from _again(sheet, seen, heading, rows, form)
    yield from _unread(sheet, seen, heading, rows, start)


def _again(sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows, form: Form) -> Iterator[Remark]:
    """The heading where it comes again: in another order, or with other words beside."""
    for line in rows.headings:
        for column, name in fields_in(sheet, seen.rows[line]).items():
            text = text_of(at(seen.rows[line], column))
            if heading.columns.get(name) == column:
                yield from _of_words(sheet.columns[name], [text], [], (line, column), form)
            elif name in heading.columns:
                yield Remark("moved", line, column, name, text)


def _of_words(
    asked: Column, texts: Sequence[str], around: Sequence[UnitOfMeasure], place: Cell, form: Form
) -> Iterator[Remark]:
    if said := _said_beside(asked, tuple(texts), tuple(around), form):
        kind, read, own = said
        yield Remark(kind, *place, asked.field, read, own)


@remembered(512)
def _said_beside(
    asked: Column, texts: tuple[str, ...], around: tuple[UnitOfMeasure, ...], form: Form
) -> tuple[str, str, str] | None:
    """What a heading of a column says beside the form's own words: another unit, the opposite, or something unknown. Its kind, what
    is read, and the form's own; most workbooks have the same headings."""
    beside = " ".join(_beside(text, asked) for text in texts).strip()
    own = form.headings.unit_named(asked.unit_of_measure)
    stated = form.headings.units_stated(beside, is_heading=True)
    other = [unit for unit in stated if own and not unit.is_same(own)]
    # A unit for the whole table is meant for the columns that it can measure.
    of_table = [unit for unit in around if own and unit.measure == own.measure]
    if own and not any(map(own.is_same, of_table)):
        other += of_table
    if other:
        return "unit", other[0].name, asked.unit_of_measure
    if asked.type == "text":
        return None
    if form.headings.turns_the_sense(beside):
        return "turned", tidy(" ".join(texts)), ""
    if sum(map(str.isalpha, form.headings.without_units(beside))) > 1:
        return "beside", tidy(" ".join(texts)), asked.heading
    return None


def _texts_of(
    sheet: Sheet, rows: Sequence[Row], heading: Heading, lines: Sequence[int], name: str, column: int
) -> tuple[int, list[str]]:
    """The line of a column's own heading, and its text with those below it, down to the rows (`lines`)."""
    if name in sheet.row_key and not sheet.columns[name].is_number:  # below its heading stand names of sections
        lines = [index for index in lines if index <= heading.last]
    filled = [(index, str(value)) for index in lines if (value := at(rows[index], column)) not in EMPTY]
    own = max((index for index, text in filled if field_of(sheet, text) == name), default=heading.last)
    return own, [text for index, text in filled if index >= own]


def _group_over(seen: Worksheet, line: int, column: int) -> str:
    """The text of a line of the heading over a column, also where it stands over several."""
    left = next((left for top, left, _, right in seen.merged if top == line and left <= column <= right), column)
    return text_of(at(seen.rows[line], left))


def _texts_around(seen: Worksheet, heading: Heading, rows: Rows) -> Iterable[str]:
    """What stands about a table: its sheet's name, titles above, notes below."""
    below = max([*rows.data, *rows.totals], default=heading.last) + 1
    yield seen.name
    for row in (*seen.rows[: heading.first], *seen.rows[below : below + HEADING_SEARCH_ROWS]):
        yield from (value for value in row if isinstance(value, str) and value)


def _beside(text: str, column: Column) -> str:
    """What a heading says beside the column's name, folded: `so tien vay (ty dong)` → `(ty dong)`."""
    whole = folded(text)
    names = sorted((folded(name) for name in (column.heading, *column.also)), key=len, reverse=True)
    return next((whole.replace(name, " ", 1).strip() for name in names if name in whole), whole)


def _split(seen: Worksheet, heading: Heading, rows: Rows, place: Cell, lines: Sequence[int]) -> str:
    """What stands under a heading that spans several columns of which the form knows one: `Nam, Nữ`."""
    row, column = place
    others = set(heading.columns.values())
    last = next((end for top, left, _, end in seen.merged if (top, left) == (row, column)), column)
    if last == column and at(seen.rows[row], column + 1) in EMPTY:
        last = column + 1  # no range is known: a blank cell beside the heading may belong to it
    spanned = [each for each in range(column, last + 1) if each == column or each not in others]
    if len(spanned) < 2:
        return ""
    below = [index for index in lines if index > row]
    texts = [next((text for index in below if (text := text_of(at(seen.rows[index], one)))), "") for one in spanned]
    is_merged = any((top, left) == (row, column) and end > column for top, left, _, end in seen.merged)
    is_used = any(at(seen.rows[each], one) not in EMPTY for each in rows.data for one in spanned[1:])
    if not (all(texts) or (is_merged and is_used)):
        return ""
    return ", ".join(filter(None, texts)) or tidy(str(at(seen.rows[row], column)))


def _unread(sheet: Sheet, seen: Worksheet, heading: Heading, rows: Rows, start: int) -> Iterator[Remark]:
    """A filled column that the form does not know, while the table lacks one of the form's: it may be that one."""
    optional = [column for column in sheet.column if not column.required and column.type != "text"]
    lacking = [column.heading for column in optional if column.field not in heading.columns]
    known = set(heading.columns.values())
    width = max((len(seen.rows[line]) for line in range(heading.first, start)), default=0)
    for column in range(min(known), width) if lacking else ():
        text = _group_over(seen, heading.last, column) or _group_over(seen, heading.first, column)
        if column not in known and text and any(at(seen.rows[row], column) not in EMPTY for row in rows.data):
            yield Remark("unread", heading.last, column, None, text, ", ".join(lacking))

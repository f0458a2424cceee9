"""A mapping file to begin with, from a file's headings: what is called as in our form is mapped, the rest is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from giamngheo.core.errors import UsageError
from giamngheo.core.text import headings_of, plain
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.read.cells import reader
from giamngheo.read.located_cells import text_of
from giamngheo.read.tables import Row
from giamngheo.read.workbook import codes_in

TO_BE_SAID = "CẦN GHI"  # no value of the form: left so, each of its cells is listed

_HEADING_ROWS = 50
_MOST_VALUES = 12  # different values of a column that are asked about
_FEWEST = 3  # headings of a table that we know none of: `Người lập: …` is no such line
_UNIT = "Mã {}"  # of a unit, as headings call it


def proposed_mapping(tables: Mapping[str, Sequence[Row]], form: Form, table: str, unit_nouns: Sequence[str]) -> str:
    """The text of a mapping file for the sheet with most of our headings; `unit_nouns`: what a column of units' codes may be the
    code of. `UsageError` where no line of the file looks like headings."""
    sheet = form.tables[table]
    chosen = max(tables, key=lambda name: max(_known(tables[name], sheet), default=0))
    rows = tables[chosen]
    at = _heading(rows, sheet)
    theirs = [text_of(value) for value in rows[at]]
    known = {field: place for place, text in enumerate(theirs) if (field := _field(sheet, text))}
    codes = {plain(_UNIT.format(noun)) for noun in unit_nouns}
    unit = next((text for text in theirs if plain(text.replace("_", " ")) in codes), "")
    return "\n".join(
        [
            *_head(table, unit),
            *_sheets(chosen, tables),
            "",
            "[columns]",
            *_columns(rows[at + 1 :], theirs, known, sheet, form),
            *_rest(theirs, known, unit),
            "",
        ]
    )


def _heading(rows: Sequence[Row], sheet: Sheet) -> int:
    """The line with most of our headings; else the first one with texts alone. Rows of people are never quoted."""
    counts = _known(rows, sheet)
    if most := max(counts, default=0):
        return counts.index(most)
    for at, row in enumerate(rows[:_HEADING_ROWS]):
        texts = [value for value in row if text_of(value)]
        if len(texts) >= _FEWEST and all(isinstance(each, str) and not any(map(str.isdigit, each)) for each in texts):
            return at
    raise UsageError("Không thấy dòng tiêu đề trong tệp; thêm một dòng tên cột ở đầu bảng rồi chạy lại.")


def _known(rows: Sequence[Row], sheet: Sheet) -> list[int]:
    """How many of our headings each of the first lines has."""
    return [sum(bool(_field(sheet, text_of(value))) for value in row) for row in rows[:_HEADING_ROWS]]


def _head(table: str, unit: str) -> Iterator[str]:
    yield "# Ánh xạ tệp của hệ thống khác vào biểu: cột của biểu = cột của tệp. Sửa, rồi: giamngheo import TỆP --map TỆP_NÀY …"
    yield f"table = {_text(table)}"
    if unit:
        yield f"unit = {_text(unit)}"
    else:
        yield '# unit = ""          # cột có mã đơn vị, nếu tệp là của nhiều đơn vị'
    yield '# decimal = "."       # nếu số lẻ viết bằng dấu chấm'


def _sheets(chosen: str, names: Iterable[str]) -> Iterator[str]:
    """Of several the one that was looked at; the others are named."""
    if others := [name for name in names if name != chosen]:
        yield f"sheet = {_text(chosen)}   # trang tính khác của tệp: {', '.join(map(_text, others))}"


def _columns(
    rows: Sequence[Row], theirs: Sequence[str], known: dict[str, int], sheet: Sheet, form: Form
) -> Iterator[str]:
    for column in sheet.column:
        if column.field not in known:
            need = "  # bắt buộc" if column.required else ""
            yield f'# {_text(column.heading)} = ""{need}'
            continue
        place = known[column.field]
        strange = _strange(rows, place, column, form)
        if strange:
            values = ", ".join(f"{_text(value)} = {_text(TO_BE_SAID)}" for value in strange)
            yield f"{_text(column.heading)} = {{ column = {_text(theirs[place])}, values = {{ {values} }} }}"
        else:
            yield f"{_text(column.heading)} = {_text(theirs[place])}"


def _strange(rows: Sequence[Row], place: int, column: Column, form: Form) -> list[str]:
    """Values of a choice or a mark that the form does not know, where they are few; nothing of what may be personal."""
    if column.type not in ("choice", "mark") or column.personal:
        return []
    read = reader(column, form)
    texts = {text_of(row[place]) for row in rows if place < len(row) and read(row[place])[1]}
    few = len(texts) <= _MOST_VALUES and not any(any(codes_in(text)) for text in texts)
    return sorted(texts) if few else []


def _rest(theirs: Sequence[str], known: dict[str, int], unit: str) -> Iterator[str]:
    left = [text for place, text in enumerate(theirs) if text and place not in known.values() and text != unit]
    if left:
        yield ""
        yield f"# Cột của tệp chưa dùng: {', '.join(left)}"


def _field(sheet: Sheet, text: str) -> str | None:
    """Also of `MA_HO`, as databases write headings."""
    ways = headings_of(text.replace("_", " "))
    return next((sheet.field_of_heading[way] for way in ways if way in sheet.field_of_heading), None)


def _text(text: str) -> str:
    """As TOML writes it: JSON's strings are TOML's."""
    return json.dumps(text, ensure_ascii=False)

"""A workbook as a person reads it: openpyxl's cells, found by the words of the form's headings. Nothing here is of the product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from tests.support.workbooks.form import COLUMNS, COVER, LIST, MODELS, RESOURCES, STORIES, Book, Row
from tests.support.workbooks.typed import folded, number

NUMBERS = {
    LIST: ("members", "insured", "loan_amount", "children_deprived", "children_supported", "informed"),
    MODELS: ("households", "budget"),
    RESOURCES: ("amount", "households"),
    STORIES: (),
}
_ORDINAL = folded(COLUMNS[LIST][0].heading)
_HOUSEHOLD = re.compile(r"\d{9}")


@dataclass(frozen=True)
class Read:
    """What a workbook says. `rows`, `letters`: of the households, where they stand; column by field."""

    book: Book
    rows: tuple[int, ...]
    letters: dict[str, str]


@cache
def read(path: Path) -> Read:
    workbook = openpyxl.load_workbook(path, data_only=True)
    cover = {folded(line[0]): line[1] for line in workbook[COVER].iter_rows(max_col=2, values_only=True) if line[0]}
    month, _, year = str(cover[folded("Kỳ báo cáo")]).partition("/")
    tables = {sheet: _table(workbook[sheet], sheet) for sheet in (LIST, MODELS, STORIES, RESOURCES)}
    households, rows, letters = tables[LIST]
    book = Book(
        str(cover[folded("Mã đơn vị")]),
        str(cover[folded("Tên đơn vị")]),
        f"{year}-{int(month):02d}",
        households=households,
        models=tables[MODELS][0],
        stories=tables[STORIES][0],
        resources=tables[RESOURCES][0],
        total_households=number(cover[folded("Tổng số hộ")]),
        total_people=number(cover[folded("Tổng số nhân khẩu")]),
    )
    return Read(book, rows, letters)


def _table(sheet: Any, name: str) -> tuple[list[Row], tuple[int, ...], dict[str, str]]:
    lines = list(sheet.iter_rows(values_only=True))
    top = next(at for at, line in enumerate(lines) if folded(line[0]) == _ORDINAL)
    heads = _fields(lines[top], lines[top + 1], name)
    found = list(_rows(lines[top + 2 :], heads, name))
    rows = tuple(at + top + 3 for at, _ in found)
    letters = {field: get_column_letter(at + 1) for field, at in heads.items()}
    return [row for _, row in found], rows, letters


def _fields(upper: tuple[Any, ...], lower: tuple[Any, ...], name: str) -> dict[str, int]:
    """Field → place; a heading below a group's stands in the second line."""
    by_heading = {folded(column.heading): column.field for column in COLUMNS[name]}
    heads = [folded(below) or folded(above) for above, below in zip(upper, lower, strict=True)]
    found = {by_heading[head]: at for at, head in enumerate(heads) if head in by_heading}
    assert found.keys() == set(by_heading.values()), f"{name}: {heads}"
    return found


def _rows(lines: list[tuple[Any, ...]], heads: dict[str, int], name: str) -> Iterator[tuple[int, Row]]:
    """A household has a code of nine digits, a line of another table a number in its first column."""
    for at, line in enumerate(lines):
        row = {field: line[place] for field, place in heads.items()}
        is_one = _HOUSEHOLD.fullmatch(str(row["household_code"])) if name == LIST else isinstance(row["ordinal"], int)
        if is_one:
            yield at, row | {field: number(row[field]) for field in NUMBERS[name]}

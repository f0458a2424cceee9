"""Which value of a book stands in which cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from tests.support.workbooks.form import (
    COLUMNS,
    COVER,
    CUT_OFF_DAY,
    FORM,
    LIST,
    MADE_DAY,
    MODELS,
    RESOURCES,
    STORIES,
    SUMMED,
    Book,
    Column,
)
from tests.support.workbooks.typed import number, plain

_TITLES = {
    MODELS: "MÔ HÌNH GIẢM NGHÈO BỀN VỮNG",
    STORIES: "GƯƠNG SÁNG TỰ VƯƠN LÊN THOÁT NGHÈO",
    RESOURCES: "NGUỒN LỰC HUY ĐỘNG TRONG KỲ",
}


class Line(NamedTuple):
    """One row of a sheet: its look (a key of `looks.LOOKS`) and its cells from column A."""

    look: str
    cells: Sequence[Any]


@dataclass
class Sheet:
    """A sheet ready to be written; `lines[0]` is row 1."""

    name: str
    lines: list[Line]
    merged: list[str] = field(default_factory=list)
    widths: Sequence[float] = ()
    freeze: str | None = None


def lay_out(one: Book) -> list[Sheet]:
    """The sheets of a workbook, cell by cell."""
    makers = {COVER: _cover_sheet, LIST: _list_sheet}
    kept = [sheet for sheet in (COVER, LIST, MODELS, STORIES, RESOURCES) if sheet not in one.drop_sheets]
    return [makers[sheet](one) if sheet in makers else _small_sheet(one, sheet) for sheet in kept]


def columns(one: Book, sheet: str = LIST) -> list[Column]:
    """The columns of a sheet as this book has them, from column A."""
    prefix = "" if sheet == LIST else f"{sheet}."
    official = {
        column.field: column._replace(heading=one.headings.get(prefix + column.field, column.heading))
        for column in COLUMNS[sheet]
        if prefix + column.field not in one.drop_columns
    }
    if sheet != LIST:
        return list(official.values())
    official |= {heading: Column(heading, heading) for heading in one.extra_columns}
    wanted = [name for name in one.order or () if name in official]
    if wanted and "ordinal" in official and "ordinal" not in wanted:
        wanted.insert(0, "ordinal")
    return [official[name] for name in [*wanted, *(name for name in official if name not in wanted)]]


def message_of(one: Book, name: str, sheet: str = LIST) -> str:
    """The letter of a column, found by its field or, for an extra one, by its heading."""
    names = [column.field for column in columns(one, sheet)]
    return get_column_letter(names.index(name) + 1)


def row_of(one: Book, index: int, sheet: str = LIST) -> int:
    """The row in which household (or model, story, resource) number `index`, from 0, stands."""
    heading = 1 if one.one_line_heading else 2
    first = (one.first_row if sheet == LIST else 3) + heading + one.numbering
    every = one.blank_rows_every if sheet == LIST else None
    return first + index + (index // every if every else 0)


def total_row(one: Book) -> int:
    """The row of the line `Tổng cộng`, which follows the last household at once."""
    return row_of(one, len(one.households) - 1) + 1 if one.households else row_of(one, 0)


def cover_of(one: Book) -> dict[str, Any]:
    """The labels of the cover and their values, in order."""
    year, month = one.year_and_month()
    official = {
        "Mẫu biểu": FORM,
        "Mã đơn vị": one.unit,
        "Tên đơn vị": one.unit_name,
        "Kỳ báo cáo": f"{month:02d}/{year}",
        "Ngày chốt số liệu": dt.date(year, month, CUT_OFF_DAY),
        "Tổng số hộ": one.total_households,
        "Tổng số nhân khẩu": one.total_people,
        "Người lập biểu": "Cán bộ LĐ-TB&XH",
        "Số điện thoại": "0239 3 000 000",
        "Ngày lập": dt.date(year, month, MADE_DAY),
    }
    return {label: value for label, value in (official | one.cover).items() if value is not None}


def cover_row(one: Book, label: str) -> int:
    """The row of a label of the cover."""
    return 5 + list(cover_of(one)).index(label)


def _cover_sheet(one: Book) -> Sheet:
    titles = one.sender, None, "BÁO CÁO KẾT QUẢ THỰC HIỆN CHỈ TIÊU GIẢM NGHÈO", None
    lines = [Line("title", [title]) for title in titles]
    lines += [Line("plain", pair) for pair in cover_of(one).items()]
    return Sheet(sheet_name(one, COVER), lines, widths=(28, 32))


def _list_sheet(one: Book) -> Sheet:
    year, month = one.year_and_month()
    titles = (["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO"], [f"Kỳ báo cáo: tháng {month} năm {year}"])
    above = [Line("title", cells) for cells in titles[: one.first_row - 1]]
    above += [Line("plain", [])] * (one.first_row - 1 - len(above))
    heads = columns(one)
    lines = above + _heading(heads, one)
    for index, row in enumerate(one.households):
        lines += [Line("plain", [])] * (row_of(one, index) - 1 - len(lines))
        values = {"ordinal": index + 1, **one.extra_columns, **row}
        lines.append(Line("body", [values.get(head.field) for head in heads]))
    lines += _foot(one, heads)
    merged = _merged(heads, one, one.first_row)
    return Sheet(sheet_name(one, LIST), lines, merged, (6, 13, 24, 20, 16, 20), f"D{row_of(one, 0)}")


def _small_sheet(one: Book, sheet: str) -> Sheet:
    heads = columns(one, sheet)
    lines = [Line("title", [_TITLES[sheet]]), Line("plain", []), *_heading(heads, one)]
    for index, row in enumerate(one.rows(sheet), start=1):
        lines.append(Line("body", [{"ordinal": index, **row}.get(head.field) for head in heads]))
    return Sheet(sheet_name(one, sheet), lines, _merged(heads, one, 3), (6, 24, 24, 20, 16, 16, 18, 16))


def _heading(heads: Sequence[Column], one: Book) -> list[Line]:
    if one.one_line_heading:
        lines = [Line("heading", [head.heading for head in heads])]
    else:
        groups = ["", *(head.group for head in heads)]
        pairs = list(zip(heads, groups, strict=False))
        upper = [(None if head.group == left else head.group) if head.group else head.heading for head, left in pairs]
        lines = [
            Line("heading", upper),
            Line("heading", [head.heading if head.group else None for head in heads]),
        ]
    if one.numbering:
        lines.append(Line("number", [f"({n})" for n in range(1, len(heads) + 1)]))
    return lines


def _merged(heads: Sequence[Column], one: Book, top: int) -> list[str]:
    if one.one_line_heading:
        return []
    ranges, start = [], 0
    for n in range(1, len(heads) + 1):
        if n < len(heads) and heads[n].group and heads[n].group == heads[start].group:
            continue
        first, last = get_column_letter(start + 1), get_column_letter(n)
        if not heads[start].group:
            ranges.append(f"{first}{top}:{last}{top + 1}")
        elif n - start > 1:
            ranges.append(f"{first}{top}:{last}{top}")
        start = n
    return ranges


def _foot(one: Book, heads: Sequence[Column]) -> list[Line]:
    """The total and the signatures; their first words stand below the names, as on the form."""
    names = [head.field for head in heads]
    left = names.index("head_name") if "head_name" in names else min(2, len(heads) - 1)
    lines = []
    if one.total_line is not False:
        cells = [total_line_of(one).get(name) for name in names]
        cells[left] = "Tổng cộng"
        lines.append(Line("total", cells))
    if one.signatures:
        office = f"TM. {one.sender}" if one.body else None
        made, signed = {left: "Người lập biểu", 14: office}, {14: "CHỦ TỊCH" if one.body else "TRƯỞNG THÔN"}
        signs = [Line("plain", [words.get(n) for n in range(len(heads))]) for words in (made, signed)]
        lines += [Line("plain", []), *signs]
    return lines


def total_line_of(one: Book) -> dict[str, Any]:
    """What the total line says: the sums over all rows, leavers too, but what `total_line` sets itself."""
    sums = {name: plain(sum(_summed(row.get(name)) for row in one.households)) for name in SUMMED}
    return sums | (one.total_line if isinstance(one.total_line, dict) else {})


def _summed(value: Any) -> int | float:
    """What a cell adds to its column's sum: a text that is no number adds nothing, as in a spreadsheet."""
    try:
        return number(value)
    except ValueError:
        return 0


def sheet_name(one: Book, sheet: str) -> str:
    return one.sheet_names.get(sheet, sheet)

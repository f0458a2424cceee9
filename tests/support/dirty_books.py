"""Books as all sorts of people and programs make them, by hypothesis: layout, dirt, number formats, producer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st

from tests.support import workbooks as wb
from tests.support.workbooks import HOUSEHOLD_FIELDS, LIST, MODELS, RESOURCES, Book
from tests.support.workbooks.form import Formula

# The maker of the file, and the kind as which LibreOffice then saves it.
PRODUCERS = {
    "openpyxl": ("write", ""),
    "texts in the cells": ("fast_write", ""),
    "LibreOffice xlsx": ("write", "xlsx"),
    "LibreOffice xls": ("write", "xls"),
    "LibreOffice ods": ("write", "ods"),
}
NBSP, NARROW, ZERO_WIDTH, DECOMPOSED = "\u00a0", "\u202f", "\u200b", "Nghe\u0300o"

# A half, and a code that its format fills with noughts, have tests of their own.
NUMBERS = (
    *(0, 1, 7, 12, 40, 186, 2_225, 30_000_000, -1, 2.4, 0.7, 29.6, 45.26, 1 / 3, 0.1 + 0.2),
    *("0", "3", " 3 ", f"{NBSP}3", f"3{NBSP}", "03", "1.771", "50,0", "1.771,25", "2 225", f"2{NBSP}225", f"2{NARROW}225"),
    *("1.5", "3 người", "30tr", "-", "−2", "+4", "=1+2", "'5", Formula("=1+2"), Formula('=IF(1,"","")')),
)  # fmt: skip
MARKS = (
    *("x", "X", "×", "✓", "✔", "v", "có", "Có", "CÓ", "1", 1, 1.0, True, False, "-", "0", 0, "không", "Không"),
    *(" x ", f"{NBSP}x", f"x{ZERO_WIDTH}", "x\nkhông", "có (chưa)", "√", "☑", "?", "co\u0301"),
)
CLASSES = (
    *("Nghèo", "nghèo", " Nghèo ", f"Hộ{NBSP}nghèo", DECOMPOSED, "Cận nghèo", "CẬN  NGHÈO", "Nghèo\nCận nghèo", "N", 1),
)
CHANGES = ("Không đổi", "không đổi", f"Phát sinh{NBSP}mới", "Tái nghèo ", "nt", "", 0)
CODES = ("186040001", " 186040002", 186040003, 186040004.0, f"186040005{NBSP}", "18604.0006", 7, "7", "Mã 8")
DAYS = (
    *(dt.date(2019, 5, 4), dt.date(2020, 3, 14), dt.date(1999, 12, 31), dt.datetime(2020, 3, 14, 8, 30), 43904, 2020),
    *("14/03/2020", "14-3-2020", "4.5.2019", "2020-03-14", f" 14/03/2020{NBSP}", "ngày 14 tháng 3 năm 2020", "3/2020"),
)
TEXTS = (
    *("Hội LHPN", "  Hội  LHPN ", f"Hội{NBSP}LHPN", "a, b", 'nói "có"', "a;b", "dòng 1\ndòng 2", "nt", '"', "0239", 12),
    *("Hoa\u0300", f"Đoàn{ZERO_WIDTH}", "Ðặng", "=A1", "'x", "@", "#N/A", "1/2", dt.date(2020, 3, 14), 1.4),
)  # fmt: skip
NUMBER_FORMATS = (
    *("General", "0", "0.0", "0.00", "#,##0", "#,##0.0", "# ##0", "0%", "0.0%", "@", "#,##0,,", "0.0,"),
    *('0" người"', '"khoảng "0', "0;-0;;@", "#,##0_);(#,##0)", "[Red]0", "_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-"),
)  # fmt: skip
MARK_FORMATS = ("General", "0", "0.0", "@")  # by others LibreOffice shows a truth as a number; Excel never does
CODE_FORMATS = ("General", "0", "@", '"18604"0000', "#,##0")
DAY_FORMATS = ("DD/MM/YYYY", "d/m/yy", "yyyy-mm-dd", "mm-dd-yy", "dd/mm/yyyy hh:mm", "d mmmm yyyy", "dd-mm-yyyy")

_DIRT: dict[str, tuple[Any, ...]] = {
    "household_code": CODES,
    "classification": CLASSES,
    "change": CHANGES,
    **dict.fromkeys(("head_name", "village", "sponsor", "note"), TEXTS),
    **dict.fromkeys(
        ("members", "insured", "loan_amount", "children_deprived", "children_supported", "informed"), NUMBERS
    ),
    **dict.fromkeys(("social_protection", "loan_needed", "loan_received"), MARKS),
    **dict.fromkeys(("clean_water", "hygienic_latrine", "temporary_housing"), MARKS),
}
_OTHER_DIRT = {
    MODELS: {"name": TEXTS, "households": NUMBERS, "started_on": DAYS, "budget": NUMBERS},
    RESOURCES: {"amount": NUMBERS, "households": NUMBERS},
}
_FORMATS: dict[str, tuple[str, ...]] = {
    "household_code": CODE_FORMATS,
    **{name: NUMBER_FORMATS for name, dirt in _DIRT.items() if dirt in (NUMBERS, TEXTS)},
    **{name: MARK_FORMATS for name, dirt in _DIRT.items() if dirt is MARKS},
}
_COVER = {
    "Tổng số hộ": NUMBERS,
    "Tổng số nhân khẩu": NUMBERS,
    "Kỳ báo cáo": ("03/2020", "Tháng 3 năm 2020", dt.date(2020, 3, 1), "T3/2020", f"03{NBSP}/2020"),
    "Ngày chốt số liệu": DAYS,
    "Số điện thoại": ("0239 3 000 000", 2393000000, "0239.3000000", 912345678.0),
}


@dataclass(frozen=True, repr=False)
class DirtyBook:
    """A book, who makes a file of it, and the number formats: (sheet, field) → format of the whole column."""

    book: Book
    producer: str
    formats: dict[tuple[str, str], str]

    def __repr__(self) -> str:
        return f"DirtyBook({self.producer}, {self.formats})"  # of a failing example: the difference says the rest

    @property
    def kind(self) -> str:
        """As what LibreOffice is to save the file; nothing: not at all."""
        return PRODUCERS[self.producer][1]

    def write(self, path: Path) -> Path:
        if PRODUCERS[self.producer][0] == "fast_write":
            return wb.fast_write(self.book, path)
        wb.write(self.book, path)
        self._set_formats(path)
        return path

    def _set_formats(self, path: Path) -> None:
        workbook = openpyxl.load_workbook(path)
        for (sheet, name), code in self.formats.items():
            for (cell,) in workbook[sheet].iter_rows(
                min_row=wb.row_of(self.book, 0, sheet), **self._column(sheet, name)
            ):
                cell.number_format = code
        workbook.save(path)

    def _column(self, sheet: str, name: str) -> dict[str, int]:
        place = [column.field for column in wb.columns(self.book, sheet)].index(name) + 1
        return {"min_col": place, "max_col": place}


def one_of_each_producer() -> st.SearchStrategy[tuple[DirtyBook, ...]]:
    return st.tuples(*map(dirty_books, PRODUCERS))


@st.composite
def dirty_books(draw: st.DrawFn, producer: str) -> DirtyBook:
    """Most cells are good, some are not."""
    count = st.integers(1, 4)
    book = wb.book(poor=draw(count), near_poor=draw(count), seed=draw(st.integers(0, 99)), **_layout(draw))
    _soil(draw, book.households, _DIRT, most=25)
    for sheet, dirt in _OTHER_DIRT.items():
        _soil(draw, book.rows(sheet), dirt, most=5)
    book.cover.update(
        draw(st.fixed_dictionaries({}, optional={label: _one_of(told) for label, told in _COVER.items()}))
    )
    return DirtyBook(book, producer, _formats(draw))


def _layout(draw: st.DrawFn) -> dict[str, Any]:
    order = draw(st.none() | st.permutations((*HOUSEHOLD_FIELDS, "Điện thoại")))
    return {
        "order": order,
        "extra_columns": draw(st.sampled_from(({}, {"Điện thoại": "0912 000 000"}))),
        "one_line_heading": draw(st.booleans()),
        "numbering": draw(st.booleans()),
        "total_line": draw(st.booleans()),
        "signatures": draw(st.booleans()),
        "blank_rows_every": draw(st.none() | st.integers(1, 3)),
        "first_row": draw(st.integers(1, 9)),
        "headings": draw(
            st.sampled_from(({}, {"household_code": "Mã số hộ", "village": "THÔN", "members": " Số  khẩu "}))
        ),
    }


def _soil(draw: st.DrawFn, rows: list[dict[str, Any]], dirt: dict[str, tuple[Any, ...]], most: int) -> None:
    """Single cells get what somebody else would have typed there."""
    if not rows:
        return
    cells = st.tuples(st.integers(0, len(rows) - 1), st.sampled_from(sorted(dirt)))
    for row, name in draw(st.lists(cells, max_size=most, min_size=most // 2, unique=True)):
        rows[row][name] = draw(_one_of(dirt[name]))


def _formats(draw: st.DrawFn) -> dict[tuple[str, str], str]:
    of_list = {(LIST, name): _one_of(codes) for name, codes in _FORMATS.items()}
    of_others = {
        (sheet, name): _one_of(DAY_FORMATS if name == "started_on" else NUMBER_FORMATS)
        for sheet, dirt in _OTHER_DIRT.items()
        for name in dirt
    }
    return draw(st.fixed_dictionaries({}, optional=of_list | of_others))


def _one_of(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)

"""What a workbook looks like beside its values: each is noticed once, in the cell that a person would look at."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import read_workbook
from tests.support.workbooks import book, fast_write

LIST = "Danh sách hộ"


@pytest.fixture
def remarked(form, tmp_path):
    """Changes the list of a good workbook by openpyxl, and gives what is then noticed: (kind, cell, what was read)."""

    def read(change, ending="xlsx"):
        path = fast_write(book(poor=4, near_poor=4), tmp_path / "a.xlsx")
        workbook = openpyxl.load_workbook(path)
        change(workbook[LIST])
        saved = io.BytesIO()
        workbook.save(saved)
        (found,) = read_workbook(saved.getvalue(), f"a.{ending}", form, ReadingLimits()).located["household"].parts
        letters = {place[1]: found.letter(name) for name, place in found.columns.items()}
        return [(one.kind, f"{letters.get(one.column)}{one.row + 1}", one.read, one.count) for one in found.remarks]

    return read


@pytest.fixture
def rows(form, tmp_path):
    """The first and the last row of that list."""
    data = fast_write(book(poor=4, near_poor=4), tmp_path / "b.xlsx").read_bytes()
    found = read_workbook(data, "b.xlsx", form, ReadingLimits()).located["household"]
    return found.data_rows[0] + 1, found.data_rows[-1] + 1


def test_a_good_list_has_none(remarked):
    assert remarked(lambda _: None) == []


@pytest.mark.parametrize("down", [1, 3])
def test_a_value_merged_over_rows(remarked, rows, down):
    first, _ = rows

    def change(sheet):
        sheet[f"P{first}"] = "x"
        sheet.merge_cells(f"P{first}:P{first + down}")

    assert remarked(change) == [("merged", f"P{first}", "x", 1)]


def test_a_value_merged_over_columns_and_an_empty_range(remarked, rows):
    first, _ = rows

    def change(sheet):
        sheet[f"S{first}"] = None
        sheet.merge_cells(f"S{first}:T{first}")
        sheet[f"D{first}"] = "Thôn 1"
        sheet.merge_cells(f"D{first}:E{first}")

    assert [one for one in remarked(change) if one[0] == "merged"] == [("merged", f"D{first}", "Thôn 1", 1)]


def test_a_row_and_a_cell_struck_through(remarked, rows):
    first, last = rows

    def change(sheet):
        for column in range(1, 21):
            sheet.cell(last, column).font = Font(strike=True)
        sheet[f"G{first}"].font = Font(strike=True)

    assert [one[:2] for one in remarked(change)] == [("struck", f"G{first}"), ("struck", f"B{last}")]


def test_rows_and_columns_that_are_hidden(remarked, rows):
    first, last = rows

    def change(sheet):
        for row in (first, last):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["G"].hidden = True

    found = remarked(change)
    assert [one[:2] for one in found] == [("hidden_rows", f"B{first}"), ("hidden_column", f"G{first}")]
    assert [one[3] for one in found] == [2, last - first + 1]


@pytest.mark.parametrize(
    ("code", "value", "kind", "shown"),
    [
        ("#,##0,,", 30_000_000, "format", "30"),
        ("0%", 30, "unit", "%"),
        ('#,##0" nghìn đồng"', 30_000, "unit", "nghìn đồng"),
        ('0" khoảng"', 30, "rounded", "30 khoảng"),
        ('0",000"', 30, "rounded", "30,000"),
        (";;;", 30, "unseen", ""),
        ("0", 29.6, "rounded", "30"),
    ],
)
def test_a_format_that_shows_another_number(remarked, rows, code, value, kind, shown):
    first, _ = rows

    def change(sheet):
        for row in (first, first + 1):
            sheet[f"L{row}"] = value
            sheet[f"L{row}"].number_format = code

    assert remarked(change) == [(kind, f"L{first}", shown, 2)]


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "#,##0",
        "#,##0.0",
        '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)',
        "[Red]0",
        '0" triệu"',
        "#,##0;-#,##0;;@",
    ],
)
def test_a_plain_format_shows_the_number(remarked, rows, code):
    first, _ = rows

    def change(sheet):
        sheet[f"L{first}"], sheet[f"L{first + 1}"], sheet[f"L{first + 2}"] = 1500, 0, 3000
        for row in range(first, first + 3):
            sheet[f"L{row}"].number_format = code

    assert remarked(change) == []


def test_a_table_below_the_list_and_a_cell_far_off(remarked):
    def change(sheet):
        below = sheet.max_row + 3
        for column, text in enumerate(["", "Thống kê", "Thôn", "Số hộ nghèo", "Số khẩu"], start=1):
            sheet.cell(below, column).value = text or None
        for row in range(1, 4):
            for column, value in enumerate([row, "Thống kê thôn", f"Thôn {row}", "ba hộ", "mười khẩu"], start=1):
                sheet.cell(below + row, column).value = value
        sheet["XFD7"] = "x"

    found = remarked(change)
    assert [one[0] for one in found] == ["second_table", "stray"]
    assert found[1][2:] == ("XFD7", 1)


def test_a_line_of_sums_without_a_word_is_a_total(remarked, rows):
    _, last = rows

    def change(sheet):
        sheet.cell(last + 1, 2).value = None  # its word, if it has one
        for row in range(last + 1, last + 3):
            for column in range(1, 7):
                sheet.cell(row, column).value = None

    assert remarked(change) == []

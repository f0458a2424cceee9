"""Headings, rows and totals are found by what they say, wherever they stand."""

from __future__ import annotations

import pytest

from giamngheo.read.formats import Worksheet
from giamngheo.read.layout import locate
from giamngheo.read.sheets import matching_sheets

RESOURCES = ["STT", "Nguồn", "Nội dung hỗ trợ", "Số tiền (triệu đồng)", "Số hộ hưởng lợi"]
MODELS = ["STT", "Tên mô hình", "Thôn, tổ dân phố", "Lĩnh vực", "Số hộ tham gia", "Tình trạng", "Kinh phí"]


def rows_of(form, table, cells):
    """Numbers of the rows as the sender sees them."""
    return [index + 1 for index in locate(form.tables[table], Worksheet("x", cells), form).data_rows]


@pytest.fixture
def household(form):
    """A list of two households, columns in the form's order."""
    sheet = form.tables["household"]
    heading = [column.heading for column in sheet.column]

    def row(code, name, village="Thôn 1", **other):
        values = {"classification": "Nghèo", "change": "Không đổi", "members": 2.0} | other
        given = {"household_code": code, "head_name": name, "village": village} | values
        return [given.get(column.field, "") for column in sheet.column]

    return heading, row


def test_a_title_that_is_like_a_heading_is_no_heading(form):
    cells = [["", "NGUỒN LỰC"], RESOURCES, [1.0, "Xã hội hóa", "Nhà ở", 5.0, 1.0]]
    located = locate(form.tables["resource"], Worksheet("x", cells), form)
    assert located.found["source"] == 1
    assert located.columns["source"] == (1, 1)
    assert list(located.data_rows) == [2]


def test_the_line_of_numbers_goes_and_a_row_of_numbers_stays(form):
    assert rows_of(form, "resource", [RESOURCES, ["(1)", "(2)", "(3)", "(4)", "(5)"], [1.0, "", "", 75.0, 3.0]]) == [3]
    assert rows_of(form, "resource", [RESOURCES, [1.0, "", "", 75.0, 3.0]]) == [2]
    assert rows_of(form, "resource", [RESOURCES, ["A", "B", "1", "2", "3"], [1.0, "Xã hội hóa", "", 7.0, ""]]) == [3]
    units = ["", "", "", "triệu đồng", "hộ"]
    numbers = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert rows_of(form, "resource", [RESOURCES, units, numbers, [1.0, "Xã hội hóa", "Nhà ở", 5.0, 1.0]])[-1] == 4


def test_signatures_below_a_small_sheet(form):
    cells = [
        MODELS,
        [1.0, "Nuôi dê", "Thôn 1", "Chăn nuôi", 7.0, "Đang phát triển", 50.0],
        [],
        ["", "Thạch Khê, ngày 16 tháng 3 năm 2020"],
        ["", "Người lập biểu", "", "", "", "CHỦ TỊCH"],
        ["", "Trần Thị Lan", "", "", "", "Lê Văn Bình"],
    ]
    assert rows_of(form, "model", cells) == [2]


def test_notes_below_the_list_are_no_households(household, form):
    heading, row = household
    notes = [["SĐT: 0912 345 678"], ["- Hộ thuộc QĐ 59/2015"], ["Thạch Khê, ngày 16 tháng 3 năm 2020"]]
    assert rows_of(form, "household", [heading, row("186040001", "A"), row("186040002", "B"), *notes]) == [2, 3]


def test_a_last_household_without_its_code_is_still_one(household, form):
    heading, row = household
    assert rows_of(form, "household", [heading, row("186040001", "A"), row("", "B", members="", insured=2.0)]) == [2, 3]
    assert rows_of(form, "household", [heading, row("186040001", "A"), row("", "B", classification="", change="")]) == [
        2,
        3,
    ]


def test_a_village_is_no_total_and_a_name_no_signature(household, form):
    heading, row = household
    order = [2, 0, 1, *range(3, len(heading))]

    def moved(cells):
        return [cells[place] for place in order]

    cells = [moved(heading), moved(row("186040001", "Ngày Văn Tư", "Cộng Hòa")), moved(row("186040002", "Tống Văn A"))]
    assert rows_of(form, "household", cells) == [2, 3]


def test_totals_wherever_they_are_written(household, form):
    heading, row = household
    for total in (["", "Tổng cộng"], ["Tổng cộng"], ["", "CỘNG:"]):
        located = locate(form.tables["household"], Worksheet("x", [heading, row("186040001", "A"), total]), form)
        assert list(located.data_rows) == [1]
        assert list(located.total_rows) == [2]


def test_the_forms_own_name_of_a_sheet_goes_before_other_spellings(form):
    sheet = form.tables["household"]
    assert matching_sheets(sheet, ["DS hộ", "Danh sách hộ"]) == [1]
    assert matching_sheets(sheet, ["Danh sách hộ (2)", "danh sách hộ "]) == [1]
    assert matching_sheets(sheet, ["DS hộ"]) == [0]
    assert len(matching_sheets(sheet, ["DS hộ", "Danh sách hộ nghèo"])) == 2

"""The maker of workbooks: what it says it wrote is in the file, and its defects are one each."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.support import workbooks as wb
from tests.support.workbooks import (
    COVER,
    LEFT,
    LIST,
    MODELS,
    NEAR_POOR,
    POOR,
    RESOURCES,
    STORIES,
    Book,
    Row,
    figures,
    months,
)

NUMBER_LINE = [f"({n})" for n in range(1, 21)]
TYPED_AT_WILL: dict[str, Any] = {
    "order": ("head_name", "Số thứ tự cũ", "household_code", "loan_amount", "members", "loan_needed"),
    "extra_columns": {"Số thứ tự cũ": "cũ", "Điện thoại": None},
    "one_line_heading": True,
    "numbering": False,
    "blank_rows_every": 3,
    "first_row": 8,
    "sheet_names": {LIST: "DS hộ", COVER: "TT"},
}


@pytest.fixture(scope="module")
def before() -> Book:
    return wb.book(poor=30, near_poor=40, seed="before")


@pytest.fixture(scope="module")
def after(before: Book) -> Book:
    return wb.next_book(before, seed="after", pace=0.05)


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """Every sheet of a file; `[sheet][row - 1][column - 1]` is a cell."""
    workbook = CalamineWorkbook.from_path(str(path))
    return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names}


def column_number(letter: str) -> int:
    return openpyxl.utils.column_index_from_string(letter)


# --- layout ---


def test_the_official_form(tmp_path: Path) -> None:
    one = wb.book("18562", "Thị trấn Thạch Hà", "2020-03")
    pages = cells(wb.write(one, tmp_path / "new folder" / "a.xlsx"))
    assert list(pages) == [COVER, LIST, MODELS, STORIES, RESOURCES]
    cover, page = pages[COVER], pages[LIST]
    assert cover[0][0] == "UBND THỊ TRẤN THẠCH HÀ"
    assert [row[0] for row in cover[4:9]] == [
        "Mẫu biểu",
        "Mã đơn vị",
        "Tên đơn vị",
        "Kỳ báo cáo",
        "Ngày chốt số liệu",
    ]
    assert [row[1] for row in cover[4:9]] == [
        *("BC-GN-01", "18562", "Thị trấn Thạch Hà", "03/2020"),
        dt.date(2020, 3, 14),
    ]
    assert page[1][0] == "Kỳ báo cáo: tháng 3 năm 2020"
    assert page[4][8:14] == ["Số người có thẻ BHYT", "Tín dụng ưu đãi", "", "", "Giáo dục, đào tạo", ""]
    assert page[5][8:12] == ["", "Có nhu cầu vay", "Đã được vay", "Số tiền vay (triệu đồng)"]
    assert page[6] == NUMBER_LINE
    assert page[7][:3] == [1, "185620001", one.households[0]["head_name"]]
    assert page[27][2] == "Tổng cộng"
    assert page[27][6] == sum(row["members"] for row in one.households)
    assert page[29][2] == "Người lập biểu"
    assert page[29][14] == "TM. UBND THỊ TRẤN THẠCH HÀ"
    assert len(page) == 31


def test_groups_are_merged_as_on_the_form(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(wb.fast_write(wb.book(), tmp_path / "a.xlsx"))[LIST]
    merged = {str(cells_) for cells_ in page.merged_cells.ranges}
    assert {"A5:A6", "I5:I6", "J5:L5", "M5:N5", "P5:Q5", "T5:T6"} <= merged
    assert len(merged) == 16
    assert page.freeze_panes == "D8"
    assert page["A5"].font.b
    assert page["G8"].border.left.style == "thin"


@pytest.mark.parametrize("options", [{}, TYPED_AT_WILL], ids=["official", "at will"])
def test_both_writers_write_the_same_cells(tmp_path: Path, options: dict[str, Any]) -> None:
    one = wb.book(period="2020-02", **options)
    one.households[3]["note"] = '=HYPERLINK("http://x") & <b> "text"'
    one.households[4].update(clean_water=True, loan_amount=12.5, village="Thôn  hai ")
    slow, fast = wb.write(one, tmp_path / "slow.xlsx"), wb.fast_write(one, tmp_path / "fast.xlsx")
    assert cells(slow) == cells(fast)
    styled = [openpyxl.load_workbook(path) for path in (slow, fast)]
    for ours, theirs in zip(styled[0], styled[1], strict=True):
        assert {str(r) for r in ours.merged_cells.ranges} == {str(r) for r in theirs.merged_cells.ranges}
        assert [[(c.font.b, c.number_format, c.fill.fill_type) for c in row] for row in ours] == [
            [(c.font.b, c.number_format, c.fill.fill_type) for c in row] for row in theirs
        ]


@pytest.mark.parametrize("options", [{}, TYPED_AT_WILL, {"drop_columns": ("village",)}], ids=str)
def test_every_household_stands_where_the_layout_says(tmp_path: Path, options: dict[str, Any]) -> None:
    one = wb.book(**options)
    page = cells(wb.fast_write(one, tmp_path / "a.xlsx"))[one.sheet_names.get(LIST, LIST)]
    names = [head.field for head in wb.columns(one)]
    assert page[one.first_row - 1][: len(names)].count("STT") == 1
    for index, row in enumerate(one.households):
        line = page[wb.row_of(one, index) - 1]
        for name in set(names) & set(row):
            value = line[column_number(wb.message_of(one, name)) - 1]
            assert value == ("" if row[name] is None else row[name])
    total = page[wb.total_row(one) - 1]
    assert total[column_number(wb.message_of(one, "head_name")) - 1] == "Tổng cộng"
    for name, value in wb.total_line_of(one).items():
        assert total[column_number(wb.message_of(one, name)) - 1] == value


def test_columns_in_a_wished_order() -> None:
    one = wb.book(**TYPED_AT_WILL)
    assert [head.field for head in wb.columns(one)][:4] == [
        "ordinal",
        "head_name",
        "Số thứ tự cũ",
        "household_code",
    ]
    assert wb.message_of(one, "members") == "F"
    assert len(wb.columns(one)) == 22


def test_content_can_be_left_out_or_renamed(tmp_path: Path) -> None:
    one = wb.book(
        drop_sheets=(MODELS, STORIES),
        drop_columns=("insured", f"{RESOURCES}.households"),
        headings={"members": "Nhân khẩu", f"{RESOURCES}.source": "Nguồn vốn"},
        cover={"Mã đơn vị": 18604, "Ngày lập": None, "Ghi chú": "thêm"},
        total_line=False,
        signatures=False,
    )
    pages = cells(wb.fast_write(one, tmp_path / "a.xlsx"))
    assert list(pages) == [COVER, LIST, RESOURCES]
    assert [row[0] for row in pages[COVER][-3:]] == ["Người lập biểu", "Số điện thoại", "Ghi chú"]
    assert pages[COVER][wb.cover_row(one, "Mã đơn vị") - 1] == ["Mã đơn vị", 18604]
    assert "Nhân khẩu" in pages[LIST][4]
    assert "Số người có thẻ BHYT" not in pages[LIST][4]
    assert pages[RESOURCES][2] == ["STT", "Nguồn vốn", "Nội dung hỗ trợ", "Số tiền (triệu đồng)"]
    assert len(pages[LIST]) == wb.row_of(one, len(one.households) - 1)


def test_single_sums_of_the_total_line_can_be_set() -> None:
    one = wb.book(total_line={"members": 7, "insured": None})
    sums = wb.total_line_of(one)
    assert (sums["members"], sums["insured"]) == (7, None)
    assert sums["informed"] == sum(row["informed"] for row in one.households)


def test_a_formula_has_no_value(tmp_path: Path) -> None:
    broken, place = wb.break_rule(wb.book(), "F109")
    for writer in (wb.write, wb.fast_write):
        path = writer(broken, tmp_path / "a.xlsx")
        assert openpyxl.load_workbook(path)[place.sheet][f"{place.column}{place.row}"].value == "=1+2"
        assert openpyxl.load_workbook(path, data_only=True)[place.sheet][f"{place.column}{place.row}"].value is None


# --- months ---

_UNITS = [("18562", "Thị trấn Thạch Hà"), ("18604", "Xã Thạch Khê")]


def test_a_month_in_its_units_folders(tmp_path: Path) -> None:
    paths = wb.write_month(tmp_path, wb.month_of(_UNITS, "2020-02", poor=5, near_poor=5))
    assert [str(path.relative_to(tmp_path)) for path in paths] == [
        "18562 - Thị trấn Thạch Hà/BC-GN-01_18562_2020-02.xlsx",
        "18604 - Xã Thạch Khê/BC-GN-01_18604_2020-02.xlsx",
    ]
    assert {page[7][1] for page in (cells(path)[COVER] for path in paths)} == {"02/2020"}


def test_the_same_arguments_give_the_same_file(tmp_path: Path) -> None:
    first, second = (wb.month_of(_UNITS, "2020-02", seed=3) for _ in range(2))
    assert first == second
    assert first != wb.month_of(_UNITS, "2020-02", seed=4)
    files = [wb.fast_write(books[0], tmp_path / f"{n}.xlsx") for n, books in enumerate((first, second))]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_month_follows_from_the_one_before() -> None:
    earlier, later = (wb.month_of(_UNITS, period, seed=1)[0] for period in ("2020-02", "2020-03"))
    assert judge(later, earlier) == []
    stayed = {row["household_code"] for row in earlier.households if row["classification"] != LEFT}
    assert stayed <= {row["household_code"] for row in later.households}


def test_years_of_months_stay_valid_and_everything_happens() -> None:
    one, seen = wb.book(poor=70, near_poor=90), Counter[str]()
    for _ in range(36):
        one, earlier = wb.next_book(one, pace=0.03), one
        assert judge(one, earlier) == []
        seen.update(row["change"] for row in one.households)
    assert set(seen) == {wb.UNCHANGED, *figures.CHANGES.values()}
    assert one.period == "2022-12"


@pytest.mark.parametrize("size", [0, 1, 2, 9, 10])
def test_small_lists_follow_too(size: int) -> None:
    one = wb.book(poor=size, near_poor=0)
    for seed in range(12):
        one, earlier = wb.next_book(one, seed, pace=0.3), one
        assert judge(one, earlier) == []


# --- figures ---


def test_figures_of_a_book_counted_by_hand() -> None:
    rows = [
        _row(
            POOR,
            members=3,
            insured=2,
            social_protection="X",
            loan_needed="có",
            loan_received="✓",
            loan_amount="50,5",
        ),
        _row(
            "Hộ  nghèo",
            members="2",
            insured=2.0,
            children_deprived=2,
            children_supported=1,
            temporary_housing=True,
        ),
        _row(POOR, members=1, loan_needed="x", clean_water="x ", hygienic_latrine=1.0, informed=1),
        _row(
            "cận nghèo",
            members=4,
            insured=3,
            loan_needed="x",
            loan_received="x",
            loan_amount=20,
            clean_water="x",
        ),
        _row(LEFT, wb.ESCAPED, members=5, insured=5),
    ]
    one = Book("18604", "Xã Thạch Khê", "2020-03", rows, total_households="1.771", total_people=5000)
    one.models = [{"status": "Đang phát triển"}, {"status": "Tạm dừng"}]
    one.resources = [{"amount": 12.5}, {"amount": "1.000"}]
    one.stories = [{"consent": "x"}, {"consent": None}]
    figures = wb.expected_figures(one)
    assert {key: value for key, value in figures.items() if value} == {
        "households": 1771,
        "people": 5000,
        "poor": 3,
        "near_poor": 1,
        "social_poor": 1,
        "poor_members": 6,
        "near_poor_members": 4,
        "insured_poor": 4,
        "insured_near_poor": 3,
        "loan_need": 2,
        "loan_received": 1,
        "loan_amount": 50.5,
        "education_deprived": 2,
        "education_supported": 1,
        "informed": 1,
        "water_and_sanitation": 1,
        "temporary_housing": 1,
        "models": 1,
        "resources": 1012.5,
        "stories_public": 1,
        "change_escaped_poverty": 1,
    }
    assert len(figures) == 29
    assert wb.district_figures([one, one])["loan_amount"] == 101


def _row(classification: str, change: str = wb.UNCHANGED, **values: Any) -> Row:
    return dict.fromkeys(wb.HOUSEHOLD_FIELDS) | {"classification": classification, "change": change} | values


# --- planted defects ---

_OF_LINES = ("X403", "X405", "X406", "H319", "H323")  # lines, totals and headings
# Rules that a book's rows can break by themselves: `judge` below sees these.
_JUDGED = tuple(code for code in wb.PLANTERS if code[0] in "HXMGN" and code not in _OF_LINES)
_SEEN_OTHERWISE = {"F105", "F106", "F109", "F112", "F114", *_OF_LINES} | {f"C2{n:02d}" for n in range(1, 13)}


def test_every_rule_of_the_content_can_be_broken() -> None:
    households = {f"H3{n:02d}" for n in range(1, 19)}
    others = {"H324", "X401", "X402", "M501", "M502", "M503", "M504", "M505", "G601", "N701", "N702", "N703"}
    assert {wb.rule_of(code) for code in wb.PLANTERS} == households | others | _SEEN_OTHERWISE


@pytest.mark.parametrize("code", _JUDGED)
def test_one_defect_and_nothing_else(before: Book, after: Book, code: str) -> None:
    assert judge(after, before) == []
    broken, place = wb.break_rule(after, code, before)
    found = judge(broken, before)
    # A household whose code is spoilt was on the last list: that it is missing now is the same defect.
    assert {rule for rule, _ in found} - ({"X401"} if code.startswith(("H301", "H303")) else set()) == {
        wb.rule_of(code)
    }
    assert place.row in {row for rule, row in found if rule == wb.rule_of(code)}


@pytest.mark.parametrize("options", [{}, TYPED_AT_WILL], ids=["official", "at will"])
def test_the_place_of_a_defect_is_its_cell(before: Book, after: Book, tmp_path: Path, options: dict[str, Any]) -> None:
    good = dataclasses.replace(after, **options)
    for code in (code for code in _JUDGED if code[0] in "HX" and code != "X401"):
        broken, place = wb.break_rule(good, code, before)
        pairs = zip_longest(good.households, broken.households)
        (row,) = [ours for theirs, ours in pairs if theirs != ours]
        line = cells(wb.fast_write(broken, tmp_path / "a.xlsx"))[place.sheet][place.row - 1]
        (name,) = [name for name in wb.HOUSEHOLD_FIELDS if wb.message_of(broken, name) == place.column]
        assert line[column_number(place.column) - 1] == ("" if row[name] is None else row[name])
        assert (row["household_code"] or row["head_name"]) in line


@pytest.mark.parametrize(
    ("code", "label"),
    [
        *(("C201", "Mẫu biểu"), ("C202", "Mã đơn vị"), ("C203", "Mã đơn vị"), ("C204", "Kỳ báo cáo")),
        *(("C205", "Kỳ báo cáo"), ("C206", "Tổng số hộ"), ("C207", "Tổng số hộ"), ("C208", "Tên đơn vị")),
        *(("C209", "Ngày chốt số liệu"), ("C211", "Tổng số nhân khẩu"), ("C212", "Tổng số nhân khẩu")),
    ],
)
def test_defects_of_the_cover(before: Book, after: Book, tmp_path: Path, code: str, label: str) -> None:
    broken, place = wb.break_rule(after, code, before)
    cover = cells(wb.fast_write(broken, tmp_path / "a.xlsx"))[COVER]
    assert (place.sheet, cover[place.row - 1][0], place.column) == (COVER, label, "B")
    changed = {name for name, value in wb.cover_of(broken).items() if wb.cover_of(after)[name] != value}
    assert changed - ({"Ngày chốt số liệu"} if code == "C205" else set()) == (set() if code == "C203" else {label})
    assert broken.households == after.households


def test_a_book_in_another_units_folder(after: Book, tmp_path: Path) -> None:
    broken, _ = wb.break_rule(after, "C203")
    assert wb.path_in(tmp_path, broken).parent.name == "18565 - Xã Ngọc Sơn"


def test_defects_of_the_whole_file(before: Book, after: Book, tmp_path: Path) -> None:
    broken, place = wb.break_rule(after, "F105")
    assert place == wb.Place(LIST)
    assert LIST not in cells(wb.fast_write(broken, tmp_path / "a.xlsx"))
    broken, place = wb.break_rule(after, "F106")
    assert place == wb.Place(LIST)
    assert "Số người có thẻ BHYT" not in cells(wb.fast_write(broken, tmp_path / "a.xlsx"))[LIST][4]
    broken, place = wb.break_rule(after, "F106-label")
    assert "Kỳ báo cáo" not in wb.cover_of(broken)
    broken, place = wb.break_rule(after, "X405")
    assert cells(wb.fast_write(broken, tmp_path / "a.xlsx"))[LIST][place.row - 1][6] == 9999
    broken, place = wb.break_rule(after, "X406", before)
    assert (broken.households, place.row) == ([], None)


def test_the_list_grows_by_more_than_a_fifth(before: Book, after: Book) -> None:
    broken, _ = wb.break_rule(after, "X403", before)
    assert len(broken.households) > 1.2 * len(before.households)
    assert len(_staying(broken)) > 1.2 * len(before.households)
    assert judge(broken, before) == []


def test_the_given_book_stays_as_it_was(before: Book, after: Book) -> None:
    original = copy.deepcopy(after)
    for code in wb.PLANTERS:
        wb.break_rule(after, code, before)
    assert after == original


def test_a_rule_about_two_months_needs_both(after: Book) -> None:
    with pytest.raises(ValueError, match="previous"):
        wb.break_rule(after, "X402")


# --- a judge of rows, as short as it can be: (rule, row) of each finding ---

_COMES = {wb.NEW, wb.RELAPSED, wb.MOVED_IN}
_CHANGES_OF = {
    POOR: {wb.UNCHANGED, wb.TO_POOR, *_COMES},
    NEAR_POOR: {wb.UNCHANGED, wb.TO_NEAR_POOR, wb.NEW, wb.MOVED_IN},
    LEFT: {wb.ESCAPED, wb.ESCAPED_NEAR, wb.MOVED_OUT, wb.REMOVED},
}
_CLASS_BEFORE = {wb.TO_POOR: NEAR_POOR, wb.TO_NEAR_POOR: POOR, wb.ESCAPED: POOR, wb.ESCAPED_NEAR: NEAR_POOR}
_NUMBERS = ("members", "insured", "loan_amount", "children_deprived", "children_supported", "informed")
_MARKS = (
    "social_protection",
    "loan_needed",
    "loan_received",
    "clean_water",
    "hygienic_latrine",
    "temporary_housing",
)


def judge(one: Book, previous: Book) -> list[tuple[str, int | None]]:
    """The rules that the rows of a book break, each row's first in each group of rules only."""
    found: list[tuple[str, int | None]] = []
    seen: set[str] = set()
    last = {row["household_code"]: row["classification"] for row in _staying(previous)}
    for index, row in enumerate(one.households):
        rules = {_code_rule(one, row, seen), _class_rule(row), *_number_rules(row), *_plain_rules(row)}
        if not rules - {None}:
            rules.add(_follows(row, last.get(row["household_code"])))
        found += [(rule, wb.row_of(one, index)) for rule in sorted(rules - {None})]
        seen.add(row["household_code"])
    found += [("X401", None)] * len(last.keys() - seen)
    return found + _small_sheets(one, seen)


def _staying(one: Book) -> list[Row]:
    return [row for row in one.households if row["classification"] != LEFT]


def _code_rule(one: Book, row: Row, seen: set[str]) -> str | None:
    code = row["household_code"] or ""
    if not (len(code) == 9 and code.isdigit()):
        return "H301"
    if not code.startswith(one.unit):
        return "H303"
    return "H302" if code in seen else None


def _class_rule(row: Row) -> str | None:
    if row["classification"] not in _CHANGES_OF:
        return "H304"
    if row["change"] not in set().union(*_CHANGES_OF.values()):
        return "H305"
    return None if row["change"] in _CHANGES_OF[row["classification"]] else "H315"


def _number_rules(row: Row) -> set[str]:
    if any(isinstance(row[name], str) for name in _NUMBERS):
        return {"H314"}
    values = {name: row[name] or 0 for name in _NUMBERS}
    members = values["members"]
    if members not in range(1, 31):
        return {"H306"}
    broken = {
        "H307": values["insured"] not in range(members + 1),
        "H308": bool(row["loan_received"]) and not row["loan_needed"],
        "H309": bool(row["loan_received"]) != (values["loan_amount"] > 0),
        "H310": values["children_supported"] > values["children_deprived"],
        "H311": values["children_deprived"] > members,
        "H312": values["informed"] not in range(members + 1),
        "H318": values["loan_amount"] > 100,
    }
    return {rule for rule, holds in broken.items() if holds}


def _plain_rules(row: Row) -> set[str]:
    broken = {
        "H313": any(row[name] not in (None, "x") for name in _MARKS),
        "H316": not row["head_name"],
        "H317": not row["village"],
        "H324": row["village"] == "-nt-",
    }
    return {rule for rule, holds in broken.items() if holds}


def _follows(row: Row, before: str | None) -> str | None:
    if row["change"] in _COMES:
        return None if before is None else "X402"
    if before is None:
        return "X402"
    expected = _CLASS_BEFORE.get(row["change"], before if row["classification"] == LEFT else row["classification"])
    return None if before == expected else "X402"


def _small_sheets(one: Book, listed: set[str]) -> list[tuple[str, int | None]]:
    broken = {
        "M501": lambda row: row["status"] not in ("Đang phát triển", "Tạm dừng", "Kết thúc"),
        "M502": lambda row: not row["name"],
        "M503": lambda row: isinstance(row["budget"], str) or min(row["budget"], row["households"]) < 0,
        "M504": lambda row: not isinstance(row["budget"], str) and row["budget"] > 5000,
        "M505": lambda row: isinstance(row["started_on"], str),
        "G601": lambda row: row["household_code"] not in listed,
        "N701": lambda row: row["source"] not in months.SOURCES or row["purpose"] not in months.PURPOSES,
        "N702": lambda row: not isinstance(row["amount"], int) or row["amount"] < 0,
        "N703": lambda row: isinstance(row["amount"], int) and row["amount"] > 20_000,
    }
    sheet_of = {"M": MODELS, "G": STORIES, "N": RESOURCES}
    return [
        (rule, wb.row_of(one, index, sheet_of[rule[0]]))
        for rule, breaks in broken.items()
        for index, row in enumerate(one.rows(sheet_of[rule[0]]))
        if breaks(row)
    ]

"""What a person reads of a workbook, and what is noticed: units of measure, headings, lines, sheets, the cover.

Each case is one change to a good workbook. All are judged together: `READ` without doubt, as the good one; `ASKED` about.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.reference_data import ReferenceData
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import read_workbook
from tests.support.judged import TODAY
from tests.support.workbooks import book, fast_write

LIST, COVER, RESOURCES, MODELS = "Danh sách hộ", "Thông tin", "Nguồn lực", "Mô hình"
SHEETS = {"household": LIST, "resource": RESOURCES, "model": MODELS}
FIELDS = ["household_code", "classification", "members", "insured", "loan_amount", "clean_water", "village"]


class Made:
    """The workbook that a case changes: cells by their fields."""

    def __init__(self, workbook: openpyxl.Workbook, located: dict[str, Any]) -> None:
        self.workbook, self._located = workbook, located
        self.name = "a.xlsx"

    def sheet(self, table: str) -> Any:
        return self.workbook[SHEETS[table]]

    def rows(self, table: str) -> range:
        found = self._located[table].data_rows
        return range(found[0] + 1, found[-1] + 2)

    def cell(self, table: str, field: str, row: int = 0) -> Any:
        """The cell of a field in the n-th row; -1 is the line below the last."""
        rows = self.rows(table)
        return self.sheet(table)[f"{self._located[table].letter(field)}{rows.stop if row == -1 else rows[row]}"]

    def heading(self, table: str, field: str) -> Any:
        found = self._located[table]
        return self.sheet(table)[f"{found.letter(field)}{found.heading_row + 1}"]

    def label(self, text: str) -> Any:
        """The value's cell of a label of the cover."""
        cover = self.workbook[COVER]
        return cover.cell(next(cell.row for cell in cover["A"] if cell.value == text), 2)


Change = Callable[[Made], object]


def headed(table: str, field: str, text: str) -> Change:
    return lambda made: setattr(made.heading(table, field), "value", text)


def typed(table: str, field: str, value: object, row: int = 0) -> Change:
    return lambda made: setattr(made.cell(table, field, row), "value", value)


def shown_as(table: str, field: str, code: str) -> Change:
    return lambda made: setattr(made.cell(table, field), "number_format", code)


def titled(text: str) -> Change:
    def change(made: Made) -> None:
        made.sheet("resource").insert_rows(1)
        made.sheet("resource")["A1"] = text

    return change


def noted_below(made: Made) -> None:
    made.sheet("resource")[f"A{made.rows('resource').stop + 1}"] = "Ghi chú: số tiền tính bằng nghìn đồng"


def renamed(made: Made) -> None:
    made.sheet("resource").title = f"{RESOURCES} (nghìn đồng)"


def of_a_group(made: Made) -> None:
    group = next(cell for row in made.sheet("household").iter_rows() for cell in row if "Tín dụng" in str(cell.value))
    group.value = "Tín dụng ưu đãi (ĐVT: nghìn đồng)"
    made.heading("household", "loan_amount").value = "Số tiền vay"


def codes_as(pattern: str) -> Change:
    def change(made: Made) -> None:
        for row in range(len(made.rows("household"))):
            cell = made.cell("household", "household_code", row)
            cell.value = pattern.format(str(cell.value)[5:])

    return change


def dashes(made: Made) -> None:
    for row in range(len(made.rows("household"))):
        cell = made.cell("household", "loan_amount", row)
        cell.value = cell.value or "-"


def long_number(made: Made) -> None:
    cell = made.cell("household", "note")
    cell.value, cell.number_format = 52_010_001_234_567, "@"


def partly_struck(made: Made) -> None:
    struck = TextBlock(InlineFont(strike=True), "3")
    made.cell("household", "informed").value = CellRichText(struck, TextBlock(InlineFont(), "1"))


def merged(field: str, down: int, *changes: Change) -> Change:
    def change(made: Made) -> None:
        for each in changes:
            each(made)
        first = made.cell("household", field)
        made.sheet("household").merge_cells(f"{first.coordinate}:{first.column_letter}{first.row + down}")

    return change


def one_number_over_two_labels(made: Made) -> None:
    row = made.label("Tổng số hộ").row
    made.workbook[COVER].merge_cells(f"B{row}:B{row + 1}")


def section(lead: str, words: str) -> Change:
    def change(made: Made) -> None:
        place = made.rows("household")[3]
        made.sheet("household").insert_rows(place)
        made.sheet("household")[f"A{place}"], made.sheet("household")[f"B{place}"] = lead, words

    return change


def total_of_resources(word: str, column: str) -> Change:
    def change(made: Made) -> None:
        amounts = [made.cell("resource", "amount", row).value for row in range(len(made.rows("resource")))]
        made.sheet("resource")[f"{column}{made.rows('resource').stop}"] = word
        made.cell("resource", "amount", -1).value = sum(amounts)

    return change


def heading_again_with_two_columns_exchanged(made: Made) -> None:
    below = made.rows("household").stop
    sheet, heading = made.sheet("household"), made.heading("household", "loan_amount").row
    for column in range(1, sheet.max_column + 1):
        sheet.cell(below, column).value = sheet.cell(heading, column).value or sheet.cell(heading - 1, column).value
    members, insured = made.cell("household", "members", -1), made.cell("household", "insured", -1)
    members.value, insured.value = insured.value, members.value


def community(made: Made) -> None:
    for field, value in {"source": "Cộng đồng dân cư", "purpose": "Nhà ở", "amount": 60}.items():
        made.cell("resource", field, -1).value = value


def without_code_and_name(made: Made) -> None:
    made.cell("household", "household_code").value = made.cell("household", "head_name").value = None


def a_name_below(made: Made) -> None:
    made.cell("household", "head_name", -1).value = "Nguyễn Thị Mai"
    made.sheet("household")[f"A{made.rows('household').stop}"] = 13


def formulas_alone(made: Made) -> None:
    for row in made.rows("resource"):
        for cell in made.sheet("resource")[row]:
            cell.value = "=1+2"


def another_list(name: str, are_others: bool) -> Change:
    def change(made: Made) -> None:
        copy = made.workbook.copy_worksheet(made.sheet("household"))
        copy.title = name
        codes = [
            cell for row in copy.iter_rows() for cell in row if str(cell.value).isdigit() and len(str(cell.value)) == 9
        ]
        for cell in codes if are_others else ():
            cell.value = f"{cell.value[:5]}9{cell.value[6:]}"

    return change


def hidden_resources(made: Made) -> None:
    made.sheet("resource").sheet_state = "hidden"


def covered(layout: str) -> Change:
    def change(made: Made) -> None:
        sheet = made.workbook[COVER]
        lines = [
            row for row in range(1, sheet.max_row + 1) if sheet[f"A{row}"].value and sheet[f"B{row}"].value is not None
        ]
        if layout == "numbered":
            sheet.insert_cols(1)
            for number, row in enumerate(lines, start=1):
                sheet[f"A{row}"] = number
        elif layout == "one cell":
            value = made.label("Tổng số hộ")
            sheet[f"A{value.row}"], value.value = f"Tổng số hộ: {value.value}", None
        else:
            for row in lines:
                sheet[f"C{row}"], sheet[f"B{row}"] = sheet[f"B{row}"].value, None
                if layout == "labels of two columns":
                    sheet.merge_cells(f"A{row}:B{row}")

    return change


def units_in_the_format(made: Made) -> None:
    made.label("Tổng số hộ").number_format, made.label("Tổng số nhân khẩu").number_format = (
        '#,##0" hộ"',
        '#,##0" người"',
    )


def cut_off(day: str) -> Change:
    return lambda made: setattr(made.label("Ngày chốt số liệu"), "value", day)


def named(name: str) -> Change:
    return lambda made: setattr(made, "name", name)


OTHER_UNITS = ("nghìn đồng", "1.000 đồng", "1.000đ", "ngàn đ", "tỷ đồng", "đồng", "₫", "VNĐ", "chục triệu đồng", "10 triệu đồng", "trăm nghìn đồng", "USD")  # fmt: skip
SAME_UNIT = ("triệu đồng", "ĐVT: triệu đồng", "Tr.đ", "trđ", "triệu đ", "1.000.000 đồng", "Đ/v: triệu đồng", "triệu đồng, không tính lãi")  # fmt: skip
NO_UNIT = ("Đơn vị: Thôn Đông Tiến", "Hội đồng nhân dân xã", "Đơn vị: Xã Ngọc Châu", "Kinh phí 65 triệu đồng")
TURNED = (
    "(đánh x nếu KHÔNG)",
    "(0: có, 1: không)",
    "(x = KHÔNG)",
    "(x: chưa đạt)",
    "[không có]",
    "(trừ hộ dùng chung)",
)
UNKNOWN = ("(từ giếng khoan)", "(năm 2019)", "(kế hoạch)", "(tại trường)")
HARMLESS = (
    "(đánh x)",
    "(x: có; để trống: không)",
    "(đánh dấu x nếu có, nếu không để trống)",
    "(1: có, 0: không)",
    "(16)",
)
TOTALS = ("Tổng cộng", "Toàn xã", "Cộng thôn Bắc", "TỔNG SỐ")

READ: dict[str, Change] = {
    **{f"unit {unit}": headed("household", "loan_amount", f"Số tiền vay ({unit})") for unit in SAME_UNIT},
    **{f"title {text}": titled(text) for text in NO_UNIT},
    **{f"words {words}": headed("household", "clean_water", f"Sử dụng nước sạch {words}") for words in HARMLESS},
    **{f"codes {pattern}": codes_as(pattern) for pattern in ("18604 {}", "18604.{}", "18604-{}", "'18604{}")},
    **{f"section {lead}": section(lead, "Hộ cận nghèo") for lead in ("II", "A", "")},
    **{f"total {word} in {column}": total_of_resources(word, column) for word in TOTALS for column in "ABC"},
    **{f"old list {name}": another_list(name, False) for name in ("T2", "Danh sách hộ tháng 2", "Tháng trước")},
    **{
        f"cover, {layout}": covered(layout)
        for layout in ("labels of two columns", "values in C", "numbered", "one cell")
    },
    "a dash for none": dashes,
    "a long number in a cell of text": long_number,
    "the form's unit in the number format": shown_as("resource", "amount", '#,##0" triệu đồng"'),
    "noughts hidden": shown_as("household", "children_deprived", "#,##0;-#,##0;;@"),
    "the cover's units in its formats": units_in_the_format,
    "the month in the file's name": named("BC thang 03 nam 2020.xlsx"),
    "a place whose name sounds like «tính đồng»": titled("Xã Tịnh Đông, huyện Sơn Tịnh"),
    "the same in capitals": titled("UBND XÃ TỊNH ĐÔNG"),
    "a village named like a unit but for a mark": titled("Thôn: Đông"),
}
# name → the change, and the rules that speak then
ASKED: dict[str, tuple[Change, set[str]]] = {
    **{f"unit {unit}": (headed("household", "loan_amount", f"Số tiền vay ({unit})"), {"H323"}) for unit in OTHER_UNITS},
    **{f"words {words}": (headed("household", "clean_water", f"Nước sạch {words}"), {"F106"}) for words in ("", "(x)")},
    **{
        f"turned {words}": (headed("household", "clean_water", f"Sử dụng nước sạch {words}"), {"F112"})
        for words in TURNED
    },
    **{
        f"unknown {words}": (headed("household", "clean_water", f"Sử dụng nước sạch {words}"), {"F114"})
        for words in UNKNOWN
    },
    **{
        f"day {day}": (cut_off(day), {"C210"})
        for day in ("14/04/20", "14 tháng 4 năm 2020", "Hà Tĩnh, ngày 14 tháng 4 năm 2020")
    },
    **{
        f"list {name}": (another_list(name, True), {"F105"})
        for name in ("DS hộ", "Danh sách hộ 2", "Danh sách hộ cận nghèo")
    },
    "unit above the table": (titled("Đơn vị tính: nghìn đồng"), {"H323"}),
    "unit in the title": (titled("NGUỒN LỰC HUY ĐỘNG (nghìn đồng)"), {"H323"}),
    "unit beside the unit that reports": (titled("Đơn vị: Xã Thạch Khê; ĐVT: nghìn đồng"), {"H323"}),
    "unit spelt with another mark behind a cue": (titled("ĐVT: đông"), {"H323"}),
    "two words of a unit with another mark": (titled("(nghìn đông)"), {"H323"}),
    "unit in a title without marks": (titled("Don vi tinh: nghin dong"), {"H323"}),
    "unit below the table": (noted_below, {"H323"}),
    "unit in the sheet's name": (renamed, {"H323"}),
    "unit behind a comma": (headed("resource", "amount", "Số tiền, nghìn đồng"), {"H323"}),
    "unit of a group of columns": (of_a_group, {"H323"}),
    "unit in the number format": (shown_as("resource", "amount", '#,##0" nghìn đồng"'), {"H323"}),
    "noughts in the number format": (shown_as("resource", "amount", '0",000"'), {"H325"}),
    "an unknown column where one is lacking": (headed("model", "budget", "Tiền đã chi"), {"F115"}),
    "a class merged over rows": (merged("classification", 3), {"H320"}),
    "a number over two labels of the cover": (one_number_over_two_labels, {"H320", "C211"}),
    "a number struck in part": (partly_struck, {"H321"}),
    "a source that begins like a total": (community, {"N701"}),
    "rows of formulas alone": (formulas_alone, {"F109"}),
    "other households under any name": (another_list("Thôn Bắc", True), {"F111"}),
    "the resources hidden": (hidden_resources, {"F105"}),
    "a day of a model that cannot be read": (typed("model", "started_on", "sau tết"), {"M505"}),
    "another month in the file's name": (named("BC thang 04 nam 2020.xlsx"), {"C210"}),
}
# What stands beside in such a workbook is reported, too.
AMONG_OTHERS: dict[str, tuple[Change, str]] = {
    "the first line without code and name": (without_code_and_name, "H319"),
    "a last line with a number and a name": (a_name_below, "H301"),
    "the heading again, two columns exchanged": (heading_again_with_two_columns_exchanged, "F112"),
}
CHANGES = {"good": lambda _: None} | READ | {name: change for name, (change, _) in (ASKED | AMONG_OTHERS).items()}


@pytest.fixture(scope="module")
def judged(configuration, tmp_path_factory):
    """case → (the rules that speak, table → its rows)."""
    form, limits = configuration.form, ReadingLimits()
    good = fast_write(
        book(poor=6, near_poor=6, period="2020-03"), tmp_path_factory.mktemp("good") / "a.xlsx"
    ).read_bytes()
    located = read_workbook(good, "a.xlsx", form, limits).located
    items = []
    for number, change in enumerate(CHANGES.values()):
        made = Made(openpyxl.load_workbook(io.BytesIO(good), rich_text=True), located)
        change(made)
        saved = io.BytesIO()
        made.workbook.save(saved)
        items.append(Item(number, "18604", read_workbook(saved.getvalue(), made.name, form, limits)))
    batch = Batch(tuple(items), ReferenceData(configuration, TODAY))
    found = judge(batch)
    frames = [
        {table: rows[rows["submission"] == number] for table, rows in batch.frames.items()}
        for number in range(len(items))
    ]
    return {name: ([one.rule for one in found[number]], frames[number]) for number, name in enumerate(CHANGES)}


def test_the_good_workbook_has_no_finding(judged):
    assert judged["good"][0] == []


@pytest.mark.parametrize("name", READ)
def test_what_a_person_reads_without_doubt(judged, name):
    rules, frames = judged[name]
    assert rules == []
    for table, fields in {
        "household": FIELDS,
        "resource": ["amount"],
        "cover": ["households", "people", "period"],
    }.items():
        wanted = judged["good"][1][table][fields]
        assert frames[table][fields].to_dict("list") == wanted.to_dict("list"), table


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_about_is_asked_once(judged, name):
    rules, _ = judged[name]
    assert set(rules) == ASKED[name][1]
    assert len(rules) == len(set(rules)) or set(rules) == {"F109"}


@pytest.mark.parametrize("name", AMONG_OTHERS)
def test_what_is_asked_about_among_others(judged, name):
    assert AMONG_OTHERS[name][1] in judged[name][0]


def test_of_a_number_struck_in_part_what_is_left_is_read(judged):
    assert judged["a number struck in part"][1]["household"]["informed"].iloc[0] == 1


def test_a_source_that_begins_like_a_total_is_counted(judged):
    assert judged["a source that begins like a total"][1]["resource"]["amount"].iloc[-1] == 60

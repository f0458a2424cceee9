"""The official forms, drawn from a warehouse and read back: each number against a loop over the books that were sent."""

from __future__ import annotations

import copy
import io
import re

import openpyxl
import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.official import official_forms
from giamngheo.report.official import OfficialTable, official_tables, official_workbook
from tests.support.office import office_in
from tests.support.workbooks import (
    ESCAPED,
    LEFT,
    MOVED_OUT,
    NEAR_POOR,
    POOR,
    TO_NEAR_POOR,
    TO_POOR,
    book,
    expected_figures,
    next_book,
    write_month,
)

UNITS = [("18562", "Thị trấn Thạch Hà"), ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")]
MISSING = "Xã Thạch Hải"
PERIOD = Period.parse("2020-02")


def months_of(unit, name):
    """January, and a February in which households of both classes go every way."""
    before = book(unit, name, "2020-01", poor=9, near_poor=8, seed=4)
    now = next_book(copy.deepcopy(before), pace=0)
    rows = now.households
    for row, classification, change in (
        (rows[0], LEFT, ESCAPED),
        (rows[1], NEAR_POOR, TO_NEAR_POOR),
        (rows[2], LEFT, MOVED_OUT),
        (rows[10], POOR, TO_POOR),
        (rows[11], POOR, TO_POOR),
    ):
        row.update(classification=classification, change=change, social_protection=None)
    return before, now


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """(the workbook, its tables, the books by unit)."""
    folder = tmp_path_factory.mktemp("official")
    books = {unit: months_of(unit, name) for unit, name in UNITS}
    with office_in(folder) as office:
        write_month(office.inbox, [each for both in books.values() for each in both])
        office.collect("2020-01")
        office.collect("2020-02")
        assert {office.statuses("2020-02")[unit] for unit in books} == {"accepted"}
        configuration = office.context.configuration
        forms = official_forms(configuration.last_day_of(PERIOD))
        tables = official_tables(office.context.warehouse, PERIOD, forms, list(forms.drawn))
        data = official_workbook(tables, configuration, forms, PERIOD)
        assert data == official_workbook(tables, configuration, forms, PERIOD)
    return data, {table.form.number: table for table in tables}, books


@pytest.fixture(scope="module")
def values(drawn):
    return openpyxl.load_workbook(io.BytesIO(drawn[0]), data_only=True)


def line_of(sheet, name, line=0):
    """A formula without a value shows nothing."""
    found = next(row for row in sheet.iter_rows(min_row=10) if row[1].value == name)
    return [None if cell.value == "" else cell.value for cell in sheet[found[0].row + line]]


def is_class(row, label):
    return row["classification"].lower().removeprefix("hộ ").strip() == label.lower()


def test_six_forms_in_the_circulars_order(drawn, values):
    assert values.sheetnames == ["Mẫu 7.1", "Mẫu 7.2", "Mẫu 7.3", "Mẫu 7.4", "Mẫu 7.5", "Mẫu 7.10"]
    for sheet in values:
        numbers = [cell.value for cell in sheet[9] if cell.value]
        assert numbers == [f"({number})" for number in range(1, len(numbers) + 1)]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert "NGƯỜI LẬP BIỂU" in texts
        assert "TRƯỞNG PHÒNG" in texts
        assert any(MISSING in text and "3/22 đơn vị" in text for text in texts)
    _, _, books = drawn
    names = {row["head_name"] for both in books.values() for each in both for row in each.households}
    assert not any(
        name in str(cell.value) for sheet in values for row in sheet.iter_rows() for cell in row for name in names
    )


def test_results_with_town_and_country(drawn, values):
    sheet, (_, _, books) = values["Mẫu 7.1"], drawn
    figures = {unit: expected_figures(now) for unit, (_, now) in books.items()}
    counts, people = ("poor", "near_poor"), ("poor_members", "near_poor_members")

    def expected(units):
        sums = {key: sum(own[key] for own in (figures[unit] for unit in units)) for key in figures[units[0]]}
        row = [sums["households"], sums["people"]]
        for keys, whole in ((counts, "households"), (people, "people")):
            row += [number for key in keys for number in (sums[key], sums[key] / sums[whole] * 100)] + [None, None]
        return row

    for name, units in (
        *((name, [unit]) for unit, name in UNITS),
        ("Khu vực thành thị", ["18562"]),
        ("Khu vực nông thôn", ["18604", "18667"]),
        ("TỔNG CỘNG", list(books)),
    ):
        assert line_of(sheet, name)[2:] == pytest.approx(expected(units)), name
    assert line_of(sheet, MISSING)[2:] == [None] * 14


@pytest.mark.parametrize(("number", "own", "other"), [("7.2", POOR, NEAR_POOR), ("7.3", NEAR_POOR, POOR)])
def test_movements_balance(drawn, values, number, own, other):
    sheet, (_, _, books) = values[f"Mẫu {number}"], drawn
    sums = [0] * 9
    for unit, name in UNITS:
        before, now = books[unit]
        was = {row["household_code"]: row["classification"] for row in before.households}
        moved = [0] * 9
        moved[0] = sum(is_class(row, own) for row in before.households)
        for row in now.households:
            old = was[row["household_code"]]
            if is_class({"classification": old}, own) and not is_class(row, own):
                moved[1 if is_class(row, other) else 2 if row["change"] == ESCAPED else 3] += 1
            if not is_class({"classification": old}, own) and is_class(row, own):
                moved[4] += 1
        moved[8] = sum(is_class(row, own) for row in now.households)
        assert moved[8] == moved[0] - sum(moved[1:4]) + sum(moved[4:8])
        shown = line_of(sheet, name)[3:12]
        if number == "7.3":
            assert shown[5] is None  # there is no relapse among the near-poor
            shown[5] = 0
        assert shown == moved, name
        sums = [one + more for one, more in zip(sums, moved, strict=True)]
        people = line_of(sheet, name, 1)[3:12]
        of = {"7.2": "poor_members", "7.3": "near_poor_members"}[number]
        assert people == [expected_figures(before)[of], *[None] * 7, expected_figures(now)[of]]
    assert [value or 0 for value in line_of(sheet, "TỔNG CỘNG")[3:12]] == sums
    assert sum(sums[1:5]) > 0


def test_what_households_lack(drawn, values):
    counts, rates, (_, _, books) = values["Mẫu 7.4"], values["Mẫu 7.5"], drawn
    total = [0] * 14
    for unit, name in UNITS:
        lacked = [0] * 14
        for row in books[unit][1].households:
            if is_class(row, POOR):
                lacked[0] += 1
                lacked[5] += (row.get("insured") or 0) < row["members"]
                lacked[7] += (row.get("children_deprived") or 0) > 0
                lacked[8] += bool(row.get("temporary_housing"))
                lacked[10] += not row.get("clean_water")
                lacked[11] += not row.get("hygienic_latrine")
                lacked[13] += not row.get("informed")
        held = [lacked[at] if at in (0, 5, 7, 8, 10, 11, 13) else None for at in range(14)]
        assert line_of(counts, name)[2:] == held, name
        percents = [None if each is None else each / held[0] * 100 for each in held[2:]]
        assert line_of(rates, name)[2:] == pytest.approx([held[0], *percents]), name
        total = [one + more for one, more in zip(total, lacked, strict=True)]
    assert line_of(counts, "TỔNG CỘNG")[7] == total[5] > 0
    assert line_of(rates, "TỔNG CỘNG")[6] == pytest.approx(total[5] / total[0] * 100)


def test_causes_are_blank_and_never_0(values):
    sheet = values["Mẫu 7.10"]
    assert line_of(sheet, "Xã Thạch Khê")[4:] == [None] * 8
    assert line_of(sheet, "TỔNG CỘNG")[4:] == [None] * 8
    notes = [row[0].value for row in sheet.iter_rows() if str(row[0].value).startswith("- Để trống")]
    assert notes[0] == (
        "- Để trống cột (2), (3), (4), (5), (6), (7), (8), (9), dòng Hộ nghèo: biểu BC-GN-01 không ghi nguyên nhân nghèo."
    )


def test_every_formula_stores_what_its_cells_come_to(drawn, values):
    """Recalculated by hand: the few kinds of formulas that there are."""
    formulas = openpyxl.load_workbook(io.BytesIO(drawn[0]))
    seen = set()
    for sheet in formulas:
        shown = values[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    seen.add(re.sub(r"[$A-Z]*\d+", "", cell.value)[:11])
                    value, worked_out = shown[cell.coordinate].value, _worked_out(cell.value, shown)
                    assert (value in (None, "")) == (worked_out is None), cell.value
                    assert worked_out is None or value == pytest.approx(worked_out), cell.value
    assert len(seen) >= 4


def _worked_out(formula, sheet):
    def number(name):
        return sheet[name.replace("$", "")].value or 0

    if found := re.fullmatch(r'=IF\(COUNT\((.*)\)=0,"",SUM\(\1\)\)', formula):
        ranges = (sheet[part] if ":" in part else ((sheet[part],),) for part in found[1].split(","))
        return _sum_of(cell.value for each in ranges for row in each for cell in row)
    if found := re.fullmatch(r'=IF\(COUNTIFS\((.*),(.*),(.*),"<>"\)=0,"",SUMIF\(\1,\2,\3\)\)', formula):
        names, wanted, cells = (part.replace("$", "") for part in found.groups())
        pairs = zip(sheet[names], sheet[cells], strict=True)
        return _sum_of(cell.value for (name,), (cell,) in pairs if name.value == sheet[wanted].value)
    if found := re.fullmatch(r'=IF\(OR\(N\((\w+)\)=0,(\w+)=""\),"",\2/\1\*100\)', formula):
        is_known = number(found[1]) and sheet[found[2]].value not in (None, "")
        return number(found[2]) / number(found[1]) * 100 if is_known else None
    return sum(int(f"{sign or '+'}1") * number(name) for sign, name in re.findall(r"([+-]?)([A-Z]+\d+)", formula[1:]))


def _sum_of(values):
    """Of nothing it is nothing."""
    known = [value for value in values if isinstance(value, int | float)]
    return sum(known) if known else None


def test_a_quarter_is_said_with_its_numeral(configuration):
    period = Period.parse("2020-Q1")
    forms = official_forms(configuration.last_day_of(period))
    data = official_workbook([OfficialTable(forms.drawn["7.2"], (), ())], configuration, forms, period)
    said = openpyxl.load_workbook(io.BytesIO(data))["Mẫu 7.2"]["A5"].value
    assert said == "Quý I năm 2020, huyện Thạch Hà; số liệu đến ngày 14/03/2020"


def test_without_the_month_before_the_list_alone_is_told(tmp_path):
    with office_in(tmp_path) as office:
        write_month(office.inbox, [book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)])
        office.collect("2020-01")
        period = Period.parse("2020-01")
        forms = official_forms(office.context.configuration.last_day_of(period))
        (table,) = official_tables(office.context.warehouse, period, forms, ["7.2"])
    own = next(row for row in table.rows if row.unit.code == "18604")
    assert (own.values["opening"], own.values["closing"], own.balances) == (None, 6, False)
    assert own.values["other_out"] is None  # which list they were on, the month before alone would tell
    assert "Chưa có báo cáo được nhận của tháng 12 năm 2019 (đầu kỳ): Xã Thạch Khê." in table.notes


def test_a_list_that_the_movements_do_not_come_to_is_told(tmp_path):
    """A household that is gone without a word: a warning for the unit, a difference in the form."""
    before = book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)
    now = next_book(copy.deepcopy(before), pace=0)
    del now.households[0]
    with office_in(tmp_path) as office:
        write_month(office.inbox, [before, now])
        office.collect("2020-01")
        office.collect("2020-02")
        forms = official_forms(office.context.configuration.last_day_of(PERIOD))
        (table,) = official_tables(office.context.warehouse, PERIOD, forms, ["7.2"])
    told = "Xã Thạch Khê: cột (9) theo biến động là 6, theo danh sách hộ là 5"
    assert any(note.startswith(told) for note in table.notes)

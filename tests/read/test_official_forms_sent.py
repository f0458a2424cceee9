"""An official Mẫu in the place of our form: said at once, in every shape; and what only looks like one is not."""

from __future__ import annotations

import io
import subprocess

import openpyxl
import pytest

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.reference_data import ReferenceData
from giamngheo.core.period import Period
from giamngheo.metadata.official import every_form, official_forms
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import read_workbook
from giamngheo.report.official import OfficialTable, official_workbook
from tests.support.judged import TODAY
from tests.support.office import office_in
from tests.support.old_fonts import tcvn3
from tests.support.programs import need
from tests.support.workbooks import book, fast_write

FORMS = {form.number: form for form in every_form()}
RULE = "F116"


def bytes_of(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def official(number, *, code=True, title=True, font=str, name="Sheet1"):
    """As offices have them: letterhead, code at the upper right, a title over all columns, headings of three lines."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    sheet["A1"] = font("UBND XÃ THẠCH KHÊ")
    if code:
        sheet["K1"] = font(f"Mẫu số {number}")
    if title:
        sheet["A3"] = font(f"{FORMS[number].title.upper()} NĂM 2025")
        sheet.merge_cells("A3:L3")
    for cell, text in {
        "A5": "TT",
        "B5": "Khu vực",
        "C5": "Số hộ",
        "D5": "Diễn biến trong năm",
        "D6": "Ra khỏi",
    }.items():
        sheet[cell] = font(text)
    for span in ("A5:A7", "B5:B7", "C5:C7", "D5:K5", "D6:G6"):
        sheet.merge_cells(span)
    for column in range(1, 13):
        sheet.cell(8, column, f"({column})")
        sheet.cell(9, column, column)
    return workbook


def saying(**cells):
    """A workbook with nothing but these cells, `B2="Mẫu 7.2"`."""
    workbook = openpyxl.Workbook()
    for place, text in cells.items():
        workbook.active[place] = text
    return workbook


def judged(configuration, data, name="bao cao.xlsx"):
    reading = read_workbook(data, name, configuration.form, ReadingLimits())
    return judge(Batch((Item(1, "18604", reading),), ReferenceData(configuration, TODAY)))[1]


SHAPES = {"code": {"title": False}, "title": {"code": False}, "both": {}}
CASES = [(number, shape) for number in FORMS for shape in SHAPES]


@pytest.fixture(scope="module")
def found_in_each(configuration):
    """(number, shape) → findings, judged as one batch."""
    books = [bytes_of(official(number, **SHAPES[shape])) for number, shape in CASES]
    readings = [read_workbook(data, f"{at}.xlsx", configuration.form, ReadingLimits()) for at, data in enumerate(books)]
    items = tuple(Item(at, "18604", reading) for at, reading in enumerate(readings))
    findings = judge(Batch(items, ReferenceData(configuration, TODAY)))
    return {case: findings[at] for at, case in enumerate(CASES)}


@pytest.mark.parametrize(("number", "shape"), CASES)
def test_each_form_is_told_and_nothing_else(found_in_each, number, shape):
    (found,) = found_in_each[number, shape]
    assert (found.rule, found.severity) == (RULE, "critical")
    told = f"Đây là Mẫu {number} ({FORMS[number].title}), không phải biểu BC-GN-01. Điền và gửi biểu BC-GN-01 của kỳ"
    assert found.message.startswith(told)


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_kinds_of_files(configuration, tmp_path, ending):
    official("7.2").save(tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        need("LibreOffice"),
        profile,
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        tmp_path,
        tmp_path / "a.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = judged(configuration, (tmp_path / f"a.{ending}").read_bytes(), f"a.{ending}")
    assert [each.rule for each in found] == [RULE]


def test_a_title_in_an_old_font_or_over_two_lines(configuration):
    assert [each.rule for each in judged(configuration, bytes_of(official("7.3", code=False, font=tcvn3)))] == [RULE]
    workbook = official("7.3", code=False, title=False)
    workbook.active["A3"], workbook.active["A4"] = "TỔNG HỢP DIỄN BIẾN", "HỘ CẬN NGHÈO NĂM 2025"
    (found,) = judged(configuration, bytes_of(workbook))
    assert "Mẫu 7.3" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Mẫu số 7.3. Tổng hợp diễn biến hộ cận nghèo",
        "Biểu 7.3 - TỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO NĂM 2025",
        "BIỂU TỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO",
        "3. Tổng hợp diễn biến hộ cận nghèo",
        "Phụ lục VII - Mẫu số 7.3",
        "PHỤ LỤC VII\nMẫu số 7.3\nTỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO",
        "TỔNG HỢP DIỄN BIẾN\nHỘ CẬN NGHÈO NĂM 2025",
    ],
)
def test_a_code_and_a_title_in_one_cell(configuration, text):
    (found,) = judged(configuration, bytes_of(saying(B2=text)))
    assert found.message.startswith("Đây là Mẫu 7.3 (")


def test_the_title_of_the_published_forms(configuration):
    """As a province has them: final or preliminary."""
    for what in ("chính thức", "sơ bộ"):
        title = f"TỔNG HỢP KẾT QUẢ {what.upper()} RÀ SOÁT HỘ NGHÈO; HỘ CẬN NGHÈO NĂM 2025"
        (found,) = judged(configuration, bytes_of(saying(A3=title)))
        assert found.message.startswith("Đây là Mẫu 7.1 (")


def test_on_a_sheet_behind_an_empty_one_and_by_the_sheets_name_alone(configuration):
    workbook = saying()
    workbook.create_sheet("Sheet2")["A1"] = "TỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO"
    assert [each.rule for each in judged(configuration, bytes_of(workbook))] == [RULE]
    workbook = saying(A1="TT")
    workbook.active.title = "Mẫu 7.3"
    assert [each.rule for each in judged(configuration, bytes_of(workbook))] == [RULE]


def test_a_workbook_with_nothing_in_it_is_none(configuration):
    """And is read at all."""
    found = {each.rule for each in judged(configuration, bytes_of(saying()))}
    assert found
    assert RULE not in found


def test_several_in_one_workbook(configuration):
    workbook = official("7.2")
    other = workbook.create_sheet("7.3")
    other["A1"] = "Mẫu 7.3"
    (found,) = judged(configuration, bytes_of(workbook))
    assert found.message.startswith("Đây là Mẫu 7.2 (Tổng hợp diễn biến hộ nghèo), Mẫu 7.3, không phải")


def ours(tmp_path):
    return openpyxl.load_workbook(
        fast_write(book("18604", "Xã Thạch Khê", "2020-01", poor=5, near_poor=5), tmp_path / "a.xlsx")
    )


def test_our_form_with_a_word_of_it_or_with_one_beside_its_sheets(configuration, tmp_path):
    workbook = ours(tmp_path)
    workbook["Danh sách hộ"].cell(1, 30, "Mẫu 7.2")
    beside = workbook.create_sheet("Mẫu 7.2")
    beside["A1"], beside["A2"] = "Mẫu số 7.2", "TỔNG HỢP DIỄN BIẾN HỘ NGHÈO"
    assert RULE not in {each.rule for each in judged(configuration, bytes_of(workbook))}


def test_our_form_under_other_names_of_its_sheets(configuration, tmp_path):
    """What is wrong then are the names."""
    workbook = ours(tmp_path)
    for number, sheet in enumerate(workbook, start=1):
        sheet.title = f"Sheet{number}"
    workbook.create_sheet("Ghi chú")["A1"] = "Mẫu số 7.2"
    assert "F105" in {each.rule for each in judged(configuration, bytes_of(workbook))}


@pytest.mark.parametrize(
    "text",
    [
        "Xem Mẫu 7.2",
        "Mẫu 7.2 đã gửi tuần trước",
        "Mẫu 7.20x",
        "Kính gửi: gửi kèm tổng hợp diễn biến hộ nghèo",
        "Mẫu 17.2",
        "7.2",
    ],
)
def test_a_workbook_that_only_speaks_of_one(configuration, text):
    assert RULE not in {each.rule for each in judged(configuration, bytes_of(saying(B2=text)))}


def test_what_we_draw_ourselves_is_told_too(configuration):
    period = Period.parse("2020-02")
    forms = official_forms(configuration.last_day_of(period))
    for number, form in forms.drawn.items():
        data = official_workbook([OfficialTable(form, (), ())], configuration, forms, period)
        (found,) = judged(configuration, data)
        assert found.message.startswith(f"Đây là Mẫu {number} (")


def test_in_a_units_folder_it_comes_back_with_that_one_word(tmp_path):
    with office_in(tmp_path, answers="true") as office:
        folder = office.inbox / "18604 - Xã Thạch Khê"
        folder.mkdir()
        official("7.2").save(folder / "Bao cao thang 1.xlsx")
        office.collect("2020-01")
        rows = office.rows()
    (found,) = rows["finding"]
    assert {RULE, "critical"} <= set(found)
    assert rows["household"] == []

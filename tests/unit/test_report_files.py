"""The report's files: the decree's layout, coverage with every table, nothing that runs, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from docx.shared import Pt

from giamngheo.report.content import Coverage, Model, Rejection, ReportContent, RuleCount, Story
from giamngheo.report.excel import excel_annex
from giamngheo.report.files import report_files
from giamngheo.report.mail import mail_html, mail_subject, mail_text
from giamngheo.report.word import word_document
from tests.conftest import GOLDEN

NASTY = ['=HYPERLINK("http://x","bấm")', "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>", "a\u202eb\x07"]


@pytest.fixture(scope="module")
def content() -> ReportContent:
    """The report on March 2020 of the sample months, as the warehouse gave it."""
    return ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def word(content) -> bytes:
    return word_document(content)


@pytest.fixture(scope="module")
def incomplete(content) -> ReportContent:
    """Two units are missing, one of them was returned."""
    gone = {"18604", "18667"}
    units = [
        line.model_copy(
            update={"reported": False}
            | dict.fromkeys(("households", "poor", "poor_rate", "near_poor", "near_poor_rate", "social_poor"))
        )
        if line.code in gone
        else line
        for line in content.units
    ]
    return content.model_copy(
        update={
            "coverage": Coverage(reporting=20, expected=22),
            "missing": ["Xã Thạch Khê", "Xã Nam Điền"],
            "units": units,
            "rejections": [
                Rejection(
                    code="18604",
                    name="Xã Thạch Khê",
                    received_at=dt.datetime(2020, 3, 17),
                    rules=[RuleCount(rule="H302", message="Mã hộ bị lặp", count=3)],
                )
            ],
        }
    )


def word_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    return "\n".join("".join(node.itertext()) for node in document.element.body)


def all_forms(content) -> list[str]:
    book = openpyxl.load_workbook(BytesIO(excel_annex(content)))
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    return [word_text(word_document(content)), cells, mail_html(content), mail_text(content)]


def test_names_of_the_files(content):
    assert [file.name for file in report_files(content)] == [
        "Báo cáo giảm nghèo tháng 3-2020.docx",
        "Phụ lục số liệu giảm nghèo tháng 3-2020.xlsx",
    ]


def test_page_of_decree_30(word):
    document = Document(BytesIO(word))
    first = document.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    for section in document.sections:
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20
        assert section.different_first_page_header_footer


def test_one_font_in_the_decrees_sizes(word):
    with ZipFile(BytesIO(word)) as package:
        styles = package.read("word/styles.xml").decode()
        body = package.read("word/document.xml").decode()
    named = "".join(re.findall(r"<w:rFonts[^>]*>", styles + body))
    fonts = set(re.findall(r'="([^"]+)"', named))
    assert fonts == {"Times New Roman"}
    document = Document(BytesIO(word))
    sizes = {style.name: style.font.size for style in document.styles if style.type == 1}
    assert Pt(13) <= sizes["Nội dung"] <= Pt(14)
    assert sizes["Nơi nhận"] == Pt(11)
    assert Pt(12) <= sizes["Quốc hiệu"] <= Pt(13)


def test_order_of_the_elements(word):
    text = word_text(word)
    order = [
        "UBND HUYỆN THẠCH HÀ",
        "PHÒNG LAO ĐỘNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: ……/BC-PLĐTBXH",
        "Thạch Hà, ngày 17 tháng 3 năm 2020",
        "BÁO CÁO",
        "Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020",
        "Kính gửi",
        "I. KẾT QUẢ",
        "II. ĐÁNH GIÁ",
        "III. KIẾN NGHỊ",
        "./.",
        "Nơi nhận",
        "TRƯỞNG PHÒNG",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
        "Phụ lục V",
    ]
    place = 0
    for element in order:
        place = text.index(element, place)


def test_tables_repeat_their_heading_and_tear_no_row(word):
    document = Document(BytesIO(word))
    grids = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(grids) == 7
    for table in grids:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_coverage_stands_with_every_table_and_the_missing_are_named(incomplete):
    for form in all_forms(incomplete):
        assert "20/22 đơn vị" in form
        assert "Xã Thạch Khê" in form
        assert "Xã Nam Điền" in form
    book = openpyxl.load_workbook(BytesIO(excel_annex(incomplete)))
    assert all("20/22 đơn vị" in sheet["A2"].value for sheet in book)


def test_a_missing_units_figures_are_not_zero(incomplete):
    sheet = openpyxl.load_workbook(BytesIO(excel_annex(incomplete)))["Theo đơn vị"]
    row = next(row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == "18604")
    assert row[2:8] == (None,) * 6


def test_totals_are_live_sums(content):
    sheet = openpyxl.load_workbook(BytesIO(excel_annex(content)))["Theo đơn vị"]
    assert sheet["C27"].value == "=SUM(C5:C26)"
    assert sum(sheet.cell(row, 4).value for row in range(5, 27)) == 1504


def test_nothing_from_outside_runs(content):
    models = [Model(unit=x, name=x, village=x, field=x, status=x, households=1, budget=1) for x in NASTY]
    stories = [Story(unit=x, summary=x) for x in NASTY]
    nasty = content.model_copy(update={"models": models, "stories": stories, "missing": NASTY})
    book = openpyxl.load_workbook(BytesIO(excel_annex(nasty)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith("=SUM(")
    assert "<script>" not in mail_html(nasty)
    assert "\x07" not in mail_html(nasty) + mail_text(nasty)
    word_document(nasty)


def test_the_letter_is_short_and_stands_alone(content):
    html, text = mail_html(content), mail_text(content)
    assert len(html.encode()) < 60_000
    assert '<html lang="vi">' in html
    assert "http://" not in html
    assert "https://" not in html
    for part in ("1.504 hộ", "3,85%", "22/22 đơn vị", "0,25 điểm %", "15 mô hình"):
        assert part in html
        assert part in text
    assert "<" not in text
    assert mail_subject(content) == "Báo cáo giảm nghèo tháng 3/2020: 1.504 hộ nghèo (3,85%), 22/22 đơn vị"


def test_a_revised_report_says_so_everywhere(content):
    revised = content.model_copy(update={"revision": 2})
    assert "điều chỉnh lần 2" in mail_subject(revised)
    for form in (word_text(word_document(revised)), mail_html(revised), mail_text(revised)):
        assert "điều chỉnh lần 2" in form
        assert "thay thế báo cáo lần 1" in form
    assert "(điều chỉnh lần 2)" in report_files(revised)[0].name


def test_nobody_has_reported(content):
    nobody = content.model_copy(
        update={
            "coverage": Coverage(reporting=0, expected=22),
            "missing": content.expected_names,
            "headline": [line.model_copy(update={"now": None}) for line in content.headline],
            "attainment": [
                item.model_copy(
                    update=dict.fromkeys(("value", "numerator", "denominator", "attainment_percent"))
                    | {"status": "no_data", "coverage": Coverage(reporting=0, expected=22)}
                )
                for item in content.attainment
            ],
            "flows": [],
            "resources": [],
            "models": [],
            "stories": [],
        }
    )
    for form in all_forms(nobody):
        assert "0/22 đơn vị" in form
        assert "None" not in form


def test_nobody_is_named_who_is_not_in_the_content(content):
    for form in all_forms(content):
        assert "18604000" not in form

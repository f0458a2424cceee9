"""The Word report, measured in its XML against Decree 30/2020/NĐ-CP; and with little or nothing to say."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from giamngheo.report.word import TO_COMPLETE, word_document
from tests.support.report_content import OFFICE, every_code, make_content


@pytest.fixture(scope="module")
def document() -> Any:
    return Document(BytesIO(word_document(make_content())))


def lines(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


SHORT: dict[str, Any] = {"units": [], "flows": [], "reporters": [], "models": []}


def drawn(**overrides: Any) -> list[str]:
    return lines(Document(BytesIO(word_document(make_content(**overrides)))))


def test_margins_to_the_millimetre(document):
    for section in document.sections:
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert sorted({round(section.page_width.mm) for section in document.sections}) == [210, 297]


def test_page_number_in_the_middle_of_the_top_from_page_two(document):
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == ""
    field = first.header._element.find(f".//{qn('w:fldSimple')}")
    assert field.get(qn("w:instr")) == "PAGE"
    assert all(section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1" for section in document.sections), (
        "an appendix begins at 1 again"
    )


def test_number_and_date_stand_on_the_same_line(document):
    row = document.tables[1].rows[0].cells
    assert row[0].text == "Số: ……/BC-PLĐTBXH"
    assert row[1].text == "Thạch Hà, ngày 17 tháng 3 năm 2020"


@pytest.mark.parametrize(
    ("day", "written"),
    [(dt.date(2020, 2, 5), "ngày 05 tháng 02 năm 2020"), (dt.date(2020, 12, 15), "ngày 15 tháng 12 năm 2020")],
)
def test_day_as_the_decree_writes_it(day, written):
    made = Document(BytesIO(word_document(make_content(issued_on=day, **SHORT))))
    assert made.tables[1].rows[0].cells[1].text == f"Thạch Hà, {written}"


def test_the_text_ends_as_the_decree_says_and_the_signature_is_not_alone(document):
    end = next(paragraph for paragraph in document.paragraphs if paragraph.text.endswith("./."))
    assert len(end.text) > 40
    assert end.paragraph_format.keep_with_next
    assert sum(text.endswith("./.") for text in lines(document)) == 1


def test_the_office_completes_part_three(document):
    text = lines(document)
    assert text.index(TO_COMPLETE) == text.index("III. KIẾN NGHỊ, ĐỀ XUẤT") + 1


def test_headings_are_headings(document):
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["I. KẾT QUẢ THỰC HIỆN"] == "Heading 1"
    assert styles["2. Hộ nghèo, hộ cận nghèo"] == "Heading 2"
    assert styles["Phụ lục I"] == "Số phụ lục"


def test_the_main_text_points_to_every_appendix(document):
    text = lines(document)
    appendices = [line for line in text if line.startswith("Phụ lục ")]
    assert appendices == ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV", "Phụ lục V"]
    for appendix in appendices:
        assert any(line.endswith(f"tại {appendix} kèm theo.") for line in text)


def test_every_table_of_figures_has_its_coverage_just_above(document):
    grids = [table for table in document.tables if table.style.name == "Table Grid"]
    for grid in grids:
        assert "22/22 đơn vị" in "".join(grid._tbl.getprevious().itertext())


def test_every_font_is_times_new_roman():
    with ZipFile(BytesIO(word_document(make_content(**SHORT)))) as package:
        styles = package.read("word/styles.xml").decode()
    assert "asciiTheme" not in styles
    assert styles.count("w:eastAsia=") == styles.count('w:eastAsia="Times New Roman"') + styles.count(
        'w:eastAsia="en-US"'
    )


@pytest.mark.parametrize("addressees", [[], ["UBND huyện Thạch Hà"]])
def test_one_addressee_or_none(addressees):
    text = drawn(office=OFFICE.model_copy(update={"addressees": addressees}), **SHORT)
    assert ("Kính gửi: UBND huyện Thạch Hà." in text) == bool(addressees)
    assert "Kính gửi:" not in text


def test_nobody_reported_leaves_no_empty_heading_and_no_verdict():
    text = drawn(absent=every_code(), warnings=[])
    assert "Phụ lục" in text, "one appendix alone has no number"
    assert not [line for line in text if "Biến động" in line or "Nguồn lực" in line or "–" in line]
    assert "Chưa đánh giá được vì chưa có số liệu (0/22 đơn vị)." in text
    assert not [line for line in text if line.startswith("Không có chỉ tiêu nào chậm")]


def test_a_revised_report_says_so_in_its_first_sentence():
    text = drawn(revision=2, **SHORT)
    assert "Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020 (điều chỉnh lần 2)" in text
    first = next(line for line in text if "Thực hiện Kế hoạch" in line)
    assert first.startswith("Đây là báo cáo điều chỉnh lần 2, thay thế báo cáo lần 1")


def test_the_file_knows_the_reports_day_only():
    with ZipFile(BytesIO(word_document(make_content(**SHORT)))) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2020-03-17T00:00:00Z") == 2

"""The Word files, measured in their XML against Decree 30/2020/NĐ-CP; with much, little and nothing to say."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from giamngheo.metadata.target import Goal
from giamngheo.report.documents import document_of
from giamngheo.report.documents.document import (
    Amount,
    ColumnSum,
    Document,
    Picture,
    Refer,
    Section,
    Table,
    TableColumn,
    ToComplete,
)
from giamngheo.report.render.numerals import roman
from giamngheo.report.render.word import word_document
from tests.support.ooxml import complaints
from tests.support.programs import need
from tests.support.report_content import OFFICE, every_code, make_content

FULL, LETTER, NOTICE = "giam-ngheo", "so-ldtbxh", "xa-18604"
KINDS = (FULL, LETTER, NOTICE)
NASTY = ['=HYPERLINK("http://x","bấm")', "<w:br/>&amp;]]>", "a\u202eb\x07\ufffe", "{units} %s", "X" * 300]
DEAR = "Kính gửi"
pytestmark = pytest.mark.usefixtures("small_pictures")


# ---------------------------------------------------------------- documents and their documents


def written(code: str = FULL, **content: Any) -> Document:
    return document_of(make_content(**content), code)


def short(*blocks: Any, appendices: tuple[Table, ...] = (), **fields: Any) -> Document:
    """The full report's head and foot around one section."""
    return replace(written(), sections=(Section("Kết quả", 1, blocks),), appendices=appendices, **fields)


def opened(made: Document) -> Any:
    return docx.Document(BytesIO(word_document(made)))


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    return {code: opened(written(code)) for code in KINDS}


@pytest.fixture(scope="module")
def document(documents) -> Any:
    return documents[FULL]


UNITS = Table(
    key="units",
    name="Theo đơn vị",
    title="Hộ nghèo theo đơn vị",
    columns=(
        TableColumn("name", "Đơn vị", 50),
        TableColumn("code", "Mã", 14, screen_only=True),
        TableColumn("poor", "Hộ nghèo", 25, "count", "hộ", total=ColumnSum()),
        TableColumn("rate", "Có thẻ BHYT", 25, "rate", "%", goal=Goal("≥", 95)),
        TableColumn("money", "Kinh phí", 25, "money", "triệu đồng"),
        TableColumn("value", "Kết quả", 30),
    ),
    rows=(
        ("Xã Thạch Khê", "18604", 1504, 94.999, 1250.5, Amount(0.25, "điểm %")),
        ("Xã Thạch Hải", "18571", None, None, None, Amount(None, "hộ")),
        ("Xã Nam Điền", "18667", 0, 95.0, 0, None),
    ),
    total=("Tổng cộng", "", 1504, 97.5, None, None),
    note="Số liệu của 22/22 đơn vị.",
)


# ---------------------------------------------------------------- looking at a document


def lines(document: Any) -> list[Any]:
    """Every paragraph in order, those of tables too."""
    from docx.text.paragraph import Paragraph

    return [Paragraph(node, document._body) for node in document.element.body.iter(qn("w:p"))]


def texts(document: Any) -> list[str]:
    return [line.text for line in lines(document)]


def grids(document: Any) -> list[Any]:
    return [table for table in document.tables if table.style.name == "Table Grid"]


def cells(document: Any, at: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grids(document)[at].rows]


def styled(document: Any, style: str) -> list[Any]:
    return [line for line in lines(document) if line.style.name == style]


def look(line: Any) -> tuple[float, bool, bool, str]:
    """Size, bold, italic, alignment as they come out; a run of the text that looks otherwise is a mistake."""
    font = line.style.font
    for run in line.runs:
        assert (run.font.size, run.font.bold, run.font.italic) == (None, None, None), line.text
    alignment = line.alignment if line.alignment is not None else line.style.paragraph_format.alignment
    return font.size.pt, bool(font.bold), bool(font.italic), alignment.name


# ---------------------------------------------------------------- page


@pytest.mark.parametrize("code", KINDS)
def test_paper_and_margins_to_the_millimetre(documents, code):
    for section in documents[code].sections:
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm, 1) for side in sides] == [20, 20, 30, 15]
        size = {round(section.page_width.mm), round(section.page_height.mm)}
        assert size == {210, 297}
        is_wide = section.page_width > section.page_height
        assert is_wide == (section.orientation == 1)


def test_only_appendices_lie_on_their_side(document):
    wide = [section.page_width > section.page_height for section in document.sections]
    assert wide == [False, *(table.landscape for table in written().appendices)]


@pytest.mark.parametrize("code", KINDS)
def test_page_number_in_the_middle_of_the_top_from_page_two(documents, code):
    first, *others = documents[code].sections
    assert first.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == ""
    number = first.header.paragraphs[0]
    assert number._p.find(f".//{qn('w:fldSimple')}").get(qn("w:instr")) == "PAGE"
    size, bold, italic, alignment = look(number)
    assert 13 <= size <= 14
    assert (bold, italic, alignment) == (False, False, "CENTER")
    assert all(section.header.is_linked_to_previous for section in others)
    starts = [section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for section in documents[code].sections]
    assert set(starts) == {"1"}, "an appendix begins at 1 again"


@pytest.mark.parametrize("code", KINDS)
def test_every_font_is_times_new_roman_and_the_language_vietnamese(code):
    with ZipFile(BytesIO(word_document(written(code)))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
        core = package.read("docProps/core.xml").decode()
    named = "".join(re.findall(r"<w:rFonts[^>]*>", parts["word/styles.xml"] + parts["word/document.xml"]))
    assert set(re.findall(r'="([^"]+)"', named)) == {"Times New Roman"}
    assert "asciiTheme" not in parts["word/styles.xml"]
    assert re.findall(r'<w:lang w:val="([^"]+)"', parts["word/styles.xml"]) == ["vi-VN"]
    assert '<w:themeFontLang w:val="vi-VN"/>' in parts["word/settings.xml"]
    assert "<dc:language>vi-VN</dc:language>" in core


def test_the_title_is_a_property_of_the_file():
    assert opened(written()).core_properties.title.startswith("Báo cáo Kết quả thực hiện chỉ tiêu giảm nghèo")
    assert opened(written(NOTICE)).core_properties.title.startswith("Thông báo ")
    assert opened(written(LETTER)).core_properties.title.startswith("Công văn ")


# ---------------------------------------------------------------- elements


DECREE = [  # element, sizes, bold, italic, alignment: annex I
    ("Quốc hiệu", 12, 13, True, False, "CENTER"),
    ("Tiêu ngữ", 13, 14, True, False, "CENTER"),
    ("Cơ quan chủ quản", 12, 13, False, False, "CENTER"),
    ("Cơ quan ban hành", 12, 13, True, False, "CENTER"),
    ("Số, ký hiệu", 13, 13, False, False, "CENTER"),
    ("Địa danh, ngày tháng", 13, 14, False, True, "CENTER"),
    ("Tên loại văn bản", 13, 14, True, False, "CENTER"),
    ("Trích yếu", 13, 14, True, False, "CENTER"),
    ("Nội dung", 13, 14, False, False, "JUSTIFY"),
    ("Heading 1", 13, 14, True, False, "JUSTIFY"),
    ("Heading 2", 13, 14, True, False, "JUSTIFY"),
    ("Nơi nhận (đề mục)", 12, 12, True, True, "LEFT"),
    ("Nơi nhận", 11, 11, False, False, "LEFT"),
    ("Chức vụ, họ tên", 13, 14, True, False, "CENTER"),
    ("Số phụ lục", 14, 14, True, False, "CENTER"),
    ("Tên phụ lục", 13, 14, True, False, "CENTER"),
    ("Kèm theo", 13, 14, False, True, "CENTER"),
    ("Caption", 13, 14, False, True, "CENTER"),
]


@pytest.mark.parametrize(("style", "least", "most", "bold", "italic", "alignment"), DECREE)
def test_each_element_looks_as_the_decree_says(style, least, most, bold, italic, alignment):
    made = short(Picture("trend", "Tỷ lệ hộ nghèo", "Giảm đều."), Refer("Số liệu", "units"), appendices=(UNITS,))
    made = replace(made, sections=(*made.sections, Section("Hộ nghèo", 2, ("Không đổi.",))))
    found = styled(opened(made), style)
    assert found
    for line in found:
        size, *rest = look(line)
        assert least <= size <= most
        assert rest == [bold, italic, alignment]


def test_body_is_indented_and_spaced(document):
    layout = document.styles["Nội dung"].paragraph_format
    assert layout.first_line_indent in (Mm(10), Mm(12.7))
    assert layout.space_after.pt >= 6
    assert 1 <= layout.line_spacing <= 1.5


def test_order_of_the_elements(document):
    order = [
        "Cơ quan chủ quản",
        "Cơ quan ban hành",
        "Quốc hiệu",
        "Tiêu ngữ",
        "Số, ký hiệu",
        "Địa danh, ngày tháng",
        "Tên loại văn bản",
        "Trích yếu",
        "Kính gửi",
        "Nội dung",
        "Heading 1",
        "Heading 2",
        "Nơi nhận (đề mục)",
        "Nơi nhận",
        "Chức vụ, họ tên",
        "Số phụ lục",
        "Tên phụ lục",
        "Kèm theo",
    ]
    seen = list(dict.fromkeys(line.style.name for line in lines(document)))
    assert [style for style in seen if style in order] == order


@pytest.mark.parametrize(
    ("style", "width", "least", "most"), [("Tiêu ngữ", 98, 56, 61), ("Cơ quan ban hành", 67, 18, 27)]
)
def test_lines_below_motto_and_body_have_their_length(document, style, width, least, most):
    """The motto's is as long as its text (59 mm), the body's a third to a half of it (54 mm)."""
    everything = lines(document)
    below = everything[[line.style.name for line in everything].index(style) + 1]
    assert below._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}").get(qn("w:val")) == "single"
    layout = below.paragraph_format
    assert least <= width - layout.left_indent.mm - layout.right_indent.mm <= most


def test_number_and_date_stand_on_the_same_line(document):
    left, right = document.tables[0].rows[1].cells
    assert left.text == "Số: ……/BC-PLĐTBXH"
    assert right.text == "Thạch Hà, ngày 17 tháng 3 năm 2020"


@pytest.mark.parametrize(
    ("day", "in_words"),
    [(dt.date(2020, 2, 5), "ngày 05 tháng 02 năm 2020"), (dt.date(2020, 12, 15), "ngày 15 tháng 12 năm 2020")],
)
def test_day_as_the_decree_writes_it(day, in_words):
    made = opened(written(NOTICE, issued_on=day))
    assert made.tables[0].rows[1].cells[1].text == f"Thạch Hà, {in_words}"


@pytest.mark.parametrize("names", [(), ("UBND huyện Thạch Hà",)])
def test_one_addressee_or_none(names):
    written = [line for line in texts(opened(short(addressees=names))) if line.startswith(DEAR)]
    assert written == [f"Kính gửi: {name}." for name in names]


def test_several_addressees_stand_below_the_colon():
    """`Kính gửi` is 17 mm wide."""
    first, *others = styled(opened(short(addressees=("UBND huyện", "Sở Tài chính"))), "Kính gửi")
    assert [line.text for line in (first, *others)] == ["Kính gửi:", "- UBND huyện;", "- Sở Tài chính."]
    colon = first.paragraph_format.left_indent.mm + 17
    for line in others:
        layout = line.paragraph_format
        assert layout.left_indent.mm + layout.first_line_indent.mm == pytest.approx(colon, abs=1)


def test_the_text_ends_as_the_decree_says_and_the_signature_is_not_alone(document):
    ends = [line for line in document.paragraphs if line.text.endswith("./.")]
    assert len(ends) == 1
    assert ends[0].paragraph_format.keep_with_next


# ---------------------------------------------------------------- the three sorts of document


def test_an_official_letter_has_its_subject_below_its_number():
    letter = opened(
        replace(written(LETTER), symbol="PLĐTBXH-BTXH", addressees=("Sở Tài chính",), title="Tổng hợp số liệu")
    )
    assert not styled(letter, "Tên loại văn bản") + styled(letter, "Trích yếu")
    number, subject = letter.tables[0].rows[1].cells[0].paragraphs
    assert number.text == "Số: ……/PLĐTBXH-BTXH"
    assert subject.text == "V/v tổng hợp số liệu"
    assert 12 <= look(subject)[0] <= 13
    assert look(subject)[1:] == (False, False, "CENTER")
    assert subject.style.paragraph_format.space_before.pt == 6
    assert letter.paragraphs[0].text.startswith(DEAR)


def test_a_notice_is_called_so(documents):
    assert [line.text for line in styled(documents[NOTICE], "Tên loại văn bản")] == ["THÔNG BÁO"]


@pytest.mark.parametrize(("kind", "called"), [("BÁO CÁO", "Báo cáo"), ("THÔNG BÁO", "Thông báo"), ("", "Công văn")])
def test_an_appendix_says_what_it_belongs_to(kind, called):
    made = opened(short(appendices=(UNITS,), kind_name=kind, symbol="TB-X"))
    assert [line.text for line in styled(made, "Kèm theo")] == [
        f"(Kèm theo {called} số …/TB-X ngày … tháng … năm … của Phòng Lao động - Thương binh và Xã hội)"
    ]


@pytest.mark.parametrize("code", KINDS)
def test_a_revised_document_says_so_with_its_number(code):
    number, second, *_ = opened(written(code, revision=2)).tables[0].rows[1].cells[0].paragraphs
    assert number.text.startswith("Số: ……/")
    assert (second.text, second.style.name) == ("(lần 2, có điều chỉnh)", "Số, ký hiệu")
    assert "(điều chỉnh lần 1)" not in texts(opened(written(code)))


# ---------------------------------------------------------------- sections


def test_sections_are_numbered_in_the_outline():
    made = replace(
        short(),
        sections=(
            Section("Kết quả", 1),
            Section("Hộ nghèo", 2, ("a",)),
            Section("Nguồn lực", 2, ("b",)),
            Section("", 2, ("c",)),
            Section("Tồn tại", 1),
            Section("Chế độ báo cáo", 2),
        ),
    )
    headings = [(line.style.name, line.text) for line in lines(opened(made)) if line.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "I. KẾT QUẢ"),
        ("Heading 2", "1. Hộ nghèo"),
        ("Heading 2", "2. Nguồn lực"),
        ("Heading 1", "II. TỒN TẠI"),
        ("Heading 2", "1. Chế độ báo cáo"),
    ]


def test_headings_and_appendices_are_in_the_outline(document):
    levels = {
        style.name: level.get(qn("w:val"))
        for style in document.styles
        for level in style.element.iter(qn("w:outlineLvl"))
    }
    assert levels == {"Heading 1": "0", "Heading 2": "1", "Số phụ lục": "0", "Tên phụ lục": "1"}
    for name in levels:
        assert document.styles[name].paragraph_format.keep_with_next, "no heading alone at the end of a page"


def test_a_place_to_complete_is_not_overlooked():
    (line,) = [line for line in lines(opened(short(ToComplete("Bổ sung kiến nghị.")))) if "Bổ sung" in line.text]
    assert line.text == "[Bổ sung kiến nghị.]"
    assert line.runs[0].font.italic
    assert line.runs[0].font.highlight_color is not None


def test_a_picture_tells_what_it_shows_and_stays_with_its_caption():
    made = opened(short(Picture("trend", "Tỷ lệ hộ nghèo", 'Giảm từ "4,10%"'), Picture("heat", "Mức độ", "Ô màu")))
    drawings = list(made.element.body.iter(qn("wp:docPr")))
    assert [(node.get("descr"), node.get("title"), node.get("name")) for node in drawings] == [
        ('Giảm từ "4,10%"', "Tỷ lệ hộ nghèo", "Hình 1"),
        ("Ô màu", "Mức độ", "Hình 2"),
    ]
    assert len({node.get("id") for node in drawings}) == 2
    for node in made.element.body.iter(qn("wp:extent")):
        assert 0 < int(node.get("cx")) <= Mm(165)
    assert [line.text for line in styled(made, "Caption")] == ["Hình 1. Tỷ lệ hộ nghèo", "Hình 2. Mức độ"]
    for line in styled(made, "Hình"):
        assert line.style.paragraph_format.keep_with_next
        assert look(line)[3] == "CENTER"


def test_an_introduction_stays_with_its_list():
    made = lines(opened(short("Chậm (2 chỉ tiêu):", "- một;", "- hai.")))
    keeps = {line.text: line.paragraph_format.keep_with_next for line in made}
    assert (keeps["Chậm (2 chỉ tiêu):"], keeps["- một;"]) == (True, None)


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("code", KINDS)
def test_tables_repeat_their_heading_tear_no_row_and_stay_on_the_page(documents, code):
    assert grids(documents[code])
    for table in grids(documents[code]):
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
        width = sum(column.width.mm for column in table.columns)
        assert width == pytest.approx(165, abs=0.5) or width == pytest.approx(252, abs=0.5)
        for row in table.rows:
            assert [cell.width for cell in row.cells] == [column.width for column in table.columns]


def test_what_stands_in_a_table():
    assert cells(opened(short(UNITS))) == [
        ["TT", "Đơn vị", "Hộ nghèo (hộ)", "Có thẻ BHYT (≥\u00a095%)", "Kinh phí (triệu đồng)", "Kết quả"],
        ["1", "Xã Thạch Khê", "1.504", "*\u00a095,00", "1.250,5", "0,25\u00a0điểm\u00a0%"],
        ["2", "Xã Thạch Hải", "–", "–", "–", "–"],
        ["3", "Xã Nam Điền", "0", "95,00", "0", ""],
        ["", "Tổng cộng", "1.504", "97,50", "", ""],
    ]


@pytest.mark.parametrize(("value", "text"), [(-0.005, "tăng 0,01"), (-0.0049, "0,00"), (0.25, "0,25")])
def test_a_rise_that_cannot_be_seen_is_not_said(value, text):
    column = TableColumn("reduction", "Giảm", 20, "rate", is_fall=True)
    amount = Amount(value, "điểm %", is_fall=True)
    table = Table("one", "Một", "Một", (column, TableColumn("value", "Kết quả", 20)), ((value, amount),))
    made = opened(short(table))
    assert [cell.text for cell in grids(made)[0].rows[1].cells][-2:] == [text, f"{text} điểm %".replace(" ", "\u00a0")]


def test_numbers_stand_right_texts_left_and_the_total_is_bold():
    heading, first, *_, total = grids(opened(short(UNITS)))[0].rows
    assert all(look(cell.paragraphs[0])[3] == "CENTER" for cell in heading.cells)
    sides = [cell.paragraphs[0].alignment for cell in first.cells]
    assert sides == [1, None, 2, 2, 2, 2]
    assert [run.font.bold for cell in total.cells for run in cell.paragraphs[0].runs] == [True] * 3


def test_a_missed_goal_reads_in_black_and_white():
    made = opened(short(UNITS))
    marked = [cell for cell in grids(made)[0]._cells if cell.text.startswith("*")]
    assert len(marked) == 1
    assert marked[0].paragraphs[0].runs[0].font.bold
    assert marked[0]._tc.find(f".//{qn('w:shd')}").get(qn("w:fill")) == "D9D9D9"
    assert sum(line.startswith("* (in đậm") for line in texts(made)) == 1
    good = replace(UNITS, rows=UNITS.rows[2:])
    assert not [line for line in texts(opened(short(good))) if line.startswith("*")], "no legend without a mark"


@pytest.mark.parametrize(
    ("goal", "value", "is_missed"),
    [
        (Goal("≥", 95), 95.0, False),
        (Goal(">", 95), 95.0, True),
        (Goal("=", 0), 0.0, False),
        (Goal("=", 0), 1.0, True),
        (Goal("≤", 95), 95.0, False),
        (Goal("<", 95), 95.0, True),
        (Goal("between", 90, 95), 89.9, True),
        (Goal("between", 90, 95), 96.0, False),
        (Goal("between", 90, 95, "lower"), 96.0, True),
    ],
)
def test_when_a_goal_is_missed(goal, value, is_missed):
    table = Table("x", "x", "x", (TableColumn("x", "x", 20, "rate", goal=goal),), ((value,),), numbered=False)
    assert cells(opened(short(table)))[1][0].startswith("*") == is_missed


def test_the_note_is_just_above(document):
    assert grids(document)
    for grid in grids(document):
        assert "22/22 đơn vị" in "".join(grid._tbl.getprevious().itertext())


def test_a_table_tells_its_title_to_who_cannot_see_it():
    (caption,) = opened(short(UNITS)).element.body.iter(qn("w:tblCaption"))
    assert caption.get(qn("w:val")) == "Hộ nghèo theo đơn vị"


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("name", ["Xã " + "Thạch " * 10 + "Hà", "X" * 60, "Xã Hà"])
def test_long_names_wrap_and_numbers_are_whole(name, landscape):
    """A digit of size 11 is 1.94 mm wide; a cell has margins of 1 mm."""
    columns = (
        TableColumn("n", "Đơn vị", 45),
        *(TableColumn(str(at), "Hộ nghèo, hộ cận nghèo", 10, "count") for at in range(8)),
    )
    table = Table("t", "t", "t", columns, ((name, *[1234567] * 8),), landscape=landscape)
    grid = grids(opened(short(appendices=(table,))))[0]
    widths = [column.width.mm for column in grid.columns]
    assert sum(widths) == pytest.approx(252 if landscape else 165, abs=0.5)
    assert all(width > 7 * 1.94 + 2 * 0.97 + 2 for width in widths[2:]), "1.234.567 on one line"


def test_a_table_that_nearly_fits_its_page_comes_in_smaller_letters():
    def size(rows: int) -> float:
        table = Table("t", "t", "t", UNITS.columns, UNITS.rows[:1] * rows, landscape=True)
        return grids(opened(short(appendices=(table,))))[0].rows[1].cells[1].paragraphs[0].style.font.size.pt

    assert [size(rows) for rows in (1, 26, 216)] == [13, 11, 13]


def test_a_table_without_rows_says_so():
    empty = replace(UNITS, rows=(), total=None)
    assert cells(opened(short(empty)))[1][0] == "Không có số liệu."


# ---------------------------------------------------------------- appendices


def test_appendices_are_numbered_and_the_text_points_to_them():
    other = replace(UNITS, key="flows", title="Biến động")
    made = opened(short(Refer("Biến động", "flows"), UNITS, Refer("Số liệu", "units"), appendices=(UNITS, other)))
    assert [line.text for line in styled(made, "Số phụ lục")] == ["Phụ lục I", "Phụ lục II"]
    assert [line.text for line in styled(made, "Tên phụ lục")] == ["HỘ NGHÈO THEO ĐƠN VỊ", "BIẾN ĐỘNG"]
    assert {"Biến động tại Phụ lục II kèm theo.", "Số liệu tại Phụ lục I kèm theo."} <= set(texts(made))


def test_one_appendix_alone_has_no_number():
    made = opened(short(Refer("Số liệu", "units"), appendices=(UNITS,)))
    assert [line.text for line in styled(made, "Số phụ lục")] == ["Phụ lục"]
    assert "Số liệu tại Phụ lục kèm theo." in texts(made)


def test_a_reference_into_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="'flows'"):
        word_document(short(Refer("Biến động", "flows"), appendices=(UNITS,)))


@pytest.mark.parametrize("code", KINDS)
def test_each_appendix_is_pointed_to(documents, code):
    text = "\n".join(texts(documents[code]))
    appendices = styled(documents[code], "Số phụ lục")
    assert bool(appendices) is not code.startswith("xa-")  # a scorecard has none
    for line in appendices:
        assert re.search(rf"\S {line.text}\b", text)


@pytest.mark.parametrize(("number", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (39, "XXXIX")])
def test_roman_numerals(number, written):
    assert roman(number) == written


# ---------------------------------------------------------------- the file


def hard_cases() -> dict[str, Document]:
    many = Table("m", "m", "m", UNITS.columns, UNITS.rows * 72, UNITS.total, landscape=True)
    nasty = Table("n", NASTY[0], NASTY[1], (TableColumn("n", NASTY[2], 20),), tuple((text,) for text in NASTY))
    return {
        "nobody has reported": written(absent=every_code()),
        "one unit": written(absent=every_code()[1:]),
        "revised": written(revision=3),
        "signed for": written(office=OFFICE.model_copy(update={"signed_for": "KT. TRƯỞNG PHÒNG", "signer_name": "A"})),
        "216 units": short(many, appendices=(many,)),
        "from outside": short(*NASTY, nasty, appendices=(nasty,), title=NASTY[1], receivers=tuple(NASTY)),
        "nothing": short(),
    }


@pytest.mark.parametrize("case", [*KINDS, *hard_cases()])
def test_office_has_no_complaint(case):
    made = written(case) if case in KINDS else hard_cases()[case]
    data = word_document(made)
    assert complaints(data, ".docx") == []
    assert "None" not in texts(docx.Document(BytesIO(data)))


MISTAKES = {
    "order": (rb'(<w:pStyle w:val="OBang"/>)(<w:jc w:val="right"/>)', rb"\2\1"),
    "value": (rb'<w:jc w:val="right"/>', rb'<w:jc w:val="middle"/>'),
    "style": (rb'<w:pStyle w:val="NoiDung"/>', rb'<w:pStyle w:val="Unknown"/>'),
    "relation": (rb'r:embed="', rb'r:embed="x'),
    "empty cell": (rb"</w:tcPr><w:p>.*?</w:p></w:tc>", rb"</w:tcPr></w:tc>"),
    "one id twice": (rb'(<wp:docPr id=)"\d+"', rb'\1"1"'),
}


@pytest.mark.parametrize(("right", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_office_would_complain(right, wrong):
    """The check is worth something."""
    out = BytesIO()
    made = short("Nội dung.", UNITS, Picture("trend", "a", "b"), Picture("heat", "c", "d"))
    with ZipFile(BytesIO(word_document(made))) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(right, wrong, part) if name == "word/document.xml" else part)
    assert complaints(out.getvalue(), ".docx")


@pytest.mark.slow
def test_libreoffice_opens_them(tmp_path):
    """One start for all; each becomes a PDF."""
    import subprocess

    office = need("LibreOffice")
    documents = {code: written(code) for code in KINDS} | hard_cases()
    for name, made in documents.items():
        (tmp_path / f"{name}.docx").write_bytes(word_document(made))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / f"{name}.docx") for name in documents]
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    said = subprocess.run(command, check=True, timeout=180, capture_output=True, text=True)
    assert "error" not in said.stderr.lower()
    for name in documents:
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF"), name


def test_the_same_document_gives_the_same_bytes_and_the_file_knows_the_reports_day_only():
    data = word_document(written())
    assert data == word_document(written())
    with ZipFile(BytesIO(data)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2020-03-17T00:00:00Z") == 2

"""What a Word document in the layout of Decree 30/2020/NĐ-CP is put together from: page, styles, lines, tables.

Sizes are those of annex I of the decree. python-docx has no words for some of it; there the XML is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from giamngheo.report.words import plain

FONT = "Times New Roman"
PAPER = (210, 297)
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}
BODY_WIDTH = PAPER[0] - MARGINS["left"] - MARGINS["right"]
WIDE_WIDTH = PAPER[1] - MARGINS["left"] - MARGINS["right"]

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_CELL_MARGIN = 45  # twentieths of a point, 0.8 mm: long headings in narrow columns

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Style:
    """A paragraph style: `id` for programs, `name` for people, sizes in points, `indent` in mm."""

    id: str
    name: str
    size: float = 14
    align: str = "center"
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    indent: float = 0
    lines: float = 1
    with_next: bool = False
    level: int | None = None  # in the outline, from 0


STYLES = (
    Style("QuocHieu", "Quốc hiệu", 12, bold=True),
    Style("TieuNgu", "Tiêu ngữ", 13, bold=True),
    Style("CoQuanChuQuan", "Cơ quan chủ quản", 12),
    Style("CoQuanBanHanh", "Cơ quan ban hành", 12, bold=True),
    Style("SoKyHieu", "Số, ký hiệu", 13),
    Style("DiaDanhNgay", "Địa danh, ngày tháng", 13, italic=True),
    Style("TenLoai", "Tên loại văn bản", 14, bold=True, before=14, with_next=True),
    Style("TrichYeu", "Trích yếu", 14, bold=True, with_next=True),
    Style("KinhGui", "Kính gửi", 14, align="left", after=2, indent=12.7),
    Style("NoiDung", "Nội dung", 14, align="justify", after=6, indent=12.7, lines=1.15),
    Style("GhiChuBang", "Ghi chú bảng", 13, align="justify", italic=True, before=4, after=4, with_next=True),
    Style("OBang", "Ô bảng", 13, align="left"),
    Style("TieuDeBang", "Tiêu đề bảng", 13, bold=True),
    Style("NoiNhanDeMuc", "Nơi nhận (đề mục)", 12, align="left", bold=True, italic=True),
    Style("NoiNhan", "Nơi nhận", 11, align="left"),
    Style("ChucVu", "Chức vụ, họ tên", 14, bold=True),
    Style("SoPhuLuc", "Số phụ lục", 14, bold=True, with_next=True, level=0),
    Style("TenPhuLuc", "Tên phụ lục", 14, bold=True, with_next=True),
    Style("KemTheo", "Kèm theo", 13, italic=True, after=4, with_next=True),
    Style("Vach", "Vạch", 2, before=3),
)
_HEADINGS = tuple(
    Style(f"Heading{level}", f"Heading {level}", 14, "justify", True, False, before, 6, 12.7, with_next=True)
    for level, before in ((1, 8), (2, 4))
)


# ---------------------------------------------------------------- document and pages


def new_document() -> Any:
    """An empty document with the decree's page, font and styles."""
    document = Document()
    _drop_thumbnail(document)
    for style in STYLES:
        document.styles.add_style(style.id, WD_STYLE_TYPE.PARAGRAPH).name = style.name
    for style in (*STYLES, *_HEADINGS):
        _shape(document.styles[style.name], style)
    normal = document.styles["Normal"]
    normal.font.size = Pt(14)
    normal.paragraph_format.space_after = Pt(0)
    _one_font(document)
    first = document.sections[0]
    _lay_out(first, landscape=False)
    _page_number(first.header.paragraphs[0])
    return document


def new_pages(document: Any, landscape: bool) -> None:
    """Go on with a new page whose numbers begin again at 1, as an appendix's do."""
    _lay_out(document.add_section(WD_SECTION.NEW_PAGE), landscape)


def _lay_out(section: Any, landscape: bool) -> None:
    width, height = (PAPER[1], PAPER[0]) if landscape else PAPER
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, size in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(start)


def _page_number(paragraph: Any) -> None:
    """Arabic, 13–14, upright, in the middle of the top margin; the first page has none (annex I, II.7).

    Later sections take over this header.
    """
    paragraph.style = "Số, ký hiệu"
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("2")._r)
    paragraph._p.append(field)


def _drop_thumbnail(document: Any) -> None:
    """The library's template shows a picture of another document."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]


# ---------------------------------------------------------------- styles


def _shape(style: Any, wanted: Style) -> None:
    font, layout = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(wanted.size), wanted.bold, wanted.italic
    font.color.rgb = RGBColor(0, 0, 0)
    layout.alignment = _ALIGN[wanted.align]
    layout.space_before, layout.space_after = Pt(wanted.before), Pt(wanted.after)
    layout.first_line_indent = Mm(wanted.indent)
    layout.line_spacing = wanted.lines
    layout.keep_with_next = wanted.with_next
    style.quick_style = True
    if wanted.level is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(wanted.level))
        style.element.get_or_add_pPr().append(level)


def _one_font(document: Any) -> None:
    """Times New Roman for Latin, East Asian and complex text, in every style; themes would overrule it."""
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            style.element.get_or_add_rPr().get_or_add_rFonts()
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")


# ---------------------------------------------------------------- paragraphs


def say(place: Any, text: str, style: str, before: float | None = None) -> Any:
    """A paragraph in a style, `before` points below the last; a new line of the text is one of the paragraph."""
    paragraph = place.add_paragraph(style=style)
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    for at, line in enumerate(text.split("\n")):
        if at:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        paragraph.add_run(_together(plain(line)))
    return paragraph


def _together(text: str) -> str:
    """No line ends between a sign and its number, or inside `điểm %`."""
    for apart in ("≥ ", "> ", "= "):
        text = text.replace(apart, f"{apart[0]}\u00a0")
    return text.replace("điểm %", "điểm\u00a0%")


def line_below(place: Any, indent: float) -> None:
    """A thin solid line across what `indent` (mm, from either side) leaves."""
    paragraph = place.add_paragraph(style="Vạch")
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def empty_lines(place: Any, count: int, style: str) -> None:
    for _ in range(count):
        place.add_paragraph(style=style)


# ---------------------------------------------------------------- tables


@dataclass(frozen=True)
class Column:
    heading: str
    width: float
    align: Align = "right"


def frame(document: Any, widths: Sequence[float]) -> Any:
    """One row without borders, whose cells stand beside each other: the head and the foot of a letter."""
    table = document.add_table(rows=1, cols=len(widths))
    _fix(table, widths, 0)
    _whole_row(table.rows[0])
    for cell in table.rows[0].cells:
        _no_first_paragraph(cell)
    return table


def table(document: Any, columns: Sequence[Column], rows: Sequence[Sequence[str]], bold_last: bool = False) -> Any:
    """A table with lines, whose heading row comes again on each page and whose rows are never torn."""
    made = document.add_table(rows=len(rows) + 1, cols=len(columns), style="Table Grid")
    _fix(made, [column.width for column in columns], _CELL_MARGIN)
    for at, (row, texts) in enumerate(zip(made.rows, [[c.heading for c in columns], *rows], strict=True)):
        _whole_row(row)
        is_bold = at == 0 or (bold_last and at == len(rows))
        for cell, column, text in zip(row._tr.tc_lst, columns, texts, strict=True):
            _fill(cell, text, column, is_heading=at == 0, is_bold=is_bold)
    mark = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(mark)
    return made


def _fill(cell: Any, text: str, column: Column, is_heading: bool, is_bold: bool) -> None:
    """Straight into the cell's XML, with the style's id: a search for its name in every cell took most of the time."""
    paragraph = Paragraph(cell.p_lst[0], None)
    paragraph._p.style = "TieuDeBang" if is_heading else "OBang"
    if not is_heading and column.align != "left":
        paragraph.alignment = _ALIGN[column.align]
    paragraph.add_run(_together(plain(text))).bold = True if is_bold else None
    anchor = OxmlElement("w:vAlign")
    anchor.set(qn("w:val"), "center")
    cell.get_or_add_tcPr().append(anchor)


def _fix(table: Any, widths: Sequence[float], margin: int) -> None:
    """Column widths as given, whatever stands in the cells; cell margins in twentieths of a point."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(margin))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.find(qn("w:tblLayout")).addnext(margins)
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)


def _whole_row(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _no_first_paragraph(cell: Any) -> None:
    """A cell begins with an empty paragraph; the first text said in it must not stand below that."""
    cell._tc.remove(cell.paragraphs[0]._p)

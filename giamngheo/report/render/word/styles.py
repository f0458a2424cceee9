"""The paragraph styles of an official letter: Decree 30/2020/NĐ-CP, annex I.

Every element of the layout has a style of its own, so that an officer changes it in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.styles.styles import Styles as WordStyles

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
INDENT = 12.7  # mm, of a paragraph's first line

Align = Literal["left", "center", "right", "justify"]

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Style:
    """A paragraph style: `id` for programs, `name` for people, sizes in points, `indent` of the first line in mm."""

    id: str
    name: str
    size: float = 14
    align: Align = "center"
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
    Style("DuThao", "Dự thảo", 13, bold=True, before=6),
    Style("TrichYeuCongVan", "Trích yếu công văn", 12, before=6),
    Style("DiaDanhNgay", "Địa danh, ngày tháng", 13, italic=True),
    Style("TenLoai", "Tên loại văn bản", 14, bold=True, before=14, with_next=True),
    Style("TrichYeu", "Trích yếu", 14, bold=True, with_next=True),
    Style("KinhGui", "Kính gửi", 14, align="left", after=2),
    Style("NoiDung", "Nội dung", 14, align="justify", after=6, indent=INDENT, lines=1.15),
    Style("GhiChuBang", "Ghi chú bảng", 13, align="justify", italic=True, before=4, after=4, with_next=True),
    Style("OBang", "Ô bảng", 13, align="left"),
    Style("TieuDeBang", "Tiêu đề bảng", 13, bold=True, with_next=True),
    Style("OBang12", "Ô bảng cỡ 12", 12, align="left"),
    Style("TieuDeBang12", "Tiêu đề bảng cỡ 12", 12, bold=True, with_next=True),
    Style("OBang11", "Ô bảng cỡ 11", 11, align="left"),
    Style("TieuDeBang11", "Tiêu đề bảng cỡ 11", 11, bold=True, with_next=True),
    Style("ChuGiaiBang", "Chú giải bảng", 12, align="left", italic=True, before=3, after=6),
    Style("Hinh", "Hình", 14, before=6, with_next=True),
    Style("NoiNhanDeMuc", "Nơi nhận (đề mục)", 12, align="left", bold=True, italic=True),
    Style("NoiNhan", "Nơi nhận", 11, align="left"),
    Style("MaBaoCao", "Mã báo cáo", 11, align="left"),
    Style("ChucVu", "Chức vụ, họ tên", 14, bold=True),
    Style("SoPhuLuc", "Số phụ lục", 14, bold=True, with_next=True, level=0),
    Style("TenPhuLuc", "Tên phụ lục", 14, bold=True, with_next=True, level=1),
    Style("KemTheo", "Kèm theo", 13, italic=True, after=4, with_next=True),
    Style("Vach", "Vạch", 2, before=3),
)
# Of a table's headings and cells, by the size of its letters.
CELL_STYLES = {
    13: ("TieuDeBang", "OBang"),
    12: ("TieuDeBang12", "OBang12"),
    11: ("TieuDeBang11", "OBang11"),
}
# Word knows these by their English names: its outline, its table of contents, its list of pictures.
_BUILT_IN = (
    Style("Heading1", "Heading 1", 14, "justify", bold=True, before=8, after=6, indent=INDENT, with_next=True),
    Style("Heading2", "Heading 2", 14, "justify", bold=True, before=4, after=6, indent=INDENT, with_next=True),
    Style("Caption", "Caption", 13, italic=True, before=2, after=8),
)
_KEPT = {"Normal", "Header", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid"}


def give_styles(docx: WordFile) -> None:
    """Nothing of the library's template but what Word itself needs; then those of the decree."""
    styles = docx.styles
    for style in list(styles):
        if style.style_id not in _KEPT | {known.id for known in _BUILT_IN}:
            style.delete()
    for wanted in STYLES:
        made = styles.add_style(wanted.id, WD_STYLE_TYPE.PARAGRAPH)
        made.name = wanted.name
    for wanted in (*STYLES, *_BUILT_IN):
        _shape(styles[wanted.name], wanted)
    _normal(styles["Normal"])
    _one_font(styles)
    _without_lost_links(styles)


def _shape(style: ParagraphStyle, wanted: Style) -> None:
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


def _normal(style: ParagraphStyle) -> None:
    style.font.size = Pt(14)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1


def _one_font(styles: WordStyles) -> None:
    """Times New Roman for Latin, East Asian and complex text, in every style; themes would overrule it."""
    for style in styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            style.element.get_or_add_rPr().get_or_add_rFonts()
    for fonts in styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _without_lost_links(styles: WordStyles) -> None:
    """A kept style must not name one that is gone."""
    known = {style.get(qn("w:styleId")) for style in styles.element.iter(qn("w:style"))}
    for name in ("w:link", "w:next", "w:basedOn"):
        for found in list(styles.element.iter(qn(name))):
            if found.get(qn("w:val")) not in known:
                found.getparent().remove(found)

"""The empty document: page, margins and page number of Decree 30/2020/NĐ-CP, annex I, II and III."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.rel import Relationships
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as PageSection
from docx.section import _Header as Header
from docx.shared import Mm

from giamngheo.report.render.word.styles import LANGUAGE, give_styles
from giamngheo.report.render.word.text import say

PAPER = (210, 297)  # mm
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}
BODY_WIDTH = PAPER[0] - MARGINS["left"] - MARGINS["right"]
BODY_HEIGHT = PAPER[1] - MARGINS["top"] - MARGINS["bottom"]
WIDE_WIDTH = PAPER[1] - MARGINS["left"] - MARGINS["right"]
WIDE_HEIGHT = PAPER[0] - MARGINS["top"] - MARGINS["bottom"]

# What the library's template brings of another document. The effects must go with the styles they repeat.
_FOREIGN = ("/stylesWithEffects", "/customXml", "/numbering", "/webSettings")
_AS_IN_WORD_2013 = "15"  # else Word says "Compatibility Mode" in the title


def new_document() -> WordFile:
    """An empty document with the decree's page, font and styles."""
    return Document(BytesIO(_empty()))


def new_pages(docx: WordFile, landscape: bool) -> None:
    """Go on with a new page whose numbers begin again at 1, as an appendix's do."""
    _lay_out(docx.add_section(WD_SECTION.NEW_PAGE), landscape)
    end = docx.paragraphs[-1]
    end._p.style = "Vach"  # the paragraph that ends the pages before: so low that it finds room on the last of them


def foot_line(docx: WordFile, text: str) -> None:
    """A line in the bottom margin of every page: later pages take over the first ones' feet."""
    first = docx.sections[0]
    for footer in (first.footer, first.first_page_footer):
        footer._element.remove(footer.paragraphs[0]._p)
        say(footer, text, "MaBaoCao")


def end_pages(docx: WordFile) -> None:
    """A document that ends with a table gets a last paragraph from Word, which may need a page; a low one does not."""
    say(docx, "", "Vach")


@cache
def _empty() -> bytes:
    """Made once: it takes as long as a whole report."""
    docx = Document()
    _drop_foreign(docx)
    _settle(docx.settings.element)
    give_styles(docx)
    first = docx.sections[0]
    _lay_out(first, landscape=False)
    _page_number(first.header)
    out = BytesIO()
    docx.save(out)
    return out.getvalue()


def _drop_foreign(docx: WordFile) -> None:
    _drop(docx.part.rels, _FOREIGN)
    _drop(docx.part.package.rels, (RELATIONSHIP_TYPE.THUMBNAIL,))


def _drop(relations: Relationships, kinds: tuple[str, ...]) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(kinds)]:
        del relations[key]


def _settle(settings: Any) -> None:
    """The settings of a Vietnamese document of today's Word."""
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for name in ("w:proofState", "w:savePreviewPicture", "w:rsids"):
        settings.remove(settings.find(qn(name)))
    language = settings.find(qn("w:themeFontLang"))
    language.attrib.clear()
    language.set(qn("w:val"), LANGUAGE)
    settings.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _AS_IN_WORD_2013)


def _lay_out(section: PageSection, landscape: bool) -> None:
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


def _page_number(header: Header) -> None:
    """Arabic, 13–14, upright, in the middle of the top margin; the first page has none (annex I, II.7).

    Later sections take over this header.
    """
    header._element.remove(header.paragraphs[0]._p)
    paragraph = say(header, "", "SoKyHieu")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("2")._r)
    paragraph._p.append(field)

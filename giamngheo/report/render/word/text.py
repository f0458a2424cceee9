"""Paragraphs: text in a style, and lines."""

from __future__ import annotations

from docx.blkcntnr import BlockItemContainer
from docx.document import Document as WordFile
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from giamngheo.report.wording.listing import shown

_BELOW_TABLE = 8  # points


def say(place: WordFile | BlockItemContainer, text: str, style: str, before: float | None = None) -> Paragraph:
    """A paragraph in a style (its id), `before` points below the last; a new line of the text is one of the paragraph."""
    paragraph = place.add_paragraph()
    paragraph._p.style = style
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    for at, line in enumerate(text.split("\n")):
        if at:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        if line:
            paragraph.add_run(shown(line))
    return paragraph


def apart_from_table(paragraph: Paragraph) -> Paragraph:
    """A table has no space of its own below it; the paragraph that follows brings it."""
    if paragraph._p.getprevious().tag == qn("w:tbl"):
        paragraph.paragraph_format.space_before = Pt(_BELOW_TABLE)
    return paragraph


def line_below(place: WordFile | BlockItemContainer, indent: float) -> None:
    """A thin solid line across what `indent` (mm, from either side) leaves."""
    paragraph = say(place, "", "Vach")
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def empty_lines(place: WordFile | BlockItemContainer, count: int, style: str) -> None:
    for _ in range(count):
        say(place, "", style)

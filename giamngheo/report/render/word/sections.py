"""The body of a document: numbered headings, and under each its sentences, tables, pictures and places to complete."""

from __future__ import annotations

from io import BytesIO
from itertools import count

from docx.document import Document as WordFile
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Mm

from giamngheo.report.documents.document import Document, Picture, Refer, Section, Table, ToComplete
from giamngheo.report.render.numerals import roman
from giamngheo.report.render.word.appendices import References
from giamngheo.report.render.word.pages import BODY_WIDTH
from giamngheo.report.render.word.tables import add_table
from giamngheo.report.render.word.text import apart_from_table, say
from giamngheo.report.wording import listing


def add_sections(docx: WordFile, document: Document, references: References) -> None:
    """`I. KẾT QUẢ …`, then `1. …` from 1 again in each; pictures are counted through the document."""
    parts, titled, pictures = count(1), count(1), count(1)
    for section in document.sections:
        if section.level == 1:
            titled = count(1)
        if section.heading:
            _heading(docx, section, next(parts if section.level == 1 else titled))
        for block in section.blocks:
            match block:
                case str():
                    made = apart_from_table(say(docx, block, "NoiDung"))
                    made.paragraph_format.keep_with_next = block.endswith(":") or None  # no list without its first line
                case Refer():
                    apart_from_table(say(docx, references.sentence(block), "NoiDung"))
                case Table():
                    if block.note:
                        say(docx, block.note, "GhiChuBang")
                    add_table(docx, block, BODY_WIDTH)
                case Picture():
                    _picture(docx, block, next(pictures), document)
                case ToComplete():
                    _to_complete(docx, block)


def _heading(docx: WordFile, section: Section, number: int) -> None:
    if section.level == 1:
        text, style = f"{roman(number)}. {listing.plain(section.heading).upper()}", "Heading1"
    else:
        text, style = f"{number}. {section.heading}", "Heading2"
    apart_from_table(say(docx, text, style))


def _picture(docx: WordFile, block: Picture, number: int, document: Document) -> None:
    """Inline, on the page of its caption; described for who cannot see it."""
    from giamngheo.report.render.pictures import picture

    drawn = picture(block.key, document.content)
    scale = min(1, BODY_WIDTH / drawn.width_mm)
    run = say(docx, "", "Hinh").add_run()
    shape = run.add_picture(BytesIO(drawn.png), Mm(drawn.width_mm * scale), Mm(drawn.height_mm * scale))
    properties = shape._inline.docPr
    properties.set("name", f"Hình {number}")
    properties.set("descr", listing.plain(block.alt))
    properties.set("title", listing.plain(block.title))
    say(docx, f"Hình {number}. {block.title}", "Caption")


def _to_complete(docx: WordFile, block: ToComplete) -> None:
    font = say(docx, f"[{block.text}]", "NoiDung").runs[0].font
    font.italic, font.highlight_color = True, WD_COLOR_INDEX.YELLOW  # not to be overlooked

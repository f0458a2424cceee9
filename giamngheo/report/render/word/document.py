"""A document as a Word file: Decree 30/2020/NĐ-CP, annex I, models 1.4 (named documents) and 1.5 (official letters).

It says what the document says and calculates nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from docx.blkcntnr import BlockItemContainer
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from giamngheo.core.formats import administrative_date
from giamngheo.core.reproducible_zip import repacked
from giamngheo.core.text_metrics import text_width
from giamngheo.report.documents.document import Document
from giamngheo.report.identity import CODE_IN_WORDS, DRAFT
from giamngheo.report.render.word.appendices import References, add_appendices, called
from giamngheo.report.render.word.pages import BODY_WIDTH, end_pages, foot_line, new_document
from giamngheo.report.render.word.sections import add_sections
from giamngheo.report.render.word.styles import INDENT
from giamngheo.report.render.word.tables import frame
from giamngheo.report.render.word.text import apart_from_table, empty_lines, line_below, say
from giamngheo.report.wording import listing, words

_HEAD_WIDTHS = (67, 98)
_FOOT_WIDTHS = (85, 80)
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_OPEN_DAY = "ngày …… tháng …… năm"
_PART_OF_TEXT = 0.4  # how long a line is below a body's name or a title: the decree says a third to a half


def word_document(document: Document) -> bytes:
    """The document as .docx; the same document gives the same bytes.

    `ValueError` where its text points to an appendix that it does not have.
    """
    references = References(document.appendices)
    docx = new_document()
    if document.draft:
        foot_line(docx, f"{CODE_IN_WORDS}: {document.draft}")
    _head(docx, document)
    if document.kind_name:
        _title(docx, document)
    _addressees(docx, document)
    say(docx, document.opening, "NoiDung", before=10)
    add_sections(docx, document, references)
    _closing(docx, document.closing)
    _foot(docx, document)
    add_appendices(docx, document, references)
    end_pages(docx)
    out = BytesIO()
    docx.save(out)
    title = listing.plain(f"{called(document)} {document.title}")
    return repacked(out.getvalue(), title, document.content.office.issuing_body, document.content.issued_on)


# ---------------------------------------------------------------- head


def _head(docx: WordFile, document: Document) -> None:
    """Issuing body and number on the left; the state's name, place and date on the right."""
    office = document.content.office
    bodies, numbers = frame(docx, _HEAD_WIDTHS, rows=2).rows
    left, right = bodies.cells
    if office.parent_body or not office.issuing_name:  # a report from before that name stays as it was drawn
        say(left, office.parent_body, "CoQuanChuQuan")
    body = _issuing_lines(document)
    say(left, body, "CoQuanBanHanh")
    _line_below_text(left, body, 12, _HEAD_WIDTHS[0])
    say(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QuocHieu")
    say(right, _MOTTO, "TieuNgu")
    line_below(right, (_HEAD_WIDTHS[1] - text_width(_MOTTO, 13, bold=True)) / 2)
    left, right = numbers.cells
    _number(left, document)
    say(right, f"{office.place}, {_day(document)}", "DiaDanhNgay")


def _issuing_lines(document: Document) -> str:
    """A long name by its parts; a body that is named after its whole area has the area on a line of its own."""
    office, area = document.content.office, document.content.nouns.area.upper()
    body = office.issuing_body.replace(" - ", " -\n")
    if not office.issuing_name:
        return body
    return "\n".join(map(_halved, body.replace(f" {area} ", f"\n{area} ", 1).split("\n")))


def _halved(name: str) -> str:
    """Two lines of nearly the same width where one is too long for its cell."""
    if text_width(name, 12, bold=True) <= _HEAD_WIDTHS[0]:
        return name
    parts = name.split(" ")
    halves = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    return "\n".join(min(halves, key=lambda two: max(text_width(half, 12, bold=True) for half in two)))


def _day(document: Document) -> str:
    """A draft's day is open like its number: both are those of the signing."""
    issued_on = document.content.issued_on
    return f"{_OPEN_DAY} {issued_on.year}" if document.draft else administrative_date(issued_on)


def _number(cell: BlockItemContainer, document: Document) -> None:
    """The number itself is given when the document is registered. An official letter's subject stands below."""
    say(cell, f"Số: ……/{document.symbol}", "SoKyHieu")
    if document.content.revision > 1:
        say(cell, words.revised(document.content), "SoKyHieu")
    if document.draft:
        say(cell, DRAFT, "DuThao")
    if not document.kind_name:
        say(cell, f"V/v {words.small(document.title)}", "TrichYeuCongVan")


def _title(docx: WordFile, document: Document) -> None:
    say(docx, document.kind_name, "TenLoai")
    say(docx, document.title, "TrichYeu")
    _line_below_text(docx, document.title, 14, BODY_WIDTH)


def _line_below_text(place: WordFile | BlockItemContainer, text: str, size: float, width: float) -> None:
    """A line below bold text in a place `width` mm wide; its length is that of the text's longest line, in part."""
    longest = max(text_width(line, size, bold=True) for line in text.split("\n"))
    line_below(place, (width - min(longest, width) * _PART_OF_TEXT) / 2)


def _addressees(docx: WordFile, document: Document) -> None:
    """One stands in the middle, on the line of `Kính gửi:`; several each on a line, their dashes below its colon."""
    names = document.addressees
    if len(names) == 1:
        say(docx, f"Kính gửi: {names[0]}.", "KinhGui", before=12).alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif names:
        dash = 2 * INDENT + text_width("Kính gửi", 14)
        say(docx, "Kính gửi:", "KinhGui", before=12).paragraph_format.left_indent = Mm(2 * INDENT)
        for line in _listed(names):
            layout = say(docx, line, "KinhGui").paragraph_format
            layout.left_indent, layout.first_line_indent = Mm(dash + 3), Mm(-3)


# ---------------------------------------------------------------- foot


def _closing(docx: WordFile, text: str) -> None:
    end = apart_from_table(say(docx, text, "NoiDung"))
    end.paragraph_format.keep_with_next = True  # no signature alone on a page


def _foot(docx: WordFile, document: Document) -> None:
    """Who gets it on the left, level with the signer on the right."""
    office = document.content.office
    left, right = frame(docx, _FOOT_WIDTHS).rows[0].cells
    say(left, "Nơi nhận:" if document.receivers else "", "NoiNhanDeMuc")
    for line in _listed(document.receivers):
        say(left, line, "NoiNhan")
    if office.signed_for:
        say(right, office.signed_for, "ChucVu")
    say(right, office.signer_title, "ChucVu")
    empty_lines(right, 5, "ChucVu")
    say(right, office.signer_name, "ChucVu")


def _listed(names: Sequence[str]) -> list[str]:
    """`- …;` each, and `- ….` the last."""
    return [f"- {name}{'.' if at == len(names) else ';'}" for at, name in enumerate(names, 1)]

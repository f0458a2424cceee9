"""The appendices of a document, each on pages of its own, and how its text points to them.

Decree 30/2020/NĐ-CP, annex I, III.1; several are numbered with Roman numerals.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordFile

from giamngheo.core.text_metrics import line_count, line_height
from giamngheo.report.documents.document import Document, Refer, Table
from giamngheo.report.render.numerals import roman
from giamngheo.report.render.word.pages import BODY_HEIGHT, BODY_WIDTH, WIDE_HEIGHT, WIDE_WIDTH, new_pages
from giamngheo.report.render.word.tables import add_table
from giamngheo.report.render.word.text import say
from giamngheo.report.wording import listing, words

_SIZE = 14  # points, of the lines above an appendix' table
_BETWEEN = 5  # mm, in all, between those lines and below the table


class References:
    """What the appendices are called in the text: key → `Phụ lục II`."""

    def __init__(self, appendices: Sequence[Table]) -> None:
        several = len(appendices) > 1
        self._labels = {
            table.key: f"Phụ lục {roman(at)}" if several else "Phụ lục" for at, table in enumerate(appendices, 1)
        }

    def label(self, key: str) -> str:
        """`ValueError` where there is no such appendix."""
        try:
            return self._labels[key]
        except KeyError:
            raise ValueError(f"the text points to the appendix {key!r}; there are {list(self._labels)}") from None

    def sentence(self, block: Refer) -> str:
        return f"{block.what} tại {self.label(block.key)} kèm theo."


def add_appendices(docx: WordFile, document: Document, references: References) -> None:
    for table in document.appendices:
        new_pages(docx, table.landscape)
        above = [
            (references.label(table.key), "SoPhuLuc"),
            (listing.plain(table.title).upper(), "TenPhuLuc"),
            (_attached(document), "KemTheo"),
            (table.note, "GhiChuBang"),
        ]
        for text, style in above:
            if text:
                say(docx, text, style)
        width, height = (WIDE_WIDTH, WIDE_HEIGHT) if table.landscape else (BODY_WIDTH, BODY_HEIGHT)
        add_table(docx, table, width, height - _height([text for text, _ in above if text], width))


def called(document: Document) -> str:
    """`Báo cáo`, `Thông báo`, `Công văn`."""
    return document.kind_name.capitalize() or "Công văn"


def _height(texts: Sequence[str], width: float) -> float:
    """About how many mm the lines above the table take."""
    return sum(line_count(text, _SIZE, width, bold=True) * line_height(_SIZE) for text in texts) + _BETWEEN


def _attached(document: Document) -> str:
    """Left blank in an electronic document (model 2.2): the number and the day come with the signature."""
    office = words.office_name(document.content)
    return f"(Kèm theo {called(document)} số …/{document.symbol} ngày … tháng … năm … của {office})"

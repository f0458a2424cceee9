"""The papers of a report as their readers see them: letters' texts, Word files, workbooks, read back from what was drawn."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from unittest.mock import patch

import docx
import openpyxl

from giamngheo.report.content import ReportContent
from giamngheo.report.documents import document_of
from giamngheo.report.render import pictures
from giamngheo.report.render.excel import excel_annex
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.render.word import word_document

TODAY = dt.date(2020, 12, 31)
FULL, DEPARTMENT, OFFICE, COMMUNE = "giam-ngheo", "so-ldtbxh", "co-quan-", "xa-"
_LETTERS = {FULL: ("S", "L", "W"), DEPARTMENT: ("D", "D", "D"), OFFICE: ("O", "O", "o"), COMMUNE: ("C", "C", "c")}
# What a picture shows nobody reads here but by its description; drawing it takes half of a paper's time.
_BLANK = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000"
    "000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
CellValue = str | float | int | None


@dataclass(frozen=True)
class Text:
    """A line, a paragraph, a note above a table, what a picture is said to show."""

    where: str  # S subject, L letter, W Word, N note in a workbook; of other papers their own letters (`forms.py`)
    text: str


@dataclass(frozen=True)
class Grid:
    """A table with its headings; `name` is its sheet's, none on paper."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True)
class Paper:
    """One document of a report."""

    code: str
    texts: tuple[Text, ...]
    grids: tuple[Grid, ...] = ()
    html: str = field(default="", repr=False)

    @classmethod
    def of(cls, content: ReportContent, code: str, with_sheets: bool = True) -> Paper:
        document = document_of(content, code)
        subject, letter, word = next(letters for start, letters in _LETTERS.items() if code.startswith(start))
        lines = [" ".join(line.split()) for line in mail_text(document.summary, []).splitlines()]
        texts = [Text(subject, document.summary.subject), *(Text(letter, line) for line in lines if line)]
        with patch.object(pictures, "picture", lambda *_: pictures.Drawn(_BLANK, 100, 50)):
            drawn = docx.Document(io.BytesIO(word_document(document)))
        texts += [Text(word, text) for text in _paragraphs(drawn)]
        grids = [*_paper_tables(drawn)]
        if with_sheets:
            for name, rows in _sheets(excel_annex(document)):
                notes, grid = _grid(name, rows)
                texts += [Text("N", note) for note in notes]
                grids += [grid]
        return cls(code, tuple(texts), tuple(grids), mail_html(document.summary, []))

    def with_text(self, at: int, text: str) -> Paper:
        """The same paper with another text in a place."""
        return replace(self, texts=(*self.texts[:at], replace(self.texts[at], text=text), *self.texts[at + 1 :]))


def _paragraphs(drawn: object) -> Iterator[str]:
    """Outside tables; a picture by what it is said to show."""
    for one in drawn.paragraphs:
        if text := " ".join(one.text.split()):
            yield text
        for properties in one._p.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
            if alt := properties.get("descr"):
                yield alt


def _paper_tables(drawn: object) -> Iterator[Grid]:
    """Those with a row of headings; the letter's head and foot are tables without."""
    for table in drawn.tables:
        rows = [tuple(_cell_text(cell) for cell in row.tc_lst) for row in table._tbl.tr_lst]
        if rows[0][:1] == ("TT",):
            yield Grid("", rows[0][1:], tuple(row[1:] for row in rows[1:]))


def _cell_text(cell: object) -> str:
    return " ".join("".join(text.text or "" for text in cell.iter(_TEXT)).split())


def _sheets(workbook: bytes) -> Iterator[tuple[str, list[tuple[CellValue, ...]]]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    for sheet in book:
        yield sheet.title, list(sheet.iter_rows(values_only=True))


def _grid(name: str, rows: list[tuple[CellValue, ...]]) -> tuple[list[str], Grid]:
    """What stands above the headings, and the table."""
    at = next(at for at, row in enumerate(rows) if sum(cell is not None for cell in row) > 1)
    notes = [str(row[0]) for row in rows[:at] if row[0]]
    return notes, Grid(name, tuple(str(cell or "") for cell in rows[at]), tuple(rows[at + 1 :]))

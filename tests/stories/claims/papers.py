"""The three papers of a report as their readers see them: the letter's text, the Word file, the workbook."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from functools import cached_property

import docx
import openpyxl

from giamngheo.report.content import ReportContent
from giamngheo.report.documents.full import full_document
from giamngheo.report.render.excel import excel_annex
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.render.word import word_document


@dataclass
class Papers:
    """Of one report; everything is read back from what was drawn."""

    subject: str
    letter: str
    html: str
    word: bytes
    workbook: bytes

    @classmethod
    def of(cls, content: ReportContent) -> Papers:
        document = full_document(content, "giam-ngheo")
        return cls(
            document.summary.subject,
            mail_text(document.summary, []),
            mail_html(document.summary, []),
            word_document(document),
            excel_annex(document),
        )

    @cached_property
    def paragraphs(self) -> list[str]:
        """Of the Word file, outside tables."""
        return [text for one in docx.Document(io.BytesIO(self.word)).paragraphs if (text := " ".join(one.text.split()))]

    @cached_property
    def word_tables(self) -> list[list[list[str]]]:
        return [
            [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
            for table in docx.Document(io.BytesIO(self.word)).tables
        ]

    @cached_property
    def sheets(self) -> dict[str, list[list[object]]]:
        book = openpyxl.load_workbook(io.BytesIO(self.workbook), data_only=False)
        return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}

    @cached_property
    def lines(self) -> list[str]:
        """Of the letter."""
        return [" ".join(line.split()) for line in self.letter.splitlines() if line.strip()]

    @property
    def prose(self) -> list[str]:
        return [self.subject, *self.lines, *self.paragraphs]


TODAY = dt.date(2020, 12, 31)

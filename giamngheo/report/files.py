"""The files of a report, drawn from its content. The same content gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from giamngheo.report import words
from giamngheo.report.content import ReportContent

WORD_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ReportFile:
    name: str
    kind: Literal["word", "excel"]
    mime: str
    data: bytes


def report_files(content: ReportContent) -> list[ReportFile]:
    """The report to be signed, and its figures as a workbook."""
    from giamngheo.report.excel import excel_annex
    from giamngheo.report.word import word_document

    return [
        ReportFile(words.document_name(content), "word", WORD_MIME, word_document(content)),
        ReportFile(words.annex_name(content), "excel", EXCEL_MIME, excel_annex(content)),
    ]

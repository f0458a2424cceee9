"""The files of a report, drawn from its documents. The same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from giamngheo.metadata.recipients import FULL_REPORT, FileKind
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.documents.document import Document

Wanted = Collection[tuple[str, str]]  # (document's code, kind of file)

_MIME = {
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FULL: Wanted = {(FULL_REPORT, "word"), (FULL_REPORT, "excel")}  # what every report has, whoever receives it


@dataclass(frozen=True)
class ReportFile:
    document: str
    name: str
    kind: FileKind
    mime: str
    data: bytes


def report_files(content: ReportContent, wanted: Wanted = FULL) -> list[ReportFile]:
    """The wanted files in the order of the documents; what the report does not have is left out."""
    return [
        file
        for code in codes_of(content)
        if {kind for document, kind in wanted if document == code}
        for file in _drawn(document_of(content, code), [kind for kind in _MIME if (code, kind) in wanted])
    ]


def _drawn(document: Document, kinds: Iterable[str]) -> Iterator[ReportFile]:
    from giamngheo.report.render.excel import excel_annex
    from giamngheo.report.render.word import word_document

    draw: dict[str, tuple[str, Callable[[Document], bytes]]] = {
        "word": (document.word_name, word_document),
        "excel": (document.excel_name, excel_annex),
    }
    for kind in kinds:
        name, form = draw[kind]
        yield ReportFile(document.code, name, kind, _MIME[kind], form(document))  # type: ignore[arg-type]

"""The files of a report, drawn from its documents. The same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from giamngheo.metadata.recipients import FULL_REPORT, FileKind
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.documents.document import Document
from giamngheo.report.identity import DRAFT, code_of

Wanted = Collection[tuple[str, str]]  # (document's code, kind of file)

WORD_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MIME = {
    "word": WORD_MIME,
    "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "draft": WORD_MIME,
}
FULL: Wanted = {(FULL_REPORT, "word"), (FULL_REPORT, "excel")}  # what every report has, whoever receives it


@dataclass(frozen=True)
class ReportFile:
    document: str
    name: str
    kind: FileKind | Literal["draft"]
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

    code = str(code_of(document.content, document.code))
    draw: dict[str, tuple[str, Callable[[Document], bytes]]] = {
        "word": (document.word_name, word_document),
        "excel": (document.excel_name, excel_annex),
        "draft": (f"{DRAFT} {code} {document.word_name}", lambda own: word_document(replace(own, draft=code))),
    }
    for kind in kinds:
        name, form = draw[kind]
        yield ReportFile(document.code, name, kind, _MIME[kind], form(document))  # type: ignore[arg-type]

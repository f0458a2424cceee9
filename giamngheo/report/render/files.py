"""The files of a report, drawn from its papers. The same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from giamngheo.metadata.recipients import FULL_REPORT, FileKind
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, paper_of
from giamngheo.report.documents.document import Paper

Wanted = Collection[tuple[str, str]]  # (paper's code, kind of file)

_MIME = {
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FULL: Wanted = {(FULL_REPORT, "word"), (FULL_REPORT, "excel")}  # what every report has, whoever receives it


@dataclass(frozen=True)
class ReportFile:
    paper: str
    name: str
    kind: FileKind
    mime: str
    data: bytes


def report_files(content: ReportContent, wanted: Wanted = FULL) -> list[ReportFile]:
    """The wanted files in the order of the papers; what the report does not have is left out."""
    return [
        file
        for code in codes_of(content)
        if {kind for paper, kind in wanted if paper == code}
        for file in _drawn(paper_of(content, code), [kind for kind in _MIME if (code, kind) in wanted])
    ]


def _drawn(paper: Paper, kinds: Iterable[str]) -> Iterator[ReportFile]:
    from giamngheo.report.render.excel import excel_annex
    from giamngheo.report.render.word import word_document

    draw: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
        "word": (paper.word_name, word_document),
        "excel": (paper.excel_name, excel_annex),
    }
    for kind in kinds:
        name, form = draw[kind]
        yield ReportFile(paper.code, name, kind, _MIME[kind], form(paper))  # type: ignore[arg-type]

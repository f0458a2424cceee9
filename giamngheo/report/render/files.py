"""The files of a report, drawn from its documents. The same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from giamngheo.core.processes import each_done
from giamngheo.metadata.recipients import FULL_REPORT, FileKind
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import Documents
from giamngheo.report.documents.commune import commune_document
from giamngheo.report.documents.document import Document
from giamngheo.report.documents.unit_parts import UnitPart
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
    return list(each_report_file(content, wanted))


def each_report_file(content: ReportContent, wanted: Wanted = FULL) -> Iterator[ReportFile]:
    """The same one after the other: those of thousands of units are not all in memory."""
    asked, documents = frozenset(wanted), Documents(content)
    orders = [
        (code, kinds) for code in documents.codes if (kinds := tuple(kind for kind in _MIME if (code, kind) in asked))
    ]
    of_all = [one for one in orders if not documents.is_of_unit(one[0])]
    for code, kinds in of_all:
        yield from _drawn_as(documents.of(code), kinds)
    of_units = ((documents.part_of(code), kinds) for code, kinds in orders[len(of_all) :])
    for files in each_done(_drawn_of_unit, of_units, len(orders) - len(of_all)):
        yield from files


def _drawn_of_unit(order: tuple[UnitPart, tuple[str, ...]]) -> list[ReportFile]:
    part, kinds = order
    return _drawn_as(commune_document(part), kinds)


def _drawn_as(document: Document, kinds: Iterable[str]) -> list[ReportFile]:
    return [_drawn(document, kind) for kind in kinds]


def _drawn(document: Document, kind: str) -> ReportFile:
    from giamngheo.report.render.excel import excel_annex
    from giamngheo.report.render.word import word_document

    if kind == "excel":
        return ReportFile(document.code, document.excel_name, "excel", _MIME[kind], excel_annex(document))
    if kind == "word":
        return ReportFile(document.code, document.word_name, "word", _MIME[kind], word_document(document))
    code = str(code_of(document.content, document.code))
    name = f"{DRAFT} {code} {document.word_name}"
    return ReportFile(document.code, name, "draft", _MIME[kind], word_document(replace(document, draft=code)))

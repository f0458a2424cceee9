"""What the office publishes: the figures of the whole and of each unit, without those that are a few households' own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from giamngheo.report.content import Publication, ReportContent
from giamngheo.report.documents import small_counts
from giamngheo.report.documents.document import Block, Document, Section, Table
from giamngheo.report.documents.shared import NOTICE, notice_symbol, opening, refer, said
from giamngheo.report.documents.summary import published_summary
from giamngheo.report.wording import sentences, words


def published_document(content: ReportContent, code: str, publication: Publication) -> Document:
    """Without areas: what is hidden of one unit its area's sum, or that of the urban ones, would tell; so would what those
    that are missing had before, and the figures of the unit for whose sake a report replaces another. Of a part of the units
    nothing is told: its sum, beside that of the report that is whole, would tell those that came later."""
    content = content.model_copy(update={"areas": [], "settlements": [], "known_before": None, "reasons": None})
    title = f"Công khai số liệu giảm nghèo {content.period_title}{words.revised(content)}"
    annexed = tuple(_appendices(content, publication))
    return Document(
        code=code,
        content=content,
        kind_name=NOTICE,
        symbol=notice_symbol(content),
        title=title,
        addressees=(),
        receivers=tuple(publication.receivers),
        opening=opening(content, f"công khai số liệu giảm nghèo {content.period_title}", "thông báo"),
        sections=(Section("", 2, tuple(_text(content, publication, {table.key for table in annexed}))),),
        closing=f"{words.office_name(content)} thông báo để mọi người được biết./.",
        appendices=annexed,
        sheets=tuple(_sheets(content, publication)),
        summary=published_summary(content, title),
        word_name=words.file_name(content, "Thông báo công khai số liệu giảm nghèo", "docx"),
        excel_name=words.file_name(content, "Số liệu giảm nghèo công khai", "xlsx"),
    )


def _text(content: ReportContent, publication: Publication, shown: set[str]) -> Iterable[Block]:
    if not content.coverage.is_whole:
        # Whether more can come is not known here: the month may be closed, and opened again.
        why = (
            f"Chỉ có {words.coverage_text(content)} báo cáo nên thông báo này không nêu số liệu; số liệu chỉ được công khai khi "
            "đủ các đơn vị báo cáo, bằng thông báo thay thế."
        )
        yield from said(sentences.coverage_sentence(content), why)
        return
    yield from said(
        sentences.coverage_sentence(content),
        *sentences.headline(content),
        sentences.compared_units(content),
        sentences.rounding(sentences.rates_beside(content)),
        *sentences.joined(content),
    )
    if content.attainment:
        yield small_counts.attainment(content, publication)
    yield from refer(shown, "units", f"{words.capital(sentences.classes_listed(content))} theo đơn vị")
    yield from refer(shown, "indicators", "Kết quả các chỉ tiêu theo đơn vị")


def _appendices(content: ReportContent, publication: Publication) -> Iterable[Table]:
    if content.coverage.is_whole:
        yield small_counts.units(content, publication)
        if content.attainment:
            yield small_counts.indicators(content, publication)


def _sheets(content: ReportContent, publication: Publication) -> Iterable[Table]:
    if not content.coverage.is_whole:
        yield replace(small_counts.units(content, publication), rows=(), total=None)
        return
    if content.attainment:
        yield small_counts.attainment(content, publication)
    yield small_counts.units(content, publication)
    if content.attainment:
        yield small_counts.indicators(content, publication)

"""What the office publishes: the figures of the whole and of each unit, without those that are a few households' own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from giamngheo.report.content import Publication, ReportContent, UnitLine
from giamngheo.report.documents import small_counts
from giamngheo.report.documents.document import Block, Document, Section, Table
from giamngheo.report.documents.shared import NOTICE, notice_symbol, opening, refer, said
from giamngheo.report.documents.summary import published_summary
from giamngheo.report.wording import comparing, sentences, words

_PARTLY: tuple[comparing.Earlier, ...] = ("previous", "baseline")


def published_document(content: ReportContent, code: str, publication: Publication) -> Document:
    """What is hidden of one unit nothing beside it may tell. Of a part of the units nothing is told: its sum, beside that of the
    report that is whole, would tell those that came later."""
    apart = _not_compared(content)
    content = _of_all(content, publication)
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
        sections=(Section("", 2, tuple(_text(content, publication, {table.key for table in annexed}, apart))),),
        closing=f"{words.office_name(content)} thông báo để mọi người được biết./.",
        appendices=annexed,
        sheets=tuple(_sheets(content, publication)),
        summary=published_summary(content, title),
        word_name=words.file_name(content, "Thông báo công khai số liệu giảm nghèo", "docx"),
        excel_name=words.file_name(content, "Số liệu giảm nghèo công khai", "xlsx"),
    )


def _of_all(content: ReportContent, publication: Publication) -> ReportContent:
    """Only what all units stand behind. A sum of some of them, as an area's, by another standard or beside an earlier time, tells
    of the others; so would what those that are missing had before, the figures of the unit for whose sake a report replaces
    another, and an earlier sum of months of which one may have been missing."""
    silent: dict[str, None] = {when: None for when in _PARTLY if _is_partly_known(content, when)}
    silent |= {f"now_as_{when}": None for when in silent}
    is_whole = all(one.coverage.is_whole for one in content.by_standard)
    told = content.model_copy(
        update={
            "areas": [],
            "settlements": [],
            "known_before": None,
            "reasons": None,
            "headline": [line.model_copy(update=silent) for line in content.headline],
            "by_standard": content.by_standard if is_whole else [],
            "attainment": [
                item.model_copy(update={"previous": None}) if small_counts.is_of_months(item, publication) else item
                for item in content.attainment
            ],
        }
    )
    return told if all(line.baseline for line in told.units if line.reported) else _without_baseline(told)


def _is_partly_known(content: ReportContent, when: comparing.Earlier) -> bool:
    return content.compared_units.get(when, content.coverage.reporting) < content.coverage.reporting


def _not_compared(content: ReportContent) -> str:
    names = [name for when, name in comparing.earlier_periods(content) if _is_partly_known(content, when)]
    return f"Không so sánh với {' và '.join(names)}, vì chưa đủ đơn vị có số liệu của kỳ đó." if names else ""


def _without_baseline(content: ReportContent) -> ReportContent:
    reductions = {item.indicator for item in content.attainment if item.measure == "reduction"}

    def without(line: UnitLine) -> UnitLine:
        values = [
            value.model_copy(update={"value": None}) if value.indicator in reductions else value
            for value in line.indicators
        ]
        return line.model_copy(update={"baseline": None, "poor_rate_baseline": None, "indicators": values})

    return content.model_copy(
        update={"units": [without(line) for line in content.units], "district": without(content.district)}
    )


def _text(content: ReportContent, publication: Publication, shown: set[str], apart: str) -> Iterable[Block]:
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
        apart,
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

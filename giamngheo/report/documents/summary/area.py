"""The message with an area's scorecard."""

from __future__ import annotations

from giamngheo.report.content import AreaLine, ReportContent
from giamngheo.report.documents.document import Summary, Table
from giamngheo.report.documents.summary.commune import subject_of, unit_bars, unit_headlines
from giamngheo.report.documents.summary.parts import MOST_UNITS, changed_of, notes_of, preheader_of
from giamngheo.report.wording import listing, sentences, words


def area_summary(content: ReportContent, own: ReportContent, title: str, area: AreaLine, changed: Table) -> Summary:
    """`own`: what the report says of the area alone."""
    line, coverage = area.line, sentences.coverage_sentence(own)
    return Summary(
        subject=subject_of(content, line, "chưa có số liệu của đơn vị nào"),
        preheader=preheader_of(coverage),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(own, words.SCORECARD),
        lead=tuple(
            filter(
                None,
                (
                    f"Số liệu tính {sentences.window(content)}.",
                    coverage,
                    sentences.of_fewer(own, whose=f"của {area.noun}"),
                    *sentences.counted_by_standards(own),
                    sentences.standard_changed(own),
                ),
            )
        ),
        compared=sentences.passed_over_of(own, line),
        headlines=tuple(unit_headlines(content, line)),
        bars_title=f"Chỉ tiêu của {area.noun}" if line.reported else "",
        bars=tuple(unit_bars(content, line)) if line.reported else (),
        notes=notes_of(
            ("Số liệu thay đổi", changed_of(own, changed, words.SCORECARD)),
            ("Đơn vị cần quan tâm", sentences.concerns(own, MOST_UNITS)),
            ("Chưa có số liệu", listing.first_of(MOST_UNITS, [f"{name}." for name in own.missing], "đơn vị")),
        ),
    )

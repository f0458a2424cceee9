"""The message with what the office publishes: the figures of the whole, and no unit by its name."""

from __future__ import annotations

from giamngheo.report.content import ReportContent
from giamngheo.report.documents.document import Summary
from giamngheo.report.documents.summary.district import headlines_of
from giamngheo.report.documents.summary.parts import lead_of, preheader_of
from giamngheo.report.wording import sentences, words


def published_summary(content: ReportContent, title: str) -> Summary:
    start = f"Công khai số liệu giảm nghèo {words.shortest_period(content)}{words.revised(content)}"
    is_whole = content.coverage.is_whole  # the sum of a part is not told
    return Summary(
        subject=f"{start} ({words.coverage_text(content)} báo cáo)",
        preheader=preheader_of(*sentences.headline(content)) if is_whole else "",
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(content, "thông báo"),
        lead=lead_of(content),
        headlines=headlines_of(content) if is_whole else (),
        compared=sentences.compared_units(content) if is_whole else "",
    )

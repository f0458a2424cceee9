"""The message with what the office publishes: the figures of the whole, and no unit by its name."""

from __future__ import annotations

from giamngheo.report.content import ReportContent
from giamngheo.report.documents.document import Summary
from giamngheo.report.documents.summary.district import headlines_of
from giamngheo.report.documents.summary.parts import lead_of, preheader_of
from giamngheo.report.wording import sentences, words


def published_summary(content: ReportContent, title: str) -> Summary:
    start = f"Công khai số liệu giảm nghèo {words.shortest_period(content)}{words.revised(content)}"
    is_of_one = content.coverage.reporting == 1  # whose figures are its own
    return Summary(
        subject=f"{start} ({words.coverage_text(content)} báo cáo)",
        preheader="" if is_of_one else preheader_of(*sentences.headline(content)),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(content, "thông báo"),
        lead=lead_of(content),
        headlines=() if is_of_one else headlines_of(content),
        compared="" if is_of_one else sentences.compared_units(content),
    )

"""The message with the full report, and with the consolidated tables."""

from __future__ import annotations

from giamngheo.core.formats import quantity
from giamngheo.report.content import Comparison, ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Headline, Summary, TrendBar
from giamngheo.report.documents.summary.parts import MOST_UNITS, bar_of, changed_of, lead_of, notes_of, preheader_of
from giamngheo.report.wording import sentences, words

MOST_CONCERNS = 5
_LENGTHS = "Độ dài thanh chỉ mức chênh lệch giữa các tháng, không tính từ 0"
_LOWEST_BAR = 8  # percent: the lowest month of a trend is still seen


def district_summary(content: ReportContent, title: str) -> Summary:
    return Summary(
        subject=words.subject(content),
        preheader=preheader_of(sentences.attainment_summary(content), *sentences.reporting(content)),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(content),
        lead=lead_of(content),
        headlines=tuple(_headline(content, count, rate) for count, rate in words.stocks(content)),
        compared=sentences.compared_units(content),
        bars_title="Chỉ tiêu của kế hoạch" if content.attainment else "",
        bars_lead=sentences.attainment_summary(content),
        bars=tuple(bar_of(item) for item in content.attainment),
        trend_title="Tỷ lệ hộ nghèo từng tháng",
        trend=_trend(content),
        trend_note=_path(content),
        notes=notes_of(
            ("Số liệu thay đổi", changed_of(content, tables.changes(content))),
            ("Đơn vị cần quan tâm", sentences.concerns(content, MOST_CONCERNS)),
            ("Tình hình báo cáo", sentences.reporting(content)),
            (
                "Báo cáo bị trả lại",
                words.first_of(MOST_UNITS, [sentences.rejection(item) for item in content.rejections]),
            ),
        ),
    )


def _headline(content: ReportContent, count: Comparison, rate: Comparison | None) -> Headline:
    """The rate is the news where there is one, the number of households stands with it."""
    changes = [
        f"{words.change_text(*count.moved(when), count.unit_of_measure)} so với {name}"
        for when, name in words.earlier_periods(content)
        if None not in count.moved(when)
    ]
    if rate is None or rate.now is None:
        return Headline(count.title, words.figure(count.now, count.unit_of_measure), tuple(changes))
    households = f"{quantity(count.now)} {count.unit_of_measure}"
    return Headline(rate.title, words.figure(rate.now, "%"), (households, *changes))


def _trend(content: ReportContent) -> tuple[TrendBar, ...]:
    """The months' rates; the heights show the differences, not the distance to zero."""
    known = [point.poor_rate for point in content.trend if point.poor_rate is not None]
    if len(known) < 2:
        return ()
    least, most = min(known), max(known)
    spread = (most - least) or 1.0
    return tuple(
        TrendBar(
            title=words.short_month(point.title),
            value=words.month_value(point),
            percent=None
            if point.poor_rate is None
            else _LOWEST_BAR + (point.poor_rate - least) / spread * (100 - _LOWEST_BAR),
        )
        for point in content.trend
    )


def _path(content: ReportContent) -> str:
    """Where the rate stands against the path of the target."""
    last = content.trend[-1] if content.trend else None
    if last is None or last.poor_rate is None or last.target_rate is None or len(content.trend) < 2:
        return ""
    if any(point.coverage.reporting < point.coverage.expected for point in (content.trend[0], last)):
        return f"{_LENGTHS}."  # the path is of all units
    above = last.poor_rate - last.target_rate
    path = f"{_LENGTHS}. Theo lộ trình mục tiêu, đến {last.title} là {words.figure(last.target_rate, '%')}"
    if abs(above) < 0.005:
        return f"{path}; thực tế đúng lộ trình."
    return f"{path}; thực tế {'cao' if above > 0 else 'thấp'} hơn {words.figure(abs(above), 'điểm %')}."

"""The message with the full report, and with the consolidated tables."""

from __future__ import annotations

from itertools import dropwhile

from giamngheo.core.formats import quantity
from giamngheo.report.content import Comparison, ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Headline, Summary, TrendBar
from giamngheo.report.documents.summary.parts import MOST_UNITS, bar_of, changed_of, lead_of, notes_of, preheader_of
from giamngheo.report.wording import comparing, listing, sentences, words

MOST_CONCERNS = 5
_TARGETS_OF_A_FALL = ("poor", "near_poor")  # of these more is worse


def district_summary(content: ReportContent, title: str) -> Summary:
    brief = sentences.brief(content)
    return Summary(
        subject=sentences.subject(content),
        preheader=preheader_of(*brief),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision_in_letter(content),
        brief=tuple(brief),
        is_bad=sentences.is_bad(content),
        lead=lead_of(content),
        headlines=headlines_of(content),
        compared=sentences.compared_units(content),
        bars_title="Chỉ tiêu của kế hoạch" if content.attainment else "",
        bars_lead=sentences.attainment_summary(content),
        bars=tuple(bar_of(item) for item in content.attainment),
        trend_title="Tỷ lệ hộ nghèo từng tháng",
        trend=_trend(content),
        trend_note=_path(content),
        notes=notes_of(
            ("Số liệu thay đổi", changed_of(content, tables.changes(content))),
            ("Nguy cơ không đạt", sentences.at_risk(content.attainment)),
            ("Đơn vị cần quan tâm", sentences.concerns(content, MOST_CONCERNS)),
            ("Tình hình báo cáo", sentences.reporting(content)),
            (
                "Báo cáo bị trả lại",
                listing.first_of(MOST_UNITS, [sentences.rejection(item) for item in content.rejections]),
            ),
        ),
    )


def headlines_of(content: ReportContent) -> tuple[Headline, ...]:
    return tuple(_headline(content, count, rate) for count, rate in comparing.stocks(content))


def _headline(content: ReportContent, count: Comparison, rate: Comparison | None) -> Headline:
    """The rate is the news where there is one, the number of households stands with it."""
    compared = [(*count.moved(when), name) for when, name in comparing.earlier_periods(content)]
    known = [(now, before, name) for now, before, name in compared if now is not None and before is not None]
    changes = tuple(
        f"{words.change_text(now, before, count.unit_of_measure)} so với {name}" for now, before, name in known
    )
    is_worse = count.key in _TARGETS_OF_A_FALL and bool(known) and known[0][0] > known[0][1]
    if rate is None or rate.now is None:
        return Headline(count.title, words.figure(count.now, count.unit_of_measure), changes, is_worse)
    households = f"{quantity(count.now)} {count.unit_of_measure}"
    return Headline(rate.title, words.figure(rate.now, "%"), (households, *changes), is_worse)


def _trend(content: ReportContent) -> tuple[TrendBar, ...]:
    """The months' rates over the units that report now, from the first that has one; bars begin at nothing."""
    shown = list(dropwhile(lambda point: point.poor_rate is None, content.trend))
    known = [point.poor_rate for point in shown if point.poor_rate is not None]
    if len(known) < 2:
        return ()
    most = max(known) or 1.0
    return tuple(
        TrendBar(
            title=words.short_month(point.title),
            value=words.figure(point.poor_rate, "%"),
            percent=None if point.poor_rate is None else point.poor_rate / most * 100,
        )
        for point in shown
    )


def _path(content: ReportContent) -> str:
    """Whose rates these are, and where the rate stands against the path of the target."""
    against, last = _against_path(content), content.trend[-1:]
    rounding = sentences.rounding((point.poor_rate, point.target_rate) for point in last) if against else ""
    return " ".join(filter(None, (sentences.trend_units(content), against, rounding)))


def _against_path(content: ReportContent) -> str:
    last = content.trend[-1] if content.trend else None
    if last is None or last.poor_rate is None or last.target_rate is None or len(content.trend) < 2:
        return ""
    if not content.coverage.is_whole:
        return ""  # the path is of all units
    above = last.poor_rate - last.target_rate
    path = f"Theo lộ trình mục tiêu, đến {last.title} là {words.figure(last.target_rate, '%')}"
    if abs(above) < words.LEAST_SHOWN:
        return f"{path}; thực tế đúng lộ trình."
    return f"{path}; thực tế {'cao' if above > 0 else 'thấp'} hơn {words.figure(abs(above), 'điểm %')}."

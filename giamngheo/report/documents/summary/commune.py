"""The message with a commune's scorecard."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.attain.status import JUDGED
from giamngheo.core.formats import number, quantity
from giamngheo.report.content import Attained, ReportContent, UnitLine
from giamngheo.report.documents.document import Bar, Headline, Summary, Table
from giamngheo.report.documents.summary.parts import changed_of, done, notes_of, own_value, preheader_of
from giamngheo.report.wording import comparing, goals, listing, nearly, sentences, words
from giamngheo.report.wording.terms import stocks_of

MOST_RULES = 8
_OF_A_FALL = ("poor", "near_poor")  # of these more is worse


def commune_summary(content: ReportContent, title: str, unit: UnitLine, changed: Table, to_correct: Table) -> Summary:
    return Summary(
        subject=_commune_subject(content, unit),
        preheader=preheader_of(
            *_missing(content, unit),
            _correction_lead(to_correct) if to_correct.rows else "",
            sentences.district_coverage(content),
        ),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision_in_letter(content, words.SCORECARD, unit.name),
        lead=(
            f"Số liệu tính {sentences.window(content)}.",
            *_missing(content, unit),
            sentences.district_coverage(content),
        ),
        compared=sentences.passed_over_of(content, unit),
        headlines=tuple(unit_headlines(content, unit)),
        bars_title="Chỉ tiêu của đơn vị" if unit.reported else "",
        bars=tuple(unit_bars(content, unit)) if unit.reported else (),
        notes=notes_of(
            ("Số liệu thay đổi", changed_of(content, changed, words.SCORECARD)),
            (f"Mục tiêu theo {content.nouns.village}", [sentences.village_targets(content, unit.code)]),
            (
                "Nội dung cần sửa",
                [_correction_lead(to_correct), *_correction_lines(to_correct)]
                if unit.reported or to_correct.rows
                else [],
            ),
            ("Đề nghị", [] if unit.reported else [f"Đơn vị khẩn trương gửi báo cáo {content.period_title}."]),
        ),
    )


def _commune_subject(content: ReportContent, unit: UnitLine) -> str:
    return subject_of(content, unit, "chưa có số liệu của đơn vị")


def subject_of(content: ReportContent, unit: UnitLine, nothing: str) -> str:
    """The news of a unit or an area in a line; `nothing`: where there is none."""
    start = (
        f"Giảm nghèo {words.shortest_period(content)}{words.revised(content)}, {words.small(listing.plain(unit.name))}"
    )
    if not unit.reported or unit.poor is None:
        return f"{start}: {nothing}"
    judged = [value for value in unit.indicators if value.status in JUDGED]
    met = sum(value.status == "attained" for value in judged)
    rate = f" ({words.figure(unit.poor_rate, '%')})" if unit.poor_rate is not None else ""
    attained = f", {met}/{len(judged)} chỉ tiêu đạt" if judged else ""
    return f"{start}: {quantity(unit.poor)} hộ nghèo{rate}{attained}"


def _missing(content: ReportContent, unit: UnitLine) -> list[str]:
    if unit.reported:
        return []
    reporter = next((line for line in content.reporters if line.code == unit.code), None)
    state = words.small(words.status_in(content, reporter.status if reporter else "missing"))
    return [f"{words.capital(content.nouns.area)} chưa có số liệu của đơn vị cho {content.period_title} ({state})."]


def unit_headlines(content: ReportContent, unit: UnitLine) -> Iterable[Headline]:
    """The stocks of a unit or an area beside the district's rates and its own earlier ones."""
    for key, (title, measure) in stocks_of(content.classes).items():
        now = unit.stock(key)
        if measure == "%" or key == "households":
            continue
        if now is None:
            continue
        changes = []
        rate, district = unit.stock(f"{key}_rate"), content.district.stock(f"{key}_rate")
        if rate is not None:
            whole = f" ({words.whole_said(content)} {words.figure(district, '%')})" if district is not None else ""
            changes.append(f"{words.figure(rate, '%')} tổng số hộ{whole}")
        changes += [
            f"{words.change_text(now, before, 'hộ')} so với {name}"
            for then, name in comparing.earlier_periods_of(content, unit)
            if (before := then.stock(key)) is not None
        ]
        before = unit.previous.stock(key) if key in _OF_A_FALL and unit.previous else None
        is_worse = before is not None and now > before
        yield Headline(title, words.figure(now, "hộ"), tuple(changes), is_worse)


def unit_bars(content: ReportContent, unit: UnitLine) -> Iterable[Bar]:
    """A unit's indicators against its targets; one without a target is shown beside the district."""
    values = {value.indicator: value for value in unit.indicators}
    for item in content.attainment:
        own = values[item.indicator]
        yield Bar(
            title=goals.own_title(item, own),
            value=own_value(own, item),
            target=goals.unit_target_said(item, own),
            note=_of_the_whole(content, item),
            status=own.status,
            status_text=goals.own_verdict(item, own),
            percent=done(own.attainment_percent),
            short=nearly.short_of(item, own),
        )


def _of_the_whole(content: ReportContent, item: Attained) -> str:
    """`toàn huyện 95,20%`; of the year so far, which is also of units that lack this month, `số chung 8 hộ (5/6 báo cáo
    tháng)`; nothing where it is not known."""
    if item.value is None:
        return ""
    if item.year and item.year.missing:
        return f"số chung {words.value_text(item)}{words.over(item)}"
    whose = words.whose_value(content, item)
    return f"{whose}{'' if whose == words.whole_said(content) else ':'} {words.value_text(item)}"


def _correction_lead(to_correct: Table) -> str:
    if not to_correct.rows:
        return "Không có nội dung nào cần sửa trong báo cáo đã gửi."
    count = sum(row[5] for row in to_correct.rows)  # type: ignore[misc]
    return f"Có {number(count)} chỗ cần sửa hoặc xem lại trong báo cáo đã gửi."


def _correction_lines(to_correct: Table) -> list[str]:
    lines = []
    for severity, message, sheet, column, rows, _count, remedy, _rule in to_correct.rows:
        place = ", ".join(
            str(part)
            for part in (sheet and f"trang «{sheet}»", column and f"cột {column}", rows and f"dòng {rows}")
            if part
        )
        lines.append(f"{severity}: {str(message).rstrip('.')}{f' ({place})' if place else ''}. {remedy}")
    return listing.first_of(MOST_RULES, lines, "loại nội dung")

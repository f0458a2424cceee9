"""The letter's body of each paper: the news in a minute, on a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from textwrap import shorten as shortened

from giamngheo.report import sentences, words
from giamngheo.report.content import Attained, Comparison, ReportContent, ResponsibleOffice, UnitAttained, UnitLine
from giamngheo.report.paper import Amount, Bar, Headline, Note, Point, Summary, Table
from giamngheo.report.papers import tables
from giamngheo.vietnamese import number, quantity

MOST_CONCERNS = 5
MOST_CHANGES = 12
MOST_RULES = 8
MOST_UNITS = 10
LONGEST_STORY = 400  # letters, in a letter; the files have the whole
_LENGTHS = "Độ dài thanh chỉ mức chênh lệch giữa các tháng, không tính từ 0"
_LOWEST_BAR = 8  # percent: the lowest month of a trend is still seen


_shorten = partial(shortened, placeholder=" …")


# ---------------------------------------------------------------- the district


def district_summary(content: ReportContent, title: str) -> Summary:
    return Summary(
        subject=words.subject(content),
        preheader=_preheader(sentences.attainment_summary(content), *sentences.reporting(content)),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(content),
        lead=_lead(content),
        headlines=tuple(_headline(content, count, rate) for count, rate in words.stocks(content)),
        compared=sentences.compared_units(content),
        bars_title="Chỉ tiêu của kế hoạch" if content.attainment else "",
        bars_lead=sentences.attainment_summary(content),
        bars=tuple(_bar(item) for item in content.attainment),
        trend_title="Tỷ lệ hộ nghèo từng tháng",
        trend=_trend(content),
        trend_note=_path(content),
        notes=_notes(
            ("Số liệu thay đổi", _changed(content, tables.changes(content))),
            ("Đơn vị cần quan tâm", sentences.concerns(content, MOST_CONCERNS)),
            ("Tình hình báo cáo", sentences.reporting(content)),
            ("Báo cáo bị trả lại", _first(MOST_UNITS, [sentences.rejection(item) for item in content.rejections])),
        ),
    )


def _lead(content: ReportContent) -> tuple[str, ...]:
    return (f"Số liệu tính {sentences.window(content)}.", sentences.coverage_sentence(content))


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


def _bar(item: Attained) -> Bar:
    """An indicator of the district. A count that is to vanish has come as far as the baseline has been removed."""
    return Bar(
        title=item.title,
        value=words.value_text(item) if item.value is not None else "",
        target=words.target_text(item),
        note=words.partly(item),
        status=item.status,
        status_text=words.status(item.status),
        percent=item.attainment_percent,
    )


def _trend(content: ReportContent) -> tuple[Point, ...]:
    """The months' rates; the heights show the differences, not the distance to zero."""
    known = [point.poor_rate for point in content.trend if point.poor_rate is not None]
    if len(known) < 2:
        return ()
    least, most = min(known), max(known)
    spread = (most - least) or 1.0
    return tuple(
        Point(
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


# ---------------------------------------------------------------- an office


def office_summary(
    content: ReportContent,
    title: str,
    office: ResponsibleOffice,
    items: Sequence[Attained],
    worst: Sequence[UnitLine],
    changed: Table,
) -> Summary:
    return Summary(
        subject=_office_subject(content, office, items),
        preheader=_preheader(*(sentences.paces(items)[:2]), sentences.coverage_sentence(content)),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(content, "thông báo"),
        lead=_lead(content),
        headlines=tuple(_indicator_headline(content, item) for item in items[:3]),
        compared=sentences.compared_units(content),
        bars_title="Chỉ tiêu thuộc trách nhiệm của cơ quan" if items else "",
        bars_lead="",
        bars=tuple(_bar(item) for item in items),
        trend_title="",
        trend=(),
        trend_note="",
        notes=_notes(
            ("Số liệu thay đổi", _changed(content, changed)),
            ("Đơn vị chậm nhất", [_worst(unit, items) for unit in worst[:MOST_UNITS]]),
            ("Dự báo đến cuối năm", sentences.paces(items)),
            ("Nguồn lực huy động", [sentences.resources(content)] if "resources" in office.also else []),
            ("Mô hình giảm nghèo", [sentences.models(content)] if "models" in office.also else []),
            ("Gương sáng", _stories(content) if "stories" in office.also else []),
            ("Tình hình báo cáo", sentences.reporting(content)),
        ),
    )


def _office_subject(content: ReportContent, office: ResponsibleOffice, items: Sequence[Attained]) -> str:
    start = f"Giảm nghèo {words.shortest_period(content)}{words.revised(content)}"
    if content.coverage.reporting == 0:
        return f"{start}: chưa có số liệu, {words.coverage_text(content)} báo cáo"
    news = [f"{words.small(item.title)} {words.value_text(item)}" for item in items[:2] if item.value is not None]
    if not news and "resources" in office.also:
        amount = sum(line.amount for line in content.resources)
        news = [f"huy động {quantity(amount)} triệu đồng"]
    return f"{start}: {', '.join([*news, words.coverage_text(content)])} báo cáo"


def _indicator_headline(content: ReportContent, item: Attained) -> Headline:
    changes = [f"mục tiêu {words.target_text(item)}"]
    if content.previous_title and item.previous is not None:
        moved = words.change_text(item.value, item.previous, item.unit_of_measure)
        changes.append(f"{moved} so với {content.previous_title}")
    return Headline(item.title, words.value_text(item), tuple(changes))


def _worst(unit: UnitLine, items: Sequence[Attained]) -> str:
    """`Xã Thạch Trị: 80,00% (4/5).`; with several indicators each by its title."""
    values = {value.indicator: value for value in unit.indicators}
    behind = [
        f"{f'{words.small(item.title)} ' if len(items) > 1 else ''}{_own(values[item.indicator], item)}"
        for item in items
        if values[item.indicator].status == "behind"
    ]
    return f"{words.plain(unit.name)}: {'; '.join(behind)}."


def _own(value: UnitAttained, item: Attained) -> str:
    if value.value is None:
        return ""
    parts = f" ({words.parts_text(value)})" if value.denominator is not None else ""
    return f"{words.value_text(item.model_copy(update={'value': value.value}))}{parts}"


def _stories(content: ReportContent) -> list[str]:
    told = [
        f"{words.plain(story.unit)}: {_shorten(words.plain(story.summary), LONGEST_STORY)}" for story in content.stories
    ]
    return _first(MOST_UNITS, told, "gương sáng") or ["Trong kỳ chưa có đơn vị nào nêu gương sáng được phép công bố."]


# ---------------------------------------------------------------- a commune


def commune_summary(content: ReportContent, title: str, unit: UnitLine, changed: Table, mend: Table) -> Summary:
    return Summary(
        subject=_commune_subject(content, unit),
        preheader=_preheader(
            *_missing(content, unit), _mend_lead(mend) if mend.rows else "", sentences.district_coverage(content)
        ),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision(content, "thông báo"),
        lead=(
            f"Số liệu tính {sentences.window(content)}.",
            *_missing(content, unit),
            sentences.district_coverage(content),
        ),
        headlines=tuple(_unit_headlines(content, unit)),
        compared="",
        bars_title="Chỉ tiêu của đơn vị" if unit.reported else "",
        bars_lead="",
        bars=tuple(_unit_bars(content, unit)) if unit.reported else (),
        trend_title="",
        trend=(),
        trend_note="",
        notes=_notes(
            ("Số liệu thay đổi", _changed(content, changed)),
            ("Nội dung cần sửa", [_mend_lead(mend), *_mend_lines(mend)] if unit.reported or mend.rows else []),
            ("Đề nghị", [] if unit.reported else [f"Đơn vị khẩn trương gửi báo cáo {content.period_title}."]),
        ),
    )


def _commune_subject(content: ReportContent, unit: UnitLine) -> str:
    start = (
        f"Giảm nghèo {words.shortest_period(content)}{words.revised(content)}, {words.small(words.plain(unit.name))}"
    )
    if not unit.reported or unit.poor is None:
        return f"{start}: chưa có số liệu của đơn vị"
    judged = [value for value in unit.indicators if value.status in ("attained", "on_track", "behind")]
    met = sum(value.status == "attained" for value in judged)
    rate = f" ({words.figure(unit.poor_rate, '%')})" if unit.poor_rate is not None else ""
    attained = f", {met}/{len(judged)} chỉ tiêu đạt" if judged else ""
    return f"{start}: {quantity(unit.poor)} hộ nghèo{rate}{attained}"


def _missing(content: ReportContent, unit: UnitLine) -> list[str]:
    if unit.reported:
        return []
    reporter = next((line for line in content.reporters if line.code == unit.code), None)
    state = words.small(words.submission_status(reporter.status if reporter else "missing"))
    return [f"Huyện chưa có số liệu của đơn vị cho {content.period_title} ({state})."]


def _unit_headlines(content: ReportContent, unit: UnitLine) -> Iterable[Headline]:
    for key, title in (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo"), ("social_poor", "Hộ nghèo bảo trợ xã hội")):
        now = getattr(unit, key)
        if now is None:
            continue
        changes = []
        rate, district = getattr(unit, f"{key}_rate", None), getattr(content.district, f"{key}_rate", None)
        if rate is not None:
            whole = f" (toàn huyện {words.figure(district, '%')})" if district is not None else ""
            changes.append(f"{words.figure(rate, '%')} tổng số hộ{whole}")
        if unit.previous and content.previous_title:
            moved = words.change_text(now, getattr(unit.previous, key), "hộ")
            changes.append(f"{moved} so với {content.previous_title}")
        yield Headline(title, words.figure(now, "hộ"), tuple(changes))


def _unit_bars(content: ReportContent, unit: UnitLine) -> Iterable[Bar]:
    """A unit's indicators against its targets; one without a target is shown beside the district."""
    values = {value.indicator: value for value in unit.indicators}
    for item in content.attainment:
        own = values[item.indicator]
        yield Bar(
            title=item.title,
            value=_own(own, item),
            target=words.unit_target_text(item, own.target),
            note=f"toàn huyện {words.value_text(item)}",
            status=own.status,
            status_text=words.status(own.status),
            percent=own.attainment_percent,
        )


def _mend_lead(mend: Table) -> str:
    if not mend.rows:
        return "Không có nội dung nào cần sửa trong báo cáo đã gửi."
    count = sum(row[5] for row in mend.rows)  # type: ignore[misc]
    return f"Có {number(count)} chỗ cần sửa hoặc xem lại trong báo cáo đã gửi."


def _mend_lines(mend: Table) -> list[str]:
    lines = []
    for severity, message, sheet, column, rows, _count, remedy, _rule in mend.rows[:MOST_RULES]:
        place = ", ".join(
            str(part)
            for part in (sheet and f"trang «{sheet}»", column and f"cột {column}", rows and f"dòng {rows}")
            if part
        )
        lines.append(f"{severity}: {str(message).rstrip('.')}{f' ({place})' if place else ''}. {remedy}")
    if len(mend.rows) > MOST_RULES:
        lines.append(f"Và {number(len(mend.rows) - MOST_RULES)} loại nội dung khác.")
    return lines


# ---------------------------------------------------------------- parts


def _preheader(*texts: str) -> str:
    return " ".join(text for text in texts if text)[:200]


def _notes(*notes: tuple[str, Sequence[str]]) -> tuple[Note, ...]:
    """Those that have something to say."""
    return tuple(Note(heading, tuple(texts)) for heading, texts in notes if any(texts))


def _first(most: int, lines: list[str], what: str = "đơn vị") -> list[str]:
    """The first lines, then how many more there are: a letter stays short."""
    more = len(lines) - most
    return [*lines[:most], *([f"Và {number(more)} {what} khác."] if more > 0 else [])]


def _changed(content: ReportContent, changed: Table) -> list[str]:
    """How many figures changed, then the first of them."""
    if content.replaces is None:
        return []
    lines = [_changed_line(str(place), str(what), old, new) for place, what, _unit, old, new in changed.rows]  # type: ignore[arg-type]
    return [sentences.changed(content, len(lines)), *_first(MOST_CHANGES, lines, "số liệu")]


def _changed_line(place: str, what: str, old: Amount, new: Amount) -> str:
    """`Xã Thạch Khê, hộ nghèo: từ 47 hộ thành 45 hộ.`: words that are read aloud well."""
    before, after = (words.figure(amount.value, amount.unit).strip() for amount in (old, new))
    about = f"{words.plain(place)}, {words.small(what)}"
    if old.value is None:
        return f"{about}: mới có số liệu, {after}."
    return (
        f"{about}: từ {before} thành {after}."
        if new.value is not None
        else f"{about}: không còn số liệu (trước: {before})."
    )

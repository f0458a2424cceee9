"""The plan's indicators: how they stand, what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from giamngheo.attain.status import NOT_MET
from giamngheo.core.formats import number, percent, quantity
from giamngheo.report.content import Attained, ReportContent
from giamngheo.report.wording import comparing, goals, words

_APART = "Tỷ lệ và số trường hợp chưa đạt không cùng chiều"
_ALONE = "Tỷ lệ thay đổi, số trường hợp chưa đạt không đổi"
_ORDER = ("attained", "on_track", "behind", "missed", "not_enough", "no_cases", "no_data")
_VERDICTS = [
    *(goals.AGAINST, goals.OVER_LIMIT, goals.SURELY_MISSED, goals.EXCEEDED, goals.WITHIN_LIMIT),
    *map(goals.status, _ORDER),
    goals.NOT_COMPARABLE,
]


def attainment_summary(content: ReportContent) -> str:
    """`Trong 9 chỉ tiêu của kế hoạch: 2 đạt, 6 chậm, 1 đúng tiến độ.` What a part surely misses stands by itself, and what
    went the other way."""
    if not content.attainment:
        return ""
    counts = Counter(goals.verdict(item) for item in content.attainment)
    found = sorted(counts.items(), key=lambda pair: _VERDICTS.index(pair[0]))
    parts = ", ".join(f"{count} chỉ tiêu {_counted(name)}" for name, count in found)
    return f"Trong {len(content.attainment)} chỉ tiêu của kế hoạch: {parts} ({words.coverage_text(content)})."


def _counted(name: str) -> str:
    return "đi ngược mục tiêu" if name == goals.AGAINST else words.small(name)


def met(content: ReportContent) -> list[str]:
    """Each indicator that meets its target, with its figure: for a closing."""
    return [f"{_stands(content, item)}." for item in content.attainment if item.status == "attained"]


def against(content: ReportContent) -> list[str]:
    """Each indicator that went away from its target: as one that is behind."""
    return _not_met(content, {goals.AGAINST})


def over_limit(content: ReportContent) -> list[str]:
    """Each indicator of which the year has passed its limit for good: by how much."""
    return _not_met(content, {goals.OVER_LIMIT})


def behind(content: ReportContent) -> list[str]:
    """Each indicator that is behind: value, parts, target, what is missing, who answers for it."""
    return _not_met(content, {goals.status(status) for status in NOT_MET})


def _not_met(content: ReportContent, verdicts: Collection[str]) -> list[str]:
    return [
        f"{_stands(content, item)}{_gap(content, item)}. Cơ quan chịu trách nhiệm: {item.responsible}."
        for item in content.attainment
        if item.status in NOT_MET and goals.verdict(item) in verdicts
    ]


def doubtful(content: ReportContent, are_sure: bool) -> list[str]:
    """Each indicator that too few have reported for a verdict: what these units had before, what is sure of it all the same,
    and what it was when all had. `are_sure`: those that cannot be met whatever the others report, or the rest."""
    return [
        f"{_stands(content, item)}{_same_before(content, item)}{_sure(item)}{_known_before(item)}."
        for item in content.attainment
        if item.status == "not_enough" and goals.is_surely_missed(item) == are_sure
    ]


def on_track(content: ReportContent) -> list[str]:
    """Each that is on its way: by how little, and what it still asks."""
    return [
        f"{_stands(content, item)}{_gap(content, item)}." for item in content.attainment if item.status == "on_track"
    ]


def unknown(content: ReportContent) -> list[str]:
    """Each that nothing is known of, and why."""
    return [
        f"{item.title}: {_why_unknown(content, item)}"
        for item in content.attainment
        if item.status == "no_data" and content.coverage.reporting
    ]


def _why_unknown(content: ReportContent, item: Attained) -> str:
    if item.measure == "reduction":
        return "số kỳ này là số gốc để so sánh." if comparing.is_baseline(content) else _no_baseline(content)
    if item.numerator is None:
        return "chưa có số liệu."
    return f"mục tiêu là của cả năm kế hoạch, {content.period_title} không thuộc năm ấy nên không xét."


def _no_baseline(content: ReportContent) -> str:
    """Nobody reported it, what was reported is by another standard, or the plan says it of more than have reported."""
    changed = content.standard_changed
    if changed and content.baseline_title in changed.apart:
        return f"chưa có căn cứ so sánh, vì số {comparing.baseline_name(content)} theo chuẩn nghèo cũ."
    if content.baseline_needs_all:
        return (
            f"số {comparing.baseline_name(content)} là số chung ghi trong kế hoạch, nên phải đủ "
            f"{number(content.coverage.expected)} đơn vị mới so sánh được."
        )
    return f"chưa có số liệu {comparing.baseline_name(content)} để so sánh."


def value_said(content: ReportContent, item: Attained) -> str:
    """`95,30% (142/149)`; of a reduction `giảm 0,37 điểm phần trăm so với cuối năm 2019 (4,86 → 4,49%)`, or that it is none."""
    if item.measure != "reduction" or item.value is None:
        return f"{words.value_text(item)}{f' ({words.parts_text(item)})' if item.denominator is not None else ''}"
    rates = ""
    if item.rate is not None and item.baseline_rate is not None:
        rates = f" ({number(item.baseline_rate, 2)} → {percent(item.rate)})"
    return f"{words.reduction_said(item)} so với {comparing.baseline_name(content)}{rates}"


def _stands(content: ReportContent, item: Attained) -> str:
    """An indicator's value beside its target."""
    value = f"{value_said(content, item)}{_of_year(content, item)}"
    return f"{item.title}{words.over(item)}: {value}; mục tiêu {goals.target_said(item)}"


def _of_year(content: ReportContent, item: Attained) -> str:
    """`, riêng tháng 3 năm 2020 có 2 hộ; thiếu tháng 1 năm 2020 của …`: of what is added up over the year."""
    if item.year is None:
        return ""
    alone = item.year.in_period
    amount = words.figure(alone, item.unit_of_measure)
    period = f", riêng {content.period_title} có {amount}" if alone is not None else ""
    missing = goals.months_missing(item)
    return f"{period}{f'; {missing}' if missing else ''}"


def _same_before(content: ReportContent, item: Attained) -> str:
    if item.previous is None or not content.previous_title or comparing.is_previous_baseline(content):
        return ""
    return f"; cùng các đơn vị này {content.previous_title}: {_with_value(item, item.previous)}"


def _sure(item: Attained) -> str:
    """What a part already breaks no other unit can mend."""
    if not goals.is_surely_missed(item):
        return ""
    left = f"còn {words.value_text(item)}"
    if item.is_to_fall:
        left = f"đã có {words.value_text(item)}"
    elif item.measure == "rate":
        left = f"còn {goals.without(item, item.without or 0)}"
    return f"; riêng các đơn vị này {left} nên chắc chắn chưa đạt"


def _known_before(item: Attained) -> str:
    if item.known_before is None:
        return ""
    return f"; {item.known_before.period_title}, đủ đơn vị: {_with_value(item, item.known_before.value)}"


def _with_value(item: Attained, value: float) -> str:
    other = item.model_copy(update={"value": value})
    return words.reduction_said(other) if item.measure == "reduction" else words.value_text(other)


def moved(content: ReportContent) -> list[str]:
    """Which indicators became better or worse than in the period before, of those that can be compared: only where the rate
    and the number without agree."""
    periods = comparing.earlier_periods(content)
    if not content.previous_title or not periods:
        return []
    groups: dict[str, list[str]] = {"Kém hơn": [], "Tốt hơn": [], _APART: [], _ALONE: [], "Không đổi": []}
    for item in content.attainment:
        if item.value is None or item.previous is None or _says_nothing_new(content, item):
            continue
        groups[_way(item)].append(_move(content, item))
    when = periods[0][1]
    return [
        f"{name} so với {when} ({len(texts)} chỉ tiêu): {'; '.join(texts)}." for name, texts in groups.items() if texts
    ]


def _is_measured_from(content: ReportContent, item: Attained) -> bool:
    """A reduction since a time is nothing at that time."""
    return item.measure == "reduction" and comparing.is_previous_baseline(content)


def _says_nothing_new(content: ReportContent, item: Attained) -> bool:
    """A reduction since then is what the indicator itself says; that there is none is missed among what is worse."""
    return _is_measured_from(content, item) and not goals.is_rise(item.measure, item.value)


def _way(item: Attained) -> str:
    """A rate that moves while as many are without has moved with its denominator alone."""
    difference = (item.value or 0) - (item.previous or 0)
    is_same, without = abs(difference) < 1e-9, _without(item)
    if without is None:
        return "Không đổi" if is_same else "Tốt hơn" if (difference > 0) == (item.better == "higher") else "Kém hơn"
    if without[0] == without[1]:
        return "Không đổi" if is_same else _ALONE
    if is_same or (difference > 0) != (without[0] < without[1]):
        return _APART
    return "Tốt hơn" if difference > 0 else "Kém hơn"


def _without(item: Attained) -> tuple[float, float] | None:
    """How many are without now, and were before: of a rate that is the better the higher it is."""
    if item.without is None or item.without_before is None:
        return None
    return item.without, item.without_before


def _move(content: ReportContent, item: Attained) -> str:
    """`số hộ ở nhà tạm giảm 8 hộ`; of a rate how many are without, then and now."""
    about = item.value_title or item.short_title or words.small(item.title)
    if _is_measured_from(content, item):
        return f"{words.rate_title(item)} {words.value_text(item)}"
    if item.measure == "reduction" and item.previous is not None and item.value is not None:
        before = _with_value(item, item.previous)
        since = comparing.baseline_name(content)
        return (
            f"{words.rate_title(item)} so với {since} {words.reduction_said(item)} ({content.previous_title}: {before})"
        )
    without = _without(item)
    if item.value == item.previous and (without is None or without[0] == without[1]):
        return f"{about} (còn {goals.without(item, without[0])})" if without and without[0] else about
    change = words.change_text(item.value, item.previous, item.unit_of_measure)
    if without is None:
        return f"{about} {change}"
    now, then = without
    left = f"vẫn còn {goals.without(item, now)}" if now == then else goals.without_moved(item, then, now)
    return f"{about} {change}, {left}"


def before(content: ReportContent, item: Attained) -> list[str]:
    """What an indicator was in the period compared with, and how many are without, now and then."""
    periods = comparing.earlier_periods(content)
    if not content.previous_title or not periods or item.previous is None or _is_measured_from(content, item):
        return []
    found = [f"{periods[0][1]}: {_with_value(item, item.previous)}"]
    if without := _without(item):
        now, then = without
        found.append(f"{goals.without(item, now)} ({periods[0][1]}: {quantity(then)})")
    return found


def points_note(content: ReportContent, items: Iterable[Attained]) -> str:
    """What a value in points is, where one of the indicators is measured so."""
    shown = [item for item in items if item.unit_of_measure == "điểm %" and item.value is not None]
    if not shown:
        return ""
    over = (
        f"tỷ lệ cuối năm trước là số ghi trong kế hoạch, vì {comparing.why_stated(content)}"
        if any(item.is_baseline_stated for item in shown)
        else "trên cùng các đơn vị đã có số liệu cả hai kỳ"
    )
    is_all = all(item.coverage == content.coverage for item in shown)
    whose = "kỳ này" if is_all else f"{words.whose(content)} kỳ này"
    return (
        f"Chỉ tiêu tính bằng điểm phần trăm: kết quả là tỷ lệ cuối năm trước trừ tỷ lệ kỳ này, {over}; tử số, mẫu số là của "
        f"{whose}."
    )


def year_note(items: Iterable[Attained]) -> str:
    """Over which months an indicator is added up, where one is judged by the year so far; of which a report is missing."""
    shown = [(item, item.year) for item in items if item.year]
    if not shown:
        return ""
    named = ", ".join(dict.fromkeys(f"«{goals.since_said(year.since)}»" for _, year in shown))
    missing = dict.fromkeys(f" {words.capital(text)}." for item, _ in shown if (text := goals.months_missing(item)))
    return (
        f"Chỉ tiêu {named}: kết quả cộng các tháng từ đó đến hết kỳ này, vì mục tiêu là của cả năm; mức không được vượt quá "
        f"chỉ kết luận đạt khi hết năm.{''.join(missing)}"
    )


def titles_of(content: ReportContent, *statuses: str) -> str:
    """The indicators that stand so, one after the other."""
    return "; ".join(item.title for item in content.attainment if item.status in statuses)


def _gap(content: ReportContent, item: Attained) -> str:
    """How far it is still to the target, in households or people where they can be counted; of a target by the year's end
    what it asks by now. At the year's end nothing is left to do."""
    if goals.is_over_limit(item):
        return f", đã {goals.left(item)}"
    if item.value is None or item.status == "missed":
        return ""
    if item.measure == "reduction":
        milestone = (
            f", tiến độ đến {content.period_title} cần {words.figure(item.milestone, item.unit_of_measure)}"
            if item.milestone
            else ""
        )
        lacking = f", còn phải giảm ít nhất {number(item.lacking)} hộ nghèo" if item.lacking else ""
        return f"{milestone}{lacking}"
    if item.is_to_fall:
        return f", còn phải giảm {more}" if (more := goals.too_many(item)) else ""
    if item.lacking:
        near = "gần đạt: còn " if item.lacking == 1 or item.lacking * 100 <= (item.denominator or 0) else "còn thiếu "
        more = f" (hiện {goals.without(item, item.without)})" if item.without not in (None, 0, item.lacking) else ""
        return f", {near}{number(item.lacking)} {item.counted_in}{more}"
    gap = goals.gap_of(item, item.goal, item.value)
    unit = "điểm %" if item.unit_of_measure == "%" else item.unit_of_measure
    if not gap:
        return ""
    if unit in words.RATES and gap < words.LEAST_SHOWN:
        return f", còn thiếu dưới {words.figure(0.01, unit)}"
    return f", còn {'phải giảm' if item.value > item.goal.bound[1] else 'thiếu'} {words.figure(gap, unit)}"

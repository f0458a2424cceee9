"""Where the year ends if it goes on as in the last months."""

from __future__ import annotations

import math
from collections.abc import Iterable

from giamngheo.report.content import Attained, Outlook, ProjectedEnd
from giamngheo.report.wording import goals, words, year_end

_VERDICTS = {"likely": "đạt nếu giữ đà này", "open": "chưa chắc đạt", "at_risk": "không đạt nếu giữ đà này"}
_FEW_TRIES = 5
_OPEN = ("on_track", "behind")


def outlooks(items: Iterable[Attained]) -> list[str]:
    """Of each indicator that does not meet its target yet, or may lose it, what is at risk first; then of which of them nothing
    can be said, for their months move too unevenly."""
    items = list(items)
    found = [(item, end) for item in items if (end := item.projection or item.outlook) and _is_told(item, end)]
    found.sort(key=lambda pair: list(_VERDICTS).index(pair[1].verdict), reverse=True)
    told = [_projected(item, end) if isinstance(end, ProjectedEnd) else _outlook(item, end) for item, end in found]
    uneven = [item.title for item in items if item.is_uneven and item.status in _OPEN]
    return [*told, f"Chưa dự báo: {'; '.join(uneven)} ({year_end.UNEVEN})."] if uneven else told


def at_risk(items: Iterable[Attained]) -> list[str]:
    """The same of what is at risk alone."""
    return outlooks(item for item in items if item.projection and item.projection.verdict == "at_risk")


def _is_told(item: Attained, end: ProjectedEnd | Outlook) -> bool:
    may_lose = isinstance(end, ProjectedEnd) and item.status == "attained" and end.verdict == "at_risk"
    return may_lose or item.status in _OPEN


def _projected(item: Attained, found: ProjectedEnd) -> str:
    """`Hộ nghèo ở nhà tạm: theo đà từ đầu năm, cuối năm ước từ 0 đến 7 hộ (khả năng 80%), mục tiêu không còn hộ nào: có thể đạt.
    Thử lại cách dự báo này với số liệu các tháng trước: đúng 2 trong 3 lần.` The months before may have foreseen nothing. Of a range
    that was widened no level is claimed; of a share of very few it is said why it is wide."""
    ends = year_end.range_text(item.measure, item.unit_of_measure, found.low, found.high)
    level = "đã nới rộng" if found.widened else f"khả năng {found.level_percent}%"
    why = ", nên khoảng ước phải nới rộng" if found.widened else ""
    few = year_end.of_few(item.measure, item.denominator, item.counted_in)
    return (
        f"{item.title}: theo đà từ đầu năm, cuối năm ước {ends} ({level}), mục tiêu "
        f"{goals.target_said(item).removesuffix(' cả năm')}: {year_end.prospect_text(found.verdict, found.widened)}. "
        f"{few}{' ' if few else ''}"
        f"Thử lại cách dự báo này với số liệu các tháng trước: {year_end.backtest_text(found.tried, found.held)}{why}."
    )


def _outlook(item: Attained, found: Outlook) -> str:
    """Of reports published before: `Hộ nghèo ở nhà tạm: 3 tháng gần đây mỗi tháng giảm 5 đến 12 hộ; theo đà đó cuối năm ước 0
    đến 7 hộ, mục tiêu không còn hộ nào: chưa chắc đạt. Dự báo như vậy cho tháng sau mới thử được 3 lần, đúng 2 lần.`"""
    return (
        f"{item.title}{words.over(item)}: {found.months} tháng gần đây mỗi tháng {_step(item, found)}; theo đà đó cuối năm "
        f"ước {_range(item, found.low, found.high)}, mục tiêu {goals.target_said(item).removesuffix(' cả năm')}: "
        f"{_VERDICTS[found.verdict]}.{_tried(found)}"
    )


def _tried(found: Outlook) -> str:
    """How often such an outlook on the next month came true; of few tries that they are few."""
    if not found.tried:
        return " Dự báo như vậy chưa thử được lần nào."
    few = "mới thử được" if found.tried < _FEW_TRIES else "đã thử"
    return f" Dự báo như vậy cho tháng sau {few} {found.tried} lần, đúng {found.came_true} lần."


def _step(item: Attained, found: Outlook) -> str:
    """`giảm 5 đến 12 hộ`; of a reduction what happens to the rate itself."""
    steps = (found.least_step, found.most_step)
    if max(map(abs, steps)) < 1e-9:
        return "không đổi"
    rises = max(steps) > 1e-9
    if item.measure == "reduction":
        rises = not rises
    low, high = sorted(map(abs, steps))
    unit = "điểm %" if item.unit_of_measure == "%" else item.unit_of_measure
    about = "tỷ lệ " if item.measure == "reduction" else ""
    way = f"{about}{'tăng' if rises else 'giảm'}"
    if high < words.LEAST_SHOWN:
        return f"{way} dưới {words.figure(0.01, unit)}"
    return (
        f"{way} nhiều nhất {words.figure(high, unit)}"
        if low < 1e-9 < high
        else f"{way} {words.between(low, high, unit)}"
    )


def _range(item: Attained, low: float, high: float) -> str:
    """`0 đến 7 hộ`: whole ones."""
    ends = (math.floor(low), math.ceil(high)) if item.measure == "count" else (low, high)
    return year_end.range_said(item.measure, item.unit_of_measure, *ends)

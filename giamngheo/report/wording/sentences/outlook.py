"""Where the year ends if it goes on as in the last months."""

from __future__ import annotations

import math
from collections.abc import Iterable

from giamngheo.report.content import Attained, Outlook
from giamngheo.report.wording import goals, words, year_end

_VERDICTS = {"likely": "đạt nếu giữ đà này", "open": "chưa chắc đạt", "at_risk": "không đạt nếu giữ đà này"}
_FEW_TRIES = 5


def outlooks(items: Iterable[Attained]) -> list[str]:
    """Of each indicator that does not meet its target yet, what is at risk first."""
    found = [(item, item.outlook) for item in items if item.outlook and item.status in ("on_track", "behind")]
    found.sort(key=lambda pair: list(_VERDICTS).index(pair[1].verdict), reverse=True)
    return [_outlook(item, outlook) for item, outlook in found]


def _outlook(item: Attained, found: Outlook) -> str:
    """`Hộ nghèo ở nhà tạm: 3 tháng gần đây mỗi tháng giảm 5 đến 12 hộ; theo đà đó cuối năm ước 0 đến 7 hộ, mục tiêu không còn
    hộ nào: chưa chắc đạt. Dự báo như vậy cho tháng sau mới thử được 3 lần, đúng 2 lần.`"""
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
    return f"{way} nhiều nhất {words.figure(high, unit)}" if low < 1e-9 < high else f"{way} {words.between(low, high, unit)}"


def _range(item: Attained, low: float, high: float) -> str:
    """`0 đến 7 hộ`: whole ones."""
    ends = (math.floor(low), math.ceil(high)) if item.measure == "count" else (low, high)
    return year_end.range_said(item.measure, item.unit_of_measure, *ends)

"""Where the year ends if it goes on as in the last months, and which units need attention."""

from __future__ import annotations

import math
from collections.abc import Iterable

from giamngheo.core.formats import number, quantity
from giamngheo.report.content import Attained, Concern, Outlook, ReportContent
from giamngheo.report.wording import words

_VERDICTS = {"likely": "có khả năng đạt", "open": "chưa chắc đạt", "at_risk": "nguy cơ không đạt"}


def outlooks(items: Iterable[Attained]) -> list[str]:
    """Of each indicator that does not meet its target yet, what is at risk first."""
    found = [(item, item.outlook) for item in items if item.outlook and item.status in ("on_track", "behind")]
    found.sort(key=lambda pair: list(_VERDICTS).index(pair[1].verdict), reverse=True)
    return [_outlook(item, outlook) for item, outlook in found]


def _outlook(item: Attained, found: Outlook) -> str:
    """`Hộ nghèo ở nhà tạm: 3 tháng gần đây mỗi tháng giảm 5 đến 12 hộ; theo đà đó cuối năm ước 0 đến 7 hộ, mục tiêu không còn
    hộ nào: chưa chắc đạt. Dự báo như vậy cho tháng sau đã đúng 2/3 lần.`"""
    tried = f" Dự báo như vậy cho tháng sau đã đúng {found.came_true}/{found.tried} lần." if found.tried else ""
    return (
        f"{item.title}{words.over(item)}: {found.months} tháng gần đây mỗi tháng {_step(item, found)}; theo đà đó cuối năm "
        f"ước {_range(item, found.low, found.high)}, mục tiêu {words.target_said(item).removesuffix(' cả năm')}: "
        f"{_VERDICTS[found.verdict]}.{tried}"
    )


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
    return f"{about}{'tăng' if rises else 'giảm'} {_between(low, high, unit)}"


def _range(item: Attained, low: float, high: float) -> str:
    """`0 đến 7 hộ`: whole ones; of a reduction below zero a rise is said."""
    if item.measure == "count":
        low, high = math.floor(low), math.ceil(high)
    if item.measure == "reduction" and high < 0:
        return f"tăng {_between(-high, -low, item.unit_of_measure)}"
    if item.measure == "reduction" and low < 0:
        return f"từ tăng {words.figure(-low, item.unit_of_measure)} đến giảm {words.figure(high, item.unit_of_measure)}"
    return _between(low, high, item.unit_of_measure)


def _between(low: float, high: float, unit: str) -> str:
    first = number(low, 2) if unit in words.RATES else quantity(low)
    last = words.figure(high, unit)
    return last if words.figure(low, unit) == last else f"{first} đến {last}"


def concerns(content: ReportContent, most: int) -> list[str]:
    """Units that need attention, worst first, and why; of more than `most` only how many."""
    return words.first_of(most, [_concern(content, item) for item in content.concerns])


def _concern(content: ReportContent, item: Concern) -> str:
    why = []
    if item.behind:
        titles = ", ".join(item.behind)
        why.append(f"chậm {len(item.behind)}/{item.of_targets} chỉ tiêu ({titles})")
    if item.poor_more_by > 0:
        why.append(
            f"số hộ nghèo tăng {quantity(item.poor_more_by)} hộ so với {item.previous_title or content.previous_title}"
        )
    return f"{words.plain(item.name)}: {'; '.join(why)}."

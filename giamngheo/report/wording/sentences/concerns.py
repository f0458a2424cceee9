"""Which units need attention, and why."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import quantity
from giamngheo.report.content import Concern, ReportContent, UnitLine
from giamngheo.report.wording import comparing, goals, listing


def concerns(content: ReportContent, most: int) -> list[str]:
    """Units that need attention, worst first, and why; of more than `most` only how many."""
    return listing.first_of(most, [_concern(content, item) for item in content.concerns])


def attention_rule(content: ReportContent) -> str:
    """By which rule units are named: who is named may ask."""
    if content.attention_percent is None or not content.concerns:
        return ""
    return (
        f"Nêu đơn vị {not_met(content)} từ {quantity(content.attention_percent)}% số chỉ tiêu giao cho đơn vị trở lên (kể cả chỉ "
        "tiêu không phát sinh), hoặc có số hộ nghèo tăng."
    )


def not_met(content: ReportContent, *lines: UnitLine) -> str:
    """What a target that is not met is called: at the year's end it is not late any more, and who has passed a limit of the
    year is not late at all. `lines`: of which units or areas; of all and the whole where none is named."""
    if content.is_closing:
        return "không đạt"
    return "chậm hoặc vượt mức" if any_over_limit(content, lines or (content.district, *content.units)) else "chậm"


def any_over_limit(content: ReportContent, lines: Iterable[UnitLine]) -> bool:
    """Whether one of the units or areas has passed a limit of the year for good."""
    items = {item.indicator: item for item in content.attainment}
    return any(
        own.indicator in items and goals.own_verdict(items[own.indicator], own) == goals.OVER_LIMIT
        for line in lines
        for own in line.indicators
    )


def _concern(content: ReportContent, item: Concern) -> str:
    why = []
    if item.behind:
        titles = ", ".join(item.behind)
        unit = [line for line in content.units if line.code == item.code]
        why.append(f"{not_met(content, *unit)} {len(item.behind)}/{item.of_targets} chỉ tiêu ({titles})")
    if item.poor_more_by > 0:
        since = comparing.moment(item.previous_title or content.previous_title or "")
        why.append(f"số hộ nghèo tăng {quantity(item.poor_more_by)} hộ so với {since}")
    return f"{listing.plain(item.name)}: {'; '.join(why)}."

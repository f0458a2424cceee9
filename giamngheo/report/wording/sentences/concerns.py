"""Which units need attention, and why."""

from __future__ import annotations

from giamngheo.core.formats import quantity
from giamngheo.report.content import Concern, ReportContent
from giamngheo.report.wording import comparing, listing


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


def not_met(content: ReportContent) -> str:
    """What a target that is not met is called: at the year's end it is not late any more."""
    return "không đạt" if content.is_closing else "chậm"


def _concern(content: ReportContent, item: Concern) -> str:
    why = []
    if item.behind:
        titles = ", ".join(item.behind)
        why.append(f"{not_met(content)} {len(item.behind)}/{item.of_targets} chỉ tiêu ({titles})")
    if item.poor_more_by > 0:
        since = comparing.moment(item.previous_title or content.previous_title or "")
        why.append(f"số hộ nghèo tăng {quantity(item.poor_more_by)} hộ so với {since}")
    return f"{listing.plain(item.name)}: {'; '.join(why)}."

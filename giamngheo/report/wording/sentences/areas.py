"""Which areas are behind, over which of their units."""

from __future__ import annotations

from giamngheo.attain.status import JUDGED, NOT_MET
from giamngheo.report.content import AreaLine, ReportContent
from giamngheo.report.wording import listing, words
from giamngheo.report.wording.sentences.concerns import not_met

_MOST = 3
_WITHOUT_GROUNDS = ("not_enough", "no_data")


def furthest_behind(content: ReportContent) -> str:
    """The areas right below the whole that miss the most targets, each over its units; nothing where none misses one, or all
    are alike. Who has too few reports for a verdict is named as such, and never as better or worse."""
    areas = [area for area in content.areas if not area.parent]
    judged = {area.line.code: _behind(area) for area in areas if _count(area, JUDGED)}
    most = max(judged.values(), default=0)
    worst = [area for area in areas if judged.get(area.line.code) == most]
    if not most or len(worst) in (len(judged), 0) or len(worst) > _MOST:
        return ""
    named = "; ".join(_said(content, area) for area in worst)
    unknown = [_with_coverage(area) for area in areas if _is_without_grounds(area)]
    rest = f" Chưa đủ căn cứ để xét: {listing.listed(unknown)}." if unknown else ""
    return f"{words.capital(worst[0].noun)} {not_met(content, *(area.line for area in worst))} nhiều chỉ tiêu nhất: {named}.{rest}"


def _said(content: ReportContent, area: AreaLine) -> str:
    judged = _count(area, JUDGED)
    return f"{listing.plain(area.line.name)} ({not_met(content, area.line)} {_behind(area)}/{judged} chỉ tiêu, {_over(area)})"


def _with_coverage(area: AreaLine) -> str:
    return f"{listing.plain(area.line.name)} ({_over(area)})"


def _over(area: AreaLine) -> str:
    return f"số liệu của {words.coverage_of(area.coverage)}"


def _behind(area: AreaLine) -> int:
    return _count(area, NOT_MET)


def _count(area: AreaLine, statuses: tuple[str, ...]) -> int:
    return sum(item.status in statuses for item in area.line.indicators)


def _is_without_grounds(area: AreaLine) -> bool:
    return not _count(area, JUDGED) and any(
        item.target is not None and item.status in _WITHOUT_GROUNDS for item in area.line.indicators
    )

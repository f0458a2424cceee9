"""Which units a report points to: behind on many of their targets, or with more poor households than before."""

from __future__ import annotations

from giamngheo.attain.status import JUDGED, NOT_MET
from giamngheo.metadata.letterhead import Attention
from giamngheo.report import content as say


def concerns_of(units: list[say.UnitLine], attainment: list[say.Attained], attention: Attention) -> list[say.Concern]:
    """Worst first: by targets behind, then by how many more are poor, then by the rate of poverty. A unit that did not report
    is named elsewhere."""
    titles = {item.indicator: item.short_title for item in attainment}
    found = [(_concern(unit, titles), unit) for unit in units if unit.reported]
    pointed = [(concern, unit) for concern, unit in found if _needs_attention(concern, unit, attention)]
    pointed.sort(key=lambda pair: (-len(pair[0].behind), -pair[0].poor_more_by, -(pair[1].poor_rate or 0)))
    return [concern for concern, _ in pointed]


def _concern(unit: say.UnitLine, titles: dict[str, str]) -> say.Concern:
    judged = [item for item in unit.indicators if item.status in JUDGED]
    return say.Concern(
        previous_title=unit.previous_title,
        code=unit.code,
        name=unit.name,
        behind=[titles[item.indicator] for item in judged if item.status in NOT_MET],
        of_targets=len(judged),
        poor_more_by=(unit.poor or 0) - unit.previous.poor if unit.previous else 0,
    )


def _needs_attention(concern: say.Concern, unit: say.UnitLine, attention: Attention) -> bool:
    """Of all its targets, also those of which it has no case: with the same failures two units are named, or none."""
    targets = sum(item.target is not None for item in unit.indicators)
    many = bool(concern.behind) and len(concern.behind) * 100 >= attention.behind_percent * targets
    return many or concern.poor_more_by > 0

"""Which reporting units were not yet what they are: at the times that the report compares with, and in the months that it adds up."""

from __future__ import annotations

from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.period import Period
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments


def joined_of(moments: Moments) -> list[say.Joined]:
    """By the time, then in the order of the units; nothing of a time of which there is no report at all."""
    times = {figures.period: figures for figures in (moments.previous, moments.baseline) if figures.submissions}
    return [
        say.Joined(
            code=code,
            name=extent.unit.name,
            period_title=period.title,
            since=extent.since,
            parts=[] if extent.reason else [part.name for part in extent.parts],
            reason=extent.reason,
        )
        for period, figures in times.items()
        for code, extent in figures.joined.items()
        if extent.is_marked and code in moments.now.units
    ]


def former_gaps_of(now: PeriodFigures) -> list[say.FormerGap]:
    """By the unit, then the month: of the months of the period, and of the year so far where something is judged by it."""
    found: dict[tuple[str, Period], Extent] = {}
    for figures in (now, *now.to_date.values()):
        found |= figures.former_gaps
    return [
        say.FormerGap(code=unit, month=month.title, former=[part.name for part in extent.parts], reason=extent.reason)
        for (unit, month), extent in sorted(found.items(), key=lambda item: item[0])
    ]

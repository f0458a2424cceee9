"""Which reporting units were not yet what they are at the times that the report compares with."""

from __future__ import annotations

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

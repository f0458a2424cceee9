"""The periods whose figures stand in the report on a period: the report's builder takes them from here.

So the same fact tells which reports a correction of a month touches.
"""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.configuration.records import Plan
from giamngheo.period import Period

_MOST_MONTHS = 13  # of the trend: the baseline and a year


@dataclass(frozen=True)
class RestsOn:
    """`opening` is the month with whose stock the period began; `trend` are months, oldest first."""

    now: Period
    previous: Period
    baseline: Period
    opening: Period
    trend: tuple[Period, ...]

    @property
    def months(self) -> frozenset[str]:
        """Codes of all months from which figures are taken."""
        compared = (self.now, self.previous, self.baseline, self.opening, *self.trend)
        return frozenset(month.code for period in compared for month in period.months)


def rests_on(plan: Plan, period: Period) -> RestsOn:
    baseline = plan.baseline_period
    return RestsOn(
        now=period,
        previous=period.before,
        baseline=baseline,
        opening=period.months[0] - 1,
        trend=_trend(baseline.last_month, period.last_month),
    )


def _trend(start: Period, last: Period) -> tuple[Period, ...]:
    """Each month from the baseline to the period's last, at most a year of them."""
    between = max((last.year - start.year) * 12 + last.number - start.number, 0)
    return tuple(start + step for step in range(between + 1))[-_MOST_MONTHS:]

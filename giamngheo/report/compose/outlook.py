"""Where an indicator comes to by the end of the year, if it goes on as in the last months: a range, never a line.

Silent where there is too little to go by: under four months, a month missing among the last, or a reversal among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from giamngheo.attain.indicators import Attainment
from giamngheo.core.period import Period
from giamngheo.metadata.plan import Indicator
from giamngheo.metadata.target import Goal
from giamngheo.report import content as say

_FEWEST_MONTHS = 4  # since the baseline
_STEPS = 3  # the last months that a range is made of

Values = Mapping[int, float]  # a month's ordinal → the indicator's value over the same units


def outlook_of(indicator: Indicator, own: Attainment, values: Values, now: Period, end: Period) -> say.Outlook | None:
    """`values`: of each month since the baseline, over the units that report now; `own`: of the last of them."""
    left = now.months_until(end)
    steps = _steps(values, now.ordinal)
    if left <= 0 or own.value is None or steps is None or indicator.kind != "stock":
        return None
    lowest, highest = _bounds(indicator, own)
    low, high = (min(max(own.value + left * step, lowest), highest) for step in (min(steps), max(steps)))
    tried = [made for month in values if (made := _next_month(values, month)) is not None]
    return say.Outlook(
        least_step=min(steps),
        most_step=max(steps),
        months=_STEPS,
        low=low,
        high=high,
        verdict=_verdict(indicator, low, high),
        tried=len(tried),
        came_true=sum(tried),
    )


def _steps(values: Values, month: int) -> Sequence[float] | None:
    """The moves of the last months up to one; none where one is missing, or they go both ways."""
    known = [at for at in values if at <= month]
    wanted = [month - back for back in range(_STEPS, -1, -1)]
    if len(known) <= _FEWEST_MONTHS or any(at not in values for at in wanted):
        return None
    steps = [values[later] - values[earlier] for earlier, later in pairwise(wanted)]
    is_reversed = min(steps) < -1e-9 and max(steps) > 1e-9
    return None if is_reversed else steps


def _next_month(values: Values, month: int) -> bool | None:
    """Whether what could be foreseen in a month of the next came true; nothing where nothing could, or is known."""
    steps = _steps(values, month)
    if steps is None or month + 1 not in values:
        return None
    low, high = (values[month] + step for step in (min(steps), max(steps)))
    return low - 1e-9 <= values[month + 1] <= high + 1e-9


def _bounds(indicator: Indicator, own: Attainment) -> tuple[float, float]:
    """Between what an indicator's value can be: a rate cannot leave 0 to 100, nor fall by more than there is."""
    now = own.value or 0.0
    if indicator.measure == "count":
        return 0.0, float("inf")
    if indicator.measure == "rate":
        return 0.0, 100.0
    rate = (own.numerator or 0) / own.denominator * 100 if own.denominator else 0.0
    return now + rate - 100, now + rate


def _verdict(indicator: Indicator, low: float, high: float) -> say.Verdict:
    """`likely` where both ends of the range meet the target, `at_risk` where none does, else `open`."""
    goal = Goal(indicator.target.sign, indicator.target.value, indicator.target.to, indicator.better)
    reached = [goal.is_met_by(round(value, 9)) for value in (low, high)]
    if all(reached):
        return "likely"
    return "open" if any(reached) else "at_risk"

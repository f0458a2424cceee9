"""The status of an indicator: how its target stands at the end of a period, or why nothing is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.metadata.expressions import takes_away
from giamngheo.metadata.plan import Indicator, Plan
from giamngheo.metadata.target import Goal

NOT_MET = ("behind", "missed")
JUDGED = ("attained", "on_track", *NOT_MET)  # statuses that say how a target stands


@dataclass(frozen=True)
class Stand:
    """Where an indicator stands: its value, its target, its value at the baseline and now over the same units (`compared`),
    and what stands behind it."""

    indicator: Indicator
    goal: Goal | None
    value: Fraction | None
    before: Fraction | None
    compared: Fraction | None
    coverage: ReportingRate


def status_of(plan: Plan, period: Period, stand: Stand) -> str | None:
    """A verdict, or why there is none; at the end of the year a target is met or missed."""
    if stand.coverage.reports == 0:
        return "no_data"
    if stand.goal is None:
        return None
    if _is_over_year_limit(stand):
        return "missed"
    if not _has_grounds(plan, stand):
        return "not_enough"
    if stand.value is None:
        return "no_cases"
    if stand.goal.is_met_by(stand.value):
        return "on_track" if _is_still_open(plan, period, stand) else "attained"
    if plan.is_closed_by(period):
        return "missed"
    if stand.indicator.target.by_year_end and _is_ahead(stand, _share_of_year(plan, period)):
        return "on_track"
    return "behind"


def _is_over_year_limit(stand: Stand) -> bool:
    """Whatever is still to be reported can only add to it."""
    if (
        not stand.indicator.is_of_year
        or stand.indicator.measure != "count"
        or takes_away(stand.indicator.numerator)
        or stand.goal is None
        or stand.value is None
    ):
        return False
    return not stand.goal.is_floor and stand.goal.is_settled_by(stand.value)


def _is_still_open(plan: Plan, period: Period, stand: Stand) -> bool:
    """A limit of the year is kept only at its end."""
    is_limit = stand.indicator.is_of_year and stand.goal is not None and not stand.goal.is_floor
    return is_limit and not plan.is_closed_by(period)


def _has_grounds(plan: Plan, stand: Stand) -> bool:
    """Whether enough reported for a verdict. Who has not reported can only add to a count, so that a part tells of a count
    what it has reached, or that some are left or too many, and nothing else."""
    if stand.coverage.is_whole:
        return True
    if not stand.coverage.reaches(plan.verdict_coverage_percent):
        return False
    if stand.indicator.measure != "count" or stand.value is None or stand.goal is None:
        return True
    return stand.goal.is_settled_by(stand.value)


def _is_ahead(stand: Stand, share: Fraction) -> bool:
    """At or ahead of the share of the year that has passed."""
    if stand.goal is None or stand.value is None:
        return False
    value = stand.value if stand.goal.is_floor else stand.compared
    degree = None if value is None else stand.goal.degree(value, stand.before)
    return degree is not None and degree >= share * 100


def milestone_of(plan: Plan, indicator: Indicator, period: Period) -> float | None:
    """What a target by the year's end asks by the end of a period: its share of the year that has passed."""
    goal = indicator.goal_of_all
    if not indicator.target.by_year_end or not goal.is_floor:
        return None
    return float(goal.bound[1] * _share_of_year(plan, period))


def _share_of_year(plan: Plan, period: Period) -> Fraction:
    """Months of the plan's year that have passed by the end of the period, of 12."""
    return Fraction(min(max(plan.months_passed(period), 0), 12), 12)

"""The poverty rates month by month since the baseline, beside the path on which the plan's target lies."""

from __future__ import annotations

from fractions import Fraction

from giamngheo.attain.aggregates import Numbers
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import BaselineStocks, Plan
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments, rate_of
from giamngheo.report.compose.standards import is_on_another


def trend_of(configuration: Configuration, moments: Moments, stated: BaselineStocks | None) -> list[say.TrendPoint]:
    """A point for each month, over the units that report in the period; a month in which one of them is missing is a gap."""
    plan, units = configuration.plan_at(moments.now.period), moments.now.units.keys()
    at_start = rate_of(moments.baseline.over(units), "poor") if units <= moments.baseline.units.keys() else None
    if stated is not None:
        at_start = stated.poor_rate
    return [
        _point(plan, month, moments, at_start).model_copy(
            update={"other_standard": is_on_another(configuration, month.period, moments.now.period)}
        )
        for month in moments.months
    ]


def _point(plan: Plan, month: PeriodFigures, moments: Moments, at_start: float | None) -> say.TrendPoint:
    units = moments.now.units.keys()
    known = units & month.units.keys()
    numbers: Numbers = month.over(units) if known == units else {}
    return say.TrendPoint(
        period=month.period.code,
        title=month.period.title,
        coverage=say.Coverage(reporting=len(known), expected=len(units)),
        poor=numbers.get("poor"),
        poor_rate=rate_of(numbers, "poor"),
        near_poor_rate=rate_of(numbers, "near_poor"),
        target_rate=_on_path(plan, month.period, at_start),
    )


def _on_path(plan: Plan, month: Period, at_start: float | None) -> float | None:
    """Where the rate would be if the target (of a range its nearer end) were reached evenly by the end of the year."""
    reduction = next((item for item in plan.indicator if item.measure == "reduction"), None)
    passed = plan.months_passed(month)
    if at_start is None or reduction is None or not 0 <= passed <= 12:
        return None
    fallen = Fraction(reduction.goal_of_all.bound[1]) * passed / 12
    return max(float(Fraction(str(at_start)) - fallen), 0.0)  # exact: half a hundredth is rounded up

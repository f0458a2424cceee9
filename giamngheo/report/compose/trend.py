"""The poverty rates month by month since the baseline, beside the path on which the plan's target lies."""

from __future__ import annotations

from giamngheo.attain.aggregates import Numbers, PeriodFigures
from giamngheo.attain.like_for_like import work_out_for
from giamngheo.core.period import Period
from giamngheo.metadata.plan import Plan
from giamngheo.report import content as say
from giamngheo.report.compose.moments import rate_of
from giamngheo.report.lineage import source_periods
from giamngheo.warehouse.engine import Warehouse


def trend_of(warehouse: Warehouse, period: Period) -> list[say.TrendPoint]:
    """A point for each month from the baseline to the period's last, at most a year of them; by the period's units."""
    plan = warehouse.configuration.plan
    start, months = plan.baseline_period.last_month, source_periods(plan, period).trend
    figures = {month: work_out_for(warehouse, month, period) for month in months}
    at_start = figures.get(start) or work_out_for(warehouse, start, period)
    expected = len(warehouse.configuration.unit_register.expected(period))
    return [_point(plan, month, figures[month], expected, rate_of(at_start.district, "poor")) for month in months]


def _point(plan: Plan, month: Period, figures: PeriodFigures, expected: int, at_start: float | None) -> say.TrendPoint:
    now: Numbers = figures.district
    return say.TrendPoint(
        period=month.code,
        title=month.title,
        coverage=say.Coverage(reporting=len(figures.units), expected=expected),
        poor=now.get("poor"),
        poor_rate=rate_of(now, "poor"),
        near_poor_rate=rate_of(now, "near_poor"),
        target_rate=_on_path(plan, month, at_start),
    )


def _on_path(plan: Plan, month: Period, at_start: float | None) -> float | None:
    """Where the rate would be if the target were reached evenly by the end of the year."""
    reduction = next((item for item in plan.indicator if item.measure == "reduction"), None)
    passed = plan.months_passed(month)
    if at_start is None or reduction is None or not 0 <= passed <= 12:
        return None
    return max(at_start - reduction.target.value * passed / 12, 0.0)

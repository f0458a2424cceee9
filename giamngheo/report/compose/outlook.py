"""Where the indicators of the whole come to by the end of the year: the projection of `attain`, over the months of the report."""

from __future__ import annotations

from giamngheo.attain.outlook import Projection, project
from giamngheo.attain.pace import PREDICTION_LEVEL_PERCENT
from giamngheo.metadata.configuration import Configuration
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments


def projected(configuration: Configuration, moments: Moments) -> dict[str, say.ProjectedEnd | None]:
    """By indicator; `None` of what the year's own months refute, and nothing of what else is not to be foreseen."""
    period = moments.now.period
    plan = configuration.plan_at(period)
    within = plan.months_to_date(period)
    months = [month for month in moments.months if month.period in within]
    found = project(plan, configuration.form, moments.now, moments.baseline, months)
    return {one.attainment.indicator: _said(one.projection) for one in found if one.silence in (None, "uneven")}


def _said(found: Projection | None) -> say.ProjectedEnd | None:
    if found is None:
        return None
    return say.ProjectedEnd(
        low=found.low,
        high=found.high,
        level_percent=PREDICTION_LEVEL_PERCENT,
        verdict=found.prospect,
        tried=found.backtest.tried,
        held=found.backtest.held,
        median_error=found.backtest.median_error,
        widened=found.widened,
    )

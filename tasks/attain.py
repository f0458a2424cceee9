"""Attain: work out the plan's indicators for a period."""

from __future__ import annotations

import logging

from giamngheo.attain.indicators import attain as attain_plan
from giamngheo.attain.like_for_like import baseline_for
from giamngheo.attain.period_figures import work_out
from giamngheo.attain.results import months_to_attain, store_attainment
from giamngheo.context import open_context
from giamngheo.core.formats import coverage
from giamngheo.core.period import Period
from giamngheo.report.exchange import keep_completeness, keep_figures
from tasks.support.step import step

log = logging.getLogger("giamngheo.attain")


@step("tính chỉ tiêu", "tính chỉ tiêu {period}")
def attain(period: str, today: str) -> int:
    """Indicators of the district and of each unit; gives the revision under which they are stored. What views show follows."""
    context = open_context(today)
    now = work_out(context.warehouse, Period.parse(period))
    baseline = baseline_for(context.warehouse, now.period)
    values = attain_plan(context.configuration.plan_at(now.period), now, baseline)
    used = [*now.all_submissions, *baseline.submissions]
    revision = store_attainment(context.warehouse, now.period, values, used)
    keep_figures(context.warehouse, now)
    keep_completeness(context.warehouse, now.period.months)
    log.info("Tính chỉ tiêu %s: %s báo cáo.", now.period.title, coverage(len(now.units), len(now.reports)))
    return revision


def to_attain(period: str, today: str) -> list[str]:
    """Months whose submissions have changed since their attainment was worked out, then the period itself."""
    context = open_context(today)
    months = months_to_attain(context.warehouse)
    return [*(month for month in months if month != period), period]

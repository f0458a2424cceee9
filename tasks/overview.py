"""Overview: who has reported for a month, shown on the run's page."""

from __future__ import annotations

from giamngheo.check.completeness import unit_reports
from giamngheo.context import open_context
from giamngheo.core.formats import coverage, day
from giamngheo.core.period import Period
from giamngheo.report.lineage import outdated_reports
from tasks.support.artifacts import show_completeness, show_open_work, show_outdated
from tasks.support.step import step


@step("tình hình nộp", "tình hình nộp kỳ {period}")
def overview(period: str, today: str) -> str:
    """How many have reported, until when the others may, and which published reports are outdated."""
    context = open_context(today)
    month = Period.parse(period)
    show_completeness(context, month)
    outdated = outdated_reports(context.warehouse)
    show_outdated(outdated)
    show_open_work(context, outdated)
    reports = unit_reports(context.warehouse, month)
    accepted = sum(report.status == "accepted" for report in reports)
    days = context.configuration.working_calendar.days_of(month)
    when = "hôm nay là hạn nộp" if days.due == context.clock.today else f"hạn nộp {day(days.due)}"
    again = f" Cần lập lại: {', '.join(report.title for report in outdated)}." if outdated else ""
    return f"{month.title.capitalize()}: {coverage(accepted, len(reports))} đã có báo cáo đạt; {when}.{again}"

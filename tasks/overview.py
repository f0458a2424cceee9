"""Overview: who has reported for a month, shown on the run's page."""

from __future__ import annotations

from giamngheo.check.completeness import unit_reports
from giamngheo.context import Context, open_context
from giamngheo.core.formats import day, number
from giamngheo.core.period import Period
from giamngheo.metadata.form import Form
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
    days = context.configuration.working_calendar.days_of(month)
    when = "hôm nay là hạn nộp" if days.due == context.clock.today else f"hạn nộp {day(days.due)}"
    again = f" Cần lập lại: {', '.join(report.title for report in outdated)}." if outdated else ""
    reported = f"{month.title.capitalize()}: {_reported(context, month)} đã có báo cáo đạt; {when}."
    others = "".join(
        f" Biểu {form.id}, {own.title}: {_reported(context, own, form)}."
        for form, own in context.configuration.others_due(month).items()
    )
    return f"{reported}{others}{again}"


def _reported(context: Context, period: Period, form: Form | None = None) -> str:
    reports = unit_reports(context.warehouse, period, form.id if form else None)
    accepted = sum(report.status == "accepted" for report in reports)
    return f"{number(accepted)}/{number(len(reports))} {form.senders_noun if form else 'đơn vị'}"

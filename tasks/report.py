"""Report: publish the report on a period, and show on the run's page what it says."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.report.content import ReportContent
from giamngheo.report.lineage import outdated_reports
from giamngheo.report.publish import all_files, lay_out, publish_report
from tasks.support.artifacts import show_attainment, show_completeness, show_outdated, show_report
from tasks.support.step import step

log = logging.getLogger("giamngheo.report")


@step("báo cáo", "báo cáo {period}")
def report(period: str, today: str) -> int:
    """The report's id. The same figures give the report that is there already."""
    context = open_context(today)
    release = publish_report(context, Period.parse(period), require_agreement)
    lay_out(context.report_folder(Period.parse(period)), all_files(context.archive, release))
    show_completeness(context, Period.parse(period))
    show_attainment(release.content)
    show_report(context, release)
    show_outdated(outdated_reports(context.warehouse))
    log.info("Báo cáo %s, lần %d: %d tệp.", release.content.period_title, release.revision, len(release.files))
    return release.id


def require_agreement(content: ReportContent) -> None:
    """`FiguresContradict` where what is about to go out does not add up."""
    from expectations import outgoing  # takes seconds to import: not before it is needed

    outgoing.require_agreement(content)

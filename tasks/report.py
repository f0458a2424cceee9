"""Report: issue the report on a period, and show what it says in the run."""

from __future__ import annotations

import logging

from giamngheo.context import open_workplace
from giamngheo.core.period import Period
from giamngheo.report.content import ReportContent
from giamngheo.report.lineage import outdated_reports
from giamngheo.report.publish import all_files, issue_report, lay_out
from tasks.support.showing import show_attainment, show_outdated, show_report, show_reporters
from tasks.support.step import step

log = logging.getLogger("giamngheo.report")


@step("báo cáo", "báo cáo {period}")
def report(period: str, today: str) -> int:
    """The report's id. The same figures give the report that is there already."""
    place = open_workplace(today)
    made = issue_report(place, Period.parse(period), _require_agreement)
    lay_out(place.report_folder(Period.parse(period)), all_files(place.archive, made))
    show_reporters(place, Period.parse(period))
    show_attainment(made.content)
    show_report(place, made)
    show_outdated(outdated_reports(place.warehouse))
    log.info("Báo cáo %s, lần %d: %d tệp.", made.content.period_title, made.revision, len(made.files))
    return made.id


def _require_agreement(content: ReportContent) -> None:
    from expectations.outgoing import require_agreement  # takes seconds to import: not before it is needed

    require_agreement(content)

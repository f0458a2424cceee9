"""Report: issue the report on a period, and show what it says in the run."""

from __future__ import annotations

import logging

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from expectations.outgoing import require_agreement
from giamngheo.period import Period
from giamngheo.report.files import report_files
from giamngheo.report.issue import issue_report, kept_files, lay_out
from giamngheo.report.tables import attainment_table, reporters_table
from giamngheo.workplace import open_workplace
from tasks.retrying import STEP

log = logging.getLogger("giamngheo.report")


@task(name="báo cáo", task_run_name="báo cáo {period}", **STEP)
def report(period: str, today: str) -> int:
    """The report's id. The same figures give the report that is there already."""
    place = open_workplace(today)
    made = issue_report(place, Period.parse(period), report_files, require_agreement)
    lay_out(place.report_folder(Period.parse(period)), kept_files(place.archive, made))
    _show(made.content)
    log.info("Báo cáo %s, lần %d: %d tệp.", made.content.period_title, made.revision, len(made.files))
    return made.id


def _show(content) -> None:  # type: ignore[no-untyped-def]
    title = f"Kỳ {content.period}"
    create_table_artifact(key="don-vi-bao-cao", table=reporters_table(content), description=f"{title}: ai đã báo cáo")
    create_markdown_artifact(key="muc-do-dat", markdown=attainment_table(content), description=f"{title}: mức độ đạt")

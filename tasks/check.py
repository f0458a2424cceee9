"""Check: judge the workbooks of one month together, and write down the verdict on each."""

from __future__ import annotations

import logging

from prefect import task

from expectations.judge import judge
from giamngheo.judging import verdicts_of
from giamngheo.warehouse.submissions import write_verdicts
from giamngheo.workplace import open_workplace
from tasks.opened import batch
from tasks.retrying import STEP

log = logging.getLogger("giamngheo.check")


@task(name="kiểm tra", task_run_name="kiểm tra kỳ {month}", **STEP)
def check(month: str, submissions: list[int], today: str) -> None:
    """Every rule of the form on every row of the batch."""
    place = open_workplace(today)
    judged = batch(today, tuple(submissions))
    verdicts = verdicts_of(judged, judge(judged))
    write_verdicts(place.warehouse, verdicts, place.rules_version)
    accepted = sum(verdict.status == "accepted" for verdict in verdicts)
    warnings = sum(finding.severity == "warning" for verdict in verdicts for finding in verdict.findings)
    log.info(
        "Kiểm tra kỳ %s: %d báo cáo đạt, %d bị trả lại, %d lưu ý.",
        month or "(không đọc được)",
        accepted,
        len(verdicts) - accepted,
        warnings,
    )

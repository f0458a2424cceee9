"""Store: the rows of each workbook that passed, a workbook a transaction."""

from __future__ import annotations

import logging

from prefect import task

from giamngheo.rows import rows_by_submission
from giamngheo.warehouse.submissions import passed, store_rows
from giamngheo.workplace import open_workplace
from tasks.opened import batch, forget
from tasks.retrying import STEP

log = logging.getLogger("giamngheo.store")


@task(name="lưu", task_run_name="lưu kỳ {month}", **STEP)
def store(month: str, submissions: list[int], today: str) -> None:
    """Put the accepted workbooks in force; what was accepted before for the same month is superseded."""
    place = open_workplace(today)
    waiting = passed(place.warehouse, submissions)
    try:
        rows = rows_by_submission(batch(today, tuple(submissions))) if waiting else {}
        stored = sum(store_rows(place.warehouse, one, rows[one], place.clock.now) for one in waiting)
    finally:
        forget()
    if waiting:
        log.info("Lưu kỳ %s: %d báo cáo.", month, stored)

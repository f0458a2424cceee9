"""Store: the rows of each workbook that passed, a workbook a transaction."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.store.rows import Rows, rows_by_submission
from giamngheo.store.submissions import passed, store_rows
from tasks.support.opened import batch, forget
from tasks.support.step import step, without_the_broken

log = logging.getLogger("giamngheo.store")


@step("lưu", "lưu kỳ {month}")
def store(month: str, submissions: list[int], today: str) -> list[int]:
    """Put the accepted workbooks in force; what was accepted before for the same month is superseded.

    Gives the submissions that met an unforeseen error.
    """

    def rows_of(some: tuple[int, ...]) -> dict[int, Rows]:
        passed_together = batch(today, some)
        return rows_by_submission(passed_together.form, passed_together.frames, some)

    context = open_context(today)
    waiting = set(passed(context.warehouse, submissions))
    try:
        rows, broken = without_the_broken(rows_of, submissions) if waiting else ({}, [])
        stored = [store_rows(context.warehouse, one, rows[one], context.clock.now) for one in rows if one in waiting]
    finally:
        forget()
    if waiting:
        log.info("Lưu kỳ %s: %d báo cáo.", month, sum(stored))
    return broken

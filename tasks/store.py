"""Store: the rows of each workbook that passed, a workbook a transaction."""

from __future__ import annotations

import logging
from collections import defaultdict

from giamngheo.context import open_context
from giamngheo.operate.erasure import repeat_erasures
from giamngheo.read.typed_frames import sheet_frames
from giamngheo.read.workbook import Reading
from giamngheo.store.rows import Rows, rows_by_submission
from giamngheo.store.submissions import passed, store_rows
from tasks.support.opened import forget, readings_of
from tasks.support.step import step, without_the_broken

log = logging.getLogger("giamngheo.store")


@step("lưu", "lưu kỳ {month}")
def store(month: str, submissions: list[int], today: str) -> list[int]:
    """Put the accepted workbooks in force; what was accepted before for the same month is superseded.

    Gives the submissions that met an unforeseen error.
    """
    context = open_context(today)

    def rows_of(some: tuple[int, ...]) -> dict[int, Rows]:
        by_form: dict[str | None, list[tuple[int, Reading]]] = defaultdict(list)
        for submission, reading in readings_of(context, some):
            by_form[reading.form].append((submission, reading))
        rows: dict[int, Rows] = {}
        for form_id, own in by_form.items():
            form = context.configuration.form_of(form_id)
            rows |= rows_by_submission(form, sheet_frames(own, form), [submission for submission, _ in own])
        return {submission: rows[submission] for submission in some}

    waiting = passed(context.warehouse, submissions)
    if not waiting:
        return []
    try:
        rows, broken = without_the_broken(rows_of, waiting)
        stored = [store_rows(context.warehouse, one, own, context.clock.now) for one, own in rows.items()]
    finally:
        forget()
    repeat_erasures(context)  # an old month, corrected, brings back who was erased in it
    log.info("Lưu kỳ %s: %d báo cáo.", month, sum(stored))
    return broken

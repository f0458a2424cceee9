"""Store: the rows of the workbooks that passed, all of a batch in one transaction."""

from __future__ import annotations

import logging

from giamngheo.context import Context, open_context
from giamngheo.store.rows import Rows, rows_of
from giamngheo.store.submissions import passed, store_rows
from tasks.support.opened import batches_from, forget_batch
from tasks.support.step import step, without_the_broken

log = logging.getLogger("giamngheo.store")


@step("lưu", "lưu kỳ {month}")
def store(month: str, submissions: list[int], today: str) -> list[int]:
    """Put the accepted workbooks in force; what was accepted before for the same month is superseded.

    Gives the submissions that met an unforeseen error, or of which the database refuses a row: the others are stored.
    """
    context = open_context(today)
    try:
        waiting = passed(context.warehouse, submissions)
        rows, broken = without_the_broken(lambda some: _rows_of(context, some), submissions) if waiting else ({}, [])
    finally:
        forget_batch(context, submissions)
    good = [one for one in waiting if one not in broken]
    _, refused = without_the_broken(lambda some: store_rows(context.warehouse, some, rows, context.clock.now), good)
    log.info("Lưu kỳ %s: %d báo cáo.", month, len(good) - len(refused))
    return [one for one in (*broken, *refused) if one in waiting]


def _rows_of(context: Context, submissions: tuple[int, ...]) -> Rows:
    """As they were judged: the batch is still there, unless another process judged it."""
    rows: Rows = {}
    for batch in batches_from(context, submissions):
        rows |= rows_of(batch.form, batch.typed)
    return rows

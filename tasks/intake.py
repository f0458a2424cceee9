"""Intake: what came from some units, from the archive into the warehouse: read → check → store, month after month.

A batch is what one worker does at a time, whichever task runner there is; it asks the warehouse and the archive for all that
it needs. Batches share no unit, nor units that came out of each other, and no rule looks further from one unit's workbook into
another's, so that it does not matter how submissions are divided among them.
"""

from __future__ import annotations

from giamngheo.context import open_context
from tasks.check import check
from tasks.impact import impact
from tasks.read import by_month, read
from tasks.store import store
from tasks.support.failing import without
from tasks.support.opened import forget
from tasks.support.step import step
from tasks.support.worker import require_fit


@step("tiếp nhận", "tiếp nhận {label}", again_after_seconds=())
def intake(submissions: list[int], label: str, today: str, common_ground: str) -> list[int]:
    """Gives the submissions that met an unforeseen error: they harm nobody else, and are tried again by the next run.

    `common_ground`: of whoever gave the batch away; a worker that has another leaves it alone (`ConfigurationError`). A batch
    whose worker died half-way is simply done again: what is stored already is left as it is.
    """
    require_fit(open_context(today), common_ground)
    try:
        readings = read(submissions, label, today)
        failed = [submission for submission, told in readings if told is None]
        for month, batch in by_month(readings):
            failed += check(month, batch, today)
            if month:
                impact(month, without(failed, batch), today)
            failed += store(month, without(failed, batch), today)
    finally:
        forget(open_context(today), submissions)
    return failed

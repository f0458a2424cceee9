"""Workbooks of submissions, opened from the archive.

Each step opens them anew, so that nothing is handed on between steps but their numbers: a step may run in another
process, or again. That costs a twentieth of a second for a commune's workbook, an eighth of what judging it does.
"""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.check.batch import Batch, Item, batch_of
from giamngheo.context import Context
from giamngheo.core.formats import quantity
from giamngheo.read.workbook import Reading, read_workbook
from giamngheo.store.submissions import Waiting, find


def reading_of(context: Context, submission: Waiting) -> Reading:
    """The workbook of a submission, or the fault with which it came in."""
    if submission.fault:
        return Reading(submission.file, submission.fault, f"{quantity(submission.size_bytes / 2**20)} MB")
    data = context.archive.read(submission.sha256)
    return read_workbook(data, submission.file, context.configuration.form, context.settings.limits)


def batch_from(context: Context, submissions: Sequence[int]) -> Batch:
    """The workbooks of one month, put together to be judged or stored."""
    items = [
        Item(submission.id, submission.folder_unit, reading_of(context, submission))
        for submission in find(context.warehouse, submissions)
    ]
    return batch_of(items, context.configuration, context.warehouse, context.clock.today)

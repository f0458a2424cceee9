"""Workbooks opened lately. The archive is the truth; this spares opening them again in the same run."""

from __future__ import annotations

from functools import cache, lru_cache

from giamngheo.check.batch import Batch, Item, batch_of
from giamngheo.context import open_context
from giamngheo.core.formats import quantity
from giamngheo.read.workbook import Reading, read_workbook
from giamngheo.store.submissions import Waiting, find


@cache
def reading_of(submission: Waiting) -> Reading:
    """The workbook of a submission, or the fault with which it came in."""
    if submission.fault:
        return Reading(submission.file, submission.fault, f"{quantity(submission.size_bytes / 2**20)} MB")
    context = open_context()
    data = context.archive.read(submission.sha256)
    return read_workbook(data, submission.file, context.configuration.form, context.settings.limits)


@lru_cache(maxsize=2)
def batch(today: str, ids: tuple[int, ...]) -> Batch:
    """The workbooks of a batch, put together to be judged and stored."""
    context = open_context(today)
    items = [
        Item(submission.id, submission.folder_unit, reading_of(submission))
        for submission in find(context.warehouse, ids)
    ]
    return batch_of(items, context.configuration, context.warehouse, context.clock.today)


def forget() -> None:
    """Let go of what was opened: the batch is stored."""
    reading_of.cache_clear()
    batch.cache_clear()

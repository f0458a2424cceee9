"""Workbooks of submissions, opened from the archive, and the batches they are judged in.

Steps hand on nothing but numbers: each asks here for what it needs, so a step may run in another process, or again. What
was opened lately is remembered until it is stored: opened and typed anew for each of three steps, a month of 216 units took
half as long again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from giamngheo.check.batch import Batch, Item, batches_of
from giamngheo.context import Context
from giamngheo.core.formats import quantity
from giamngheo.core.remembered import remembered
from giamngheo.read.formats import is_taken
from giamngheo.read.pool import read_apart
from giamngheo.read.workbook import Reading, read_workbook
from giamngheo.store.submissions import Waiting, find


def reading_of(context: Context, submission: Waiting) -> Reading:
    """The workbook of a submission, or the fault with which it came in."""
    reading = _opened(context, submission)
    return reading if reading.is_readable else replace(reading, form=_assumed(context, submission))


def batches_from(context: Context, submissions: Sequence[int]) -> list[Batch]:
    """The workbooks of one period, those of each form put together to be judged; the same until they are forgotten."""
    return _batches(context, tuple(submissions))


def forget_batch(context: Context, submissions: Sequence[int]) -> None:
    """Let go of a batch: it is stored, or is to be judged beside what is known now."""
    _batches.forget(context, tuple(submissions))


def forget(context: Context, submissions: Sequence[int]) -> None:
    """Let go of what was opened."""
    for submission in find(context.warehouse, submissions):
        _opened.forget(context, submission)


@remembered(1024)  # batches that are under way side by side
def _opened(context: Context, submission: Waiting) -> Reading:
    assumed = _assumed(context, submission)
    if submission.fault:
        return Reading(submission.file, submission.fault, f"{quantity(submission.size_bytes / 2**20)} MB", assumed)
    data, limits = context.archive.read(submission.sha256), context.settings.limits
    form, *others = context.configuration.form, *context.configuration.other_forms
    read = read_apart if is_taken(submission.file) else read_workbook
    return read(data, submission.file, form, limits, *others, assumed=assumed)


@remembered(4)
def _batches(context: Context, submissions: tuple[int, ...]) -> list[Batch]:
    items = [
        Item(submission.id, submission.folder_unit, reading_of(context, submission), submission.in_force)
        for submission in find(context.warehouse, submissions)
    ]
    return batches_of(items, context.configuration, context.warehouse, context.clock.today)


def _assumed(context: Context, submission: Waiting) -> str | None:
    """The form beside the main one on which its sender reports."""
    own = context.configuration.senders.form_of(submission.folder_unit)
    return own.id if own else None

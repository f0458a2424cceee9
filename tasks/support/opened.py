"""Workbooks of submissions, opened from the archive.

Steps hand on nothing but numbers: each asks here for what it needs, so a step may run in another process, or again.
What was opened lately is remembered by its content and by the forms that it was read for, until it is stored: opened
anew for each of three steps, a month of 216 units took half as long again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from giamngheo.check.batch import Batch, Item, batches_of
from giamngheo.context import Context
from giamngheo.core.archive import Archive
from giamngheo.core.formats import quantity
from giamngheo.core.remembered import remembered
from giamngheo.metadata.form import Form
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.formats import is_taken
from giamngheo.read.pool import read_apart
from giamngheo.read.workbook import Reading, read_workbook
from giamngheo.store.submissions import Waiting, find


def reading_of(context: Context, submission: Waiting) -> Reading:
    """The workbook of a submission, or the fault with which it came in."""
    own = context.configuration.senders.form_of(submission.folder_unit)
    assumed = own.id if own else None
    if submission.fault:
        return Reading(submission.file, submission.fault, f"{quantity(submission.size_bytes / 2**20)} MB", assumed)
    limits, forms = context.settings.limits, (context.configuration.form, *context.configuration.other_forms)
    if not is_taken(submission.file):
        data = context.archive.read(submission.sha256)
        return read_workbook(data, submission.file, forms[0], limits, *forms[1:], assumed=assumed)
    reading = _opened(context.archive, submission.sha256, submission.file, forms, limits, assumed)
    return reading if reading.is_readable else replace(reading, form=assumed)


def readings_of(context: Context, submissions: Sequence[int]) -> list[tuple[int, Reading]]:
    """Workbooks under the numbers of their submissions."""
    return [(found.id, reading_of(context, found)) for found in find(context.warehouse, submissions)]


def batches_from(context: Context, submissions: Sequence[int]) -> list[Batch]:
    """The workbooks of one period, those of each form put together to be judged."""
    items = [
        Item(submission.id, submission.folder_unit, reading_of(context, submission), submission.in_force)
        for submission in find(context.warehouse, submissions)
    ]
    return batches_of(items, context.configuration, context.warehouse, context.clock.today)


def forget() -> None:
    """Let go of what was opened: it is stored."""
    _opened.cache_clear()


@remembered(512)  # two months of a district of 216 units
def _opened(
    archive: Archive, sha256: str, file: str, forms: tuple[Form, ...], limits: ReadingLimits, assumed: str | None
) -> Reading:
    form, *others = forms
    return read_apart(archive.read(sha256), file, form, limits, *others, assumed=assumed)

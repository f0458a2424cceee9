"""Read: open one workbook and find out whose report it is, and for which month."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from prefect.futures import PrefectFuture

from giamngheo.check.identification import unit_and_period
from giamngheo.context import open_context
from giamngheo.core.errors import ServiceUnavailable
from giamngheo.core.period import Period
from giamngheo.read.formats import is_taken
from giamngheo.store.submissions import find
from tasks.support.opened import reading_of
from tasks.support.step import step

log = logging.getLogger("giamngheo.read")


class Told(NamedTuple):
    """The period that a workbook reports on, `None` where it cannot be read; and on which form beside the main one."""

    period: str | None
    form: str | None


@step("đọc", "đọc {label}", again_after_seconds=())
def read(submission: int, label: str, today: str) -> Told:  # noqa: ARG001 - names the run
    """What a workbook says that it is."""
    context = open_context(today)
    reading = reading_of(context, find(context.warehouse, [submission])[0])
    return Told(unit_and_period(reading, context.configuration)[1], reading.form)


def labels(submissions: list[int], today: str) -> list[str]:
    """What people call each workbook: `18604 Xã Thạch Khê`."""
    context = open_context(today)
    senders, month = context.configuration.senders, Period.month_of(context.clock.today)
    return [
        f"{found.folder_unit} {senders.name(found.folder_unit, month)}"
        for found in find(context.warehouse, submissions)
    ]


def apart(submissions: list[int], today: str) -> tuple[list[int], list[int]]:
    """Those that may be workbooks, each of which is a run of its own, and all others: a unit's pictures are no steps."""
    found = find(open_context(today).warehouse, submissions)
    others = {one.id for one in found if one.fault or not is_taken(one.file)}
    return [one for one in submissions if one not in others], [one for one in submissions if one in others]


def by_month(
    submissions: list[int], readings: Iterable[PrefectFuture[Told]], unreadable: Iterable[int] = ()
) -> tuple[list[tuple[str, list[int]]], list[int]]:
    """Batches by month, earliest first (a month is judged against the one before), unreadable ones first of all; what is on
    another form after the main form of the same months, with which it is compared.

    Beside them the submissions in which an unforeseen error was met: they harm nobody else, and are tried
    again by the next run.
    """
    batches: dict[tuple[str, bool, str], list[int]] = defaultdict(list)
    batches["", False, ""] += unreadable
    failed: list[int] = []
    for submission, reading in zip(submissions, readings, strict=True):
        told = reading.result(raise_on_failure=False)
        if isinstance(told, ServiceUnavailable):
            raise told
        if isinstance(told, BaseException):
            failed.append(submission)
        else:
            batches[_place(told)].append(submission)
    months = len({month for _, _, month in batches if month})
    log.info("Đọc: %d tệp của %d kỳ%s.", len(submissions), months, f", {len(failed)} tệp lỗi" if failed else "")
    return [(month, batch) for (_, _, month), batch in sorted(batches.items()) if batch], failed


def _place(told: Told) -> tuple[str, bool, str]:
    """In the order of the batches: the last month, whether it is on another form, the period."""
    last = Period.parse(told.period).last_month.code if told.period else ""
    return last, told.form is not None, told.period or ""

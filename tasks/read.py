"""Read: open workbooks and find out whose reports they are, and for which months."""

from __future__ import annotations

import logging
import traceback
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from giamngheo.check.identification import unit_and_period
from giamngheo.context import Context, open_context
from giamngheo.core.errors import GiamNgheoError, ServiceUnavailable, StorageSilent, Unforeseen
from giamngheo.core.period import Period
from giamngheo.read.formats import is_taken
from giamngheo.store.submissions import Waiting, find
from tasks.support.opened import reading_of
from tasks.support.step import step

log = logging.getLogger("giamngheo.read")
_READERS = 4  # threads; each waits for a child process, so that none of those is ever idle


class Told(NamedTuple):
    """The period that a workbook reports on, `None` where it cannot be read; and on which form beside the main one."""

    period: str | None
    form: str | None


@step("đọc", "đọc {label}", again_after_seconds=())
def read(submissions: list[int], label: str, today: str) -> list[tuple[int, Told | None]]:  # noqa: ARG001 - names the run
    """What each workbook says that it is; `None`: an unforeseen error was met in it, which harms nobody else, and it is tried
    again by the next run."""
    context = open_context(today)
    with ThreadPoolExecutor(_READERS) as readers:
        told = list(readers.map(partial(_told, context), find(context.warehouse, submissions)))
    broken = [one for one in told if isinstance(one, Exception)]
    for error in broken:  # not in the reader's thread, whose lines Prefect does not take
        said = error if isinstance(error, GiamNgheoError) else Unforeseen(error)
        log.error("%s\n%s", said, "".join(traceback.format_tb(error.__traceback__)))
    log.info("Đọc: %d tệp%s.", len(told), f", {len(broken)} tệp lỗi" if broken else "")
    readings = [None if isinstance(one, Exception) else one for one in told]
    return list(zip(submissions, readings, strict=True))


def _told(context: Context, submission: Waiting) -> Told | Exception:
    """Or the unforeseen error."""
    if submission.fault or not is_taken(submission.file):  # a unit's pictures are not opened
        return Told(None, None)
    try:
        reading = reading_of(context, submission)
        return Told(unit_and_period(reading, context.configuration)[1], reading.form)
    except (ServiceUnavailable, StorageSilent):
        raise  # it concerns all of them
    except Exception as error:
        return error


def by_month(readings: Iterable[tuple[int, Told | None]]) -> list[tuple[str, list[int]]]:
    """Those that were read by month, earliest first (a month is judged against the one before), unreadable ones first of all;
    what is on another form after the main form of the same months, with which it is compared."""
    batches: Mapping[tuple[str, bool, str], list[int]] = defaultdict(list)
    for submission, told in readings:
        if told:
            batches[_place(told)].append(submission)
    return [(month, batch) for (_, _, month), batch in sorted(batches.items())]


def _place(told: Told) -> tuple[str, bool, str]:
    """In the order of the batches: the last month, whether it is on another form, the period."""
    if not told.period:
        return "", False, ""
    return Period.parse(told.period).last_month.code, told.form is not None, told.period


def units_together(submissions: Sequence[int], today: str, most: int) -> list[list[int]]:
    """Batches of `most` submissions or somewhat more, those of each unit and of the units that it came out of in one of them: their
    months are judged in their order."""
    context = open_context(today)
    together: dict[str, list[int]] = defaultdict(list)
    for found in find(context.warehouse, submissions):
        together[context.units.boundary_changes.family(found.folder_unit)].append(found.id)
    batches: list[list[int]] = []
    for own in together.values():
        if not batches or len(batches[-1]) >= most:
            batches.append([])
        batches[-1] += own
    return [sorted(batch) for batch in batches]


def labels(batches: Sequence[Sequence[int]], today: str) -> list[str]:
    """What people call each batch: `18604 Xã Thạch Khê`; of several units `22 tệp, 18562–18667`."""
    context = open_context(today)
    senders, month = context.configuration.senders, Period.month_of(context.clock.today)
    named = []
    for batch in batches:
        units = sorted({found.folder_unit for found in find(context.warehouse, batch)})
        alone = f"{units[0]} {senders.name(units[0], month)}"
        named.append(alone if len(units) == 1 else f"{len(batch)} tệp, {units[0]}–{units[-1]}")
    return named

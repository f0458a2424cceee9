"""A child process for each workbook, which ends with it: none can harm the page, and nothing of a unit's workbook is left
where another's is opened. What the pool of `giamngheo/read/pool.py` bounds of reading is bounded here of judging and marking,
too."""

from __future__ import annotations

import logging
import multiprocessing
import sys
import traceback
from collections.abc import Callable
from multiprocessing import forkserver
from typing import Any

from pebble import ProcessExpired, concurrent

from commands.precheck.records import Prechecked
from giamngheo.context import Context, open_context
from giamngheo.core.errors import GiamNgheoError, Unforeseen
from giamngheo.core.memory import bound_memory
from giamngheo.core.processes import end_with_parent
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import Reading

log = logging.getLogger("giamngheo.precheck")
_FORKS = sys.platform != "win32"
_REFUSAL_SECONDS = 120  # a second, and the libraries where they have not been brought
_TOO_HEAVY = "tệp nặng quá mức hệ thống mở được"
_PRELOADED = [
    *("commands.precheck.apart", "commands.precheck.checking", "great_expectations", "expectations.custom"),
    *(f"giamngheo.read.formats.{kind}" for kind in ("xlsx", "xls", "ods")),
]


class CannotCheck(Exception):
    """A defect of the program was met; it is logged, and the workbook is not to blame."""


def checked_apart(limits: ReadingLimits, today: str, file: str, data: bytes) -> Prechecked:
    """Waits for the child. What takes too much is said to be too large (F103)."""
    try:
        return _apart(limits.seconds, _check, file, data, today)
    except TimeoutError:
        return too_large_apart(today, file, f"kiểm tra hơn {limits.seconds} giây chưa xong")
    except ProcessExpired:
        return too_large_apart(today, file, _TOO_HEAVY)


def too_large_apart(today: str, file: str, detail: str) -> Prechecked:
    """The same of a workbook that nobody opens."""
    try:
        return _apart(_REFUSAL_SECONDS, _refuse, file, detail, today)
    except (TimeoutError, ProcessExpired) as error:
        raise CannotCheck from error


def prepare() -> None:
    """A server forks the children, with all that they import: a check takes a second, and three without it. It is told at
    once, and is ready when the first workbook comes."""
    if _FORKS:
        forkserver.set_forkserver_preload(_PRELOADED)
        forkserver.ensure_running()


def _apart(seconds: int, work: Callable[..., Prechecked | None], *wanted: Any) -> Prechecked:
    context = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
    found: Prechecked | None = concurrent.process(timeout=seconds, context=context)(work)(*wanted).result()
    if found is None:
        raise CannotCheck
    return found


# ---------------------------------------------------------------- in the child


def _check(file: str, data: bytes, today: str) -> Prechecked | None:
    from commands.precheck.checking import checked, judged

    def check(context: Context) -> Prechecked:
        bound_memory(context.settings.limits.memory_mb)
        try:
            return checked(context, data, file)
        except MemoryError:
            pass  # and of what it held, before the next line needs some
        return judged(context, Reading(file, "too_large", _TOO_HEAVY))

    return _done(check, today)


def _refuse(file: str, detail: str, today: str) -> Prechecked | None:
    from commands.precheck.checking import judged

    return _done(lambda context: judged(context, Reading(file, "too_large", detail)), today)


def _done(work: Callable[[Context], Prechecked], today: str) -> Prechecked | None:
    """By the configuration as it is now. What a defect says of itself may quote a cell: where it was met is logged, no more."""
    end_with_parent()
    try:
        return work(open_context(today, is_counted=False))
    except Exception as error:
        said = error if isinstance(error, GiamNgheoError) else Unforeseen(error)
        log.error("%s\n%s", said, "".join(traceback.format_tb(error.__traceback__)))
        return None

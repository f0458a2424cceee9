"""Child processes that read workbooks, one for each core: a file that asks for too much takes nobody with it.

What a child may use is bounded in memory and in time (`[limits]` in `config/settings.toml`). A child that ends is replaced,
and its workbook is too large; the others do not remark.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import threading
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import replace
from typing import Any

from pebble import ProcessExpired, ProcessPool

from giamngheo.metadata.form import Form
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import Reading, read_workbook

_PRELOADED = [f"giamngheo.read.{name}" for name in ("pool", "formats.xlsx", "formats.xls", "formats.ods")]


def read_apart(data: bytes, file: str, form: Form, limits: ReadingLimits) -> Reading:
    """`read_workbook` in a child process; waits for it, so that threads which ask side by side use all cores."""
    reading = _Children.pool(form, limits).schedule(_read, args=(data, file), timeout=limits.seconds)
    try:
        return _with_sheets(reading.result(), form)
    except TimedOut:
        return Reading(file, "too_large", f"đọc hơn {limits.seconds} giây chưa xong")
    except ProcessExpired:
        return Reading(file, "too_large", f"mở tệp cần hơn {limits.memory_mb} MB bộ nhớ")


class _Children:
    """The children of this process, made when the first workbook is read, and anew when the form has changed."""

    _lock = threading.Lock()  # steps ask from several threads
    _pool: ProcessPool | None = None
    _made_for: tuple[Form, ReadingLimits] | None = None

    @classmethod
    def pool(cls, form: Form, limits: ReadingLimits) -> ProcessPool:
        with cls._lock:
            if cls._pool is None or cls._made_for != (form, limits):
                cls._stop()
                cls._pool, cls._made_for = _new_pool(form, limits), (form, limits)
            return cls._pool

    @classmethod
    def stop(cls) -> None:
        with cls._lock:
            cls._stop()

    @classmethod
    def _stop(cls) -> None:
        if cls._pool:
            cls._pool.stop()
            cls._pool.join()
            cls._pool = None


atexit.register(_Children.stop)


def _new_pool(form: Form, limits: ReadingLimits) -> ProcessPool:
    # Not by fork: a thread of the parent may hold a lock just then. A server forks the children, with all that they import.
    context: Any = multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        context.set_forkserver_preload(_PRELOADED)
    return ProcessPool(os.cpu_count() or 1, initializer=_begin, initargs=(form, limits), context=context)


class _Order:
    """What a child was started for."""

    form: Form
    limits: ReadingLimits


def _begin(form: Form, limits: ReadingLimits) -> None:
    """In the child, once: what it reads for, and how much memory it may take beside what it has."""
    _Order.form, _Order.limits = form, limits
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[5]) * resource.getpagesize()
        most = held + limits.memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # not the address space: threads reserve some of that


def _read(data: bytes, file: str) -> Reading:
    """The form's sheets stay behind: the parent has them, and to hand them over takes longer than to read a workbook."""
    try:
        reading = read_workbook(data, file, _Order.form, _Order.limits)
    except MemoryError:
        os._exit(1)  # at once: what is left of it might fail at the next workbook, which is not to blame
    bare = {table: replace(found, sheet=None) for table, found in reading.located.items()}  # type: ignore[arg-type]
    return replace(reading, located=bare)


def _with_sheets(reading: Reading, form: Form) -> Reading:
    sheets = {sheet.table: sheet for sheet in form.sheets}
    return replace(
        reading, located={table: replace(one, sheet=sheets[table]) for table, one in reading.located.items()}
    )

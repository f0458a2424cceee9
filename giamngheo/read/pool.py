"""Child processes that read workbooks, at most one for each core: a file that asks for too much takes nobody with it.

What a child may use is bounded in memory and in time (`[limits]` in `config/settings.toml`). A child that ends is replaced,
and its workbook is too large; the others notice nothing of it.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TimedOut
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.util import Finalize
from typing import Any

from pebble import ProcessExpired, ProcessPool

from giamngheo.core.memory import bound_memory
from giamngheo.metadata.form import Form
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.faults import BROKEN
from giamngheo.read.workbook import Reading, holds_code, read_workbook

_Forms = tuple[Form, ...]  # the main one first
_OUT_OF_MEMORY = 77  # a child's exit code
_MOST_CHILDREN = 8  # each may take `memory_mb`
_TRIES = 3
_LOOK_EVERY = 10  # seconds
_PRELOADED = [f"giamngheo.read.{name}" for name in ("pool", "formats.xlsx", "formats.xls", "formats.ods")]


def read_apart(
    data: bytes,
    file: str,
    form: Form,
    limits: ReadingLimits,
    *others: Form,
    assumed: str | None = None,
    children: int = _MOST_CHILDREN,
) -> Reading:
    """`read_workbook` in a child process; waits for it, so that threads which ask side by side use all cores, or as many as
    there may be `children`."""
    forms = (form, *others)
    return _with_sheets(_apart(_read, (data, file, assumed), forms, limits, children), forms)


def holds_code_apart(
    data: bytes, file: str, code: str, form: Form, limits: ReadingLimits, *others: Form, children: int = _MOST_CHILDREN
) -> bool | None:
    """`holds_code` in a child process; `None` also where the workbook asks for too much."""
    found = _apart(_look, (data, file, code), (form, *others), limits, children)
    return found if isinstance(found, bool) else None


def _apart(
    work: Callable[..., Any], wanted: tuple[Any, ...], forms: _Forms, limits: ReadingLimits, children: int
) -> Any:
    """What a child works out of a workbook (`wanted`: its content, its name); a `Reading` with the fault where it cannot."""
    file = wanted[1]
    for _ in range(_TRIES):
        pool, asked = _Children.ask(work, wanted, forms, limits, children)
        try:
            return _answer(asked, limits.seconds)
        except TimedOut:
            if asked.done():
                return Reading(file, "too_large", f"đọc hơn {limits.seconds} giây chưa xong")
            _Children.give_up(pool)
        except ProcessExpired as error:
            if error.exitcode == _OUT_OF_MEMORY:
                return Reading(file, "too_large", "tệp nặng quá mức hệ thống mở được")
        except (CancelledError, BrokenProcessPool):  # children were killed from outside: it is not the workbook's fault
            _Children.give_up(pool)
    return Reading(file, "damaged", BROKEN)


def _answer(asked: Any, seconds: int) -> Any:
    """What a child has read. One that is killed as it takes a workbook never says so: where no child has answered anybody for
    longer than a workbook may take, none will (`TimeoutError`, with the workbook not done)."""
    since = time.monotonic()
    while True:
        try:
            found = asked.result(_LOOK_EVERY)
        except TimedOut:
            if asked.done() or time.monotonic() - max(since, _Children.last_answer) > seconds + _LOOK_EVERY:
                raise
        else:
            _Children.last_answer = time.monotonic()
            return found


class _Children:
    """The children of this process, made when the first workbook is read, and anew when the form has changed or they died."""

    last_answer = 0.0
    _lock = threading.Lock()  # steps ask from several threads
    _pool: ProcessPool | None = None
    _made_for: tuple[int, _Forms, ReadingLimits, int] | None = None

    @classmethod
    def ask(
        cls, work: Callable[..., Any], wanted: tuple[Any, ...], forms: _Forms, limits: ReadingLimits, children: int
    ) -> tuple[ProcessPool, Any]:
        """A workbook to be read as soon as a child is free; the child's time counts from then on."""
        with cls._lock:
            own = (os.getpid(), forms, limits, children)  # a forked process has none of its parent's children
            if cls._pool is None or cls._made_for != own or not cls._pool.active:
                if cls._pool and cls._made_for and cls._made_for[0] == os.getpid():
                    cls._pool.close()  # what others asked for is still read
                    _end(cls._pool)
                cls._pool, cls._made_for = _new_pool(forms, limits, children), own
            return cls._pool, cls._pool.schedule(work, args=wanted, timeout=limits.seconds)

    @classmethod
    def give_up(cls, pool: ProcessPool) -> None:
        """Let go of a pool that answers no more; the next that asks makes another."""
        with cls._lock:
            if cls._pool is pool:
                cls._pool = None
        pool.stop()
        _end(pool)

    @classmethod
    def stop(cls) -> None:
        with cls._lock:
            if cls._pool and cls._made_for and cls._made_for[0] == os.getpid():
                cls._pool.stop()
                cls._pool.join()
            cls._pool = None


def _end(pool: ProcessPool) -> None:
    """See the children out beside everything else: a pool that is broken may never have seen the last of them."""
    threading.Thread(target=pool.join, daemon=True).start()


# Before pebble's own handler, which would wait for the same children from another thread; and, in a process that is itself a
# child of multiprocessing and runs no such handlers, before that waits for its children.
atexit.register(_Children.stop)
Finalize(None, _Children.stop, exitpriority=100)


def _new_pool(forms: _Forms, limits: ReadingLimits, children: int) -> ProcessPool:
    # Not by fork: a thread of the parent may hold a lock just then. A server forks the children, with all that they import.
    context: Any = multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        context.set_forkserver_preload(_PRELOADED)
    return ProcessPool(
        min(os.cpu_count() or 1, _MOST_CHILDREN, children),
        initializer=_begin,
        initargs=(forms, limits),
        context=context,
    )


class _Order:
    """What a child was started for."""

    forms: _Forms
    limits: ReadingLimits


def _begin(forms: _Forms, limits: ReadingLimits) -> None:
    """In the child, once: what it reads for, within which bounds."""
    _Order.forms, _Order.limits = forms, limits
    bound_memory(limits.memory_mb)


def _read(data: bytes, file: str, assumed: str | None) -> Reading:
    """The form's sheets stay behind: the parent has them, and to hand them over takes longer than to read a workbook."""
    form, *others = _Order.forms
    try:
        reading = read_workbook(data, file, form, _Order.limits, *others, assumed=assumed)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # at once: what is left of it might fail at the next workbook, which is not to blame
    bare = {table: replace(found, sheet=None) for table, found in reading.located.items()}  # type: ignore[arg-type]
    return replace(reading, located=bare)


def _look(data: bytes, file: str, code: str) -> bool | None:
    try:
        return holds_code(data, file, code, _Order.limits)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _with_sheets(reading: Reading, forms: _Forms) -> Reading:
    form = next((form for form in forms if form.id == reading.form), forms[0])
    sheets = {sheet.table: sheet for sheet in form.sheets}
    return replace(
        reading, located={table: replace(one, sheet=sheets[table]) for table, one in reading.located.items()}
    )

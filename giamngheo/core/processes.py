"""The same work on many things, by one process a core; on few by this one, for a process takes a second to start."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_FEW = 100  # of so many the children take as long to start as they save, where one takes a few hundredths of a second
_TOGETHER = 20  # are handed to a child at a time
_MOST_CHILDREN = 8
_WAITING = 2  # times as many parcels are under way as there are children, so that none is idle; never all of them


def each_done(work: Callable[[T], R], things: Iterable[T], count: int) -> Iterator[R]:
    """What a function of a module makes of each thing, in their order; `count`: how many there are."""
    children = min(os.cpu_count() or 1, _MOST_CHILDREN)
    if count < _FEW or children < 2:
        yield from map(work, things)
        return
    all_done = partial(_all_done, work)
    under_way: deque[tuple[list[T], Future[list[R]]]] = deque()
    with ProcessPoolExecutor(children, mp_context=_not_forked(), initializer=end_with_parent) as pool:
        for parcel in _parcels(things):
            under_way.append((parcel, _asked(pool, all_done, parcel)))
            if len(under_way) >= children * _WAITING:
                yield from _answer(all_done, *under_way.popleft())
        while under_way:
            yield from _answer(all_done, *under_way.popleft())


def _parcels(things: Iterable[T]) -> Iterator[list[T]]:
    left = iter(things)
    while parcel := list(islice(left, _TOGETHER)):
        yield parcel


def _all_done(work: Callable[[T], R], parcel: list[T]) -> list[R]:
    return list(map(work, parcel))


def _asked(pool: ProcessPoolExecutor, work: Callable[[list[T]], list[R]], parcel: list[T]) -> Future[list[R]]:
    try:
        return pool.submit(work, parcel)
    except BrokenProcessPool as error:
        broken: Future[list[R]] = Future()
        broken.set_exception(error)
        return broken


def _answer(work: Callable[[list[T]], list[R]], parcel: list[T], asked: Future[list[R]]) -> list[R]:
    try:
        return asked.result()
    except BrokenProcessPool:  # a child was killed from outside: this process does what the children had
        return work(parcel)


def _not_forked() -> Any:
    """A thread of this process may hold a lock just now, which a fork would never let go."""
    return multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")


def end_with_parent() -> None:
    """In the child, once: it ends with its parent, which may be killed and then says nothing."""
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)

"""Waiting for a folder of another machine no longer than it is worth: one whose machine is gone answers nothing, not even an error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import TypeVar

R = TypeVar("R")


class Patience:
    """How long is waited in all: `seconds`, of which each work that was done gives back up to `more`, for what is slow is not away."""

    def __init__(self, seconds: float, more: float = 0) -> None:
        self._most = self._left = seconds
        self._more = more

    def wait_for(self, work: Callable[[], R]) -> R:
        """What the work gives, or raises; `TimeoutError` where it takes longer. It is then left behind, for nothing breaks it off,
        and this process can end without it."""
        if self._left <= 0:
            raise TimeoutError
        done: Future[R] = Future()
        began = monotonic()
        threading.Thread(target=_do, args=(work, done), daemon=True).start()
        found = done.result(self._left)
        self._left = min(self._most, self._left + self._more - (monotonic() - began))
        return found


def _do(work: Callable[[], R], done: Future[R]) -> None:
    try:
        found = work()
    except BaseException as error:
        done.set_exception(error)
    else:
        done.set_result(found)

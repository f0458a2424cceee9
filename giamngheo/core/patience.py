"""Waiting for a folder of another machine no longer than it is worth: one whose machine is gone answers nothing, not even an error.

What waits for it is a thread, which is left behind: a process ends without its threads where the system can break their waiting
off, as with NFS and CIFS. It cannot where a program is the share (FUSE: sshfs, rclone) and has taken the question: then a process
stays until the share is back or unmounted. So a child asks first (`require_answer`), and is left behind in our place; what is
not bounded is only the end of a process for which such a share fell silent later, in the midst of its work: that work itself is
given up in time, and told.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from giamngheo.core.formats import number

R = TypeVar("R")
Answered = Callable[[], None]  # to be called after each answer


class NoAnswer(Exception):
    """Nothing was answered for so many `seconds`. No `OSError`: that would be an answer."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def said_of(self, place: str) -> str:
        """In the words of whoever is to mend it. `place`: `Kho lưu bản gốc «/kho»`."""
        return (
            f"{place} không trả lời, đã chờ {number(self.seconds)} giây. Kiểm tra ổ mạng và máy chủ của nó, gắn lại ổ nếu cần, rồi "
            "bấm Retry hoặc chạy lại lệnh; việc đã xong không làm lại."
        )


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
        began = monotonic()
        found = _begun(work).result(self._left)
        self._left = min(self._most, self._left + self._more - (monotonic() - began))
        return found


def while_it_answers(work: Callable[[Answered], R], seconds: float) -> R:
    """What the work gives, or raises, however long it takes; `NoAnswer`, and it is left behind, where for so many seconds it has
    neither ended nor called what it is given."""
    last = monotonic()

    def answered() -> None:
        nonlocal last
        last = monotonic()

    done = _begun(partial(work, answered))
    while True:
        try:
            return done.result(last + seconds - monotonic())
        except TimeoutError:
            if done.done():
                return done.result()  # at the last moment, or it is an error of the work's own
            if last + seconds <= monotonic():
                raise NoAnswer(seconds) from None


def require_answer(folder: Path, seconds: float) -> None:
    """`NoAnswer` where a folder says nothing for so long, not even that it is not there: that is told by who uses it."""
    with contextlib.suppress(FileNotFoundError):  # no such program here: then the work itself finds out
        child = subprocess.Popen(
            ["ls", "-f", "--", str(folder.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # nor anything else of ours that somebody waits for
            stderr=subprocess.DEVNULL,
        )
        try:
            while_it_answers(lambda _: child.wait(), seconds)
        except NoAnswer:
            child.kill()
            raise


def _begun(work: Callable[[], R]) -> Future[R]:
    done: Future[R] = Future()
    threading.Thread(target=_do, args=(work, done), daemon=True).start()
    return done


def _do(work: Callable[[], R], done: Future[R]) -> None:
    try:
        found = work()
    except BaseException as error:
        done.set_exception(error)
    else:
        done.set_result(found)

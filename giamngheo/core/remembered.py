"""What was worked out once in a process, remembered by keys that Python compares, and among threads.

`functools.lru_cache` is for keys that C compares (texts, numbers, days), and for none at all. Where its room is full
and a key's `__eq__` is Python's, it lets another thread in between taking the oldest out and using its place (CPython
3.11): then one key is given what belongs to another, or the process dies.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Condition
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from cachetools import LRUCache, cached

P = ParamSpec("P")
R = TypeVar("R")


class Remembered(Protocol[P, R]):
    """A function that remembers; `__wrapped__` is the function itself."""

    __wrapped__: Callable[P, R]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...

    def cache_clear(self) -> None:
        """Forget everything."""

    def forget(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Forget what was given for these."""


_SHORT = 256  # characters: as cells mostly hold


def remembered_if_short(function: Callable[[str], R]) -> Callable[[str], R]:
    """What a function gave for the last 65,536 short texts. Long ones of a hostile workbook would fill the memory for good."""
    of_short = lru_cache(maxsize=65536)(function)

    @wraps(function)
    def ask(text: str) -> R:
        return of_short(text) if len(text) <= _SHORT else function(text)

    return ask


def remembered(most: int) -> Callable[[Callable[P, R]], Remembered[P, R]]:
    """What a function gave for the last `most` keys. Threads that ask for the same at once wait for the first of them."""

    def remembering(function: Callable[P, R]) -> Remembered[P, R]:
        kept: Any = cached(LRUCache(most), condition=Condition())(function)

        def forget(*args: P.args, **kwargs: P.kwargs) -> None:
            with kept.cache_lock:
                kept.cache.pop(kept.cache_key(*args, **kwargs), None)

        kept.forget = forget
        return cast(Remembered[P, R], kept)

    return remembering

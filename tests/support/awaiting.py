"""Awaits from a test: in a thread of its own, for a browser that another test has open keeps a loop running in this one."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What the coroutine that `make` gives comes to, under the settings that hold here."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(contextvars.copy_context().run, lambda: asyncio.run(make())).result()

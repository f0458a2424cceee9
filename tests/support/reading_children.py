"""How many child processes read workbooks for a work."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable

import pytest

from giamngheo.metadata.settings import load_settings
from giamngheo.read.pool import _Children


def children_that_read(patch: pytest.MonkeyPatch, work: Callable[[], object], workers: int) -> int:
    """On a machine of four cores, where `[task_runner]` has so many workers."""
    patch.setenv("GIAMNGHEO_TASK_RUNNER_WORKERS", str(workers))
    patch.setattr("os.cpu_count", lambda: 4)
    load_settings.cache_clear()
    _Children.stop()
    others = _processes()  # which draw, left by a test before in this process
    work()
    return len(_processes() - others)


def _processes() -> set[int | None]:
    return {child.pid for child in multiprocessing.active_children()}

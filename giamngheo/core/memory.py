"""How much memory a process may take, and how often Python looks for what can be given back."""

from __future__ import annotations

import gc
import sys


def bound_memory(megabytes: int) -> None:
    """How much memory this process may take from now on beside what it has."""
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[5]) * resource.getpagesize()
        most = held + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # not the address space: threads reserve some of that


def collect_seldom() -> None:
    """Look for circles of objects that nobody needs any more after a hundred thousand new ones, not after seven hundred:
    libraries bring a million that stay, and looking through them again and again is a seventh of the time of a start."""
    gc.set_threshold(100_000, *gc.get_threshold()[1:])

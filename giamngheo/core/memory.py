"""How much memory a process may take: for children that read what nobody vouches for."""

from __future__ import annotations

import sys


def bound_memory(megabytes: int) -> None:
    """How much memory this process may take from now on beside what it has."""
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[5]) * resource.getpagesize()
        most = held + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # not the address space: threads reserve some of that

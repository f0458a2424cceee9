"""`python -m tests.faults.hostile`: each hostile workbook, the CPU seconds and the memory that it takes, and what is said of it."""

from __future__ import annotations

import multiprocessing
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from giamngheo.core.memory import bound_memory
from giamngheo.read.formats import UnreadableWorkbook, open_workbook
from tests.read.test_formats import HOSTILE
from tests.read.test_hostile_workbooks import FORMATTED, LIMITS, REFUSED, TAKEN, WRITTEN_OUT, with_parts


def main() -> int:
    print("| workbook | KB | seconds | MB | what is said |\n|---|--:|--:|--:|---|")
    # Each in a process of its own: what one has taken is not always given back.
    context = multiprocessing.get_context("forkserver")
    for what, make in _cases().items():
        data, name = make()
        with context.Pool(1, initializer=bound_memory, initargs=[LIMITS.memory_mb]) as apart:
            for ending in ("xlsx", "xls", "xlsb", "ods"):
                apart.apply(_measured, (b"PK", f"a.{ending}"))  # what is imported once
            seconds, megabytes, said = apart.apply(_measured, (data, name))
        print(f"| {what} | {len(data) / 1024:,.0f} | {seconds:.1f} | {megabytes:.0f} | {said} |", flush=True)
    return 0


def _cases() -> dict[str, Callable[[], tuple[bytes, str]]]:
    """What → what makes the workbook and its name."""
    formatted = {f"a million rows that are only formatted: {what}": case for what, case in FORMATTED.items()}
    written = {f"rows written out: {what}": case for what, case in WRITTEN_OUT.items()}
    with_it = {f"with it: {what}": (partial(with_parts, parts), "a.xlsm") for what, parts in TAKEN.items()}
    return {what: partial(_made, *case[:2]) for what, case in (REFUSED | formatted | written | with_it).items()} | {
        what: lambda make=make: make()[:2] for what, make in HOSTILE.items()
    }


def _made(make: Callable[[], bytes], name: str) -> tuple[bytes, str]:
    return make(), name


def _measured(data: bytes, name: str) -> tuple[float, float, str]:
    """CPU seconds, the most memory beside what it had (MB), the fault and its detail."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, since, said = _memory("VmRSS"), time.process_time(), "read"
    try:
        open_workbook(data, name)
    except UnreadableWorkbook as error:
        said = str(error)
    except MemoryError:
        said = "too_large: tệp nặng quá mức hệ thống mở được"
    return time.process_time() - since, (_memory("VmHWM") - before) / 1024, said


def _memory(what: str) -> int:
    """KB, as Linux says it of this process."""
    (found,) = re.findall(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found)


if __name__ == "__main__":
    sys.exit(main())

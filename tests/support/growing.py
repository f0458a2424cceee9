"""A file that somebody is still copying."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def growing(path: Path) -> Iterator[None]:
    """A byte every hundredth of a second, for the length of the block."""
    path.write_bytes(b"a")
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with path.open("ab") as file:
                file.write(b"a")
            time.sleep(0.01)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()

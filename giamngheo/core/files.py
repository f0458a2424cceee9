"""The one way to write a file: whole or not at all, whenever the program is killed."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

FOR_EVERYBODY = 0o644  # our files are for our account alone (umask in `commands/app.py`); some are for others to read
UNFINISHED = ".*.part"  # names of what a kill may leave behind; `operate/retention.py` tidies them away


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Put a file in place, or in the place of another: nobody ever finds a part of it.

    It is written beside its place under a name of its own, brought to the disk, and only then renamed. `mode`: its
    rights, whatever the umask; without it the umask decides. A share that keeps its own rights is left its own.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            with contextlib.suppress(OSError):
                part.chmod(mode)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise

"""Housekeeping of files by stated age. What Prefect keeps, its own server tidies (`operate/services.py`)."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from giamngheo.core.files import UNFINISHED
from giamngheo.metadata.operation import Keep
from giamngheo.metadata.settings import Settings


def tidy_up(settings: Settings, keep: Keep, now: dt.datetime) -> int:
    """Delete what is older than `keep` says; gives how many files went. `now` is UTC."""
    home = settings.home
    scratch, notices = keep.scratch_days, keep.notice_days
    ages = [
        (settings.archive, UNFINISHED, scratch),
        *((home / folder, UNFINISHED, scratch) for folder in ("reports", "mail", "mail-answers", "notices")),
        (home / "archive", ".part-*", scratch),  # so named until version 0.2
        (home / "notices", "*.part", scratch),
        (home / "prefect" / "storage", "*", scratch),
        (home / "notices", "*.json", notices),
    ]
    gone = 0
    for folder, pattern, days in ages:
        for file in _older(folder, pattern, now - dt.timedelta(days=days)):
            with contextlib.suppress(OSError):
                file.unlink()
                gone += 1
    return gone


def _older(folder: Any, pattern: str, moment: dt.datetime) -> Iterator[Path]:
    """Nothing of an archive that is no folder of this machine: there nothing is left half written."""
    if isinstance(folder, Path) and folder.is_dir():
        for file in folder.rglob(pattern):
            with contextlib.suppress(OSError):
                if file.is_file() and dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC) < moment.replace(
                    tzinfo=dt.UTC
                ):
                    yield file

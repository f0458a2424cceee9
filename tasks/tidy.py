"""Tidy: take away scratch that is old enough. Never the archive's files, never the warehouse."""

from __future__ import annotations

from giamngheo.clock import Clock
from giamngheo.operation.tidying import tidy_up
from giamngheo.workplace import open_workplace
from tasks.step import step


@step("dọn dẹp", "dọn tệp tạm")
def tidy(today: str) -> str:
    """One sentence: how much was taken away."""
    place = open_workplace(today)
    gone = tidy_up(place.settings, place.configuration.operation.keep, Clock().now)
    return f"Đã dọn {gone} tệp tạm cũ."

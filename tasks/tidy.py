"""Tidy: take away scratch that is old enough. Never the archive's files, never the warehouse."""

from __future__ import annotations

from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.operate.retention import tidy_up
from tasks.support.step import step


@step("dọn dẹp", "dọn tệp tạm")
def tidy(today: str) -> str:
    """One sentence: how much was taken away."""
    context = open_context(today)
    gone = tidy_up(context.settings, context.configuration.operation.keep, Clock().now)
    return f"Đã dọn {gone} tệp tạm cũ."

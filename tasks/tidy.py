"""Tidy: take away scratch that is old enough, repeat erasures where an old month came again, seal what is unsealed."""

from __future__ import annotations

from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.operate.erasure import repeat_erasures
from giamngheo.operate.retention import tidy_up
from tasks.support.step import step


@step("dọn dẹp", "dọn tệp tạm")
def tidy(today: str) -> str:
    """One or two sentences: how much was taken away, and sealed."""
    context = open_context(today)
    gone = tidy_up(context.settings, context.configuration.operation.keep, Clock().now)
    repeat_erasures(context)
    sealed = context.archive.seal_rest()
    return f"Đã dọn {gone} tệp tạm cũ.{f' Đã mã hóa {sealed} bản gốc.' if sealed else ''}"

"""Backup: each night, where the office has named a folder for it."""

from __future__ import annotations

import datetime as dt

from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.operate.backup import back_up, forget_older
from tasks.support.step import step


@step("sao lưu", "sao lưu kho và bản gốc")
def backup(today: str) -> str:
    """One sentence; an empty one where no folder is named."""
    context = open_context(today)
    folder = context.settings.backup
    if folder is None:
        return ""
    now = Clock().now
    made = back_up(context, folder, now)
    forget_older(folder, now - dt.timedelta(days=context.configuration.operation.keep.backup_days), context.archive)
    return f" Đã sao lưu {made.rows} dòng, {len(made.archive)} tệp gốc."

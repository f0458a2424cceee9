"""Tidy: take away scratch that is old enough, repeat erasures where an old month came again, seal what is unsealed, keep for the views what no run has."""

from __future__ import annotations

import uuid

from prefect.runtime import flow_run

from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.metadata.reporting_schedule import collected_month
from giamngheo.operate.erasure import repeat_erasures
from giamngheo.operate.retention import tidy_up
from giamngheo.report.exchange import keep_everything
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run
from tasks.support.step import step


@step("dọn dẹp", "dọn tệp tạm")
def tidy(today: str) -> str:
    """One or two sentences: how much was taken away, and sealed."""
    context = open_context(today)
    gone = tidy_up(context.settings, context.configuration.operation.keep, Clock().now)
    own = Run(str(flow_run.id or uuid.uuid4()), "Dọn dẹp")
    wait = context.configuration.operation.wait_minutes * 60
    with leased(context.warehouse, own, "tidy", wait, context.clock.now):  # a run may be about to write what is erased
        repeat_erasures(context)
        keep_everything(context.warehouse, collected_month(context.configuration.working_calendar, context.clock.today))
    sealed = context.archive.seal_rest()
    return f"Đã dọn {gone} tệp tạm cũ.{f' Đã mã hóa {sealed} bản gốc.' if sealed else ''}"

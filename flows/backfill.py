"""Backfill: the reports of many periods one after another, oldest first, after a move or a change of rules."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.report import report_on
from flows.run.context import run_context_of
from flows.run.final_state import each_of, final_state
from flows.run.requests import KINDS, BackfillOrder, ReportOrder
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period, periods_ending_in


@flow(name="Làm bù", flow_run_name="Làm bù nhiều kỳ")
@final_state
def backfill(yêu_cầu: BackfillOrder = BackfillOrder()) -> str:  # noqa: B008 - the form's defaults
    """Làm lại báo cáo của nhiều kỳ liền nhau. Mặc định không gửi thư."""
    run_context = run_context_of(yêu_cầu)
    periods = periods_ending_in(KINDS[yêu_cầu.kind], Period.parse(yêu_cầu.first), Period.parse(yêu_cầu.last))
    if not periods:
        raise UsageError(
            f"Không có kỳ {yêu_cầu.kind} nào kết thúc từ {yêu_cầu.first} đến {yêu_cầu.last}; sửa lại khoảng tháng."
        )
    progress = cast(UUID, create_progress_artifact(0.0, key="tien-do", description=f"0/{len(periods)} kỳ"))

    def one(period: Period) -> str:
        order = ReportOrder(period=period.code, mail=yêu_cầu.mail, today=yêu_cầu.today)
        try:
            return report_on(period, run_context, order)
        finally:
            number = periods.index(period) + 1
            share = 100 * number / len(periods)
            update_progress_artifact(progress, progress=share, description=f"{number}/{len(periods)} kỳ, xong {period}")

    return each_of(periods, one)

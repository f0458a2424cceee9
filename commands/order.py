"""From the command line's options to the flow's order. Imports Prefect: not before its settings stand."""

from __future__ import annotations

from typing import Any, cast

from prefect import State

from flows.adhoc import adhoc, made_by
from flows.report import report
from flows.run.final_state import ALREADY_RUNNING
from flows.run.requests import AdHocOrder, ReportOrder
from giamngheo.context import Context
from giamngheo.core.errors import AlreadyRunning
from giamngheo.core.period import Period
from giamngheo.report.releases import Release, release_by_id


def order_report(period: str, today: str, sends: bool, send_anyway: bool, is_cleared: bool = False) -> None:
    """Run the flow for one period; raises what it ended with, also that another run is at the same work."""
    mail = "gửi thư" if sends else "không gửi thư (chạy thử)"
    order = ReportOrder(
        period=period,
        today=today,
        mail=mail,  # type: ignore[arg-type]
        despite_errors=send_anyway,
        cleared=is_cleared,
    )
    _require_done(report(order, return_state=True))


def order_ad_hoc(context: Context, order: AdHocOrder) -> Release:
    """Run the flow that makes an ad hoc report; gives the report, new or there already; raises what it ended with."""
    ended = adhoc(order, return_state=True)
    _require_done(ended)
    made = made_by(context.warehouse, Period.parse(order.period), str(ended.state_details.flow_run_id))
    return release_by_id(context.warehouse, cast(int, made))


def _require_done(ended: State[Any]) -> None:
    if ended.name == ALREADY_RUNNING:
        raise AlreadyRunning((ended.message or "").strip())
    ended.result()

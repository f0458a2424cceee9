"""From the command line's options to the flow's order. Imports Prefect: not before its settings stand."""

from __future__ import annotations

from flows.report import report
from flows.run.final_state import ALREADY_RUNNING
from flows.run.requests import ReportOrder
from giamngheo.core.errors import AlreadyRunning


def order_report(period: str, today: str, sends: bool, send_anyway: bool) -> None:
    """Run the flow for one period; raises what it ended with, also that another run is at the same work."""
    mail = "gửi thư" if sends else "không gửi thư (chạy thử)"
    order = ReportOrder(period=period, today=today, mail=mail, despite_errors=send_anyway)  # type: ignore[arg-type]
    ended = report(order, return_state=True)
    if ended.name == ALREADY_RUNNING:
        raise AlreadyRunning((ended.message or "").strip())
    ended.result()

"""Nightly: all that cannot be made again is copied, everything that the work rests on is checked, old scratch tidied away."""

from __future__ import annotations

from prefect import flow

from flows.run.context import run_context_of, write_line
from flows.run.final_state import final_state, finish
from flows.run.requests import NightlyOrder
from flows.server.health import check_all, require_well
from giamngheo.core.period import Period
from tasks.backup import backup
from tasks.support.artifacts import show_checks
from tasks.support.failing import Hindrance, tried
from tasks.tidy import tidy


@flow(name="Tự kiểm tra", flow_run_name="Tự kiểm tra ban đêm")
@final_state
def nightly(yêu_cầu: NightlyOrder = NightlyOrder()) -> str:  # noqa: B008 - the form's defaults
    """Kiểm tra cài đặt và các dịch vụ, rồi dọn tệp tạm đã cũ."""
    run_context = run_context_of(yêu_cầu)
    hindrances: list[Hindrance] = []
    kept = tried(lambda: backup(run_context.today), hindrances)
    checked = list(check_all())
    show_checks(checked)
    said = require_well(checked)
    write_line(run_context, "order", "nightly")
    finish(run_context, "nightly", Period.month_of(run_context.day))
    tidied = tidy(run_context.today)
    if hindrances:
        raise hindrances[0]
    return f"{said} {tidied}{kept}"

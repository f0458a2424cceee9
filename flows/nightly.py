"""Nightly: old scratch is tidied away, all that cannot be made again copied, everything that the work rests on checked."""

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
    """Dọn tệp tạm đã cũ, sao lưu, rồi kiểm tra cài đặt và các dịch vụ."""
    run_context = run_context_of(yêu_cầu)
    hindrances: list[Hindrance] = []
    write_line(run_context, "order", "nightly")
    tidied = tried(
        lambda: tidy(run_context.today), hindrances
    )  # before the backup: what was erased is not copied again
    kept = tried(lambda: backup(run_context.today), hindrances)
    checked = list(check_all())
    show_checks(checked)
    said = require_well(checked)
    if hindrances:
        raise hindrances[0]
    finish(run_context, "nightly", Period.month_of(run_context.day))
    return f"{said} {tidied}{kept}"

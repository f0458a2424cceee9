"""Nightly: everything that the work rests on is checked, and what is old enough is tidied away."""

from __future__ import annotations

from prefect import flow

from flows.run.context import finish, occasion_of, told, write_line
from flows.run.requests import NightlyOrder
from flows.server.health import check_all, require_well
from giamngheo.core.period import Period
from tasks.support.showing import show_checks
from tasks.tidy import tidy


@flow(name="Tự kiểm tra", flow_run_name="Tự kiểm tra ban đêm")
@told
def nightly(yêu_cầu: NightlyOrder = NightlyOrder()) -> str:  # noqa: B008 - the form's defaults
    """Kiểm tra cài đặt và các dịch vụ, rồi dọn tệp tạm đã cũ."""
    occasion = occasion_of(yêu_cầu)
    checked = list(check_all())
    show_checks(checked)
    said = require_well(checked)
    write_line(occasion, "order", "nightly")
    finish(occasion, "nightly", Period.month_of(occasion.day))
    return f"{said} {tidy(occasion.today)}"

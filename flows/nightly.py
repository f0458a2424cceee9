"""Nightly: what is old enough is tidied away, and everything that the work rests on is checked."""

from __future__ import annotations

from prefect import flow

from flows.checking import check_all
from flows.orders import NightlyOrder
from flows.running import occasion_of, told, write_order
from tasks.showing import show_checks
from tasks.tidy import tidy


@flow(name="Tự kiểm tra", flow_run_name="Tự kiểm tra ban đêm")
@told
def nightly(yêu_cầu: NightlyOrder = NightlyOrder()) -> str:  # noqa: B008 - the form's defaults
    """Kiểm tra cài đặt và các dịch vụ, rồi dọn tệp tạm đã cũ."""
    occasion = occasion_of(yêu_cầu)
    write_order(occasion, "nightly")
    tidied = tidy(occasion.today)
    said = show_checks([(each.name, each.text, each.error) for each in check_all()])
    return f"{said} {tidied}"

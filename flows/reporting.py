"""The report on a period: receive → read → check → store → attain → report → send."""

from __future__ import annotations

from typing import Any

from prefect import flow, unmapped
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from giamngheo.errors import GiamNgheoError
from giamngheo.period import Period
from giamngheo.workplace import day_of, open_workplace
from tasks.attain import attain, to_attain
from tasks.check import check
from tasks.read import by_month, labels, read
from tasks.receive import receive
from tasks.report import report
from tasks.send import send
from tasks.store import store

# Reading is work of the processor: many at once only wait for each other.
_FEW_AT_A_TIME: Any = ThreadPoolTaskRunner(max_workers=4)


def _run_name() -> str:
    period = Period.parse(flow_run.parameters["period"])
    kinds = {"month": "tháng", "quarter": "quý", "half": "6 tháng", "nine_months": "9 tháng", "year": "năm"}
    return f"Báo cáo {kinds[period.kind]} {period}"


@flow(name="Báo cáo giảm nghèo", flow_run_name=_run_name, task_runner=_FEW_AT_A_TIME)
def report_on_period(period: str, send_mail: bool = True, today: str = "") -> None:
    """Collect what the communes sent, and report on a period.

    Args:
        period: Kỳ báo cáo, ví dụ 2020-03 hoặc 2020-Q1.
        send_mail: Gửi thư cho các nơi nhận trong config/recipients.toml.
        today: Ngày được coi là hôm nay, ví dụ 2020-03-17; để trống là ngày thật.
    """
    today = day_of(today)
    with open_workplace(today).warehouse.alone():
        submissions = receive(period, today)
        readings = read.map(submissions, labels(submissions, today), unmapped(today))
        batches, failed = by_month(submissions, readings)
        for month, batch in batches:
            check(month, batch, today)
            store(month, batch, today)
        for each in to_attain(period, today):
            attain(each, today)
        report_id = report(period, today)
        if send_mail:
            send(period, report_id, today)
    if failed:
        raise SomeNotRead(failed)


class SomeNotRead(GiamNgheoError):
    """An unforeseen error was met in some workbooks; the others went their way."""

    def __init__(self, submissions: list[int]) -> None:
        super().__init__(
            f"Có {len(submissions)} tệp gặp lỗi ngoài dự kiến khi đọc; báo cáo đã lập từ các tệp còn lại. "
            "Xem các bước «đọc …» màu đỏ trong lượt chạy, báo người phụ trách phần mềm, rồi bấm Retry."
        )

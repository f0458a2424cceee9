"""`giamngheo export`: the views as files for people's own tools and for other systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import Today, written
from giamngheo.context import open_context
from giamngheo.metadata.reporting_schedule import collected_month
from giamngheo.report.exchange import keep_everything

_OWN_USE = (
    "Để dùng nội bộ: không có dữ liệu hộ, nhưng có mọi số đếm của từng đơn vị, kể cả số rất nhỏ, và địa chỉ thư của nơi nhận. "
    "Công khai thì dùng báo cáo công khai (small_counts_below trong config/report.toml)."
)


def export(
    out: Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Thư mục nhận các tệp; chưa có thì được tạo.")],
    today: Today = "",
) -> None:
    from giamngheo.report.exchange.files import exported

    context = open_context(today)
    until = collected_month(context.configuration.working_calendar, context.clock.today)
    keep_everything(context.warehouse, until)
    for path in written(out, exported(context.warehouse)):
        print(path)
    print(_OWN_USE)

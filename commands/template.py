"""`giamngheo template`: the form as a workbook for each unit, filled in as far as is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import AsJson, Today, UnitOption, print_json, written
from giamngheo.context import Context, open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit

Files = dict[Unit, tuple[str, bytes]]


def template(
    period: Annotated[str, typer.Option("--period", metavar="KỲ", help="Tháng báo cáo, ví dụ 2020-04.")],
    unit: UnitOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi đặt các tệp.")] = None,
    lay: Annotated[
        bool, typer.Option("--lay", help="Đặt vào thư mục của từng đơn vị trong thư mục dùng chung, không đè tệp nào.")
    ] = False,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    if out is None and not lay:
        raise UsageError("Chưa biết đặt biểu mẫu ở đâu; thêm --out THƯ_MỤC, hoặc --lay để đặt vào thư mục dùng chung.")
    context, month = open_context(today), month_asked(period)
    files = _files(context, month, unit)
    paths = written(out, files.values()) if out else []
    laid = _laid(context, files, month) if lay else {}
    if as_json:
        kept = [path for path, is_new in laid.items() if not is_new]
        print_json(
            {"period": month.code, "files": paths, "laid": [path for path in laid if path not in kept], "kept": kept}
        )
        return
    print("\n".join(paths + [f"{path}{'' if is_new else '  (đã có, để nguyên)'}" for path, is_new in laid.items()]))


def month_asked(period: str) -> Period:
    """`UsageError` for a quarter or a year: a form is of a month."""
    month = Period.parse(period)
    if month.kind != "month":
        raise UsageError(f"Biểu mẫu là của một tháng; kỳ {month} không phải tháng, viết như 2020-04.")
    return month


def _files(context: Context, month: Period, code: str | None) -> Files:
    from giamngheo.feedback.form import file_name, form_workbook, prefilled

    configuration, units = context.configuration, context.units
    if month < configuration.first_month:
        raise UsageError(f"Kỳ {month} có trước kỳ gốc {configuration.first_month} của kế hoạch; chọn kỳ khác.")
    warehouse = context.warehouse if context.has_warehouse else None
    files: Files = {}
    for unit in [units.get(code, month)] if code else units.expected(month):
        carried = prefilled(warehouse, unit.code, month) if warehouse else None
        data = form_workbook(configuration, unit, month, carried)
        files[unit] = (file_name(configuration.form, unit, month), data)
    return files


def _laid(context: Context, files: Files, month: Period) -> dict[str, bool]:
    from giamngheo.feedback.form import lay

    units = context.units
    return lay(context.settings.inbox, files, lambda code: units.of_folder(code, month))

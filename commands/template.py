"""`giamngheo template`: the form as a workbook for each unit, filled in as far as is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import AsJson, Today, UnitOption, print_json, written
from giamngheo.context import Context, open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.record import is_in_force
from giamngheo.metadata.senders import Sender

if TYPE_CHECKING:
    from giamngheo.feedback.form import Laid, Prefilled

Files = dict[Sender, tuple[str, bytes]]
_KINDS = {
    "month": ("tháng", "2020-04"),
    "quarter": ("quý", "2020-Q2"),
    "half": ("nửa năm", "2020-H1"),
    "year": ("năm", "2020"),
}


def template(
    period: Annotated[
        str, typer.Option("--period", metavar="KỲ", help="Kỳ báo cáo, ví dụ 2020-04; biểu quý: 2020-Q2.")
    ],
    unit: UnitOption = None,
    form: Annotated[
        str | None, typer.Option("--form", metavar="BIỂU", help="Mã biểu; không ghi thì là biểu chính.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi đặt các tệp.")] = None,
    lay: Annotated[
        bool, typer.Option("--lay", help="Đặt vào thư mục của từng đơn vị trong thư mục dùng chung, không đè tệp nào.")
    ] = False,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    if out is None and not lay:
        raise UsageError("Chưa biết đặt biểu mẫu ở đâu; thêm --out THƯ_MỤC, hoặc --lay để đặt vào thư mục dùng chung.")
    context = open_context(today)
    wanted = _form(context, form)
    month = period_asked(period, wanted, context.configuration)
    files = _files(context, wanted, month, unit)
    paths = written(out, files.values()) if out else []
    laid = _laid(context, files, month) if lay else {}
    if as_json:
        kept = [path for path, became in laid.items() if became != "new"]
        print_json(
            {
                "period": month.code,
                "files": paths,
                "laid": [path for path in laid if path not in kept],
                "kept": kept,
                "differing": [path for path, became in laid.items() if became == "other"],
            }
        )
        return
    from giamngheo.feedback.form import laid_said

    print("\n".join([*paths, *laid_said(laid)]))


def _form(context: Context, form_id: str | None) -> Form:
    known = {form.id: form for form in context.configuration.forms}
    if form_id and form_id not in known:
        raise UsageError(f"Không có biểu «{form_id}»; chọn một trong: {', '.join(sorted(known))}.")
    return known[form_id] if form_id else context.configuration.form


def period_asked(code: str, form: Form, configuration: Configuration) -> Period:
    """`UsageError` for one that is not of the form's kind, or for which nobody owes the form."""
    period, wanted = Period.parse(code), _KINDS[form.frequency]
    if period.kind != form.frequency:
        raise UsageError(f"Biểu mẫu là của một {wanted[0]}; kỳ {period} không phải {wanted[0]}, viết như {wanted[1]}.")
    if period.last_month < configuration.first_month:
        raise UsageError(f"Kỳ {period} có trước kỳ gốc {configuration.first_month} của kế hoạch; chọn kỳ khác.")
    if not is_in_force(form.since, period):
        raise UsageError(f"Kỳ {period} chưa thu biểu {form.id}, biểu ấy thu từ {form.since}; chọn kỳ sau.")
    if not configuration.senders.of(form, period):
        raise UsageError(f"Kỳ {period} không đơn vị hay cơ quan nào phải gửi biểu {form.id}; chọn kỳ khác.")
    return period


def _files(context: Context, form: Form, month: Period, code: str | None) -> Files:
    from giamngheo.feedback.form import file_name, form_workbook

    configuration, senders = context.configuration, context.configuration.senders
    files: Files = {}
    for unit in [senders.get(form, code, month)] if code else senders.of(form, month):
        carried = _carried(context, form, unit.code, month)
        files[unit] = (file_name(form, unit, month), form_workbook(configuration, unit, month, carried, form))
    return files


def _carried(context: Context, form: Form, code: str, month: Period) -> Prefilled | None:
    """What stands in it already: the units, or what the sender reported before."""
    from giamngheo.feedback.form import households_for, prefilled, units_for

    if by_unit := units_for(context.configuration, form, month):
        return by_unit
    if not context.has_warehouse:
        return None
    if form is context.configuration.form:
        return prefilled(context.warehouse, code, month)
    return households_for(context.warehouse, code, form, month)


def _laid(context: Context, files: Files, month: Period) -> dict[str, Laid]:
    from giamngheo.feedback.form import lay

    senders = context.configuration.senders
    meant = partial(senders.of_folder, period=month)
    return lay(context.settings.inbox, files, meant, offices=senders.office_codes)

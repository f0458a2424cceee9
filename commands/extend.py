"""`giamngheo extend`: a later due day for one unit."""

from __future__ import annotations

import datetime as dt
import getpass
from typing import Annotated

import typer

from commands.output import AsJson, PeriodOption, Today, print_json
from giamngheo.context import open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.store.deadlines import extend as extend_due_day


def extend(
    period: PeriodOption,
    unit: Annotated[str, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị, ví dụ 18604.")],
    until: Annotated[str, typer.Option("--until", metavar="NGÀY", help="Ngày gia hạn, ví dụ 2020-03-20.")],
    why: Annotated[str, typer.Option("--why", metavar="LÝ_DO", help="Lý do gia hạn; được ghi vào sổ nhật ký.")],
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    context = open_context(today)
    wanted = Period.parse(period)
    senders = context.configuration.senders
    form = senders.form_of(senders.meant(unit, wanted)) or context.configuration.form
    own = senders.get(form, unit, wanted)
    try:
        last = dt.date.fromisoformat(until)
    except ValueError:
        raise UsageError(f"Ngày «{until}» không đúng; viết như 2020-03-20.") from None
    extend_due_day(context.warehouse, wanted, own, last, getpass.getuser(), why)
    if as_json:
        print_json({"period": wanted.code, "unit": own.code, "until": last})
    else:
        print(f"{own.name} được nộp báo cáo {wanted.title} đến hết ngày {day(last)}.")

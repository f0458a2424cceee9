"""`giamngheo close`, `giamngheo reopen`: whether a period still takes workbooks."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json
from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.operate.year_end import plan_to_lay
from giamngheo.store import deadlines

_Period = Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ: 2020-03, 2020-Q1, 2020-H1, 2020-9M hoặc 2020.")]


def close(period: _Period, today: Today = "", as_json: AsJson = False) -> None:
    context = open_context(today)
    wanted = Period.parse(period)
    months = deadlines.close(context.warehouse, wanted, getpass.getuser(), context.clock.today)
    _say(wanted, months, "khóa", True, as_json)
    is_years_end = context.configuration.plan_of(wanted).is_closed_by(wanted)
    if is_years_end and not as_json and (told := plan_to_lay(context.configuration, wanted)):
        print(told)


def reopen(
    period: _Period,
    why: Annotated[str, typer.Option("--why", metavar="LÝ_DO", help="Lý do mở lại; được ghi vào sổ nhật ký.")],
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    context = open_context(today)
    months = deadlines.reopen(context.warehouse, Period.parse(period), getpass.getuser(), why, context.clock.today)
    _say(Period.parse(period), months, "mở lại", False, as_json)


def _say(period: Period, months: Sequence[Period], what: str, is_closed: bool, as_json: bool) -> None:
    if as_json:
        print_json({"period": period.code, "closed": is_closed, "changed": [month.code for month in months]})
    elif months:
        print(f"Đã {what} {', '.join(month.title for month in months)}.")
    else:
        print(f"Không có tháng nào của {period.title} phải {what}.")

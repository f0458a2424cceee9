"""`giamngheo close`, `giamngheo reopen`: whether a period still takes workbooks."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json
from commands.vietnamese_help import Command
from giamngheo import closing
from giamngheo.period import Period
from giamngheo.workplace import open_workplace

_Period = Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ: 2020-03, 2020-Q1, 2020-H1, 2020-9M hoặc 2020.")]


def add_to(app: typer.Typer) -> None:
    app.command("close", cls=Command, help="Khóa một kỳ: không nhận thêm báo cáo, bản sửa.")(close)
    app.command("reopen", cls=Command, help="Mở lại một kỳ đã khóa; phải ghi lý do.")(reopen)


def close(period: _Period, today: Today = "", as_json: AsJson = False) -> None:
    place = open_workplace(today)
    months = closing.close(place.warehouse, Period.parse(period), getpass.getuser(), place.clock.today)
    _say(Period.parse(period), months, "khóa", True, as_json)


def reopen(
    period: _Period,
    why: Annotated[str, typer.Option("--why", metavar="LÝ_DO", help="Lý do mở lại; được ghi vào sổ nhật ký.")],
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    place = open_workplace(today)
    months = closing.reopen(place.warehouse, Period.parse(period), getpass.getuser(), why, place.clock.today)
    _say(Period.parse(period), months, "mở lại", False, as_json)


def _say(period: Period, months: Sequence[Period], what: str, is_closed: bool, as_json: bool) -> None:
    if as_json:
        print_json({"period": period.code, "closed": is_closed, "changed": [month.code for month in months]})
    elif months:
        print(f"Đã {what} {', '.join(month.title for month in months)}.")
    else:
        print(f"Không có tháng nào của {period.title} phải {what}.")

"""`giamngheo series`: one figure of one unit month by month, over mergers."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json, print_table
from commands.vietnamese_help import Command
from giamngheo.context import Context, open_context
from giamngheo.core.formats import NO_VALUE, quantity
from giamngheo.core.period import Period
from giamngheo.report.wording import words


def add_to(app: typer.Typer) -> None:
    app.command(
        "series",
        cls=Command,
        help="Một số liệu của một đơn vị qua các tháng, kể cả khi đơn vị được nhập; chỗ không so được thì nêu rõ.",
    )(series)


def series(
    unit: Annotated[str, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị ở tháng cuối, ví dụ 18604.")],
    first: Annotated[str, typer.Option("--from", metavar="KỲ", help="Tháng đầu, ví dụ 2024-12.")],
    last: Annotated[str, typer.Option("--to", metavar="KỲ", help="Tháng cuối, ví dụ 2025-07.")],
    figure: Annotated[
        str, typer.Option("--figure", metavar="SỐ_LIỆU", help="Số liệu như trong giamngheo figures --json.")
    ] = "poor",
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    from giamngheo.attain.time_series import time_series

    context = open_context(today)
    ending = Period.parse(last)
    points = time_series(context.warehouse, unit, figure, Period.parse(first), ending)
    own = context.units.get(unit, ending.last_month)
    if as_json:
        print_json(
            {
                "unit": own.code,
                "name": own.name,
                "figure": figure,
                "months": [
                    {
                        "period": point.period.code,
                        "value": point.value,
                        "units": [{"unit": part.code, "name": part.name} for part in point.parts],
                        "continuous": point.continuous,
                    }
                    | ({"reason": point.reason} if point.reason else {})
                    for point in points
                ],
            }
        )
    else:
        print_table(
            f"{own.name} ({own.code}), {_title(context, figure)}: {points[0].period} đến {points[-1].period}",
            ["Kỳ", "Giá trị", "Cộng từ", "Ghi chú"],
            [
                (
                    point.period.code,
                    quantity(point.value) if point.continuous else NO_VALUE,
                    ", ".join(f"{part.name} ({part.code})" for part in point.parts if (own,) != point.parts),
                    f"GIÁN ĐOẠN: {point.reason}" if point.broken else words.capital(point.reason),
                )
                for point in points
            ],
            right=(1,),
        )
    return 0 if any(point.continuous for point in points) else 1


def _title(context: Context, figure: str) -> str:
    plan = context.configuration.plan
    return next(group[figure].title for group in plan.figures.values() if figure in group)

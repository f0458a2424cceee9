"""`giamngheo series`: one figure of a unit or an area month by month, over mergers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.figures import measures
from commands.output import AsCsv, AsJson, Today, print_csv, print_json, print_table, require_one_form
from giamngheo.attain.time_series import Observation, time_series
from giamngheo.context import open_context
from giamngheo.core.errors import NothingFound
from giamngheo.core.formats import NO_VALUE, quantity
from giamngheo.core.period import Period
from giamngheo.metadata.areas import Branch
from giamngheo.report.wording import words


def series(
    unit: Annotated[
        str, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị hoặc khu vực ở tháng cuối, ví dụ 18604.")
    ],
    first: Annotated[str, typer.Option("--from", metavar="KỲ", help="Tháng đầu, ví dụ 2024-12.")],
    last: Annotated[str, typer.Option("--to", metavar="KỲ", help="Tháng cuối, ví dụ 2025-07.")],
    figure: Annotated[
        str, typer.Option("--figure", metavar="SỐ_LIỆU", help="Số liệu như trong giamngheo figures --json.")
    ] = "poor",
    today: Today = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    require_one_form(as_json, as_csv)
    context = open_context(today)
    ending = Period.parse(last)
    points = time_series(context.warehouse, unit, figure, Period.parse(first), ending)
    own, measure = context.configuration.area_tree.get(unit, ending.last_month), measures(context, ending)[figure]
    if as_json:
        print_json(_as_data(own, figure, measure, points))
    elif as_csv:
        _print_csv(own, measure, points)
    else:
        _print(own, measure["title"], points)
    if not any(point.continuous for point in points):
        raise NothingFound(
            f"Không có số liệu nào của {own.name} so được với nhau từ {points[0].period} đến {points[-1].period}; "
            "lý do của từng tháng ghi ở trên."
        )


def _as_data(own: Branch, figure: str, measure: dict[str, str], points: list[Observation]) -> dict[str, Any]:
    return {
        "unit": own.code,
        "name": own.name,
        "figure": figure,
        **measure,
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


def _print_csv(own: Branch, measure: dict[str, str], points: list[Observation]) -> None:
    print_csv(
        ["Mã", "Đơn vị", "Số liệu", "Đơn vị tính", "Kỳ", "Giá trị", "Cộng từ", "Ghi chú"],
        [
            (
                *(own.code, own.name, measure["title"], measure["unit_of_measure"], point.period.code),
                point.value if point.continuous else None,
                _added_up_from(own, point),
                _note(point),
            )
            for point in points
        ],
    )


def _print(own: Branch, title: str, points: list[Observation]) -> None:
    print_table(
        f"{own.name} ({own.code}), {title}: {points[0].period} đến {points[-1].period}",
        ["Kỳ", "Giá trị", "Cộng từ", "Ghi chú"],
        [
            (
                point.period.code,
                quantity(point.value) if point.continuous else NO_VALUE,
                _added_up_from(own, point),
                _note(point),
            )
            for point in points
        ],
        right=(1,),
    )


def _added_up_from(own: Branch, point: Observation) -> str:
    """Nothing where it was the unit itself, or the area's units as they are."""
    then = [(part.code, part.name) for part in point.parts]
    is_itself = [code for code, _ in then] == [*own.units] and (len(then) > 1 or then == [(own.code, own.name)])
    return "" if is_itself else ", ".join(f"{name} ({code})" for code, name in then)


def _note(point: Observation) -> str:
    return f"GIÁN ĐOẠN: {point.reason}" if point.broken else words.capital(point.reason)

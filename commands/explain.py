"""`giamngheo explain`: where a figure comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import AsJson, PeriodOption, Today, UnitOption, print_json, print_table
from giamngheo.context import open_context
from giamngheo.core.formats import moment, number, quantity
from giamngheo.core.period import Period


def explain(
    indicator: Annotated[str, typer.Argument(metavar="CHỈ_TIÊU", help="Mã chỉ tiêu, ví dụ insured_poor.")],
    period: PeriodOption,
    unit: UnitOption = None,
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    from giamngheo.attain.provenance import explanation

    context = open_context(today)
    told = explanation(context.warehouse, indicator, Period.parse(period), unit)
    if as_json:
        print_json(told)
        return 0
    print(f"{told['title']} ({told['indicator']}), {told['period']}, {told['unit_name']}")
    for side, name in (("numerator", "Tử số"), ("denominator", "Mẫu số")):
        part = told[side]
        if part:
            print(f"  {name}: {quantity(part['value'])} = {part['expression']}")
            print(f"    trên các dòng của «{part['sheet']}», cột: {', '.join(part['columns']) or '(đếm dòng)'}")
    if told["baseline"]:
        parts = (quantity(told["baseline"][side]) for side in ("numerator", "denominator"))
        print(f"  Kỳ gốc: {' / '.join(parts)}")
    print(f"  Giá trị: {number(told['value'], 2)} {told['unit_of_measure']}; cách tính: {told['method']}")
    print(f"  Mục tiêu: {told['target']}; căn cứ: {told['article']}; phụ trách: {told['responsible']}")
    if "since" in told:
        print(f"  Thu thập từ {Period.parse(told['since']).title}; các kỳ trước chưa có số liệu")
    print_table(
        f"Từ {len(told['submissions'])} báo cáo",
        ["Mã", "Đơn vị", "Kỳ", "Lần", "Nhận lúc", "Tử số", "Mẫu số"],
        [
            (
                item["unit"],
                item["name"],
                item["period"],
                str(item["version"]),
                moment(item["received_at"]),
                quantity(item["numerator"]),
                quantity(item["denominator"]),
            )
            for item in told["submissions"]
        ],
        right=(3, 5, 6),
    )
    return 0

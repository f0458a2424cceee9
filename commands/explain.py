"""`giamngheo explain`: where a figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from commands.output import AsJson, PeriodOption, Today, UnitOption, print_json, print_table
from giamngheo.context import open_context
from giamngheo.core.formats import moment, number, quantity
from giamngheo.core.period import Period

_MOST_UNITS = 30


def explain(
    indicator: Annotated[str, typer.Argument(metavar="CHỈ_TIÊU", help="Mã chỉ tiêu hoặc số liệu, ví dụ insured_poor.")],
    period: PeriodOption,
    unit: UnitOption = None,
    rows: Annotated[
        bool,
        typer.Option("--rows", help="Từng dòng của bản gốc tính vào số này: trang tính, dòng; không có tên người."),
    ] = False,
    out: Annotated[
        str,
        typer.Option("--out", metavar="TỆP", help="Cùng --rows: tệp Excel có cả mã hộ, tên chủ hộ; phải ghi --why."),
    ] = "",
    why: Annotated[str, typer.Option("--why", metavar="CĂN_CỨ", help="Căn cứ; được ghi vào sổ nhật ký.")] = "",
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    from giamngheo.report.explanation import explained

    context = open_context(today)
    if rows or out or why:
        from commands.explained_rows import RowsAsked, explain_rows

        return explain_rows(context, indicator, Period.parse(period), unit, RowsAsked(rows, out, why, as_json))
    told = explained(context.warehouse, indicator, Period.parse(period), unit)
    if as_json:
        print_json(told)
        return 0
    _print_parts(told, indicator)
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
    _print_left_out(told["left_out"])
    _print_changed(told["changed"])
    return 0


def _print_parts(told: dict[str, Any], code: str) -> None:
    print(f"{told['title']} ({code}), {told['period']}, {told['unit_name']}")
    for side, name in (("numerator", "Tử số"), ("denominator", "Mẫu số")):
        part = told[side]
        if part:
            print(f"  {name}: {quantity(part['value'])} = {part['expression']}")
            print(f"    {part['in_words']}; trang «{part['sheet']}»")
    if told.get("baseline"):
        parts = (quantity(told["baseline"][side]) for side in ("numerator", "denominator"))
        print(f"  Kỳ gốc: {' / '.join(parts)}")
    value = quantity(told["value"]) if "figure" in told else number(told["value"], 2)
    print(f"  Giá trị: {value} {told['unit_of_measure']}; cách tính: {told['method']}")
    if "target" in told:
        print(f"  Mục tiêu: {told['target']}; căn cứ: {told['article']}; phụ trách: {told['responsible']}")
    if "since" in told:
        print(f"  Thu thập từ {Period.parse(told['since']).title}; các kỳ trước chưa có số liệu")


def _print_left_out(left_out: list[dict[str, Any]]) -> None:
    by_reason: dict[str, list[str]] = {}
    for one in left_out:
        by_reason.setdefault(one["why"], []).append(one["name"])
    for why, names in by_reason.items():
        print(f"Không có trong số này, vì {why} ({len(names)} đơn vị): {', '.join(names)}")


def _print_changed(changed: dict[str, Any]) -> None:
    if report := changed["since_report"]:
        _print_units(f"báo cáo đã lập (lần {report['revision']})", report)
    if before := changed["since_before"]:
        _print_units(Period.parse(before["period"]).title, before)


def _print_units(then: str, compared: dict[str, Any]) -> None:
    """Of a rate both parts: it may change by its denominator alone."""
    if not compared["units"]:
        print(f"So với {then}: không đơn vị nào thay đổi.")
        return
    print_table(
        f"\nSo với {then}: {_shown(compared['before'])} → {_shown(compared['now'])}{_parts_named(compared)}",
        ["Mã", "Đơn vị", "Trước", "Nay", "Thay đổi"],
        [
            (one["unit"], one["name"], _shown(one["before"]), _shown(one["now"]), _change(one["before"], one["now"]))
            for one in compared["units"][:_MOST_UNITS]
        ],
        right=(2, 3, 4),
    )
    if (more := len(compared["units"]) - _MOST_UNITS) > 0:
        print(f"Còn {more} đơn vị thay đổi ít hơn; xem đủ bằng --json.")


def _parts_named(compared: dict[str, Any]) -> str:
    side = compared["now"] or compared["before"]
    return " (tử số / mẫu số)" if len(side) > 1 else ""


def _shown(side: Sequence[float] | None) -> str:
    return "chưa có" if side is None else " / ".join(map(quantity, side))


def _change(before: Sequence[float] | None, now: Sequence[float] | None) -> str:
    """Part by part; none where the unit is on one side alone."""
    if before is None or now is None:
        return "–"
    changes = (then - earlier for earlier, then in zip(before, now, strict=True))
    return " / ".join(f"+{quantity(change)}" if change > 0 else quantity(change) for change in changes)

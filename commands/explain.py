"""`giamngheo explain`: where a figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from commands.output import AsJson, PeriodOption, Today, UnitOption, print_json, print_table
from giamngheo.context import open_context
from giamngheo.core.errors import NothingFound
from giamngheo.core.formats import moment, quantity
from giamngheo.core.period import Period
from giamngheo.report.wording import words
from giamngheo.report.wording.explained import (
    change_said,
    left_out_said,
    side_said,
    since_before_said,
    since_report_said,
)

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
    from giamngheo.report.source_rows import nothing_behind

    context = open_context(today)
    if rows or out or why:
        from commands.explained_rows import RowsAsked, explain_rows

        return explain_rows(context, indicator, Period.parse(period), unit, RowsAsked(rows, out, why, as_json))
    told = explained(context.warehouse, indicator, Period.parse(period), unit)
    if as_json:
        print_json(told)
    else:
        _print(told, indicator)
    if told["uncounted"]:
        raise NothingFound(nothing_behind(told))
    return 0


def _print(told: dict[str, Any], code: str) -> None:
    _print_parts(told, code)
    if told["submissions"]:
        _print_submissions(told)
    for sentence in left_out_said(told["left_out"]):
        print(sentence)
    if told["submissions"]:
        _print_changed(told["changed"])


def _print_submissions(told: dict[str, Any]) -> None:
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
    unit = told["unit_of_measure"]
    value = words.value_said("reduction" if unit == "điểm %" else "", told["value"], unit).strip()
    print(f"  Giá trị: {value}; cách tính: {told['method']}")
    if told["uncounted"]:
        print(f"  Chưa có giá trị: {told['uncounted']}")
    if "target" in told:
        print(f"  Mục tiêu: {told['target']}; căn cứ: {told['article']}; phụ trách: {told['responsible']}")
    if "since" in told:
        print(f"  Thu thập từ {Period.parse(told['since']).title}; các kỳ trước chưa có số liệu")


def _print_changed(changed: dict[str, Any]) -> None:
    if report := changed["since_report"]:
        _print_units(since_report_said(report), report["units"])
    if before := changed["since_before"]:
        _print_units(since_before_said(before), before["units"])


def _print_units(said: Sequence[str], units: Sequence[dict[str, Any]]) -> None:
    """What is said of the whole, then each unit that changed."""
    for sentence in said:
        print(sentence)
    if not units:
        return
    print_table(
        "",
        ["Mã", "Đơn vị", "Trước", "Nay", "Thay đổi"],
        [
            (
                one["unit"],
                one["name"],
                side_said(one["before"]),
                side_said(one["now"]),
                change_said(one["before"], one["now"]),
            )
            for one in units[:_MOST_UNITS]
        ],
        right=(2, 3, 4),
    )
    if (more := len(units) - _MOST_UNITS) > 0:
        print(f"Còn {more} đơn vị thay đổi ít hơn; xem đủ bằng --json.")

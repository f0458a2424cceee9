"""`giamngheo explanations`: what the units say of the warnings in their reports, for the district's officer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.output import AsJson, PeriodOption, Today, print_json, print_table
from giamngheo.check.completeness import rule_sentence
from giamngheo.context import Context, open_context
from giamngheo.core.period import Period


def explanations(
    period: PeriodOption,
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Chỉ một đơn vị, ví dụ 18604.")] = None,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    context, wanted = open_context(today), Period.parse(period)
    if unit:
        context.units.get(unit, wanted)
    found = _found(context, wanted, unit)
    if as_json:
        print_json({"period": wanted.code, "explanations": found})
    elif found:
        _print(context, wanted, found)
    else:
        print(f"Không có giải trình nào trong {wanted.title}.")


def _found(context: Context, period: Period, unit: str | None) -> list[dict[str, Any]]:
    """What stands in the submissions in force, by unit and month."""
    from giamngheo.check.stored_explanations import explained_in

    owners = _owners(context, period, unit)
    return [
        {
            "unit": owners[submission][0],
            "period": owners[submission][1],
            "rule": finding.rule,
            "sheet": finding.sheet,
            "row": finding.row,
            "subject": finding.subject or None,
            "explanation": finding.explanation,
            "since": finding.quiet_since,
        }
        for submission, finding in explained_in(context.warehouse, list(owners))
    ]


def _owners(context: Context, period: Period, unit: str | None) -> dict[int, tuple[str, str]]:
    """Whose each submission in force is, and of which month."""
    from giamngheo.store.submissions import in_force

    found = sorted(in_force(context.warehouse, period.months).items())
    return {identity: owner for owner, identity in found if unit in (None, owner[0])}


def _print(context: Context, period: Period, found: list[dict[str, Any]]) -> None:
    print_table(
        f"Giải trình, {period.title}",
        ["Đơn vị", "Kỳ", "Nội dung", "Ở đâu", "Giải trình", "Từ kỳ"],
        [
            (
                context.units.name(str(one["unit"]), period),
                str(one["period"]),
                f"{rule_sentence(context.warehouse, str(one['rule']))} ({one['rule']})",
                _where(one),
                str(one["explanation"]),
                str(one["since"] or ""),
            )
            for one in found
        ],
    )


def _where(one: dict[str, Any]) -> str:
    """A household that is not in the workbook has no row there: its code tells which it is."""
    sheet = str(one["sheet"] or "cả tệp")
    if one["row"]:
        return f"{sheet}, dòng {one['row']}"
    return f"{sheet}, hộ {one['subject']}" if one["subject"] else sheet

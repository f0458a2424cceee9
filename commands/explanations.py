"""`giamngheo explanations`: what the units say of the warnings in their reports, for the district's officer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.output import AsJson, PeriodOption, Today, print_json, print_table
from commands.vietnamese_help import Command
from giamngheo.check.completeness import rule_sentence
from giamngheo.context import open_context
from giamngheo.core.period import Period


def add_to(app: typer.Typer) -> None:
    app.command("explanations", cls=Command, help="Giải trình của các xã về những chỗ cần xem lại của một kỳ.")(
        explanations
    )


def explanations(
    period: PeriodOption,
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Chỉ một đơn vị, ví dụ 18604.")] = None,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    from giamngheo.check.stored_explanations import explained_in
    from giamngheo.store.submissions import in_force

    place, wanted = open_context(today), Period.parse(period)
    if unit:
        place.units.get(unit, wanted)
    owners = {
        identity: (code, month)
        for (code, month), identity in sorted(in_force(place.warehouse, wanted.months).items())
        if unit in (None, code)
    }
    found = [
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
        for submission, finding in explained_in(place.warehouse, list(owners))
    ]
    if as_json:
        print_json({"period": wanted.code, "explanations": found})
        return
    if not found:
        print(f"Không có giải trình nào trong {wanted.title}.")
        return
    print_table(
        f"Giải trình, {wanted.title}",
        ["Đơn vị", "Kỳ", "Nội dung", "Ở đâu", "Giải trình", "Từ kỳ"],
        [
            (
                place.units.name(str(one["unit"]), wanted),
                str(one["period"]),
                f"{rule_sentence(place.warehouse, str(one['rule']))} ({one['rule']})",
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

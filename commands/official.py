"""`giamngheo official`: the state's forms (Mẫu 7.1 …), filled from the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import AsJson, PeriodOption, Today, print_json, require_reports, written
from giamngheo.context import open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.official import OfficialForms, official_forms


def official(
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi đặt tệp.")],
    form: Annotated[
        list[str] | None,
        typer.Option("--form", metavar="MẪU", help="Chỉ mẫu này, ví dụ 7.1; ghi nhiều lần cho nhiều mẫu."),
    ] = None,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    from giamngheo.report.official import official_tables, official_workbook

    context, asked = open_context(today), Period.parse(period)
    forms = official_forms(context.configuration.last_day_of(asked))
    numbers = _numbers(forms, form or [])
    tables = official_tables(context.warehouse, asked, forms, numbers)
    require_reports(any(value is not None for row in tables[0].rows for value in row.values.values()), asked)
    name = f"Mau-{numbers[0] if len(numbers) == 1 else '7'}_{asked.code}.xlsx"
    paths = written(out, [(name, official_workbook(tables, context.configuration, forms, asked))])
    if as_json:
        notes = {table.form.number: table.notes for table in tables}
        print_json({"period": asked.code, "forms": numbers, "files": paths, "notes": notes})
    else:
        print("\n".join(paths))


def _numbers(forms: OfficialForms, asked: list[str]) -> list[str]:
    """In the circular's order; `UsageError` for what is not drawn."""
    wanted = {number.lower().removeprefix("mẫu").strip() for number in asked}
    if unknown := sorted(wanted - forms.drawn.keys()):
        raise UsageError(f"Không lập được mẫu {', '.join(unknown)}; --form là một trong: {', '.join(forms.drawn)}.")
    return [number for number in forms.drawn if not wanted or number in wanted]

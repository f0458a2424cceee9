"""How commands print: JSON on stdout and nothing else there, or tables for people."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

Today = Annotated[str, typer.Option("--today", metavar="NGÀY", help="Ngày được coi là hôm nay, ví dụ 2020-03-17.")]
AsJson = Annotated[bool, typer.Option("--json", help="In dữ liệu dạng JSON.")]
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="KỲ", help="Kỳ: 2020-03, 2020-Q1, 2020-H1, 2020-9M hoặc 2020.")
]
UnitOption = Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị, ví dụ 18604.")]


def print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1, default=_plain))


def print_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> None:
    """A table on stdout; columns named in `right` hold numbers."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold")
    numbers = set(right)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    wide = None if Console().is_terminal else 140  # into a pipe or a file, where no window folds the lines
    console = Console(width=wide, markup=False, emoji=False)  # units write what they like, brackets too
    console.print(table)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)

"""How commands print: JSON on stdout and nothing else there, or tables for people."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from giamngheo.core.errors import NothingFound, UsageError
from giamngheo.core.files import write_whole
from giamngheo.core.formats import as_it_is, cause, moment
from giamngheo.core.period import Period

Today = Annotated[str, typer.Option("--today", metavar="NGÀY", help="Ngày được coi là hôm nay, ví dụ 2020-03-17.")]
AsJson = Annotated[bool, typer.Option("--json", help="In dữ liệu dạng JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="In dạng CSV, mở được ngay bằng Excel tiếng Việt.")]
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="KỲ", help="Kỳ: 2020-03, 2020-Q1, 2020-H1, 2020-9M hoặc 2020.")
]
UnitOption = Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị hoặc khu vực, ví dụ 18604.")]


_BITES = ("=", "+", "-", "@", "\t", "\r")
_INTO_A_PIPE = 140  # no window folds the lines there


def require_one_form(as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise UsageError("--json và --csv không dùng cùng lúc; bỏ một trong hai.")


def require_reports(are_there: bool, period: Period, of: str = "") -> None:
    """`NothingFound`, said after what could be printed, where nothing that was asked about has been reported. Of a longer period
    nothing is told while its last month is not reported, whatever came for those before."""
    if are_there:
        return
    whose, last = f" của {of}" if of else "", period.last_month
    if period == last:
        raise NothingFound(
            f"Chưa có báo cáo nào{whose} được nhận cho kỳ {period}; chạy giamngheo run --period {period}."
        )
    raise NothingFound(
        f"Chưa có báo cáo nào{whose} được nhận cho tháng cuối kỳ ({last.title}), nên chưa có số liệu {period.title}; "
        f"chạy giamngheo run --period {last}, hoặc xem một kỳ ngắn hơn."
    )


def written(out: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Put files into a folder, made if it is not there; gives their paths."""
    paths = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            write_whole((out / name).absolute(), data)
            paths.append(str(out / name))
    except OSError as error:
        raise UsageError(f"Không ghi được vào {out} ({cause(error)}); chọn thư mục khác bằng --out.") from error
    return paths


def print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1, default=_plain))


def print_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Values as they are, for Excel on a Vietnamese computer; a program reads `--json` instead.

    UTF-8 with a byte order mark: without it Excel takes the file for the machine's old code page, and no accented
    letter is right. Decimal commas, since a Vietnamese Excel takes 12.5 for a day and 1.234 for 1234, both in silence;
    and therefore semicolons between the columns, as it writes and expects them itself where the comma is the decimal
    sign. No line `sep=;`: where it stands, Excel does not look at the mark.
    """
    print("\ufeff", end="")
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_for_excel(value) for value in row] for row in rows)


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
    console = Console(width=table_width(), markup=False, emoji=False)  # units write what they like, brackets too
    console.print(table)


def table_width() -> int:
    """How many letters a line of a table may have."""
    from rich.console import Console

    console = Console()
    return console.width if console.is_terminal else _INTO_A_PIPE


def _for_excel(value: Any) -> str:
    """A text that begins like a formula is shown as it is, and not worked out."""
    if isinstance(value, str) and value.startswith(_BITES):
        return f"'{value}"
    return moment(value) if isinstance(value, dt.datetime) else as_it_is(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)

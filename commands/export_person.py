"""`giamngheo export-person`: everything that is held of a household, as one file, to answer its request."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from commands.erase import Code, Why
from commands.output import Today, print_json
from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.core.errors import UsageError
from giamngheo.core.files import write_whole
from giamngheo.core.pseudonym import OURS_ALONE
from giamngheo.operate.household_record import as_workbook, record_of
from giamngheo.operate.household_traces import code_from, traces_of


def export_person(
    code: Code,
    why: Why,
    out: Annotated[
        str, typer.Option("--out", metavar="TỆP", help="Tệp Excel sẽ lập; - : in ra màn hình dạng JSON, có tên người.")
    ],
    today: Today = "",
) -> None:
    context = open_context(today)
    household = code_from(code)
    tables = record_of(context, traces_of(context, household), getpass.getuser(), why)
    if out == "-":
        print_json({table.name: [dict(zip(table.heads, row, strict=True)) for row in table.rows] for table in tables})
        return
    try:
        write_whole(Path(out).absolute(), as_workbook(tables, household, Clock().now), OURS_ALONE)
    except OSError as error:
        raise UsageError(f"Không ghi được {out} ({error.strerror}); chọn chỗ khác bằng --out.") from error
    count = sum(len(table.rows) for table in tables)
    print(f"Đã lập {out}: {count} dòng trong {len(tables)} trang. Giao tận tay người yêu cầu, rồi xóa tệp.")

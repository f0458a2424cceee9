"""`giamngheo export-person`: everything that is held of a household, as one file, to answer its request."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Annotated

import typer

from commands.erase import Code, Why
from commands.output import Today, print_json
from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.core.errors import UsageError
from giamngheo.core.files import OURS_ALONE, write_new
from giamngheo.core.formats import cause, number
from giamngheo.operate.household_record import household_workbook, not_exported, record_of
from giamngheo.operate.household_traces import code_from, traces_of


def export_person(
    code: Code,
    why: Why,
    out: Annotated[
        str,
        typer.Option(
            "--out", metavar="TỆP", help="Tệp Excel sẽ lập, chưa có ở đó; - : in ra màn hình dạng JSON, có tên người."
        ),
    ],
    today: Today = "",
) -> None:
    if out != "-" and os.path.lexists(out):
        raise _is_there(out)
    context, who = open_context(today), getpass.getuser()
    household = code_from(code)
    tables = record_of(context, traces_of(context, household), who, why)
    if out == "-":
        print_json({table.name: [dict(zip(table.heads, row, strict=True)) for row in table.rows] for table in tables})
        return
    try:
        write_new(Path(out).absolute(), household_workbook(tables, household, Clock().now), OURS_ALONE)
    except OSError as error:
        not_exported(context, household, who, cause(error))
        if isinstance(error, FileExistsError):
            raise _is_there(out) from error
        raise UsageError(f"Không ghi được {out} ({cause(error)}); chọn chỗ khác bằng --out.") from error
    count = sum(len(table.rows) for table in tables)
    print(f"Đã lập {out}: {number(count)} dòng trong {len(tables)} trang. Giao tận tay người yêu cầu, rồi xóa tệp.")


def _is_there(out: str) -> UsageError:
    return UsageError(f"Đã có {out}, không ghi đè; chọn tên khác bằng --out, hoặc tự xóa tệp ấy trước.")

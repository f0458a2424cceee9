"""`giamngheo explain --rows`: the rows of the originals behind a figure; nothing personal on the screen, all of it in a file that is
noted in the audit log."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from commands.output import print_json, print_table
from giamngheo.context import Context
from giamngheo.core.errors import UsageError
from giamngheo.core.files import OURS_ALONE, write_new
from giamngheo.core.formats import cause, number, quantity
from giamngheo.core.period import Period
from giamngheo.operate.figure_record import NO_ORIGINAL, figure_record, no_figure_record, side_titles, value_text
from giamngheo.operate.record_workbook import as_workbook
from giamngheo.report.explanation import left_out
from giamngheo.report.source_rows import SourceRow, Sources, SourceTable, placed, sources_of
from giamngheo.report.wording.explained import left_out_said

_MOST_SHOWN = 50


class RowsAsked(NamedTuple):
    """What is asked of the rows behind a figure."""

    rows: bool
    out: str
    why: str
    as_json: bool


def explain_rows(context: Context, code: str, period: Period, unit: str | None, asked: RowsAsked) -> int:
    if not asked.rows:
        raise UsageError("--out, --why chỉ dùng cùng --rows; thêm --rows, hoặc bỏ chúng.")
    if asked.out:
        _written(context, code, period, unit, asked)
        return 0
    if asked.why:
        raise UsageError("--why chỉ dùng khi lập tệp; thêm --out TỆP, hoặc bỏ --why.")
    found = sources_of(context, code, period, unit)
    if asked.as_json:
        about = {"code": code, "period": period.code, "unit": unit}
        absent = left_out(context.warehouse, code, period, unit)
        print_json(about | {"rows": [*_as_data(context, found)], "left_out": absent})
        return 0
    for table in found.tables:
        _print(context, found, table)
    for sentence in left_out_said(left_out(context.warehouse, code, period, unit)):
        print(sentence)
    return 0


def _written(context: Context, code: str, period: Period, unit: str | None, asked: RowsAsked) -> None:
    if os.path.lexists(asked.out):
        raise _is_there(asked.out)
    who = getpass.getuser()
    tables = figure_record(context, code, period, unit, who, asked.why)
    try:
        write_new(Path(asked.out).absolute(), as_workbook(tables), OURS_ALONE)
    except OSError as error:
        no_figure_record(context, code, period, unit, who, cause(error))
        if isinstance(error, FileExistsError):
            raise _is_there(asked.out) from error
        raise UsageError(f"Không ghi được {asked.out} ({cause(error)}); chọn chỗ khác bằng --out.") from error
    count = sum(len(table.rows) for table in tables[1:])
    print(f"Đã lập {asked.out}: {number(count)} dòng, có mã hộ, tên chủ hộ. Đối chiếu xong thì xóa tệp.")
    for sentence in left_out_said(left_out(context.warehouse, code, period, unit)):
        print(sentence)


def _is_there(out: str) -> UsageError:
    return UsageError(f"Đã có {out}, không ghi đè; chọn tên khác bằng --out, hoặc tự xóa tệp ấy trước.")


def _print(context: Context, found: Sources, table: SourceTable) -> None:
    titles, fields = side_titles(found), [one for one in table.fields if not one.personal]
    for part in table.sums:
        count = sum(bool(one.parts.get(part.key)) for one in table.rows)
        print(
            f"{titles[part.key]}: {quantity(table.total(part.key))}, từ {number(count)} dòng của «{table.sheet.name}»"
        )
    shown = placed(context, table.rows[:_MOST_SHOWN], table.sheet, table.fields)
    heads = ["Đơn vị", "Kỳ", "Lần", "Trang tính", "Dòng"]
    print_table(
        f"Các dòng của «{table.sheet.name}»",
        [*heads, *(titles[one.key] for one in table.sums), *(one.heading for one in fields)],
        [
            (
                context.units.name(one.submission.unit, Period.parse(one.submission.period)),
                one.submission.period,
                str(one.submission.version),
                one.place[0] if one.place else NO_ORIGINAL,
                str(one.place[1] if one.place else one.row),
                *(quantity(one.parts.get(part.key)) for part in table.sums),
                *(value_text(column, one.values[column.field]) for column in fields),
            )
            for one in shown
        ],
        right=(2, 4, *range(5, 5 + len(table.sums))),
    )
    if (more := len(table.rows) - len(shown)) > 0:
        print(f"Còn {number(more)} dòng; xem đủ bằng --json, hoặc --out TỆP --why '…' (có mã hộ, tên chủ hộ).")


def _as_data(context: Context, found: Sources) -> Iterable[dict[str, Any]]:
    """Every row, without what is personal."""
    for table in found.tables:
        fields = [one.field for one in table.fields if not one.personal]
        for one in placed(context, table.rows, table.sheet, table.fields):
            yield _row_as_data(found, table, one) | {"values": {field: one.values[field] for field in fields}}


def _row_as_data(found: Sources, table: SourceTable, one: SourceRow) -> dict[str, Any]:
    sides = {"numerator": found.behind.numerator, "denominator": found.behind.denominator}
    own = {side: one.parts.get(part.key) for side, part in sides.items() if part in table.sums and part is not None}
    return {
        "unit": one.submission.unit,
        "period": one.submission.period,
        "version": one.submission.version,
        "file": one.submission.file,
        "sha256": one.submission.sha256,
        "sheet": one.place[0] if one.place else None,
        "row": one.place[1] if one.place else None,
        **own,
    }

"""`giamngheo data-docs`: the judge's own pages on a period."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import PeriodOption, Today, UnitOption, require_reports
from giamngheo.context import open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import cause, number
from giamngheo.core.period import Period

_MOST_WORKBOOKS = 1_000  # which are opened again, and judged in one go


def data_docs(
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Thư mục mới hoặc rỗng cho các trang.")],
    unit: UnitOption = None,
    today: Today = "",
) -> None:
    from expectations.data_docs import build_data_docs
    from giamngheo.store.submissions import in_force
    from tasks.support.opened import batches_from

    context, asked = open_context(today), Period.parse(period)
    part = context.configuration.area_tree.get(unit, asked) if unit else None
    found = [
        one
        for (code, _), one in in_force(context.warehouse, [asked.last_month]).items()
        if part is None or code in part.units
    ]
    require_reports(bool(found), asked, part.name if part else "")
    if len(found) > _MOST_WORKBOOKS:
        raise UsageError(
            f"Kỳ {asked} có {number(len(found))} báo cáo, nhiều hơn {number(_MOST_WORKBOOKS)}; chọn một khu vực bằng --unit."
        )
    _require_empty(out)
    judged = build_data_docs(batches_from(context, sorted(found)), asked.code, out)
    print(f"{number(len(found))} báo cáo, {judged} bảng được kiểm tra: {out / 'index.html'}")


def _require_empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_used = any(folder.iterdir())
    except OSError as error:
        raise UsageError(f"Không ghi được vào {folder} ({cause(error)}); chọn thư mục khác bằng --out.") from error
    if is_used:
        raise UsageError(f"Thư mục {folder} đã có tệp; chọn thư mục mới hoặc rỗng bằng --out.")

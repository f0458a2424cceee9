"""`giamngheo site`: the pages for leaders of an issued report, again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import AsJson, PeriodOption, Today, print_json
from giamngheo.context import open_context
from giamngheo.core.period import Period

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="THƯ_MỤC", help="Ghi vào thư mục này thay vì nơi thường lệ.", show_default=False),
]


def site(period: PeriodOption, out: Out = None, today: Today = "", as_json: AsJson = False) -> None:
    from giamngheo.report.publish import find_report
    from giamngheo.report.site import lay_site, places, site_folder, site_of

    context, asked = open_context(today), Period.parse(period)
    made = find_report(context, asked)
    folder = out.absolute() if out else site_folder(context, asked)
    is_named = out is None and context.settings.site.folder is not None
    count = lay_site(folder, site_of(context, made), is_ours=out is None, is_named=is_named)
    first = folder / places.INDEX
    if as_json:
        print_json({"period": made.period, "revision": made.revision, "pages": count, "path": str(first)})
    else:
        print(f"Trang lãnh đạo {made.content.period_title}: {count} trang, mở {first}")

"""`giamngheo report`: builds an issued report's files again, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import AsJson, PeriodOption, Today, print_json, written
from giamngheo.context import open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import AD_HOC, FULL_REPORT
from giamngheo.report.content import ReportContent

_ALL = "tat-ca"


def report(
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi đặt các tệp.")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="LOẠI",
            help="giam-ngheo, cong-khai, co-quan-MÃ, khu-vuc-MÃ, xa-MÃ, mã công văn ở report.toml, tat-ca, dot-xuat (--revision: báo cáo đột xuất thứ mấy).",
        ),
    ] = FULL_REPORT,
    revision: Annotated[int | None, typer.Option("--revision", metavar="LẦN", min=1, help="Lần báo cáo.")] = None,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    from giamngheo.report.ad_hoc.publish import find_ad_hoc
    from giamngheo.report.publish import built_again, find_report

    context = open_context(today)
    find = find_ad_hoc if kind == AD_HOC else find_report
    made = find(context, Period.parse(period), revision)
    documents = _documents(made.content, kind)
    paths = written(out, ((file.name, file.data) for file in built_again(context, made, documents)))
    if as_json:
        print_json(
            {
                "period": made.period,
                "kind": kind,
                "revision": made.revision,
                "files": paths,
            }
        )
    else:
        print("\n".join(paths))


def _documents(content: ReportContent, kind: str) -> list[str]:
    """The papers of a kind; `UsageError` names those there are."""
    from giamngheo.report.documents import codes_of

    codes = codes_of(content)
    if kind == _ALL:
        return codes
    if kind not in codes:
        raise UsageError(
            f"Báo cáo kỳ {content.period} không có loại «{kind}»; chọn một trong: {', '.join([*codes, _ALL])}."
        )
    return [kind]

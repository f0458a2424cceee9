"""`giamngheo backup`, `giamngheo restore`: a copy of all that cannot be made again, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import AsJson, print_json
from giamngheo.context import open_context
from giamngheo.core.clock import Clock
from giamngheo.core.errors import NothingFound
from giamngheo.core.formats import number
from giamngheo.operate.backup import Backup, back_up, backups_in
from giamngheo.operate.backup import restore as put_back

_Folder = Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục sao lưu, nên ở ổ đĩa hoặc máy khác.")]


def backup(folder: _Folder, as_json: AsJson = False) -> None:
    _say("Đã sao lưu và kiểm tra", back_up(open_context(), folder.absolute(), Clock().now), as_json)


def restore(
    folder: _Folder,
    at: Annotated[
        str, typer.Option("--at", metavar="MỐC", help="Tên bản sao lưu, như 2020-03-20T020000Z; để trống: bản cuối.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    found = [each for each in backups_in(folder.absolute()) if at in ("", each.folder.name)]
    if not found:
        raise NothingFound(f"Không có bản sao lưu nào{f' tên {at}' if at else ''} trong {folder}; xem lại thư mục.")
    erased = put_back(open_context(), found[-1])
    _say("Đã khôi phục và so khớp", found[-1], as_json)
    if erased and not as_json:
        print(f"Đã xóa lại dữ liệu cá nhân theo các yêu cầu xóa sau bản sao lưu ấy: {number(erased)} dòng.")


def _say(what: str, one: Backup, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "folder": one.folder,
                "rows": {name: each.rows for name, each in one.tables.items()},
                "files": len(one.archive),
            }
        )
    else:
        print(f"{what}: {one.folder}, kho dữ liệu ({number(one.rows)} dòng) và {number(len(one.archive))} tệp bản gốc.")

"""`giamngheo retention`: what is past the office's own periods, and its removal."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json
from giamngheo.context import open_context
from giamngheo.core.formats import number
from giamngheo.operate.record_retention import Due, due
from giamngheo.operate.record_retention import remove as remove_due


def retention(
    remove: Annotated[bool, typer.Option("--remove", help="Xóa thật; không có thì chỉ liệt kê.")] = False,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    context = open_context(today)
    found = due(context)
    rows = remove_due(context, found, getpass.getuser()) if remove else 0
    if as_json:
        print_json(
            {
                "households": len(found.households),
                "still_listed": found.still_listed,
                "originals": found.originals,
                "answers": found.answers,
                "removed": remove,
                "rows": rows,
            }
        )
        return
    _say(found)
    if remove:
        print(f"Đã xóa: {number(rows)} dòng trong kho, {number(len(found.originals))} bản gốc. Số liệu không đổi.")
    elif found.households or found.originals:
        print("Chưa xóa gì. Thêm --remove để xóa.")


def _say(found: Due) -> None:
    for what, count, before, key in (
        ("Hộ", len(found.households), found.households_before, "household_years"),
        ("Bản gốc", len(found.originals), found.originals_before, "original_years"),
    ):
        if before is None:
            print(f"{what}: giữ mãi ({key} ở [keep] của config/operation.toml để trống).")
        else:
            print(f"{what} đã hết thời hạn giữ (cũ hơn {before.title}): {number(count)}.")
    if found.still_listed:
        print(
            f"Hộ cũ hơn thời hạn nhưng còn trong danh sách ở báo cáo mới nhất của đơn vị, được giữ: {number(found.still_listed)}. "
            "Đơn vị không còn hoặc không còn báo cáo thì những hộ ấy chỉ xóa được khi cơ quan quyết định."
        )
    for file in found.answers:
        print(f"Tệp đánh dấu trong thư mục dùng chung, phải xóa tay: {file}.")

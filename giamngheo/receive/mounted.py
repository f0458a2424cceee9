"""Whether the shared folder is the one that it was: a share mounted empty, or by half, is not a month without reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.core.errors import InboxUnavailable
from giamngheo.core.formats import moment, without_secret
from giamngheo.core.period import Period
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import unit_folder

_FEW_UNITS, _SHARE_OF_UNITS = 2, 5  # so many units may clear their folders in one day, or one of five
_FEW_FILES = 10  # below that a half is soon reached


@dataclass(frozen=True)
class FolderLook:
    """How many files a unit's folder had, and when (UTC)."""

    files: int
    at: dt.datetime


def require_mounted(warehouse: Warehouse, inbox: str, now: Mapping[str, int], units: Collection[str] = ()) -> None:
    """`InboxUnavailable` where there is no unit's folder, or far less than when it was last looked at.

    `now`: unit → how many files its folder has. `units`: the only ones that were looked at.
    """
    with warehouse.reading() as connection:
        looked = {unit: look for unit, look in last_looks(connection).items() if not units or unit in units}
    before = {unit: look.files for unit, look in looked.items()}
    shown = without_secret(inbox)
    if not now and not units:
        raise InboxUnavailable(_no_folder(shown, warehouse.configuration.first_month, had_files=any(before.values())))
    if _is_far_less(before, now):
        gone = sum(1 for unit, files in before.items() if files and not now.get(unit))
        last = max(look.at for look in looked.values())
        raise InboxUnavailable(
            f"Thư mục dùng chung «{shown}» chỉ còn {sum(now.values())} tệp, lần trước ({moment(last)}) có {sum(before.values())} tệp; "
            f"{gone} đơn vị trước có tệp nay không có tệp nào. Kiểm tra ổ mạng đã kết nối đủ rồi chạy lại; chưa đơn vị nào "
            "bị coi là chưa nộp. Nếu thư mục được dọn có chủ ý: bấm Custom run ở việc thu thập và bật «Thư mục vừa được dọn», "
            "hoặc, khi đang lập báo cáo, chạy giamngheo run --period KỲ --cleared (lập và gửi luôn báo cáo)."
        )


def note_look(warehouse: Warehouse, now: Mapping[str, int], at: dt.datetime, units: Collection[str] = ()) -> None:
    """What was there at this look; of `units` only, where only they were looked at. A unit without a folder has 0 files."""
    own = warehouse.configuration
    looked_at = units or {unit.code for unit in own.units} | own.senders.office_codes
    rows = [{"unit": unit, "files": now.get(unit, 0), "looked_at": at} for unit in sorted(now.keys() | looked_at)]
    with warehouse.writing() as connection:
        connection.execute(sa.delete(unit_folder).where(unit_folder.c.unit.in_(units) if units else sa.true()))
        connection.execute(sa.insert(unit_folder), rows)


def last_looks(connection: sa.Connection) -> dict[str, FolderLook]:
    """unit → when its folder was last looked at, and what was there."""
    rows = connection.execute(sa.select(unit_folder.c.unit, unit_folder.c.files, unit_folder.c.looked_at))
    return {row.unit: FolderLook(row.files, row.looked_at) for row in rows}


def _no_folder(shown: str, first_month: Period, *, had_files: bool) -> str:
    """Folders that nobody has laid yet are no share that fell away."""
    if had_files:
        return (
            f"Thư mục dùng chung «{shown}» không có thư mục đơn vị nào (tên bắt đầu bằng mã 5 chữ số). Kiểm tra ổ mạng đã "
            "kết nối và cài đặt GIAMNGHEO_INBOX rồi chạy lại; chưa đơn vị nào bị coi là chưa nộp."
        )
    return (
        f"Thư mục dùng chung «{shown}» chưa có thư mục đơn vị nào (tên bắt đầu bằng mã 5 chữ số). Mới cài đặt thì chạy "
        f"giamngheo template --period {first_month} --lay: lệnh lập thư mục và đặt biểu của kỳ gốc cho từng đơn vị. Đã có "
        "thư mục từ trước thì kiểm tra ổ mạng đã kết nối và cài đặt GIAMNGHEO_INBOX."
    )


def _is_far_less(before: Mapping[str, int], now: Mapping[str, int]) -> bool:
    had = [unit for unit, files in before.items() if files]
    few = max(_FEW_UNITS, len(had) // _SHARE_OF_UNITS)
    emptied = sum(1 for unit in had if not now.get(unit))
    reduced = sum(1 for unit in had if now.get(unit, 0) < before[unit])
    total, left = sum(before.values()), sum(now.values())
    if total and not left:
        return True
    return emptied > few or (reduced > few and total >= _FEW_FILES and left * 2 < total)

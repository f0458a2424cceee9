"""Puts the board where everybody finds it: whole or not at all, and only when it says something new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from giamngheo.context import Context
from giamngheo.core.errors import InboxUnavailable, StorageUnavailable
from giamngheo.core.files import FOR_EVERYBODY, write_whole
from giamngheo.core.formats import cause
from giamngheo.feedback.board.page import board_page
from giamngheo.receive.shared_folder import is_link, without_secret

BOARD_NAME = "Bảng theo dõi.html"


def write_board(context: Context, out: Path | None = None) -> str:
    """Write the board into the root of the shared folder, or to `out`; gives where it lies, without a password.

    It lies beside the units' folders, not in one, so it is no submission. `InboxUnavailable` if the shared folder cannot be
    written, `StorageUnavailable` if `out` cannot.
    """
    page = board_page(context.warehouse, context.configuration, context.clock.today).encode()
    if out is not None:
        try:
            _write(out, page)
        except OSError as error:
            raise StorageUnavailable(
                f"Không ghi được bảng theo dõi vào {out} ({cause(error)}). Kiểm tra đường dẫn và quyền ghi."
            ) from error
        return str(out)
    return _write_into(context.settings.inbox, page)


def _write_into(inbox: str, page: bytes) -> str:
    from upath import UPath

    try:
        target = UPath(inbox) / BOARD_NAME
        _write(target, page)
    except Exception as error:  # each kind of filesystem has errors of its own
        raise InboxUnavailable(
            f"Không ghi được «{BOARD_NAME}» vào thư mục dùng chung «{without_secret(inbox)}» ({cause(error)}). "
            "Kiểm tra ổ mạng, quyền ghi và cài đặt GIAMNGHEO_INBOX rồi chạy lại."
        ) from error
    return without_secret(str(target))


def _write(target: Any, page: bytes) -> None:
    """Other filesystems than a mounted one take a whole object at once, and know no replacing."""
    if not is_link(target) and target.exists() and target.read_bytes() == page:
        return
    if not isinstance(target, Path):
        target.write_bytes(page)
        return
    write_whole(target, page, FOR_EVERYBODY)

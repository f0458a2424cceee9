"""Puts the board where everybody finds it: whole or not at all, and only when it says something new."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.archive import digest
from giamngheo.core.errors import GiamNgheoError, InboxUnavailable, StorageUnavailable
from giamngheo.core.files import FOR_EVERYBODY, write_whole
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.patience import Answered
from giamngheo.feedback.board.facts import plan_shown
from giamngheo.feedback.board.page import board_page
from giamngheo.receive.share import Share
from giamngheo.receive.shared_folder import is_link
from giamngheo.store.deadlines import last_decision
from giamngheo.warehouse.schema import submission

_SEAL_START, _SEAL = b"\n<!-- ", "\n<!-- {} {} -->\n"  # what the board was drawn from, and its own sha256
BOARD_NAME = "Bảng theo dõi.html"


def write_board(context: Context, out: Path | None = None) -> str:
    """Write the board into the root of the shared folder, or to `out`; gives where it lies, without a password.

    It lies beside the units' folders, not in one, so it is no submission. `InboxUnavailable` if the shared folder cannot be
    written, `StorageUnavailable` if `out` cannot; `InboxSilent` where either says nothing.
    """
    if out is not None:
        try:
            page = _drawn(context)
            Share(str(out), "chỗ của bảng theo dõi").asked(partial(_write, out, page))
        except OSError as error:
            raise StorageUnavailable(
                f"Không ghi được bảng theo dõi vào {out} ({cause(error)}). Kiểm tra đường dẫn và quyền ghi."
            ) from error
        return str(out)
    return _write_into(context)


def _write_into(context: Context) -> str:
    from upath import UPath

    inbox, stamp = context.settings.inbox, _stamp(context)
    share = Share(inbox)
    try:
        share.require_answer()
        target = UPath(inbox) / BOARD_NAME
        if not share.asked(partial(_bears, target, stamp)):
            page = _drawn(context)
            page += _SEAL.format(stamp, digest(page)).encode()
            share.asked(partial(_write, target, page), len(page))
    except GiamNgheoError:
        raise
    except Exception as error:  # each kind of filesystem has errors of its own
        raise InboxUnavailable(
            f"Không ghi được «{BOARD_NAME}» vào thư mục dùng chung «{without_secret(inbox)}» ({cause(error)}). "
            "Kiểm tra ổ mạng, quyền ghi và cài đặt GIAMNGHEO_INBOX rồi chạy lại."
        ) from error
    return without_secret(str(target))


def _drawn(context: Context) -> bytes:
    return board_page(context.warehouse, context.configuration, context.clock.today).encode()


def _stamp(context: Context) -> str:
    """Another one where the board could say something else: the day, the configuration, what was sent, judged or decided."""
    of_each = (
        sa.func.count(),
        sa.func.max(submission.c.id),
        sa.func.sum(submission.c.verdicts),
        sa.func.max(submission.c.received_at),
        sa.func.count(submission.c.superseded_at),
    )
    query = sa.select(submission.c.status, *of_each).group_by(submission.c.status).order_by(submission.c.status)
    with context.warehouse.reading() as connection:
        sent = connection.execute(query).all()
    own, today = context.configuration, context.clock.today
    plan = plan_shown(own, today)
    known = (today, context.rules_version, own.calendar, plan, last_decision(context.warehouse), sent)
    return digest(str(known).encode())


def _bears(target: Any, stamp: str, answered: Answered) -> bool:
    """Whether the board that lies there is the one of this stamp, and nobody has changed it."""
    if is_link(target) or not target.exists():
        return False
    answered()
    page, _, seal = target.read_bytes().rpartition(_SEAL_START)
    return bool(seal) and _SEAL_START + seal == _SEAL.format(stamp, digest(page)).encode()


def _write(target: Any, page: bytes, answered: Answered) -> None:
    """Other filesystems than a mounted one take a whole object at once, and know no replacing."""
    if not is_link(target) and target.exists() and target.read_bytes() == page:
        return
    answered()
    if not isinstance(target, Path):
        target.write_bytes(page)
        return
    write_whole(target, page, FOR_EVERYBODY)

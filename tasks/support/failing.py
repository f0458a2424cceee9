"""What fails harms nobody else: workbooks that met an unforeseen error, and services that are away for one of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from giamngheo.context import open_context
from giamngheo.core.errors import (
    AlreadyRunning,
    MailTooSlow,
    NotWell,
    SendingIsOff,
    ServiceUnavailable,
    SomeFailed,
    StorageSilent,
)
from giamngheo.store.submissions import find

Hindrance = ServiceUnavailable | StorageSilent | SendingIsOff | MailTooSlow | AlreadyRunning | NotWell
R = TypeVar("R")
_MOST_NAMED = 5


def without(failed: Sequence[int], submissions: Sequence[int]) -> list[int]:
    """Those of the submissions that can go on."""
    return [one for one in submissions if one not in failed]


def require_all_read(failed: Sequence[int], today: str, more: str = "") -> None:
    """`SomeFailed` names unit and file of each; `more` says what became of the report."""
    if not failed:
        return
    context = open_context(today)
    named = [
        f"{context.configuration.senders.name(one.folder_unit)} (tệp {one.file})"
        for one in find(context.warehouse, sorted(set(failed)))
    ]
    rest = f" và {len(named) - _MOST_NAMED} tệp khác" if len(named) > _MOST_NAMED else ""
    raise SomeFailed(
        f"{len(named)} tệp gặp lỗi ngoài dự kiến của phần mềm: {'; '.join(named[:_MOST_NAMED])}{rest}. "
        f"Các tệp còn lại đã xử lý xong.{more} Báo người phụ trách phần mềm kèm nhật ký của lượt chạy này, rồi bấm Retry."
    )


def tried(work: Callable[[], R], hindrances: list[Hindrance]) -> R | None:
    """Do a piece of work that must not keep the next one waiting; what hinders it is noted, to be raised at the end."""
    try:
        return work()
    except (ServiceUnavailable, StorageSilent, SendingIsOff, MailTooSlow, AlreadyRunning, NotWell) as hindrance:
        hindrances.append(hindrance)
        return None

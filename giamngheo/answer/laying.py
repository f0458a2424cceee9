"""Lays each unit's marked workbook into `_phan-hoi` of its own folder: never on top of anything, each once."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path, PurePosixPath
from typing import Any

from giamngheo.answer.marked import marked_of
from giamngheo.answer.marking import Marked
from giamngheo.errors import InboxAway
from giamngheo.inbox import ANSWERS, without_secret
from giamngheo.vietnamese import cause
from giamngheo.warehouse.answers import Judged, note_answered, unanswered
from giamngheo.workplace import Workplace

log = logging.getLogger(__name__)

_DAYS = 62  # what is older is nobody's work any more
_NO_PERIOD = "khong-ro-ky"


def lay_answers(place: Workplace) -> int:
    """Answer what was judged and not answered yet; gives how many.

    `InboxAway` if the shared folder, or a unit's, takes nothing: after the other units have their answers.
    """
    since = place.clock.now - dt.timedelta(days=_DAYS)
    waiting = unanswered(place.warehouse, since)
    away: list[InboxAway] = []
    for one in waiting:
        try:
            laid = _lay(place.settings.inbox, _folder(one), marked_of(place, one))
            note_answered(place.warehouse, one.submission, laid, place.clock.now)
        except InboxAway as error:
            away.append(error)
    if away:
        raise away[0]
    return len(waiting)


def _folder(one: Judged) -> PurePosixPath:
    """`18604 - Xã Thạch Khê/_phan-hoi/2020-03`: in the folder that the workbook came from."""
    return PurePosixPath(one.file).parts[0] / PurePosixPath(ANSWERS) / (one.period or _NO_PERIOD)


def _lay(inbox: str, folder: PurePosixPath, marked: Marked) -> str:
    """Whole or not at all, under a name that is free; gives its place in the shared folder."""
    from upath import UPath

    try:
        target = UPath(inbox) / str(folder)
        target.mkdir(parents=True, exist_ok=True)
        free = _free(target, marked)
        if isinstance(free, Path):
            part = free.with_name(f".{free.name}.part")
            part.write_bytes(marked.data)
            part.chmod(0o644)
            part.replace(free)
        else:
            free.write_bytes(marked.data)
    except Exception as error:  # each kind of filesystem has errors of its own
        raise InboxAway(
            f"Không ghi được phản hồi vào «{without_secret(inbox)}/{folder}» ({cause(error)}). Cấp quyền ghi thư mục dùng "
            "chung cho tài khoản chạy giamngheo, hoặc tắt answers trong config/settings.toml, rồi chạy lại."
        ) from error
    return str(folder / free.name)


def _free(target: Any, marked: Marked) -> Any:
    """The name itself, or with a number; the same content laid before is no other file."""
    stem, suffix = PurePosixPath(marked.name).stem, PurePosixPath(marked.name).suffix
    for count in range(1, 1000):
        path = target / (f"{stem}{suffix}" if count == 1 else f"{stem} ({count}){suffix}")
        if not path.exists() or path.read_bytes() == marked.data:
            return path
    raise FileExistsError(marked.name)

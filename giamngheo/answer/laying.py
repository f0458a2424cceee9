"""Lays each unit's marked workbook into `_phan-hoi` of its own folder: never on top of anything, each once."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path, PurePosixPath
from typing import Any

from giamngheo.answer.marking import CannotBeMarked, Marked, Outcome, marked_workbook
from giamngheo.calendar import WorkingCalendar
from giamngheo.errors import InboxAway
from giamngheo.inbox import ANSWERS, without_secret
from giamngheo.period import Period
from giamngheo.vietnamese import cause, day
from giamngheo.warehouse.answers import Unanswered, note_answered, unanswered
from giamngheo.workbook.reading import container_limits
from giamngheo.workplace import Workplace

log = logging.getLogger(__name__)

_DAYS = 62  # what is older is nobody's work any more
_NO_PERIOD = "khong-ro-ky"


def lay_answers(place: Workplace) -> int:
    """Answer what was judged and not answered yet; gives how many. `InboxAway` if the shared folder takes nothing."""
    since = place.clock.now - dt.timedelta(days=_DAYS)
    waiting = unanswered(place.warehouse, since)
    for one in waiting:
        marked = _marked(place, one)
        laid = _lay(place.settings.inbox, _folder(one), marked)
        note_answered(place.warehouse, one.submission, laid, place.clock.now)
    return len(waiting)


def _marked(place: Workplace, one: Unanswered) -> Marked:
    """The sender's workbook with its marks; a text with the findings where there is no workbook to mark."""
    outcome = _outcome(place, one)
    data = place.archive.read(one.sha256)
    try:
        limits = container_limits(place.settings.limits)
        return marked_workbook(data, one.file, one.findings, outcome, place.configuration.form, limits)
    except CannotBeMarked:
        lines = [outcome.verdict, "", *(f"- {finding.message}" for finding in one.findings), "", *outcome.next_steps]
        text = "\r\n".join(lines) + "\r\n"
        return Marked(f"{PurePosixPath(one.file).stem} - kết quả kiểm tra.txt", text.encode("utf-8-sig"))


def _outcome(place: Workplace, one: Unanswered) -> Outcome:
    """What became of the workbook, and what the officer does now."""
    period = Period.parse(one.period) if one.period else None
    due = WorkingCalendar(place.configuration.calendar).days_of(period).due if period else None
    if one.status == "rejected":
        verdict = "Báo cáo bị trả lại; chưa số liệu nào được nhận."
        steps = [
            "Sửa các ô được tô màu; ghi chú trong ô nói sai gì, sửa thế nào.",
            f"Lưu tệp và đặt vào thư mục của đơn vị, không để trong «{ANSWERS}».",
            *([f"Hạn nộp: {day(due)}."] if due else []),
        ]
    else:
        verdict = "Báo cáo đã được nhận; có chỗ cần xem lại."
        steps = ["Xem lại các ô được tô màu: số liệu sai thì sửa và gửi lại; đúng thì không phải làm gì."]
    name = place.units.name(one.unit, period)
    return Outcome(name, period.title if period else "", verdict, tuple(steps), one.version)


def _folder(one: Unanswered) -> PurePosixPath:
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

"""A judged workbook as it goes back, and the words that go with it."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Collection
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from giamngheo.context import Context
from giamngheo.core.errors import GiamNgheoError, InboxSilent, InboxUnavailable, Unforeseen
from giamngheo.core.files import write_below
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.patience import Answered
from giamngheo.core.period import Period
from giamngheo.feedback.annotate import AnnotatedWorkbook, CannotBeAnnotated, Outcome, annotated_workbook
from giamngheo.feedback.answers import JudgedSubmission, note_answered, unanswered
from giamngheo.metadata.form import Form
from giamngheo.read.workbook import container_limits
from giamngheo.receive.ignored_names import ANSWERS
from giamngheo.receive.share import Share
from giamngheo.receive.shared_folder import is_link
from giamngheo.store.originals import destroyed

log = logging.getLogger(__name__)
WORKBOOK_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAYS = 62  # what is older is nobody's work any more
_LONGEST_NAME = 255  # bytes, on most disks
_NO_PERIOD = "khong-ro-ky"


def annotated_of(context: Context, one: JudgedSubmission, gone: Collection[str]) -> AnnotatedWorkbook:
    """The sender's workbook annotated; a text with the findings where there is no workbook to annotate, or it is among those
    that were destroyed (`gone`).

    So too where it sets off a defect of the program: that must keep neither its unit nor the others without an answer.
    """
    outcome = _outcome(context, one)
    try:
        if one.fault or one.sha256 in gone:
            raise CannotBeAnnotated(one.fault or "destroyed")
        data = context.archive.read(one.sha256)
        limits = container_limits(context.settings.limits)
        own = context.configuration
        form = own.with_comparisons(own.form_of(one.form))
        return annotated_workbook(data, one.file, one.findings, outcome, form, limits)
    except CannotBeAnnotated:
        return _as_text(one, outcome)
    except GiamNgheoError:
        raise
    except Exception as error:
        log.error("%s\n%s", Unforeseen(error), "".join(traceback.format_tb(error.__traceback__)))
        return _as_text(one, outcome)


def _as_text(one: JudgedSubmission, outcome: Outcome) -> AnnotatedWorkbook:
    lines = [outcome.verdict, "", *(f"- {finding.message}" for finding in one.findings), "", *outcome.next_steps]
    text = "\r\n".join(lines) + "\r\n"
    return AnnotatedWorkbook(f"{PurePosixPath(one.file).stem} - kết quả kiểm tra.txt", text.encode("utf-8-sig"))


def verdict_of(one: JudgedSubmission) -> str:
    if one.status == "rejected" and one.in_force:
        return f"Tệp này bị trả lại; báo cáo lần {one.in_force} đã nhận trước đó vẫn được dùng."
    if one.status == "rejected":
        return "Báo cáo bị trả lại; chưa số liệu nào được nhận."
    return (
        "Báo cáo đã được nhận; có chỗ cần xem lại." if one.open else "Báo cáo đã được nhận, không có chỗ nào cần sửa."
    )


def next_steps(one: JudgedSubmission, form: Form) -> list[str]:
    """What the officer does now."""
    if one.status == "rejected":
        return [
            "Sửa các ô được tô màu trong tệp trả lại; ghi chú trong ô nói sai gì, sửa thế nào.",
            f"Lưu tệp và đặt vào thư mục của {form.senders_noun}, không để trong «{ANSWERS}».",
        ]
    if one.open:
        return [f"Xem lại các ô được tô màu: số liệu sai thì sửa và gửi lại; đúng thì {if_right(form)}."]
    return []


def if_right(form: Form) -> str:
    """What is done about a warning where the value is right."""
    if form.explaining is None:
        return "không phải làm gì"
    return (
        f"để nguyên, hoặc ghi lý do vào trang tính «{form.explaining.name}» (mã, mã hộ hoặc số dòng, lý do) rồi gửi lại "
        "để kỳ sau không hỏi nữa"
    )


def _outcome(context: Context, one: JudgedSubmission) -> Outcome:
    period = Period.parse(one.period) if one.period else None
    name = context.configuration.senders.name(one.unit, period)
    form = context.configuration.form_of(one.form)
    return Outcome(
        name,
        about(context, form, period),
        verdict_of(one),
        tuple(next_steps(one, form)),
        one.version,
    )


def about(context: Context, form: Form, period: Period | None) -> str:
    """`tháng 3 năm 2020`; where the office has several forms `tháng 3 năm 2020, biểu BC-GN-01`."""
    named = context.configuration.named(form) if context.configuration.other_forms else ""
    return ", ".join(filter(None, [period.title if period else "", named]))


def lay_answers(context: Context) -> int:
    """Answer what was judged and not answered yet; gives how many.

    `InboxUnavailable` if the shared folder, or a unit's, takes nothing: after the other units have their answers. If it says
    nothing, at once: none of them would get any.
    """
    since = context.clock.now - dt.timedelta(days=_DAYS)
    waiting, gone = unanswered(context.warehouse, since), destroyed(context.warehouse)
    share, away = Share(context.settings.inbox), list[InboxUnavailable]()
    if waiting:
        share.require_answer()
    for one in waiting:
        annotated = annotated_of(context, one, gone)
        try:
            laid = share.asked(partial(_lay, share.address, _folder(one), annotated), len(annotated.data))
            note_answered(context.warehouse, one.submission, laid, context.clock.now)
        except InboxSilent:
            raise
        except InboxUnavailable as error:
            away.append(error)
    if away:
        raise away[0]
    return len(waiting)


def _folder(one: JudgedSubmission) -> PurePosixPath:
    """`18604 - Xã Thạch Khê/_phan-hoi/2020-03`: in the folder that the workbook came from."""
    return PurePosixPath(one.file).parts[0] / PurePosixPath(ANSWERS) / (one.period or _NO_PERIOD)


def _lay(inbox: str, folder: PurePosixPath, annotated: AnnotatedWorkbook, answered: Answered) -> str:
    """Whole or not at all, under a name that is free; gives its place in the shared folder."""
    from upath import UPath

    try:
        free = _free(UPath(inbox) / str(folder), annotated)
        answered()
        if isinstance(free, Path):
            write_below(Path(inbox), folder / free.name, annotated.data)
        else:
            free.parent.mkdir(parents=True, exist_ok=True)
            free.write_bytes(annotated.data)
    except NotADirectoryError as error:
        raise InboxUnavailable(
            f"Có liên kết hoặc tệp ở chỗ của thư mục «{without_secret(inbox)}/{folder}» nên không đặt phản hồi vào đó; "
            "xóa liên kết hoặc tệp ấy rồi chạy lại. Các đơn vị khác đã có phản hồi."
        ) from error
    except Exception as error:  # each kind of filesystem has errors of its own
        raise InboxUnavailable(
            f"Không ghi được phản hồi vào «{without_secret(inbox)}/{folder}» ({cause(error)}). Kiểm tra ổ mạng, cấp quyền "
            "ghi thư mục dùng chung cho tài khoản chạy giamngheo, hoặc tắt answers trong config/settings.toml, rồi chạy lại."
        ) from error
    return str(folder / free.name)


def _free(target: Any, annotated: AnnotatedWorkbook) -> Any:
    """The name itself, cut where no disk takes it, or with a number; the same content laid before is no other file."""
    suffix = PurePosixPath(annotated.name).suffix
    room = _LONGEST_NAME - len(f" (999){suffix}".encode())
    stem = PurePosixPath(annotated.name).stem.encode()[:room].decode(errors="ignore")
    for count in range(1, 1000):
        path = target / (f"{stem}{suffix}" if count == 1 else f"{stem} ({count}){suffix}")
        if not is_link(path) and (not path.exists() or path.read_bytes() == annotated.data):
            return path
    raise FileExistsError(annotated.name)

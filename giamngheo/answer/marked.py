"""A judged workbook as it goes back, and the words that go with it."""

from __future__ import annotations

import logging
import traceback
from pathlib import PurePosixPath

from giamngheo.answer.marking import CannotBeMarked, Marked, Outcome, marked_workbook
from giamngheo.configuration.records import Form
from giamngheo.errors import GiamNgheoError, Unforeseen
from giamngheo.inbox import ANSWERS
from giamngheo.period import Period
from giamngheo.warehouse.answers import Judged
from giamngheo.workbook.reading import container_limits
from giamngheo.workplace import Workplace

log = logging.getLogger(__name__)
WORKBOOK_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def marked_of(place: Workplace, one: Judged) -> Marked:
    """The sender's workbook with its marks; a text with the findings where there is no workbook to mark.

    So too where it sets off a defect of the program: that must keep neither its unit nor the others without an answer.
    """
    outcome = _outcome(place, one)
    try:
        if one.fault:
            raise CannotBeMarked(one.fault)
        data = place.archive.read(one.sha256)
        limits = container_limits(place.settings.limits)
        return marked_workbook(data, one.file, one.findings, outcome, place.configuration.form, limits)
    except CannotBeMarked:
        return _as_text(one, outcome)
    except GiamNgheoError:
        raise
    except Exception as error:
        log.error("%s\n%s", Unforeseen(error), "".join(traceback.format_tb(error.__traceback__)))
        return _as_text(one, outcome)


def _as_text(one: Judged, outcome: Outcome) -> Marked:
    lines = [outcome.verdict, "", *(f"- {finding.message}" for finding in one.findings), "", *outcome.next_steps]
    text = "\r\n".join(lines) + "\r\n"
    return Marked(f"{PurePosixPath(one.file).stem} - kết quả kiểm tra.txt", text.encode("utf-8-sig"))


def verdict_of(one: Judged) -> str:
    if one.status == "rejected" and one.in_force:
        return f"Tệp này bị trả lại; báo cáo lần {one.in_force} đã nhận trước đó vẫn được dùng."
    if one.status == "rejected":
        return "Báo cáo bị trả lại; chưa số liệu nào được nhận."
    return (
        "Báo cáo đã được nhận; có chỗ cần xem lại." if one.open else "Báo cáo đã được nhận, không có chỗ nào cần sửa."
    )


def next_steps(one: Judged, form: Form) -> list[str]:
    """What the officer does now."""
    if one.status == "rejected":
        return [
            "Sửa các ô được tô màu trong tệp trả lại; ghi chú trong ô nói sai gì, sửa thế nào.",
            f"Lưu tệp và đặt vào thư mục của đơn vị, không để trong «{ANSWERS}».",
        ]
    if one.open:
        return [f"Xem lại các ô được tô màu: số liệu sai thì sửa và gửi lại; đúng thì {_if_right(form)}."]
    return []


def _if_right(form: Form) -> str:
    if form.explaining is None:
        return "không phải làm gì"
    return (
        f"để nguyên, hoặc ghi lý do vào trang tính «{form.explaining.name}» (mã, mã hộ hoặc số dòng, lý do) rồi gửi lại "
        "để kỳ sau không hỏi nữa"
    )


def _outcome(place: Workplace, one: Judged) -> Outcome:
    period = Period.parse(one.period) if one.period else None
    name = place.units.name(one.unit, period)
    return Outcome(
        name,
        period.title if period else "",
        verdict_of(one),
        tuple(next_steps(one, place.configuration.form)),
        one.version,
    )

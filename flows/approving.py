"""Approval, where the office wants it: the report waits in the UI for somebody's name and word before it is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal

from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from flows.running import NothingToDo, Occasion, link_to
from giamngheo.errors import NotApproved
from giamngheo.operation import tables
from giamngheo.period import Period
from giamngheo.warehouse.journal import Entry, entries, write_down
from giamngheo.warehouse.reports import is_there, issued_by_id
from giamngheo.warehouse.runs import Run


class Approval(RunInput):
    """Duyệt báo cáo."""

    decision: Literal["gửi", "trả lại"] = Field(
        default="gửi", title="Quyết định", description="«trả lại»: báo cáo không được gửi."
    )
    approver: str = Field(default="", title="Người duyệt", description="Họ tên người quyết định.", max_length=100)
    note: str = Field(default="", title="Ý kiến", description="Được ghi vào sổ nhật ký.", max_length=500)


def submitted(period: Period, occasion: Occasion) -> int | None:
    """The report that this very run laid before the approver: after its Resume exactly that one goes out."""
    warehouse = occasion.place.warehouse
    own = entries(warehouse, period.code, ("submit", "return"), occasion.own.id)
    if not own or own[-1][1].action == "return":
        return None
    report_id = int(own[-1][1].why)
    return report_id if is_there(warehouse, report_id) else None


def approved(report_id: int, period: Period, occasion: Occasion) -> bool:
    """Whether the report may go out; suspends the run until somebody has decided.

    `NothingToDo` if it was sent back or another run waits already, `NotApproved` where nobody can be asked.
    """
    place = occasion.place
    rules = place.configuration.operation.approval
    if not rules.required:
        return True
    words = [entry for _, entry in entries(place.warehouse, _about(report_id), ("approve", "return"))]
    if words and words[-1].action == "approve":
        return True
    if occasion.is_scheduled:
        _require_nobody_decides(report_id, period, occasion, words)
    if not occasion.is_deployed:
        raise NotApproved(
            f"Báo cáo kỳ {period} đã lập nhưng chưa được duyệt nên chưa gửi. "
            "Chạy báo cáo này trong giao diện Prefect để người có thẩm quyền duyệt."
        )
    word = _ask(report_id, period, occasion)
    for about in (_about(report_id), period.code):
        write_down(place.warehouse, replace(word, about=about), place.clock.now)
    if word.action == "return":
        raise _sent_back(period, word)
    return True


def _ask(report_id: int, period: Period, occasion: Occasion) -> Entry:
    """Lay the report before the approver; the run ends here, and begins anew when somebody has decided."""
    place = occasion.place
    own = entries(place.warehouse, period.code, ("submit", "return", "expire"), occasion.own.id)
    asked_before = sum(entry.action != "submit" for _, entry in own)
    if not own or own[-1][1].action != "submit":
        laid = Entry(occasion.who, "submit", period.code, str(report_id), occasion.own.id)
        write_down(place.warehouse, laid, place.clock.now)
    preview = tables.report(issued_by_id(place.warehouse, report_id), str(place.report_folder(period)))
    try:
        decided = suspend_flow_run(
            wait_for_input=Approval.with_initial_data(description=preview),
            key=f"duyet-{report_id}-{asked_before}",
            timeout=place.configuration.operation.approval.days * 86400,
        )
    except Exception:  # asked under this key before, and nobody answered in time
        expired = Entry("hệ thống", "expire", period.code, "hết hạn chờ duyệt", occasion.own.id)
        write_down(place.warehouse, expired, place.clock.now)
        raise NotApproved(
            f"Báo cáo kỳ {period} hết hạn chờ duyệt nên chưa gửi. Bấm Retry lần nữa để trình lại."
        ) from None
    action = "approve" if decided.decision == "gửi" else "return"
    return Entry(
        decided.approver.strip() or "không ghi tên", action, period.code, decided.note.strip(), occasion.own.id
    )


def _require_nobody_decides(report_id: int, period: Period, occasion: Occasion, words: list[Entry]) -> None:
    """The schedule comes every day: it asks once, and not again for a report that was sent back."""
    place = occasion.place
    if words and words[-1].run_id != occasion.own.id:
        raise _sent_back(period, words[-1])
    since = place.clock.now - dt.timedelta(days=place.configuration.operation.approval.days)
    for at, entry in entries(place.warehouse, period.code, ("submit",)):
        if at > since and entry.run_id not in {None, occasion.own.id} and entry.why == str(report_id):
            raise NothingToDo(
                "Chờ duyệt", f"Báo cáo kỳ {period} đang chờ duyệt. {link_to(Run(entry.run_id or '', ''))}"
            )


def _about(report_id: int) -> str:
    return f"report {report_id}"


def _sent_back(period: Period, word: Entry) -> NothingToDo:
    why = f": {word.why}" if word.why else ""
    return NothingToDo(
        "Trả lại",
        f"Báo cáo kỳ {period} bị {word.who} trả lại{why}. Sửa xong thì chạy lại kỳ này; chưa có thư nào được gửi.",
    )

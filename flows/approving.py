"""Approval, where the office wants it: the report waits in the UI for somebody's name and word before it is sent."""

from __future__ import annotations

from typing import Literal

from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from flows.running import NothingToDo, Occasion
from giamngheo.errors import NotApproved
from giamngheo.operation import tables
from giamngheo.period import Period
from giamngheo.warehouse.journal import Entry, latest, write_down
from giamngheo.warehouse.reports import issued_by_id


class Approval(RunInput):
    """Duyệt báo cáo."""

    decision: Literal["gửi", "trả lại"] = Field(
        default="gửi", title="Quyết định", description="«trả lại»: báo cáo không được gửi."
    )
    approver: str = Field(default="", title="Người duyệt", description="Họ tên người quyết định.", max_length=100)
    note: str = Field(default="", title="Ý kiến", description="Được ghi vào sổ nhật ký.", max_length=500)


def submitted(period: Period, occasion: Occasion) -> int | None:
    """The report that this very run laid before the approver: after its Resume exactly that one goes out."""
    last = latest(occasion.place.warehouse, period.code, ("submit", "return"))
    is_own = last and last.action == "submit" and last.run_id == occasion.own.id
    return int(last.why) if last and is_own else None


def approved(report_id: int, period: Period, occasion: Occasion) -> bool:
    """Whether the report may go out; suspends the run until somebody has decided.

    `NothingToDo` if it was sent back, `NotApproved` where nobody can be asked.
    """
    place = occasion.place
    rules = place.configuration.operation.approval
    if not rules.required:
        return True
    last = latest(place.warehouse, _about(report_id), ("approve", "return"))
    if last and last.action == "approve":
        return True
    if last and occasion.is_scheduled and last.run_id != occasion.own.id:
        raise _sent_back(period, last)
    if not occasion.is_deployed:
        raise NotApproved(
            f"Báo cáo kỳ {period} đã lập nhưng chưa được duyệt nên chưa gửi. "
            "Chạy báo cáo này trong giao diện Prefect để người có thẩm quyền duyệt."
        )
    entry = Entry(occasion.who, "submit", period.code, str(report_id), occasion.own.id)
    write_down(place.warehouse, entry, place.clock.now, once=True)
    made = issued_by_id(place.warehouse, report_id)
    preview = tables.report(made, str(place.report_folder(period)))
    decided = suspend_flow_run(
        wait_for_input=Approval.with_initial_data(description=preview),
        key=f"duyet-{report_id}",
        timeout=rules.days * 86400,
    )
    action = "approve" if decided.decision == "gửi" else "return"
    word = Entry(decided.approver.strip() or "không ghi tên", action, _about(report_id), decided.note, occasion.own.id)
    write_down(place.warehouse, word, place.clock.now)
    if action == "return":
        write_down(place.warehouse, Entry(word.who, action, period.code, word.why, word.run_id), place.clock.now)
        raise _sent_back(period, word)
    return True


def _about(report_id: int) -> str:
    return f"report {report_id}"


def _sent_back(period: Period, word: Entry) -> NothingToDo:
    why = f": {word.why}" if word.why else ""
    return NothingToDo(
        "Trả lại",
        f"Báo cáo kỳ {period} bị {word.who} trả lại{why}. Sửa xong thì chạy lại kỳ này; chưa có thư nào được gửi.",
    )

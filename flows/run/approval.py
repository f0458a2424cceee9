"""Approval, where the office wants it: the report waits in the UI for somebody's word, or for the office's signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput, keyset_from_base_key
from prefect.input.actions import read_flow_run_input
from pydantic import Field

from flows.run.context import RunContext, with_link
from flows.run.final_state import Skipped
from giamngheo.core.errors import NotApproved
from giamngheo.core.period import Period
from giamngheo.core.text import capital
from giamngheo.operate import run_page
from giamngheo.report.releases import Release, is_there, release_by_id
from giamngheo.warehouse.audit_log import Entry, entries, write_down
from giamngheo.warehouse.run_log import Run
from tasks.sign import sign

Preview = Callable[[Release], str]
_STEPS = ("submit", "approve", "return", "expire")


class Approval(RunInput):
    """Duyệt báo cáo."""

    decision: Literal["trả lại", "gửi"] = Field(
        default="trả lại", title="Quyết định", description="«trả lại»: báo cáo không được gửi."
    )
    approver: str = Field(default="", title="Người duyệt", description="Họ tên người quyết định.", max_length=100)
    note: str = Field(default="", title="Ý kiến", description="Được ghi vào sổ nhật ký.", max_length=500)

    def as_entry(self, period: Period, run_id: str) -> Entry:
        action = "approve" if self.decision == "gửi" else "return"
        return Entry(self.approver.strip() or "không ghi tên", action, period.code, self.note.strip(), run_id)


def submitted(period: Period, run_context: RunContext) -> int | None:
    """The report that this very run laid before the approver: after its Resume exactly that one goes out."""
    warehouse = run_context.context.warehouse
    own = entries(warehouse, period.code, _STEPS, run_context.own.id)
    if not own or own[-1][1].action != "submit":
        return None
    report_id = int(own[-1][1].why)
    return report_id if is_there(warehouse, report_id) else None


def needs_word(run_context: RunContext) -> bool:
    """Whether the office wants somebody's word before anybody sees a report."""
    rules = run_context.context.configuration.operation.approval
    return rules.required or rules.signed


def approved(report_id: int, period: Period, run_context: RunContext, preview: Preview | None = None) -> bool:
    """Whether the report may go out; suspends the run until somebody has decided. `preview`: what is laid before them, as
    markdown; the page of a period's report if none is given.

    `Skipped` if it was sent back or another run waits already, `NotApproved` where nobody can be asked.
    """
    context = run_context.context
    rules = context.configuration.operation.approval
    if not rules.required:
        return True
    words = [entry for _, entry in entries(context.warehouse, _about(report_id), ("approve", "return"))]
    if words and words[-1].action == "approve":
        return True
    if run_context.is_scheduled:
        _require_nobody_decides(report_id, period, run_context, words)
    if not run_context.is_deployed:
        raise NotApproved(
            f"{capital(release_by_id(context.warehouse, report_id).called)} đã lập nhưng chưa được duyệt nên chưa gửi. "
            "Chạy báo cáo này trong giao diện Prefect để người có thẩm quyền duyệt."
        )
    word = _ask(report_id, period, run_context, preview)
    for about in (_about(report_id), period.code):
        write_down(context.warehouse, replace(word, about=about))
    if word.action == "return":
        raise _sent_back(release_by_id(context.warehouse, report_id), word)
    return True


def signed(report_id: int, period: Period, run_context: RunContext) -> bool:
    """Whether the report may go out as it was signed, where the office signs; else the run ends, and the next looks again."""
    if not run_context.context.configuration.operation.approval.signed:
        return True
    awaited = sign(period.code, report_id, run_context.today)
    if awaited:
        raise Skipped("Chờ ký", awaited)
    return True


def _ask(report_id: int, period: Period, run_context: RunContext, preview: Preview | None = None) -> Entry:
    """Lay the report before the approver: the run ends here, and begins anew when somebody has decided."""
    context = run_context.context
    own = [entry for _, entry in entries(context.warehouse, period.code, _STEPS, run_context.own.id)]
    asked_before = sum(entry.action != "submit" for entry in own)
    is_laid = bool(own) and own[-1].action == "submit" and own[-1].why == str(report_id)
    decided = _given(report_id, asked_before) if is_laid else None
    if decided:
        return decided.as_entry(period, run_context.own.id)
    if is_laid:  # nobody answered in time, or the run died before it could be laid: ask under a new key
        expired = Entry("hệ thống", "expire", period.code, str(report_id), run_context.own.id)
        write_down(context.warehouse, expired)
        asked_before += 1
    write_down(context.warehouse, Entry(run_context.who, "submit", period.code, str(report_id), run_context.own.id))
    made = release_by_id(context.warehouse, report_id)
    shown = preview(made) if preview else run_page.report(made, str(context.report_folder(period)))
    answer = suspend_flow_run(
        wait_for_input=Approval.with_initial_data(description=shown),
        key=_key(report_id, asked_before),
        timeout=context.configuration.operation.approval.days * 86400,
    )
    return answer.as_entry(period, run_context.own.id)


def _given(report_id: int, asked_before: int) -> Approval | None:
    """What was decided, if somebody has; read by ourselves, for Prefect takes no answer for the form's defaults."""
    keys = keyset_from_base_key(f"suspended-{_key(report_id, asked_before)}")
    answer: Any = read_flow_run_input(keys["response"])
    return Approval(**answer) if answer else None


def _key(report_id: int, asked_before: int) -> str:
    return f"duyet-{report_id}-{asked_before}"


def _require_nobody_decides(report_id: int, period: Period, run_context: RunContext, words: list[Entry]) -> None:
    """The schedule comes every day: it asks once, and not again for a report that was sent back."""
    made = release_by_id(run_context.context.warehouse, report_id)
    if words and words[-1].run_id != run_context.own.id:
        raise _sent_back(made, words[-1])
    laid = [entry for _, entry in entries(run_context.context.warehouse, period.code, ("submit",))]
    for entry in reversed(laid):
        is_anothers = entry.run_id and entry.run_id != run_context.own.id and entry.why == str(report_id)
        if is_anothers and is_waiting(str(entry.run_id)):
            raise Skipped("Chờ duyệt", with_link(f"{capital(made.called)} đang chờ duyệt.", Run(str(entry.run_id), "")))


def is_waiting(run_id: str) -> bool:
    """Whether a run still waits for its answer: one that was cancelled, has failed or was deleted does not."""
    with get_client(sync_client=True) as client:
        try:
            state = client.read_flow_run(UUID(run_id)).state
        except ObjectNotFound:
            return False
    return bool(state and not state.is_final())


def _about(report_id: int) -> str:
    return f"report {report_id}"


def _sent_back(made: Release, word: Entry) -> Skipped:
    why = f": {word.why}" if word.why else ""
    return Skipped(
        "Trả lại",
        f"{capital(made.called)} bị {word.who} trả lại{why}. Sửa xong thì chạy lại {'yêu cầu' if made.is_ad_hoc else 'kỳ'} này; "
        "chưa có thư nào được gửi.",
    )

"""Ad hoc: a report on what somebody chose, from what is stored already, to whom they chose: make → approve → send."""

from __future__ import annotations

import hashlib

from prefect import flow
from prefect.runtime import flow_run

from flows.run.approval import Preview, approved, submitted
from flows.run.context import RunContext, run_context_of, write_line
from flows.run.final_state import final_state, finish_wholly, occupied
from flows.run.requests import AdHocOrder
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.operate import run_page
from giamngheo.report.ad_hoc.publish import ad_hoc_folder
from giamngheo.report.ad_hoc.recipients import recipients_of
from giamngheo.report.releases import Release, is_there
from giamngheo.warehouse.audit_log import Entry, entries, write_down
from giamngheo.warehouse.engine import Warehouse
from tasks.ad_hoc import ad_hoc
from tasks.send import send, summary

_MADE = "ad hoc"


def _run_name() -> str:
    order = flow_run.parameters.get("yêu_cầu") or {}
    asked = order if isinstance(order, dict) else order.model_dump()
    return f"Báo cáo đột xuất {asked.get('title') or asked.get('period') or ''}".strip()


@flow(name="Báo cáo đột xuất", flow_run_name=_run_name)
@final_state
def adhoc(yêu_cầu: AdHocOrder = AdHocOrder()) -> str:  # noqa: B008 - the form's defaults
    """Lập báo cáo theo yêu cầu từ số liệu đã có, gửi nơi nhận được chọn. Không thu thập, không đổi báo cáo định kỳ."""
    run_context = run_context_of(yêu_cầu)
    if not yêu_cầu.period:
        raise UsageError("Chưa ghi kỳ số liệu; bấm Custom run và ghi kỳ, ví dụ 2020-03.")
    period = Period.parse(yêu_cầu.period)
    with occupied(run_context, _job_of(yêu_cầu), period):
        write_line(run_context, "order", period.code)
        report_id = submitted(period, run_context) or made_by(run_context.context.warehouse, period, run_context.own.id)
        if report_id is None:
            report_id = ad_hoc(yêu_cầu.asked, run_context.today)
            _note_made(report_id, period, run_context)
        if yêu_cầu.sends and approved(report_id, period, run_context, _preview_of(run_context, yêu_cầu)):
            write_line(run_context, "send", f"report {report_id}")
            once_more = run_context.own.id if yêu_cầu.again else ""
            send(period.code, report_id, run_context.today, True, yêu_cầu.asked, once_more)
        finish_wholly(run_context, period)
    return summary(report_id, run_context.today)


def _job_of(order: AdHocOrder) -> str:
    """Only of two that ask for the very same the second may go home."""
    said = order.model_dump_json(exclude={"who", "why"})
    return f"ad hoc {hashlib.sha256(said.encode()).hexdigest()[:8]}"


def made_by(warehouse: Warehouse, period: Period, run_id: str) -> int | None:
    """What a run has made: its Retry brings that one to who has not got it, also where figures have changed since."""
    own = entries(warehouse, period.code, (_MADE,), run_id)
    report_id = int(own[-1][1].why) if own else None
    return report_id if report_id is not None and is_there(warehouse, report_id) else None


def _note_made(report_id: int, period: Period, run_context: RunContext) -> None:
    made = Entry(run_context.who, _MADE, period.code, str(report_id), run_context.own.id)
    write_down(run_context.context.warehouse, made)


def _preview_of(run_context: RunContext, order: AdHocOrder) -> Preview:
    """What the approver sees: the report as it goes out, and to whom."""
    context = run_context.context

    def preview(made: Release) -> str:
        recipients = recipients_of(context, order.asked.to, order.asked.addresses)
        return run_page.ad_hoc(made, recipients, str(ad_hoc_folder(context, Period.parse(made.period))))

    return preview

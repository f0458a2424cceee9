"""Report: the report on a period, from the shared folder to the mailbox: receive → … → attain → report → send."""

from __future__ import annotations

from prefect import flow
from prefect.runtime import flow_run

from flows.collect import gather
from flows.run.approval import approved, needs_word, signed, submitted
from flows.run.context import RunContext, run_context_of, write_line
from flows.run.due import due_now, job_of, partly_sent, require_not_sent, waits_for_correction
from flows.run.final_state import each_of, final_state, finish, finish_wholly, occupied
from flows.run.notify import laid_for_leaders, notify_units, require_notified
from flows.run.requests import KINDS, ReportOrder, codes_of
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.reporting_schedule import require_within_plan
from giamngheo.report.delivery import signed_but_not_sent
from tasks.report import report as make_report
from tasks.send import send, summary
from tasks.support.failing import require_all_read

_KEPT_BACK = " Báo cáo đã lập nhưng CHƯA gửi; Retry sẽ gửi, dù tệp đã đọc được hay chưa."


def _run_name() -> str:
    order = flow_run.parameters.get("yêu_cầu") or {}
    asked = order if isinstance(order, dict) else order.model_dump()
    period = asked.get("period") or ""
    try:
        return f"Báo cáo {Period.parse(period).title}" if period else f"Báo cáo {asked.get('kind', 'tháng')} đến hạn"
    except UsageError:
        return f"Báo cáo {period}"  # the flow itself will say what is wrong with it


@flow(name="Báo cáo giảm nghèo", flow_run_name=_run_name)
@final_state
def report(yêu_cầu: ReportOrder = ReportOrder()) -> str:  # noqa: B008 - the form's defaults
    """Thu thập lần cuối, lập báo cáo của kỳ và gửi cho các nơi nhận."""
    run_context = run_context_of(yêu_cầu)
    periods = [Period.parse(yêu_cầu.period)] if yêu_cầu.period else due_now(KINDS[yêu_cầu.kind], run_context)
    return each_of(periods, lambda period: report_on(period, run_context, yêu_cầu))


def report_on(period: Period, run_context: RunContext, order: ReportOrder) -> str:
    """One period; gives the sentence about what became of it."""
    context = run_context.context
    require_within_plan(period, context.configuration.first_month, context.clock.today)
    with occupied(run_context, job_of(period, run_context, order), period):
        require_not_sent(period, run_context)
        write_line(run_context, "order", period.code)
        report_id, failed, hindrances = begun(period, run_context, order), [], []
        if report_id is None:
            failed = gather(period.code, codes_of(order.units), run_context.today, order.cleared)
            hindrances = notify_units(run_context.today)
            report_id = make_report(period.code, run_context.today)
        if waits_for_correction(run_context, order, period):
            require_all_read(failed, run_context.today, _KEPT_BACK)
        goes_out = order.sends and approved(report_id, period, run_context) and signed(report_id, period, run_context)
        is_open = goes_out or not needs_word(run_context)
        not_laid = laid_for_leaders(period, report_id, run_context.today) if is_open else []
        if goes_out:
            write_line(run_context, "send", f"report {report_id}")
            send(period.code, report_id, run_context.today, run_context.is_by_hand, has_pages=not not_laid)
            finish(run_context, "send", period)
        require_all_read(failed, run_context.today)
        require_notified([*hindrances, *not_laid])
        finish_wholly(run_context, period)
    return summary(report_id, run_context.today)


def begun(period: Period, run_context: RunContext, order: ReportOrder) -> int | None:
    """The report that is on its way already, and is to arrive as it is: laid before the approver, signed, or partly sent."""
    if not order.sends:
        return None
    warehouse = run_context.context.warehouse
    return submitted(period, run_context) or signed_but_not_sent(warehouse, period) or partly_sent(period, run_context)

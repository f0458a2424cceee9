"""Whether now is the time: the day, the periods that are due, and whether a report waits for a correction."""

from __future__ import annotations

import datetime as dt

from flows.run.approval import submitted
from flows.run.context import RunContext
from flows.run.final_state import Skipped, already_done
from flows.run.requests import ReportOrder
from giamngheo.core.clock import Clock
from giamngheo.core.formats import day as day_text
from giamngheo.core.formats import local_day
from giamngheo.core.period import Kind, Period
from giamngheo.metadata.reporting_schedule import due_periods, next_report_day, report_day
from giamngheo.metadata.working_calendar import WorkingCalendar
from giamngheo.report.delivery import half_delivered, is_awaited
from giamngheo.warehouse.audit_log import first_moment
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.run_log import Run, finished_since, sent_by


def require_morning(run_context: RunContext) -> None:
    """A scheduled collection works on working days, and once for all the mornings that the machine was off."""
    if not run_context.is_scheduled:
        return
    if not _calendar(run_context).is_working_day(run_context.day):
        raise Skipped("Ngày nghỉ", f"{day_text(run_context.day)} không phải ngày làm việc; không phải thu thập.")
    done = finished_since(
        run_context.context.warehouse, "collect", run_context.scheduled_at, _end_of(run_context.today)
    )
    if done and done.id != run_context.own.id:
        raise already_done(done, "đã thu thập sau giờ này")


def due_now(kind: Kind, run_context: RunContext) -> list[Period]:
    """Periods due on the run's day or, when the machine was off, before it, and not reported yet; oldest first.

    Somebody who presses the button without naming a period means the last one. `Skipped` if there is none.
    """
    warehouse = run_context.context.warehouse
    months = run_context.context.configuration.operation.months_of(kind)
    periods = list(due_periods(_calendar(run_context), kind, run_context.day, _since(run_context), months))
    if not run_context.is_scheduled:
        periods = periods[-1:]
    senders = {period: _sender(warehouse, period) for period in periods}
    open_ones = [period for period in periods if not senders[period]]
    if open_ones:
        return open_ones
    last = senders[periods[-1]] if periods else None
    if last and (report_day(_calendar(run_context), periods[-1]) == run_context.day or not run_context.is_scheduled):
        raise already_done(last, f"báo cáo {periods[-1].title} đã gửi")
    ahead, on = next_report_day(_calendar(run_context), kind, run_context.day, months)
    raise Skipped(
        "Chưa đến hạn",
        f"Không có kỳ nào đang đến hạn; kỳ tiếp theo là {ahead.title}, báo cáo ngày {day_text(on)}. "
        "Muốn làm kỳ khác: bấm Custom run và ghi kỳ báo cáo.",
    )


def require_not_sent(period: Period, run_context: RunContext) -> None:
    """A scheduled run may have waited while another one sent the report."""
    done = _sender(run_context.context.warehouse, period) if run_context.is_scheduled else None
    if done and done.id != run_context.own.id:
        raise already_done(done, f"báo cáo {period.title} đã gửi")


def _sender(warehouse: Warehouse, period: Period) -> Run | None:
    """Who is done with a period: nobody as long as a report on it, also a revision of one that was sent, is to be signed."""
    return None if is_awaited(warehouse, period) else sent_by(warehouse, period)


def job_of(period: Period, run_context: RunContext, order: ReportOrder) -> str:
    """What the run does, for the run lock: only of two that do the same the second may go home."""
    if submitted(period, run_context):
        return "send"
    return "report" if order.sends and not order.units else "trial"


def partly_sent(period: Period, run_context: RunContext) -> int | None:
    """A report that some recipients have and others not yet: Retry, and the schedule, bring it to the others first."""
    if run_context.attempt == 1 and not run_context.is_scheduled:
        return None
    return half_delivered(run_context.context.warehouse, period)


def waits_for_correction(run_context: RunContext, order: ReportOrder, period: Period) -> bool:
    """Whether a report some of whose workbooks met a defect of the program is kept back.

    So that everybody gets one mail, and a whole report: the operator's Retry sends it, and at the latest the
    schedule's run of the day after.
    """
    is_first_day = not run_context.is_scheduled or run_context.day <= report_day(_calendar(run_context), period)
    return order.sends and run_context.attempt == 1 and is_first_day and not order.despite_errors


def _since(run_context: RunContext) -> dt.date:
    """The first day whose work the schedule still does: not before the system was set up."""
    oldest = run_context.day - dt.timedelta(days=run_context.context.configuration.operation.catch_up_days)
    set_up = first_moment(run_context.context.warehouse, "deploy")
    return max(oldest, local_day(set_up)) if set_up and run_context.is_scheduled else oldest


def _end_of(day: str) -> dt.datetime:
    """The midnight that ends a day, in UTC: what was tried out for a day to come has not been done yet."""
    return Clock(dt.date.fromisoformat(day)).midnight + dt.timedelta(days=1)


def _calendar(run_context: RunContext) -> WorkingCalendar:
    return run_context.context.configuration.working_calendar

"""Whether now is the time: the day, the periods that are due, and whether a report waits for mending."""

from __future__ import annotations

import datetime as dt

from flows.run.approval import submitted
from flows.run.context import NothingToDo, Occasion, already_done
from flows.run.requests import ReportOrder
from giamngheo.core.clock import Clock
from giamngheo.core.formats import day as day_text
from giamngheo.core.formats import local_day
from giamngheo.core.period import Kind, Period
from giamngheo.metadata.reporting_schedule import due_periods, next_report_day, report_day
from giamngheo.metadata.working_calendar import WorkingCalendar
from giamngheo.report.releases import half_delivered
from giamngheo.warehouse.audit_log import first_moment
from giamngheo.warehouse.run_log import finished_since, sent_by


def require_morning(occasion: Occasion) -> None:
    """A scheduled collection works on working days, and once for all the mornings that the machine was off."""
    if not occasion.is_scheduled:
        return
    if not _calendar(occasion).is_working_day(occasion.day):
        raise NothingToDo("Ngày nghỉ", f"{day_text(occasion.day)} không phải ngày làm việc; không phải thu thập.")
    done = finished_since(occasion.place.warehouse, "collect", occasion.scheduled_at, _end_of(occasion.today))
    if done and done.id != occasion.own.id:
        raise already_done(done, "đã thu thập sau giờ này")


def due_now(kind: Kind, occasion: Occasion) -> list[Period]:
    """Periods due on the run's day or, when the machine was off, before it, and not reported yet; oldest first.

    Somebody who presses the button without naming a period means the last one. `NothingToDo` if there is none.
    """
    warehouse = occasion.place.warehouse
    periods = list(due_periods(_calendar(occasion), kind, occasion.day, _since(occasion)))
    if not occasion.is_scheduled:
        periods = periods[-1:]
    senders = {period: sent_by(warehouse, period) for period in periods}
    open_ones = [period for period in periods if not senders[period]]
    if open_ones:
        return open_ones
    last = senders[periods[-1]] if periods else None
    if last and (report_day(_calendar(occasion), periods[-1]) == occasion.day or not occasion.is_scheduled):
        raise already_done(last, f"báo cáo {periods[-1].title} đã gửi")
    ahead, on = next_report_day(_calendar(occasion), kind, occasion.day)
    raise NothingToDo(
        "Chưa đến hạn",
        f"Không có kỳ nào đang đến hạn; kỳ tiếp theo là {ahead.title}, báo cáo ngày {day_text(on)}. "
        "Muốn làm kỳ khác: bấm Custom run và ghi kỳ báo cáo.",
    )


def require_not_sent(period: Period, occasion: Occasion) -> None:
    """A scheduled run may have waited while another one sent the report."""
    done = sent_by(occasion.place.warehouse, period) if occasion.is_scheduled else None
    if done and done.id != occasion.own.id:
        raise already_done(done, f"báo cáo {period.title} đã gửi")


def job_of(period: Period, occasion: Occasion, order: ReportOrder) -> str:
    """What the run does, for the lease: only of two that do the same the second may go home."""
    if submitted(period, occasion):
        return "send"
    return "report" if order.sends and not order.units else "trial"


def partly_sent(period: Period, occasion: Occasion) -> int | None:
    """A report that some recipients have and others not yet: Retry, and the schedule, bring it to the others first."""
    if occasion.attempt == 1 and not occasion.is_scheduled:
        return None
    return half_delivered(occasion.place.warehouse, period)


def waits_for_mending(occasion: Occasion, order: ReportOrder, period: Period) -> bool:
    """Whether a report some of whose workbooks met a defect of the program is kept back.

    So that everybody gets one mail, and a whole report: the operator's Retry sends it, and at the latest the
    schedule's run of the day after.
    """
    is_first_day = not occasion.is_scheduled or occasion.day <= report_day(_calendar(occasion), period)
    return order.sends and occasion.attempt == 1 and is_first_day and not order.despite_errors


def _since(occasion: Occasion) -> dt.date:
    """The first day whose work the schedule still does: not before the system was set up."""
    oldest = occasion.day - dt.timedelta(days=occasion.place.configuration.operation.catch_up_days)
    set_up = first_moment(occasion.place.warehouse, "deploy")
    return max(oldest, local_day(set_up)) if set_up and occasion.is_scheduled else oldest


def _end_of(day: str) -> dt.datetime:
    """The midnight that ends a day, in UTC: what was tried out for a day to come has not been done yet."""
    return Clock(dt.date.fromisoformat(day)).midnight + dt.timedelta(days=1)


def _calendar(occasion: Occasion) -> WorkingCalendar:
    return WorkingCalendar(occasion.place.configuration.calendar)

"""What a day asks for: which periods are due to be reported, and which month is being collected.

Worked out from the working calendar alone; whether it is done already stands in the warehouse. A machine that was
off asks the same question when it is back, and gets the same periods, each once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from giamngheo.core.errors import UsageError
from giamngheo.core.formats import day as day_text
from giamngheo.core.period import Kind, Period
from giamngheo.metadata.working_calendar import WorkingCalendar


def report_day(calendar: WorkingCalendar, period: Period) -> dt.date:
    """The working day on which the district reports on a period."""
    return calendar.days_of(period).report


def due_periods(
    calendar: WorkingCalendar, kind: Kind, day: dt.date, since: dt.date, months: Collection[int] = ()
) -> Iterator[Period]:
    """Periods of a kind whose report day lies from `since` to `day` (both included), oldest first; of these only those
    that end with one of the `months`, where there are any."""
    period = _containing(kind, since) - 1  # its report day may lie in the month after, when holidays move it
    while (reported := report_day(calendar, period)) <= day:
        if reported >= since and _ends_in(period, months):
            yield period
        period += 1


def next_report_day(
    calendar: WorkingCalendar, kind: Kind, day: dt.date, months: Collection[int] = ()
) -> tuple[Period, dt.date]:
    """The first of these periods whose report day lies after a day, and that report day."""
    period = _containing(kind, day) - 1
    while report_day(calendar, period) <= day or not _ends_in(period, months):
        period += 1
    return period, report_day(calendar, period)


def collected_month(calendar: WorkingCalendar, day: dt.date) -> Period:
    """The month whose reports are being collected: the last one whose cut-off has come."""
    month = Period.month_of(day)
    return month if calendar.days_of(month).cutoff <= day else month - 1


def require_within_plan(period: Period, baseline: Period, today: dt.date) -> None:
    """`UsageError` for a period before the first plan's baseline, or one that has not begun: nobody owes a report for it."""
    if period.last_month < baseline:
        raise UsageError(f"Kỳ {period} ở trước kế hoạch (số gốc: {baseline.title}); chọn kỳ từ {baseline} trở đi.")
    if Period.month_of(today) < period.months[0]:
        raise UsageError(f"Kỳ {period} chưa bắt đầu (hôm nay là {day_text(today)}); chọn kỳ khác.")


def _ends_in(period: Period, months: Collection[int]) -> bool:
    return not months or period.last_month.number in months


def _containing(kind: Kind, day: dt.date) -> Period:
    """The period of a kind in which a calendar day lies; of nine months: that of the year."""
    period = Period(day.year, kind)
    while period.last_month < Period.month_of(day) and (period + 1).year == day.year:
        period += 1
    return period

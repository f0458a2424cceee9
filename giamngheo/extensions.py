"""A later due day for one unit and month: with a reason, kept in the journal; the last word counts."""

from __future__ import annotations

import datetime as dt

from giamngheo.calendar import WorkingCalendar
from giamngheo.closing import closed_months
from giamngheo.configuration.records import Unit
from giamngheo.errors import UsageError
from giamngheo.period import Period
from giamngheo.vietnamese import day
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.journal import Entry, last_entries, write_down

_EXTEND = "extend"


def extend(warehouse: Warehouse, period: Period, unit: Unit, until: dt.date, who: str, why: str) -> None:
    """Let a unit report a month until a day after its due day.

    `UsageError` without a reason, for an earlier day, or for one on which the month takes nothing any more.
    """
    if not why.strip():
        raise UsageError("Gia hạn phải có lý do; ghi --why, ví dụ --why 'xã bị ngập'.")
    due = WorkingCalendar(warehouse.configuration.calendar).days_of(period).due
    if until <= due:
        raise UsageError(
            f"Ngày gia hạn {day(until)} không sau hạn nộp {day(due)} của {period.title}; chọn ngày muộn hơn."
        )
    if period.last_month.code in closed_months(warehouse, until):
        raise UsageError(
            f"Kỳ {period.last_month.code} đã khóa, hoặc đến {day(until)} thì đã khóa, nên không nhận báo cáo nữa; "
            f"chọn ngày sớm hơn, hoặc mở lại kỳ trước (giamngheo reopen {period.last_month.code})."
        )
    about = _about(period.last_month, unit.code)
    write_down(warehouse, Entry(who, _EXTEND, about, f"{until.isoformat()} {why.strip()}"))


def due_days(warehouse: Warehouse, month: Period) -> dict[str, dt.date]:
    """unit → its own due day, of those units that have one."""
    prefix = f"{month.code}/"
    return {
        about.removeprefix(prefix): dt.date.fromisoformat(entry.why.split()[0])
        for about, entry in last_entries(warehouse, _EXTEND).items()
        if about.startswith(prefix)
    }


def _about(month: Period, unit: str) -> str:
    return f"{month.code}/{unit}"

"""A later due day for one unit and month: with a reason, kept in the journal; the last word counts."""

from __future__ import annotations

import datetime as dt

from giamngheo.calendar import WorkingCalendar
from giamngheo.configuration.records import Unit
from giamngheo.errors import UsageError
from giamngheo.period import Period
from giamngheo.vietnamese import day
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.journal import Entry, last_entries, write_down

_EXTEND = "extend"


def extend(warehouse: Warehouse, period: Period, unit: Unit, until: dt.date, who: str, why: str) -> None:
    """Let a unit report a month until a day after its due day. `UsageError` without a reason, for an earlier day,
    or for one after the lock day."""
    if not why.strip():
        raise UsageError("Gia hạn phải có lý do; ghi --why, ví dụ --why 'xã bị ngập'.")
    days = WorkingCalendar(warehouse.configuration.calendar).days_of(period)
    if until <= days.due:
        raise UsageError(
            f"Ngày gia hạn {day(until)} không sau hạn nộp {day(days.due)} của {period.title}; chọn ngày muộn hơn."
        )
    if days.lock and until > days.lock:
        raise UsageError(
            f"Ngày gia hạn {day(until)} sau ngày khóa {day(days.lock)} của {period.title}, khi đó không nhận tệp nữa; "
            "chọn ngày sớm hơn, hoặc sau ngày khóa thì mở lại kỳ: giamngheo reopen."
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

"""Until when a report is on time, and which months take no more: closed by hand, or by themselves after the lock day.

Who extended, closed and reopened, when and why stands in the audit log; its last word about a month counts, and before
the calendar's: a month that was reopened stays open until it is closed again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.core.errors import UsageError
from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.metadata.senders import Sender
from giamngheo.warehouse.audit_log import Entry, last_entries, last_words, write_down
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import journal

_CLOSE, _REOPEN, _EXTEND = "close", "reopen", "extend"


@dataclass(frozen=True)
class DueDays:
    """The last days on which reports of one month are on time: the calendar's, and those of units that got a later one."""

    common: dt.date
    extended: Mapping[str, dt.date]

    def of(self, unit: str) -> dt.date:
        return self.extended.get(unit, self.common)


def due_days(warehouse: Warehouse, month: Period) -> DueDays:
    """What counts of a unit is the last extension that it was given."""
    return due_days_by_month(warehouse, [month])[month]


def due_days_by_month(warehouse: Warehouse, months: Iterable[Period]) -> dict[Period, DueDays]:
    """The same of several months, by one look into the audit log."""
    extended: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for about, entry in last_entries(warehouse, _EXTEND).items():
        month, _, unit = about.partition("/")
        extended[month][unit] = dt.date.fromisoformat(entry.why.split()[0])
    calendar = warehouse.configuration.working_calendar
    return {month: DueDays(calendar.days_of(month).due, extended[month.last_month.code]) for month in months}


def closed_months(warehouse: Warehouse, today: dt.date) -> frozenset[str]:
    """The codes of the months closed on a day."""
    said = last_words(warehouse, (_CLOSE, _REOPEN))
    by_hand = {month for month, action in said.items() if action == _CLOSE}
    return frozenset(by_hand | {month for month in _locked(warehouse, today) if said.get(month) != _REOPEN})


def last_decision(warehouse: Warehouse) -> int | None:
    """The audit log's number of the last word about a deadline: another number, another deadline somewhere."""
    which = journal.c.action.in_((_CLOSE, _REOPEN, _EXTEND))
    with warehouse.reading() as connection:
        found: int | None = connection.scalar(sa.select(sa.func.max(journal.c.id)).where(which))
    return found


def close(warehouse: Warehouse, period: Period, who: str, today: dt.date) -> list[Period]:
    """Close the months of a period that are open; gives them. `UsageError` where one has not begun: a slip of the year
    would refuse what is sent then."""
    to_come = [month.title for month in period.months if month > Period.month_of(today)]
    if to_come:
        raise UsageError(f"Chưa khóa được {', '.join(to_come)}: tháng chưa đến; chỉ khóa tháng đã bắt đầu.")
    wanted = [month for month in period.months if month.code not in closed_months(warehouse, today)]
    for month in wanted:
        write_down(warehouse, Entry(who, _CLOSE, month.code))
    return wanted


def reopen(warehouse: Warehouse, period: Period, who: str, why: str, today: dt.date) -> list[Period]:
    """Open the months of a period that are closed; gives them. `UsageError` without a reason."""
    if not why.strip():
        raise UsageError("Mở lại kỳ đã khóa phải có lý do; ghi --why, ví dụ --why 'nộp bản sửa theo công văn số 12'.")
    wanted = [month for month in period.months if month.code in closed_months(warehouse, today)]
    for month in wanted:
        write_down(warehouse, Entry(who, _REOPEN, month.code, why.strip()))
    return wanted


def _locked(warehouse: Warehouse, today: dt.date) -> list[str]:
    """Months since the first whose lock day has passed; none where the calendar has no lock."""
    calendar = warehouse.configuration.working_calendar
    found, month = [], warehouse.configuration.first_month
    while (lock := calendar.days_of(month).lock) and lock < today:
        found.append(month.code)
        month += 1
    return found


def extend(warehouse: Warehouse, period: Period, unit: Sender, until: dt.date, who: str, why: str) -> None:
    """Let a unit report a month until a day after its due day.

    `UsageError` without a reason, for an earlier day, or for one on which the month takes nothing any more.
    """
    if not why.strip():
        raise UsageError("Gia hạn phải có lý do; ghi --why, ví dụ --why 'địa bàn bị ngập'.")
    due = warehouse.configuration.working_calendar.days_of(period).due
    if until <= due:
        raise UsageError(
            f"Ngày gia hạn {day(until)} không sau hạn nộp {day(due)} của {period.title}; chọn ngày muộn hơn."
        )
    if period.last_month.code in closed_months(warehouse, until):
        raise UsageError(
            f"Kỳ {period.last_month.code} đã khóa, hoặc đến {day(until)} thì đã khóa, nên không nhận báo cáo nữa; "
            f"chọn ngày sớm hơn, hoặc mở lại kỳ trước (giamngheo reopen {period.last_month.code})."
        )
    write_down(
        warehouse, Entry(who, _EXTEND, f"{period.last_month.code}/{unit.code}", f"{until.isoformat()} {why.strip()}")
    )

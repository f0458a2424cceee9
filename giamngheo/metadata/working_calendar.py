"""Working days of Vietnam, and the days a period asks for.

Holidays, Tết and swapped days come from the `holidays` library; what it does not know yet (the Government
decides swaps late in the year) stands in `config/calendar.toml`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import Field

from giamngheo.core.late_imports import import_parts_alone
from giamngheo.core.period import Period
from giamngheo.metadata.record import Record


class CalendarRules(Record):
    cutoff_day: int = Field(ge=1, le=28, description="Ngày chốt số liệu trong tháng")
    due_working_days: int = Field(ge=1, le=20, description="Hạn nộp của đơn vị: bấy nhiêu ngày làm việc sau ngày chốt")
    report_day: int = Field(
        ge=1, le=28, description="Ngày cơ quan báo cáo; ngày nghỉ thì dời sang ngày làm việc kế tiếp"
    )
    lock_working_days: int = Field(
        default=0, ge=0, le=250, description="Ngày khóa: bấy nhiêu ngày làm việc sau hạn nộp; 0: chỉ khóa bằng tay"
    )
    extra_holidays: frozenset[dt.date] = Field(default=frozenset(), description="Ngày nghỉ mà thư viện lịch chưa biết")
    extra_working_days: frozenset[dt.date] = Field(
        default=frozenset(), description="Ngày làm bù mà thư viện lịch chưa biết"
    )


@dataclass(frozen=True)
class Days:
    """The days of one period, each a working day except `cutoff`, which is a date of the data.

    Until the due day (hạn nộp) a report is on time; after the lock day (ngày khóa) none is taken any more.
    """

    cutoff: dt.date
    cutoff_moved: dt.date
    due: dt.date
    report: dt.date
    lock: dt.date | None


class WorkingCalendar:
    """Answers whether a day is worked, and on which days a period is due."""

    def __init__(self, rules: CalendarRules) -> None:
        self.rules = rules
        self._days: dict[Period, Days] = {}

    def is_working_day(self, day: dt.date) -> bool:
        if day in self.rules.extra_working_days:
            return True
        return day not in self.rules.extra_holidays and _vietnam(day.year).is_working_day(day)

    def on_or_after(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the next one that is."""
        while not self.is_working_day(day):
            day += dt.timedelta(days=1)
        return day

    def shifted(self, day: dt.date, working_days: int) -> dt.date:
        """So many working days after a day, or before it where the number is negative."""
        step = dt.timedelta(days=1 if working_days > 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def days_of(self, period: Period) -> Days:
        """Cut-off, due day of the communes, and report day of the district."""
        month = period.last_month
        if month not in self._days:
            self._days[month] = self._worked_out(month)
        return self._days[month]

    def _worked_out(self, month: Period) -> Days:
        cutoff = dt.date(month.year, month.number, self.rules.cutoff_day)
        moved = self.on_or_after(cutoff)
        due = self.shifted(moved, self.rules.due_working_days)
        report = self.on_or_after(dt.date(month.year, month.number, self.rules.report_day))
        lock = self.shifted(due, self.rules.lock_working_days) if self.rules.lock_working_days else None
        return Days(cutoff, moved, due, max(report, due), lock)


@lru_cache(maxsize=64)
def _vietnam(year: int) -> Any:
    import holidays

    import_parts_alone("holidays.countries")  # it has 250, a twelfth of what `giamngheo status` takes
    return holidays.country_holidays("VN", years=(year, year + 1))

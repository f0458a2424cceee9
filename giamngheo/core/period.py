"""Periods of reporting: `2020-03`, `2020-Q1`, `2020-H1`, `2020-9M`, `2020`.

Data of a month run from the day after the cut-off of the month before to its own cut-off (Decree 09/2019,
article 12, where the cut-off is the 14th); a longer period is its months. No clock is read here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

from giamngheo.core.errors import UsageError

Kind = Literal["month", "quarter", "half", "nine_months", "year"]

_LENGTH: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
_PATTERN = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine>9M)))?"
)
_ROMAN = ("I", "II", "III", "IV")


@total_ordering
@dataclass(frozen=True)
class Period:
    """`number` is the period's place in its year, from 1: month 3, quarter 1, half 2; 1 for the others."""

    year: int
    kind: Kind
    number: int = 1

    def __post_init__(self) -> None:
        last = 1 if self.kind == "nine_months" else 12 // _LENGTH[self.kind]
        if not (1900 <= self.year <= 9999 and 1 <= self.number <= last):
            raise UsageError(f"Kỳ báo cáo không có thật: năm {self.year}, số {self.number}.")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the code of a period; `UsageError` for anything else."""
        found = _PATTERN.fullmatch(text.strip().upper())
        if found is None:
            raise UsageError(
                f"Kỳ báo cáo «{text}» không đúng; viết như 2020-03 (tháng), 2020-Q1 (quý), "
                "2020-H1 (6 tháng), 2020-9M (9 tháng) hoặc 2020 (năm)."
            )
        year = int(found["year"])
        if found["month"]:
            return cls(year, "month", int(found["month"]))
        if found["quarter"]:
            return cls(year, "quarter", int(found["quarter"]))
        if found["half"]:
            return cls(year, "half", int(found["half"]))
        return cls(year, "nine_months" if found["nine"] else "year")

    @classmethod
    def month_of(cls, day: dt.date) -> Period:
        """The calendar month of a day."""
        return cls(day.year, "month", day.month)

    @classmethod
    def month_at(cls, ordinal: int) -> Period:
        """The month of that `ordinal`."""
        return cls(ordinal // 12, "month", ordinal % 12 + 1)

    @property
    def ordinal(self) -> int:
        """Its last month as a count of months, so that differences are months."""
        last = self.last_month
        return last.year * 12 + last.number - 1

    @property
    def code(self) -> str:
        forms: dict[Kind, str] = {
            "month": f"-{self.number:02d}",
            "quarter": f"-Q{self.number}",
            "half": f"-H{self.number}",
            "nine_months": "-9M",
            "year": "",
        }
        return f"{self.year:04d}{forms[self.kind]}"

    @property
    def title(self) -> str:
        """`tháng 3 năm 2020`, `quý I năm 2020`, as a Vietnamese report says it."""
        forms: dict[Kind, str] = {
            "month": f"tháng {self.number} năm {self.year}",
            "quarter": f"quý {_ROMAN[(self.number - 1) % 4]} năm {self.year}",
            "half": f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}",
            "nine_months": f"9 tháng đầu năm {self.year}",
            "year": f"năm {self.year}",
        }
        return forms[self.kind]

    @property
    def months(self) -> tuple[Period, ...]:
        """Its months, in order; a month is its own."""
        if self.kind == "month":
            return (self,)
        length = _LENGTH[self.kind]
        first = (self.number - 1) * length + 1
        return tuple(Period(self.year, "month", month) for month in range(first, first + length))

    @property
    def last_month(self) -> Period:
        """The month whose stock is the period's."""
        return self if self.kind == "month" else Period(self.year, "month", self.number * _LENGTH[self.kind])

    @property
    def before(self) -> Period:
        """The period of the same kind just before; nine months and a year step by a year."""
        return self - 1

    def __add__(self, steps: int) -> Period:
        per_year = 1 if self.kind in {"nine_months", "year"} else 12 // _LENGTH[self.kind]
        index = self.year * per_year + (self.number - 1) + steps
        return Period(index // per_year, self.kind, index % per_year + 1)

    def __sub__(self, steps: int) -> Period:
        return self + -steps

    def months_until(self, later: Period) -> int:
        """Months from its last month to another period's; negative for one that ended before."""
        return later.ordinal - self.ordinal

    def window(self, cutoff_day: int) -> tuple[dt.date, dt.date]:
        """First and last day whose events belong to the period."""
        first, last = self.months[0], self.last_month
        eve = first - 1
        return (
            dt.date(eve.year, eve.number, cutoff_day) + dt.timedelta(days=1),
            dt.date(last.year, last.number, cutoff_day),
        )

    def __lt__(self, other: Period) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int]:
        return (self.last_month.year, self.last_month.number, _LENGTH[self.kind])

    def __str__(self) -> str:
        return self.code


def months_between(first: Period, last: Period) -> tuple[Period, ...]:
    """Each month from one to another, both included."""
    return tuple(first + step for step in range(first.months_until(last) + 1))


def periods_ending_in(kind: Kind, first: Period, last: Period) -> list[Period]:
    """Periods of a kind whose last month lies from `first` to `last` (months, both included), oldest first."""
    period = Period(first.year, kind)
    found = []
    while period.last_month <= last:
        if period.last_month >= first:
            found.append(period)
        period += 1
    return found

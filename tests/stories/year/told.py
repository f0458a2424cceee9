"""What is told of one period at one moment, and the words for it. Nothing here is of the product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.stories.claims import oracle as claims
from tests.stories.claims.oracle import TARGETS, Truth
from tests.stories.claims.world import BASELINE, Stated
from tests.stories.year.facts import LISTED, Moment, shifted
from tests.support.workbooks.form import Row

Tree = dict[str, Any]
CODES = dict(
    zip(
        TARGETS,
        ("poverty_reduction", "insured_poor", "insured_near_poor", "loan_access", "education_support",
         "information_access", "water_sanitation", "temporary_housing", "models"),
        strict=True,
    )
)  # fmt: skip
STATUSES = {
    claims.MET: "attained",
    claims.ON_TRACK: "on_track",
    claims.BEHIND: "behind",
    claims.MISSED: "missed",
    claims.DOUBTFUL: "not_enough",
    claims.NO_CASES: "no_cases",
    claims.NO_DATA: "no_data",
    claims.NOT_COMPARABLE: "no_data",
    None: None,
}
PROSPECTS = {
    claims.AT_RISK: "at_risk",
    claims.LIKELY: "likely",
    "có thể đạt": "open",
    "chưa rõ đạt hay không": "open",  # of a widened interval
}
OF_VILLAGES = [title for title in TARGETS if title not in (claims.REDUCTION, "Mô hình giảm nghèo bền vững")]
LEVEL_PERCENT = 80  # of the outlook's interval, docs/outlook.md
ATTENTION_PERCENT = 50  # config/report.toml
STATED = Stated(1597, "4.10", 2027, "5.20")  # of the plan
STOCKS = ("households", "poor", "near_poor", "social_poor")
RATES = ("poor_rate", "near_poor_rate")
CHANGES = {
    claims.NEW: "new",
    claims.RELAPSED: "relapsed",
    claims.MOVED_IN: "moved_in",
    claims.ESCAPED: "escaped_poverty",
    claims.ESCAPED_NEAR: "escaped_near_poverty",
    claims.MOVED_OUT: "moved_out",
    claims.REMOVED: "removed",
    claims.TO_POOR: "to_poor",
    claims.TO_NEAR_POOR: "to_near_poor",
}
_ROMAN = ("I", "II", "III", "IV")


def title_of(period: str) -> str:
    year, _, part = period.partition("-")
    if part[:1] == "Q":
        return f"quý {_ROMAN[int(part[1]) - 1]} năm {year}"
    if part[:1] == "H":
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    if part == "9M":
        return f"9 tháng đầu năm {year}"
    return f"tháng {int(part)} năm {year}" if part else f"năm {year}"


def number(value: Fraction | int | float | None) -> float | None:
    return None if value is None else float(value)


def rate(part: Fraction, whole: Fraction) -> float | None:
    return float(part / whole * 100) if whole else None


@dataclass
class Told:
    """A report on `period` when `moment` is what had come."""

    period: str
    moment: Moment
    revision: int
    issued_on: dt.date
    config: Path

    @cached_property
    def shift(self) -> int:
        """The plan of 2021 is that of 2020 a year on: its months are told as those of 2020."""
        return int(self.period[:4]) - 2020 if self.period > "2020-12" else 0

    @cached_property
    def truth(self) -> Truth:
        first = shifted(BASELINE, -self.shift)
        return Truth(self.moment.world(first, self.shift, STATED), shifted(self.period, self.shift))

    def title(self, period: str | None) -> str | None:
        """Of a period as it is told, in its own year."""
        return title_of(shifted(period, -self.shift)) if period else None

    def real(self, month: str) -> str:
        return shifted(month, -self.shift)

    def rows(self, unit: str, month: str) -> list[Row]:
        return [row for one in self.truth.books(unit, month) for row in one.households]

    def classes(self, unit: str, month: str | None) -> dict[str, str]:
        """Household → class, of those on the list."""
        return {
            row["household_code"]: row["classification"]
            for row in (self.rows(unit, month) if month else ())
            if row["classification"] in LISTED
        }

    def parts(
        self, target: claims.Target, month: str | None, units: Sequence[str]
    ) -> tuple[float | None, float | None]:
        """Numerator and denominator over those of some units that are known in a month."""
        truth = self.truth
        known = [unit for unit in units if unit in truth.at(month)]
        if not known:
            return None, None
        whole = number(truth.total(month, target.denominator, known)) if target.denominator else None
        return number(truth.total(month, target.numerator, known)), whole

    @property
    def whole(self) -> str:
        """The district is named only where all of it reported."""
        truth = self.truth
        return "Toàn huyện Thạch Hà" if truth.is_whole else f"Cộng {len(truth.units)} đơn vị"

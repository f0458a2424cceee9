"""What is true of a period, from the workbooks alone: worked out anew, with nothing of the product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from tests.stories.claims.world import MONTHS, UNITS, World
from tests.support.workbooks import LEFT, POOR, Book, expected_figures

LEAST_COVERAGE = Fraction(90, 100)
# title → (numerator, denominator, sign, target); a count has no denominator
TARGETS = {
    "Giảm tỷ lệ hộ nghèo": ("poor", "households", ">", Fraction(1, 2)),
    "Người nghèo có thẻ BHYT": ("insured_poor", "poor_members", "≥", 100),
    "Người thuộc hộ cận nghèo có thẻ BHYT": ("insured_near_poor", "near_poor_members", "≥", 100),
    "Hộ nghèo có nhu cầu được vay vốn ưu đãi": ("loan_received", "loan_need", "≥", 100),
    "Con em hộ nghèo thiếu hụt giáo dục được hỗ trợ": ("education_supported", "education_deprived", "≥", 100),
    "Người nghèo tiếp cận dịch vụ thông tin": ("informed", "poor_members", "≥", 95),
    "Hộ nghèo dùng nước sạch và vệ sinh": ("water_and_sanitation", "poor", "≥", 95),
    "Hộ nghèo ở nhà tạm bợ, dột nát": ("temporary_housing", "", "=", 0),
    "Mô hình giảm nghèo bền vững": ("models", "", "≥", 14),
}
REDUCTION = "Giảm tỷ lệ hộ nghèo"


def months_of(period: str) -> list[str]:
    year, _, part = period.partition("-")
    spans = {"": (1, 12), "9M": (1, 9), "H1": (1, 6), "H2": (7, 12)} | {
        f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)
    }
    first, last = spans.get(part) or (int(part), int(part))
    return [f"{year}-{month:02d}" for month in range(first, last + 1)]


def before(period: str) -> str:
    """The period of the same kind before."""
    year, _, part = period.partition("-")
    if part in ("", "9M"):
        return f"{int(year) - 1}" + (f"-{part}" if part else "")
    if part[0] in "QH":
        most = 4 if part[0] == "Q" else 2
        return f"{year}-{part[0]}{int(part[1]) - 1}" if part[1] != "1" else f"{int(year) - 1}-{part[0]}{most}"
    return f"{year}-{int(part) - 1:02d}" if part != "01" else f"{int(year) - 1}-12"


@dataclass
class Truth:
    """A world until a period. `figures[month][unit]` are those of the workbooks that came."""

    world: World
    period: str
    figures: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [month for month in self.world.months if month <= self.last]
        self.figures = {month: {code: _figures(one) for code, one in self.world.came[month].items()} for month in known}

    @property
    def last(self) -> str:
        return months_of(self.period)[-1]

    @cached_property
    def units(self) -> set[str]:
        """Who reported the last month."""
        return set(self.at(self.last))

    def at(self, month: str) -> dict[str, dict[str, float]]:
        return self.figures.get(month, {})

    @property
    def is_whole(self) -> bool:
        return len(self.units) == len(UNITS)

    @property
    def missing(self) -> set[str]:
        return {name for code, name in UNITS if code not in self.units}

    @property
    def unit_months(self) -> tuple[int, int]:
        """Reports for each month of units that reported the last, of those that all units owe."""
        months = months_of(self.period)
        return sum(unit in self.at(month) for unit in self.units for month in months), len(UNITS) * len(months)

    def total(self, month: str, key: str, units: Iterable[str] | None = None) -> float:
        wanted = self.units if units is None else set(units)
        return sum(numbers[key] for unit, numbers in self.at(month).items() if unit in wanted)

    @cached_property
    def compared_with(self) -> str | None:
        """The last month of the period before of which most of today's units are known."""
        earlier, one = [], before(self.period)
        while months_of(one)[-1] >= MONTHS[0]:
            earlier.append(months_of(one)[-1])
            one = before(one)
        shared = [len(self.units & set(self.at(month))) for month in earlier]
        return next(
            (month for month, units in zip(earlier, shared, strict=True) if units and units == max(shared)), None
        )

    def both(self, month: str | None) -> set[str]:
        return self.units & set(self.at(month)) if month else set()

    def moved(self, month: str | None) -> float | None:
        """By how many poor households, over those known both times."""
        units = self.both(month)
        return self.total(self.last, "poor", units) - self.total(month or "", "poor", units) if units else None

    def unit_moves(self) -> dict[str, float]:
        names = dict(UNITS)
        return {
            names[unit]: self.at(self.last)[unit]["poor"] - self.at(self.compared_with or "")[unit]["poor"]
            for unit in self.both(self.compared_with)
        }

    def value(self, title: str, month: str | None = None, units: Iterable[str] | None = None) -> Fraction | None:
        """An indicator of the district; a reduction over the units known at the baseline, too."""
        month = month or self.last
        numerator, denominator, _, _ = TARGETS[title]
        wanted = set(self.at(month)) & (self.units if units is None else set(units))
        if title == REDUCTION:
            wanted &= set(self.at(MONTHS[0]))
            if not wanted:
                return None
            return self._rate(MONTHS[0], numerator, denominator, wanted) - self._rate(
                month, numerator, denominator, wanted
            )
        if not denominator:
            return Fraction(self.total(month, numerator, wanted))
        return self._rate(month, numerator, denominator, wanted) if self.total(month, denominator, wanted) else None

    def _rate(self, month: str, numerator: str, denominator: str, units: set[str]) -> Fraction:
        return Fraction(self.total(month, numerator, units)) / Fraction(self.total(month, denominator, units)) * 100

    def status(self, title: str, month: str | None = None) -> str:
        month = month or self.last
        units = set(self.at(month))
        value, (_, denominator, sign, target) = self.value(title, month, units), TARGETS[title]
        if value is None and title == REDUCTION:
            return "Chưa có số liệu"
        share = Fraction(len(units), len(UNITS))
        if share < LEAST_COVERAGE:
            return "Chưa đủ căn cứ"
        is_met = value is not None and {">": value > target, "≥": value >= target, "=": value == target}[sign]
        if share < 1 and not denominator and not (is_met if sign == "≥" else value > target):  # type: ignore[operator]
            return "Chưa đủ căn cứ"
        if value is None:
            return "Không phát sinh"
        if is_met:
            return "Đạt"
        passed = int(month[5:]) if month > MONTHS[0] else 0
        if passed == 12:
            return "Không đạt"
        on_track = title == REDUCTION and value >= Fraction(target) * passed / 12
        return "Đúng tiến độ" if on_track else "Chậm"

    def statuses(self) -> dict[str, str]:
        return {title: self.status(title) for title in TARGETS}

    def lost(self) -> set[str]:
        """Targets that were met then, by those who reported then, and are not now."""
        month = self.compared_with
        if month is None:
            return set()
        not_met = ("Chậm", "Không đạt", "Đúng tiến độ")
        return {title for title in TARGETS if self.status(title, month) == "Đạt" and self.status(title) in not_met}

    def trend(self) -> dict[str, Fraction | None]:
        """The rate of each month over today's units; none where one of them is missing."""
        return {
            month: self._rate(month, "poor", "households", self.units) if self.units <= set(self.at(month)) else None
            for month in MONTHS[: MONTHS.index(self.last) + 1]
        }

    def class_flow(self, label: str) -> dict[str, float] | None:
        """opening, came, left, closing of a class in the period, over the units with every month and an opening."""
        months = months_of(self.period)
        start = MONTHS[MONTHS.index(months[0]) - 1] if months[0] in MONTHS[1:] else None
        units = {
            unit
            for unit in self.units
            if all(unit in self.at(month) for month in months) and unit in self.at(start or "")
        }
        if not units or start is None:
            return None
        key = "poor" if label == POOR else "near_poor"
        came = left = 0
        for month in months:
            for unit in units:
                was, now = (self._classes(one, unit) for one in (MONTHS[MONTHS.index(month) - 1], month))
                came += sum(code for code in (now[each] == label and was.get(each) != label for each in now))
                left += sum(was[each] == label and now.get(each) != label for each in was)
        return {
            "units": len(units),
            "opening": self.total(start, key, units),
            "came": came,
            "left": left,
            "closing": self.total(self.last, key, units),
        }

    def _classes(self, month: str, unit: str) -> dict[str, str]:
        rows = self.world.came[month][unit].households
        return {row["household_code"]: row["classification"] for row in rows if row["classification"] != LEFT}

    def outlook(self, title: str) -> tuple[Fraction, Fraction] | None:
        """Between what the year ends if each month moves as in the last three; nothing where that cannot be said."""
        known = {
            month: value
            for month in MONTHS[: MONTHS.index(self.last) + 1]
            if self.units <= set(self.at(month)) and (value := self.value(title, month)) is not None
        }
        last = MONTHS.index(self.last)
        wanted = [MONTHS[at] for at in range(last - 3, last + 1) if at >= 0]
        left = 12 - last
        if left <= 0 or len(known) < 5 or any(month not in known for month in wanted):
            return None
        steps = [known[later] - known[earlier] for earlier, later in pairwise(wanted)]
        if min(steps) < 0 < max(steps):
            return None
        return known[self.last] + left * min(steps), known[self.last] + left * max(steps)


def _figures(one: Book) -> dict[str, float]:
    return {key: float(value) for key, value in expected_figures(one).items()}

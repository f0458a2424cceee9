"""What is true of a period, from the workbooks alone: worked out anew, with nothing of the product.

Sums are whole numbers, rates are fractions; months and units are those of `world.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil, comb, exp, floor, inf, log
from statistics import median
from typing import NamedTuple

from tests.stories.claims.world import BASELINE, MONTHS, Unit, World, months_of, owing
from tests.support.workbooks import (
    ESCAPED,
    ESCAPED_NEAR,
    MOVED_IN,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    RELAPSED,
    REMOVED,
    TO_NEAR_POOR,
    TO_POOR,
    Book,
    expected_figures,
)

LEAST_COVERAGE = Fraction(90, 100)
LEAST_SHOWN = Fraction(5, 1000)  # what is less is shown as nothing
Figures = dict[str, Fraction]


class Target(NamedTuple):
    """Of the plan: parts of the indicator, its target, how it is called, who answers for it."""

    title: str
    short: str
    value_title: str
    numerator: str
    denominator: str
    sign: str
    target: Fraction
    unit: str
    counted: str
    responsible: str
    binds_units: bool = True

    @property
    def is_reduction(self) -> bool:
        return self.title == REDUCTION

    @property
    def is_rate(self) -> bool:
        return bool(self.denominator) and not self.is_reduction

    @property
    def has_not(self) -> str:
        """Of whom a rate's numerator does not have: what they have not."""
        return _HAS_NOT.get(self.title, "")


REDUCTION = "Giảm tỷ lệ hộ nghèo"
_LABOUR = "Phòng Lao động - Thương binh và Xã hội"
_FARMING = "Phòng Nông nghiệp và Phát triển nông thôn"
_TARGETS = [
    (REDUCTION, "mức giảm nghèo", "mức giảm tỷ lệ hộ nghèo", "poor", "households", ">", "0.5", "điểm %", "hộ", _LABOUR, False),
    ("Người nghèo có thẻ BHYT", "BHYT người nghèo", "tỷ lệ người nghèo có thẻ BHYT", "insured_poor", "poor_members",
     "≥", 100, "%", "người", _LABOUR),
    ("Người thuộc hộ cận nghèo có thẻ BHYT", "BHYT người cận nghèo", "tỷ lệ người cận nghèo có thẻ BHYT",
     "insured_near_poor", "near_poor_members", "≥", 100, "%", "người", _LABOUR),
    ("Hộ nghèo có nhu cầu được vay vốn ưu đãi", "vay vốn", "tỷ lệ hộ nghèo có nhu cầu đã được vay vốn", "loan_received", "loan_need",
     "≥", 100, "%", "hộ", "Ngân hàng Chính sách xã hội huyện"),
    ("Con em hộ nghèo thiếu hụt giáo dục được hỗ trợ", "giáo dục", "tỷ lệ con em hộ nghèo thiếu hụt giáo dục được hỗ trợ",
     "education_supported", "education_deprived", "≥", 100, "%", "trẻ em", "Phòng Giáo dục và Đào tạo"),
    ("Người nghèo tiếp cận dịch vụ thông tin", "thông tin", "tỷ lệ người nghèo tiếp cận dịch vụ thông tin", "informed",
     "poor_members", "≥", 95, "%", "người", "Trung tâm Văn hóa - Truyền thông huyện"),
    ("Hộ nghèo dùng nước sạch và vệ sinh", "nước sạch và vệ sinh", "tỷ lệ hộ nghèo dùng nước sạch và nhà tiêu hợp vệ sinh",
     "water_and_sanitation", "poor", "≥", 95, "%", "hộ", _FARMING),
    ("Hộ nghèo ở nhà tạm bợ, dột nát", "nhà ở", "số hộ ở nhà tạm", "temporary_housing", "", "=", 0, "hộ", "",
     "Phòng Kinh tế - Hạ tầng"),
    ("Mô hình giảm nghèo bền vững", "mô hình", "số mô hình", "models", "", "≥", 14, "mô hình", "", _FARMING, False),
]  # fmt: skip
_HAS_NOT = {
    "Người nghèo có thẻ BHYT": "chưa có thẻ",
    "Người thuộc hộ cận nghèo có thẻ BHYT": "chưa có thẻ",
    "Hộ nghèo có nhu cầu được vay vốn ưu đãi": "chưa được vay",
    "Con em hộ nghèo thiếu hụt giáo dục được hỗ trợ": "chưa được hỗ trợ",
    "Người nghèo tiếp cận dịch vụ thông tin": "chưa tiếp cận thông tin",
    "Hộ nghèo dùng nước sạch và vệ sinh": "chưa có đủ cả hai",
}
TARGETS = {
    title: Target(title, short, what, part, whole, sign, Fraction(target), *rest)
    for title, short, what, part, whole, sign, target, *rest in _TARGETS
}
MET, ON_TRACK, BEHIND, MISSED = "Đạt", "Đúng tiến độ", "Chậm", "Không đạt"
DOUBTFUL, NO_CASES, NO_DATA = "Chưa đủ căn cứ", "Không phát sinh", "Chưa có số liệu"
NOT_COMPARABLE = "Chưa tính được"  # reported, and nothing to be compared with
NOT_MET = (BEHIND, MISSED)
AT_RISK = "nguy cơ không đạt"
LIKELY = "nhiều khả năng đạt"
UNEVEN = "số liệu các tháng thay đổi không đều, chưa đủ căn cứ dự báo"
JUDGED = (MET, ON_TRACK, BEHIND, MISSED)
ORGANISATIONS = {
    "Ủy ban Mặt trận Tổ quốc": ("UBMTTQ", "UBMTTQ xã", "Mặt trận Tổ quốc"),
    "Hội Liên hiệp Phụ nữ": ("Hội LHPN",),
    "Hội Nông dân": ("Hội Nông dân",),
    "Hội Cựu chiến binh": ("Hội CCB",),
    "Đoàn Thanh niên": ("Đoàn TNCS HCM",),
}
NOBODY, OTHERS = "nobody", "others"
_NOBODY = (None, "", "Không", "-")


def before(period: str) -> str:
    """The period of the same kind before."""
    year, _, part = period.partition("-")
    if part in ("", "9M"):
        return f"{int(year) - 1}" + (f"-{part}" if part else "")
    if part[0] in "QH":
        most = 4 if part[0] == "Q" else 2
        return f"{year}-{part[0]}{int(part[1]) - 1}" if part[1] != "1" else f"{int(year) - 1}-{part[0]}{most}"
    return f"{year}-{int(part) - 1:02d}" if part != "01" else f"{int(year) - 1}-12"


class Flow(NamedTuple):
    """Of a class: opening + came − left = closing; and by what they came and left."""

    units: list[str]
    opening: int
    came: Counter[str]
    left: Counter[str]
    closing: int

    @property
    def gap(self) -> int:
        return self.closing - (self.opening + self.came.total() - self.left.total())


class Outlook(NamedTuple):
    """In the target's unit. `widened`: as the tries of the year ask; with too few of them for that the verdict is `UNEVEN`.
    `error`: the median of those of the tries; `whole`: of how many a rate is a share."""

    low: Fraction
    high: Fraction
    verdict: str
    tried: int
    held: int
    widened: bool
    error: Fraction = Fraction(0)
    whole: Fraction | None = None


@dataclass
class Truth:
    """A world until a period. Figures are by the units of the period, a unit that was several is their sum."""

    world: World
    period: str

    # ------------------------------------------------------------ who and when

    @property
    def months(self) -> list[str]:
        return months_of(self.period)

    @property
    def last(self) -> str:
        return self.months[-1]

    @property
    def is_long(self) -> bool:
        return len(self.months) > 1

    @property
    def is_closing(self) -> bool:
        return self.last == MONTHS[12]

    @property
    def passed(self) -> int:
        """Months of the plan's year."""
        return MONTHS.index(self.last)

    @cached_property
    def owing(self) -> list[Unit]:
        return owing(self.world.units, self.last)

    @cached_property
    def name(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self.world.units}

    @cached_property
    def units(self) -> list[str]:
        """Who reported the last month, in the order of the district."""
        return [unit.code for unit in self.owing if unit.code in self.world.in_force.get(self.last, {})]

    @cached_property
    def missing(self) -> list[str]:
        return [unit.code for unit in self.owing if unit.code not in self.units]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    def parts(self, code: str, month: str) -> list[str]:
        """Which units a unit was in a month; none where it was not of the district."""
        unit = next(one for one in self.world.units if one.code == code)
        if unit in owing(self.world.units, month):
            return [code]
        return [part for one in self.world.units if one.into == code for part in self.parts(one.code, month)]

    def books(self, code: str, month: str) -> list[Book]:
        """The workbooks of a unit for a month, if all of it reported; else none."""
        came, parts = self.world.in_force.get(month, {}), self.parts(code, month)
        return [came[part] for part in parts] if parts and all(part in came for part in parts) else []

    @cached_property
    def _figures(self) -> dict[str, dict[str, Figures]]:
        return {
            month: {
                unit.code: _sum(map(_of_book, found)) for unit in self.owing if (found := self.books(unit.code, month))
            }
            for month in MONTHS[: self.passed + 1]
        }

    def at(self, month: str | None) -> dict[str, Figures]:
        """The figures of every unit that is known in a month."""
        return self._figures.get(month or "", {})

    @property
    def start(self) -> dict[str, Figures]:
        """Those of the baseline, to compare with: none beside itself."""
        return {} if self.last == BASELINE else self.at(BASELINE)

    def owed_of(self, month: str) -> list[Unit]:
        return owing(self.world.units, month)

    def lacking_of(self, month: str) -> list[str]:
        """Units, as they were, whose report of a month has not come."""
        came = self.world.in_force.get(month, {})
        return [unit.code for unit in self.owed_of(month) if unit.code not in came]

    def late_of(self, month: str) -> list[str]:
        came, late = self.world.in_force.get(month, {}), self.world.late.get(month, set())
        return [unit.code for unit in self.owed_of(month) if unit.code in came and unit.code in late]

    @cached_property
    def reports(self) -> tuple[int, int]:
        """Reports that stand behind what the period's months add up to, of those that were owed."""
        behind = [part for month in self.months for unit in self.units for part in self.parts(unit, month)
                  if self.books(unit, month)]  # fmt: skip
        return len(behind), sum(len(self.owed_of(month)) for month in self.months)

    # ------------------------------------------------------------ sums and comparisons

    def total(self, month: str | None, key: str, units: Iterable[str] | None = None) -> Fraction:
        wanted = set(self.units if units is None else units)
        return sum((own[key] for unit, own in self.at(month).items() if unit in wanted), Fraction(0))

    def rate(
        self, month: str | None, key: str, units: Iterable[str] | None = None, whole: str = "households"
    ) -> Fraction | None:
        of = self.total(month, whole, units)
        return self.total(month, key, units) / of * 100 if of else None

    def both(self, month: str | None) -> list[str]:
        return [unit for unit in self.units if unit in self.at(month)]

    @cached_property
    def earlier(self) -> list[str]:
        """The periods of the same kind before, the last first, back to the one that ends with the baseline."""
        found, one = [], before(self.period)
        while months_of(one)[-1] >= BASELINE:
            found.append(one)
            one = before(one)
        return found

    @cached_property
    def compared(self) -> str | None:
        """The last period that knows enough of today's units; if none does, the one that knows most, of as many the last."""
        known = {one: len(self.both(months_of(one)[-1])) for one in self.earlier}
        enough = [one for one in known if known[one] >= LEAST_COVERAGE * len(self.units)]
        best = enough[0] if enough else max(known, key=lambda one: known[one], default=None)
        return best if best and known[best] else None

    @property
    def then(self) -> str | None:
        """The last month of the period compared with."""
        return months_of(self.compared)[-1] if self.compared else None

    @property
    def passed_over(self) -> list[str]:
        return self.earlier[: self.earlier.index(self.compared)][::-1] if self.compared else []

    @property
    def moments(self) -> list[str]:
        """The months with which stocks are compared, each once: the period before, and the end of the year before."""
        if self.last == BASELINE:
            return []
        return list(
            dict.fromkeys(
                month for month in (self.then, BASELINE) if month and (self.both(month) or self.is_stated(month))
            )
        )

    def is_stated(self, month: str | None) -> bool:
        """Whether the plan's own baseline stands in for one that too few sent: of the whole district alone."""
        few = len(self.both(BASELINE)) < LEAST_COVERAGE * len(self.owing)
        return month == BASELINE != self.last and self.world.stated is not None and self.is_whole and few

    @property
    def waits_for_all(self) -> bool:
        """Whether nothing but the plan's own baseline could be compared with, which is of all units."""
        return self.world.stated is not None and not self.is_whole and not self.both(BASELINE)

    def moved(self, key: str, month: str | None) -> Fraction | None:
        """By how many, over those known both times."""
        if self.is_stated(month):
            stated = {"poor": self.world.stated.poor, "near_poor": self.world.stated.near_poor}
            return self.total(self.last, key) - stated[key] if key in stated else None
        units = self.both(month)
        return self.total(self.last, key, units) - self.total(month, key, units) if units else None

    def rates(self, key: str, month: str | None) -> tuple[Fraction, Fraction] | None:
        """(then, now) over those known both times."""
        if self.is_stated(month):
            stated = {"poor": self.world.stated.poor_rate, "near_poor": self.world.stated.near_poor_rate}
            now = self.rate(self.last, key)
            return (Fraction(stated[key]), now) if key in stated and now is not None else None
        units = self.both(month)
        then, now = self.rate(month, key, units), self.rate(self.last, key, units)
        return None if then is None or now is None else (then, now)

    @property
    def news(self) -> str | None:
        """The month that the news compares with."""
        return next((month for month in self.moments if self.moved("poor", month) is not None), None)

    @property
    def is_rise(self) -> bool:
        return (self.moved("poor", self.news) or 0) > 0

    @property
    def is_rate_up(self) -> bool:
        """Whether they are a larger part of all, by as much as is shown, of no more households."""
        rates = self.rates("poor", self.news)
        return not self.is_rise and rates is not None and rates[1] - rates[0] >= LEAST_SHOWN

    def then_of(self, unit: str) -> str | None:
        """The period with which a unit is compared: the district's, else the last of which it is known."""
        order = [one for one in (self.compared, *self.earlier) if one]
        return next((one for one in order if unit in self.at(months_of(one)[-1])), None)

    def unit_move(self, unit: str) -> Fraction | None:
        then = self.then_of(unit)
        return None if then is None else self.at(self.last)[unit]["poor"] - self.at(months_of(then)[-1])[unit]["poor"]

    @property
    def rises(self) -> list[tuple[str, int]]:
        """Units with more poor households than at the period compared with, the largest rise first."""
        moves = [(unit, int(self.unit_move(unit) or 0)) for unit in self.both(self.then)]
        return sorted(((unit, by) for unit, by in moves if by > 0), key=lambda pair: (-pair[1], pair[0]))

    # ------------------------------------------------------------ the plan's targets

    def value(self, target: Target, month: str | None, units: Collection[str], stated: bool = False) -> Fraction | None:
        """An indicator over units that reported a month; a reduction over those that sent the baseline, too."""
        known = [unit for unit in units if unit in self.at(month)]
        if target.is_reduction:
            known = [unit for unit in known if unit in self.start]
            start = self.rate(BASELINE, "poor", known)
            if stated:
                known, start = list(units), Fraction(self.world.stated.poor_rate)
            now = self.rate(month, "poor", known)
            return None if start is None or now is None else start - now
        if not known:
            return None
        if not target.denominator:
            return self.total(month, target.numerator, known)
        return self.rate(month, target.numerator, known, target.denominator)

    def of_district(self, target: Target, month: str | None = None) -> Fraction | None:
        month = month or self.last
        return self.value(target, month, self.units, self._stated_at(month))

    def _stated_at(self, month: str) -> bool:
        return self.is_stated(BASELINE) and set(self.units) <= set(self.at(month))

    def behind(self, target: Target) -> tuple[int, int]:
        """Over how many units a value is; a reduction over those known both times."""
        own = (
            self.start.keys() & set(self.units) if target.is_reduction and not self.is_stated(BASELINE) else self.units
        )
        return len(own), len(self.owing)

    def status(self, target: Target) -> str:
        value, (units, owed) = self.of_district(target), self.behind(target)
        if value is None and target.is_reduction:
            return NO_DATA
        if units < LEAST_COVERAGE * owed:
            return DOUBTFUL
        return self._verdict(target, value, self.passed, is_whole=units == owed)

    @cached_property
    def statuses(self) -> dict[str, str]:
        return {title: self.status(target) for title, target in TARGETS.items()}

    def unit_status(self, target: Target, unit: str, month: str | None = None) -> str | None:
        """Of a unit that the target binds; nothing of another."""
        if unit not in self.at(month or self.last):
            return NO_DATA
        if target.is_reduction and unit not in self.start:
            return NOT_COMPARABLE
        if not target.binds_units:
            return None
        value = self.value(target, month or self.last, [unit])
        if value is None:
            return NO_CASES
        return self._verdict(target, value, self.passed, is_whole=True)

    def _verdict(self, target: Target, value: Fraction | None, passed: int, is_whole: bool) -> str:
        wanted = target.target
        is_met = value is not None and meets(target.sign, value, wanted)
        if not is_whole and not target.denominator:
            is_left = value is not None and value > wanted
            if not (is_met if target.sign == "≥" else is_left):
                return DOUBTFUL
        if value is None:
            return NO_CASES
        if is_met:
            return MET
        if passed == 12:
            return MISSED
        return ON_TRACK if target.is_reduction and value >= wanted * passed / 12 else BEHIND

    def parts_of(self, target: Target, units: Collection[str] | None = None) -> tuple[int, int | None]:
        """Numerator and denominator now."""
        own = self.units if units is None else units
        whole = int(self.total(self.last, target.denominator, own)) if target.denominator else None
        return int(self.total(self.last, target.numerator, own)), whole

    def lacking(self, target: Target, units: Collection[str] | None = None) -> int | None:
        """How many more of what the numerator counts would meet the target of a rate; how many fewer that of a reduction."""
        own = self.units if units is None else units
        if target.is_reduction:
            return self._too_many(target, own, units is None and self.is_stated(BASELINE))
        if not target.is_rate:
            return None
        part, whole = (self.total(self.last, key, own) for key in (target.numerator, target.denominator))
        return max(0, -int(-(target.target * whole / 100 - part) // 1))

    def _too_many(self, target: Target, units: Collection[str], stated: bool) -> int | None:
        """Poor households above those with which more than the target would have gone."""
        known = list(units) if stated else [unit for unit in units if unit in self.start]
        start = Fraction(self.world.stated.poor_rate) if stated else self.rate(BASELINE, "poor", known)
        part, whole = (self.total(self.last, key, known) for key in ("poor", "households"))
        return (
            None if start is None or not whole else max(0, int((part - (start - target.target) * whole / 100) // 1) + 1)
        )

    def without(self, target: Target, month: str | None = None) -> int | None:
        """How many of the denominator of a rate the numerator does not have."""
        month = month or self.last
        if not target.is_rate:
            return None
        return int(self.total(month, target.denominator) - self.total(month, target.numerator))

    def lost(self) -> list[Target]:
        """Targets that the units known both times met at the period compared with, and do not meet now."""
        judged = (ON_TRACK, *NOT_MET)
        return [target for target in self._turned(MET, judged) if self.statuses[target.title] in judged]

    def fell_behind(self) -> list[Target]:
        """Targets for which the units known both times were on their way then, and are not now; before the plan's year began
        nobody was on the way."""
        return [] if self.then == BASELINE else self._turned(ON_TRACK, (BEHIND,))

    def _turned(self, then: str, now: Collection[str]) -> list[Target]:
        """Targets with one verdict at the period compared with and one of others now, over the units known both times."""
        month, both = self.then, self.both(self.then)
        if month is None or len(both) < LEAST_COVERAGE * len(self.owing):
            return []
        stated = self._stated_at(month)
        return [
            target
            for target in TARGETS.values()
            if self._over(target, month, MONTHS.index(month), both, stated) == then
            and self._over(target, self.last, self.passed, both, stated) in now
        ]

    def _over(self, target: Target, month: str, passed: int, units: list[str], stated: bool) -> str | None:
        """A verdict over some units."""
        value = self.value(target, month, units, stated)
        known = sum(unit in self.start for unit in units) if target.is_reduction and not stated else len(units)
        if value is None or known < LEAST_COVERAGE * len(self.owing):
            return None
        return self._verdict(target, value, passed, known == len(self.owing))

    def earlier_value(self, target: Target, month: str | None) -> Fraction | None:
        """The value of today's units at an earlier moment, if all of them are known then."""
        if not month or month == self.last or not set(self.units) <= set(self.at(month)):
            return None
        return self.of_district(target, month)

    def known_before(self, target: Target) -> tuple[str, Fraction] | None:
        """The last earlier period that every unit reported, and the value then."""
        for one in self.earlier:
            month = months_of(one)[-1]
            if len(self.at(month)) == len(self.owing):
                if target.is_reduction and month == BASELINE:
                    return None
                known = list(self.at(month))
                few = sum(unit in self.start for unit in known) < LEAST_COVERAGE * len(self.owing)
                value = self.value(target, month, known, few and self.world.stated is not None)
                return None if value is None else (one, value)
        return None

    def degree(self, target: Target, units: Collection[str] | None = None) -> Fraction | None:
        """Percent of the target; of one that is to vanish how much of the baseline has gone, if all were known both times."""
        own = self.units if units is None else units
        value = self.of_district(target) if units is None else self.value(target, self.last, own)
        if value is None:
            return None
        if target.sign != "=":
            return value / target.target * 100
        both = [unit for unit in own if unit in self.start]
        if not both or len(both) < len(own):
            return None
        start, now = self.total(BASELINE, target.numerator, both), self.total(self.last, target.numerator, both)
        if not start:
            return Fraction(100) if now == 0 else None
        return (start - now) / start * 100

    # ------------------------------------------------------------ units that need attention

    def behind_of(self, unit: str) -> tuple[list[Target], int]:
        """A unit's targets that it does not meet, of how many that are judged."""
        own = {title: self.unit_status(target, unit) for title, target in TARGETS.items()}
        return [TARGETS[title] for title, status in own.items() if status in NOT_MET], sum(
            status in JUDGED for status in own.values()
        )

    def concerns(self) -> list[str]:
        """Behind on half of its targets, or with more poor households: most targets behind first, then by how many more are
        poor, then by rate."""
        found, targets = [], sum(target.binds_units for target in TARGETS.values())
        for unit in self.units:
            behind, more = self.behind_of(unit)[0], self.unit_move(unit) or 0
            if (behind and len(behind) * 2 >= targets) or more > 0:
                rate = self.rate(self.last, "poor", [unit]) or 0
                found.append((-len(behind), -more, -rate, self.units.index(unit), unit))
        return [unit for *_, unit in sorted(found)]

    def not_meeting(self, target: Target) -> list[str]:
        """Units that do not meet a target, those that lack most first."""
        found = [unit for unit in self.units if self.unit_status(target, unit) in NOT_MET]

        return sorted(found, key=lambda unit: (-self.lacks(target, unit), self.name[unit]))

    def lacks(self, target: Target, unit: str) -> Fraction:
        """How many are without; of a count how many too many or too few."""
        if target.is_rate:
            return self.total(self.last, target.denominator, [unit]) - self.total(self.last, target.numerator, [unit])
        return abs(target.target - (self.value(target, self.last, [unit]) or 0))

    # ------------------------------------------------------------ months, movements, outlooks

    @cached_property
    def trend(self) -> dict[str, bool]:
        """month → whether every one of today's units is known."""
        return {month: set(self.units) <= set(self.at(month)) for month in MONTHS[: self.passed + 1]}

    @property
    def opening(self) -> str | None:
        at = MONTHS.index(self.months[0]) if self.months[0] in MONTHS else 0
        return MONTHS[at - 1] if at else None

    def class_flow(self, label: str, since: str | None, months: list[str]) -> Flow | None:
        """Of a class over the units with every month and an opening, if they are half of those that report."""
        units = [
            unit for unit in self.units if unit in self.at(since) and all(unit in self.at(month) for month in months)
        ]
        if not units or since is None or 2 * len(units) < len(self.units):
            return None
        came, left = Counter[str](), Counter[str]()
        for month in months:
            for unit in units:
                came += self._came(label, unit, month)
                left += self._left(label, unit, month)
        key = "poor" if label == POOR else "near_poor"
        return Flow(units, int(self.total(since, key, units)), came, left, int(self.total(self.last, key, units)))

    def _came(self, label: str, unit: str, month: str) -> Counter[str]:
        """As the rows tell it; who was in the other class the month before came from there, by whatever word."""
        was, found = self._classes(unit, _month_before(month)), Counter[str]()
        for row in self._rows(unit, month):
            then, word = was.get(row["household_code"]), row["change"]
            if row["classification"] == label and word in (TO_POOR, TO_NEAR_POOR):
                found["other"] += 1
            elif row["classification"] == label and word in (NEW, RELAPSED, MOVED_IN) and then != label:
                found["other" if then else word] += 1
        return found

    def _left(self, label: str, unit: str, month: str) -> Counter[str]:
        was, found = self._classes(unit, _month_before(month)), Counter[str]()
        for row in self._rows(unit, month):
            then, word = was.get(row["household_code"]), row["change"]
            is_here = row["classification"] in (POOR, NEAR_POOR) and row["classification"] != label
            if word == (ESCAPED if label == POOR else ESCAPED_NEAR):
                found["escaped"] += 1
            elif word in (MOVED_OUT, REMOVED) and then == label:
                found[word] += 1
            elif is_here and (word in (TO_POOR, TO_NEAR_POOR) or (word in (NEW, RELAPSED, MOVED_IN) and then == label)):
                found["other"] += 1
        return found

    def _rows(self, unit: str, month: str) -> list[dict[str, object]]:
        return [row for one in self.books(unit, month) for row in one.households]

    def _classes(self, unit: str, month: str) -> dict[str, str]:
        return {
            row["household_code"]: row["classification"]
            for row in self._rows(unit, month)
            if row["classification"] in (POOR, NEAR_POOR)
        }

    def flow_sum(self, unit: str, key: str) -> int:
        """What the months of the period say together of a unit, where all of it reported."""
        return int(sum(self.at(month)[unit][f"change_{key}"] for month in self.months if unit in self.at(month)))

    def months_without(self, unit: str) -> list[str]:
        """Months of the period that a unit, or part of it, owed and did not report."""
        return [month for month in self.months if self.parts(unit, month) and not self.books(unit, month)]

    def outlook(self, target: Target) -> Outlook | None:
        """Where the year ends at the pace of its months; nothing where that cannot be said."""
        units, owed = self.behind(target)
        if units < owed or not 0 < self.passed < 12 or self.of_district(target) is None:
            return None
        whole = self.total(self.last, target.denominator) if target.denominator else None
        walk = [
            (at, self._followed(target, month, whole))
            for at, month in enumerate(MONTHS[: self.passed + 1])
            if self.trend[month] and self.of_district(target, month) is not None
        ]
        if len(walk) < 5:
            return None
        is_few = bool(target.denominator) or target.sign == "="
        counts = _foreseen(walk, 12, is_few, whole)
        tries = [_foreseen(walk[: at + 1], self.passed, is_few, whole) for at in range(3, len(walk) - 1)]
        held = sum(low <= walk[-1][1] <= high for low, _, high in tries)
        widened = _hardly_by_chance(held, len(tries))
        if widened and len(tries) < 4:
            return Outlook(Fraction(0), Fraction(0), UNEVEN, len(tries), held, True)
        if widened:
            counts = _widened(counts, tries, walk[-1][1], whole)
        ends = [self._worth(target, count, whole) for count in counts]
        reached = [meets(target.sign, end, target.target) for end in ends]
        holds_it = min(ends) <= target.target <= max(ends) and meets(target.sign, target.target, target.target)
        verdict = _prospect_of_widened(reached, holds_it) if widened else _prospect(reached)
        true = self._worth(target, walk[-1][1], whole)
        error = median(abs(self._worth(target, middle, whole) - true) for _, middle, _ in tries)
        return Outlook(min(ends), max(ends), verdict, len(tries), held, widened, error, whole)

    def _followed(self, target: Target, month: str, whole: Fraction | None) -> Fraction:
        """Of a rate who is without, else what is counted; as many as it would be of today's whole."""
        count = self.total(month, target.numerator)
        if whole is None:
            return count
        of = self.total(month, target.denominator)
        return (count if target.is_reduction else of - count) * whole / of

    def _worth(self, target: Target, count: Fraction | int, whole: Fraction | None) -> Fraction:
        if whole is None:
            return Fraction(count)
        if not target.is_reduction:
            return 100 - 100 * Fraction(count) / whole
        now = self.of_district(target) or Fraction(0)
        return now + 100 * (self.total(self.last, target.numerator) - count) / whole

    # ------------------------------------------------------------ lists

    def helpers(self, unit: str) -> Counter[str]:
        """Households of a unit by who helps them: an organisation of a known name, somebody else, nobody."""
        rows = [row for row in self._rows(unit, self.last) if row["classification"] in (POOR, NEAR_POOR)]
        return Counter(_helper(row.get("sponsor")) for row in rows)

    @property
    def resource_books(self) -> list[tuple[str, Book]]:
        """What the flows of the period are made of: of the units that reported the last month, by unit."""
        return [(unit, one) for month in self.months for unit in self.units for one in self.books(unit, month)]

    @property
    def models(self) -> list[tuple[str, dict[str, object]]]:
        return [(unit, row) for unit in sorted(self.units) for one in self.books(unit, self.last) for row in one.models]

    @property
    def stories(self) -> list[tuple[str, str]]:
        """(unit, words) with consent, month by month."""
        return [
            (unit, str(row["summary"]))
            for month in self.months
            for unit in sorted(self.units)
            for one in self.books(unit, month)
            for row in one.stories
            if row["consent"] and row["summary"]
        ]


def _month_before(month: str) -> str:
    return MONTHS[MONTHS.index(month) - 1]


def meets(sign: str, value: Fraction, target: Fraction) -> bool:
    return {">": value > target, "≥": value >= target, "=": value == target}[sign]


def _of_book(one: Book) -> Figures:
    return {key: Fraction(value) for key, value in expected_figures(one).items()}


def _sum(parts: Iterable[Figures]) -> Figures:
    total: Figures = {}
    for own in parts:
        for key, value in own.items():
            total[key] = total.get(key, Fraction(0)) + value
    return total


def _helper(written: object) -> str:
    if written in _NOBODY:
        return NOBODY
    return next((name for name, known in ORGANISATIONS.items() if written in known), OTHERS)


# Student's distribution: nine of ten lie below, by degrees of freedom.
_STUDENT = (
    3.077684,
    1.885618,
    1.637744,
    1.533206,
    1.475884,
    1.439756,
    1.414924,
    1.396815,
    1.383029,
    1.372184,
    1.363430,
)
Walk = list[tuple[int, Fraction]]


def _foreseen(walk: Walk, end: int, is_few: bool, whole: Fraction | None) -> tuple[int, int, int]:
    """Low, middle and high of a walk with drift in a later month: of a count that falls on the scale of its logarithm."""
    now, left, span = float(walk[-1][1]), end - walk[-1][0], walk[-1][0] - walk[0][0]
    chance = (sum(abs(float(after - then)) for (_, then), (_, after) in pairwise(walk)) + 0.5) / span
    middle, reach = _walk_on([(at, float(count)) for at, count in walk], left, chance)
    low, high = middle - reach, middle + reach
    if is_few and walk[-1][1] < walk[0][1]:
        straight = high
        middle, reach = _walk_on([(at, log(float(count) + 1)) for at, count in walk], left, chance / (now + 1) ** 2)
        low, middle, high = (exp(min(one, 600)) - 1 for one in (middle - reach, middle, middle + reach))
        high = min(high, max(straight, now))
    most = inf if whole is None else float(whole)
    middle = min(max(middle, 0), most)
    return floor(max(min(low, middle - 1), 0)), round(middle), ceil(min(max(high, middle + 1), most))


def _walk_on(walk: list[tuple[int, float]], left: int, chance: float) -> tuple[float, float]:
    (first, begun), (last, now) = walk[0], walk[-1]
    pace = (now - begun) / (last - first)
    squares = [(y - x - pace * (b - a)) ** 2 / (b - a) for (a, x), (b, y) in pairwise(walk)]
    variance = max(sum(squares) / (len(squares) - 1), chance)
    return now + left * pace, _STUDENT[len(squares) - 2] * (variance * left * (1 + left / (last - first))) ** 0.5


def _prospect(reached: list[bool]) -> str:
    """Of low, middle and high."""
    if not reached[1]:
        return AT_RISK
    return LIKELY if all(reached) else "có thể đạt"


def _hardly_by_chance(held: int, tried: int) -> bool:
    """Whether of so many tries, four of five of which are to hold, no more do in fewer than one of twenty years."""
    ways = sum(comb(tried, some) * 4**some for some in range(held + 1))
    return 20 * ways < 5**tried


def _widened(
    counts: tuple[int, int, int], tries: list[tuple[int, int, int]], true: Fraction, whole: Fraction | None
) -> tuple[int, int, int]:
    """On either side so far that the truth would have lain in all of the tries."""
    below = [(true - middle) / (low - middle) for low, middle, _ in tries if true < middle]
    above = [(true - middle) / (high - middle) for _, middle, high in tries if true > middle]
    (low, middle, high), most = counts, inf if whole is None else float(whole)
    low_, high_ = middle - max((1, *below)) * (middle - low), middle + max((1, *above)) * (high - middle)
    return floor(max(low_, 0)), middle, ceil(min(high_, most))


def _prospect_of_widened(reached: list[bool], holds_it: bool) -> str:
    if not any(reached) and not holds_it:
        return AT_RISK
    return LIKELY if all(reached) else "chưa rõ đạt hay không"

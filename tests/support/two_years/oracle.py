"""What every figure, indicator and verdict of the two years must be: plain loops over the books, and the plans written down
once more. Nothing here is taken from the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tests.support.two_years.sent import (
    BASELINE,
    NEW_COLUMN,
    NEW_EDITION,
    NEW_STANDARD,
    Key,
    months,
    parts_of,
    units_of,
)
from tests.support.workbooks import POOR, Book, expected_figures

Numbers = dict[str, float]
FLOWS = ("change_", "stories_public", "resources")
COVERAGE = {2026: 80, 2027: 90}  # percent of the reports that a verdict asks for
STATED_RATE = Fraction("9.5")  # what the second plan says of the poor at its baseline, by the new standard


@dataclass(frozen=True)
class Asked:
    """An indicator as a plan asks for it; `over`, `of`: keys of figures."""

    code: str
    over: str
    of: str | None
    sign: str
    value: str
    to: str | None = None
    by_year_end: bool = False
    per_unit: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    is_reduction: bool = False

    @property
    def is_flow(self) -> bool:
        return self.over.startswith(FLOWS)


def _each(code: str, over: str, of: str | None, sign: str, value: str) -> Asked:
    return Asked(code, over, of, sign, value, per_unit=True)


_COMMON = (
    _each("insured_near_poor", "insured_near_poor", "near_poor_members", "≥", "100"),
    _each("loan_access", "loan_received", "loan_need", "≥", "100"),
    _each("education_support", "education_supported", "education_deprived", "≥", "100"),
    _each("water_sanitation", "water_and_sanitation", "poor", "≥", "95"),
    _each("temporary_housing", "temporary_housing", None, "=", "0"),
)
ASKED = {
    2026: (
        Asked("poverty_reduction", "poor", "households", ">", "0.5", by_year_end=True, is_reduction=True),
        Asked("insured_poor", "insured_poor", "poor_members", "≥", "100", per_unit=True, units={"18005": "80"}),
        _each("information_access", "informed", "poor_members", "≥", "95"),
        *_COMMON,
        Asked("models", "models", None, "≥", "14"),
    ),
    2027: (
        Asked("poverty_reduction", "poor", "households", ">", "0.4", by_year_end=True, is_reduction=True),
        Asked("insured_poor", "insured_poor", "poor_members", "≥", "60", per_unit=True),
        _each("information_access", "informed_all", "poor_members", "≥", "95"),
        *_COMMON,
        Asked("models", "models", None, "≥", "3"),
        Asked("relief", "social_poor", None, "between", "0", "40"),
        Asked("escaped", "change_escaped_poverty", None, "≥", "1"),
    ),
}
REVISED_FROM = "2026-07"  # the decision is in force from 15 June, the day after the cut-off of June's data
REVISED = Asked("poverty_reduction", "poor", "households", "between", "0.3", "0.6", by_year_end=True, is_reduction=True)


@dataclass(frozen=True)
class Judged:
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    to: float | None
    status: str | None


def months_of(period: str) -> list[str]:
    year, _, rest = period.partition("-")
    if rest.startswith("Q"):
        first = 3 * int(rest[1]) - 2
        return [f"{year}-{month:02d}" for month in range(first, first + 3)]
    return [period] if rest else months(f"{year}-01", f"{year}-12")


def figures_of(period: str, books: Mapping[Key, Book]) -> dict[str, Numbers]:
    """Of each unit with a report of the last month: its stocks then, and the flows of all months of which all that it was
    reported."""
    *earlier, last = months_of(period)
    found = {}
    for unit in units_of(last):
        if (unit, last) not in books:
            continue
        numbers = of_book(books[unit, last])
        for month in earlier:
            parts = parts_of(unit, month, last)
            if any((part, month) not in books for part in parts):
                continue
            for part in parts:
                for key, number in of_book(books[part, month]).items():
                    numbers[key] += number if key.startswith(FLOWS) else 0
        found[unit] = numbers
    return found


def of_book(one: Book) -> Numbers:
    """The figures that people see, and `informed_all`, which only the second plan's indicator counts."""
    numbers: Numbers = dict(expected_figures(one))
    numbers["informed_all"] = sum(row["informed"] or 0 for row in one.households)
    if one.period >= NEW_EDITION:
        numbers["digital"] = sum(row["classification"] == POOR and bool(row[NEW_COLUMN]) for row in one.households)
    return numbers


def summed(units: Mapping[str, Numbers]) -> Numbers:
    total: Numbers = {}
    for numbers in units.values():
        for key, number in numbers.items():
            total[key] = total.get(key, 0) + number
    return total


def judged(period: str, books: Mapping[Key, Book]) -> dict[tuple[str | None, str], Judged]:
    """(unit, or nothing for the whole; indicator) → how it stands."""
    last = months_of(period)[-1]
    units = figures_of(period, books)
    before = _baseline(last, books)
    found = {}
    for asked in _asked(last):
        found[None, asked.code] = _judged(asked, period, None, units, before, books)
        for unit in units_of(last):
            own = {unit: units[unit]} if unit in units else {}
            found[unit, asked.code] = _judged(asked, period, unit, own, before, books)
    return found


def _asked(last: str) -> list[Asked]:
    is_revised = REVISED_FROM <= last < NEW_STANDARD
    return [REVISED if one.is_reduction and is_revised else one for one in ASKED[int(last[:4])]]


def _baseline(last: str, books: Mapping[Key, Book]) -> dict[str, Numbers]:
    """Of the units as they are later; of none across the break."""
    if last >= NEW_STANDARD:
        return {}
    known = {unit: parts_of(unit, BASELINE, last) for unit in units_of(last)}
    return {
        unit: summed({part: of_book(books[part, BASELINE]) for part in parts})
        for unit, parts in known.items()
        if all((part, BASELINE) in books for part in parts)
    }


def _judged(
    asked: Asked,
    period: str,
    unit: str | None,
    units: Mapping[str, Numbers],
    before: Mapping[str, Numbers],
    books: Mapping[Key, Book],
) -> Judged:
    last = months_of(period)[-1]
    owing = list(units_of(last)) if unit is None else [unit]
    now = summed(units)
    over = now.get(asked.over)
    of = now.get(asked.of) if asked.of else None
    if asked.is_reduction:
        value, reports, owed = _reduction(asked, units, before, owing, last)
    else:
        value = _rate(over, of) if asked.of else None if over is None else Fraction(str(over))
        reports, owed = _reports(asked, period, owing, units, books)
    bound = asked.units.get(unit) if unit else None
    whole = asked.value if unit is None or asked.per_unit else None
    target = Fraction(bound or whole) if bound or whole else None
    to = Fraction(asked.to) if asked.to and target is not None and not bound else None
    status = _status(asked, last, value, target, to, reports, owed)
    return Judged(over, of, _number(value), _number(target), _number(to), status)


def _reduction(
    asked: Asked, units: Mapping[str, Numbers], before: Mapping[str, Numbers], owing: list[str], last: str
) -> tuple[Fraction | None, int, int]:
    """Over the units known then and now; where the plan itself says what was then, the whole against that, if all report."""
    both = [unit for unit in units if unit in before]
    if last >= NEW_STANDARD and len(owing) > 1 and len(units) == len(owing):
        now = summed(units)
        return STATED_RATE - _rate(now[asked.over], now[asked.of]), len(units), len(owing)
    if not both:
        return None, 0, len(owing)
    now, then = (summed({unit: numbers[unit] for unit in both}) for numbers in (units, before))
    return _rate(then[asked.over], then[asked.of]) - _rate(now[asked.over], now[asked.of]), len(both), len(owing)


def _rate(over: float | None, of: float | None) -> Fraction | None:
    return Fraction(over) / Fraction(of) * 100 if over is not None and of else None


def _reports(
    asked: Asked, period: str, owing: list[str], units: Mapping[str, Numbers], books: Mapping[Key, Book]
) -> tuple[int, int]:
    """How many reports stand behind a number, of how many that are owed."""
    if not asked.is_flow:
        return len(units), len(owing)
    reports = owed = 0
    for unit in owing:
        for month in months_of(period):
            parts = parts_of(unit, month, months_of(period)[-1])
            owed += len(parts)
            if unit in units and all((part, month) in books for part in parts):
                reports += len(parts)
    return reports, owed


def _status(
    asked: Asked,
    last: str,
    value: Fraction | None,
    target: Fraction | None,
    to: Fraction | None,
    reports: int,
    owed: int,
) -> str | None:
    if reports == 0:
        return "no_data"
    if target is None:
        return None
    sign, edge = asked.sign, target
    if sign == "between":
        sign, edge = ("≤", to) if asked.code == "relief" else ("≥", target)
    is_met = (
        value is not None
        and {
            ">": value > edge,
            "≥": value >= edge,
            "=": value == edge,
            "≤": value <= edge,
        }[sign]
    )
    if reports < owed:
        if reports * 100 < COVERAGE[int(last[:4])] * owed:
            return "not_enough"
        # Who is missing can only add to a count.
        is_settled = {"=": value is not None and value > edge, "≥": is_met, "≤": not is_met}
        if asked.of is None and not is_settled[sign]:
            return "not_enough"
    if value is None:
        return "no_cases"
    if is_met:
        return "attained"
    passed = int(last[5:])
    if passed == 12:
        return "missed"
    return "on_track" if asked.by_year_end and value / edge >= Fraction(passed, 12) else "behind"


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)

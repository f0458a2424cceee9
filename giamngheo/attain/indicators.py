"""Indicators of the plan and their attainment (`docs/indicators.md`), for the district and for each unit.

Numerators and denominators are summed before dividing. Values are percent (0 to 100), percentage points or
counts as the indicator says; comparisons are exact, rounding is only for showing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from giamngheo.attain.aggregates import Numbers, denominator_key, numerator_key, percent_of
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.status import Stand, status_of
from giamngheo.metadata.plan import BaselineStocks, Indicator, Plan
from giamngheo.metadata.target import Goal, Number, TargetValue


@dataclass(frozen=True)
class Attainment:
    """One indicator for the district (`unit` is `None`) or a unit.

    `target`, of a range its lower end with the upper one in `target_to`. `attainment` is percent of the target, as
    `Goal.degree` says; `status` is `None` where there is no target to meet. `lacking`: how many more of what the numerator
    counts would meet the target of a rate, or how many fewer that of a reduction or of a rate with a ceiling, whole ones;
    0 where it is met. `rate` and `baseline_rate`: percent now and at the baseline, over the units known both times, whose
    difference a reduction is; `is_baseline_stated`: the latter is what the plan itself says. `year`: over which months of
    the year the parts are, where it is judged by the year so far.
    """

    indicator: str
    unit: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    status: str | None
    attainment: float | None
    reporting_units: int
    coverage: ReportingRate
    lacking: int | None = None
    rate: float | None = None
    baseline_rate: float | None = None
    is_baseline_stated: bool = False
    target_to: float | None = None
    year: AddedUp | None = None


@dataclass(frozen=True)
class AddedUp:
    """From which month on the year is added up, and for which months of it a report is missing, of which units."""

    since: str
    missing: dict[str, list[str]]


def attain(plan: Plan, now: PeriodFigures, baseline: PeriodFigures) -> list[Attainment]:
    """Every indicator for the district, then for each unit that owes a report. `plan`: as of the period (`plan_at`)."""
    units = [
        one for unit in now.reports for one in attain_of(plan, now.of_unit(unit), baseline.of_unit(unit), unit=unit)
    ]
    return attain_of(plan, now, baseline) + units


def attain_of(
    plan: Plan,
    now: PeriodFigures,
    baseline: PeriodFigures,
    *,
    unit: str | None = None,
    targets: Mapping[str, TargetValue] | None = None,
) -> list[Attainment]:
    """Every indicator over some units; `unit`: whose targets bind, the district's if none. `targets`: indicator → what binds
    instead and alone, of a part of a unit that has targets of its own.

    What is compared with the baseline is taken over the units that reported then and now, so that a missing unit moves
    nothing. Where too few of them reported it for a verdict, the whole district is compared with what the plan says of it.
    """
    moments = _Moments.of(plan, now, baseline, is_district=unit is None and targets is None)
    of_year = {one.code: _Moments.of_year(now.to_date.get(one.code), now) for one in plan.indicator if one.is_of_year}
    binding = {
        indicator.code: indicator.target.of_unit(unit) if targets is None else targets.get(indicator.code)
        for indicator in plan.indicator
    }
    return [
        _attainment(plan, one, unit, _goal(one, binding[one.code]), of_year.get(one.code, moments))
        for one in plan.indicator
    ]


def _goal(indicator: Indicator, amount: TargetValue | None) -> Goal | None:
    return indicator.goal(amount.value, amount.to) if amount else None


@dataclass(frozen=True)
class _Moments:
    """Sums of a unit or the district: now; now and at the baseline over the units that reported both times."""

    figures: PeriodFigures
    now: Numbers
    compared: Numbers
    baseline: Numbers
    known_both: ReportingRate
    stated_rate: Fraction | None  # of the poor at the baseline, by the plan itself
    reporting: int
    counted: Numbers  # whose parts are shown
    is_alike: bool = True  # whether all that report are compared

    @classmethod
    def of(cls, plan: Plan, now: PeriodFigures, baseline: PeriodFigures, *, is_district: bool) -> _Moments:
        both = now.units.keys() & baseline.units.keys()
        stated = stated_baseline(plan, now, baseline) if is_district else None
        if stated is None:
            known = ReportingRate(len(both), len(now.reports))
            compared = now.over(both), baseline.over(both)
            is_alike = both == now.units.keys()
            return cls(now, now.district, *compared, known, None, len(now.units), now.district, is_alike)
        rate = _exact(stated.poor_rate)
        return cls(now, now.district, now.district, {}, now.coverage("stock"), rate, len(now.units), now.district)

    @classmethod
    def of_year(cls, year: PeriodFigures | None, now: PeriodFigures) -> _Moments:
        """The year so far, which begins with nothing; none outside the plan's year, where the period's own parts are shown
        without a verdict."""
        figures = year or replace(now, units={}, gaps={})
        known, counted = figures.coverage("flow"), (year or now).district
        return cls(figures, figures.district, figures.district, {}, known, None, len(now.units), counted)


def _attainment(plan: Plan, indicator: Indicator, unit: str | None, goal: Goal | None, moments: _Moments) -> Attainment:
    """Where the target is of a change (a reduction, none left), like is compared with like."""
    known = _is_known(indicator, moments.now)
    change = _change(indicator, moments)
    value = change.value if indicator.measure == "reduction" else _value(indicator, moments.now)
    coverage = moments.figures.coverage(indicator.kind)
    if indicator.measure == "reduction":
        coverage = moments.known_both
    compared = value if indicator.measure == "reduction" else change.now
    behind = coverage if known else ReportingRate(0, coverage.owed)
    stand = Stand(indicator, goal, value, change.before, compared, behind)
    return Attainment(
        indicator=indicator.code,
        unit=unit,
        numerator=moments.counted.get(numerator_key(indicator)),
        denominator=moments.counted.get(denominator_key(indicator)),
        value=_float(value),
        target=_float(goal.value) if goal else None,
        status=status_of(plan, moments.figures.period, stand),
        attainment=_float(_degree(goal, value, change if moments.is_alike else change.of_part)),
        reporting_units=moments.reporting if known else 0,
        coverage=stand.coverage,
        lacking=_lacking(indicator, goal, moments, change),
        rate=_float(change.now) if indicator.measure == "reduction" else None,
        baseline_rate=_float(change.before) if indicator.measure == "reduction" else None,
        is_baseline_stated=indicator.measure == "reduction" and moments.stated_rate is not None,
        target_to=_float(goal.to) if goal else None,
        year=_year_so_far(moments.figures) if known else None,
    )


def _year_so_far(figures: PeriodFigures) -> AddedUp | None:
    if figures.since is None:
        return None
    missing: dict[str, list[str]] = {}
    for month in figures.months:
        if units := [unit for unit, gaps in figures.gaps.items() if month in gaps]:
            missing[month.code] = units
    return AddedUp(figures.since.code, missing)


def _value(indicator: Indicator, numbers: Numbers) -> Fraction | None:
    """What is counted, or its rate, exact; `None` where its denominator is 0 or nothing was reported."""
    if not _is_known(indicator, numbers):
        return None
    return _exact(numbers[numerator_key(indicator)]) if indicator.measure == "count" else _rate(indicator, numbers)


@dataclass(frozen=True)
class _Change:
    """What is counted, or its rate, at the baseline and now over the same units."""

    before: Fraction | None
    now: Fraction | None

    @property
    def value(self) -> Fraction | None:
        return None if self.before is None or self.now is None else self.before - self.now

    @property
    def of_part(self) -> _Change:
        """What it tells of all that report: nothing."""
        return _Change(None, None)


def _change(indicator: Indicator, moments: _Moments) -> _Change:
    before = _value(indicator, moments.baseline)
    if indicator.measure == "reduction" and moments.stated_rate is not None:
        before = moments.stated_rate
    if indicator.is_of_year and indicator.measure == "count":
        before = Fraction(0)
    return _Change(before, _value(indicator, moments.compared))


def stated_baseline(plan: Plan, now: PeriodFigures, baseline: PeriodFigures) -> BaselineStocks | None:
    """What the plan says of the baseline, where the whole district reports and too few of it did then for a verdict; nothing of the
    baseline itself."""
    known = ReportingRate(len(now.units.keys() & baseline.units.keys()), len(now.reports))
    is_needed = now.coverage("stock").is_whole and not known.reaches(plan.verdict_coverage_percent)
    is_itself = now.period.last_month == plan.baseline_period.last_month
    return plan.baseline_stocks if is_needed and not is_itself else None


def _degree(goal: Goal | None, value: Fraction | None, change: _Change) -> Number | None:
    """Percent of the target; what is gone of a way is told only where all that report are known both times: it stands beside
    their value."""
    if goal is None or value is None:
        return None
    if goal.is_floor or (goal.is_ceiling and goal.is_met_by(value)):
        return goal.degree(value, None)
    return None if change.now is None else goal.degree(change.now, change.before)


def _lacking(indicator: Indicator, goal: Goal | None, moments: _Moments, change: _Change) -> int | None:
    """How many more of what the numerator counts a rate lacks, or how many fewer it may have; how many fewer
    a reduction asks, with as many of the whole."""
    if goal is None or indicator.measure == "count" or not _is_known(indicator, moments.now):
        return None
    target = _exact(goal.bound[1])
    if indicator.measure == "rate":
        part, whole = _parts_of(indicator, moments.now)
        if not whole:
            return 0  # nobody to be counted, under `>` neither
        more = target * whole / 100 - part
        return goal.whole_ones(-more if goal.asks_fewer else more)
    if change.before is None or change.now is None:
        return None
    part, whole = _parts_of(indicator, moments.compared)
    return goal.whole_ones(part - (change.before - target) * whole / 100)


def _is_known(indicator: Indicator, numbers: Numbers) -> bool:
    """Whether somebody reported it: a figure that was not collected yet stands in no numbers."""
    return numerator_key(indicator) in numbers


def _rate(indicator: Indicator, numbers: Numbers) -> Fraction | None:
    return percent_of(*_parts_of(indicator, numbers))


def _parts_of(indicator: Indicator, numbers: Numbers) -> tuple[Fraction, Fraction]:
    return _exact(numbers[numerator_key(indicator)]), _exact(numbers[denominator_key(indicator)])


def _exact(number: Number) -> Fraction:
    """A number as it is written: 0.1 is one tenth."""
    if isinstance(number, Fraction):
        return number
    return Fraction(number if isinstance(number, int) else str(number))


def _float(number: Number | None) -> float | None:
    return None if number is None else float(number)


def by_indicator(values: list[Attainment], unit: str | None) -> dict[str, Attainment]:
    """The values of one unit (or the district) by indicator."""
    return {value.indicator: value for value in values if value.unit == unit}

"""Indicators of the plan and their attainment (`docs/indicators.md`), for the district and for each unit.

Numerators and denominators are summed before dividing. Values are percent (0 to 100), percentage points or
counts as the indicator says; comparisons are exact, rounding is only for showing.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from giamngheo.attain.aggregates import (
    Numbers,
    PeriodFigures,
    ReportingRate,
    denominator_key,
    numerator_key,
    percent_of,
)
from giamngheo.core.period import Period
from giamngheo.metadata.plan import Indicator, Plan, Target

JUDGED = ("attained", "on_track", "behind", "missed")  # statuses that say how a target stands


@dataclass(frozen=True)
class Attainment:
    """One indicator for the district (`unit` is `None`) or a unit.

    `attainment` is percent of the target, not capped; `status` is `None` where there is no target to meet. `lacking`: how
    many more of what the numerator counts would meet the target of a rate, whole ones; 0 where it is met.
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


def attain(plan: Plan, now: PeriodFigures, baseline: PeriodFigures, expected: Collection[str]) -> list[Attainment]:
    """Every indicator for the district, then for each expected unit."""
    units = [
        one for unit in expected for one in attain_of(plan, now.of_unit(unit), baseline.of_unit(unit), 1, unit=unit)
    ]
    return attain_of(plan, now, baseline, len(expected)) + units


def attain_of(
    plan: Plan, now: PeriodFigures, baseline: PeriodFigures, owing: int, *, unit: str | None = None
) -> list[Attainment]:
    """Every indicator over some units, of which so many owe reports; `unit`: whose targets bind, the district's if none.

    What is compared with the baseline is taken over the units that reported then and now, so that a missing unit moves
    nothing; where nobody reported it, the whole district is compared with what the plan says of it.
    """
    both = now.units.keys() & baseline.units.keys()
    stated = plan.baseline_stocks if unit is None and not baseline.units and len(now.units) >= owing else None
    rate = None if stated is None else _exact(stated.poor_rate)
    moments = _Moments(now, owing, now.district, now.over(both), baseline.over(both), rate)
    return [_attainment(plan, indicator, unit, moments) for indicator in plan.indicator]


@dataclass(frozen=True)
class _Moments:
    """Sums of a unit or the district: now; now and at the baseline over the units that reported both times."""

    figures: PeriodFigures
    owing: int
    now: Numbers
    compared: Numbers
    baseline: Numbers
    stated_rate: Fraction | None  # of the poor at the baseline, by the plan itself: where nobody reported it


def _value(indicator: Indicator, now: Numbers, baseline: Numbers) -> Fraction | None:
    """The indicator's value, exact; `None` where its denominator is 0 or nothing was reported."""
    if not _is_known(indicator, now):
        return None
    if indicator.measure == "count":
        return _exact(now[numerator_key(indicator)])
    rate = _rate(indicator, now)
    if indicator.measure == "rate":
        return rate
    before = _rate(indicator, baseline) if _is_known(indicator, baseline) else None
    return None if rate is None or before is None else before - rate


def _attainment(plan: Plan, indicator: Indicator, unit: str | None, moments: _Moments) -> Attainment:
    """Where the target is of a change (a reduction, none left), like is compared with like."""
    now, baseline = moments.now, moments.baseline
    coverage = moments.figures.coverage(indicator.kind, moments.owing)
    is_known = _is_known(indicator, now)
    target = _target(indicator.target, unit)
    compared = _value(indicator, moments.compared, baseline)
    value = compared if indicator.measure == "reduction" else _value(indicator, now, baseline)
    before = _value(indicator, baseline, baseline)
    if indicator.measure == "reduction" and moments.stated_rate is not None and is_known:
        rate, before = _rate(indicator, now), Fraction(0)
        value = compared = None if rate is None else moments.stated_rate - rate
    stand = _Stand(indicator, target, value, before, coverage if is_known else ReportingRate(0, coverage.owed))
    degree = _degree(indicator.target, target, compared if indicator.target.sign == "=" else value, before)
    return Attainment(
        indicator=indicator.code,
        unit=unit,
        numerator=now.get(numerator_key(indicator)),
        denominator=now.get(denominator_key(indicator)),
        value=_float(value),
        target=_float(target),
        status=_status(plan, moments.figures.period, stand),
        attainment=_float(degree),
        reporting_units=len(moments.figures.units) if is_known else 0,
        coverage=stand.coverage,
        lacking=_lacking(indicator, target, now),
    )


def _target(target: Target, unit: str | None) -> Fraction | None:
    """The district's target, the unit's own, or the district's where it binds each unit too."""
    if unit is None:
        return _exact(target.value)
    if unit in target.units:
        return _exact(target.units[unit])
    return _exact(target.value) if target.per_unit else None


@dataclass(frozen=True)
class _Stand:
    """Where an indicator stands: its value, its target, its value at the baseline, and what stands behind it."""

    indicator: Indicator
    target: Fraction | None
    value: Fraction | None
    before: Fraction | None
    coverage: ReportingRate


def _status(plan: Plan, period: Period, stand: _Stand) -> str | None:
    """A verdict, or why there is none; at the end of the year a target is met or missed."""
    indicator, rule = stand.indicator, stand.indicator.target
    if stand.coverage.reports == 0:
        return "no_data"
    if stand.target is None:
        return None
    if stand.value is None and indicator.measure == "reduction" and stand.before is None:
        return "no_data"
    if not _has_grounds(plan, stand):
        return "not_enough"
    if stand.value is None:
        return "no_cases"
    if meets(rule.sign, stand.value, stand.target):
        return "attained"
    if plan.is_closed_by(period):
        return "missed"
    if rule.by_year_end and _is_ahead(stand, _share_of_year(plan, period)):
        return "on_track"
    return "behind"


def _has_grounds(plan: Plan, stand: _Stand) -> bool:
    """Whether enough reported for a verdict. Who has not reported can only add to a count, so that a part tells of a count
    what it has reached, or that some are left, and nothing else."""
    if stand.coverage.is_whole:
        return True
    if not stand.coverage.reaches(plan.verdict_coverage_percent):
        return False
    if stand.indicator.measure != "count" or stand.value is None or stand.target is None:
        return True
    sign = stand.indicator.target.sign
    return stand.value > stand.target if sign == "=" else meets(sign, stand.value, stand.target)


def meets(sign: str, value: Fraction | float, target: Fraction | float) -> bool:
    """Whether a value is as the target says: `>`, `≥` or `=`."""
    return {">": value > target, "≥": value >= target, "=": value == target}[sign]


def _is_ahead(stand: _Stand, share: Fraction) -> bool:
    """At or ahead of the share of the year that has passed."""
    if stand.value is None or stand.target is None:
        return False
    if stand.indicator.target.sign == "=":
        degree = _degree(stand.indicator.target, stand.target, stand.value, stand.before)
        return degree is not None and degree >= share * 100
    return stand.value >= stand.target * share


def _degree(rule: Target, target: Fraction | None, value: Fraction | None, before: Fraction | None) -> Fraction | None:
    """Percent of the target: value / target; for "= 0" the share of the baseline already removed."""
    if value is None or target is None:
        return None
    if rule.sign != "=":
        return percent_of(value, target)
    if before is None or before == target:
        return Fraction(100) if value == target else None
    return (before - value) / (before - target) * 100


def _lacking(indicator: Indicator, target: Fraction | None, now: Numbers) -> int | None:
    """How many more of what the numerator counts a rate lacks."""
    if indicator.measure != "rate" or target is None or not _is_known(indicator, now):
        return None
    part, whole = _exact(now[numerator_key(indicator)]), _exact(now[denominator_key(indicator)])
    wanted = target * whole / 100
    more = math.floor(wanted - part) + 1 if indicator.target.sign == ">" else math.ceil(wanted - part)
    return max(more, 0)


def _share_of_year(plan: Plan, period: Period) -> Fraction:
    """Months of the plan's year that have passed by the end of the period, of 12."""
    return Fraction(min(max(plan.months_passed(period), 0), 12), 12)


def _is_known(indicator: Indicator, numbers: Numbers) -> bool:
    """Whether somebody reported it: a figure that was not collected yet stands in no numbers."""
    return numerator_key(indicator) in numbers


def _rate(indicator: Indicator, numbers: Numbers) -> Fraction | None:
    return percent_of(_exact(numbers[numerator_key(indicator)]), _exact(numbers[denominator_key(indicator)]))


def _exact(number: float) -> Fraction:
    """A number as it is written: 0.1 is one tenth."""
    return Fraction(str(number))


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def by_indicator(values: list[Attainment], unit: str | None) -> dict[str, Attainment]:
    """The values of one unit (or the district) by indicator."""
    return {value.indicator: value for value in values if value.unit == unit}

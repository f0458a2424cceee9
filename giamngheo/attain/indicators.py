"""Indicators of the plan and their attainment (`docs/indicators.md`), for the district and for each unit.

Numerators and denominators are summed before dividing. Values are percent (0 to 100), percentage points or
counts as the indicator says; comparisons are exact, rounding is only for showing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from giamngheo.attain.aggregates import Numbers, PeriodFigures, denominator_key, numerator_key, percent_of
from giamngheo.core.period import Period
from giamngheo.metadata.plan import Indicator, Plan, Target


@dataclass(frozen=True)
class Attainment:
    """One indicator for the district (`unit` is `None`) or a unit.

    `attainment` is percent of the target, not capped; `status` is `None` where there is no target to meet.
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


def attain(plan: Plan, now: PeriodFigures, baseline: PeriodFigures, expected: list[str]) -> list[Attainment]:
    """Every indicator for the district, then for each expected unit.

    What is compared with the baseline is taken over the units that reported then and now, so that a missing
    unit moves nothing.
    """
    both = now.units.keys() & baseline.units.keys()
    whole = _Moments(now.period, now.district, now.over(both), baseline.over(both), len(now.units))
    district = [_attainment(plan, indicator, None, whole) for indicator in plan.indicator]
    units = [
        _attainment(plan, indicator, unit, own)
        for unit in expected
        for own in [_moments_of(unit, now, baseline)]
        for indicator in plan.indicator
    ]
    return district + units


@dataclass(frozen=True)
class _Moments:
    """Sums of a unit or the district: now; now and at the baseline over the units that reported both times."""

    period: Period
    now: Numbers
    compared: Numbers
    baseline: Numbers
    reporting: int


def _moments_of(unit: str, now: PeriodFigures, baseline: PeriodFigures) -> _Moments:
    own, then = now.units.get(unit, {}), baseline.units.get(unit, {})
    return _Moments(now.period, own, own if then else {}, then if own else {}, int(bool(own)))


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
    reporting = moments.reporting if _is_known(indicator, now) else 0
    target = _target(indicator.target, unit)
    compared = _value(indicator, moments.compared, baseline)
    value = compared if indicator.measure == "reduction" else _value(indicator, now, baseline)
    before = _value(indicator, baseline, baseline)
    status = _status(indicator, target, value, before, _share_of_year(plan, moments.period), reporting)
    degree = _degree(indicator.target, target, compared if indicator.target.sign == "=" else value, before)
    return Attainment(
        indicator=indicator.code,
        unit=unit,
        numerator=now.get(numerator_key(indicator)),
        denominator=now.get(denominator_key(indicator)),
        value=_float(value),
        target=_float(target),
        status=status,
        attainment=_float(degree),
        reporting_units=reporting,
    )


def _target(target: Target, unit: str | None) -> Fraction | None:
    """The district's target, the unit's own, or the district's where it binds each unit too."""
    if unit is None:
        return _exact(target.value)
    if unit in target.units:
        return _exact(target.units[unit])
    return _exact(target.value) if target.per_unit else None


def _status(
    indicator: Indicator,
    target: Fraction | None,
    value: Fraction | None,
    before: Fraction | None,
    share: Fraction,
    reporting: int,
) -> str | None:
    if reporting == 0:
        return "no_data"
    if target is None:
        return None
    if value is None:
        return "no_data" if indicator.measure == "reduction" and before is None else "no_cases"
    if meets(indicator.target.sign, value, target):
        return "attained"
    if indicator.target.by_year_end and _is_ahead(indicator.target, target, value, before, share):
        return "on_track"
    return "behind"


def meets(sign: str, value: Fraction | float, target: Fraction | float) -> bool:
    """Whether a value is as the target says: `>`, `≥` or `=`."""
    return {">": value > target, "≥": value >= target, "=": value == target}[sign]


def _is_ahead(rule: Target, target: Fraction, value: Fraction, before: Fraction | None, share: Fraction) -> bool:
    """At or ahead of the share of the year that has passed."""
    if rule.sign == "=":
        degree = _degree(rule, target, value, before)
        return degree is not None and degree >= share * 100
    return value >= target * share


def _degree(rule: Target, target: Fraction | None, value: Fraction | None, before: Fraction | None) -> Fraction | None:
    """Percent of the target: value / target; for "= 0" the share of the baseline already removed."""
    if value is None or target is None:
        return None
    if rule.sign != "=":
        return percent_of(value, target)
    if before is None or before == target:
        return Fraction(100) if value == target else None
    return (before - value) / (before - target) * 100


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

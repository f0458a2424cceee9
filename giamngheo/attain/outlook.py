"""Where each target stands at the year's end if the year goes on at its present pace (`pace.py`): a prediction interval, never a number
alone.

What the year itself refutes is not claimed: where so few of the tries on its own months held that chance hardly explains it, the
interval is stretched, and of too few tries for that nothing is foreseen.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Literal

from giamngheo.attain.aggregates import is_denominator_of_last
from giamngheo.attain.indicators import Attainment, attain_of
from giamngheo.attain.like_for_like import baseline_for, comparable, counted_for
from giamngheo.attain.pace import FEWEST_MOVES, PREDICTION_LEVEL_PERCENT, CountPath, Try, stretch_of, tries_of
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.core.period import Period
from giamngheo.metadata.expressions import takes_away
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import Indicator, Plan
from giamngheo.metadata.target import Goal
from giamngheo.warehouse.engine import Warehouse

_HARDLY_CHANCE = 0.05  # as probable that so few tries hold, or fewer, if the level were true
# One alone of fewer moves a share by more than 5 points: as far as many a target lies from what is reached.
FEWEST_OF_A_SHARE = 20

Prospect = Literal["likely", "open", "at_risk"]
# Why nothing is foreseen: `met`, `missed`: it is settled already.
Silence = Literal[
    "met",
    "missed",
    "year_over",
    "outside_year",
    "each_period",
    "ratio_of_sums",
    "no_target",
    "no_data",
    "no_cases",
    "partial",
    "few_months",
    "uneven",
]


@dataclass(frozen=True)
class Backtest:
    """What would have been foreseen of today in earlier months: how often it was tried, how often the interval held, and the
    median distance of its middle, in the indicator's unit of measure."""

    tried: int
    held: int
    median_error: float

    @property
    def is_refuted(self) -> bool:
        """Whether so few held that intervals of the level hardly come to it by chance."""
        from scipy.special import bdtr

        return float(bdtr(self.held, self.tried, PREDICTION_LEVEL_PERCENT / 100)) < _HARDLY_CHANCE


@dataclass(frozen=True)
class Projection:
    """The value at the year's end, in the indicator's unit of measure: between `low` and `high` with `PREDICTION_LEVEL_PERCENT`,
    as likely above `middle` as below it.

    `likely`: the whole interval meets the target; `at_risk`: its middle does not; else `open`.

    `widened`: the back-test had refuted the interval, and it was stretched. The pace, and with it the middle, is then not
    believed either: `at_risk` is what nothing in the interval meets.
    """

    low: float
    middle: float
    high: float
    prospect: Prospect
    backtest: Backtest
    widened: bool = False


@dataclass(frozen=True)
class YearEnd:
    """An indicator now, and either its projection or why there is none. `months`: how many of the year's are known and can be
    compared."""

    attainment: Attainment
    projection: Projection | None
    silence: Silence | None
    months: int


def is_of_few(measure: str, denominator: float | None) -> bool:
    """Whether a rate, or its reduction, is a share of so few that single moves make its interval wide. A count tells by itself
    how few there are."""
    return measure != "count" and denominator is not None and 1 <= denominator < FEWEST_OF_A_SHARE


def year_ends(
    warehouse: Warehouse, period: Period, units: Collection[str] | None = None, code: str | None = None
) -> list[YearEnd]:
    """Of every indicator, for the whole, or for a part: the `units` of the unit or area `code`."""
    configuration = warehouse.configuration
    plan = configuration.plan_at(period)
    is_within = 0 < plan.months_passed(period) < 12
    now, baseline = work_out(warehouse, period), baseline_for(warehouse, period)
    months = [
        comparable(configuration, counted_for(warehouse, month, period), period)
        for month in (plan.months_to_date(period) if is_within else ())
    ]
    if units is not None:
        now, baseline, months = now.of_part(units), baseline.of_part(units), [one.of_part(units) for one in months]
    return project(plan, configuration.form, now, baseline, months, code)


def project(
    plan: Plan,
    form: Form,
    now: PeriodFigures,
    baseline: PeriodFigures,
    months: Sequence[PeriodFigures],
    unit: str | None = None,
) -> list[YearEnd]:
    """`months`: those of the year to the last of `now`, as its plan counts and by its units; one in which a unit did not report,
    or that could not be brought to these units or to this standard of poverty, is passed over."""
    known = [one for one in (baseline, *months) if now.units.keys() <= one.units.keys()]
    past = {one.period.ordinal: attain_of(plan, one.of_units(now.units), baseline, unit=unit) for one in known}
    end = Period(plan.year, "month", 12).ordinal
    return [
        _year_end(plan, form, now.period, own, {at: values[place] for at, values in past.items()}, end)
        for place, own in enumerate(attain_of(plan, now, baseline, unit=unit))
    ]


def _year_end(
    plan: Plan, form: Form, period: Period, own: Attainment, past: Mapping[int, Attainment], end: int
) -> YearEnd:
    indicator = next(one for one in plan.indicator if one.code == own.indicator)
    path = _path(plan, indicator, own, past)
    months = max(len(path.points) - 1, 0)
    silence = _silence(plan, form, indicator, period, own)
    if silence is None and months < FEWEST_MOVES:
        silence = "few_months"
    if silence is not None:
        return YearEnd(own, None, silence, months)
    tries = tries_of(path)
    backtest, counts = _backtest(indicator, own, tries), path.at(end)
    if widened := backtest.is_refuted:
        if len(tries) < FEWEST_MOVES:
            return YearEnd(own, None, "uneven", months)
        counts = path.stretched(counts, *stretch_of(tries))
    low, middle, high = values = sorted(_value(indicator, own, count) for count in counts)
    prospect = _prospect_of_widened(indicator, own, values) if widened else _prospect(indicator, own, values)
    return YearEnd(own, Projection(low, middle, high, prospect, backtest, widened), None, months)


def _silence(plan: Plan, form: Form, indicator: Indicator, period: Period, own: Attainment) -> Silence | None:
    """Why nothing is to be foreseen, whatever the months were."""
    goal = _goal(indicator, own)
    if not 0 < plan.months_passed(period) < 12:
        return "year_over" if plan.is_closed_by(period) else "outside_year"
    if goal is None:
        return "no_target"
    if own.status == "missed":
        return "missed"
    if indicator.kind == "flow" and not indicator.is_of_year:
        return "each_period"
    if own.status == "no_data":
        return "no_data"
    if own.status == "no_cases":
        return "no_cases"
    if _only_adds_up(indicator) and goal.is_floor and own.value is not None and goal.is_met_by(own.value):
        return "met"
    if indicator.kind == "flow" and indicator.denominator and not is_denominator_of_last(form, indicator):
        return "ratio_of_sums"
    return None if own.coverage.is_whole and own.value is not None else "partial"


def _only_adds_up(indicator: Indicator) -> bool:
    """A number of the year so far: no month takes anything away from it."""
    return indicator.is_of_year and indicator.measure == "count" and not takes_away(indicator.numerator)


def _goal(indicator: Indicator, own: Attainment) -> Goal | None:
    return None if own.target is None else indicator.goal(own.target, own.target_to)


def _prospect(indicator: Indicator, own: Attainment, values: Sequence[float]) -> Prospect:
    goal = _goal(indicator, own)
    low, middle, high = (goal is not None and goal.is_met_by(Fraction(round(value, 9))) for value in values)
    if not middle:
        return "at_risk"
    return "likely" if low and high else "open"


def _prospect_of_widened(indicator: Indicator, own: Attainment, values: Sequence[float]) -> Prospect:
    """By all that lies in the interval: its ends, and the target itself where that is between them."""
    goal, (low, *_, high) = _goal(indicator, own), values
    asked = [end for end in (own.target, own.target_to) if end is not None and low <= end <= high]
    met = [goal is not None and goal.is_met_by(Fraction(round(value, 9))) for value in (*values, *asked)]
    if not any(met):
        return "at_risk"
    return "likely" if all(met[: len(values)]) else "open"


def _backtest(indicator: Indicator, own: Attainment, tries: Sequence[Try]) -> Backtest:
    errors = [abs(_value(indicator, own, one.middle) - _value(indicator, own, one.actual)) for one in tries]
    return Backtest(len(tries), sum(one.is_held for one in tries), median(errors))


# ---------------------------------------------------------------- what is followed


def _path(plan: Plan, indicator: Indicator, own: Attainment, past: Mapping[int, Attainment]) -> CountPath:
    """What the plan wants few of (of a count that is to grow, the count), month by month, in today's whole: with as many
    households in all as there are now."""
    whole = own.denominator or 0.0
    counts = {at: count for at, one in sorted(past.items()) if (count := _count(indicator, one)) is not None}
    if _only_adds_up(indicator):
        counts = {plan.baseline_period.ordinal: 0.0} | counts
    scale = {at: whole / (past[at].denominator or whole) if whole and at in past else 1.0 for at in counts}
    return CountPath(
        points=tuple((at, count * scale[at]) for at, count in sorted(counts.items())),
        only_adds_up=_only_adds_up(indicator),
        is_few=indicator.measure != "count" or (indicator.better == "lower" and not _only_adds_up(indicator)),
        most=whole if indicator.measure != "count" else math.inf,
        in_whole_ones=all(float(count).is_integer() for count in counts.values()),
    )


def _count(indicator: Indicator, one: Attainment) -> float | None:
    """`None` of a month that not every unit stands behind."""
    if one.value is None or one.numerator is None or not one.coverage.is_whole:
        return None
    if indicator.measure == "rate" and indicator.better == "higher":
        return max((one.denominator or 0) - one.numerator, 0)
    return one.numerator


def _value(indicator: Indicator, own: Attainment, count: float) -> float:
    """The indicator's value with so many of what is followed."""
    if indicator.measure == "count":
        return count
    rate = 100 * count / (own.denominator or 1)
    if indicator.measure == "reduction":
        return (own.baseline_rate or 0) - rate
    return 100 - rate if indicator.better == "higher" else rate

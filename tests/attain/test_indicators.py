"""Values and statuses as the field defines them (`docs/indicators.md`)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from giamngheo.attain.aggregates import denominator_key, numerator_key
from giamngheo.attain.indicators import _change, _lacking, _Moments, attain, by_indicator
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.status import Stand, _is_ahead
from giamngheo.core.period import Period
from giamngheo.metadata.target import Goal, TargetValue


@pytest.fixture
def plan(configuration):
    return configuration.plan


def figures(plan, period: str, owing=(), **units) -> PeriodFigures:
    """units: code → {indicator: (numerator, denominator)}; what is not said is 0. `owing`: units that owe a report, too."""
    numbers = {}
    for unit, said in units.items():
        numbers[unit.removeprefix("u")] = {
            key: value
            for indicator in plan.indicator
            for key, value in zip(
                (numerator_key(indicator), denominator_key(indicator)),
                said.get(indicator.code, (0, 0)),
                strict=True,
            )
        }
    return figures_of(Period.parse(period), numbers, owing)


def figures_of(period, numbers, owing=(), **more) -> PeriodFigures:
    months = len(period.months)
    reports = {unit: ReportingRate(months if unit in numbers else 0, months) for unit in [*numbers, *owing]}
    return PeriodFigures(period, numbers, {}, reports, **more)


def district(plan, now, baseline, indicator):
    return by_indicator(attain(plan, now, baseline), None)[indicator]


def test_sums_before_dividing(plan):
    now = figures(plan, "2020-03", u1={"insured_poor": (1, 2)}, u2={"insured_poor": (98, 98)})
    value = district(plan, now, now, "insured_poor")
    assert (value.numerator, value.denominator, value.value) == (99, 100, 99.0)
    assert value.status == "behind"
    assert value.reporting_units == 2


def test_a_whole_is_attained_exactly(plan):
    now = figures(plan, "2020-03", u1={"insured_poor": (3370, 3370)})
    value = district(plan, now, now, "insured_poor")
    assert (value.value, value.status, value.attainment) == (100.0, "attained", 100.0)


def test_reduction_in_points_and_its_share_of_the_year(plan):
    baseline = figures(plan, "2019-12", u1={"poverty_reduction": (1597, 38960)})
    now = figures(plan, "2020-03", u1={"poverty_reduction": (1504, 39027)})
    value = district(plan, now, baseline, "poverty_reduction")
    assert value.value == pytest.approx((1597 / 38960 - 1504 / 39027) * 100)
    assert value.status == "on_track"
    behind = figures(plan, "2020-12", u1={"poverty_reduction": (1504, 39027)})
    assert district(plan, behind, baseline, "poverty_reduction").status == "missed"


@pytest.mark.parametrize(("poor_now", "status"), [(95, "missed"), (94, "attained")])
def test_more_than_is_not_at_least(plan, poor_now, status):
    """1000 households, 100 poor at the baseline: 95 now is 0.5 points exactly, and the target is above 0.5."""
    baseline = figures(plan, "2019-12", u1={"poverty_reduction": (100, 1000)})
    now = figures(plan, "2020-12", u1={"poverty_reduction": (poor_now, 1000)})
    assert district(plan, now, baseline, "poverty_reduction").status == status


def test_the_baseline_is_over_the_units_that_report_now(plan):
    baseline = figures(plan, "2019-12", u1={"poverty_reduction": (10, 100)}, u2={"poverty_reduction": (90, 100)})
    now = figures(plan, "2020-03", u1={"poverty_reduction": (8, 100)})
    assert district(plan, now, baseline, "poverty_reduction").value == pytest.approx(2.0)


def test_none_left_counts_what_was_removed(plan):
    baseline = figures(plan, "2019-12", u1={"temporary_housing": (55, 0)})
    now = figures(plan, "2020-03", u1={"temporary_housing": (27, 0)})
    value = district(plan, now, baseline, "temporary_housing")
    assert value.status == "behind"
    assert value.attainment == pytest.approx(28 / 55 * 100)
    none_left = figures(plan, "2020-03", u1={"temporary_housing": (0, 0)})
    assert district(plan, none_left, baseline, "temporary_housing").attainment == 100


def test_what_was_removed_is_told_only_where_all_that_report_are_known_both_times(plan):
    """It stands beside their value."""
    plan = plan.model_copy(update={"baseline_stocks": None})
    one = {"temporary_housing": (5, 0), "insured_poor": (1, 2)}
    now = figures(plan, "2020-03", u1=one, u2=one | {"insured_poor": (2, 2)})
    baseline = figures(plan, "2019-12", u1=one | {"temporary_housing": (10, 0)})
    assert district(plan, now, baseline, "temporary_housing").attainment is None
    assert district(plan, now, baseline, "insured_poor").attainment == 75
    baseline = figures(
        plan, "2019-12", u1=one | {"temporary_housing": (10, 0)}, u2=one | {"temporary_housing": (10, 0)}
    )
    assert district(plan, now, baseline, "temporary_housing").attainment == 50


def test_whether_the_way_is_gone_is_judged_over_the_units_known_both_times(plan):
    item = next(one for one in plan.indicator if one.code == "temporary_housing")
    item = item.model_copy(update={"target": item.target.model_copy(update={"by_year_end": True})})
    plan = plan.model_copy(update={"indicator": (item,), "baseline_stocks": None})
    now = figures(plan, "2020-03", u1={"temporary_housing": (5, 0)}, u2={"temporary_housing": (9, 0)})
    for before, status in ((10, "on_track"), (6, "behind")):
        baseline = figures(plan, "2019-12", u1={"temporary_housing": (before, 0)})
        assert district(plan, now, baseline, "temporary_housing").status == status


def test_none_at_the_baseline_and_some_now_has_no_degree(plan):
    baseline = figures(plan, "2019-12", u1={})
    now = figures(plan, "2020-03", u1={"temporary_housing": (2, 0)})
    value = district(plan, now, baseline, "temporary_housing")
    assert (value.status, value.attainment) == ("behind", None)


def test_no_cases_and_no_data(plan):
    nobody = figures(plan, "2020-03")
    assert district(plan, nobody, nobody, "loan_access").status == "no_data"
    idle = figures(plan, "2020-03", u1={})
    value = district(plan, idle, idle, "loan_access")
    assert (value.status, value.value) == ("no_cases", None)


def test_reduction_of_a_part_without_a_baseline_has_no_data(plan):
    now = figures(plan, "2020-03", ["2"], u1={"poverty_reduction": (8, 100)})
    value = district(plan, now, figures(plan, "2019-12"), "poverty_reduction")
    assert (value.status, value.value) == ("no_data", None)


def test_where_nobody_reported_the_baseline_the_whole_is_compared_with_what_the_plan_says_of_it(plan):
    now = figures(plan, "2020-03", u1={"poverty_reduction": (385, 10000)})
    value = district(plan, now, figures(plan, "2019-12"), "poverty_reduction")
    assert (value.status, value.value) == ("on_track", pytest.approx(4.10 - 3.85))


def test_a_reduction_rests_on_the_units_known_both_times(plan):
    units = {f"u{at}": {"poverty_reduction": (30, 1000)} for at in range(22)}
    without = plan.model_copy(update={"baseline_stocks": None})
    value = district(without, figures(plan, "2020-06", **units), one_baseline(plan), "poverty_reduction")
    assert (value.value, value.coverage, value.status) == (pytest.approx(3.0), ReportingRate(1, 22), "not_enough")
    assert (value.rate, value.baseline_rate, value.is_baseline_stated) == (3.0, 6.0, False)


def test_one_workbook_of_the_baseline_does_not_stand_for_the_plans_own_figure(plan):
    units = {f"u{at}": {"poverty_reduction": (30, 1000)} for at in range(22)}
    value = district(plan, figures(plan, "2020-06", **units), one_baseline(plan), "poverty_reduction")
    assert (value.value, value.status) == (pytest.approx(1.1), "attained")
    assert (value.baseline_rate, value.is_baseline_stated) == (4.10, True)


def one_baseline(plan):
    return figures(plan, "2019-12", u0={"poverty_reduction": (60, 1000)})


def test_units_have_the_districts_target_save_where_it_is_the_districts_alone(plan):
    now = figures(plan, "2020-03", u1={"models": (1, 0), "insured_poor": (1, 1)})
    unit = by_indicator(attain(plan, now, now), "1")
    assert (unit["models"].target, unit["models"].status) == (None, None)
    assert (unit["insured_poor"].target, unit["insured_poor"].status) == (100, "attained")


def test_a_missing_unit_has_no_data(plan):
    now = figures(plan, "2020-03", ["2"], u1={})
    unit = by_indicator(attain(plan, now, now), "2")
    assert all(value.status == "no_data" and value.value is None for value in unit.values())


def test_a_units_own_target(plan):
    own = plan.indicator[1].model_copy(
        update={"target": plan.indicator[1].target.model_copy(update={"units": {"00001": TargetValue(value=90)}})}
    )
    changed = plan.model_copy(update={"indicator": (own,)})
    now = figures_of(Period.parse("2020-03"), {"00001": {numerator_key(own): 95, denominator_key(own): 100}})
    value = by_indicator(attain(changed, now, now), "00001")[own.code]
    assert (value.target, value.status) == (90, "attained")


def test_the_degree_of_a_number_to_be_reached_counts_from_the_baseline():
    """From 10 to 4: at 7 half of the way is gone."""
    assert Goal("=", Fraction(4)).degree(Fraction(7), Fraction(10)) == 50


def test_what_a_rate_lacks_is_counted_of_the_whole(plan):
    rate = next(one for one in plan.indicator if one.measure == "rate" and one.target.sign == "≥")
    now = figures(plan, "2020-03", u1={rate.code: (490, 1000)})
    moments = _Moments.of(plan, now, figures(plan, "2019-12", u1={rate.code: (1, 2)}), is_district=True)
    assert _lacking(rate, rate.goal(50, None), moments, _change(rate, moments)) == 10


def test_of_two_that_are_at_a_share_of_the_year_only_who_has_gone_it_is_on_its_way(plan):
    """A target that is still to be reached: as far as the year is."""
    rate = next(one for one in plan.indicator if one.measure == "rate" and one.target.sign == "≥")
    rate = rate.model_copy(update={"target": rate.target.model_copy(update={"by_year_end": True})})
    for value, is_ahead in ((25, True), (24, False)):
        stand = Stand(rate, rate.goal(100, None), Fraction(value), None, None, ReportingRate(1, 1))
        assert _is_ahead(stand, Fraction(1, 4)) is is_ahead

"""A verdict needs grounds: how many reported, what a part can tell, and whether the year is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from giamngheo.attain.indicators import attain, attain_of, by_indicator
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.status import milestone_of
from giamngheo.core.period import Period
from giamngheo.metadata.target import TargetValue
from tests.attain.test_indicators import figures


def of_units(plan, count, owing, code, parts, period="2020-05", baseline=None):
    """The verdict on what `count` of `owing` units report, each of them the same."""
    units = {f"u{at}": {code: parts} for at in range(count)}
    now = figures(plan, period, [str(at) for at in range(owing)], **units)
    return by_indicator(attain(plan, now, baseline or figures(plan, "2019-12", **units)), None)[code]


@pytest.fixture
def plan(configuration):
    return configuration.plan


@pytest.mark.parametrize(
    ("reporting", "status"), [(22, "behind"), (20, "behind"), (19, "not_enough"), (1, "not_enough"), (0, "no_data")]
)
def test_a_rate_is_judged_on_nine_tenths_of_the_units(plan, reporting, status):
    assert of_units(plan, reporting, 22, "insured_poor", (1, 2)).status == status


@pytest.mark.parametrize(("reporting", "status"), [(22, "attained"), (20, "attained"), (19, "not_enough")])
def test_nor_is_it_met_on_fewer(plan, reporting, status):
    assert of_units(plan, reporting, 22, "insured_poor", (2, 2)).status == status


def test_a_threshold_of_the_configuration(plan):
    strict = plan.model_copy(update={"verdict_coverage_percent": 100.0})
    assert of_units(strict, 21, 22, "insured_poor", (2, 2)).status == "not_enough"


@pytest.mark.parametrize(
    ("reporting", "each", "status"),
    [(22, 0, "behind"), (21, 0, "not_enough"), (21, 1, "attained"), (19, 1, "not_enough")],
)
def test_models_of_a_part_are_enough_or_tell_nothing(plan, reporting, each, status):
    assert of_units(plan, reporting, 22, "models", (each, 0)).status == status


@pytest.mark.parametrize(
    ("reporting", "each", "status"),
    [(22, 0, "attained"), (21, 0, "not_enough"), (21, 1, "behind"), (19, 1, "not_enough")],
)
def test_houses_left_in_a_part_are_left_and_none_in_a_part_tells_nothing(plan, reporting, each, status):
    assert of_units(plan, reporting, 22, "temporary_housing", (each, 0)).status == status


@pytest.mark.parametrize(("period", "status"), [("2020-11", "behind"), ("2020-12", "missed"), ("2020", "missed")])
def test_at_the_end_of_the_year_a_target_is_met_or_missed(plan, period, status):
    assert of_units(plan, 22, 22, "insured_poor", (1, 2), period).status == status


def test_a_share_of_the_year_is_not_enough_at_its_end(plan):
    baseline = figures(plan, "2019-12", u0={"poverty_reduction": (15, 1000)})
    value = of_units(plan, 1, 1, "poverty_reduction", (10, 1000), "2020", baseline)
    assert (value.value, value.status) == (0.5, "missed")  # the target is more than a half


@pytest.mark.parametrize(
    ("code", "parts", "lacking"),
    [
        ("insured_poor", (99, 100), 1),
        ("insured_poor", (100, 100), 0),
        ("water_sanitation", (90, 100), 5),
        ("water_sanitation", (9, 10), 1),
        ("temporary_housing", (3, 0), None),
    ],
)
def test_how_many_a_rate_lacks(plan, code, parts, lacking):
    assert of_units(plan, 1, 1, code, parts).lacking == lacking


def test_flows_count_reports_of_months_and_stocks_units():
    may = Period.parse("2020-05")
    reports = {"1": ReportingRate(2, 3), "2": ReportingRate(3, 3), "3": ReportingRate(1, 3)}
    quarter = PeriodFigures(Period.parse("2020-Q2"), {"1": {}, "2": {}}, {}, reports, {"1": [may], "2": []})
    assert quarter.coverage("stock") == ReportingRate(2, 3)
    assert quarter.coverage("flow") == ReportingRate(5, 9)
    assert quarter.of_unit("1").coverage("flow") == ReportingRate(2, 3)
    assert quarter.of_unit("3").coverage("stock") == ReportingRate(0, 1)
    assert quarter.of_units({"2"}).coverage("flow") == ReportingRate(3, 9)


def test_a_flow_of_a_unit_without_a_month_is_judged_by_its_reports(plan):
    target = plan.indicator[-1].target.model_copy(update={"per_unit": True})
    flow = plan.indicator[-1].model_copy(update={"kind": "flow", "target": target})
    changed = plan.model_copy(update={"indicator": (flow,)})
    quarter = figures(changed, "2020-Q2", u1={"models": (3, 0)})
    missing = replace(quarter, reports={"1": ReportingRate(2, 3)}, gaps={"1": [Period.parse("2020-05")]})
    for now, status in ((quarter, "behind"), (missing, "not_enough")):
        assert by_indicator(attain(changed, now, now), "1")["models"].status == status


@pytest.mark.parametrize(
    ("now", "lacking"),
    [((40, 1000), 6), ((36, 1000), 2), ((35, 1000), 1), ((34, 1000), 0), ((30, 1000), 0), ((45, 1100), 7)],
)
def test_how_many_poor_households_fewer_a_reduction_asks(plan, now, lacking):
    """From 4 % by more than 0.5 points: below 3.5 % of all households of now."""
    baseline = figures(plan, "2019-12", u0={"poverty_reduction": (40, 1000)})
    assert of_units(plan, 1, 1, "poverty_reduction", now, "2020-05", baseline).lacking == lacking


@pytest.mark.parametrize(("period", "milestone"), [("2020-03", 0.125), ("2020-H1", 0.25), ("2020", 0.5)])
def test_what_a_target_by_the_years_end_asks_by_now(plan, period, milestone):
    assert milestone_of(plan, plan.indicator[0], Period.parse(period)) == milestone
    assert milestone_of(plan, plan.indicator[1], Period.parse(period)) is None


@pytest.mark.parametrize(("left", "status"), [(3, "on_track"), (4, "behind"), (0, "attained")])
def test_targets_of_a_part_of_a_unit_bind_alone(plan, left, status):
    """Of six households three are to be gone by the middle of the year; what has no target of its own has none."""
    housing = next(one for one in plan.indicator if one.code == "temporary_housing")
    by_year_end = housing.model_copy(update={"target": housing.target.model_copy(update={"by_year_end": True})})
    own = plan.model_copy(update={"indicator": (plan.indicator[0], by_year_end)})
    now, before = (figures(own, when, u1={housing.code: (n, 0)}) for when, n in (("2020-06", left), ("2019-12", 6)))
    found = by_indicator(attain_of(own, now, before, targets={housing.code: TargetValue(value=0)}), None)
    assert found[housing.code].status == status
    assert found[plan.indicator[0].code].target is None


@pytest.mark.parametrize(("period", "status"), [("2020-06", "behind"), ("2020-12", "missed")])
def test_none_at_the_baseline_and_some_now_is_no_progress(plan, period, status):
    """Of what was not there nothing can have been removed: no share of the year is reached."""
    housing = next(one for one in plan.indicator if one.code == "temporary_housing")
    by_year_end = housing.model_copy(update={"target": housing.target.model_copy(update={"by_year_end": True})})
    own = plan.model_copy(update={"indicator": (by_year_end,)})
    now, before = figures(own, period, u1={housing.code: (2, 0)}), figures(own, "2019-12", u1={housing.code: (0, 0)})
    (value,) = attain_of(own, now, before)
    assert (value.status, value.attainment) == (status, None)
    (value,) = attain_of(own, before, before)
    assert (value.status, value.attainment) == ("attained", 100)

"""Where the year ends at the present pace: an interval that holds what it says, or silence with its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa

from giamngheo.attain.indicators import attain_of
from giamngheo.attain.outlook import Backtest, _path, is_of_few, project, year_ends
from giamngheo.attain.pace import PREDICTION_LEVEL_PERCENT, drift, stretch_of, tries_of
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.warehouse.schema import submission
from tests.attain.test_indicators import figures
from tests.attain.test_work_out import KHE
from tests.outlook import WORLDS, scored
from tests.support.office import on_one_engine
from tests.support.submissions import submitted

DECEMBER = "2019-12"


@pytest.fixture
def plan(configuration):
    return configuration.plan


def only(plan, code, kind="stock", **target):
    """The plan with one indicator."""
    own = next(one for one in plan.indicator if one.code == code)
    own = own.model_copy(update={"kind": kind, "target": own.target.model_copy(update=target)})
    return plan.model_copy(update={"indicator": (own,)})


def month_at(number):
    return Period.month_at(Period.parse(DECEMBER).ordinal + number).code


def lived(plan, code, counts, below=1000):
    """The figures of one unit from the baseline on; `None` of a month that it did not report."""
    return [
        figures(plan, month_at(at), **({} if count is None else {"u1": {code: (count, below)}}), owing=["1"])
        for at, count in enumerate(counts)
    ]


def foreseen(configuration, plan, code, counts, below=1000, **more):
    months = lived(plan, code, counts, below)
    found = project(plan, configuration.form, months[-1], months[0], months[1:], **more)
    return next(one for one in found if one.attainment.indicator == code)


# ---------------------------------------------------------------- the interval, against a simulation


@pytest.mark.parametrize(
    "points",
    [
        [(0, 100.0), (1, 90.0), (2, 85.0), (3, 70.0), (4, 66.0)],
        [(0, 5.0), (1, 5.5), (2, 9.0), (5, 9.5), (6, 14.0), (7, 13.0)],  # two months are missing
    ],
)
def test_the_interval_is_that_of_simulated_futures(points):
    """Futures drawn month by month from the posterior of a walk with drift (Jeffreys' prior), by no formula of the product."""
    rng, left, draws = np.random.default_rng(7), 5, 200_000
    months = np.diff([at for at, _ in points])
    moves = np.diff([count for _, count in points])
    pace, span = moves.sum() / months.sum(), months.sum()
    squares = ((moves - pace * months) ** 2 / months).sum()
    variances = squares / rng.chisquare(len(moves) - 1, draws)
    paces = rng.normal(pace, np.sqrt(variances / span))
    futures = points[-1][1] + rng.normal(paces[:, None], np.sqrt(variances)[:, None], (draws, left)).sum(axis=1)
    tail = (100 - PREDICTION_LEVEL_PERCENT) / 2
    expected = np.percentile(futures, [tail, 50, 100 - tail])
    found = drift(points, left, least_variance=0.0)
    assert found == pytest.approx(expected, abs=0.02 * (expected[2] - expected[0]))


def test_quiet_months_leave_what_chance_may_do():
    quiet = [(at, 5.0) for at in range(6)]
    low, middle, high = drift(quiet, 7, least_variance=0.1)
    assert (low + high) / 2 == pytest.approx(middle)
    assert high - low == pytest.approx(
        2 * 1.533 * (0.1 * (7 + 49 / 5)) ** 0.5, rel=1e-3
    )  # Student's 90 % point, 4 degrees


# ---------------------------------------------------------------- whether it holds


@pytest.mark.parametrize("name", ["steady", "uneven", "one commune", "the last houses", "models"])
def test_the_interval_holds_as_often_as_it_says(configuration, name):
    """Of years that go on as they began. Above the level is no fault where single households are all that moves."""
    years = 150
    world = next(one for one in WORLDS if one.name == name)
    chance = 100 * 3 * (0.8 * 0.2 / years) ** 0.5
    for month, score in scored(configuration, world, years, months=(4, 7, 10)).items():
        assert score.coverage >= PREDICTION_LEVEL_PERCENT - chance, (name, month)


def test_what_is_not_in_the_pace_is_not_foreseen(configuration):
    """So the page says, and the command."""
    world = next(one for one in WORLDS if one.name == "push at the end")
    assert scored(configuration, world, 50, months=(6,))[6].coverage < 20


def test_who_will_miss_is_warned_half_a_year_before(configuration):
    world = next(one for one in WORLDS if one.name == "one commune")
    score = scored(configuration, world, 150, months=(6,))[6]
    warned = [warned for warned, missed in zip(score.warned, score.missed, strict=True) if missed]
    assert len(warned) > 20
    assert sum(warned) / len(warned) > 0.7


# ---------------------------------------------------------------- what it says


def test_what_falls_falls_by_a_share_of_what_is_left(configuration, plan):
    """160, 80, 40, 20, 10 without a card: a straight line would be at 0 within a month and a half."""
    plan = only(plan, "insured_poor")
    found = foreseen(configuration, plan, "insured_poor", [840, 920, 960, 980, 990]).projection
    assert (found.low < 100, found.high) == (True, 100)
    slow = foreseen(configuration, plan, "insured_poor", [850, 880, 904, 923, 938]).projection
    assert 98 < slow.middle < 100  # a fifth a month: 62 · 0.8⁸ are still 10
    assert slow.prospect == "at_risk"


@pytest.mark.parametrize(
    ("counts", "prospect"),
    [
        ([40, 38, 36, 34, 32, 30, 28], "likely"),
        ([40, 40, 40, 40, 40, 40, 40], "at_risk"),
        ([40, 43, 38, 42, 37, 41, 38], "at_risk"),
        ([40, 36, 39, 37, 40, 36, 37], "open"),
    ],
)
def test_a_prospect_is_what_middle_and_ends_meet(configuration, plan, counts, prospect):
    found = foreseen(configuration, only(plan, "poverty_reduction"), "poverty_reduction", counts)
    assert found.projection.prospect == prospect
    assert found.projection.low < found.projection.middle < found.projection.high


def test_it_was_tried_on_the_months_of_the_year(configuration, plan):
    """From March, April and May on June."""
    plan = only(plan, "temporary_housing")
    backtest = foreseen(configuration, plan, "temporary_housing", [30, 28, 26, 24, 22, 20, 18]).projection.backtest
    assert (backtest.tried, backtest.held, backtest.median_error) == (3, 3, pytest.approx(1, abs=1))
    of_one = foreseen(configuration, plan, "temporary_housing", [30, 28, 26, 24, 90]).projection.backtest
    assert (of_one.tried, of_one.held, of_one.median_error > 60) == (1, 0, True)


# ---------------------------------------------------------------- what the year itself refutes


@pytest.mark.parametrize("tried", range(1, 9))
def test_what_chance_hardly_explains_is_refuted(tried):
    """By drawing tries of the level, of which no formula of the product is used."""
    draws = np.random.default_rng(11).random((400_000, tried)) < PREDICTION_LEVEL_PERCENT / 100
    by_chance = [(draws.sum(axis=1) <= held).mean() for held in range(tried + 1)]
    assert [Backtest(tried, held, 0).is_refuted for held in range(tried + 1)] == [one < 0.05 for one in by_chance]


def test_with_few_tries_what_they_refute_is_not_said(configuration, plan):
    """Neither of March, April and May would have foreseen June."""
    found = foreseen(configuration, only(plan, "temporary_housing"), "temporary_housing", [30, 28, 26, 24, 22, 20, 90])
    assert (found.projection, found.silence, found.months) == (None, "uneven", 6)


PUSHED = [40, 40, 40, 39, 39, 39, 38, 26]  # of 1,000 households: in July many leave


def test_with_more_tries_the_interval_is_widened_until_it_would_have_held_them(configuration, plan):
    plan = only(plan, "poverty_reduction")
    found = foreseen(configuration, plan, "poverty_reduction", PUSHED).projection
    assert (found.backtest.tried, found.backtest.held, found.widened) == (4, 0, True)
    assert found.low <= 1.4 <= found.high  # of 4 % in December 2.6 % are left in July: at least that pace is possible
    path = _path_of(plan, PUSHED)
    farther = stretch_of(tries_of(path))
    last, actual = path.points[-1]
    for month, _ in path.points[3:-1]:
        earlier = path.until(month)
        low, _, high = earlier.stretched(earlier.at(last), *farther)
        assert low <= actual <= high


def _path_of(plan, counts):
    months = lived(plan, "poverty_reduction", counts)
    past = {one.period.ordinal: attain_of(plan, one, months[0])[0] for one in months}
    return _path(plan, plan.indicator[0], past[months[-1].period.ordinal], past)


@pytest.mark.parametrize(("target", "prospect"), [(0.25, "likely"), (5.0, "open"), (6.5, "at_risk")])
def test_of_a_widened_interval_only_what_all_of_it_says_is_said(configuration, plan, target, prospect):
    """Six of a hundred, until many leave in July: by the pace 4.6 points are gone in December, but the pace was wrong before."""
    plan = only(plan, "poverty_reduction", value=target)
    found = foreseen(configuration, plan, "poverty_reduction", [60, 60, 60, 60, 60, 60, 60, 26]).projection
    assert found.widened
    assert (found.low < 4.6, found.middle, found.high) == (True, pytest.approx(4.6), pytest.approx(6))
    assert found.prospect == prospect


def test_a_push_at_the_end_is_no_longer_contradicted_once_it_has_come(configuration):
    """In four of five such years December lies in the widened interval of November; in none it lay in the unwidened."""
    world = next(one for one in WORLDS if one.name == "push at the end")
    score = scored(configuration, world, 100, months=(11,))[11]
    assert sum(score.refuted) > 90
    assert score.coverage > 60


def test_months_that_are_all_alike_refute_nothing(configuration, plan):
    found = foreseen(configuration, only(plan, "temporary_housing"), "temporary_housing", [9] * 9).projection
    assert (found.backtest.tried, found.backtest.held, found.widened) == (5, 5, False)


def test_a_share_is_widened_to_its_whole_and_no_further(configuration, plan):
    plan = only(plan, "insured_poor")
    found = foreseen(configuration, plan, "insured_poor", [600, 600, 600, 600, 600, 600, 600, 999]).projection
    assert (found.widened, found.high) == (True, 100)
    assert found.low >= 0


def test_what_only_adds_up_is_not_widened_below_what_there_is(configuration, plan):
    months = added_up(only(plan, "models", kind="flow", sign="≤", value=400), [1, 1, 1, 1, 1, 1, 90])
    plan = only(plan, "models", kind="flow", sign="≤", value=400)
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert (found.projection.widened, found.projection.low) == (True, 96)


def test_a_month_without_a_report_is_passed_over(configuration, plan):
    plan = only(plan, "temporary_housing")
    whole = foreseen(configuration, plan, "temporary_housing", [30, 28, 26, 24, 22, 20, 18])
    gap = foreseen(configuration, plan, "temporary_housing", [30, 28, None, 24, 22, 20, 18])
    assert (whole.months, gap.months) == (6, 5)
    assert gap.projection.middle == whole.projection.middle


def test_without_a_baseline_the_months_of_the_year_are_compared(configuration, plan):
    plan = only(plan, "temporary_housing")
    counts = [None, 28, 26, 24, 22]
    assert foreseen(configuration, plan, "temporary_housing", counts).silence == "few_months"
    assert foreseen(configuration, plan, "temporary_housing", [*counts, 20]).projection.middle < 20


def test_a_whole_that_grows_is_compared_at_its_size_of_today(configuration, plan):
    """One of a hundred without a card all the year, of ever more people: nobody comes or goes."""
    plan = only(plan, "insured_poor", value=98.5)
    months = [figures(plan, month_at(at), u1={"insured_poor": (99 * n, 100 * n)}) for at, n in enumerate(range(10, 17))]
    found = project(plan, configuration.form, months[-1], months[0], months[1:])[0].projection
    assert found.middle == pytest.approx(99, abs=0.1)


# ---------------------------------------------------------------- edges


def test_all_have_escaped(configuration, plan):
    found = foreseen(configuration, only(plan, "poverty_reduction"), "poverty_reduction", [40, 20, 10, 3, 1, 0])
    assert found.projection.high == pytest.approx(found.attainment.baseline_rate)
    assert found.projection.low < found.projection.high
    nobody = foreseen(configuration, only(plan, "insured_poor"), "insured_poor", [0] * 6, below=0)
    assert (nobody.projection, nobody.silence) == (None, "no_cases")


@pytest.mark.parametrize(
    ("code", "below", "is_so"),
    [("insured_poor", 4, True), ("insured_poor", 20, False), ("temporary_housing", 0, False)],
)
def test_a_share_of_so_few_is_known_as_such(configuration, plan, code, below, is_so):
    """Four of four, month by month: a single one is a quarter, and the interval never narrower."""
    own = only(plan, code)
    found = foreseen(configuration, own, code, [below or 4] * 6, below)
    assert is_of_few(own.indicator[0].measure, found.attainment.denominator) == is_so
    if is_so:
        assert found.projection.high - found.projection.low >= 25


def test_none_left_for_months_may_still_come(configuration, plan):
    found = foreseen(configuration, only(plan, "temporary_housing"), "temporary_housing", [0] * 7).projection
    assert (found.low, found.middle, found.prospect) == (0, 0, "open")
    assert 1 <= found.high <= 5


def test_nobody_has_reported(configuration, plan):
    nothing = [figures(plan, month_at(at), owing=["1"]) for at in range(7)]
    found = project(plan, configuration.form, nothing[-1], nothing[0], nothing[1:])
    assert {(one.projection, one.silence) for one in found} == {(None, "no_data")}


def test_a_unit_is_missing(configuration, plan):
    plan = only(plan, "temporary_housing")
    months = [figures(plan, month_at(at), u1={"temporary_housing": (9 - at, 0)}, owing=["2"]) for at in range(7)]
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert (found.projection, found.silence) == (None, "partial")


def test_a_unit_was_missing_in_earlier_months(configuration, plan):
    """Those tell nothing: less of a part is no fall."""
    plan, both = only(plan, "temporary_housing"), {"temporary_housing": (20, 0)}
    months = [figures(plan, month_at(at), u1=both, **({"u2": both} if at > 2 else {}), owing=["2"]) for at in range(7)]
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert (found.silence, found.months) == ("few_months", 3)


def test_a_month_that_could_not_be_brought_to_the_units_of_now(configuration, plan):
    """A unit that came from elsewhere owed nothing then: the others are not the whole of now."""
    plan, own = only(plan, "temporary_housing"), {"temporary_housing": (20, 0)}
    months = [figures(plan, month_at(at), u1=own, **({"u2": own} if at > 2 else {})) for at in range(7)]
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert (found.silence, found.months) == ("few_months", 3)


@pytest.mark.parametrize(
    ("period", "silence"),
    [("2020-12", "year_over"), ("2020", "year_over"), ("2021-01", "outside_year"), ("2019-12", "outside_year")],
)
def test_outside_the_year_nothing_is_foreseen(configuration, plan, period, silence):
    now = figures(plan, period, u1={"models": (9, 0)})
    found = project(plan, configuration.form, now, now, [])
    assert {(one.projection, one.silence) for one in found} == {(None, silence)}


def added_up(plan, counts):
    """A unit's months of what adds up, from January on: of each the year so far."""
    months = [figures(plan, DECEMBER, u1={"models": (5, 0)})]
    for at in range(1, len(counts) + 1):
        own = figures(plan, month_at(at), u1={"models": (counts[at - 1], 0)})
        year = figures(plan, month_at(at), u1={"models": (sum(counts[:at]), 0)})
        rates = {"1": ReportingRate(at, at)}
        year = replace(year, since=Period.parse("2020-01"), reports=rates)
        months.append(replace(own, to_date={"models": year}))
    return months


@pytest.mark.parametrize(
    ("target", "counts", "silence"),
    [
        ({"sign": "≥", "value": 14, "by_year_end": True}, [3, 4, 3, 4], "met"),
        ({"sign": "≤", "value": 9}, [3, 4, 3, 4], "missed"),
        ({"sign": "≥", "value": 3}, [3, 4, 3, 4], "each_period"),
    ],
)
def test_what_is_settled_is_not_foreseen(configuration, plan, target, counts, silence):
    plan = only(plan, "models", kind="flow", **target)
    months = added_up(plan, counts)
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert (found.projection, found.silence) == (None, silence)
    [own] = attain_of(plan, months[-1], months[0])
    assert found.attainment == own
    if silence != "each_period":
        assert own.status == {"met": "attained", "missed": "missed"}[silence]


def test_what_adds_up_never_falls(configuration, plan):
    plan = only(plan, "models", kind="flow", sign="≤", value=40)
    months = added_up(plan, [0, 9, 0, 0, 8])
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert found.months == 5  # December begins with nothing
    assert (found.projection.low, found.projection.middle) == (17, round(17 + 7 * 17 / 5))


def test_a_unit_without_a_target_of_its_own(configuration, plan):
    found = foreseen(configuration, plan, "models", [9, 10, 11, 12, 13], unit="1")
    assert (found.attainment.unit, found.silence) == ("1", "no_target")


def test_it_is_nothing_but_its_figures(configuration, plan):
    counts = [40, 39, 37, 36, 36, 35]
    assert foreseen(configuration, plan, "poverty_reduction", counts) == foreseen(
        configuration, plan, "poverty_reduction", counts
    )


# ---------------------------------------------------------------- from the warehouse


def in_bad_houses(warehouse, month, count):
    """A month's report of a commune, with so many poor households in a bad house."""
    number = submitted(warehouse, KHE, month, "accepted")
    row = {"submission_id": number, "classification": "poor", "change": "unchanged", "temporary_housing": True}
    rows = [row | {"row": at, "household_code": f"{KHE}{at:05d}"} for at in range(count)]
    with warehouse.writing() as connection:
        connection.execute(sa.insert(warehouse.rows["household"]), rows)
    return number


@on_one_engine
def test_a_corrected_month_counts_as_corrected(office):
    """Rows in a real warehouse: a correction of April, after May has come, moves what is foreseen in May."""
    warehouse, may = office.context.warehouse, Period.parse("2020-05")
    counts = (20, 18, 17, 15, 14, 12)
    numbers = [in_bad_houses(warehouse, month_at(at), count) for at, count in enumerate(counts)]

    def housing():
        found = year_ends(warehouse, may, [KHE], KHE)
        return next(one for one in found if one.attainment.indicator == "temporary_housing")

    before = housing()
    assert (before.months, before.attainment.value, before.projection.prospect) == (5, 12, "at_risk")
    with warehouse.writing() as connection:
        old = sa.update(submission).where(submission.c.id == numbers[4])
        connection.execute(old.values(superseded_at=dt.datetime(2020, 6, 20)))
    in_bad_houses(warehouse, "2020-04", 30)
    after = housing()
    assert after.projection.high - after.projection.low > before.projection.high - before.projection.low
    assert after.projection.backtest.median_error > before.projection.backtest.median_error
    assert {one.silence for one in year_ends(warehouse, may)} == {"partial"}


def net_of_two(plan, **target):
    """What comes less what goes: a month may take something away from the year so far."""
    plan = only(plan, "models", kind="flow", **target)
    own = plan.indicator[0].model_copy(update={"numerator": "count(*) filter (where note is null) - count(note)"})
    return plan.model_copy(update={"indicator": (own,)})


@pytest.mark.parametrize(("counts", "silence"), [([0, 0, 0, -1, -1, -1, -1], "uneven"), ([9, 9, 9, 9, 9], None)])
def test_a_difference_may_fall_again(configuration, plan, counts, silence):
    """Below 0 it is foreseen as anything else; above its target it is not settled."""
    plan = net_of_two(plan, sign="≥", value=20, by_year_end=True)
    months = added_up(plan, counts)
    [found] = project(plan, configuration.form, months[-1], months[0], months[1:])
    assert found.silence == silence


def test_a_ceiling_of_a_difference_is_not_passed_for_good(plan):
    plan = net_of_two(plan, sign="≤", value=9)
    months = added_up(plan, [6, 6, 6, 6])
    [own] = attain_of(plan, months[-1], months[0])
    assert own.status == "behind"

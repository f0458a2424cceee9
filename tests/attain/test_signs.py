"""Every sign over every value and coverage, against what it means by first principles: trying all that could be."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from giamngheo.attain.indicators import attain_of, by_indicator
from giamngheo.core.period import Period
from giamngheo.metadata.target import Goal, Target, TargetRevision, TargetValue
from tests.attain.test_indicators import figures

# sign, which way is better, target, upper end, and what is enough.
RULES = [
    (">", "higher", 4, None, lambda value: value > 4),
    ("≥", "higher", 4, None, lambda value: value >= 4),
    ("=", "lower", 4, None, lambda value: value == 4),
    ("=", "lower", 0, None, lambda value: value == 0),
    ("≤", "lower", 4, None, lambda value: value <= 4),
    ("≤", "lower", 0, None, lambda value: value <= 0),
    ("<", "lower", 4, None, lambda value: value < 4),
    ("between", "higher", 4, 6, lambda value: value >= 4),  # 7 is more than was asked, and no failure
    ("between", "lower", 4, 6, lambda value: value <= 6),
    ("=", "higher", 4, None, lambda value: value == 4),
]
MOST = 12


def _called(rule):
    """Without the function, whose place is another in every process."""
    sign, better, value, to, _ = rule
    return f"{sign} {value} {to or ''} {better}"


def judged(plan, code, rule, *, parts, reporting=10, owing=10, period="2020-05", before=None, **more):
    """What is said of units of which the first has the parts and the others nothing."""
    sign, better, value, to, _ = rule
    target = Target.model_validate({"sign": sign, "value": value, "to": to} | more)
    old = next(one for one in plan.indicator if one.code == code)
    own = plan.model_copy(update={"indicator": (old.model_copy(update={"target": target, "better": better}),)})
    units = {f"u{at}": {code: parts if at == 0 else (0, 0)} for at in range(reporting)}
    then = {name: {code: before if name == "u0" else (0, 0)} for name in units} if before else {}
    now = figures(own, period, [str(at) for at in range(owing)], **units)
    return by_indicator(attain_of(own, now, figures(own, "2019-12", **then)), None)[code]


@pytest.fixture
def plan(configuration):
    return configuration.plan


@pytest.mark.parametrize("rule", RULES, ids=_called)
@pytest.mark.parametrize("reporting", [10, 9, 8])
def test_a_count_is_judged_where_no_report_to_come_could_turn_the_verdict(plan, rule, reporting):
    is_enough = rule[-1]
    for count in range(MOST):
        endings = {is_enough(count + more) for more in range(2 * MOST if reporting < 10 else 1)}
        wanted = "not_enough" if reporting < 9 or len(endings) > 1 else "attained" if endings.pop() else "behind"
        found = judged(plan, "models", rule, parts=(count, 0), reporting=reporting)
        assert found.status == wanted, (count, reporting)


@pytest.mark.parametrize("rule", RULES, ids=_called)
def test_of_a_rate_as_many_lack_as_must_be_tried_until_it_is_met(plan, rule):
    """Targets in percent of 100; to come to a number from its worse side is to reach it."""
    sign, better, value, to, is_enough = rule
    in_percent = (sign, better, value * 10, None if to is None else to * 10, None)
    is_ceiling = sign in ("≤", "<") or (sign in ("between", "=") and better == "lower")
    assert judged(plan, "insured_poor", in_percent, parts=(0, 0)).lacking == 0  # nobody is there to be counted
    for part, whole in itertools.product(range(21), (7, 20)):
        if part > whole:
            continue
        found = judged(plan, "insured_poor", in_percent, parts=(part, whole))

        def meets(number, whole=whole):
            rate = Fraction(number * 10, whole)
            return is_enough(rate) or (sign == "=" and (rate < value if is_ceiling else rate > value))

        steps = (part - more if is_ceiling else part + more for more in range(2 * whole))
        assert found.lacking == next(abs(part - number) for number in steps if meets(number)), (part, whole)
        assert found.status == ("attained" if is_enough(Fraction(part * 10, whole)) else "behind")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule[1] == "lower" and rule[0] != "="], ids=_called)
def test_a_ceiling_is_kept_or_a_share_of_the_way_to_it_is_gone(plan, rule):
    """Never 200 % for half of what may be; and one more is never nearer."""
    limit = rule[2] if rule[3] is None else rule[3]
    for before in range(1, MOST):
        degrees = [judged(plan, "models", rule, parts=(n, 0), before=(before, 0)) for n in range(MOST)]
        for count, found in enumerate(degrees):
            if rule[-1](count):
                wanted = 100.0
            elif before <= limit:
                wanted = None  # there was no way to go
            else:
                wanted = pytest.approx((before - count) / (before - limit) * 100)
            assert found.attainment == wanted, (before, count)
        known = [found.attainment for found in degrees if found.attainment is not None]
        assert known == sorted(known, reverse=True)
        assert max(known) == 100


@pytest.mark.parametrize(("count", "degree"), [(2, 50), (4, 100), (5, 125), (8, 200)])
def test_the_degree_of_a_range_where_more_is_better_is_of_its_lower_end(plan, count, degree):
    assert judged(plan, "models", RULES[7], parts=(count, 0)).attainment == degree


@pytest.mark.parametrize("rule", RULES, ids=_called)
@pytest.mark.parametrize("period", ["2020-03", "2020-06", "2020-12"])
def test_by_the_years_end_a_share_of_the_year_is_on_its_way(plan, rule, period):
    sign, better, value, to, is_enough = rule
    share, before = Fraction(Period.parse(period).number, 12), 10
    limit = to if (sign, better) == ("between", "lower") else value
    for count in range(MOST):
        is_floor = sign in (">", "≥") or (sign, better) == ("between", "higher")
        gone = Fraction(count, limit) if is_floor else Fraction(before - count, before - limit)
        wanted = "attained" if is_enough(count) else "missed" if period.endswith("12") else None
        wanted = wanted or ("on_track" if gone >= share else "behind")
        found = judged(plan, "models", rule, parts=(count, 0), period=period, before=(before, 0), by_year_end=True)
        assert found.status == wanted, (count, period)


@pytest.mark.parametrize(("poor", "status"), [(91, "missed"), (90, "attained"), (85, "attained"), (80, "attained")])
def test_a_reduction_that_goes_beyond_its_range_is_not_missed(plan, poor, status):
    """From 10 % by 1 to 1.5 points; exact at both ends."""
    range_ = ("between", "higher", 1, 1.5, None)
    found = judged(
        plan, "poverty_reduction", range_, parts=(poor, 1000), period="2020", before=(100, 1000), by_year_end=True
    )
    assert (found.status, found.target, found.target_to) == (status, 1, 1.5)
    assert found.lacking == max(poor - 90, 0)


@pytest.mark.parametrize(
    ("goal", "exceeded"),
    [
        (Goal("between", 4, 6), [7, 8]),
        (Goal("between", 4, 6, "lower"), [2, 3]),
        (Goal("between", 4), []),
        (Goal("≥", 4), []),
        (Goal("≤", 4), []),
    ],
)
def test_only_a_range_can_be_exceeded_on_its_better_side(goal, exceeded):
    assert [value for value in range(2, 9) if goal.is_exceeded_by(value)] == exceeded


@pytest.mark.parametrize(
    ("goal", "text"),
    [
        (Goal("≤", 5), "≤ 5"),
        (Goal("<", 0.5), "< 0,5"),
        (Goal("between", 1, 1.5), "1 đến 1,5"),
        (Goal("between", 1), "≥ 1"),
        (Goal("between", 1, None, "lower"), "≤ 1"),
    ],
)
def test_how_a_target_is_written(goal, text):
    assert goal.text == text


def test_units_have_ranges_of_their_own_and_a_number_is_the_nearer_end(plan):
    range_ = {"sign": "between", "value": 4, "to": 6, "units": {"00001": {"value": 2, "to": 3}, "00002": 1}}
    models = plan.indicator[-1].model_copy(update={"target": Target.model_validate(range_)})
    own = plan.model_copy(update={"indicator": (models,)})
    for unit, count, status in (("00001", 1, "behind"), ("00001", 2, "attained"), ("00002", 1, "attained")):
        now = figures(own, "2020-05", **{unit: {"models": (count, 0)}})
        (found,) = attain_of(own, now, now, unit=unit)
        assert (found.status, found.target) == (status, models.target.units[unit].value)


REVISED = [
    {"from": "2020-09-15", "source": "Quyết định số 2", "units": {"00001": 9}},
    {
        "from": "2020-06-14",
        "source": "Quyết định số 1",
        "sign": "between",
        "value": 20,
        "to": 30,
        "units": {"00002": 8},
    },
]


@pytest.mark.parametrize(
    ("period", "target", "units"),
    [
        ("2020-05", ("≥", 14, None), {}),
        ("2020-06", ("between", 20, 30), {"00002": 8}),  # the cut-off day itself
        ("2020-Q2", ("between", 20, 30), {"00002": 8}),
        ("2020-Q1", ("≥", 14, None), {}),
        ("2020-09", ("between", 20, 30), {"00002": 8}),  # revised the day after its cut-off
        ("2020-9M", ("between", 20, 30), {"00002": 8}),
        ("2020-10", ("between", 20, 30), {"00001": 9, "00002": 8}),
        ("2020", ("between", 20, 30), {"00001": 9, "00002": 8}),
    ],
)
def test_a_period_is_judged_by_the_target_in_force_on_its_cutoff_day(configuration, period, target, units):
    plan = configuration.plan
    revisions = tuple(TargetRevision.model_validate(one) for one in REVISED)  # in whatever order they are written
    models = plan.indicator[-1].model_copy(update={"revision": revisions})
    changed = configuration.model_copy(update={"plans": (plan.model_copy(update={"indicator": (models,)}),)})
    (found,) = changed.plan_at(Period.parse(period)).indicator
    assert (found.target.sign, found.target.value, found.target.to) == target
    assert found.target.units == {code: TargetValue(value=value) for code, value in units.items()}
    assert found.revision == ()


def test_a_plan_that_no_decision_revised_is_the_same(configuration):
    assert configuration.plan_at(Period.parse("2020-05")) is configuration.plan

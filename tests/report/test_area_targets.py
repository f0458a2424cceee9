"""What of the targets of single units binds an area of them: against what each unit may do by itself."""

from __future__ import annotations

import itertools

import pytest

from giamngheo.metadata.target import Goal, Target
from giamngheo.report.compose.areas import targets_of_part

UNITS = ("18604", "18667", "18622")
MOST = 8
# sign, value, upper end, which way is better
COUNTS = [
    ("=", 0, None, "lower"),
    ("≤", 0, None, "lower"),
    (">", 0, None, "higher"),
    ("≥", 0, None, "higher"),
    ("≥", 2, None, "higher"),
    ("≤", 2, None, "lower"),
    ("between", 0, 2, "lower"),
    ("between", 0, 2, "higher"),
    ("between", 1, 2, "higher"),
]


def called(rule):
    return " ".join(map(str, rule))


def bound(configuration, code, rule, **more):
    sign, value, to, better = rule
    target = Target.model_validate({"sign": sign, "value": value, "to": to, "per_unit": True} | more)
    old = next(one for one in configuration.plan.indicator if one.code == code)
    own = old.model_copy(update={"target": target, "better": better})
    return dict(targets_of_part(configuration.plan.model_copy(update={"indicator": (own,)}), UNITS))


@pytest.mark.parametrize("rule", COUNTS, ids=called)
def test_a_number_binds_an_area_only_where_its_sum_says_the_same_as_each_unit(configuration, rule):
    """Every sum of three units, whichever they have: the area may be judged by the number only if it is met exactly where all
    three meet it."""
    sign, value, to, better = rule
    goal = Goal(sign, value, to, better)
    says_the_same = all(
        goal.is_met_by(sum(counts)) == all(map(goal.is_met_by, counts))
        for counts in itertools.product(range(MOST), repeat=len(UNITS))
    )
    found = bound(configuration, "temporary_housing", rule)
    assert bool(found) <= says_the_same
    assert bool(found) == (rule in COUNTS[:2])


@pytest.mark.parametrize("rule", [("≥", 95, None, "higher"), ("between", 80, 90, "higher")], ids=called)
def test_a_rate_binds_an_area_as_each_unit(configuration, rule):
    found = bound(configuration, "insured_poor", rule)["insured_poor"]
    assert (found.value, found.to) == rule[1:3]


@pytest.mark.parametrize(("unit", "binds"), [("18667", False), ("18562", True)])
def test_a_unit_with_a_target_of_its_own_leaves_its_area_without_one(configuration, unit, binds):
    rule = ("≥", 95, None, "higher")
    assert bool(bound(configuration, "insured_poor", rule, units={unit: 90})) == binds


def test_what_binds_the_whole_alone_binds_no_area(configuration):
    assert bound(configuration, "insured_poor", ("≥", 95, None, "higher"), per_unit=False) == {}

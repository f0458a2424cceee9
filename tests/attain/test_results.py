"""A new revision where a value is another one, and the months whose values rest on other workbooks by now."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from giamngheo.attain.indicators import attain
from giamngheo.attain.results import months_to_attain, store_attainment
from giamngheo.core.period import Period
from giamngheo.warehouse.schema import attainment
from tests.attain.test_indicators import figures
from tests.support.office import on_one_engine
from tests.support.submissions import submitted

pytestmark = on_one_engine
KHE, DIEN = "18604", "18667"
BASELINE, JANUARY, FEBRUARY = map(Period.parse, ("2019-12", "2020-01", "2020-02"))


@pytest.fixture
def warehouse(office):
    return office.context.warehouse


@pytest.fixture
def values(warehouse):
    plan = warehouse.configuration.plan
    return attain(plan, figures(plan, "2020-01", ["2"], u1={"models": (1, 0)}), figures(plan, "2019-12"))


def revisions(warehouse, period):
    query = sa.select(attainment.c.revision, sa.func.count()).where(attainment.c.period == period.code)
    with warehouse.reading() as connection:
        return [tuple(row) for row in connection.execute(query.group_by(attainment.c.revision))]


def test_the_same_values_are_the_same_revision_and_others_a_new_one(warehouse, values):
    other = [replace(values[0], value=(values[0].value or 0) + 1), *values[1:]]
    assert store_attainment(warehouse, JANUARY, values, [1]) == 1
    assert store_attainment(warehouse, JANUARY, list(reversed(values)), [2]) == 1
    assert store_attainment(warehouse, FEBRUARY, values, [1]) == 1
    assert store_attainment(warehouse, JANUARY, other, [2]) == 2
    assert store_attainment(warehouse, JANUARY, other, [2]) == 2
    assert store_attainment(warehouse, JANUARY, values, [2]) == 3  # as in the first: that was another time
    assert revisions(warehouse, JANUARY) == [(number, len(values)) for number in (1, 2, 3)]
    assert revisions(warehouse, FEBRUARY) == [(1, len(values))]


def test_a_month_is_to_be_worked_out_until_its_values_rest_on_what_is_in_force(warehouse, values):
    assert months_to_attain(warehouse) == []
    khe = submitted(warehouse, KHE, "2020-01", "accepted")
    submitted(warehouse, DIEN, "2020-01", "rejected")
    assert months_to_attain(warehouse) == ["2020-01"]
    store_attainment(warehouse, JANUARY, values, [khe])
    assert months_to_attain(warehouse) == []
    dien = submitted(warehouse, DIEN, "2020-01", "accepted")
    assert months_to_attain(warehouse) == ["2020-01"]
    store_attainment(warehouse, JANUARY, values, [dien, khe, khe])  # they say the same
    assert months_to_attain(warehouse) == []
    base = submitted(warehouse, KHE, "2019-12", "accepted")
    assert months_to_attain(warehouse) == ["2019-12", "2020-01"]
    store_attainment(warehouse, JANUARY, [replace(values[0], target=7), *values[1:]], [khe, dien, base])
    assert months_to_attain(warehouse) == ["2019-12"]
    later = submitted(warehouse, KHE, "2020-02", "accepted")
    store_attainment(warehouse, BASELINE, values, [base])
    store_attainment(warehouse, FEBRUARY, values, [base, later])
    assert months_to_attain(warehouse) == []


def test_months_before_all_plans_stay_as_they_were_worked_out(warehouse):
    for month in ("2019-11", "2019-12", "2020-01"):
        submitted(warehouse, KHE, month, "accepted")
    assert months_to_attain(warehouse) == ["2019-12", "2020-01"]


def test_other_targets_are_worked_out_anew(warehouse, values):
    store_attainment(warehouse, JANUARY, values, [submitted(warehouse, KHE, "2020-01", "accepted")])
    plan = warehouse.configuration.plan.model_copy(update={"verdict_coverage_percent": 50.0})
    declared = warehouse.configuration.declared.model_copy(update={"plans": {"plan.toml": plan}})
    object.__setattr__(warehouse, "configuration", warehouse.configuration.model_copy(update={"declared": declared}))
    assert months_to_attain(warehouse) == ["2020-01"]


def test_a_range_of_which_the_upper_end_alone_is_another_is_another_revision(warehouse, values):
    assert store_attainment(warehouse, JANUARY, [replace(values[0], target_to=2), *values[1:]], [1]) == 1
    assert store_attainment(warehouse, JANUARY, [replace(values[0], target_to=2), *values[1:]], [1]) == 1
    assert store_attainment(warehouse, JANUARY, [replace(values[0], target_to=3), *values[1:]], [1]) == 2


def test_another_sign_is_another_revision(warehouse, values):
    assert store_attainment(warehouse, JANUARY, values, [1]) == 1
    plan = warehouse.configuration.plan
    first, *others = plan.indicator
    stricter = first.model_copy(update={"target": first.target.model_copy(update={"sign": "≥"})})
    plans = (plan.model_copy(update={"indicator": (stricter, *others)}),)
    object.__setattr__(warehouse, "configuration", warehouse.configuration.model_copy(update={"plans": plans}))
    assert store_attainment(warehouse, JANUARY, values, [1]) == 2


def test_what_was_stored_before_there_were_signs_stays_the_last_revision(warehouse, values):
    assert store_attainment(warehouse, JANUARY, values, [1]) == 1
    with warehouse.writing() as connection:
        connection.execute(sa.update(attainment).values(sign=None))
    assert store_attainment(warehouse, JANUARY, values, [1]) == 1

"""Which submissions wait, which are in force, and what came before them."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from giamngheo.check.finding import Finding
from giamngheo.core.period import Period
from giamngheo.store.submissions import (
    accepted_as,
    accepted_before,
    find,
    in_force,
    last_accepted,
    passed,
    store_rows,
    units_of,
    waiting,
)
from giamngheo.warehouse.schema import submission
from tests.support.office import on_one_engine
from tests.support.submissions import submitted
from tests.support.workbooks import book, write_month

pytestmark = on_one_engine
KHE, DIEN = "18604", "18667"
TODAY, NOW = dt.date(2020, 3, 20), dt.datetime(2020, 3, 20)
JANUARY, FEBRUARY, MARCH = map(Period.parse, ("2020-01", "2020-02", "2020-03"))


@pytest.fixture
def warehouse(office):
    return office.context.warehouse


def not_open(warehouse):
    return [Finding(min(warehouse.configuration.form.period_not_open_rules), "critical", None, None, None, "câu")]


def lying(*numbers, unit=KHE):
    return [(unit, f"{number:064d}") for number in numbers]


def ids(found):
    return [one.id for one in found]


def test_new_and_interrupted_ones_wait_and_what_was_decided_does_not(warehouse):
    for status in ("received", "passed", "accepted", "rejected", "pending"):
        submitted(warehouse, KHE, "2020-01", status, judged_with="a")
    assert ids(waiting(warehouse, "a", TODAY, lying(1, 2, 3, 4, 5))) == [1, 2]


def test_a_rejected_one_is_judged_again_by_other_rules_while_it_lies_there_and_nothing_newer_was_accepted(warehouse):
    for _ in range(3):
        submitted(warehouse, KHE, "2020-01", "rejected", judged_with="a")
    submitted(warehouse, DIEN, "2020-01", "accepted", judged_with="a")
    submitted(warehouse, KHE, "2020-02", "accepted", judged_with="a")
    assert ids(waiting(warehouse, "a", TODAY, lying(1, 2, 3))) == []
    assert ids(waiting(warehouse, "b", TODAY, lying(1, 3))) == [1, 3]
    assert ids(waiting(warehouse, "b", TODAY, lying(1, 3, unit=DIEN))) == []
    submitted(warehouse, KHE, "2020-01", "accepted", judged_with="a")
    assert ids(waiting(warehouse, "b", TODAY, lying(1, 3))) == []


@pytest.mark.parametrize(
    ("period", "closed", "is_judged"),
    [
        ("2020-03", (), True),
        ("2020-04", (), False),
        ("2020-01", ("2020-01",), False),
        ("2020-01", ("2020-02",), True),
        ("2019-12", (), True),
        ("2019-11", (), False),
    ],
)
def test_what_came_too_early_is_judged_again_when_its_month_takes_reports(warehouse, period, closed, is_judged):
    submitted(warehouse, KHE, period, "rejected", not_open(warehouse), judged_with="a")
    submitted(warehouse, KHE, period, "rejected", judged_with="a")
    assert ids(waiting(warehouse, "a", TODAY, lying(1, 2), closed)) == ([1] if is_judged else [])


def test_they_are_given_in_the_order_that_is_asked_or_in_which_they_came(warehouse):
    for status in ("passed", "received", "passed", "passed"):
        submitted(warehouse, KHE if status == "passed" else DIEN, None, status)
    assert ids(find(warehouse, [4, 1])) == [4, 1]
    assert passed(warehouse, [4, 2, 1]) == [1, 4]
    assert list(units_of(warehouse, [4, 2]).items()) == [(2, DIEN), (4, KHE)]
    assert units_of(warehouse, []) == {}


def store(warehouse, number):
    return store_rows(warehouse, [number], {}, NOW)


def superseded(warehouse):
    with warehouse.reading() as connection:
        rows = connection.execute(sa.select(submission).order_by(submission.c.id))
        return [(row.status, row.superseded_at is not None) for row in rows]


def test_the_last_that_came_is_in_force_whichever_is_stored_first(warehouse):
    first, second, third = (submitted(warehouse, KHE, "2020-01", "passed") for _ in range(3))
    other = submitted(warehouse, DIEN, "2020-01", "accepted")
    later = submitted(warehouse, KHE, "2020-02", "accepted")
    assert store(warehouse, second)
    assert not store(warehouse, second)
    assert store(warehouse, first)
    assert in_force(warehouse, [JANUARY]) == {(KHE, "2020-01"): second, (DIEN, "2020-01"): other}
    assert store(warehouse, third)
    assert superseded(warehouse)[:3] == [("accepted", True), ("accepted", True), ("accepted", False)]
    assert in_force(warehouse, [JANUARY, FEBRUARY]) == {
        (KHE, "2020-01"): third,
        (DIEN, "2020-01"): other,
        (KHE, "2020-02"): later,
    }
    assert accepted_before(warehouse, third) == [first, second]
    assert accepted_before(warehouse, first) == accepted_before(warehouse, other) == []


def test_content_that_is_known_is_known_by_its_last_version(warehouse):
    same = {"sha256": "s", "version": 1, "superseded_at": NOW}
    submitted(warehouse, KHE, "2020-01", "accepted", **same)
    submitted(warehouse, DIEN, "2020-01", "accepted", **same | {"version": 7})
    submitted(warehouse, KHE, "2020-01", "rejected", **same | {"version": 2, "folder_unit": "x"})
    assert accepted_as(warehouse, KHE, "2020-01", "s") == (1, False)
    submitted(warehouse, KHE, "2020-01", "accepted", **same | {"version": 3, "superseded_at": None, "folder_unit": "y"})
    assert accepted_as(warehouse, KHE, "2020-01", "s") == (3, True)
    assert accepted_as(warehouse, KHE, "2020-02", "s") is accepted_as(warehouse, KHE, "2020-01", "t") is None


def test_rows_are_stored_with_their_texts_numbers_and_days(office):
    one = book(KHE, "Xã Thạch Khê", "2020-01", poor=2, near_poor=1)
    write_month(office.inbox, [one])
    office.collect("2020-01")
    rows = office.context.warehouse.rows
    with office.context.warehouse.reading() as connection:
        cover = connection.execute(sa.select(rows["cover"])).one()
        households = connection.execute(sa.select(rows["household"]).order_by(rows["household"].c.row)).all()
    assert str(cover.cutoff) == "2020-01-14"
    assert [(row.village, row.members) for row in households] == [
        (household["village"], household["members"]) for household in one.households
    ]


def test_the_period_before_is_the_last_that_is_in_force(warehouse):
    submitted(warehouse, KHE, "2020-02", "accepted")
    submitted(warehouse, KHE, "2019-12", "accepted")
    submitted(warehouse, KHE, "2020-03", "accepted")
    submitted(warehouse, KHE, "2020-01", "accepted", superseded_at=NOW)
    submitted(warehouse, DIEN, "2020-01", "rejected")
    assert last_accepted(warehouse, [KHE, DIEN], MARCH) == {KHE: ("2020-02", 1)}
    assert last_accepted(warehouse, [KHE], FEBRUARY) == {KHE: ("2019-12", 2)}
    assert last_accepted(warehouse, [DIEN], MARCH) == {}

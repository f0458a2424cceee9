"""A run over midnight stays in its day, and its moments go on."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
import time_machine

from giamngheo.core import clock
from giamngheo.core.clock import Clock

TRIED_OUT = dt.date(2020, 3, 17)
EVENING = dt.datetime(2026, 11, 28, 16, 59, 50, tzinfo=dt.UTC)  # ten seconds before midnight in Vietnam


@pytest.fixture
def process(monkeypatch):
    """What a new process remembers of its first day: nothing."""
    monkeypatch.setattr(clock, "day_of_start", cache(clock.day_of_start))


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("given", [TRIED_OUT, dt.date(2026, 11, 28)])
def test_over_midnight_a_given_day_stays_and_its_moments_go_on(given):
    with time_machine.travel(EVENING, tick=False) as traveller:
        run = Clock(given)
        before = run.now
        assert before == dt.datetime.combine(given, EVENING.time())
        traveller.shift(20)
        assert (run.today, run.now - before) == (given, dt.timedelta(seconds=20))
        assert Clock(given).now == run.now  # the next step's clock
        assert run.midnight == dt.datetime.combine(given, dt.time(17)) - dt.timedelta(days=1)


def test_a_given_day_does_not_move_the_clock_on_the_wall():
    with time_machine.travel(EVENING, tick=False):
        assert Clock(TRIED_OUT).on_the_wall == Clock().on_the_wall == EVENING.replace(tzinfo=None)


def test_without_a_given_day_it_is_vietnams():
    with time_machine.travel(EVENING, tick=False) as traveller:
        assert (Clock().today, Clock().now) == (dt.date(2026, 11, 28), EVENING.replace(tzinfo=None))
        traveller.shift(20)
        assert Clock().today == dt.date(2026, 11, 29)

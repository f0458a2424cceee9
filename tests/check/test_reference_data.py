"""Which months take reports is decided by the plan, by the day, and by who closed what."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.check.reference_data import ReferenceData
from giamngheo.core.period import Period


@pytest.mark.parametrize(
    ("month", "state"),
    [
        ("2019-11", "before"),
        ("2019-12", "open"),
        ("2020-01", "closed"),
        ("2020-03", "open"),
        ("2020-04", "future"),
    ],
)
def test_a_month_takes_reports_from_the_baseline_until_today_unless_it_is_closed(configuration, month, state):
    known = ReferenceData(configuration, dt.date(2020, 3, 1), closed=frozenset({"2020-01", "2019-11"}))
    assert known.state_of(Period.parse(month)) == state

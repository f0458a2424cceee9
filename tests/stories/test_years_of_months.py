"""Years of months in one warehouse: a month costs the database what it costs beside one (`tests/bench/years.py` has the seconds)."""

import pytest

from tests.bench.years import make_years, measured

pytestmark = pytest.mark.long

# SQLite's instructions beside two years, in times of those beside one month. What is asked of every month, whether a correction
# came for it, is a few of them.
MOST = {"status": 1.02, "attainment": 1.02, "monthly run": 1.25, "nothing new": 1.25}


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    return measured(make_years(tmp_path_factory.mktemp("years"), units=3, months=24), rounds=1)


@pytest.mark.parametrize("work", MOST)
def test_as_many_statements_and_hardly_more_work(costs, work):
    assert costs[work].ratio("statements") <= 1.02
    assert costs[work].all[0].instructions > 100
    assert costs[work].ratio("instructions") <= MOST[work]

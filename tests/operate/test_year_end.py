"""The year's end: from when on it is told that the next year has no plan, and what else is asked for."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from giamngheo.context import Context
from giamngheo.core.clock import Clock
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.changes_ahead import changes_ahead
from giamngheo.operate.year_end import plan_to_lay, year_without_plan
from tests.conftest import PROJECT
from tests.support.plans import with_next_plan

LAY = "chạy giamngheo init --from-year 2020 và ghi kế hoạch mới"
BEFORE = f"Chưa có kế hoạch năm 2021: {LAY} trước báo cáo tháng 1 năm 2021 (ngày 20/01/2021)."
AFTER = f"Kỳ này được tính theo kế hoạch năm 2020, vì chưa có kế hoạch năm 2021: {LAY}, rồi làm lại báo cáo này."


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2019-12", ""),
        ("2020-11", ""),
        ("2020-9M", ""),
        *((period, BEFORE) for period in ("2020-12", "2020-Q4", "2020-H2", "2020")),
        *((period, AFTER) for period in ("2021-01", "2021-Q1", "2021")),
    ],
)
def test_from_the_last_month_of_the_last_plan_on_the_next_is_missed(configuration, period, said):
    assert plan_to_lay(configuration, Period.parse(period)) == said


def test_a_plan_that_is_laid_is_missed_no_more_but_the_one_after_it_in_its_time(home):
    config = Path(shutil.copytree(PROJECT / "config", home / "config"))
    with_next_plan(config)
    two = load_configuration(config)
    assert [year_without_plan(two, Period.parse(code)) for code in ("2020", "2021-01", "2021-11", "2021")] == [
        None,
        None,
        None,
        2022,
    ]


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        (dt.date(2020, 11, 1), False),
        (dt.date(2020, 11, 2), True),
        (dt.date(2020, 12, 31), True),
        (dt.date(2021, 1, 1), False),
    ],
)
def test_doctor_tells_sixty_days_ahead_that_there_is_none(configuration, day, is_told):
    """Once the year has begun, what is open says so."""
    said = changes_ahead(Context(load_settings(), configuration.on(day), Clock(day)))
    told = f"từ 01/01/2021: chưa có kế hoạch năm 2021, {LAY} trước báo cáo tháng 1 năm 2021 (ngày 20/01/2021)"
    assert said == (told if is_told else "không có gì đổi trong 60 ngày tới")

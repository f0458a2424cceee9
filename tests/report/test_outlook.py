"""A range from the last months, or silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from giamngheo.attain.indicators import attain_of
from giamngheo.core.period import Period
from giamngheo.report import content as say
from giamngheo.report.compose.outlook import outlook_of
from giamngheo.report.wording import sentences
from tests.attain.test_indicators import figures
from tests.support.report_content import make_content

END = Period.parse("2020-12")


def foreseen(configuration, code, values, month="2020-06"):
    """What is foreseen in a month of values since December, the last of them the month's."""
    plan, now = configuration.plan, Period.parse(month)
    indicator = next(item for item in plan.indicator if item.code == code)
    own = attain_of(plan, figures(plan, month, u1={code: (1, 100)}), figures(plan, "2019-12"))
    value = replace(next(item for item in own if item.indicator == code), value=values[-1])
    first = now.ordinal - len(values) + 1
    known = {first + at: one for at, one in enumerate(values) if one is not None}
    return outlook_of(indicator, value, known, now, END)


def test_the_last_three_moves_make_the_range(configuration):
    found = foreseen(configuration, "water_sanitation", [80, 81, 82, 82, 83, 85, 86])
    assert (found.least_step, found.most_step) == (1, 2)
    assert (found.low, found.high, found.verdict) == (92, 98, "open")


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([80, 80.1, 80.2, 80.3, 80.4, 80.5, 80.6], "at_risk"), ([70, 74, 78, 82, 86, 90, 94], "likely")],
)
def test_a_verdict_is_where_both_ends_lie(configuration, values, verdict):
    assert foreseen(configuration, "water_sanitation", values).verdict == verdict


@pytest.mark.parametrize(
    "values",
    [
        [80, 81, 82, 83],  # three months of the year
        [80, 81, 82, 83, 82, 83, 84],  # it went back
        [80, 81, 82, 83, None, 85, 86],  # a month is missing among the last
    ],
)
def test_silence(configuration, values):
    assert foreseen(configuration, "water_sanitation", values) is None


def test_silence_at_the_end_of_the_year(configuration):
    assert foreseen(configuration, "water_sanitation", [80, 81, 82, 83, 84, 85, 86], "2020-12") is None


def test_no_value_leaves_what_can_be(configuration):
    assert foreseen(configuration, "water_sanitation", [70, 75, 80, 85, 90, 95, 99]).high == 100
    assert foreseen(configuration, "temporary_housing", [30, 25, 20, 15, 10, 5, 2]).low == 0


def test_how_often_it_came_true(configuration):
    """April foresaw May (1 to 1: 84 came, it was 84), May foresaw June (1: 87 came)."""
    found = foreseen(configuration, "water_sanitation", [80, 81, 82, 83, 84, 85, 88])
    assert (found.tried, found.came_true) == (2, 1)


@pytest.mark.parametrize(
    ("steps", "ends", "said"),
    [
        ((-0.001, -0.0005), (-0.002, -0.001), "tỷ lệ tăng dưới 0,01 điểm phần trăm; theo đà đó cuối năm ước 0,00 điểm"),
        (
            (-0.02, -0.01),
            (-0.3, -0.2),
            "tỷ lệ tăng 0,01 đến 0,02 điểm phần trăm; theo đà đó cuối năm ước tăng 0,20 đến",
        ),
        ((0.02, 0.03), (-0.001, 0.2), "tỷ lệ giảm 0,02 đến 0,03 điểm phần trăm; theo đà đó cuối năm ước 0,00 đến 0,20"),
        ((0.02, 0.03), (-0.1, 0.2), "cuối năm ước từ tăng 0,10 điểm phần trăm đến giảm 0,20 điểm phần trăm"),
    ],
)
def test_a_rise_that_cannot_be_seen_is_not_said(steps, ends, said):
    least, most = steps
    low, high = ends
    found = say.Outlook(
        least_step=least, most_step=most, months=3, low=low, high=high, verdict="at_risk", tried=0, came_true=0
    )
    item = make_content().attainment[0].model_copy(update={"measure": "reduction", "outlook": found})
    (text,) = sentences.outlooks([item.model_copy(update={"status": "behind"})])
    assert said in text

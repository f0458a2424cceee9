"""Which indicators are of households, so that a small count of them is not published: by the rows of either of their parts."""

from __future__ import annotations

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose.offices import publication_of

MARCH = Period.parse("2020-03")


@pytest.mark.parametrize(
    ("rows", "denominator", "denominator_rows", "is_of_households"),
    [
        ("household", None, None, True),
        ("household", "count(*)", None, True),
        ("household", "sum(households)", "cover", True),
        ("model", "count(*)", "household", True),  # so many models for each household on the list
        ("cover", "count(*)", "household", True),
        ("model", None, None, False),
        ("model", None, "household", False),  # of what no denominator is made
        ("model", "sum(households)", "cover", False),
        ("cover", "sum(people)", None, False),
    ],
)
def test_by_the_rows_of_the_numerator_and_of_the_denominator(
    configuration, rows, denominator, denominator_rows, is_of_households
):
    old = configuration.plan_of(MARCH).indicator[0]
    parts = {"rows": rows, "denominator": denominator, "denominator_rows": denominator_rows}
    plan = configuration.plan_of(MARCH).model_copy(update={"indicator": (old.model_copy(update=parts),)})
    letterhead = configuration.letterhead
    public = letterhead.publication.model_copy(update={"small_counts_below": 5})
    office = letterhead.model_copy(update={"publication": public})
    found = publication_of(configuration.model_copy(update={"plans": (plan,), "letterhead": office}), MARCH)
    assert found.of_households == ([old.code] if is_of_households else [])


def test_what_the_sample_plan_publishes_whole(configuration):
    """Nine indicators; of models alone nobody is told."""
    public = configuration.letterhead.publication.model_copy(update={"small_counts_below": 5})
    office = configuration.letterhead.model_copy(update={"publication": public})
    found = publication_of(configuration.model_copy(update={"letterhead": office}), MARCH)
    codes = [one.code for one in configuration.plan_of(MARCH).indicator]
    assert set(codes) - set(found.of_households) == {"models"}
    assert publication_of(configuration, MARCH) is None

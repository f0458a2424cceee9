"""Sums as the engines give them are numbers of one kind, wherever they are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giamngheo.attain.aggregates import Aggregate, numbers_of

SUMS = [Aggregate(key, "household", "count(*)", "stock") for key in ("poor", "loans")]


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ((3, 0.1 + 0.2), {"poor": 3, "loans": 0.3}),
        ((3.0, Decimal("12.50")), {"poor": 3, "loans": 12.5}),
        ((None, None), {"poor": 0, "loans": 0}),
    ],
)
def test_sums_of_floats_come_out_as_they_went_in(values, numbers):
    assert numbers_of(SUMS, values) == numbers


def test_a_value_too_few_is_no_zero():
    with pytest.raises(ValueError, match="shorter"):
        numbers_of(SUMS, (3,))

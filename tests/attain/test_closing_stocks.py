"""What a year ends with is rounded as its reports print it."""

from __future__ import annotations

from giamngheo.core.formats import number, rounded


def test_a_half_goes_up():
    for count, households in ((33, 800), (1, 800), (41, 1000), (67, 1600)):
        assert number(float(rounded(100 * count / households, 2)), 2) == number(100 * count / households, 2)
    assert float(rounded(100 * 33 / 800, 2)) == 4.13

"""What earlier reports of several units come to together."""

from __future__ import annotations

import pytest

from giamngheo.check.previous_reports import _together


@pytest.mark.parametrize(
    ("covers", "together"),
    [([(10, 40), (5, 20)], (15, 60)), ([(10, 40), (5, 0)], (15, 0)), ([(10, 0), (5, 0)], (15, 0))],
)
def test_people_are_known_only_where_every_unit_has_told_them(covers, together):
    assert _together(covers) == together

"""What a report says agrees with itself, or it does not leave."""

from __future__ import annotations

import gzip

import pytest

from expectations.messages import _as_text
from expectations.outgoing import FiguresContradict, require_agreement
from giamngheo.report import content as say
from tests.conftest import GOLDEN

OCTOBER = say.ReportContent.model_validate_json(gzip.decompress((GOLDEN / "hard" / "rising.json.gz").read_bytes()))


def one_more(part, *names):
    """A part of a report with one more of each."""
    return part.model_copy(update={name: (getattr(part, name) or 0) + 1 for name in names})


def test_a_month_as_it_was_drafted_agrees():
    require_agreement(OCTOBER)


@pytest.mark.parametrize("name", ["households", "poor", "near_poor"])
def test_a_sum_of_the_district_that_the_units_do_not_bear_out(name):
    with pytest.raises(FiguresContradict):
        require_agreement(OCTOBER.model_copy(update={"district": one_more(OCTOBER.district, name)}))


@pytest.mark.parametrize("name", ["new", "escaped_poverty", "to_poor"])
def test_a_movement_that_the_units_do_not_bear_out(name):
    with pytest.raises(FiguresContradict):
        require_agreement(OCTOBER.model_copy(update={"district_flow": one_more(OCTOBER.district_flow, name)}))


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("side", ["numerator", "denominator"])
def test_a_part_of_an_indicator_that_the_units_do_not_bear_out(at, side):
    item = OCTOBER.attainment[at]
    if getattr(item, side) is None:
        pytest.skip("a count has no denominator")
    wrong = [*OCTOBER.attainment[:at], one_more(item, side), *OCTOBER.attainment[at + 1 :]]
    with pytest.raises(FiguresContradict):
        require_agreement(OCTOBER.model_copy(update={"attainment": wrong}))


def test_a_rise_that_the_units_do_not_bear_out():
    moves = [say.UnitMove(code="18604", name="Xã Thạch Khê", by=7)]
    with pytest.raises(FiguresContradict):
        require_agreement(OCTOBER.model_copy(update={"moves": moves}))


def test_households_with_a_helper_that_are_not_those_of_the_lists():
    one = say.Sponsorship(unit="Xã Thạch Khê", helper="nobody", organisation="", households=1)
    with pytest.raises(FiguresContradict):
        require_agreement(OCTOBER.model_copy(update={"sponsors": [one]}))


@pytest.mark.parametrize(("value", "said"), [(True, "x"), (False, ""), (None, ""), (float("nan"), ""), (4.0, "4")])
def test_a_value_of_a_cell_in_words(value, said):
    assert _as_text(value) == said

"""Questions of the configuration: what each may be divided by, and whose mistakes are told."""

from __future__ import annotations

import pytest

from giamngheo.metadata.form import Form
from giamngheo.metadata.mistakes.questions import mistakes_of_questions
from giamngheo.metadata.question import Question


def _question(form: Form, **changed: object) -> list[str]:
    measure = {"title": "Hộ", "value": "count(*)"}
    asked = {"code": "a", "title": "Bao nhiêu?", "by": ("unit",), "measure": (measure,)} | changed
    return list(mistakes_of_questions([Question.model_validate(asked)], form))


@pytest.mark.parametrize("by", ["unit", "village", "organisation", "classification", "clean_water"])
def test_places_and_choices_divide(configuration, by):
    assert _question(configuration.form, by=("unit", by)) == []


@pytest.mark.parametrize("by", ["head_name", "household_code", "note", "sponsor", "members", "unknown"])
def test_what_may_name_a_person_does_not(configuration, by):
    (mistake,) = _question(configuration.form, by=(by,))
    assert f"«{by}»" in mistake


def test_an_expression_that_does_not_add_up_is_a_mistake(configuration):
    assert _question(configuration.form, by=("village",))  # two units may have villages of one name
    (mistake,) = _question(configuration.form, measure=({"title": "A", "value": "avg(members)"},))
    assert "question.a.measure" in mistake
    assert _question(configuration.form, code="nop-muon")
    assert _question(configuration.form, rows="nothing")

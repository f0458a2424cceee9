"""The definitions of the official forms name only what is there."""

from __future__ import annotations

import pytest

from giamngheo.metadata.expressions import mistake_of_expression
from giamngheo.metadata.official import every_form, official_forms
from giamngheo.report.official.ways import CAME, LEFT, LISTS

FORMS = list(every_form())


def test_all_ten_are_known_by_titles_that_no_other_begins_with():
    assert [form.number for form in FORMS] == [f"7.{number}" for number in range(1, 11)]
    for form in FORMS:
        for words in form.beginnings:
            assert [other.number for other in FORMS if words in other.beginnings] == [form.number]


def test_the_first_circular_holds_for_what_was_before_it(configuration):
    from giamngheo.core.period import Period

    forms = official_forms(configuration.last_day_of(Period.parse("2020-02")))
    assert forms == official_forms(forms.since)
    assert list(forms.drawn) == ["7.1", "7.2", "7.3", "7.4", "7.5", "7.10"]


@pytest.mark.parametrize("form", [form for form in FORMS if form.column], ids=lambda form: form.number)
def test_each_source_is_there(configuration, form):
    own = [column.key for column in form.column]
    others = [column.key for other in FORMS if other.number == form.same_as for column in other.column]
    assert len(set(own)) == len(own)
    for column in form.column:
        assert len(column.of) in {1, len(form.lines)}
        for source in column.of:
            kinds = [source.figure, source.opening, source.moves, source.count, source.part]
            assert len([kind for kind in kinds if kind]) <= 1
            assert any(kinds) or source.lacking
            assert {source.figure, source.opening} - {None} <= configuration.plan.figure_by_key.keys()
            assert {source.part, source.whole} - {None} <= {*own, *others}
            assert {name.partition(".")[0] for name in source.moves} <= set(LISTS)
            assert {name.partition(".")[2] for name in source.moves} <= {*CAME, *LEFT}
            told = source.lacking or not source.count  # why the office's form may not ask it
            assert told or mistake_of_expression(configuration.form, "household", source.count) is None
            if source.plus:
                assert sorted([*source.plus, *source.minus, column.key]) == sorted(own)  # 9 = 1−2−3−4+5+6+7+8


@pytest.mark.parametrize("key", ["poor", "near_poor"])
def test_each_movement_has_one_column(key):
    """As the ways are that any office's movements come to."""
    (form,) = (form for form in FORMS if form.column and form.column[0].of[0].opening == key)
    named = [name for column in form.column for source in column.of for name in source.moves]
    assert sorted(named) == sorted(f"{key}.{what}" for what in (*CAME, *LEFT))

"""Whatever movements an office declares, the official forms balance: opening + in − out is what the list has at the end.

An office is drawn with one to three classes more ways than the sample has; households live through some months in it as its own
declarations allow; what the forms say is held against a comparison of the first and the last list, which knows no movement.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giamngheo.metadata.classes import Classes, Move, classes_before
from giamngheo.metadata.official import every_form
from giamngheo.report.official.ways import CAME, LEFT, LISTS, is_told_apart, ways_by_class_before, ways_of

FORMS = {form.column[0].of[0].opening: form for form in every_form() if form.number in ("7.2", "7.3")}
AVERAGE = {"code": "average", "name": "hộ có mức sống trung bình", "role": "on_the_list"}
POOR = {"code": "poor", "name": "hộ nghèo", "role": "poor"}
NEAR_POOR = {"code": "near_poor", "name": "hộ cận nghèo", "role": "near_poor"}
GONE = {"code": "left", "name": "hộ ra khỏi danh sách", "role": "left"}


@st.composite
def offices(draw):
    classes = [POOR, NEAR_POOR, *([AVERAGE] if draw(st.booleans()) else []), GONE]
    listed = [one["code"] for one in classes[:-1]]
    some = st.lists(st.sampled_from(listed), unique=True, max_size=len(listed))
    transitions = [{"change": "unchanged", "kind": "none", "name": "không đổi"}]
    for change in ("new", "relapsed", "moved_in", "split"):
        to = draw(st.sampled_from([None, *listed]))
        as_ = draw(st.sampled_from([None, "new", "relapsed", "other"]))
        transitions.append({"change": change, "kind": "entry", "name": change, "to": to, "reported_as": as_})
    for change in ("moved_out", "died", "merged", "rose"):
        as_ = draw(st.sampled_from([None, "escaped", "other"]))
        transitions.append({"change": change, "kind": "exit", "name": change, "from": draw(some), "reported_as": as_})
    for to in listed:
        origin = [code for code in draw(some) if code != to]
        transitions.append({"change": f"to_{to}", "kind": "between", "name": f"sang {to}", "from": origin, "to": to})
    return Classes.model_validate({"class": classes, "transition": transitions})


def step(classes, before, draw):
    """(class now or nothing, the moves told) of a household in a month, by a movement that the office has for it."""
    others = [None, *(code for code in classes.listed_codes if code != before)]
    now = draw(st.sampled_from([before, *others]))
    if now == before:
        return now, []
    kind = "entry" if before is None else "exit" if now is None else "between"
    fit = [
        one
        for one in classes.of_kind(kind)
        if (not one.origin or before in one.origin) and (not one.to or one.to == now)
    ]
    if not fit:  # the office has no word for it, so that it does not happen
        return before, []
    told = draw(st.sampled_from(fit))
    return now, list(classes.moves(now or "left", told.change, before))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_office_balances(data):
    classes = data.draw(offices())
    opening, closing, moves = Counter(), Counter(), Counter()
    crossed = Counter()
    for _ in range(data.draw(st.integers(1, 12))):
        now = first = data.draw(st.sampled_from([None, *classes.listed_codes]))
        for _ in range(data.draw(st.integers(1, 3))):
            before = now
            now, told = step(classes, before, data.draw)
            moves.update(told)
            crossed[before, now] += before != now
        opening[first] += 1
        closing[now] += 1
    ways = ways_of(classes, moves)
    assert set(ways) <= {(list_, way) for list_ in LISTS for way in (*CAME, *LEFT)}
    for list_, form in FORMS.items():
        values = {"opening": opening[list_]}
        for column in form.column[1:-1]:
            names = [name.partition(".")[::2] for name in column.of[0].moves]
            values[column.key] = sum(ways.get(name, 0) for name in names)
            assert all(is_told_apart(classes, *name) for name in names) or values[column.key] == 0
        balance = form.column[-1].of[0]
        assert sum(values[key] for key in balance.plus) - sum(values[key] for key in balance.minus) == closing[list_]
    for one, other in (LISTS, LISTS[::-1]):  # what the one form lets go the other takes in
        assert ways.get((one, "to_other"), 0) == ways.get((other, "from_other"), 0) == crossed[one, other]


DIED = {"change": "died", "kind": "exit", "name": "chết", "from": ["poor"]}


@pytest.mark.parametrize(
    ("told", "way"),
    [
        (DIED, "escaped"),
        (DIED | {"reported_as": "other"}, "other_out"),
        (DIED | {"from": []}, "other_out"),
        (DIED | {"from": ["poor", "near_poor"]}, "other_out"),
        (DIED | {"from": [], "reported_as": "escaped"}, "escaped"),
    ],
    ids=["one class", "said otherwise", "any class", "both", "any class that escapes"],
)
def test_an_office_says_whether_an_exit_is_an_escape(told, way):
    before = classes_before().model_dump(by_alias=False)
    classes = Classes.model_validate(before | {"transitions": [*before["transitions"], told]})
    assert ways_of(classes, {Move("poor", None, "died"): 3}) == {("poor", way): 3}
    assert (way in ways_by_class_before(classes)) == (len(told["from"]) != 1 or way == "other_out")


def test_a_relapse_among_the_near_poor_is_told_apart_only_where_the_office_does():
    before = classes_before().model_dump(by_alias=False)
    own = {"change": "again", "kind": "entry", "name": "tái cận nghèo", "to": "near_poor", "reported_as": "relapsed"}
    classes = Classes.model_validate(before | {"transitions": [*before["transitions"], own]})
    assert not is_told_apart(classes_before(), "near_poor", "relapsed")
    assert is_told_apart(classes, "near_poor", "relapsed")
    assert ways_of(classes_before(), {Move(None, "near_poor", "relapsed"): 1}) == {("near_poor", "new"): 1}
    assert ways_of(classes, {Move(None, "near_poor", "again"): 1}) == {("near_poor", "relapsed"): 1}


def test_who_goes_to_where_it_was_has_not_moved():
    """A row that says so of a household that was there already: the one form would take in what the other did not let go."""
    assert ways_of(classes_before(), {Move("poor", "poor", "to_poor"): 2, Move("near_poor", "poor", "to_poor"): 1}) == {
        ("poor", "from_other"): 1,
        ("near_poor", "to_other"): 1,
    }


def test_the_sample_is_counted_as_it_was():
    ways = {one.change: one.official for one in classes_before().transitions if one.kind in ("entry", "exit")}
    assert ways == {
        "new": "new",
        "relapsed": "relapsed",
        "moved_in": "other",
        "escaped_poverty": "escaped",
        "escaped_near_poverty": "escaped",
        "moved_out": "other",
        "removed": "other",
    }
    assert ways_by_class_before(classes_before()) == {"other_out"}

"""Rows of another form's list beside the main form's list of the same month: what is said, and where nobody can say it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from giamngheo.check.context import _with_main_list
from giamngheo.check.previous_reports import PreviousReports
from giamngheo.check.reference_data import ReferenceData
from giamngheo.core.pseudonym import PREFIX

KHE, DIEN, LAC = "18604", "18667", "18622"
COLUMNS = ["unit", "household_code", "classification", "row", "report"]


def told(configuration, rows, listed, *, reported=(KHE, DIEN), incomparable=()):
    """(class on both lists, class on the main one, its period) of rows of (unit, code, class)."""
    main = pd.DataFrame([(*one, 2, "2020-03") for one in listed], columns=COLUMNS)
    cover = dict.fromkeys(reported, ("2020-03", 900, 3000))
    previous = PreviousReports(cover, main, incomparable=frozenset(incomparable))
    known = ReferenceData(configuration, dt.date(2020, 3, 20), previous, form_id="BC-X")
    frame = pd.DataFrame(rows, columns=COLUMNS[:3]).astype("object")
    found = _with_main_list(frame, known)
    return list(zip(found["class_on_main"], found["main_class"], found["main_period"], strict=True))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((KHE, "186040001", "poor"), ("poor > poor", "Nghèo", "2020-03")),
        ((KHE, "186040001", "near_poor"), ("poor > near_poor", "Nghèo", "2020-03")),
        ((KHE, "186040009", "poor"), ("none > poor", None, "2020-03")),  # the main list does not have it
        ((KHE, "186040001", None), (None, "Nghèo", "2020-03")),
        ((KHE, None, "poor"), (None, None, "2020-03")),
        ((LAC, "186220001", "poor"), (None, None, None)),  # whose main form is not there
    ],
)
def test_a_row_beside_the_main_list(configuration, row, expected):
    assert told(configuration, [row], [(KHE, "186040001", "poor")]) == [expected]


def test_of_a_list_by_another_standard_alone_nothing_is_said(configuration):
    """Of a unit that was two, one of whose lists cannot be compared: whom the other one has is known, and nobody else is
    called missing; another unit is told as ever."""
    rows = [(DIEN, "186670001", "poor"), (DIEN, "186670002", "poor"), (KHE, "186040002", "poor")]
    listed = [(DIEN, "186670001", "near_poor"), (KHE, "186040001", "poor")]
    found = told(configuration, rows, listed, incomparable=[DIEN])
    assert [both for both, _, _ in found] == ["near_poor > poor", None, "none > poor"]


def test_where_one_was_erased_nobody_is_called_missing(configuration):
    rows = [(KHE, "186040002", "poor"), (DIEN, "186670002", "poor")]
    found = told(configuration, rows, [(KHE, f"{PREFIX}0123456789abcdef", "poor"), (DIEN, "186670001", "poor")])
    assert [both for both, _, _ in found] == [None, "none > poor"]


def test_households_of_another_unit_are_not_ones_own(configuration):
    (found,) = told(configuration, [(KHE, "186670001", "poor")], [(DIEN, "186670001", "poor")])
    assert found[0] == "none > poor"

"""Round trip in a real spreadsheet program: our form is filled in and broken in LibreOffice, rejected, marked, mended
there only where it is marked, and accepted; for every rule of the form, the kinds of files in turn."""

from __future__ import annotations

import os

import pytest

from giamngheo.check.finding import status_of
from giamngheo.feedback.annotate import CannotBeAnnotated, annotated_workbook
from tests.support.returned import OUTCOME
from tests.support.spreadsheet import LibreOffice
from tests.support.spreadsheet.defects import CANNOT_BE_BROKEN, DEFECTS, together, typed
from tests.support.spreadsheet.desk import KINDS, Case, Desk, Trip
from tests.support.spreadsheet.paper import EXPLAINED, UNIT
from tests.support.workbooks import rule_of

pytestmark = pytest.mark.slow

# Every fourth rule, the formats in turn.
RULES = [code for code in DEFECTS if code == rule_of(code)]
IN_TURN = tuple(Case(code, KINDS[at % len(KINDS)]) for at, code in enumerate(RULES) if at % 4 == 0)
# Every second of the other defects, in another kind of file; all in all kinds take a quarter of an hour of LibreOffice.
_EVERY_KIND = "GIAMNGHEO_TEST_EVERY_KIND" in os.environ
OTHERS = tuple(
    case
    for at, code in enumerate(DEFECTS)
    if _EVERY_KIND or at % 2
    for kind in (KINDS if _EVERY_KIND else [KINDS[(at + 1) % len(KINDS)]])
    if (case := Case(code, kind)) not in IN_TURN
)


def named(case):
    return f"{case.code}-{case.kind}"


@pytest.fixture(scope="module")
def desk(configuration, tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    office = LibreOffice(folder)
    yield Desk(office, configuration, folder)
    office.quit()


@pytest.fixture(scope="module")
def in_turn(desk):
    return desk.round_trips(IN_TURN)


@pytest.fixture(scope="module")
def others(desk):
    return desk.round_trips(OTHERS)


def test_every_rule_of_the_form_is_broken_or_said_why_not(form):
    broken = set(RULES)
    assert {rule.code for _, rule in form.rules} == broken | CANNOT_BE_BROKEN.keys()
    assert not broken & CANNOT_BE_BROKEN.keys()


def test_what_is_filled_in_well_is_accepted(desk):
    """A formula among the values, too: LibreOffice saves what it comes to."""
    assert desk.judged({kind: (path, UNIT) for kind, path in desk.filled.items()}) == {kind: [] for kind in KINDS}


@pytest.mark.parametrize("case", IN_TURN, ids=named)
def test_broken_returned_mended_where_it_is_marked_and_accepted(case, in_turn, form):
    _follow(case, in_turn[case], form)


@pytest.mark.long
@pytest.mark.parametrize("case", OTHERS, ids=named)
def test_every_defect_in_every_format(case, others, form):
    _follow(case, others[case], form)


def _follow(case: Case, trip: Trip, form) -> None:
    assert not trip.error
    severity = {rule.code: rule.severity for _, rule in form.rules}[rule_of(case.code)]
    assert {one.rule for one in trip.found} == {rule_of(case.code)}
    assert status_of(trip.found) == ("rejected" if severity == "critical" else "accepted")
    assert {(one.sheet, f"{one.column}{one.row}") for one in trip.found if one.column} <= trip.coloured
    assert trip.coloured or not any(one.sheet for one in trip.found)
    assert {one.rule for one in trip.found_again} == case.defect.left
    assert status_of(trip.found_again) == "accepted"
    assert all(one.is_explained == case.defect.is_explained for one in trip.found_again)
    if not case.defect.is_returned:
        with pytest.raises(CannotBeAnnotated):
            annotated_workbook(trip.sent.read_bytes(), trip.sent.name, trip.found, OUTCOME, form)


def test_a_warning_that_is_explained_in_the_form_is_judged_so(desk, form):
    """The officer exceeds the limit of a loan, chooses the rule in the sheet of explanations, and says why."""
    paper, said = desk.paper(), form.explaining
    explained = together(*(typed(said.table, name, text) for name, text in EXPLAINED.items()))
    files = desk.saved("explained", [*DEFECTS["H318"].plant(paper), *explained(paper)])
    for kind, found in desk.judged({kind: (path, UNIT) for kind, path in files.items()}).items():
        assert [(one.rule, one.is_explained, one.explanation) for one in found] == [
            ("H318", True, EXPLAINED["reason"])
        ], kind

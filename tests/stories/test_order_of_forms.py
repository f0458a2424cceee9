"""Whichever of two forms of a month comes first, and whatever becomes of the main one later, both are judged beside each other."""

from __future__ import annotations

import shutil

import pytest
import sqlalchemy as sa

from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.feedback.receipts import receipts
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.store.deadlines import close
from giamngheo.store.submissions import to_compare_again
from giamngheo.warehouse.schema import finding, submission
from tests.support.config_folder import change
from tests.support.forms_beside import with_form
from tests.support.office import on_one_engine
from tests.support.second_form import FORM, NEEDS, household, typed_cover, write_second
from tests.support.workbooks import POOR, book, path_in, write_month

KHE, DIEN, LAC = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"), ("18622", "Xã Thạch Lạc")
MARCH = {"month": ("03/2020", "2020-03"), "quarter": ("Quý I/2020", "2020-Q1")}
pytestmark = on_one_engine


@pytest.fixture
def several(request, office, monkeypatch):
    """The second form is asked for each month as the main one is, or for each quarter (`kind`)."""
    kind = getattr(request, "param", "month")
    config = with_form(office.home, FORM, monkeypatch)
    if kind == "month":
        change(config / "forms" / FORM / "bcgn02_cover.toml", 'type = "quarter"', 'type = "month"')
    office.today, office.kind = "2020-03-20", kind
    return office


def main_book(unit=KHE, *, without=0, **more):
    one = book(*unit, "2020-03", poor=3, near_poor=2, **more)
    one.households = one.households[without:]
    return one


def send_main(office, unit=KHE, **how):
    write_month(office.inbox, [main_book(unit, **how)])


def send_second(office, unit=KHE):
    """As the main form has them, but the first household is not there, and the second is of another class."""
    rows = main_book(unit).households
    classes = {row["household_code"]: "Nghèo" if row["classification"] == POOR else "Cận nghèo" for row in rows[1:]}
    classes[rows[1]["household_code"]] = "Cận nghèo"
    marks = {"Nghèo": ["Thiếu lao động", *NEEDS[:3]], "Cận nghèo": ["Thiếu lao động", *NEEDS[:2]]}
    lines = [household(code, of, marks=marks[of]) for code, of in classes.items()]
    typed, code = MARCH[office.kind]
    folder = path_in(office.inbox, main_book(unit)).parent
    write_second(folder / f"{FORM}_{unit[0]}_{code}.xlsx", typed_cover(unit, typed), lines)


def collect(office):
    office.collect("2020-03")


def standing(office, unit=KHE):
    period = Period.parse(MARCH[office.kind][1])
    (one,) = (one for one in unit_reports(office.context.warehouse, period, FORM) if one.unit.code == unit[0])
    return one


def found(office, unit=KHE):
    """What is said of the second form: rule and row."""
    query = sa.select(finding.c.rule, finding.c.row, finding.c.message)
    with office.context.warehouse.reading() as connection:
        rows = connection.execute(query.where(finding.c.submission_id == standing(office, unit).submission))
        return sorted((row.rule, row.row, row.message) for row in rows)


def rules(office, unit=KHE):
    return [rule for rule, _, _ in found(office, unit)]


@pytest.mark.parametrize("several", [*MARCH], indirect=True)
def test_both_orders_and_one_collection_find_the_same(several):
    send_main(several)
    send_second(several)
    send_second(several, DIEN)
    send_main(several, LAC)
    collect(several)
    assert rules(several) == ["X412", "X413"]  # one household is not there, one has another class
    assert rules(several, DIEN) == []  # nothing to compare with yet
    send_main(several, DIEN)
    send_second(several, LAC)
    collect(several)
    assert found(several, DIEN) == found(several, LAC) == found(several)
    assert {standing(several, unit).status for unit in (KHE, DIEN, LAC)} == {"accepted"}


def test_a_correction_of_the_main_form_is_compared_too_and_told_where_it_changes_what_is_found(several):
    send_second(several)
    collect(several)
    assert "cần xem lại" not in subject_of(several)
    send_main(several)
    collect(several)
    assert (rules(several), verdicts(several)) == (["X412", "X413"], 2)
    assert "cần xem lại" in subject_of(several)
    send_main(several, total_people=999)  # of which the second form says nothing
    collect(several)
    assert (rules(several), verdicts(several)) == (["X412", "X413"], 2)
    send_main(several, without=1)  # whom the second form does not have either
    collect(several)
    assert (rules(several), verdicts(several)) == (["X413"], 3)
    assert (standing(several).status, standing(several).version) == ("accepted", 1)
    assert to_compare_again(several.context.warehouse) == []


def subject_of(office):
    """Of what the unit is told of the second form."""
    (subject,) = (one.summary.subject for one in receipts(office.context) if FORM in one.summary.subject)
    return subject


def verdicts(office):
    query = sa.select(submission.c.verdicts).where(submission.c.id == standing(office).submission)
    with office.context.warehouse.reading() as connection:
        return connection.scalar(query)


def test_killed_before_it_was_compared_the_next_run_does_it(several):
    send_second(several)
    send_second(several, DIEN)  # whose main form does not come
    collect(several)
    send_main(several)
    steps = several.steps("2020-03")
    for step in steps:
        if step == "store":
            break
    steps.close()
    assert rules(several) == []
    assert [one.id for one in to_compare_again(several.context.warehouse)] == [standing(several).submission]
    collect(several)
    assert rules(several) == ["X412", "X413"]


def test_what_is_in_force_is_not_refused_because_its_month_was_closed_before_it_was_compared(several):
    send_second(several)
    collect(several)
    send_main(several)
    steps = several.steps("2020-03")
    while next(steps) != "store":
        pass
    steps.close()
    close(several.context.warehouse, Period.parse("2020-03"), "Lan", several.context.clock.today)
    send_second(several, DIEN)  # it comes too late, and is judged with the one in force
    collect(several)
    assert (rules(several), standing(several).status) == (["X412", "X413"], "accepted")
    assert (rules(several, DIEN), standing(several, DIEN).status) == (["C205"], "rejected")


def test_a_form_that_is_collected_no_longer_stands_as_it_was_accepted_until_it_is_again(several):
    forms = several.home / "config" / "forms"
    send_second(several)
    collect(several)
    shutil.move(forms / FORM, several.home / FORM)
    load_configuration.cache_clear()
    send_main(several)
    collect(several)
    several.today = "2020-04-20"
    several.collect("2020-04")
    assert several.statuses("2020-03")[KHE[0]] == "accepted"
    shutil.move(several.home / FORM, forms / FORM)
    load_configuration.cache_clear()
    assert (standing(several).status, standing(several).version, rules(several)) == ("accepted", 1, [])
    several.collect("2020-04")
    assert (standing(several).status, rules(several)) == ("accepted", ["X412", "X413"])


def test_what_is_in_force_and_could_not_be_read_again_is_compared_once_it_can_be(several, monkeypatch):
    send_second(several)
    collect(several)
    short = main_book()
    short.households = short.households[:3]
    write_month(several.inbox, [short])  # its three households may be read, not the four of the second form
    with_limit_of_households(monkeypatch, "3")
    collect(several)
    assert several.statuses("2020-03")[KHE[0]] == "accepted"
    assert (standing(several).status, standing(several).version, rules(several)) == ("accepted", 1, [])
    with_limit_of_households(monkeypatch, "1000")
    collect(several)
    assert (standing(several).status, rules(several)) == ("accepted", ["X411", "X411", "X412", "X413"])


def with_limit_of_households(patch, most):
    patch.setenv("GIAMNGHEO_LIMITS", f'{{"household_rows": {most}}}')
    load_settings.cache_clear()

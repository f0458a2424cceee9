"""Two standards side by side: whom the second one alone lists stays on the form, month after month, and is no contradiction."""

from __future__ import annotations

import copy
import io

import openpyxl
import pytest
import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.feedback.form import form_workbook, prefilled
from giamngheo.feedback.form.prefilled import households_for
from giamngheo.warehouse.schema import finding, submission
from tests.support.office import office_in
from tests.support.own_classes import UNITS, own_office, with_column, with_standards
from tests.support.workbooks import ESCAPED, LEFT, NEW, UNCHANGED, book, path_in, write_month

UNIT = UNITS[0]
CITY = "Phân loại theo chuẩn thành phố"
STANDARDS = (
    {"code": '"old"', "name": '"chuẩn nghèo quốc gia"'},
    {"code": '"city"', "name": '"chuẩn nghèo của thành phố"', "column": '"classification_city"'},
)
FEBRUARY, MARCH = Period.parse("2020-02"), Period.parse("2020-03")


def month_of(before, month, *told):
    """`told`: by place the class, the change and the class by the city."""
    now = copy.deepcopy(before)
    now.period, now.stories = month, []
    for row in now.households:
        row["change"] = UNCHANGED
    for place, (classification, change, city) in enumerate(told):
        now.households[place].update(classification=classification, change=change, social_protection=None)
        now.households[place][CITY] = city
    return now


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """In February the first two leave the national list: the first stays poor by the city, the second leaves both."""
    folder = tmp_path_factory.mktemp("standards")
    config = own_office(folder)
    with_column(config, "classification_city", CITY)
    with_standards(config, *STANDARDS)
    first = book(*UNIT, "2020-01", poor=4, near_poor=3, stories=[])
    first.extra_columns = {CITY: None}
    for row in first.households:
        row[CITY] = "Nghèo"
    second = month_of(first, "2020-02", (LEFT, ESCAPED, "Nghèo"), (LEFT, ESCAPED, LEFT))
    with office_in(folder, config=str(config)) as found:
        for one in (first, second):
            found.today = f"{Period.parse(one.period) + 1}-20"
            write_month(found.inbox, [one])
            found.collect(one.period)
        found.codes = [row["household_code"] for row in first.households]
        yield found


def found_in(office, month):
    """(status, rules and rows) of what the unit sent for a month."""
    with office.context.warehouse.reading() as connection:
        own = connection.execute(
            sa.select(submission.c.id, submission.c.status)
            .where(submission.c.period == month)
            .order_by(submission.c.id.desc())
        ).first()
        rows = connection.execute(sa.select(finding.c.rule, finding.c.row).where(finding.c.submission_id == own.id))
        return own.status, sorted((rule, row) for rule, row in rows if rule in ("H315", "X402"))


def test_whoever_stands_on_either_list_is_on_the_next_form_and_nobody_else(office):
    rows = prefilled(office.context.warehouse, UNIT[0], MARCH).rows["household"]
    assert [row["household_code"] for row in rows] == [office.codes[0], *office.codes[2:]]
    first = rows[0]
    assert (first["classification"], first["classification_city"], first["change"]) == ("left", "poor", "unchanged")


def test_a_form_that_is_sent_back_as_it_was_laid_contradicts_nothing(office):
    context = office.context
    laid = form_workbook(
        context.configuration, context.units.get(UNIT[0], MARCH), MARCH, prefilled(context.warehouse, UNIT[0], MARCH)
    )
    workbook = openpyxl.load_workbook(io.BytesIO(laid))
    path = path_in(office.inbox, book(*UNIT, "2020-03"))
    path.parent.mkdir(exist_ok=True)
    workbook.save(path)
    office.today = "2020-03-20"
    office.collect("2020-03")
    assert found_in(office, "2020-03") == ("accepted", [])
    again = prefilled(context.warehouse, UNIT[0], MARCH + 1).rows["household"]
    assert [row["household_code"] for row in again] == [office.codes[0], *office.codes[2:]]


def test_who_is_on_no_list_and_who_is_said_to_have_come_still_contradict(office):
    """The first is on neither list without a change; the third is new to a list that he is not on; the fourth left without a
    word."""
    rows = [(LEFT, UNCHANGED, LEFT), (LEFT, ESCAPED, LEFT), (LEFT, NEW, "Nghèo"), (LEFT, UNCHANGED, "Nghèo")]
    before = book(*UNIT, "2020-01", poor=4, near_poor=3, stories=[])
    before.extra_columns = {CITY: None}
    for row in before.households:
        row[CITY] = "Nghèo"
    april = month_of(before, "2020-04", *rows)
    april.households.pop(1)
    write_month(office.inbox, [april])
    office.today = "2020-04-20"
    office.collect("2020-04")
    status, found = found_in(office, "2020-04")
    places = [row for rule, row in found if rule == "H315"]
    assert status == "rejected"
    assert len(places) == 2
    assert places[1] - places[0] == 1  # the first and, the second being gone, the third
    assert [rule for rule, _ in found if rule == "X402"] == ["X402"]  # of whom the month before had as poor


def test_another_forms_list_is_of_the_main_standard(office):
    """It asks for the classes that the main form has; whom the city alone lists it does not miss."""
    context = office.context
    form = context.configuration.form.model_copy(update={"id": "BC-X"})
    rows = households_for(context.warehouse, UNIT[0], form, FEBRUARY).rows["household"]
    assert [row["household_code"] for row in rows] == office.codes[2:]

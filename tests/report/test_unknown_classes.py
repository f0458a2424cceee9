"""Households of which it is not known what they were, where a class is not counted: every table of movements meets all the same.

The lists of two communes, worked out here from the lists themselves: opening, who came to what the total counts, who left it.
"""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from expectations.outgoing import require_agreement
from giamngheo.core.period import Period
from giamngheo.report.compose import draft, is_same_report
from giamngheo.report.documents import document_of
from giamngheo.report.documents.tables import flows as flow_table
from tests.report.test_other_classes import classes_of
from tests.support.office import office_in
from tests.support.own_classes import AVERAGE, TO_AVERAGE, UNITS, own_office, with_average
from tests.support.workbooks import LEFT, MOVED_OUT, NEAR_POOR, TO_NEAR_POOR, UNCHANGED, book, write_month

DECEMBER, JANUARY, FEBRUARY = "2019-12", "2020-01", "2020-02"
COUNTED = {"poor", "near_poor"}


def follows(before, month, *more):
    """The list of the month after: who is told otherwise, then households that were on no list (`more`: class and change)."""
    now = copy.deepcopy(before)
    now.period, now.stories = month, []
    now.households = [row | {"change": UNCHANGED} for row in now.households if row["classification"] != LEFT]
    for at, (classification, change) in enumerate(more):
        row = copy.deepcopy(before.households[0])
        row.update(household_code=f"{before.unit}{9000 + at}", classification=classification, change=change)
        now.households.append(row | {"social_protection": None})
    return now


def moved(one, **told):
    """`h0=(class, change)`: of the household in that place."""
    for place, (classification, change) in told.items():
        one.households[int(place[1:])].update(classification=classification, change=change, social_protection=None)
    return one


def office_of(folder, counted, books):
    config = own_office(folder)
    with_average(config, counted=counted)
    with office_in(folder, config=str(config)) as office:
        for month in (DECEMBER, JANUARY, FEBRUARY):
            own = [one for one in books if one.period == month]
            write_month(office.inbox, own)
            office.today = f"{Period.parse(month) + 1}-20"
            office.collect(month)
            accepted = [unit for unit, status in office.statuses(month).items() if status == "accepted"]
            assert sorted(accepted) == sorted(one.unit for one in own)
        yield office


@pytest.fixture(scope="module", params=[False, True], ids=["not counted", "counted"])
def january(request, tmp_path_factory):
    """In the first commune a household moves away that was on no list, and one that was goes to the average; another that was
    on no list is told to have become near-poor."""
    books = [book(unit, name, DECEMBER, poor=4, near_poor=4, stories=[]) for unit, name in UNITS]
    moved(books[0], h3=(AVERAGE, UNCHANGED))
    first = follows(books[0], JANUARY, (LEFT, MOVED_OUT), (NEAR_POOR, TO_NEAR_POOR))
    moved(first, h0=(AVERAGE, TO_AVERAGE), h1=(LEFT, MOVED_OUT), h3=(LEFT, MOVED_OUT))
    books += [first, follows(books[1], JANUARY)]
    for office in office_of(tmp_path_factory.mktemp("unknown"), request.param, books):
        content = draft(office.context.warehouse, Period.parse(JANUARY), 1, dt.date(2020, 2, 20)).content
        yield content, books, request.param


def test_every_class_meets(january):
    content, books, _ = january
    require_agreement(content)
    for flow in content.class_flows:
        opening, closing = (
            sum(list(classes_of(one).values()).count(flow.key) for one in books if one.period == month)
            for month in (DECEMBER, JANUARY)
        )
        assert (flow.opening, flow.closing, flow.gap) == (opening, closing, 0), flow.key


def test_the_whole_meets_without_whom_nobody_knows(january):
    content, books, counted = january
    flow = content.district_flow
    if counted:
        assert (flow.unknown_in, flow.unknown_out) == (0, 0)  # whatever they were, the total counts it: told as a gap
        return
    before, now = (
        {
            code: one
            for each in books
            if each.period == month
            for code, one in classes_of(each).items()
            if one in COUNTED
        }
        for month in (DECEMBER, JANUARY)
    )
    assert (flow.opening, flow.closing) == (len(before), len(now)) == (15, 14)
    assert flow.came == len(now.keys() - before.keys()) == 1
    assert flow.went == len(before.keys() - now.keys()) == 2
    assert (flow.gap, flow.balances, flow.unknown_in, flow.unknown_out) == (0, True, 1, 1)
    assert flow.moved_out == 1  # neither the average household nor the one that was on no list
    assert flow.amount("to_average") == 1
    for own in content.flows:
        assert own.gap == 0


def test_they_stand_in_the_table_and_are_said(january):
    content, _, counted = january
    titles = [column.heading for column in flow_table(content).columns]
    unknown = {"Vào, chưa rõ từ diện nào", "Ra khỏi danh sách, chưa rõ diện"}
    text = str(document_of(content, "giam-ngheo"))
    if counted:
        assert not unknown & set(titles)
        assert "không cho biết" not in text
        return
    assert unknown <= set(titles)
    row = dict(zip(titles, flow_table(content).rows[0], strict=True))
    assert [row[title] for title in sorted(unknown)] == [1, 1]
    assert (
        "Có 1 hộ ra khỏi danh sách mà báo cáo tháng trước không cho biết thuộc diện nào, nên không tính vào số giảm."
        in text
    )
    assert "Trong số tăng có 1 hộ chuyển diện mà báo cáo tháng trước không cho biết từ diện nào." in text
    assert "lệch" not in next(line for line in text.split("Text(") if "Tổng số hộ nghèo" in line)


def test_a_month_before_that_is_missing_leaves_them_unknown(tmp_path):
    """The first commune has no January; in February one moves away, of whatever class."""
    books = [book(unit, name, DECEMBER, poor=4, near_poor=4, stories=[]) for unit, name in UNITS]
    books += [follows(books[1], JANUARY)]
    books += [moved(follows(books[0], FEBRUARY), h3=(LEFT, MOVED_OUT)), follows(books[2], FEBRUARY)]
    for office in office_of(tmp_path, False, books):
        content = draft(office.context.warehouse, Period.parse(FEBRUARY), 1, dt.date(2020, 3, 20)).content
        flow = content.flows[0]
        assert (flow.opening, flow.closing, flow.moved_out, flow.unknown_out) == (None, 7, 0, 1)
        assert "1 hộ ra khỏi danh sách mà báo cáo tháng trước không cho biết" in str(document_of(content, "giam-ngheo"))
        assert is_same_report(content, content)

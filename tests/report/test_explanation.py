"""What is told of a figure beside its parts: what is not in it, and which units changed it."""

from __future__ import annotations

import pytest

from giamngheo.core.period import Period
from giamngheo.report.explanation import explained
from giamngheo.report.publish import publish_report
from tests.support.office import Office
from tests.support.workbooks import POOR, Book, book, next_book, write_month

KHE, TOWN, DIEN = ("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"), ("18667", "Xã Nam Điền")
FEBRUARY, QUARTER = Period.parse("2020-02"), Period.parse("2020-Q1")


def _poor(one: Book) -> int:
    return sum(row["classification"] == POOR for row in one.households)


@pytest.fixture
def told(office: Office) -> tuple[Office, list[Book], list[Book], Book]:
    """January of three, February of two of them, reported; then one of these is corrected."""
    office.today = "2020-03-17"
    first = [book(*unit, "2020-01", poor=12, near_poor=6) for unit in (KHE, TOWN, DIEN)]
    second = [next_book(one, pace=0.4) for one in first[:2]]
    for books in (first, second):
        write_month(office.inbox, books)
        office.collect(books[0].period)
    publish_report(office.context, FEBRUARY, lambda _: None)
    corrected = next_book(first[0], pace=0.9, seed=5)
    write_month(office.inbox, [corrected])
    office.collect("2020-02")
    return office, first, second, corrected


def test_which_units_changed_a_figure(told):
    office, first, second, corrected = told
    found = explained(office.context.warehouse, "poor", FEBRUARY, None)
    assert found["value"] == _poor(corrected) + _poor(second[1])
    assert [(one["unit"], one["numerator"]) for one in found["submissions"]] == [
        ("18562", _poor(second[1])),
        ("18604", _poor(corrected)),
    ]
    assert all(len(one["sha256"]) == 64 for one in found["submissions"])
    report = found["changed"]["since_report"]
    assert (report["revision"], report["before"], report["now"]) == (1, (sum(map(_poor, second)),), (found["value"],))
    assert [(one["unit"], one["before"], one["now"]) for one in report["units"]] == [
        ("18604", (_poor(second[0]),), (_poor(corrected),))
    ]
    before = found["changed"]["since_before"]
    assert (before["period"], before["before"], before["now"]) == (
        "2020-01",
        (sum(map(_poor, first)),),
        (found["value"],),
    )
    changes = {one["unit"]: (one["before"], one["now"]) for one in before["units"]}
    assert changes["18667"] == ((_poor(first[2]),), None)
    moved = sum((now or (0,))[0] - (then or (0,))[0] for then, now in changes.values())
    assert moved == before["now"][0] - before["before"][0]


def test_straight_after_publishing_nothing_has_changed(told):
    """Of a quarter too, in which one unit has no last month, and counts nowhere."""
    office, _, second, _ = told
    office.today = "2020-04-20"
    write_month(office.inbox, [next_book(second[1], pace=0.4)])
    office.collect("2020-03")
    publish_report(office.context, QUARTER, lambda _: None)
    for code in ("poor", "change_escaped_poverty", "insured_poor"):
        found = explained(office.context.warehouse, code, QUARTER, None)
        assert found["changed"]["since_report"]["units"] == []


def test_a_rate_that_changes_by_its_denominator_alone_has_changed(told):
    office, _, second, _ = told
    town = second[1]
    poor = next(row for row in town.households if row["classification"] == POOR)
    poor["members"] = int(poor["members"]) + 2
    write_month(office.inbox, [town])
    office.collect("2020-02")
    units = explained(office.context.warehouse, "insured_poor", FEBRUARY, None)["changed"]["since_report"]["units"]
    own = next(one for one in units if one["unit"] == "18562")
    assert own["now"] == (own["before"][0], own["before"][1] + 2)


def test_of_a_unit_that_has_not_reported_nothing_is_said_to_be_nought(told):
    office, *_ = told
    before = explained(office.context.warehouse, "poor", FEBRUARY, "18667")["changed"]["since_before"]
    assert before["now"] is None


def test_what_is_not_in_it_and_why(told):
    office, *_ = told
    found = explained(office.context.warehouse, "insured_poor", FEBRUARY, None)
    assert len(found["left_out"]) == 20
    assert {one["why"] for one in found["left_out"]} == {"chưa có báo cáo"}
    alone = explained(office.context.warehouse, "insured_poor", FEBRUARY, "18604")
    assert alone["left_out"] == []
    assert [one["unit"] for one in alone["changed"]["since_before"]["units"]] in ([], ["18604"])


def test_of_a_flow_the_months_that_are_missing_are_told(told):
    office, _, second, _ = told
    write_month(office.inbox, [third := next_book(second[1], pace=0.4), book(*DIEN, "2020-03", poor=3, near_poor=2)])
    office.today = "2020-04-20"
    office.collect("2020-03")
    found = explained(office.context.warehouse, "change_escaped_poverty", QUARTER, None)
    why = {one["unit"]: one["why"] for one in found["left_out"]}
    assert "18562" not in why
    assert why["18667"] == "thiếu báo cáo tháng 2 năm 2020"
    assert why["18604"] == "chưa có báo cáo"
    assert third.period == "2020-03"

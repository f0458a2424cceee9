"""What is told of a figure beside its parts: what is not in it, and which units changed it."""

from __future__ import annotations

import pytest

from giamngheo.core.period import Period
from giamngheo.report.explanation import explained
from giamngheo.report.publish import publish_report
from giamngheo.report.wording.explained import side_said, since_before_said, since_report_said
from tests.support.office import Office
from tests.support.workbooks import POOR, Book, book, next_book, write_month

pytestmark = pytest.mark.usefixtures("few_recipients", "small_pictures")
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
    assert (before["period"], before["before"], before["now"], before["shared"]) == (
        "2020-01",
        (sum(map(_poor, first[:2])),),
        (found["value"],),
        2,
    )
    changes = {one["unit"]: (one["before"][0], one["now"][0]) for one in before["units"]}
    assert set(changes) <= {KHE[0], TOWN[0]}
    assert sum(now - then for then, now in changes.values()) == before["now"][0] - before["before"][0]
    assert before["not_compared"] == [
        {"unit": "18667", "name": "Xã Nam Điền", "why": "tháng 2 năm 2020 chưa có báo cáo"}
    ]
    assert since_before_said(before) == [
        f"So với tháng 1 năm 2020, trên 2 đơn vị có đủ số liệu cả hai kỳ: {sum(map(_poor, first[:2]))} → {found['value']}.",
        "Không so được: tháng 2 năm 2020 chưa có báo cáo (1 đơn vị): Xã Nam Điền.",
    ]


def test_a_report_that_came_after_publishing_is_a_change_and_said_to_be_that(told):
    office, first, second, corrected = told
    write_month(office.inbox, [late := next_book(first[2], pace=0.4)])
    office.collect("2020-02")
    changed = explained(office.context.warehouse, "poor", FEBRUARY, None)["changed"]
    report = changed["since_report"]
    assert report["now"][0] == _poor(corrected) + _poor(second[1]) + _poor(late)
    assert {one["unit"]: (one["before"], one["why"]) for one in report["units"]} == {
        "18604": ((_poor(second[0]),), ""),
        "18667": (None, "có thêm báo cáo"),
    }
    assert since_report_said(report)[1:] == ["Có thêm báo cáo (1 đơn vị): Xã Nam Điền."]
    assert (changed["since_before"]["shared"], changed["since_before"]["not_compared"]) == (3, [])


def test_a_flow_is_compared_where_both_periods_have_all_months(office):
    """Two quarters of one commune; of the other the first has its last month alone."""
    office.today = "2020-07-17"
    months = [[book(*KHE, "2020-01", poor=6, near_poor=4)]]
    for month in range(2, 7):
        months.append([next_book(one, pace=0.3) for one in months[-1]])
        if month == 3:
            months[-1].append(book(*TOWN, "2020-03", poor=6, near_poor=4))
    for books in months:
        write_month(office.inbox, books)
        office.collect(books[0].period)
    second = Period.parse("2020-Q2")
    warehouse = office.context.warehouse
    before = explained(warehouse, "resources", second, None)["changed"]["since_before"]
    own = [explained(warehouse, "resources", period, KHE[0])["value"] for period in (QUARTER, second)]
    assert (before["shared"], before["before"], before["now"]) == (1, (own[0],), (own[1],))
    why = "quý I năm 2020 thiếu báo cáo tháng 1, 2"
    assert [(one["unit"], one["why"]) for one in before["not_compared"]] == [(TOWN[0], why)]
    stock = explained(warehouse, "poor", second, None)["changed"]["since_before"]
    assert (stock["shared"], stock["not_compared"]) == (2, [])
    alone = explained(warehouse, "resources", second, TOWN[0])["changed"]["since_before"]
    assert (alone["before"], alone["now"], alone["units"]) == (None, None, [])
    assert since_before_said(alone) == [f"So với quý I năm 2020: không so được, vì {why}."]


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
        own = found["changed"]["since_report"]["now"]
        shown = f"tử số / mẫu số: {side_said(own)}" if len(own) > 1 else side_said(own)
        [said] = since_report_said(found["changed"]["since_report"])
        assert said == f"So với báo cáo đã lập (lần 1): không đơn vị nào thay đổi ({shown})."


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
    assert (before["before"], before["now"], before["units"]) == (None, None, [])
    assert [one["why"] for one in before["not_compared"]] == ["tháng 2 năm 2020 chưa có báo cáo"]


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
    assert why["18604"] == "chưa có báo cáo tháng 3 năm 2020"
    assert third.period == "2020-03"

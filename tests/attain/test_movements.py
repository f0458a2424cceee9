"""Movements of each class, by the households' own rows and those of the month before."""

from __future__ import annotations

import copy

from giamngheo.attain.movements import movements_of
from giamngheo.core.period import Period
from tests.support.office import on_one_engine
from tests.support.workbooks import (
    ESCAPED,
    LEFT,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    RELAPSED,
    REMOVED,
    TO_NEAR_POOR,
    TO_POOR,
    book,
    next_book,
    write_month,
)


@on_one_engine
def test_each_class_by_itself(office):
    """Who was struck off or moved away was what the month before said; who relapses from the near-poor left them."""
    first = book("18604", "Xã Thạch Khê", "2020-01", poor=4, near_poor=5)
    second = next_book(copy.deepcopy(first), pace=0)
    rows = second.households
    for row, classification, change in (
        (rows[0], LEFT, REMOVED),
        (rows[1], LEFT, ESCAPED),
        (rows[2], NEAR_POOR, TO_NEAR_POOR),
        (rows[4], LEFT, MOVED_OUT),
        (rows[5], POOR, TO_POOR),
        (rows[6], POOR, RELAPSED),
    ):
        row.update(classification=classification, change=change, social_protection=None)
    write_month(office.inbox, [first, second])
    office.collect("2020-01")
    office.collect("2020-02")
    assert office.statuses("2020-02")["18604"] == "accepted"
    found = movements_of(office.context.warehouse, [Period.parse("2020-02")])["18604", "2020-02"]
    assert dict(found) == {
        ("poor", None, "removed"): 1,
        ("poor", None, "escaped_poverty"): 1,
        ("poor", "near_poor", "to_near_poor"): 1,
        ("near_poor", None, "moved_out"): 1,
        ("near_poor", "poor", "to_poor"): 1,
        ("near_poor", "poor", "relapsed"): 1,
    }


@on_one_engine
def test_who_comes_to_the_list_for_the_first_time_left_no_other_class(office):
    first = book("18604", "Xã Thạch Khê", "2020-01", poor=2, near_poor=2)
    second = next_book(copy.deepcopy(first), pace=0)
    new = copy.deepcopy(second.households[0])
    new.update(household_code="186049999", head_name="Nguyễn Thị Mới", classification=POOR, change=NEW)
    second.households.append(new)
    write_month(office.inbox, [first, second])
    for month in ("2020-01", "2020-02"):
        office.collect(month)
    moved = movements_of(office.context.warehouse, [Period.parse("2020-02")])["18604", "2020-02"]
    assert {movement: count for movement, count in moved.items() if count} == {(None, "poor", "new"): 1}

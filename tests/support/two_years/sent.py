"""What six invented communes sent from December 2025 to December 2027, as months really come.

Two of them are merged on 1 June 2026. The form has a column more from October 2026, and takes one choice less. In January 2027
the lists are drawn up anew by another standard of poverty. One report comes a month late, from a commune that is no more by
then; two past months are corrected, of which one is the baseline; two reports never come, one of them of a part of what is
merged later.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from tests.support.workbooks import NEAR_POOR, POOR, TO_NEAR_POOR, UNCHANGED, Book, book, merged, next_book
from tests.support.workbooks.form import following
from tests.support.workbooks.households import mark

UNITS = {
    "18001": "Xã Hương Đô",
    "18002": "Xã Hương Khê",
    "18003": "Xã Phúc Đồng",
    "18004": "Xã Hà Linh",
    "18005": "Xã Lộc Yên",
    "18006": "Xã Hòa Hải",
}
PARTS, WHOLE = ("18005", "18006"), ("18005", "Xã Yên Hải")
BASELINE, MERGED, NEW_EDITION, NEW_STANDARD, LAST = "2025-12", "2026-06", "2026-10", "2027-01", "2027-12"
NEW_COLUMN, ENDED_CHOICE = "Dịch vụ số", "Tạm dừng"
LATE = {("18006", "2026-05"): "2026-06"}
CORRECTED = {("18002", "2025-12"): "2026-04", ("18003", "2026-11"): "2027-01"}
MISSING = {("18006", "2026-04"), ("18004", "2027-09")}
_PACE = 0.12  # of a list that moves in a month
Key = tuple[str, str]  # unit, month


def months(first: str = BASELINE, last: str = LAST) -> list[str]:
    found = [first]
    while found[-1] != last:
        found.append(following(found[-1]))
    return found


def parts_of(unit: str, then: str, month: str) -> tuple[str, ...]:
    """What a unit of a month was `then`, in an earlier one."""
    return PARTS if unit == WHOLE[0] and then < MERGED <= month else (unit,)


def units_of(month: str) -> dict[str, str]:
    """Code → name of those that owe a report."""
    return UNITS if month < MERGED else {code: UNITS[code] for code in UNITS if code not in PARTS} | dict([WHOLE])


def books() -> dict[Key, Book]:
    """Everybody's book of every month, as it is at first."""
    found = {(code, BASELINE): book(code, name, BASELINE, poor=9, near_poor=8) for code, name in UNITS.items()}
    for code in UNITS:
        found[code, BASELINE].models[0]["status"] = ENDED_CHOICE
    for month in months()[1:]:
        before = {code: one for (code, then), one in found.items() if following(then) == month}
        for code, name in units_of(month).items():
            if month == MERGED and code == WHOLE[0]:
                one = merged([before[part] for part in PARTS], code, name, pace=_PACE)
            else:
                one = next_book(before[code], pace=_PACE)
            found[code, month] = _as_of(month, one)
    return found


def corrected(one: Book) -> Book:
    """A poor household was near-poor since that month, and has a member more."""
    own = copy.deepcopy(one)
    row = next(row for row in own.households if (row["classification"], row["change"]) == (POOR, UNCHANGED))
    row.update(classification=NEAR_POOR, change=TO_NEAR_POOR, social_protection=None, members=row["members"] + 1)
    return own


def without_column(one: Book) -> Book:
    """By the earlier edition of the form."""
    rows = [{name: value for name, value in row.items() if name != NEW_COLUMN} for row in one.households]
    return replace(one, households=rows, extra_columns={})


def with_ended_choice(one: Book) -> Book:
    return replace(one, models=[row | {"status": ENDED_CHOICE} for row in one.models])


def _as_of(month: str, one: Book) -> Book:
    if month == NEW_EDITION:
        one.extra_columns = {NEW_COLUMN: None}
        for row in one.models:
            row["status"] = "Kết thúc" if row["status"] == ENDED_CHOICE else row["status"]
    if month >= NEW_EDITION:
        for row in one.households:
            row[NEW_COLUMN] = mark(int(row["household_code"]) % 3 == 0)
    if month == NEW_STANDARD:
        _draw_up_anew(one)
    return one


def _draw_up_anew(one: Book) -> None:
    """By the new standard half of those that were near-poor are poor; the list begins, and nobody came or left."""
    for row in one.households:
        is_poor = row["classification"] == POOR or int(row["household_code"]) % 2 == 0
        row.update(classification=POOR if is_poor else NEAR_POOR, change=UNCHANGED)
        row["social_protection"] = row["social_protection"] if is_poor else None
    one.stories = []

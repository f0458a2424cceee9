"""The workbooks of the example offices beside `examples/inbox`: invented households, the same bytes each time.

    python -m tests.support.example_offices xa-huong-do-2025   # into examples/xa-huong-do-2025/inbox
    python -m tests.support.example_offices ha-tinh-2026 2026-01   # into examples/ha-tinh-2026/inbox, up to that month

What a newspaper printed of xã Hương Đô (3,909 households; poor 97 + 2 − 24 = 75; near-poor 139 + 22 − 43 = 118) says nothing
of the ways in between. `HUONG_DO` settles them: of the 24 who left the poor, 18 became near-poor and are among the 22; the
others that came to the near-poor are new; none of the 43 became poor. The year's moves fall into the yearly review of the
autumn, three months; the list of September is still that of the end of 2024.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import os
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tests.support.workbooks.form import (
    ESCAPED,
    ESCAPED_NEAR,
    LEFT,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    REMOVED,
    TO_NEAR_POOR,
    UNCHANGED,
    Book,
    Row,
)
from tests.support.workbooks.households import households
from tests.support.workbooks.months import book, next_book
from tests.support.workbooks.planting import break_rule
from tests.support.workbooks.writing import fast_write, path_in

EXAMPLES = Path(__file__).parents[2] / "examples"
HUONG_DO_MONTHS = ("2025-09", "2025-10", "2025-11", "2025-12")  # the first as at the end of 2024
HA_TINH_MONTHS = ("2025-12", "2026-01", "2026-02")

# What happens to how many households of each class, month by month.
Moves = dict[tuple[str, str], tuple[int, int, int, int]]
HUONG_DO: Moves = {
    (POOR, TO_NEAR_POOR): (0, 4, 6, 8),
    (POOR, ESCAPED): (0, 1, 1, 3),
    (POOR, REMOVED): (0, 0, 1, 0),
    (NEAR_POOR, ESCAPED_NEAR): (0, 12, 14, 14),
    (NEAR_POOR, MOVED_OUT): (0, 1, 0, 1),
    (NEAR_POOR, REMOVED): (0, 0, 1, 0),
    (POOR, NEW): (0, 1, 0, 1),
    (NEAR_POOR, NEW): (0, 1, 1, 2),
}
_HUONG_DO_START = {"households": 3909, POOR: 97, NEAR_POOR: 139}
_GROUPS_OF_A_VILLAGE = 4
_WAY_OUT = 0.05  # of the poor of a commune in a month, beside the moves both ways
_PROVINCE = "Ngân sách tỉnh"  # in the place of the district's, which is no more


def huong_do() -> dict[str, list[Book]]:
    """Month → the villages' workbooks."""
    rng = random.Random("xã Hương Đô 2025")
    units = _units("xa-huong-do-2025")
    shares = {name: _shares(total, len(units), rng) for name, total in _HUONG_DO_START.items()}
    lists: dict[str, list[Row]] = {}
    for place, (unit, _) in enumerate(units):
        lists[unit] = households(unit, shares[POOR][place], shares[NEAR_POOR][place], "2025")
        for row in lists[unit]:
            row["village"] = _group(rng)
    found: dict[str, list[Book]] = {}
    for at, month in enumerate(HUONG_DO_MONTHS):
        lists = _moved(lists, {how: counts[at] for how, counts in HUONG_DO.items()}, rng)
        found[month] = [
            _village(unit, name, month, shares["households"][place], lists[unit])
            for place, (unit, name) in enumerate(units)
        ]
    return found


def ha_tinh(chosen: Sequence[str] = ()) -> dict[str, list[Book]]:
    """Month → the communes' workbooks; of all 69 or of those chosen by their codes."""
    found: dict[str, list[Book]] = {month: [] for month in HA_TINH_MONTHS}
    for unit, name in _units("ha-tinh-2026"):
        if not chosen or unit in chosen:
            rng = random.Random(f"Hà Tĩnh 2026 {unit}")
            one = book(unit, name, HA_TINH_MONTHS[0], poor=rng.randint(25, 55), near_poor=rng.randint(30, 70))
            one.total_households, one.total_people = rng.randint(1200, 1700), rng.randint(4200, 5600)
            for month in HA_TINH_MONTHS:
                found[month].append(_without_district(one))
                one = next_book(one)
                for row in one.households:
                    if (row["classification"], row["change"]) == (POOR, UNCHANGED) and rng.random() < _WAY_OUT:
                        row.update(_become(rng.choice((TO_NEAR_POOR, ESCAPED))))
    return found


LATE, CORRECTED, MISSING = (
    "18754",
    "18652",
    "18604",
)  # in the last month: a day after the due day, returned first, nothing


def lay_huong_do(inbox: Path, _last: str) -> None:
    for month, books in huong_do().items():
        for one in books:
            _lay(one, path_in(inbox, one), _morning(month, 15))


def lay_ha_tinh(inbox: Path, last: str = HA_TINH_MONTHS[-1], chosen: Sequence[str] = ()) -> None:
    for month, books in ha_tinh(chosen).items():
        for one in books if month <= last else ():
            home = path_in(inbox, one)
            if month != HA_TINH_MONTHS[-1]:
                _lay(one, home, _morning(month, 15))
            elif one.unit == CORRECTED:
                _lay(break_rule(one, "H307")[0], home, _morning(month, 23))
                _lay(one, home.with_name(f"{home.stem} gửi lại.xlsx"), _morning(month, 24))
            elif one.unit != MISSING:
                _lay(one, home, _morning(month, 26 if one.unit == LATE else 24))


LAID: dict[str, Callable[[Path, str], None]] = {"xa-huong-do-2025": lay_huong_do, "ha-tinh-2026": lay_ha_tinh}


def _units(office: str) -> list[tuple[str, str]]:
    with (EXAMPLES / office / "config" / "units.csv").open(encoding="utf-8", newline="") as file:
        return [(line["code"], line["name"]) for line in csv.DictReader(file)]


def _shares(total: int, parts: int, rng: random.Random) -> list[int]:
    """A whole number in uneven parts that add up to it."""
    weights = [rng.uniform(0.7, 1.3) for _ in range(parts)]
    cuts = [round(total * sum(weights[:n]) / sum(weights)) for n in range(parts + 1)]
    return [after - before for before, after in itertools.pairwise(cuts)]


def _moved(lists: dict[str, list[Row]], counts: dict[tuple[str, str], int], rng: random.Random) -> dict[str, list[Row]]:
    """The lists of the month after: who left is gone, and so many households move as is said."""
    after = {
        unit: [dict(row, change=UNCHANGED) for row in rows if row["classification"] != LEFT]
        for unit, rows in lists.items()
    }
    for (label, how), count in counts.items():
        if how == NEW:
            for unit in rng.sample(sorted(after), count):
                code = max(int(row["household_code"]) for row in [*lists[unit], *after[unit]]) + 1
                (row,) = households(unit, label == POOR, label == NEAR_POOR, code)
                after[unit].append(row | {"household_code": str(code), "change": NEW, "village": _group(rng)})
        else:
            still = [
                row
                for rows in after.values()
                for row in rows
                if row["classification"] == label and row["change"] == UNCHANGED
            ]
            for row in rng.sample(still, count):
                row.update(_become(how))
    return after


def _become(how: str) -> Row:
    if how == TO_NEAR_POOR:
        return {"classification": NEAR_POOR, "change": how, "social_protection": None, "temporary_housing": None}
    return {"classification": LEFT, "change": how}


def _village(unit: str, name: str, month: str, total: int, rows: list[Row]) -> Book:
    one = _without_district(book(unit, name, HUONG_DO_MONTHS[0], poor=1, near_poor=1))
    for model in one.models:
        model["village"] = "Tổ liên gia số 1"
    return replace(
        one,
        period=month,
        households=rows,
        stories=[],
        resources=one.resources if month == HUONG_DO_MONTHS[-1] else [],
        total_households=total,
        total_people=round(total * 3.4),
        headings={"village": "Tổ liên gia", "Mô hình.village": "Tổ liên gia"},
        cover={"Người lập biểu": "Trưởng thôn"},
        body="",
    )


def _without_district(one: Book) -> Book:
    resources = [row | {"source": row["source"].replace("Ngân sách huyện", _PROVINCE)} for row in one.resources]
    return replace(one, resources=resources, cover=one.cover | {"Người lập biểu": "Cán bộ Phòng Kinh tế"})


def _group(rng: random.Random) -> str:
    return f"Tổ liên gia số {rng.randint(1, _GROUPS_OF_A_VILLAGE)}"


def _morning(month: str, day: int) -> float:
    return dt.datetime(int(month[:4]), int(month[5:]), day, 8, tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp()


def _lay(one: Book, path: Path, moment: float) -> None:
    fast_write(one, path)
    os.utime(path, (moment, moment))


if __name__ == "__main__":
    LAID[sys.argv[1]](EXAMPLES / sys.argv[1] / "inbox", *(sys.argv[2:] or ["9999-12"]))

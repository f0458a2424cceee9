"""Invented households, and how they change in a month."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.support.workbooks.form import (
    ESCAPED,
    ESCAPED_NEAR,
    LEFT,
    MOVED_IN,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    RELAPSED,
    REMOVED,
    TO_NEAR_POOR,
    TO_POOR,
    UNCHANGED,
    Row,
)

_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Hồ",
    "Dương",
    "Trương",
    "Biện",
)
_MIDDLE = ("Văn", "Thị", "Đình", "Bá", "Hữu", "Quang", "Xuân", "Minh", "Ngọc", "Thanh")
_GIVEN = (
    "Bình",
    "Châu",
    "Đức",
    "Hạnh",
    "Hoà",
    "Huệ",
    "Hường",
    "Lâm",
    "Loan",
    "Lý",
    "Mậu",
    "Nhàn",
    "Oanh",
    "Quý",
)
VILLAGES = ("Đông Hà", "Liên Quý", "Tân Phong", "Yên Nghĩa", "Hồng Lạc", "Vĩnh Sơn", "Bắc Tiến", "Đại Hải")
_SPONSORS = ("UBMTTQ xã", "Hội LHPN", "Hội Nông dân", "Hội CCB", "Đoàn TNCS HCM", None)
_AMOUNTS = (10, 20, 25, 30, 40, 50, 80, 100)
_GONE = {POOR: (ESCAPED, MOVED_OUT, REMOVED), NEAR_POOR: (ESCAPED_NEAR, MOVED_OUT, REMOVED)}
_CAME = {POOR: (NEW, RELAPSED, MOVED_IN), NEAR_POOR: (NEW, MOVED_IN)}


def households(unit: str, count_poor: int, count_near_poor: int, seed: object = 0) -> list[Row]:
    """Valid, invented households of a unit, the poor first; the same ones for the same arguments."""
    rng = random.Random(f"households {unit} {seed}")
    classes = [POOR] * count_poor + [NEAR_POOR] * count_near_poor
    return [_household(f"{unit}{n:04d}", label, UNCHANGED, rng) for n, label in enumerate(classes, start=1)]


def next_month(rows: Sequence[Row], seed: object = 0, pace: float = 0.02) -> list[Row]:
    """A valid following month: who left is gone, most stay, some leave, come or change class.

    `pace` is about the share of rows for each of the three, never above a tenth for leaving and coming. The
    newest code never leaves, so none is used twice.
    """
    codes = [row["household_code"] for row in rows]
    rng = random.Random(f"next month {seed} {max(codes, default='')}")
    kept = [dict(row, change=UNCHANGED) for row in rows if row["classification"] != LEFT]
    movable = [row for row in kept if row["household_code"] != max(codes)]
    some = min(_about(len(kept) * pace, rng), len(kept) // 10)
    switched = min(_about(len(kept) * pace, rng), len(movable) - some) if movable else 0
    chosen = rng.sample(movable, some + switched) if movable else []
    for row in chosen[:some]:
        row.update(classification=LEFT, change=rng.choice(_GONE[row["classification"]]))
    for row in chosen[some:]:
        _switch_class(row)
    arriving = min(_about(len(kept) * pace, rng), len(kept) // 10)
    return kept + (_arrivals(max(codes), arriving, rng) if arriving else [])


def _household(code: str, label: str, change: str, rng: random.Random) -> Row:
    members = rng.choices((1, 2, 3, 4, 5, 6), (25, 27, 22, 14, 8, 4))[0]
    needed = rng.random() < 0.3
    received = needed and rng.random() < 0.9
    deprived = int(members > 1 and rng.random() < 0.12)
    return {
        "household_code": code,
        "head_name": " ".join(rng.choice(part) for part in (_FAMILY, _MIDDLE, _GIVEN)),
        "village": f"Thôn {rng.choice(VILLAGES)}",
        "classification": label,
        "change": change,
        "members": members,
        "social_protection": mark(label == POOR and rng.random() < 0.45),
        "insured": members - (rng.random() < 0.03),
        "loan_needed": mark(needed),
        "loan_received": mark(received),
        "loan_amount": rng.choice(_AMOUNTS) if received else None,
        "children_deprived": deprived or None,
        "children_supported": int(rng.random() < 0.9) if deprived else None,
        "informed": members - (rng.random() < 0.08),
        "clean_water": mark(rng.random() < 0.95),
        "hygienic_latrine": mark(rng.random() < 0.93),
        "temporary_housing": mark(label == POOR and rng.random() < 0.04),
        "sponsor": rng.choice(_SPONSORS),
        "note": None,
    }


def _arrivals(newest: str, count: int, rng: random.Random) -> list[Row]:
    rows = []
    for code in range(int(newest) + 1, int(newest) + 1 + count):
        label = rng.choice((POOR, NEAR_POOR))
        rows.append(_household(f"{code:09d}", label, rng.choice(_CAME[label]), rng))
    return rows


def _switch_class(row: Row) -> None:
    if row["classification"] == POOR:
        row.update(classification=NEAR_POOR, change=TO_NEAR_POOR, social_protection=None)
    else:
        row.update(classification=POOR, change=TO_POOR)


def _about(expected: float, rng: random.Random) -> int:
    """A whole number whose mean is `expected`."""
    return int(expected + rng.random())


def mark(holds: bool) -> str | None:
    return "x" if holds else None

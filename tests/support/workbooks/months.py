"""Valid, invented books: a unit's, the one of the month after, every unit's of a month."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.support.workbooks.form import BASELINE, ESCAPED, LEFT, UNCHANGED, Book, Row, following
from tests.support.workbooks.households import VILLAGES, households, mark, next_month

_MODEL_NAMES = ("Nuôi bò sinh sản", "Nuôi gà thả vườn", "Trồng ổi, bưởi", "Làm chổi đót", "Trồng nấm")
_SECTORS = ("Chăn nuôi", "Trồng trọt", "Nuôi trồng thủy sản", "Ngành nghề, dịch vụ")
SOURCES = ("Ngân sách huyện", "Ngân sách xã", "Quỹ Vì người nghèo", "Xã hội hóa", "Nguồn khác")
PURPOSES = ("Nhà ở", "Sản xuất", "Giống cây, con", "Đào tạo nghề", "Khác")
STORY = "Vay vốn ưu đãi nuôi bò sinh sản, sau hai năm trả hết nợ và viết đơn xin thoát nghèo."


def book(
    unit: str = "18604",
    unit_name: str = "Xã Thạch Khê",
    period: str = BASELINE,
    *,
    poor: int = 8,
    near_poor: int = 12,
    seed: object = 0,
    **options: Any,
) -> Book:
    """A valid workbook of one unit; `options` are further fields of `Book`."""
    rng = random.Random(f"book {unit} {seed}")
    rows = households(unit, poor, near_poor, seed)
    total = max(10, len(rows)) * rng.randint(9, 12)
    filled: Row = {
        "households": rows,
        "models": [model(period, rng) for _ in range(rng.randint(1, 2))],
        "stories": [_story(row, rng) for row in rows[:1]],
        "resources": [resource(rng) for _ in range(rng.randint(1, 3))],
        "total_households": total,
        "total_people": round(total * 3.35),
    }
    return Book(unit, unit_name, period, **(filled | options))


def next_book(before: Book, seed: object = 0, pace: float = 0.02) -> Book:
    """The same unit's valid workbook of the month after, typed in the same way."""
    rng = random.Random(f"next book {before.unit} {before.period} {seed}")
    rows = next_month(before.households, f"{before.period} {seed}", pace)
    return replace(
        copy.deepcopy(before),
        period=following(before.period),
        households=rows,
        stories=[_story(row, rng) for row in rows if row["change"] == ESCAPED],
        resources=[resource(rng) for _ in range(rng.randint(0, 3))],
    )


def told_book(before: Book, moves: Mapping[int, tuple[str, str]], spare: Sequence[Row]) -> Book:
    """The same unit's workbook of the month after, in which only those move who are told to: a household's place in the unit's
    first list → class and change. `spare`: by place, who stands there when nobody of the month before does."""
    households = [{**row, "change": UNCHANGED} for row in before.households if row["classification"] != LEFT]
    by_place = {int(row["household_code"][5:]) - 1: row for row in households}
    for place, (classification, change) in moves.items():
        if place not in by_place:
            by_place[place] = dict(spare[place])
            households.append(by_place[place])
        by_place[place].update(classification=classification, change=change, social_protection=None)
    return replace(copy.deepcopy(before), period=following(before.period), households=households, stories=[])


def merged(parts: Iterable[Book], code: str, name: str, **options: Any) -> Book:
    """The first workbook of a merged unit: the next month of all its parts, under the codes they had; `options` are those of
    `next_book`."""
    own = [next_book(part, **options) for part in parts]
    return replace(
        own[0],
        unit=code,
        unit_name=name,
        households=[row for one in own for row in one.households],
        models=[row for one in own for row in one.models],
        stories=[row for one in own for row in one.stories],
        resources=[row for one in own for row in one.resources],
        total_households=sum(one.total_households for one in own),
        total_people=sum(one.total_people for one in own),
    )


def month_of(
    units: Iterable[tuple[str, str]],
    period: str,
    seed: object = 0,
    *,
    poor: int = 73,
    near_poor: int = 92,
    since: str = BASELINE,
    **options: Any,
) -> list[Book]:
    """Every unit's workbook of a month; with the same arguments a month follows from the month before."""
    start = min(since, period)
    books = [book(u, n, start, poor=poor, near_poor=near_poor, seed=seed, **options) for u, n in units]
    while start != period:
        start = following(start)
        books = [next_book(one, seed) for one in books]
    return books


def model(period: str, rng: random.Random) -> Row:
    return {
        "name": rng.choice(_MODEL_NAMES),
        "village": f"Thôn {rng.choice(VILLAGES)}",
        "field": rng.choice(_SECTORS),
        "households": rng.randint(5, 20),
        "started_on": dt.date(int(period[:4]) - 1, rng.randint(1, 12), rng.randint(1, 28)),
        "status": rng.choices(("Đang phát triển", "Tạm dừng", "Kết thúc"), (8, 1, 1))[0],
        "budget": rng.randint(6, 30) * 10,
    }


def _story(row: Row, rng: random.Random) -> Row:
    return {
        "household_code": row["household_code"],
        "summary": STORY,
        "consent": mark(rng.random() < 0.6),
    }


def resource(rng: random.Random) -> Row:
    return {
        "source": rng.choice(SOURCES),
        "purpose": rng.choice(PURPOSES),
        "amount": rng.randint(6, 60) * 5,
        "households": rng.randint(1, 10),
    }

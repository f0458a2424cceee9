"""Years as they really come: units missing, months rising, a month that nobody sent, corrections, letters after the day.

A world is what each unit meant to send, and which of it came. Nothing here is taken from the product.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tests.support.workbooks import NEAR_POOR, POOR, TO_NEAR_POOR, TO_POOR, UNCHANGED, Book, book, next_book

UNITS = [
    ("18562", "Thị trấn Thạch Hà"),
    ("18565", "Xã Ngọc Sơn"),
    ("18571", "Xã Thạch Hải"),
    ("18604", "Xã Thạch Khê"),
    ("18607", "Xã Thạch Long"),
    ("18619", "Xã Thạch Trị"),
    ("18622", "Xã Thạch Lạc"),
    ("18625", "Xã Thạch Ngọc"),
    ("18643", "Xã Thạch Đài"),
    ("18649", "Xã Thạch Hội"),
]
MONTHS = ["2019-12", *(f"2020-{month:02d}" for month in range(1, 13))]


@dataclass
class World:
    """`came[month][unit]`: the workbook that counts; `corrected`: what a unit sends again later, for a month."""

    name: str
    came: dict[str, dict[str, Book]] = field(default_factory=dict)
    corrected: dict[tuple[str, str], Book] = field(default_factory=dict)

    @property
    def months(self) -> list[str]:
        return [month for month in MONTHS if month in self.came]

    @property
    def periods(self) -> list[str]:
        """Every period that ends with a month of which something came, the baseline's own too."""
        found = []
        for month in self.months:
            if not self.came[month]:
                continue
            found.append(month)
            year, number = month.split("-")
            found += [f"{year}-Q{int(number) // 3}"] if int(number) % 3 == 0 and month != "2019-12" else []
            found += {"06": [f"{year}-H1"], "09": [f"{year}-9M"], "12": [f"{year}-H2", year]}.get(
                number if month != "2019-12" else "", []
            )
        return found


def year(name: str, seed: int, last: int, missing: dict[str, Iterable[str]], rising: Iterable[str] = ()) -> World:
    """A year until a month (1 to 12): units missing in some months (`*`: all), some months in which many become poor."""
    world = World(name)
    books = {code: book(code, title, poor=14 + seed % 5, near_poor=18, seed=seed) for code, title in UNITS}
    for month in MONTHS[: last + 1]:
        if month != MONTHS[0]:
            books = {code: next_book(one, seed, 0.04) for code, one in books.items()}
        rng = random.Random(f"{name} {month}")
        books = {code: (_turned(one, POOR if month in rising else NEAR_POOR, rng)) for code, one in books.items()}
        gone = set(missing.get(month, ()))
        world.came[month] = {} if "*" in gone else {code: one for code, one in books.items() if code not in gone}
    return world


def _turned(one: Book, wanted: str, rng: random.Random) -> Book:
    """The same unit after some more households, unchanged so far, went into a class."""
    rows = copy.deepcopy(one.households)
    other = NEAR_POOR if wanted == POOR else POOR
    free = [row for row in rows if row["classification"] == other and row["change"] == UNCHANGED]
    for row in rng.sample(free, min(len(free), rng.randint(2, 5) if wanted == POOR else rng.randint(0, 2))):
        row.update(classification=wanted, change=TO_POOR if wanted == POOR else TO_NEAR_POOR)
        row.update(social_protection=None, temporary_housing=row["temporary_housing"] if wanted == POOR else None)
    return one if one.period == MONTHS[0] else replace(one, households=rows)


def worlds() -> Iterator[World]:
    codes = [code for code, _ in UNITS]
    yield year("complete", 1, 12, {})
    yield year("partial", 2, 12, {"2020-05": codes[:4], "2020-08": codes[2:3], "2020-09": codes[7:]}, ["2020-06"])
    yield year("rising", 3, 12, {"2020-04": codes[:1]}, ["2020-03", "2020-10", "2020-11"])
    yield year("month missing as a whole", 4, 6, {"2020-02": ["*"], "2020-06": codes[:2]})
    yield year("no baseline", 5, 4, {"2019-12": ["*"]})
    yield year("a unit without its baseline", 6, 4, {"2019-12": codes[4:5], "2020-03": codes[4:5]}, ["2020-04"])

"""Years as they really come: units missing, months rising, a month that nobody sent, corrections, letters after the day,
communes that merge or join, a plan that states its own baseline.

A world is what each unit meant to send, and which of it came. Nothing here is taken from the product.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.support.workbooks import (
    ESCAPED,
    LEFT,
    NEAR_POOR,
    NEW,
    POOR,
    RELAPSED,
    REMOVED,
    TO_NEAR_POOR,
    TO_POOR,
    UNCHANGED,
    Book,
    Row,
    book,
    merged,
    next_book,
)

MONTHS = ["2019-12", *(f"2020-{month:02d}" for month in range(1, 13))]
BASELINE = MONTHS[0]
_ROUND_TOTAL = 400  # households of a unit, of which half a point is a whole number


@dataclass(frozen=True)
class Unit:
    """A unit of the district: the months of which it owes reports, and the unit into which it goes then."""

    code: str
    name: str
    first: str = BASELINE
    last: str = "9999-12"
    into: str = ""


UNITS = [
    Unit("18562", "Thị trấn Thạch Hà"),
    Unit("18565", "Xã Ngọc Sơn"),
    Unit("18571", "Xã Thạch Hải"),
    Unit("18604", "Xã Thạch Khê"),
    Unit("18607", "Xã Thạch Long"),
    Unit("18619", "Xã Thạch Trị"),
    Unit("18622", "Xã Thạch Lạc"),
    Unit("18625", "Xã Thạch Ngọc"),
    Unit("18643", "Xã Thạch Đài"),
    Unit("18649", "Xã Thạch Hội"),
]
CODES = [unit.code for unit in UNITS]


@dataclass(frozen=True)
class Stated:
    """What the plan itself says of its baseline, of the whole district."""

    poor: int
    poor_rate: str
    near_poor: int
    near_poor_rate: str


@dataclass
class World:
    """`came[month][unit]`: the workbook that came first; `corrected`: what a unit sends again when all of that has come and
    been reported, so that it counts; `late`: which first workbooks came after the day."""

    name: str
    units: list[Unit] = field(default_factory=lambda: UNITS)
    came: dict[str, dict[str, Book]] = field(default_factory=dict)
    corrected: dict[tuple[str, str], Book] = field(default_factory=dict)
    late: dict[str, set[str]] = field(default_factory=dict)
    stated: Stated | None = None

    @property
    def months(self) -> list[str]:
        return [month for month in MONTHS if month in self.came]

    @cached_property
    def in_force(self) -> dict[str, dict[str, Book]]:
        """What counts in the end."""
        return {
            month: {code: self.corrected.get((month, code), one) for code, one in books.items()}
            for month, books in self.came.items()
        }

    @cached_property
    def before_corrections(self) -> World:
        """The same world when the first reports were made."""
        return replace(self, corrected={})

    @property
    def periods(self) -> list[str]:
        """Every period that ends with a month of which something came, the baseline's own too."""
        return [period for month in self.months if self.came[month] for period in periods_ending_with(month)]

    @property
    def revised(self) -> list[str]:
        """The periods whose reports are made again after the corrections: those that rest on one of their months."""
        first = min((month for month, _ in self.corrected), default="9999")
        return [period for period in self.periods if months_of(period)[-1] >= first]


def months_of(period: str) -> list[str]:
    year, _, part = period.partition("-")
    spans = {"": (1, 12), "9M": (1, 9), "H1": (1, 6), "H2": (7, 12)} | {
        f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)
    }
    first, last = spans.get(part) or (int(part), int(part))
    return [f"{year}-{month:02d}" for month in range(first, last + 1)]


def periods_ending_with(month: str) -> list[str]:
    if month == BASELINE:
        return [month]
    year, number = month.split("-")
    quarter = [f"{year}-Q{int(number) // 3}"] if int(number) % 3 == 0 else []
    return [month, *quarter, *{"06": [f"{year}-H1"], "09": [f"{year}-9M"], "12": [f"{year}-H2", year]}.get(number, [])]


Turn = Callable[[Book, random.Random], Book]


def year(
    name: str,
    seed: int,
    last: int,
    missing: Mapping[str, Iterable[str]] | None = None,
    rising: Iterable[str] = (),
    units: list[Unit] | None = None,
    turned: Mapping[str, Turn] | None = None,
) -> World:
    """A year until a month (1 to 12): units missing in some months (`*`: all), some months in which many become poor.

    `turned`: what else happens to the workbooks of a unit, from its first on.
    """
    world = World(name, units or UNITS)
    books: dict[str, Book] = {}
    for month in MONTHS[: last + 1]:
        rng = random.Random(f"{name} {month}")
        books = {unit.code: _next(world, unit, books, month, seed) for unit in owing(world.units, month)}
        for code, one in books.items():
            one = _risen(one, rng) if month in rising else _eased(one, rng)
            books[code] = (turned or {}).get(code, lambda one, _: one)(one, rng)
        gone = set((missing or {}).get(month, ()))
        world.came[month] = {} if "*" in gone else {code: one for code, one in books.items() if code not in gone}
    return world


def owing(units: Iterable[Unit], month: str) -> list[Unit]:
    """Who owes a report of a month; the baseline is listed by the units with which the plan begins."""
    return [unit for unit in units if unit.first <= max(month, MONTHS[0]) <= unit.last]


def _next(world: World, unit: Unit, books: Mapping[str, Book], month: str, seed: int) -> Book:
    """The workbook of a month after those of the month before: of the unit itself, or of those that went into it."""
    if unit.code in books:
        return next_book(books[unit.code], seed, 0.04)
    parts = [books[one.code] for one in world.units if one.into == unit.code]
    if not parts:
        return book(unit.code, unit.name, month, poor=14 + seed % 5, near_poor=18, seed=seed)
    return merged(parts, unit.code, unit.name, seed=seed, pace=0.04)


def _risen(one: Book, rng: random.Random) -> Book:
    return _turn_some(one, rng, rng.randint(2, 5), _to_poor) if one.period != BASELINE else one


def _eased(one: Book, rng: random.Random) -> Book:
    return _turn_some(one, rng, rng.randint(0, 2), _to_near_poor) if one.period != BASELINE else one


def _turn_some(one: Book, rng: random.Random, count: int, turn: Callable[[Row], bool]) -> Book:
    """The same unit after some more households, unchanged so far, moved."""
    rows = copy.deepcopy(one.households)
    rng.shuffle(order := [row for row in rows if row["change"] == UNCHANGED])
    for row in order:
        count -= count > 0 and turn(row)
    return replace(one, households=rows)


def _to_poor(row: Row) -> bool:
    if row["classification"] != NEAR_POOR:
        return False
    row.update(classification=POOR, change=TO_POOR, social_protection=None)
    return True


def _to_near_poor(row: Row) -> bool:
    if row["classification"] != POOR:
        return False
    row.update(classification=NEAR_POOR, change=TO_NEAR_POOR, social_protection=None, temporary_housing=None)
    return True


def _relapsed(row: Row) -> bool:
    """A near-poor household that fell back into poverty, called a relapse as the form's rules allow."""
    return _to_poor(row) and (row.update(change=RELAPSED) or True)


def _removed(row: Row) -> bool:
    if row["classification"] != POOR:
        return False
    row.update(classification=LEFT, change=REMOVED)
    return True


# ---------------------------------------------------------------- what happens to single units


def _nothing_to_ask(one: Book, _: random.Random) -> Book:
    """No child deprived, nobody needs a loan: denominators of nothing."""
    none = {"children_deprived": None, "children_supported": None}
    none |= {"loan_needed": None, "loan_received": None, "loan_amount": None}
    return replace(one, households=[row | none for row in one.households])


def _without_poor(one: Book, _: random.Random) -> Book:
    """A unit that never had a poor household."""
    rows = [row for row in one.households if row["classification"] == NEAR_POOR and row["change"] in (UNCHANGED, NEW)]
    return replace(one, households=[row | {"change": UNCHANGED} for row in rows], stories=[])


def _helped_by_whoever(one: Book, rng: random.Random) -> Book:
    """Organisations by several names, persons, words for nobody."""
    written = ("Hội CCB", "UBMTTQ", "Mặt trận Tổ quốc", "bà Hoa", "Doãn Thị Lan", "Không", "-", None, "Quỹ tấm lòng")
    return replace(one, households=[row | {"sponsor": rng.choice(written)} for row in one.households])


def _with_relapses(one: Book, rng: random.Random) -> Book:
    return _turn_some(one, rng, 2, _relapsed) if one.period != BASELINE else one


# ---------------------------------------------------------------- corrections


def _corrected(world: World) -> World:
    """After the reports of all months: a unit counts two fewer poor in a month (that later months do not know of), another
    only tells a movement otherwise, one sends its baseline again."""
    rng = random.Random(world.name)
    fewer = _turn_some(world.came["2020-02"][CODES[3]], rng, 2, _to_near_poor)
    told = copy.deepcopy(world.came["2020-03"][CODES[5]])
    gone = [row for row in told.households if row["classification"] == LEFT and row["change"] != ESCAPED]
    for row in gone or [next(row for row in told.households if row["change"] == NEW)]:
        row.update(change=ESCAPED) if row["classification"] == LEFT else row.update(change=RELAPSED)
    base = copy.deepcopy(world.came[BASELINE][CODES[1]])
    for row in [row for row in base.households if row["classification"] == NEAR_POOR][:2]:
        row.update(classification=POOR)
    world.corrected = {("2020-02", CODES[3]): fewer, ("2020-03", CODES[5]): told, (BASELINE, CODES[1]): base}
    return world


def _only_movements(world: World) -> World:
    """What was struck off had escaped: no stock moves, the movements do."""
    told = copy.deepcopy(world.came["2020-02"][CODES[2]])
    poor = [row for row in told.households if row["classification"] == POOR and row["change"] == UNCHANGED][:2]
    before = {row["household_code"] for row in world.came["2020-01"][CODES[2]].households}
    for row in [row for row in poor if row["household_code"] in before]:
        row.update(classification=LEFT, change=REMOVED)
    world.came["2020-02"][CODES[2]] = told
    fixed = copy.deepcopy(told)
    for row in fixed.households:
        if row["change"] == REMOVED and row["household_code"] in {one["household_code"] for one in poor}:
            row.update(change=ESCAPED)
    world.corrected = {("2020-02", CODES[2]): fixed}
    return world


def _late(world: World) -> World:
    world.late = {"2020-01": {CODES[0], CODES[4]}, "2020-02": set(CODES), "2020-03": {CODES[4]}}
    return world


MERGED = [
    *(replace(unit, last="2020-04", into="18568") if unit.code in CODES[1:3] else unit for unit in UNITS[:8]),
    replace(UNITS[8], first="2020-05"),
    Unit("18568", "Xã Sơn Hải", first="2020-05"),
]
_STATED = Stated(150, "4.10", 190, "5.20")


def worlds() -> Iterator[World]:
    yield year("complete", 1, 12)
    yield year("partial", 2, 12, {"2020-05": CODES[:4], "2020-08": CODES[2:3], "2020-09": CODES[7:]}, ["2020-06"])
    yield year("rising", 3, 12, {"2020-04": CODES[:1]}, ["2020-03", "2020-10", "2020-11"])
    yield year("month missing as a whole", 4, 6, {"2020-02": ["*"], "2020-06": CODES[:2]})
    yield year("no baseline", 5, 4, {BASELINE: ["*"]})
    yield year("a unit without its baseline", 6, 4, {BASELINE: CODES[4:5], "2020-03": CODES[4:5]}, ["2020-04"])
    yield year("merged", 7, 7, {"2020-06": ["18568"]}, units=MERGED)
    yield _corrected(year("corrected", 8, 4))
    yield _only_movements(year("only movements corrected", 9, 3))
    yield _late(year("late", 10, 3, {"2020-03": CODES[8:9]}))
    yield year("nothing to divide by", 11, 3, turned=dict.fromkeys(CODES, _nothing_to_ask) | {CODES[6]: _without_poor})
    yield year("relapsed and helped", 12, 4, turned={CODES[0]: _with_relapses, CODES[3]: _helped_by_whoever})
    stated = year("the plan's own baseline", 13, 3, {BASELINE: ["*"], "2020-02": CODES[:6]})
    stated.stated = _STATED
    yield stated
    january = year("compared with one unit", 14, 3, {"2020-02": CODES[1:], BASELINE: CODES[:1], "2020-01": CODES[:1]})
    yield january


def small(
    name: str, seed: int, units: int, last: int, missing: Mapping[str, Iterable[str]], rising: Iterable[str]
) -> World:
    """A few units, a few months: for worlds by the dozen."""
    return year(name, seed, last, missing, rising, UNITS[:units])


def just_short(name: str, seed: int) -> World:
    """A few units in which the rate fell until March by the half point that is to be exceeded, to the household."""
    world, last = small(name, seed, 4, 3, {}, ()), "2020-03"
    for books in world.came.values():
        books.update({code: replace(one, total_households=_ROUND_TOTAL) for code, one in books.items()})
    then, now = world.came[BASELINE], world.came[last]
    wanted = sum(map(_poor, then.values())) - len(then) * _ROUND_TOTAL // 200
    for code, one in now.items():
        more = wanted - sum(map(_poor, now.values()))
        now[code] = _turn_some(one, random.Random(code), abs(more), _to_poor if more > 0 else _to_near_poor)
    return world


def _poor(one: Book) -> int:
    return sum(row["classification"] == POOR for row in one.households)

"""What happens on which day of the year: who lays which workbook, what is closed and reopened, what is reported.

Made from a seed, without the product. Files lie in the inbox as `laid` names them; `Laid` is all that the oracle is told.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.stories.year.life import (
    BASELINE,
    LAST,
    UNITS,
    Key,
    books,
    corrected_baseline,
    months,
    with_more_cards_than_people,
)
from tests.stories.year.life import corrected as with_fewer_poor
from tests.support.workbooks import Book, path_in

WEEKEND = (5, 6)
DUE_WORKING_DAYS = 2
CUT_OFF, REPORT_DAY = 14, 20
AFTER = dt.timedelta(days=6)  # the report: what came late or was corrected is reported anew

Change = Callable[[Book, random.Random], Book]
_AFTERWARDS = ("came", "came", "returned", "corrected", "corrected", "corrected")


@dataclass(frozen=True)
class Laid:
    """A workbook in a unit's folder. `rule`: by which it is to be returned, empty where it is to be taken."""

    day: dt.date
    unit: str
    month: str
    name: str
    book: Book
    rule: str = ""

    def path(self, inbox: Path) -> Path:
        home = path_in(inbox, self.book)
        return home.with_name(f"{home.stem}{self.name}.xlsx")


@dataclass
class Step:
    """A day, in this order: the quarter's lock or its end, workbooks, a collection of `month`, reports."""

    day: dt.date
    month: str
    reopened: str = ""
    laid: list[Laid] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    closed: str = ""
    lays_next_plan: bool = False


def worked(day: dt.date) -> dt.date:
    """The day or the next that is worked; none of a year's holidays is near the days that are asked for here."""
    while day.weekday() in WEEKEND:
        day += dt.timedelta(days=1)
    return day


def due_day(month: str) -> dt.date:
    day = worked(dt.date.fromisoformat(f"{month}-{CUT_OFF}"))
    for _ in range(DUE_WORKING_DAYS):
        day = worked(day + dt.timedelta(days=1))
    return day


def report_day(month: str) -> dt.date:
    return worked(dt.date.fromisoformat(f"{month}-{REPORT_DAY}"))


def periods_of(month: str) -> list[str]:
    """What is reported on the report day of a month, the shorter first."""
    year, number = month[:4], int(month[5:])
    if month in (BASELINE, LAST):
        return [month]
    quarter = [f"{year}-Q{number // 3}"] if number % 3 == 0 else []
    return [month, *quarter, *{6: [f"{year}-H1"], 9: [f"{year}-9M"], 12: [f"{year}-H2", year]}.get(number, [])]


class Script:
    """`steps` in the order of their days."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"script {seed}")
        self.books = books(seed)
        self._sent: dict[Key, int] = defaultdict(int)
        self._steps: dict[dt.date, Step] = {}
        self.late: set[Key] = set()
        self.mended: set[Key] = set()  # returned by the due day, and good on the report day
        self.never: set[Key] = set()  # in June the whole quarter and half-year end without it
        self.after: dict[Key, str] = {}  # after the report: it comes, is mended, or is corrected
        self._draw_fates()
        for month in months():
            self._month(month)
        self._reopened_quarter()
        self._close_the_year()

    @property
    def steps(self) -> list[Step]:
        return [self._steps[day] for day in sorted(self._steps)]

    def _draw_fates(self) -> None:
        """Who is late, missing, returned or corrects itself, and when; no unit twice in a month."""
        year = months()[1:13]
        for month in year:
            self.late |= {self._untouched(month) for _ in range(2)}
            self.mended.add(self._untouched(month))
        for month, fate in zip(self.rng.sample(year[:11], len(_AFTERWARDS)), _AFTERWARDS, strict=True):
            self.after[self._untouched(month)] = fate
        self.never |= {self._untouched(month) for month in ("2020-06", "2020-10")}
        self.refused = self._untouched("2020-08")  # its correction is returned, and never mended
        self.never |= {self._untouched("2020-10") for _ in range(2)}  # too many to compare November with it

    def _untouched(self, month: str) -> Key:
        """A unit of which nothing else is told in a month."""
        told = {*self.late, *self.mended, *self.never, *self.after}
        return self.rng.choice([(unit, month) for unit in UNITS if (unit, month) not in told])

    def _month(self, month: str) -> None:
        due, reported = due_day(month), report_day(month)
        for unit in UNITS:
            key = unit, month
            if key in self.never or self.after.get(key) == "came":
                continue
            is_returned = key in self.mended or self.after.get(key) == "returned"
            if is_returned:
                self._lay(due, key, with_more_cards_than_people, "H307")
            if not is_returned or key in self.mended:
                self._lay(reported if key in self.late | self.mended else due, key)
        if month == self.refused[1]:
            self._lay(reported, self.refused, with_more_cards_than_people, "H307")
        self._step(reported, month).reports += periods_of(month)
        self._afterwards(month, reported + AFTER)

    def _afterwards(self, month: str, day: dt.date) -> None:
        """What came after the report is reported anew, in every report of the month."""
        for key, fate in self.after.items():
            if key[1] == month:
                self._lay(day, key, with_fewer_poor if fate == "corrected" else None)
                self._step(day, month).reports += periods_of(month)

    def _reopened_quarter(self) -> None:
        """The first quarter is closed; a correction of its February comes back; it is reopened, and reported anew. In May the
        baseline is corrected."""
        key = self._untouched("2020-02")
        self._step(dt.date(2020, 3, 27), "2020-03").closed = "2020-Q1"
        self._lay(dt.date(2020, 3, 30), key, with_fewer_poor, "C205")
        again = self._step(dt.date(2020, 4, 8), "2020-03")
        again.reopened, again.closed = "2020-Q1", "2020-Q1"
        self._lay(again.day, key, with_fewer_poor)
        again.reports += ["2020-02", "2020-03", "2020-Q1"]
        base = dt.date(2020, 5, 28)
        self._lay(base, (self.rng.choice(list(UNITS)), BASELINE), corrected_baseline)
        self._step(base, "2020-05").reports += ["2020-04", "2020-05", "2020-Q1"]

    def _close_the_year(self) -> None:
        """After its reports; the next plan begins with its December."""
        day = dt.date(2021, 1, 5)
        self._step(day, "2020-12").closed = "2020"
        self._step(day, "2020-12").lays_next_plan = True

    def _lay(self, day: dt.date, key: Key, change: Change | None = None, rule: str = "") -> None:
        """A unit's workbook, as it was meant or after a change, under a name that none of its had."""
        self._sent[key] += 1
        name = f" lần {self._sent[key]}" if self._sent[key] > 1 else ""
        own = change(self.books[key], self.rng) if change else self.books[key]
        self._step(day, key[1]).laid.append(Laid(day, *key, name, own, rule))

    def _step(self, day: dt.date, month: str) -> Step:
        return self._steps.setdefault(day, Step(day, month))

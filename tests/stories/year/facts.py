"""What the oracle knows of a moment of the year: which workbooks had come until then, which of them count, and what was wrong
with each. From the script and the workbooks themselves; nothing here is of the product."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from tests.stories.claims.world import Unit as OfWorld
from tests.stories.claims.world import World
from tests.stories.year.life import UNITS, Key
from tests.stories.year.reading import Read, read
from tests.stories.year.script import Laid, Step, due_day
from tests.support.workbooks.form import (
    ESCAPED,
    ESCAPED_NEAR,
    LEFT,
    LIST,
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
)
from tests.support.workbooks.typed import marked

LISTED = (POOR, NEAR_POOR)
CRITICAL, WARNING = "critical", "warning"
MOST_LOAN = 100  # million VND
# What a household may have been on the last list, by what it is now and what changed.
_MAY_HAVE_BEEN = {
    (POOR, UNCHANGED): (POOR,),
    (NEAR_POOR, UNCHANGED): (NEAR_POOR,),
    (NEAR_POOR, TO_NEAR_POOR): (POOR,),
    (POOR, TO_POOR): (NEAR_POOR,),
    (POOR, RELAPSED): (None, NEAR_POOR),
    (POOR, NEW): (None,),
    (POOR, MOVED_IN): (None,),
    (NEAR_POOR, NEW): (None,),
    (NEAR_POOR, MOVED_IN): (None,),
    (LEFT, ESCAPED): (POOR,),
    (LEFT, ESCAPED_NEAR): (NEAR_POOR,),
    (LEFT, MOVED_OUT): LISTED,
    (LEFT, REMOVED): LISTED,
}
_COLUMN_OF = {"H307": "insured", "H308": "loan_needed", "H317": "village", "H318": "loan_amount", "X402": "change"}


class Finding(NamedTuple):
    """Rows that break a rule; row 0 where no row does."""

    rule: str
    severity: str
    sheet: str
    column: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Sent:
    """A workbook that came. `version`: which of a unit's for a month, counted from 1, the returned ones too; `sha256`: of the
    file."""

    number: int
    laid: Laid
    read: Read
    sha256: str
    version: int
    findings: tuple[Finding, ...]

    @property
    def is_taken(self) -> bool:
        return not self.laid.rule

    @property
    def key(self) -> Key:
        return self.laid.unit, self.laid.month

    def count(self, severity: str) -> int:
        return sum(len(one.rows) for one in self.findings if one.severity == severity)


@dataclass(frozen=True)
class Moment:
    """All that had come by then, in the order of the days."""

    sent: tuple[Sent, ...]

    @cached_property
    def in_force(self) -> dict[Key, Sent]:
        return {one.key: one for one in self.sent if one.is_taken}

    @cached_property
    def first(self) -> dict[Key, Sent]:
        """The first that was taken."""
        return {one.key: one for one in reversed(self.sent) if one.is_taken}

    def is_late(self, key: Key) -> bool:
        return key in self.first and self.first[key].laid.day > due_day(key[1])

    def not_made_good(self, month: str) -> list[Sent]:
        """Returned, after which the unit sent no good one."""
        own = [one for one in self.sent if one.laid.month == month and not one.is_taken]
        return [one for one in own if one.key not in self.in_force or self.in_force[one.key].number < one.number]

    def world(self, first: str, shift: int, stated: object) -> World:
        """Of the months from one on, each told as one of so many years before."""
        came: dict[str, dict[str, object]] = {}
        late: dict[str, set[str]] = {}
        for (unit, month), one in sorted(self.in_force.items()):
            if month >= first:
                came.setdefault(shifted(month, shift), {})[unit] = one.read.book
                if self.is_late((unit, month)):
                    late.setdefault(shifted(month, shift), set()).add(unit)
        return World("year", [OfWorld(*one) for one in UNITS.items()], came, late=late, stated=stated)


def shifted(period: str, years: int) -> str:
    return f"{int(period[:4]) - years}{period[4:]}"


def moments(steps: Sequence[Step], inbox: Path) -> Iterator[Moment]:
    """After each step of the script."""
    sent: list[Sent] = []
    for step in steps:
        for laid in sorted(step.laid, key=lambda one: one.month):
            before = Moment(tuple(sent))
            path = laid.path(inbox)
            own, sha256 = read(path), hashlib.sha256(path.read_bytes()).hexdigest()
            assert (own.book.unit, own.book.period) == (laid.unit, laid.month)
            version = sum(one.key == (laid.unit, laid.month) for one in sent) + 1
            sent.append(Sent(len(sent), laid, own, sha256, version, tuple(_findings(laid, own, before))))
        yield Moment(tuple(sent))


def _findings(laid: Laid, own: Read, before: Moment) -> Iterator[Finding]:
    """By the form's rules, as far as this year's workbooks break any."""
    rows = list(zip(own.rows, own.book.households, strict=True))
    broken: dict[str, list[int]] = {
        "H307": [at for at, row in rows if row["insured"] > row["members"]],
        "H308": [at for at, row in rows if marked(row["loan_received"]) and not marked(row["loan_needed"])],
        "H317": [at for at, row in rows if not row["village"]],
        "H318": [at for at, row in rows if row["loan_amount"] > MOST_LOAN],
    }
    last = max((key for key in before.in_force if key[0] == laid.unit and key[1] < laid.month), default=None)
    of_sheet: dict[str, int] = {}
    if last:
        was = classes(before.in_force[last].read)
        broken["X402"] = [at for at, row in rows if not _may_be(row, was)]
        listed = sum(row["classification"] in LISTED for _, row in rows)
        of_sheet["X401"] = len(was.keys() - {row["household_code"] for _, row in rows})
        of_sheet["X403"] = int(abs(listed - len(was)) * 5 > len(was))
    if laid.rule not in ("", "H307"):
        yield Finding(laid.rule, CRITICAL, "Thông tin", "B", (0,))
    for rule, places in broken.items():
        if places:
            severity = CRITICAL if rule == "H307" else WARNING
            yield Finding(rule, severity, LIST, own.letters[_COLUMN_OF[rule]], tuple(places))
    for rule, count in of_sheet.items():
        if count:
            yield Finding(rule, WARNING, LIST, "", (0,) * count)


def classes(own: Read) -> dict[str, str]:
    """Household → class, of those that are on the list."""
    return {
        str(row["household_code"]): row["classification"]
        for row in own.book.households
        if row["classification"] in LISTED
    }


def _may_be(row: dict[str, object], was: dict[str, str]) -> bool:
    then = was.get(str(row["household_code"]))
    return then in _MAY_HAVE_BEEN.get((str(row["classification"]), str(row["change"])), ())

"""Households that came to the lists and left them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from giamngheo.report.content.coverage import Part

# Of an office with other classes or changes than the first two classes have; left out where there are none.
More = Annotated[dict[str, float], Field(exclude_if=lambda more: not more)]
# Households of which it is not known what they were; left out where there are none.
Unknown = Annotated[float, Field(exclude_if=lambda count: not count)]


class ClassFlow(Part):
    """Households of one class: opening + came − left = closing, over the units known at both ends.

    `came` and `left`: by what it was (`new`, `escaped`, `removed` …), counts of households. `gap`: closing − (opening +
    came − left).
    """

    key: str
    opening: float
    came: dict[str, float]
    left: dict[str, float]
    closing: float

    @property
    def gap(self) -> float:
        return self.closing - (self.opening + sum(self.came.values()) - sum(self.left.values()))


class Flow(Part):
    """Listed households (poor and near-poor): opening + in − out = closing. Counts of households.

    `opening` is the stock of the month before the period's first; `None` (as `balances`) where it is not known
    of every unit.
    Moves between classes stay on the list and are shown beside the sum. `unknown_in`, `unknown_out`: whose class before is not
    known where not every class is in the sum; those that left are beside it, as nobody knows that the opening had them.
    `more_in`, `more_out`, `more_inside`: further ones. `called`: of those that only changed their class how many the workbooks call one
    that came to the list, by their word for it (`relapsed`).
    """

    code: str
    name: str
    opening: float | None
    new: float = 0
    relapsed: float = 0
    moved_in: float = 0
    escaped_poverty: float = 0
    escaped_near_poverty: float = 0
    moved_out: float = 0
    removed: float = 0
    closing: float
    to_poor: float = 0
    to_near_poor: float = 0
    balances: bool | None
    missing: list[str] = []  # titles of the period's months without a report, so that their moves are not in it
    unknown_in: Unknown = 0
    unknown_out: Unknown = 0
    more_in: More = {}
    more_out: More = {}
    more_inside: More = {}
    called: More = {}

    def amount(self, key: str) -> float | None:
        """By the name of its field, or its key among the further ones; 0 of what was not counted then."""
        more = self.more_in | self.more_out | self.more_inside
        return more.get(key, getattr(self, key, 0))

    @property
    def came(self) -> float:
        return self.new + self.relapsed + self.moved_in + self.unknown_in + sum(self.more_in.values())

    @property
    def went(self) -> float:
        own = self.escaped_poverty + self.escaped_near_poverty + self.moved_out + self.removed
        return own + sum(self.more_out.values())

    @property
    def inside(self) -> float:
        return self.to_poor + self.to_near_poor + sum(self.more_inside.values())

    @property
    def gap(self) -> float:
        """closing − (opening + in − out); 0 where the opening is not known."""
        return 0 if self.opening is None else self.closing - (self.opening + self.came - self.went)

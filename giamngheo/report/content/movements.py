"""Households that came to the lists and left them."""

from __future__ import annotations

from typing import Literal

from giamngheo.report.content.coverage import Part


class ClassFlow(Part):
    """Households of one class: opening + came − left = closing, over the units known at both ends.

    `came` and `left`: by what it was (`new`, `escaped`, `removed` …), counts of households. `gap`: closing − (opening +
    came − left).
    """

    key: Literal["poor", "near_poor"]
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
    Moves between the two classes stay on the list and are shown beside the sum.
    """

    code: str
    name: str
    opening: float | None
    new: float
    relapsed: float
    moved_in: float
    escaped_poverty: float
    escaped_near_poverty: float
    moved_out: float
    removed: float
    closing: float
    to_poor: float
    to_near_poor: float
    balances: bool | None
    missing: list[str] = []  # titles of the period's months without a report, so that their moves are not in it

    @property
    def gap(self) -> float:
        """closing − (opening + in − out); 0 where the opening is not known."""
        came, went = self.new + self.relapsed + self.moved_in, self.escaped_poverty + self.escaped_near_poverty
        went += self.moved_out + self.removed
        return 0 if self.opening is None else self.closing - (self.opening + came - went)

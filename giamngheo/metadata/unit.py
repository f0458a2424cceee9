"""A unit that reports, as it was from one day to another (`config/units.csv`, `config/unit-codes.csv`)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from giamngheo.metadata.record import Record

UnitCode = Annotated[str, Field(pattern=r"^\d{5}$")]


class Unit(Record):
    """A commune as it was from `valid_from` to `valid_to` (both included; empty: open).

    `outside`: what it also holds that no unit in the table held before; its earlier figures cannot be added up.
    """

    code: UnitCode
    name: str
    type: Literal["xa", "thi-tran", "phuong"]
    order: int
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    succeeded_by: UnitCode | None = None
    aliases: tuple[str, ...] = ()
    outside: str | None = None

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> tuple[str, dt.date]:
        """What tells it from every other unit: codes and names come again, the same code on the same day does not."""
        return (self.code, self.first_day)

    @property
    def first_day(self) -> dt.date:
        return self.valid_from or dt.date.min

    @property
    def last_day(self) -> dt.date:
        return self.valid_to or dt.date.max

    def is_valid_on(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def short_name(self) -> str:
        """`Thạch Khê` of `Xã Thạch Khê`."""
        for kind in ("Thị trấn ", "Xã ", "Phường "):
            if self.name.startswith(kind):
                return self.name.removeprefix(kind)
        return self.name


class ProvisionalCode(Record):
    """A code that was given out for a unit and then changed: whose it was, for reports of which days' periods."""

    code: UnitCode
    stands_for: UnitCode
    valid_from: dt.date
    valid_to: dt.date

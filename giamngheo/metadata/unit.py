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

    def is_valid_on(self, day: dt.date) -> bool:
        return (self.valid_from or dt.date.min) <= day <= (self.valid_to or dt.date.max)

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

"""From which day to which something is in force: a unit, an office, a recipient, an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

# Left out of what is written where they are not said, so that no version changes with them.
ValidFrom = Annotated[
    dt.date | None,
    Field(description="Ngày đầu tiên có hiệu lực; không ghi: từ trước", exclude_if=lambda day: day is None),
]
ValidTo = Annotated[
    dt.date | None,
    Field(description="Ngày cuối cùng có hiệu lực; không ghi: đến nay", exclude_if=lambda day: day is None),
]
_DAY = dt.timedelta(days=1)


class InForce:
    """What holds from `valid_from` to `valid_to` (both included; nothing: open)."""

    if TYPE_CHECKING:  # each record declares them where its file has them
        valid_from: dt.date | None
        valid_to: dt.date | None

    @property
    def first_day(self) -> dt.date:
        return self.valid_from or dt.date.min

    @property
    def last_day(self) -> dt.date:
        return self.valid_to or dt.date.max

    def is_valid_on(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day

    def meets(self, other: InForce) -> bool:
        """Whether both are in force on some day."""
        return max(self.first_day, other.first_day) <= min(self.last_day, other.last_day)

    @property
    def turning_days(self) -> Iterator[dt.date]:
        """The days from which it is there, and from which it is not there any more."""
        if self.valid_from:
            yield self.valid_from
        if self.last_day < dt.date.max:
            yield self.last_day + _DAY


class Span(InForce):
    """Days in a row."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.valid_from, self.valid_to = first, last


def gaps(several: Iterable[InForce]) -> Iterator[Span]:
    """The days between the first and the last on which none of them is in force."""
    in_order = sorted(several, key=lambda each: each.first_day)
    for at, one in enumerate(in_order[1:], start=1):
        until = max(before.last_day for before in in_order[:at])
        if until < dt.date.max and until + _DAY < one.first_day:
            yield Span(until + _DAY, one.first_day - _DAY)

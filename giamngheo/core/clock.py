"""The one place where the clock is read. `today` may be given; then the time of day goes on from there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from giamngheo.core.formats import HANOI


@dataclass(frozen=True)
class Clock:
    """Moments are kept in UTC, days are those of Vietnam."""

    given: dt.date | None = None

    @property
    def today(self) -> dt.date:
        return self.given or dt.datetime.now(HANOI).date()

    @property
    def midnight(self) -> dt.datetime:
        """When today began in Vietnam, in UTC without a zone."""
        return dt.datetime.combine(self.today, dt.time(), HANOI).astimezone(dt.UTC).replace(tzinfo=None)

    @property
    def now(self) -> dt.datetime:
        """Now, in UTC without a zone, as the warehouse keeps it; with a given day so many days off, also over midnight."""
        return self.on_the_wall + (self.given - day_of_start()) if self.given else self.on_the_wall

    @property
    def on_the_wall(self) -> dt.datetime:
        """Now for everybody else, in UTC without a zone, whatever day is given."""
        return dt.datetime.now(dt.UTC).replace(tzinfo=None)


@cache
def day_of_start() -> dt.date:
    """The day in Vietnam on which this process first asked: a given day is counted from it."""
    return dt.datetime.now(HANOI).date()

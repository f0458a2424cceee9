"""The one place where the clock is read. `today` may be given; then the time of day goes on from there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from giamngheo.vietnamese import HANOI


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
        """Now, in UTC without a zone, as the warehouse keeps it."""
        local = dt.datetime.now(HANOI)
        return dt.datetime.combine(self.today, local.timetz()).astimezone(dt.UTC).replace(tzinfo=None)

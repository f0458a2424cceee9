"""Households and rates at one time, and beside an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from giamngheo.report.content.coverage import Coverage, Part

# Numbers and rates of further classes, by their codes and `<code>_rate`; left out where an office has none.
MoreStocks = Annotated[dict[str, float | None], Field(exclude_if=lambda more: not more)]


class Counted(Part):
    """What has stocks by name; those of further classes in `more`."""

    def stock(self, key: str) -> float | None:
        """By the name of a field, or the key of a further class; nothing where it is not known."""
        more: dict[str, float | None] = getattr(self, "more", {})
        return more[key] if key in more else getattr(self, key, None)


class Comparison(Part):
    """A stock now, in the period before and at the baseline; `None` where it is not known.

    Compared is like with like: `previous` and `now_as_previous` are over the units that reported both then and
    now, `baseline` and `now_as_baseline` likewise, so that a missing unit moves no difference.
    """

    key: str
    title: str
    unit_of_measure: str
    now: float | None
    previous: float | None
    baseline: float | None
    now_as_previous: float | None = None
    now_as_baseline: float | None = None

    def moved(self, when: str) -> tuple[float | None, float | None]:
        """(now, then) over the same units; `when` is `previous` or `baseline`."""
        return getattr(self, f"now_as_{when}"), getattr(self, when)


class Stocks(Counted):
    """Households of a unit at one time, and their rates."""

    households: float
    poor: float
    poor_rate: float | None
    near_poor: float
    near_poor_rate: float | None
    social_poor: float
    more: MoreStocks = {}


def together(parts: Iterable[Stocks]) -> Stocks | None:
    """Of several units: numbers are added, and rates are of the sums; nothing of none."""
    added: dict[str, float] = {}
    for part in parts:
        for key, value in (part.model_dump(exclude={"more"}) | part.more).items():
            if not key.endswith("_rate") and value is not None:
                added[key] = added.get(key, 0) + value
    if not added:
        return None
    whole = added["households"]
    rates = {
        f"{key}_rate": count / whole * 100 if whole else None
        for key, count in added.items()
        if key not in ("households", "social_poor")
    }
    known: dict[str, Any] = added | rates
    more = {key: known.pop(key) for key in list(known) if key not in Stocks.model_fields}
    return Stocks(**known, more=more)


class KnownStock(Part):
    """The poor at the last earlier period that all units stand behind; how many of them were of those that are missing now."""

    period_title: str
    units: int
    poor: float
    poor_rate: float | None
    poor_of_missing: float


class UnitMove(Part):
    """By how many poor households a unit's number moved since the period that is compared with; never 0."""

    code: str
    name: str
    by: float


class TrendPoint(Part):
    """A month: the poverty rates over the units that reported it, and the rate on the target's path.

    `target_rate` falls evenly from the baseline by the plan's reduction until the end of the year. `other_standard`: the
    month's list is by another standard than the report's, so that it has no rate here.
    """

    period: str
    title: str
    coverage: Coverage
    poor: float | None
    poor_rate: float | None
    near_poor_rate: float | None
    target_rate: float | None
    other_standard: bool = Field(default=False, exclude_if=lambda is_other: not is_other)


class Joined(Part):
    """A unit that was not yet what it is at an earlier time: the names of the units whose sum stands there.

    `reason`: why nothing stands there to compare with; empty where the sum does. `since`: from when it is what it is.
    """

    code: str
    name: str
    period_title: str
    since: dt.date
    parts: list[str]
    reason: str = ""

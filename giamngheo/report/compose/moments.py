"""The moments that a report compares, and sums over the units that are known at two of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from giamngheo.attain.aggregates import Numbers, PeriodFigures, percent_of, work_out
from giamngheo.attain.like_for_like import work_out_for
from giamngheo.core.period import Period
from giamngheo.report.lineage import source_periods
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Moments:
    """A period and what stands beside it, by the units of `now`.

    `earlier`: the periods of the same kind before it, the last first, back to the baseline; `months`: each month from the
    baseline on, oldest first; `opening`: the stock with which the period began.
    """

    now: PeriodFigures
    earlier: tuple[PeriodFigures, ...]
    baseline: PeriodFigures
    opening: PeriodFigures
    months: tuple[PeriodFigures, ...]

    @cached_property
    def previous(self) -> PeriodFigures:
        """The period before of which most of the units that report now are known; of as many the last."""
        now = self.now.units.keys()
        return max(self.earlier, key=lambda one: len(now & one.units.keys()))

    @property
    def passed_over(self) -> tuple[PeriodFigures, ...]:
        """Later periods than the one compared with: of those not every unit is known."""
        return self.earlier[: self.earlier.index(self.previous)]

    @cached_property
    def last_complete(self) -> PeriodFigures | None:
        """The last earlier period of which every unit is known that owes a report now."""
        return next((one for one in self.earlier if self.now.reports.keys() <= one.units.keys()), None)

    def last_of(self, unit: str) -> PeriodFigures | None:
        """The period with which a unit is compared: the report's own where the unit is known then, else its last."""
        return self._last.get(unit)

    @cached_property
    def _last(self) -> dict[str, PeriodFigures]:
        return {unit: one for one in reversed((self.previous, *self.earlier)) for unit in one.units}


def moments_of(warehouse: Warehouse, period: Period) -> Moments:
    wanted = source_periods(warehouse.configuration.plan, period)
    worked_out: dict[Period, PeriodFigures] = {}

    def figures(then: Period) -> PeriodFigures:
        if then not in worked_out:
            worked_out[then] = work_out_for(warehouse, then, period)
        return worked_out[then]

    return Moments(
        now=work_out(warehouse, period),
        earlier=tuple(map(figures, wanted.earlier)),
        baseline=figures(wanted.baseline),
        opening=figures(wanted.opening),
        months=tuple(map(figures, wanted.trend)),
    )


def rate_of(numbers: Numbers, key: str) -> float | None:
    """Percent of all households; of them the district's poverty rate is made (numerators summed first)."""
    return percent_of(numbers.get(key), numbers.get("households"))

"""The moments that a report compares, and sums over the units that are known at two of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from giamngheo.attain.aggregates import Numbers, percent_of
from giamngheo.attain.like_for_like import comparable, counted_for
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.core.period import Period
from giamngheo.report.lineage import source_periods
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Moments:
    """A period and what stands beside it, by the units of `now`. Two are compared where `least_percent` of these units are known
    at both: one workbook that never comes hides no month. What an earlier plan counted otherwise stands nowhere but in
    `baseline`, which is counted as the plan of `now` counts; no unit is known of the baseline where it ends `now`, as nothing
    changes beside itself.

    `earlier`: the periods of the same kind before it, the last first, back to the baseline; `months`: each month from the
    baseline on, oldest first; `opening`: the stock with which the period began.
    """

    now: PeriodFigures
    earlier: tuple[PeriodFigures, ...]
    baseline: PeriodFigures
    opening: PeriodFigures
    months: tuple[PeriodFigures, ...]
    least_percent: float

    @cached_property
    def previous(self) -> PeriodFigures:
        """The last period before of which enough of the units that report now are known; if none, of which most are."""
        now = self.now.units.keys()
        known = {one.period: len(now & one.units.keys()) for one in self.earlier}
        enough = (one for one in self.earlier if known[one.period] * 100 >= self.least_percent * len(now))
        return next(enough, None) or max(self.earlier, key=lambda one: known[one.period])

    @property
    def passed_over(self) -> tuple[PeriodFigures, ...]:
        """Later periods than the one compared with, of which too few units are known; oldest first."""
        return self.earlier[: self.earlier.index(self.previous)][::-1]

    @cached_property
    def last_complete(self) -> PeriodFigures | None:
        """The last earlier period of which every unit is known that owes a report now."""
        return next((one for one in self.earlier if self.now.reports.keys() <= one.units.keys()), None)

    @cached_property
    def last_complete_month(self) -> PeriodFigures | None:
        """The last month before the end of this period of which every unit is known that owes a report now: for what is counted
        on a day."""
        before = [one for one in self.months if one.period < self.now.period.last_month]
        return next((one for one in reversed(before) if self.now.reports.keys() <= one.units.keys()), None)

    def last_of(self, unit: str) -> PeriodFigures | None:
        """The period with which a unit is compared: the report's own where the unit is known then, else its last."""
        return self._last.get(unit)

    @cached_property
    def _last(self) -> dict[str, PeriodFigures]:
        return {unit: one for one in reversed((self.previous, *self.earlier)) for unit in one.units}


def moments_of(warehouse: Warehouse, period: Period) -> Moments:
    configuration, worked_out = warehouse.configuration, dict[Period, PeriodFigures]()
    plan = configuration.plan_of(period)
    wanted = source_periods(plan, period)

    def counted(then: Period) -> PeriodFigures:
        if then not in worked_out:
            worked_out[then] = counted_for(warehouse, then, period)
        return worked_out[then]

    def figures(then: Period) -> PeriodFigures:
        return comparable(configuration, counted(then), period)

    baseline = counted(wanted.baseline)
    return Moments(
        now=work_out(warehouse, period),
        earlier=tuple(map(figures, wanted.earlier)),
        baseline=baseline.of_units(()) if baseline.period.last_month == period.last_month else baseline,
        opening=figures(wanted.opening),
        months=tuple(map(figures, wanted.trend)),
        least_percent=plan.verdict_coverage_percent,
    )


def has_stocks(numbers: Numbers) -> bool:
    """Whether they can be compared by the stocks of households: known, and counted alike."""
    return all(key in numbers for key in ("households", "poor", "near_poor", "social_poor"))


def rate_of(numbers: Numbers, key: str) -> float | None:
    """Percent of all households; of them the district's poverty rate is made (numerators summed first)."""
    return percent_of(numbers.get(key), numbers.get("households"))

"""The moments that a report compares, and sums over the units that are known at two of them."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.attain.aggregates import Numbers, PeriodFigures, percent_of, work_out
from giamngheo.attain.like_for_like import work_out_for
from giamngheo.core.period import Period
from giamngheo.report.lineage import source_periods
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Moments:
    """Earlier ones by the units of `now`. `opening` is the stock with which the period began."""

    now: PeriodFigures
    previous: PeriodFigures
    baseline: PeriodFigures
    opening: PeriodFigures


def moments_of(warehouse: Warehouse, period: Period) -> Moments:
    wanted = source_periods(warehouse.configuration.plan, period)
    previous = work_out_for(warehouse, wanted.previous, period)
    return Moments(
        now=work_out(warehouse, wanted.now),
        previous=previous,
        baseline=work_out_for(warehouse, wanted.baseline, period),
        opening=previous
        if wanted.previous.last_month == wanted.opening
        else work_out_for(warehouse, wanted.opening, period),
    )


def restricted(figures: PeriodFigures, units: Numbers | dict[str, Numbers]) -> PeriodFigures:
    """The figures of some units only."""
    kept = {unit: numbers for unit, numbers in figures.units.items() if unit in units}
    return PeriodFigures(figures.period, kept, figures.submissions)


def rate_of(numbers: Numbers, key: str) -> float | None:
    """Percent of all households; of them the district's poverty rate is made (numerators summed first)."""
    return percent_of(numbers.get(key), numbers.get("households"))

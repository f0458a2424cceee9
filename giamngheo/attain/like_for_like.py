"""Brings figures of an earlier time onto the units, and into the terms, of a later one, so that like is compared with like.

A unit that was several is their sum, if all of them reported; one whose earlier extent is not known, or that holds
what was never reported here, has no earlier figures. Values are never moved: this is worked out anew each time from
the dated table of units.

Of an earlier plan only what both plans count alike is compared. The baseline alone is counted as the later plan counts,
whatever was said of it in its own time.
"""

from __future__ import annotations

from dataclasses import replace

from giamngheo.attain.aggregates import add_up
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.standards import work_out_on_standard_of
from giamngheo.core.period import Period
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.units import Units
from giamngheo.warehouse.engine import Warehouse


def baseline_for(warehouse: Warehouse, period: Period) -> PeriodFigures:
    """Figures of the baseline of a period's plan, to stand beside those of the period."""
    return counted_for(warehouse, warehouse.configuration.plan_of(period).baseline_period, period)


def counted_for(warehouse: Warehouse, then: Period, period: Period) -> PeriodFigures:
    """Figures of `then` as the plan of `period` counts, by its standard of poverty and its units."""
    configuration = warehouse.configuration
    figures = work_out_on_standard_of(warehouse, then, period, configuration.plan_of(period))
    brought = brought_onto(figures, period, configuration.unit_register)
    return brought if configuration.class_column(then, period) else replace(brought, joined={})


def comparable(configuration: Configuration, figures: PeriodFigures, period: Period) -> PeriodFigures:
    """Of figures counted for `period` those that their own plan counts alike; the same where it is one plan."""
    own, plan = configuration.plan_of(figures.period), configuration.plan_of(period)
    return figures if own is plan else figures.only(plan.counts_alike(own))


def brought_onto(figures: PeriodFigures, period: Period, units: Units) -> PeriodFigures:
    """The same figures by the units of a later period; unchanged where the units are the same."""
    expected = units.expected(period)
    if expected == units.expected(figures.period):
        return figures
    extents = units.extents(period, figures.period)
    kept = {unit.code for unit in expected} - extents.keys()
    joined = {code: _reported(extent, figures) for code, extent in extents.items()}
    whole = {code: [part.code for part in extent.parts] for code, extent in joined.items() if not extent.reason}
    numbers = {code: own for code, own in figures.units.items() if code in kept}
    numbers |= {code: add_up(figures.units[part] for part in parts) for code, parts in whole.items()}
    gaps = {code: own for code, own in figures.gaps.items() if code in kept}
    gaps |= {
        code: sorted({month for part in parts for month in figures.gaps.get(part, ())}) for code, parts in whole.items()
    }
    reports = {code: own for code, own in figures.reports.items() if code in kept}
    reports |= {code: _owed(extent, figures) for code, extent in extents.items() if not extent.is_new}
    ordered = {code: numbers[code] for code in sorted(numbers)}
    to_date = {code: brought_onto(year, period, units) for code, year in figures.to_date.items()}
    former = {place: own for place, own in figures.former_gaps.items() if place[0] in kept}
    return replace(
        figures, units=ordered, reports=reports, gaps=gaps, former_gaps=former, joined=joined, to_date=to_date
    )


def _owed(extent: Extent, figures: PeriodFigures) -> ReportingRate:
    """Of all that the unit was; one report a month where that cannot be said."""
    parts = [figures.reports[part.code] for part in extent.parts if part.code in figures.reports]
    if not parts:
        return ReportingRate(0, len(figures.months))
    return ReportingRate(sum(one.reports for one in parts), sum(one.owed for one in parts))


def _reported(extent: Extent, figures: PeriodFigures) -> Extent:
    missing = [part.name for part in extent.parts if part.code not in figures.units]
    if not missing:
        return extent
    return replace(extent, reason=f"{figures.period.title} chưa có số liệu của {', '.join(missing)}")

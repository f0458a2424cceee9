"""Figures of a period, and the year so far: of each unit that reported, with the reports that stand behind them.

The expressions are those of the period's plan, or of the one beside whose figures they stand. A stock is that of the
period's last month; a flow is the sum of its months, also of a rate, but for a denominator that is a stock. What a unit did
not report is not there; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from giamngheo.attain.aggregates import (
    Aggregate,
    Numbers,
    add_up,
    is_among,
    is_denominator_of_last,
    parts_of,
    since_of,
    sums_by_unit,
    sums_of,
)
from giamngheo.attain.reporting_rates import MonthlyReports, ReportingRate
from giamngheo.core.period import Period, months_between
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.plan import Alike, Indicator, Plan
from giamngheo.metadata.record import is_in_force
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse

Sent = Mapping[tuple[str, str], int]  # (unit, period) → submission


@dataclass(frozen=True)
class PeriodFigures:
    """Figures of every unit that reported. `owners`: the submissions in force that they were made from, each with the unit that
    has it now; `all_submissions` all in force of the months on which the values rest (`Plan.months_read`), also what counts
    nowhere, as one without its last month.

    A figure that was not collected yet in the period stands nowhere in it.
    `reports`: of each unit that owes one, those of the period's months that stand behind its flows. `gaps`: the months for
    which a reporting unit has none, so that its flows are not whole; `former_gaps`: of those in which it was another unit, or
    several, which of these lack the month.
    `to_date`: indicator → the same over the months of the year so far, of those that are judged by them; there a unit is also
    without its last month (not over a denominator that is of that month), and `since` is the first that is added up.
    `joined`: units that were not yet what they are, where these figures stand beside later ones (`like_for_like.py`).
    """

    period: Period
    units: dict[str, Numbers]
    owners: dict[int, str]
    reports: dict[str, ReportingRate] = field(default_factory=dict)
    gaps: dict[str, list[Period]] = field(default_factory=dict)
    former_gaps: dict[tuple[str, Period], Extent] = field(default_factory=dict)
    joined: dict[str, Extent] = field(default_factory=dict)
    to_date: dict[str, PeriodFigures] = field(default_factory=dict)
    since: Period | None = None
    all_submissions: tuple[int, ...] = ()

    @property
    def submissions(self) -> tuple[int, ...]:
        """Those in force that they were made from."""
        return tuple(sorted(self.owners))

    @property
    def months(self) -> tuple[Period, ...]:
        """Those that its flows add up."""
        return self.period.months if self.since is None else months_between(self.since, self.period.last_month)

    @cached_property
    def district(self) -> Numbers:
        """The sum over the reporting units; empty if none reported."""
        return add_up(self.units.values())

    def coverage(self, kind: str) -> ReportingRate:
        """Of a `stock` or a `flow`: of the reports of all units that owe them."""
        if kind == "stock":
            return ReportingRate(len(self.units), len(self.reports))
        counted = sum(rate.reports for unit, rate in self.reports.items() if unit in self.units)
        return ReportingRate(counted, sum(rate.owed for rate in self.reports.values()))

    def of_unit(self, unit: str) -> PeriodFigures:
        """The figures of one unit alone, which owes its own reports; none where it has not reported."""
        return self.of_part([unit])

    def of_part(self, units: Collection[str]) -> PeriodFigures:
        """The figures of some units as of a whole: an area's, which owes the reports of its units."""
        none = ReportingRate(0, len(self.months))
        return replace(
            self.of_units(units),
            reports={unit: self.reports.get(unit, none) for unit in units},
            to_date={code: year.of_part(units) for code, year in self.to_date.items()},
        )

    def of_units(self, units: Collection[str]) -> PeriodFigures:
        """The figures of some units only, of all that owe reports."""
        kept = {unit: self.units[unit] for unit in sorted(units) if unit in self.units}
        return replace(
            self,
            units=kept,
            gaps={unit: self.gaps[unit] for unit in sorted(units) if unit in self.gaps},
            to_date={code: year.of_units(units) for code, year in self.to_date.items()},
        )

    def only(self, alike: Alike) -> PeriodFigures:
        """Those of some figures and indicators."""
        units = {
            unit: {key: number for key, number in numbers.items() if is_among(key, alike)}
            for unit, numbers in self.units.items()
        }
        to_date = {code: year for code, year in self.to_date.items() if code in alike.indicators}
        return replace(self, units=units, to_date=to_date)

    def over(self, units: Iterable[str]) -> Numbers:
        """The sum over some units only, for comparing like with like."""
        return add_up(self.units[unit] for unit in sorted({*units} & self.units.keys()))


def work_out(
    warehouse: Warehouse,
    period: Period,
    plan: Plan | None = None,
    class_column: str = CLASS,
    sent: Sent | None = None,
) -> PeriodFigures:
    """Figures and indicators' parts of a period from the submissions in force; `plan`: whose, the period's if none.
    `class_column`: where the list of households has the class that is meant, by another standard than the main one. `sent`: the
    submissions of all months in the place of those in force, as they were for a report."""
    configuration = warehouse.configuration
    own = plan or configuration.plan_of(period)
    sums = [item for item in sums_of(configuration.form, own) if item.is_known(period)]
    flows = [item for item in sums if item.kind == "flow"]
    submissions = _of_months(warehouse, own.months_read(period), sent)
    last = period.last_month.code
    stock = {identity: unit for (unit, month), identity in submissions.items() if month == last}
    units = sums_by_unit(warehouse, sums, stock, class_column)
    reports = MonthlyReports(configuration.unit_register, period, submissions, period.months)
    earlier = reports.owners(units, period.months[:-1])
    months = {identity: Period.parse(month) for (_, month), identity in submissions.items()}
    for since in {item.since for item in flows}:
        begun = [item for item in flows if item.since == since]
        owners = {identity: unit for identity, unit in earlier.items() if is_in_force(since, months[identity])}
        for unit, numbers in sums_by_unit(warehouse, begun, owners, class_column).items():
            for item in begun:
                units[unit][item.key] += numbers[item.key]
    ordered = {unit: units[unit] for unit in sorted(units)}
    gaps, to_date = reports.gaps(ordered), _to_date(warehouse, period, own, class_column, sent)
    return PeriodFigures(
        period,
        ordered,
        stock | earlier,
        reports.rates(),
        gaps,
        reports.former_gaps(gaps),
        to_date=to_date,
        all_submissions=tuple(sorted(submissions.values())),
    )


def _of_months(warehouse: Warehouse, months: Sequence[Period], sent: Sent | None) -> Mapping[tuple[str, str], int]:
    if sent is None:
        return in_force(warehouse, months)
    codes = {month.code for month in months}
    return {place: identity for place, identity in sent.items() if place[1] in codes}


def _to_date(
    warehouse: Warehouse, period: Period, plan: Plan, class_column: str, sent: Sent | None
) -> dict[str, PeriodFigures]:
    """Indicator → the year so far; of one that came in mid-year from its first month on."""
    form, begun = warehouse.configuration.form, dict[tuple[Period, bool], list[Indicator]]()
    for indicator in plan.indicator:
        months = plan.months_to_date(period) if indicator.is_ever_of_year else ()
        first = next((month for month in months if is_in_force(since_of(form, indicator), month)), None)
        if first is not None:
            begun.setdefault((first, is_denominator_of_last(form, indicator)), []).append(indicator)
    found = dict[str, PeriodFigures]()
    for (first, _), indicators in begun.items():
        sums = [part for indicator in indicators for part in parts_of(form, indicator)]
        year = _since(warehouse, period, first, sums, class_column, sent)
        found |= {indicator.code: year for indicator in indicators}
    return found


def _since(
    warehouse: Warehouse, period: Period, first: Period, sums: list[Aggregate], class_column: str, sent: Sent | None
) -> PeriodFigures:
    """What the months from the first on add up to, of each unit that has reported one of them; beside a stock, of each that has
    reported the last."""
    months, register = months_between(first, period.last_month), warehouse.configuration.unit_register
    reports = MonthlyReports(register, period, _of_months(warehouse, months, sent), months)
    codes = [unit.code for unit in register.expected(period)]
    flows, stocks = ([item for item in sums if item.kind == kind] for kind in ("flow", "stock"))
    last = reports.owners(codes, months[-1:])
    owners = reports.owners(sorted({*last.values()}) if stocks else codes, months)
    units = sums_by_unit(warehouse, flows, owners, class_column)
    for unit, numbers in sums_by_unit(warehouse, stocks, last, class_column).items():
        units[unit] |= numbers
    ordered, gaps = {unit: units[unit] for unit in sorted(units)}, reports.gaps(codes)
    return PeriodFigures(period, ordered, owners, reports.rates(), gaps, reports.former_gaps(gaps), since=first)

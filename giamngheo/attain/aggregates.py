"""Figures of a period: sums over accepted rows, per unit, worked out by SQL in one pass per sheet.

The expressions are those of the period's plan, or of the one beside whose figures they stand. A stock is that of the
period's last month; a flow is the sum of its months. What a unit did not report is not there; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa

from giamngheo.core.period import Period, months_between
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.expressions import since_of_expression
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import Alike, Indicator, Plan
from giamngheo.metadata.record import is_in_force
from giamngheo.metadata.units import Units
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, in_chunks

Numbers = dict[str, float]
N = TypeVar("N", float, Fraction)


@dataclass(frozen=True)
class Aggregate:
    """One sum to work out: a key, the sheet whose rows it is over, SQL, `stock` or `flow`, and its first month."""

    key: str
    rows: str
    expression: str
    kind: str
    since: str | None = None

    def is_known(self, period: Period) -> bool:
        """Whether it was collected in a period; of a longer one: in its last month."""
        return is_in_force(self.since, period)


@dataclass(frozen=True)
class ReportingRate:
    """The reports that stand behind a figure, of those that are owed: one of each unit for a stock, of each unit for each
    month for a flow."""

    reports: int
    owed: int

    @property
    def is_whole(self) -> bool:
        return self.reports >= self.owed

    def reaches(self, percent: float) -> bool:
        return self.reports * 100 >= percent * self.owed


@dataclass(frozen=True)
class PeriodFigures:
    """Figures of every unit that reported. `submissions` are those in force that they were made from; `all_submissions` all in
    force of the months on which the values rest (`Plan.months_read`), also what counts nowhere, as one without its last month.

    A figure that was not collected yet in the period stands nowhere in it.
    `reports`: of each unit that owes one, those of the period's months that stand behind its flows. `gaps`: the months for
    which a reporting unit has none, so that its flows are not whole.
    `to_date`: indicator → the same over the months of the year so far, of those that are judged by them; there a unit is also
    without its last month, and `since` is the first that is added up.
    `joined`: units that were not yet what they are, where these figures stand beside later ones (`like_for_like.py`).
    """

    period: Period
    units: dict[str, Numbers]
    submissions: tuple[int, ...]
    reports: dict[str, ReportingRate] = field(default_factory=dict)
    gaps: dict[str, list[Period]] = field(default_factory=dict)
    joined: dict[str, Extent] = field(default_factory=dict)
    to_date: dict[str, PeriodFigures] = field(default_factory=dict)
    since: Period | None = None
    all_submissions: tuple[int, ...] = ()

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
            unit: {key: number for key, number in numbers.items() if _is_of(key, alike)}
            for unit, numbers in self.units.items()
        }
        to_date = {code: year for code, year in self.to_date.items() if code in alike.indicators}
        return replace(self, units=units, to_date=to_date)

    def over(self, units: Iterable[str]) -> Numbers:
        """The sum over some units only, for comparing like with like."""
        wanted = set(units)
        return add_up(numbers for unit, numbers in self.units.items() if unit in wanted)


def work_out(
    warehouse: Warehouse, period: Period, plan: Plan | None = None, class_column: str = CLASS
) -> PeriodFigures:
    """Figures and indicators' parts of a period from the submissions in force; `plan`: whose, the period's if none.
    `class_column`: where the list of households has the class that is meant, by another standard than the main one."""
    configuration = warehouse.configuration
    own = plan or configuration.plan_of(period)
    sums = [item for item in sums_of(configuration.form, own) if item.is_known(period)]
    flows = [item for item in sums if item.kind == "flow"]
    submissions = in_force(warehouse, own.months_read(period))
    last = period.last_month.code
    stock = {identity: unit for (unit, month), identity in submissions.items() if month == last}
    units = _by_unit(warehouse, sums, stock, class_column)
    reports = _Reports(configuration.unit_register, period, submissions, period.months)
    earlier = reports.owners(units, period.months[:-1])
    months = {identity: Period.parse(month) for (_, month), identity in submissions.items()}
    for since in {item.since for item in flows}:
        begun = [item for item in flows if item.since == since]
        owners = {identity: unit for identity, unit in earlier.items() if is_in_force(since, months[identity])}
        for unit, numbers in _by_unit(warehouse, begun, owners, class_column).items():
            for item in begun:
                units[unit][item.key] += numbers[item.key]
    used = tuple(sorted([*stock, *earlier]))
    ordered = {unit: units[unit] for unit in sorted(units)}
    gaps, to_date = reports.gaps(ordered), _to_date(warehouse, period, own, class_column)
    read = tuple(sorted(submissions.values()))
    return PeriodFigures(period, ordered, used, reports.rates(), gaps, to_date=to_date, all_submissions=read)


def _to_date(warehouse: Warehouse, period: Period, plan: Plan, class_column: str) -> dict[str, PeriodFigures]:
    """Indicator → the year so far; of one that came in mid-year from its first month on."""
    form, begun = warehouse.configuration.form, dict[Period, list[Indicator]]()
    for indicator in plan.indicator:
        months = plan.months_to_date(period) if indicator.is_ever_of_year else ()
        first = next((month for month in months if is_in_force(since_of(form, indicator), month)), None)
        if first is not None:
            begun.setdefault(first, []).append(indicator)
    found = dict[str, PeriodFigures]()
    for first, indicators in begun.items():
        sums = [part for indicator in indicators for part in _parts(form, indicator)]
        year = _since(warehouse, period, first, sums, class_column)
        found |= {indicator.code: year for indicator in indicators}
    return found


def _since(
    warehouse: Warehouse, period: Period, first: Period, sums: list[Aggregate], class_column: str
) -> PeriodFigures:
    """What the months from the first on add up to, of each unit that has reported one of them."""
    months, register = months_between(first, period.last_month), warehouse.configuration.unit_register
    reports = _Reports(register, period, in_force(warehouse, months), months)
    codes = [unit.code for unit in register.expected(period)]
    owners = reports.owners(codes, months)
    units = _by_unit(warehouse, sums, owners, class_column)
    ordered = {unit: units[unit] for unit in sorted(units)}
    used = tuple(sorted(owners))
    return PeriodFigures(period, ordered, used, reports.rates(), reports.gaps(codes), since=first)


class _Reports:
    """The submissions of some months by the units as they are at the end of a period.

    What was several units counts only where all of them reported; a part would look like the whole.
    """

    def __init__(
        self, of: Units, period: Period, submissions: Mapping[tuple[str, str], int], months: Sequence[Period]
    ) -> None:
        self._of, self._period, self._submissions, self._months = of, period, submissions, months

    def owners(self, units: Iterable[str], months: Sequence[Period]) -> dict[int, str]:
        """The submissions of some of the months → the unit that has them now."""
        return {identity: unit for unit in units for month in months for identity in self._found(unit, month)}

    def gaps(self, reporting: Iterable[str]) -> dict[str, list[Period]]:
        """The months of which a unit owed reports and has not all."""
        return {
            unit: [month for month in self._months if self._owed(unit, month) and not self._found(unit, month)]
            for unit in reporting
        }

    def rates(self) -> dict[str, ReportingRate]:
        return {unit.code: self._rate(unit.code) for unit in self._of.expected(self._period)}

    def _rate(self, unit: str) -> ReportingRate:
        counted = [len(self._found(unit, month)) for month in self._months]
        return ReportingRate(sum(counted), sum(self._owed(unit, month) for month in self._months))

    def _found(self, unit: str, month: Period) -> list[int]:
        """The submissions of all that the unit was in a month; none where one is missing."""
        parts = self._parts(unit, month)
        found = [self._submissions[part, month.code] for part in parts if (part, month.code) in self._submissions]
        return found if len(found) == len(parts) else []

    def _owed(self, unit: str, month: Period) -> int:
        """How many reports: one of what it was where that cannot be said, none of what was not the district's yet."""
        extent = self._extents[month].get(unit)
        return 1 if extent is None else len(extent.parts) or int(not extent.is_new)

    def _parts(self, unit: str, month: Period) -> list[str]:
        extent = self._extents[month].get(unit)
        return [unit] if extent is None else [part.code for part in extent.parts]

    @cached_property
    def _extents(self) -> dict[Period, dict[str, Extent]]:
        return {month: self._of.extents(self._period, month) for month in self._months}


def of_submission(warehouse: Warehouse, identity: int, month: Period) -> Numbers:
    """Figures of a single submission for a month, in force or not: key → sum."""
    configuration = warehouse.configuration
    sums = [item for item in sums_of(configuration.form, configuration.plan_of(month)) if item.is_known(month)]
    return _by_unit(warehouse, sums, {identity: ""})[""]


def stocks_of(warehouse: Warehouse, period: Period, sums: list[Aggregate]) -> dict[str, Numbers]:
    """unit → key → further sums over the rows in force at a period's end."""
    return _by_unit(warehouse, sums, {one: unit for (unit, _), one in in_force(warehouse, [period.last_month]).items()})


def sums_of(form: Form, plan: Plan) -> list[Aggregate]:
    """Everything that is summed: the plan's figures, then numerators and denominators of its indicators."""
    figures = [
        Aggregate(key, rows, figure.value, figure.kind, since_of_expression(form, rows, figure.value, figure.since))
        for rows, definitions in plan.figures.items()
        for key, figure in definitions.items()
    ]
    return figures + [part for indicator in plan.indicator for part in _parts(form, indicator)]


def since_of(form: Form, indicator: Indicator) -> str | None:
    """The first month of an indicator: its own, and that of each field that its parts read."""
    since = since_of_expression(form, indicator.rows, indicator.numerator, indicator.since)
    if indicator.denominator:
        since = since_of_expression(form, indicator.denominator_rows or indicator.rows, indicator.denominator, since)
    return since


def numerator_key(indicator: Indicator) -> str:
    return f"{indicator.code}:numerator"


def denominator_key(indicator: Indicator) -> str:
    return f"{indicator.code}:denominator"


def _is_of(key: str, alike: Alike) -> bool:
    """Of a figure's sum, or of an indicator's part."""
    code, _, part = key.partition(":")
    return code in (alike.indicators if part else alike.figures)


def sum_columns(sums: Iterable[Aggregate]) -> list[sa.ColumnElement[object]]:
    """The sums as columns of a query over their sheet; `numbers_of` reads them."""
    return [sa.literal_column(f"({item.expression})").label(f"s{place}") for place, item in enumerate(sums)]


def numbers_of(sums: Iterable[Aggregate], values: Iterable[object]) -> Numbers:
    """The sums by key, from the values of their columns in one row."""
    return {item.key: _number(value) for item, value in zip(sums, values, strict=True)}


def percent_of(part: N | None, whole: N | None) -> N | None:
    """A rate: how many percent of the whole its part is; none where one of them is not known, or the whole is 0."""
    return None if part is None or not whole else part / whole * 100


def add_up(parts: Iterable[Mapping[str, float]]) -> Numbers:
    total: Numbers = {}
    for numbers in parts:
        for key, value in numbers.items():
            total[key] = total.get(key, 0) + value
    return total


def _parts(form: Form, indicator: Indicator) -> Iterable[Aggregate]:
    since = since_of(form, indicator)
    yield Aggregate(numerator_key(indicator), indicator.rows, indicator.numerator, indicator.kind, since)
    if indicator.denominator:
        rows = indicator.denominator_rows or indicator.rows
        yield Aggregate(denominator_key(indicator), rows, indicator.denominator, indicator.kind, since)


def _by_unit(
    warehouse: Warehouse, sums: list[Aggregate], owners: Mapping[int, str], class_column: str = CLASS
) -> dict[str, Numbers]:
    """unit → key → sum, over the submissions given (submission → unit); 0 where a submission has no such rows."""
    found: dict[str, Numbers] = {unit: {item.key: 0 for item in sums} for unit in owners.values()}
    ids = sorted(owners)
    with warehouse.reading() as connection:
        for rows in {item.rows: None for item in sums}:
            own = [item for item in sums if item.rows == rows]
            for chunk in in_chunks(ids):
                for row in connection.execute(_query(with_class(warehouse.rows[rows], class_column), own, chunk)):
                    identity, *values = row
                    for key, value in numbers_of(own, values).items():
                        found[owners[identity]][key] += value
    return found


def with_class(table: sa.Table, class_column: str) -> sa.FromClause:
    """The rows of a sheet with the class out of another column, under its usual name: every expression then reads that one.
    The other column is also there under its own, for figures that are by it whatever the standard."""
    if class_column == CLASS or class_column not in table.c:
        return table
    kept = [column for column in table.c if column.name != CLASS]
    return sa.select(*kept, table.c[class_column].label(CLASS)).subquery()


def _query(table: sa.FromClause, sums: list[Aggregate], ids: list[int]) -> sa.Select[Any]:
    submission = table.c.submission_id
    return sa.select(submission, *sum_columns(sums)).where(submission.in_(ids)).group_by(submission)


def _number(value: object) -> float:
    """A sum as the engine gives it (integer, float, Decimal, nothing) as a number: whole ones stay whole."""
    if value is None:
        return 0
    number = round(float(value), 6)  # type: ignore[arg-type]  # the engine adds floats in any order
    return int(number) if number.is_integer() else number

"""What was accepted of a unit before: its own last report, or those of the units that it was made of, all together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from giamngheo.check.explanations import About, Said
from giamngheo.check.stored_explanations import explained_in
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.metadata.units import Units
from giamngheo.store.submissions import accepted_before, history_rows, in_force, last_accepted
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class PreviousReports:
    """The last accepted period of each unit before the one judged.

    `cover`: unit → (period, households, people; 0: not known). `households`: unit, household_code, classification, row, report (which
    report it stood in, as it is called); of the households then listed, by the standard of the period judged. `incomparable`:
    units whose list then was by another standard alone. `explained`: warnings
    of those periods, and of the version of the same month that is in force.
    """

    cover: Mapping[str, tuple[str, int, int]]
    households: pd.DataFrame
    explained: Mapping[About, Said] = field(default_factory=dict)
    incomparable: frozenset[str] = frozenset()

    @classmethod
    def none(cls) -> PreviousReports:
        return cls({}, pd.DataFrame(columns=["unit", "household_code", "classification", "row", "report"]))


def previous_reports(
    warehouse: Warehouse, units: Iterable[str], period: Period, by_standard_of: Period | None = None
) -> PreviousReports:
    """Of a merged unit's first report those of its parts: their households, and the sum of their covers. The households are
    by the standard of `period`, or of another one."""
    wanted = set(units)
    last = last_reports(warehouse, wanted, period)
    now = {identity: (unit, None) for (unit, _), identity in in_force(warehouse, [period]).items() if unit in wanted}
    explained = _explained(warehouse, _months_of(last) | now)
    if not last:
        return replace(PreviousReports.none(), explained=explained)
    columns = {
        one.submission: column
        for own in last.values()
        for one in own
        if (column := warehouse.configuration.class_column(Period.parse(one.period), by_standard_of or period))
    }
    owners = {one.submission: unit for unit, own in last.items() for one in own}
    covers, households = history_rows(warehouse, owners, columns)
    cover = {
        unit: (max(one.period for one in own), *_together([covers[one.submission] for one in own]))
        for unit, own in last.items()
        if all(one.submission in covers for one in own)
    }
    reports = {one.submission: _title(one, own) for own in last.values() for one in own}
    incomparable = frozenset(unit for identity, unit in owners.items() if identity not in columns)
    households = households.assign(report=households["submission"].map(reports))
    return PreviousReports(cover, households, explained, incomparable)


def explained_before(warehouse: Warehouse, reports: Mapping[int, str], period: Period) -> dict[About, Said]:
    """What the units of some reports of a period (submission → unit) have explained before: in their last accepted month, and
    in the version of this one that each report replaces."""
    before = _months_of(last_reports(warehouse, reports.values(), period))
    replaced = {
        earlier[-1]: (unit, None)
        for identity, unit in reports.items()
        if (earlier := accepted_before(warehouse, identity))
    }
    return _explained(warehouse, before | replaced)


def reports_of(warehouse: Warehouse, units: Iterable[str], month: Period) -> PreviousReports:
    """What the units reported for a month itself, to be laid beside what they say of it on another form."""
    last = previous_reports(warehouse, units, month + 1, by_standard_of=month)
    cover = {unit: said for unit, said in last.cover.items() if said[0] == month.code}
    households = last.households[last.households["unit"].isin(list(cover))]
    return PreviousReports(cover, households, incomparable=last.incomparable)


def _together(covers: list[tuple[int, int]]) -> tuple[int, int]:
    """Households and people of several units; people only where all have told them."""
    people = [people for _, people in covers]
    return sum(households for households, _ in covers), sum(people) if all(people) else 0


@dataclass(frozen=True)
class AcceptedReport:
    """An accepted report: whose, of which month."""

    unit: Unit
    period: str
    submission: int


def last_reports(warehouse: Warehouse, codes: Iterable[str], period: Period) -> dict[str, tuple[AcceptedReport, ...]]:
    """unit → its last accepted report before a period; of a merged one that has none yet, those of all its parts.

    Where one part has none, or the unit also holds what was never reported here, there is no history: half of it
    would look like a loss.
    """
    units, wanted = warehouse.configuration.unit_register, set(codes)
    asked = [unit for unit in units.expected(period) if unit.code in wanted]
    return {unit.code: found for unit, found in _last(warehouse, units, asked, period).items()}


def _last(
    warehouse: Warehouse, units: Units, asked: list[Unit], before: Period
) -> dict[Unit, tuple[AcceptedReport, ...]]:
    """One look into the warehouse for all, and one for each month in which some of them began."""
    last = last_accepted(warehouse, [unit.code for unit in asked], before)
    found: dict[Unit, tuple[AcceptedReport, ...]] = {}
    younger: dict[Period, list[Unit]] = defaultdict(list)
    for unit in asked:
        month, submission = last.get(unit.code, ("", 0))
        first = units.first_month(unit)
        if month and unit.is_valid_on(units.day_of(Period.parse(month))):
            found[unit] = (AcceptedReport(unit, month, submission),)
        elif first and not unit.outside and units.boundary_changes.predecessors(unit):
            younger[min(first, before)].append(unit)
    for first, group in younger.items():
        parts = {unit: units.boundary_changes.predecessors(unit) for unit in group}
        below = _last(warehouse, units, [part for own in parts.values() for part in own], first)
        for unit, own in parts.items():
            if all(part in below for part in own):
                found[unit] = tuple(earlier for part in own for earlier in below[part])
    return found


def _title(report: AcceptedReport, together: tuple[AcceptedReport, ...]) -> str:
    """`2020-02`; where there are several, `2025-06 của Xã Thạch Long`."""
    return report.period if len(together) == 1 else f"{report.period} của {report.unit.name}"


def _months_of(last: Mapping[str, tuple[AcceptedReport, ...]]) -> dict[int, tuple[str, str | None]]:
    return {one.submission: (unit, one.period) for unit, own in last.items() for one in own}


def _explained(warehouse: Warehouse, reports: Mapping[int, tuple[str, str | None]]) -> dict[About, Said]:
    """What is explained in some reports: submission → whose, and of which month (`None`: of the one that is judged)."""
    found: dict[About, Said] = {}
    for identity, finding in explained_in(warehouse, list(reports)):
        unit, month = reports[identity]
        about = (unit, finding.rule, finding.subject, finding.mark)
        found[about] = Said(finding.explanation or "", finding.quiet_since or month)
    return found

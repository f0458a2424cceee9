"""Reporting rates: which reports stand behind the figures of some months, of those that are owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from giamngheo.core.period import Period
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.metadata.unit import Unit
from giamngheo.metadata.units import Units


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


class MonthlyReports:
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

    def former_gaps(self, gaps: Mapping[str, Iterable[Period]]) -> dict[tuple[str, Period], Extent]:
        """Of the gaps of a unit that was another then, or several: those of its `parts` that have not reported; or why it cannot be
        said whose reports these would be."""
        was = {(unit, month): self._extents[month].get(unit) for unit, months in gaps.items() for month in months}
        return {
            (unit, month): replace(extent, parts=self._silent(extent, month))
            for (unit, month), extent in was.items()
            if extent is not None and extent.is_marked
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

    def _silent(self, extent: Extent, month: Period) -> tuple[Unit, ...]:
        return tuple(part for part in extent.parts if (part.code, month.code) not in self._submissions)

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

"""In which order units are laid beside each other: who misses most targets first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from giamngheo.attain.status import NOT_MET
from giamngheo.report.content import Attained, ReportContent, UnitLine


def with_targets_of_units(content: ReportContent) -> list[Attained]:
    """The indicators in which units have a target."""
    codes = {cell.indicator for unit in content.units for cell in unit.indicators if cell.target is not None}
    return [indicator for indicator in content.attainment if indicator.indicator in codes]


def worst_first(units: Iterable[UnitLine], indicators: Collection[Attained]) -> list[UnitLine]:
    """Most indicators behind first, then the poorer; who has not reported comes last."""
    return sorted(
        units, key=lambda unit: (not unit.reported, -not_met_of(unit, indicators), -(unit.poor_rate or 0), unit.code)
    )


def not_met_of(unit: UnitLine, indicators: Collection[Attained]) -> int:
    """How many of the indicators a unit misses, or is behind on."""
    shown = {indicator.indicator for indicator in indicators}
    return sum(cell.status in NOT_MET for cell in unit.indicators if cell.indicator in shown)

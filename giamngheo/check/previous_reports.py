"""What was accepted of a unit before: its own last report, or those of the units that it was made of, all together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.metadata.units import Units
from giamngheo.store.submissions import last_accepted
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Earlier:
    """An accepted report: whose, of which month."""

    unit: Unit
    period: str
    submission: int


def last_reports(warehouse: Warehouse, codes: Iterable[str], period: Period) -> dict[str, tuple[Earlier, ...]]:
    """unit → its last accepted report before a period; of a merged one that has none yet, those of all its parts.

    Where one part has none, or the unit also holds what was never reported here, there is no history: half of it
    would look like a loss.
    """
    units, wanted = warehouse.configuration.unit_register, set(codes)
    asked = [unit for unit in units.expected(period) if unit.code in wanted]
    return {unit.code: found for unit, found in _last(warehouse, units, asked, period).items()}


def _last(warehouse: Warehouse, units: Units, asked: list[Unit], before: Period) -> dict[Unit, tuple[Earlier, ...]]:
    """One look into the warehouse for all, and one for each month in which some of them began."""
    last = last_accepted(warehouse, [unit.code for unit in asked], before)
    found: dict[Unit, tuple[Earlier, ...]] = {}
    younger: dict[Period, list[Unit]] = defaultdict(list)
    for unit in asked:
        month, submission = last.get(unit.code, ("", 0))
        first = units.first_month(unit)
        if month and unit.is_valid_on(units.day_of(Period.parse(month))):
            found[unit] = (Earlier(unit, month, submission),)
        elif first and not unit.outside and units.succession.predecessors(unit):
            younger[min(first, before)].append(unit)
    for first, group in younger.items():
        parts = {unit: units.succession.predecessors(unit) for unit in group}
        below = _last(warehouse, units, [part for own in parts.values() for part in own], first)
        for unit, own in parts.items():
            if all(part in below for part in own):
                found[unit] = tuple(earlier for part in own for earlier in below[part])
    return found

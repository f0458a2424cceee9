"""The tree of units: the areas between the units that report and the whole, as they are in a period (`config/areas.csv`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from giamngheo.core.errors import UsageError
from giamngheo.core.formats import day as shown
from giamngheo.core.period import Period
from giamngheo.metadata.levels import Level, Levels
from giamngheo.metadata.unit import Area, OrganisationUnit, Unit
from giamngheo.metadata.units import Units

P = TypeVar("P", bound=OrganisationUnit)


@dataclass(frozen=True)
class Branch:
    """An area and all that is in it in a period, or a unit alone. `parent`: what it is in; empty: the whole. `units`: the codes
    of those that owe a report, in their order, at whatever depth."""

    code: str
    name: str
    level: Level
    parent: str
    units: tuple[str, ...]


class Areas:
    """Whose units and areas are whose from day to day; a period's are those of the day on which its units owe reports."""

    def __init__(self, areas: Sequence[Area], units: Units, levels: Levels) -> None:
        self._areas = sorted(areas, key=lambda area: area.order)
        self._units = units
        self._sender = levels.sender
        self._levels = {level.code: level for level in levels.level}
        self._urban_kinds = {kind.code for kind in levels.sender.kinds if kind.urban}
        self._by_period: dict[Period, tuple[Branch, ...]] = {}
        self._by_code: dict[Period, dict[str, Branch]] = {}

    def of(self, period: Period) -> tuple[Branch, ...]:
        """The areas with units in a period, each before those that are in it."""
        if period not in self._by_period:
            here = [area for area in self._areas if area.is_valid_on(self._units.day_of(period))]
            units = self._units.expected(period)
            self._by_period[period] = tuple(one for one in _below("", here, units, self._levels) if one.units)
        return self._by_period[period]

    def get(self, code: str, period: Period) -> Branch:
        """The area or the unit of a code in a period; `UsageError` names where to look otherwise."""
        code = code.strip().lower()  # as it is typed
        if found := self._by_code_of(period).get(code):
            return found
        if bearing := [area for area in self._areas if area.code == code]:
            known = ", ".join(one.code for one in self.of(period)) or "không có"
            raise UsageError(
                f"Kỳ {period} không có khu vực mang mã {code}{self._why_not(bearing, self._units.day_of(period))}; "
                f"các khu vực của kỳ này: {known}."
            )
        unit = self._units.get(code, period)
        return Branch(unit.code, unit.name, self._sender, unit.parent or "", (unit.code,))

    def urban(self, period: Period) -> dict[str, bool]:
        """Code → whether it is urban, of the units of a period; nothing where the office has not said it of any."""
        units = self._units.expected(period)
        found = {unit.code: bool(unit.urban) or unit.type in self._urban_kinds for unit in units}
        return found if any(found.values()) else {}

    def _by_code_of(self, period: Period) -> dict[str, Branch]:
        if period not in self._by_code:
            self._by_code[period] = {one.code: one for one in self.of(period)}
        return self._by_code[period]

    def _why_not(self, bearing: Sequence[Area], day: dt.date) -> str:
        gone = [area for area in bearing if area.last_day < day]
        if gone:
            by = f", kế tục là {gone[-1].succeeded_by}" if gone[-1].succeeded_by else ""
            return f" (hết hiệu lực ngày {shown(gone[-1].last_day)}{by})"
        coming = [area for area in bearing if area.first_day > day]
        return f" (có từ {shown(coming[0].first_day)})" if coming else " (không có đơn vị nào thuộc khu vực này)"


def _below(parent: str, areas: Sequence[Area], units: Sequence[Unit], levels: dict[str, Level]) -> Iterable[Branch]:
    """Those in one area, or in the whole alone, each before its own."""
    for area in _in(parent, areas):
        inner = list(_below(area.code, areas, units, levels))
        own = {unit.code for unit in _in(area.code, units)}.union(*(one.units for one in inner))
        ordered = tuple(unit.code for unit in units if unit.code in own)
        yield Branch(area.code, area.name, levels[area.level], parent, ordered)
        yield from inner


def _in(parent: str, places: Iterable[P]) -> list[P]:
    return [place for place in places if (place.parent or "") == parent]

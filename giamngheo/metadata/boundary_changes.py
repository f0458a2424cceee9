"""How units came out of each other: of which units a later one is made, and what became of one that is no more.

Only the table says so (`succeeded_by` and the days in `config/units.csv`): codes and names come again for units of
another extent, so a unit is a line of the table, never its code.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from giamngheo.core.formats import day as shown
from giamngheo.metadata.unit import Unit


@dataclass(frozen=True)
class Extent:
    """What a unit was at an earlier time: `parts` are the units whose whole it is now, `since` when.

    Where that cannot be said, or they did not all report, `reason` says why; then nothing may be compared.
    """

    unit: Unit
    parts: tuple[Unit, ...] = ()
    reason: str = ""
    is_new: bool = False  # nothing of it was the district's, so that nobody owed its report

    @property
    def since(self) -> dt.date:
        return self.unit.first_day

    @property
    def is_marked(self) -> bool:
        """Whether a reader must be told: not where one unit went on under its code and name."""
        alike = [(part.code, part.name) for part in self.parts] == [(self.unit.code, self.unit.name)]
        return bool(self.reason) or not alike


class BoundaryChanges:
    """`area`: the noun of what the units belong to, for the reasons."""

    def __init__(self, units: Sequence[Unit], area: str) -> None:
        self._units = units
        self._area = area
        self._not_yet = f"khi đó chưa thuộc {area}"

    def extent(self, unit: Unit, then: dt.date) -> Extent:
        """Of which units that were in force on an earlier day the unit is made, all of it or nothing."""
        parts: list[Unit] = []
        missing: dict[str, list[str]] = defaultdict(list)
        for part, why in self._until(unit, then):
            if why:
                missing[why].append("đơn vị này" if part is unit else f"{part.name} ({part.code})")
            parts.append(part)
        if missing:
            reason = "; ".join(f"{', '.join(names)} {why}" for why, names in missing.items())
            return Extent(unit, (), reason, is_new=[*missing] == [self._not_yet])
        return Extent(unit, tuple(parts))

    def predecessors(self, unit: Unit) -> tuple[Unit, ...]:
        return tuple(self._predecessors.get(unit.key, ()))

    def ancestors(self, unit: Unit) -> Iterator[Unit]:
        """Every unit that is in it, however far back."""
        for before in self.predecessors(unit):
            yield before
            yield from self.ancestors(before)

    def family(self, code: str) -> str:
        """The same for all codes of units that came out of each other, directly or not: the code of one of them."""
        return self._families.get(code, code)

    def fate(self, code: str, day: dt.date) -> str | None:
        """Why no unit bears a code on a day, as a clause; `None` where none ever bore it, or one does."""
        own = self._by_code.get(code, [])
        if any(unit.is_valid_on(day) for unit in own):
            return None
        gone = [unit for unit in own if unit.last_day < day]
        if gone:
            return self._went(gone[-1], day)
        return f"{own[0].name} ({code}) là đơn vị của {self._area} từ {shown(own[0].first_day)}" if own else None

    def _until(self, unit: Unit, then: dt.date) -> Iterator[tuple[Unit, str]]:
        """The units of that day; or, where the way back ends, a unit and why."""
        if unit.is_valid_on(then):
            yield unit, ""
        elif then > unit.last_day:
            yield unit, f"khi đó không thuộc {self._area}"
        elif unit.outside:
            yield unit, f"gồm cả {unit.outside}, không có trong số liệu của {self._area}"
        elif before := self._predecessors.get(unit.key):
            for each in before:
                yield from self._until(each, then)
        else:
            yield unit, self._not_yet

    def _went(self, unit: Unit, day: dt.date) -> str:
        """`Xã A đã nhập vào Xã B (…) từ …, rồi vào Xã C (…) từ …`."""
        steps: list[Unit] = []
        last = unit
        while (following := self._successor(last)) and following.first_day <= day:
            steps.append(following)
            last = following
        told = [f"vào {each.name} ({each.code}) từ {shown(each.first_day)}" for each in steps]
        merged = [f"{unit.name} đã nhập {', rồi '.join(told)}"] if steps else []
        if steps and last.is_valid_on(day):
            return merged[0]
        end = shown(last.last_day + dt.timedelta(1))
        gone = f"{last.name} ({last.code}) không còn là đơn vị của {self._area} từ {end}"
        return "; ".join([*merged, gone])

    def _successor(self, unit: Unit) -> Unit | None:
        """The first unit that bears the successor's code after the unit's own end."""
        bearers = self._by_code.get(unit.succeeded_by or "", [])
        return next((other for other in bearers if other.first_day > unit.last_day), None)

    @cached_property
    def _by_code(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in sorted(self._units, key=lambda unit: unit.first_day):
            found[unit.code].append(unit)
        return dict(found)

    @cached_property
    def _families(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for unit in self._units:
            for before in self.predecessors(unit):
                one, other = (found.setdefault(code, [code]) for code in (unit.code, before.code))
                if one is not other:
                    one += other
                    found |= dict.fromkeys(other, one)
        return {code: family[0] for code, family in found.items()}

    @cached_property
    def _predecessors(self) -> dict[tuple[str, dt.date], list[Unit]]:
        found: dict[tuple[str, dt.date], list[Unit]] = defaultdict(list)
        for unit in self._units:
            if successor := self._successor(unit):
                found[successor.key].append(unit)
        return dict(found)

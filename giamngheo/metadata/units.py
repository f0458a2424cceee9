"""The district's units: who owes a report for a period, and which unit a name or a folder means."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from functools import cached_property

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.boundary_changes import BoundaryChanges, Extent
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.unit import ProvisionalCode, Unit
from giamngheo.metadata.unit_names import UnitNames


class Units:
    """The units as they are from day to day. Nothing is matched by likeness, only by code or exact name."""

    def __init__(
        self,
        units: Sequence[Unit],
        provisional: Sequence[ProvisionalCode],
        cutoff: int,
        plan: Plan,
        levels: Levels,
    ) -> None:
        """`plan`: the first."""
        self._units = units
        self._provisional = provisional
        self._cutoff_day = cutoff
        self._plan = plan
        self._levels = levels
        self._names = UnitNames(levels.sender)
        self._expected: dict[Period, list[Unit]] = {}
        self._by_code: dict[Period | None, dict[str, list[Unit]]] = {}
        self._codes: dict[Period | None, frozenset[str]] = {}
        self._prefixes: dict[tuple[str, Period], frozenset[str]] = {}

    @cached_property
    def boundary_changes(self) -> BoundaryChanges:
        return BoundaryChanges(self._units, self._levels.area.noun)

    def day_of(self, period: Period) -> dt.date:
        """The day whose units owe the reports of a period: the cut-off of its last month.

        The first plan's baseline alone is listed by the units in force when that plan begins: it counts the end of the year
        before on them. A later plan's is a month of the plan before, and its units' own.
        """
        last = period.last_month
        if last == self._plan.baseline_period.last_month:
            return max(dt.date(last.year, last.number, self._cutoff_day), self._plan.first_day)
        return dt.date(last.year, last.number, self._cutoff_day)

    def first_month(self, unit: Unit) -> Period | None:
        """The first month for which a unit owes a report; `None` for one that always was."""
        if unit.valid_from is None:
            return None
        month = Period.month_of(unit.valid_from)
        return month if unit.valid_from.day <= self._cutoff_day else month + 1

    def expected(self, period: Period) -> list[Unit]:
        """Units that owe a report for a period, in their order."""
        if period not in self._expected:
            day = self.day_of(period)
            self._expected[period] = [unit for unit in self._units if unit.is_valid_on(day)]
        return list(self._expected[period])

    def codes(self, period: Period | None) -> frozenset[str]:
        if period not in self._codes:
            units: Sequence[Unit] = self.expected(period) if period else self._units
            self._codes[period] = frozenset(unit.code for unit in units)
        return self._codes[period]

    def extents(self, period: Period, then: Period) -> dict[str, Extent]:
        """Those units of a period that were not yet what they are now at an earlier one: what they were then."""
        day = self.day_of(then)
        return {
            unit.code: self.boundary_changes.extent(unit, day)
            for unit in self.expected(period)
            if not unit.is_valid_on(day)
        }

    def meant(self, code: str, period: Period | None) -> str:
        """The unit's code where a provisional one is given; in a period of which it was, if that is known."""
        day = self.day_of(period) if period else None
        return next(
            (
                own.stands_for
                for own in self._provisional
                if own.code == code and (day is None or own.valid_from <= day <= own.valid_to)
            ),
            code,
        )

    def of_folder(self, code: str, period: Period | None) -> str:
        """The unit of a folder's code: a provisional one is its unit's for good, as long as no other bears it."""
        return code if period and code in self.codes(period) else self.meant(code, None)

    def prefixes(self, code: str, period: Period) -> frozenset[str]:
        """With which codes a unit's household codes may begin: its own, those of the units that are in it, provisional
        ones; never that of another unit that is there now."""
        if (code, period) not in self._prefixes:
            own = self._bearing(code, period)
            once = {code, *(old.code for unit in own for old in self.boundary_changes.ancestors(unit))}
            once |= {one.code for one in self._provisional if one.stands_for in once}
            self._prefixes[code, period] = frozenset({code} | (once - self.codes(period)))
        return self._prefixes[code, period]

    def fate(self, code: str, period: Period) -> str | None:
        """Why no unit bears a code in a period, as a clause; `None` where none ever did."""
        return self.boundary_changes.fate(code, self.day_of(period))

    def get(self, code: str, period: Period) -> Unit:
        """The unit of a code in a period; `UsageError` names where to look otherwise."""
        found = self._bearing(code, period)
        if not found:
            fate = self.fate(code, period)
            raise UsageError(
                f"Kỳ {period} không có đơn vị mang mã {code}{f' ({fate})' if fate else ''}; "
                f"xem các mã trong config/units.csv hoặc bằng lệnh giamngheo status --period {period}."
            )
        return found[0]

    def name(self, code: str, period: Period | None = None) -> str:
        """For people; the code itself where no unit has it."""
        found = (self._bearing(code, period) if period else []) or self._bearing(code, None)
        return found[0].name if found else code

    def bears_name(self, code: str, name: str, period: Period | None) -> bool:
        """Whether a typed name is the unit's (in a period, or ever), with or without its kind and diacritics.

        Another kind is another unit: Thị trấn Thạch Hà is a part of Xã Thạch Hà, which bears the same code.
        """
        names = self._names
        typed, kind = names.bare(name), names.kind_of(name)
        return any(
            typed in {names.bare(known) for known in (unit.name, names.short(unit.name), *unit.aliases)}
            and kind in (None, unit.type)
            for unit in self._bearing(code, period)
        )

    def _bearing(self, code: str, period: Period | None) -> list[Unit]:
        """Units of a period (at most one), or ever, that bear a code."""
        if period not in self._by_code:
            found: dict[str, list[Unit]] = {}
            for unit in self.expected(period) if period else self._units:
                found.setdefault(unit.code, []).append(unit)
            self._by_code[period] = found
        return self._by_code[period].get(code, [])


def folder_code(name: str, offices: Collection[str] = ()) -> str | None:
    """The code that a folder's name begins with, a unit's or that of one of some offices: `18604 - Xã Thạch Khê` → `18604`."""
    found = re.match(r"\s*(?:([0-9]{5})(?![0-9])|([A-Za-z][A-Za-z0-9_]*))", name)
    if found is None:
        return None
    return found[1] or (code if (code := found[2].lower()) in offices else None)

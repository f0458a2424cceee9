"""The district's units: who owes a report for a period, and which unit a name or a folder means."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from giamngheo.configuration.records import Configuration, Unit
from giamngheo.errors import UsageError
from giamngheo.period import Period
from giamngheo.text import plain

_KINDS = re.compile(r"^(?:ubnd )?(?:thi tran|t\.?\s?t(?:r)?\.?|xa|x\.|phuong|p\.)\s+|^ubnd ")


class Units:
    """The units as they are from day to day. Nothing is matched by likeness, only by code or exact name."""

    def __init__(self, configuration: Configuration) -> None:
        self._units = configuration.units
        self._cutoff_day = configuration.calendar.cutoff_day
        self._first_day = dt.date(configuration.plan.year, 1, 1)

    def expected(self, period: Period) -> list[Unit]:
        """Units that owe a report for a period, in their order.

        The baseline is listed by the units in force when the plan begins: the plan counts the end of the year
        before on them.
        """
        last = period.last_month
        day = max(dt.date(last.year, last.number, self._cutoff_day), self._first_day)
        return [unit for unit in self._units if unit.is_valid_on(day)]

    def codes(self, period: Period | None) -> set[str]:
        units: Sequence[Unit] = self.expected(period) if period else self._units
        return {unit.code for unit in units}

    def get(self, code: str, period: Period) -> Unit:
        """The unit of a code in a period; `UsageError` names where to look otherwise."""
        found = next((unit for unit in self.expected(period) if unit.code == code), None)
        if found is None:
            raise UsageError(
                f"Kỳ {period} không có đơn vị mang mã {code}; xem các mã trong config/units.csv "
                f"hoặc bằng lệnh giamngheo status --period {period}."
            )
        return found

    def name(self, code: str, period: Period | None = None) -> str:
        """For people; the code itself where no unit has it."""
        candidates = [*(self.expected(period) if period else ()), *self._units]
        return next((unit.name for unit in candidates if unit.code == code), code)

    def bears_name(self, code: str, name: str, period: Period | None) -> bool:
        """Whether a typed name is the unit's (in a period, or ever), with or without its kind and diacritics."""
        typed = _bare(name)
        return any(
            typed in {_bare(known) for known in (unit.name, unit.short_name, *unit.aliases)}
            for unit in (self.expected(period) if period else self._units)
            if unit.code == code
        )


def folder_code(name: str) -> str | None:
    """The unit's code that a folder's name begins with: `18604 - Xã Thạch Khê` → `18604`."""
    found = re.match(r"\s*([0-9]{5})(?![0-9])", name)
    return found[1] if found else None


def _bare(name: str) -> str:
    return re.sub(r"[\s–-]+", " ", _KINDS.sub("", plain(name))).strip()

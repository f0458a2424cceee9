"""Names of units as people type them: with or without the body, the kind, its short form, and diacritics."""

from __future__ import annotations

import re
from functools import cached_property

from giamngheo.core.text import plain
from giamngheo.metadata.levels import Level, UnitKind


class UnitNames:
    """What the names of a level's units begin with."""

    def __init__(self, level: Level) -> None:
        self._level = level
        # A longer beginning first: a Tổ dân phố is no Tổ.
        self._kinds = sorted(level.kinds, key=lambda kind: len(kind.name), reverse=True)

    def kind_of(self, name: str) -> str | None:
        """The code of the kind that a typed name begins with, if any."""
        found = self._beginning.match(plain(name))
        return self._kinds[found.lastindex - 1].code if found and found.lastindex else None

    def bare(self, name: str) -> str:
        """For comparing: `thach khe` of `UBND xã Thạch Khê`."""
        return re.sub(r"[\s–-]+", " ", self._beginning.sub("", plain(name))).strip()

    def short(self, name: str) -> str:
        """`Thạch Khê` of `Xã Thạch Khê`."""
        beginnings = (f"{kind.name} " for kind in self._kinds)
        return next((name.removeprefix(one) for one in beginnings if name.startswith(one)), name)

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        """A group for each of the kinds."""
        kinds = "|".join(f"({_forms(kind)})" for kind in self._kinds)
        body = f"{re.escape(plain(self._level.body_short))} " if self._level.body_short else ""
        return re.compile(rf"^(?:{body})?(?:{kinds})\s+" + (f"|^{body}" if body else ""))


def _forms(kind: UnitKind) -> str:
    return "|".join([re.escape(plain(kind.name)), *(_abbreviation(plain(short)) for short in kind.short)])


def _abbreviation(letters: str) -> str:
    """`T.T`, `T. T.`, `TT`; a single letter is only one with its dot."""
    return rf"{letters}\." if len(letters) == 1 else r"\.?\s?".join(map(re.escape, letters)) + r"\.?"

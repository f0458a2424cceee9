"""What a report says of each unit, sought out once for all of them: thousands of documents must not each walk the lists of all."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from giamngheo.report.content import ReportContent, UnitLine

L = TypeVar("L")

# Whose lines a unit's document does not show, neither its own nor of others.
_OF_OTHERS = (
    *("flows", "unit_resources", "models", "stories", "sponsors", "rejections", "concerns", "moves", "areas"),
    *("settlements", "late", "late_months", "undated_months", "figure_sources", "made_from", "former_gaps"),
)


@dataclass(frozen=True)
class UnitPart:
    """Of what a unit's document is made, small enough to be handed to another process. `content`: the report with the unit's
    own lines alone, where a list has lines of units; `rank`: at which place its rate of poverty is, and of how many units."""

    content: ReportContent
    unit: UnitLine
    rank: tuple[int, int] | None


class UnitParts:
    """Of one report, by unit's code."""

    def __init__(self, content: ReportContent) -> None:
        self._content = content
        self._units = {line.code: line for line in content.units}
        self._own: dict[str, dict[str, list[Any]]] = {
            "villages": _grouped(content.villages, lambda line: line.unit),
            "to_mend": _grouped(content.to_mend, lambda line: line.unit),
            "reporters": _grouped(content.reporters, lambda line: line.code),
            "joined": _grouped(content.joined, lambda line: line.code),
        }
        self._rates = sorted(line.poor_rate for line in content.units if line.poor_rate is not None)

    def of(self, code: str) -> UnitPart:
        """`KeyError` for a unit that the report does not have."""
        unit = self._units[code]
        update = {name: lines.get(code, []) for name, lines in self._own.items()} | {name: [] for name in _OF_OTHERS}
        if self._content.replaces is None:  # else the reasons name what other units' figures came to
            update["units"] = [unit]
        return UnitPart(self._content.model_copy(update=update), unit, self._rank(unit.poor_rate))

    def _rank(self, rate: float | None) -> tuple[int, int] | None:
        if rate is None or len(self._rates) < 2:
            return None
        return len(self._rates) - bisect_right(self._rates, rate) + 1, len(self._rates)


def _grouped(lines: Iterable[L], unit_of: Callable[[L], str]) -> dict[str, list[L]]:
    found: dict[str, list[L]] = defaultdict(list)
    for line in lines:
        found[unit_of(line)].append(line)
    return found

"""Which issued reports a workbook reaches: those that rest on its month, be it their own or one they compare with."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from giamngheo.period import Period
from giamngheo.report.rests_on import rests_on
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.foundations import Founded, foundations, last_reports
from giamngheo.warehouse.submissions import in_force


class Reached(NamedTuple):
    """An issued report, by the code of its period and its revision."""

    period: str
    revision: int

    @property
    def title(self) -> str:
        """`tháng 1 năm 2020 (lần 1)`."""
        return f"{Period.parse(self.period).title} (lần {self.revision})"


def foundation_of(warehouse: Warehouse, period: Period) -> tuple[int, ...]:
    """The submissions in force on which a report on the period rests now."""
    months = [Period.parse(code) for code in _months(warehouse, period.code)]
    return tuple(sorted(in_force(warehouse, months).values()))


def reports_resting_on(warehouse: Warehouse, months: Collection[str]) -> list[Reached]:
    """The last report on each period that takes figures from any of the months, in the order of the periods."""
    wanted = set(months)
    found = [Reached(*one) for one in last_reports(warehouse) if wanted & _months(warehouse, one[0])]
    return _sorted(found)


def reports_made_from(warehouse: Warehouse, submissions: Collection[int]) -> list[Reached]:
    """The last report on each period that was made from any of the submissions."""
    wanted, found = frozenset(submissions), dict[str, int]()
    for one in foundations(warehouse):
        if wanted & one.submissions:
            found[one.period] = max(one.revision, found.get(one.period, 0))
    return _sorted([Reached(*one) for one in found.items()])


def outdated_reports(warehouse: Warehouse) -> list[Reached]:
    """Last reports whose figures rest on other submissions than those in force now: to be made again."""
    last = {one.period: one for one in foundations(warehouse)}
    months = {code for period in last for code in _months(warehouse, period)}
    now = in_force(warehouse, [Period.parse(code) for code in sorted(months)])
    found = [one for one in last.values() if _has_moved(one, now, _months(warehouse, one.period))]
    return _sorted([Reached(one.period, one.revision) for one in found])


def _has_moved(one: Founded, now: dict[tuple[str, str], int], months: frozenset[str]) -> bool:
    if not one.is_whole:
        return not one.submissions <= set(now.values())
    return one.submissions != {identity for (_, month), identity in now.items() if month in months}


def _months(warehouse: Warehouse, period: str) -> frozenset[str]:
    return rests_on(warehouse.configuration.plan, Period.parse(period)).months


def _sorted(found: list[Reached]) -> list[Reached]:
    return sorted(found, key=lambda one: Period.parse(one.period))

"""Listed households: opening + in − out = closing, by unit and for the district; and of each class by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, cast

from giamngheo.attain.aggregates import Numbers, PeriodFigures
from giamngheo.attain.movements import CAME, CLASSES, LEFT, ON_THE_LIST, Movements, add_up, movements_of
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments, has_stocks
from giamngheo.warehouse.engine import Warehouse

_CAME = ("new", "relapsed", "moved_in")
_WENT = ("escaped_poverty", "escaped_near_poverty", "moved_out", "removed")
_STAYED = ("to_poor", "to_near_poor")  # on the list, in the other class
_MOVES = (*_CAME, *_WENT, *_STAYED)


class Flows:
    """Movements of a period and of the year up to it, worked out once."""

    def __init__(self, warehouse: Warehouse, moments: Moments) -> None:
        self._moments, self._now = moments, moments.now
        self._units = warehouse.configuration.unit_register.expected(moments.now.period)
        first = moments.baseline.period.last_month
        self._year = [first + step for step in range(1, first.months_until(moments.now.period.last_month) + 1)]
        self._moved = moves_by_unit(warehouse, moments.now, sorted({*moments.now.period.months, *self._year}))

    def of_units(self) -> list[say.Flow]:
        return [self._flow(unit) for unit in self._units if unit.code in self._now.units]

    def of_district(self, name: str) -> say.Flow:
        return self.of_some("", name, self._now.units)

    def of_some(self, code: str, name: str, units: Collection[str]) -> say.Flow:
        """The sum over some units; its opening is said only where every one of them that reports has one."""
        flows = [flow for flow in self.of_units() if flow.code in units]
        moves = {move: sum(getattr(flow, move) for flow in flows) for move in _MOVES}
        openings = [flow.opening for flow in flows if flow.opening is not None]
        opening = sum(openings) if len(openings) == len(flows) else None
        closing = _listed(self._now.over(units))
        return _balanced(say.Flow(code=code, name=name, opening=opening, **moves, closing=closing, balances=None))

    def of_classes(self) -> dict[str, object]:
        """Of the period, over the units whose opening is known; and since the baseline, over those with every month. Nothing
        where these are less than half of those that report: the moves of a few would be read as everybody's."""
        now, opening, baseline = self._now, self._moments.opening, self._moments.baseline
        in_period = self._if_most(
            [unit for unit in now.units if has_stocks(opening.units.get(unit, {})) and not now.gaps.get(unit)]
        )
        in_year = self._if_most(
            [
                unit
                for unit in now.units
                if unit in baseline.units and all((unit, at) in self._moved for at in self._year)
            ]
        )
        return {
            "class_flows": _class_flows(opening, now, self._moved, in_period, now.period.months),
            "class_flow_units": len(in_period),
            "class_flows_without": _left_out(self._units, now, in_period),
            "class_flows_of_year": _class_flows(baseline, now, self._moved, in_year, self._year) if self._year else [],
            "class_flow_units_of_year": len(in_year) if self._year else 0,
            "class_flows_of_year_without": _left_out(self._units, now, in_year) if self._year else [],
        }

    def _if_most(self, units: list[str]) -> list[str]:
        return units if len(units) * 2 >= len(self._now.units) else []

    def _flow(self, unit: Unit) -> say.Flow:
        """A household that only changed its class did not come to the list, whatever it is called."""
        now, opening = self._now.units[unit.code], self._moments.opening.units.get(unit.code, {})
        moves = {move: now[f"change_{move}"] for move in _MOVES}
        moved = add_up(self._moved.get((unit.code, month), {}) for month in self._now.period.months)
        moves |= {move: moves[move] - moved.get((ON_THE_LIST, move), 0) for move in _CAME}
        moves |= {f"to_{each}": moved.get((each, "from_other"), 0) for each in CLASSES}
        missing = [month.title for month in self._now.gaps.get(unit.code, ())]
        flow = say.Flow(
            code=unit.code,
            name=unit.name,
            opening=_listed(opening) if has_stocks(opening) else None,
            **moves,
            closing=_listed(now),
            balances=None,
            missing=missing,
        )
        return _balanced(flow)


def _listed(numbers: Numbers) -> float:
    """Households of both classes."""
    return numbers["poor"] + numbers["near_poor"]


def _balanced(flow: say.Flow) -> say.Flow:
    return flow if flow.opening is None else flow.model_copy(update={"balances": flow.gap == 0})


def _left_out(units: Sequence[Unit], now: PeriodFigures, known: Collection[str]) -> list[str]:
    return [unit.name for unit in units if unit.code in now.units and unit.code not in known]


def _class_flows(
    then: PeriodFigures,
    now: PeriodFigures,
    moved: dict[tuple[str, Period], Movements],
    units: Collection[str],
    months: Sequence[Period],
) -> list[say.ClassFlow]:
    if not units:
        return []
    total = add_up(moved[unit, month] for unit in units for month in months)
    return [
        say.ClassFlow(
            key=cast(Literal["poor", "near_poor"], each),
            opening=then.over(units)[each],
            came={what: total.get((each, what), 0) for what in CAME},
            left={what: total.get((each, what), 0) for what in LEFT},
            closing=now.over(units)[each],
        )
        for each in CLASSES
    ]


def moves_by_unit(
    warehouse: Warehouse, now: PeriodFigures, months: Sequence[Period]
) -> dict[tuple[str, Period], Movements]:
    """(unit, month) → movements, by the units as they are now; only where all that a unit was reported."""
    found, units = movements_of(warehouse, months), warehouse.configuration.unit_register
    moved = {}
    for month in months:
        extents = units.extents(now.period, month)
        for unit in now.units:
            parts = [part.code for part in extents[unit].parts] if unit in extents else [unit]
            if parts and all((part, month.code) in found for part in parts):
                moved[unit, month] = add_up(found[part, month.code] for part in parts)
    return moved

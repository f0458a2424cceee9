"""Listed households: opening + in − out = closing, by unit and for the district; and of each class by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from giamngheo.attain.aggregates import Numbers
from giamngheo.attain.movements import Movements, add_up, movements_of
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.period import Period, months_between
from giamngheo.metadata.classes import UNKNOWN_IN, UNKNOWN_OUT
from giamngheo.metadata.unit import Unit
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments, has_stocks
from giamngheo.warehouse.engine import Warehouse


class Flows:
    """Movements of a period and of the year up to it, worked out once."""

    def __init__(self, warehouse: Warehouse, moments: Moments) -> None:
        self._moments, self._now = moments, moments.now
        self._classes = warehouse.configuration.classes
        self._units = warehouse.configuration.unit_register.expected(moments.now.period)
        first = moments.baseline.period.last_month
        self._year = months_between(first + 1, moments.now.period.last_month)
        self._moved = moves_by_unit(warehouse, moments.now, sorted({*moments.now.period.months, *self._year}))

    def of_units(self) -> list[say.Flow]:
        return list(self._by_unit.values())

    @cached_property
    def _by_unit(self) -> dict[str, say.Flow]:
        return {unit.code: self._flow(unit) for unit in self._units if unit.code in self._now.units}

    def of_district(self, name: str) -> say.Flow:
        return self.of_some("", name, self._now.units)

    def of_some(self, code: str, name: str, units: Collection[str]) -> say.Flow:
        """The sum over some units; its opening is said only where every one of them that reports has one."""
        flows = [flow for code in units if (flow := self._by_unit.get(code))]
        moves: Numbers = {}
        for flow in flows:
            for move in self._keys:
                moves[move] = moves.get(move, 0) + (flow.amount(move) or 0)
        openings = [flow.opening for flow in flows if flow.opening is not None]
        opening = sum(openings) if len(openings) == len(flows) else None
        return self._said(code, name, opening, moves, self._listed(self._now.over(units)), [])

    def of_classes(self) -> dict[str, object]:
        """Of the period, over the units whose opening is known; and since the baseline, over those with every month. Nothing
        where these are less than half of those that report: the moves of a few would be read as everybody's."""
        now, opening, baseline = self._now, self._moments.opening, self._moments.baseline
        in_period = self._if_most(
            [unit for unit in now.units if self._is_known(opening.units.get(unit, {})) and not now.gaps.get(unit)]
        )
        in_year = self._if_most(
            [
                unit
                for unit in now.units
                if unit in baseline.units and all((unit, at) in self._moved for at in self._year)
            ]
        )
        return {
            "class_flows": self._class_flows(opening, now, in_period, now.period.months),
            "class_flow_units": len(in_period),
            "class_flows_without": _left_out(self._units, now, in_period),
            "class_flows_of_year": self._class_flows(baseline, now, in_year, self._year) if self._year else [],
            "class_flow_units_of_year": len(in_year) if self._year else 0,
            "class_flows_of_year_without": _left_out(self._units, now, in_year) if self._year else [],
        }

    def _if_most(self, units: list[str]) -> list[str]:
        return units if len(units) * 2 >= len(self._now.units) else []

    def _flow(self, unit: Unit) -> say.Flow:
        """What each change was counted, as far as it is one of the total: a household that only changed its class did not come
        to the list, whatever it is called."""
        now, opening = self._now.units[unit.code], self._moments.opening.units.get(unit.code, {})
        changes = [one.change for one in self._classes.of_kind("entry", "exit")]
        moves = dict.fromkeys(self._keys, 0.0) | {change: now[f"change_{change}"] for change in changes}
        moved = add_up(self._moved.get((unit.code, month), {}) for month in self._now.period.months)
        called: Numbers = {}
        for move, count in moved.items():
            for key, sign in self._classes.in_total(move):
                moves[key] += sign * count
            if self._classes.is_called_an_entry(move):
                called[move.change] = called.get(move.change, 0) + count
        missing = [month.title for month in self._now.gaps.get(unit.code, ())]
        opened = self._listed(opening) if self._is_known(opening) else None
        flow = self._said(unit.code, unit.name, opened, moves, self._listed(now), missing)
        return flow.model_copy(update={"called": called}) if called else flow

    def _is_known(self, numbers: Numbers) -> bool:
        """Whether the households of each class are, and counted alike."""
        return has_stocks(numbers) and numbers.keys() >= set(self._classes.listed_codes)

    @property
    def _keys(self) -> tuple[str, ...]:
        classes = self._classes
        return (*classes.total_in, UNKNOWN_IN, *classes.total_out, *classes.total_inside, UNKNOWN_OUT)

    def _listed(self, numbers: Numbers) -> float:
        """Households of the classes that the total counts."""
        return sum(numbers[code] for code in self._classes.listed_codes if code in self._classes.counted)

    def _said(
        self, code: str, name: str, opening: float | None, moves: Numbers, closing: float, missing: list[str]
    ) -> say.Flow:
        known = say.Flow.model_fields.keys()
        parts: dict[str, Any] = {key: amount for key, amount in moves.items() if key in known}
        parts |= {
            part: {key: moves[key] for key in keys if key not in known and key in moves}
            for part, keys in (
                ("more_in", self._classes.total_in),
                ("more_out", self._classes.total_out),
                ("more_inside", self._classes.total_inside),
            )
        }
        flow = say.Flow(code=code, name=name, opening=opening, closing=closing, balances=None, missing=missing, **parts)
        return flow if flow.opening is None else flow.model_copy(update={"balances": flow.gap == 0})

    def _class_flows(
        self, then: PeriodFigures, now: PeriodFigures, units: Collection[str], months: Sequence[Period]
    ) -> list[say.ClassFlow]:
        if not units:
            return []
        total = add_up(self._moved[unit, month] for unit in units for month in months)
        return [
            say.ClassFlow(
                key=code,
                opening=then.over(units)[code],
                came=self._ways(total, code, is_in=True),
                left=self._ways(total, code, is_in=False),
                closing=now.over(units)[code],
            )
            for code in self._classes.listed_codes
        ]

    def _ways(self, total: Movements, code: str, *, is_in: bool) -> dict[str, float]:
        """Households by the way on which they came to a class, or left it."""
        keys = self._classes.ways_in(code) if is_in else self._classes.ways_out(code)
        found = dict.fromkeys(keys, 0.0)
        for move, count in total.items():
            if code == (move.to if is_in else move.origin):
                way = self._classes.way_in(move) if is_in else self._classes.way_out(move)
                found[way] = found.get(way, 0) + count
        return found


def _left_out(units: Sequence[Unit], now: PeriodFigures, known: Collection[str]) -> list[str]:
    return [unit.name for unit in units if unit.code in now.units and unit.code not in known]


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

"""Listed households: opening + in − out = closing, by unit and for the district; and of each class by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, cast

from giamngheo.attain.aggregates import Numbers, PeriodFigures
from giamngheo.attain.movements import CAME, CLASSES, LEFT, Movements, add_up, movements_of
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments
from giamngheo.warehouse.engine import Warehouse

_CAME = ("new", "relapsed", "moved_in")
_WENT = ("escaped_poverty", "escaped_near_poverty", "moved_out", "removed")
_STAYED = ("to_poor", "to_near_poor")  # on the list, in the other class


def flows_of(moments: Moments, expected: list[Unit]) -> list[say.Flow]:
    return [
        _flow(
            unit.code,
            unit.name,
            moments.now.units[unit.code],
            moments.opening.units.get(unit.code, {}),
            [month.title for month in moments.now.gaps.get(unit.code, ())],
        )
        for unit in expected
        if unit.code in moments.now.units
    ]


def district_flow(name: str, moments: Moments) -> say.Flow:
    """The sum over the units; its opening is said only where every reporting unit has one."""
    complete = moments.now.units.keys() <= moments.opening.units.keys()
    return _flow("", name, moments.now.district, moments.opening.over(moments.now.units) if complete else {})


def _flow(code: str, name: str, now: Numbers, previous: Numbers, missing: list[str] | None = None) -> say.Flow:
    """Opening + in − out = closing, over the same units on both sides."""
    opening = previous["poor"] + previous["near_poor"] if previous else None
    closing = now["poor"] + now["near_poor"]
    moves = {move: now[f"change_{move}"] for move in (*_CAME, *_WENT, *_STAYED)}
    flow = say.Flow(
        code=code, name=name, opening=opening, **moves, closing=closing, balances=None, missing=missing or []
    )
    return flow if opening is None else flow.model_copy(update={"balances": flow.gap == 0})


def class_flows_of(warehouse: Warehouse, moments: Moments) -> dict[str, object]:
    """Of the period, over the units whose opening is known; and since the baseline, over those with every month."""
    now, baseline = moments.now, moments.baseline
    last, first = now.period.last_month, baseline.period.last_month
    year = [first + step for step in range(1, first.months_until(last) + 1)]
    moved = _by_unit(warehouse, now, sorted({*now.period.months, *year}))
    in_period = [unit for unit in now.units if unit in moments.opening.units and not now.gaps.get(unit)]
    in_year = [unit for unit in now.units if unit in baseline.units and all((unit, month) in moved for month in year)]
    units = warehouse.configuration.unit_register.expected(now.period)
    return {
        "class_flows": _class_flows(moments.opening, now, moved, in_period, now.period.months),
        "class_flow_units": len(in_period),
        "class_flows_without": _left_out(units, now, in_period),
        "class_flows_of_year": _class_flows(baseline, now, moved, in_year, year) if year else [],
        "class_flow_units_of_year": len(in_year) if year else 0,
        "class_flows_of_year_without": _left_out(units, now, in_year),
    }


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


def _by_unit(warehouse: Warehouse, now: PeriodFigures, months: Sequence[Period]) -> dict[tuple[str, Period], Movements]:
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

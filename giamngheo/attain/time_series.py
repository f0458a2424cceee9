"""One figure of one unit month by month, on the unit's extent at the end: continuous where it may be, else broken."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.attain.aggregates import work_out
from giamngheo.attain.like_for_like import brought_onto
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.metadata.units import Units
from giamngheo.warehouse.engine import Warehouse

_MOST_MONTHS = 240


@dataclass(frozen=True)
class Observation:
    """A month. `value` is in the figure's unit of measure, the sum over `parts`, the units that reported it.

    Where `continuous` is false there is no value to set beside the others, and `reason` says why: a report is missing,
    or the unit's extent is `broken`: what was reported then was of another one.
    """

    period: Period
    value: float | None
    parts: tuple[Unit, ...]
    continuous: bool
    reason: str
    broken: bool = False


def time_series(warehouse: Warehouse, code: str, figure: str, first: Period, last: Period) -> list[Observation]:
    """The months from `first` to `last`; `UsageError` for a figure or a unit that is not there in the last."""
    if figure not in (known := warehouse.configuration.plan.figure_by_key):
        raise UsageError(f"Không có số liệu «{figure}»; chọn một trong: {', '.join(known)}.")
    months = _months(first, last)
    units = warehouse.configuration.unit_register
    unit = units.get(code, months[-1])
    return [_point(warehouse, units, unit, figure, month, months[-1]) for month in months]


def _months(first: Period, last: Period) -> list[Period]:
    start, end = first.months[0], last.last_month
    count = start.months_until(end) + 1
    if not 1 <= count <= _MOST_MONTHS:
        raise UsageError(
            f"Từ {first} đến {last} không phải một dãy tháng dùng được; kỳ đầu phải trước kỳ cuối, nhiều nhất 20 năm."
        )
    return [start + step for step in range(count)]


def _point(warehouse: Warehouse, units: Units, unit: Unit, figure: str, month: Period, last: Period) -> Observation:
    figures = brought_onto(work_out(warehouse, month), last, units)
    extent = figures.joined.get(unit.code)
    parts = extent.parts if extent else (unit,)
    numbers = figures.units.get(unit.code)
    if numbers is not None and figure in numbers:
        return Observation(month, numbers[figure], parts, True, "")
    if numbers is not None:
        return Observation(month, None, parts, False, f"{month.title} chưa thu thập số liệu này")
    reason = extent.reason if extent else f"{month.title} chưa có số liệu của {unit.name}"
    return Observation(month, None, (), False, reason, broken=not parts)

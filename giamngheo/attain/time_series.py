"""One figure of a unit or an area month by month, on its extent at the end: continuous where it may be, else broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from giamngheo.attain.like_for_like import brought_onto, comparable, counted_for
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import day
from giamngheo.core.period import Period, months_between
from giamngheo.metadata.classes import CHANGE, CLASS
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.expressions import fields_of_expression
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.unit import Unit
from giamngheo.warehouse.engine import Warehouse

_MOST_MONTHS = 240


@dataclass(frozen=True)
class Observation:
    """A month. `value` is in the figure's unit of measure, the sum over `parts`, the units that reported it.

    Where `continuous` is false there is no value to set beside the others, and `reason` says why: a report is missing,
    or the line is `broken`: what was reported then was of another extent, told by another standard of poverty, or counted
    otherwise by the plan of its time.
    """

    period: Period
    value: float | None
    parts: tuple[Unit, ...]
    continuous: bool
    reason: str
    broken: bool = False


def time_series(warehouse: Warehouse, code: str, figure: str, first: Period, last: Period) -> list[Observation]:
    """The months from `first` to `last`; `UsageError` for a figure, or a unit or area, that is not there in the last.

    Of an area a month is continuous where it is so of each of its units: a part would look like the whole.
    """
    months = _months(first, last)
    if figure not in (known := warehouse.configuration.plan_of(months[-1]).figure_by_key):
        raise UsageError(f"Không có số liệu «{figure}»; chọn một trong: {', '.join(known)}.")
    units = warehouse.configuration.unit_register
    own = [units.get(each, months[-1]) for each in warehouse.configuration.area_tree.get(code, months[-1]).units]
    return [_month(warehouse, own, figure, month, months[-1]) for month in months]


def _months(first: Period, last: Period) -> list[Period]:
    start, end = first.months[0], last.last_month
    count = start.months_until(end) + 1
    if not 1 <= count <= _MOST_MONTHS:
        raise UsageError(
            f"Từ {first} đến {last} không phải một dãy tháng dùng được; kỳ đầu phải trước kỳ cuối, nhiều nhất 20 năm."
        )
    return list(months_between(start, end))


def _month(warehouse: Warehouse, own: Sequence[Unit], figure: str, month: Period, last: Period) -> Observation:
    configuration = warehouse.configuration
    plan = configuration.plan_of(last)
    if not _is_by_class(configuration, plan, figure):
        counted = brought_onto(work_out(warehouse, month, plan), last, configuration.unit_register)
    elif changed := _changed(configuration, month, last):
        return Observation(month, None, (), False, changed, broken=True)
    else:
        counted = counted_for(warehouse, month, last)
    points = [_point(configuration, counted, unit, figure, last) for unit in own]
    if len(points) == 1:
        return points[0]
    parts = tuple(part for point in points for part in point.parts)
    if any(not point.continuous for point in points):
        reasons = "; ".join(dict.fromkeys(point.reason for point in points if point.reason))
        return Observation(month, None, parts, False, reasons, broken=any(point.broken for point in points))
    return Observation(month, sum(point.value or 0 for point in points), parts, True, "")


def _point(configuration: Configuration, counted: PeriodFigures, unit: Unit, figure: str, last: Period) -> Observation:
    figures, month = comparable(configuration, counted, last), counted.period
    extent = figures.joined.get(unit.code)
    parts = extent.parts if extent else (unit,)
    numbers = figures.units.get(unit.code)
    if numbers is not None and figure in numbers:
        return Observation(month, numbers[figure], parts, True, "")
    if numbers is not None and figure in counted.units[unit.code]:
        reason = _counted_otherwise(configuration.plan_of(month), figure)
        return Observation(month, None, parts, False, reason, broken=True)
    if numbers is not None:
        return Observation(month, None, parts, False, f"{month.title} chưa thu thập số liệu này")
    reason = extent.reason if extent else f"{month.title} chưa có số liệu của {unit.name}"
    return Observation(month, None, (), False, reason, broken=not parts)


def _counted_otherwise(plan: Plan, figure: str) -> str:
    said = "tính số liệu này cách khác" if figure in plan.figure_by_key else "không có số liệu này"
    return f"kế hoạch {plan.number} {said}"


def _is_by_class(configuration: Configuration, plan: Plan, figure: str) -> bool:
    """Whether a figure depends on the standard of poverty: its expression reads the class, or what changed of it."""
    return any(
        {CLASS, CHANGE}.intersection(fields_of_expression(configuration.form, rows, figures[figure].value))
        for rows, figures in plan.figures.items()
        if figure in figures
    )


def _changed(configuration: Configuration, month: Period, last: Period) -> str:
    """Why the value of a month cannot stand beside that of the last; nothing where it can."""
    standard = configuration.standard_of(last)
    if configuration.class_column(month, last):
        return ""
    if standard is None:
        return f"{month.title} theo chuẩn nghèo khác"
    since = f"từ ngày {day(standard.first_day)} " if standard.valid_from else ""
    return f"{month.title} theo chuẩn nghèo khác; {since}áp dụng {standard.said}"

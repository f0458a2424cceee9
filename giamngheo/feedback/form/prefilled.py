"""What a unit's last accepted month hands on to the next one.

What a field is about is told by the plan's figures: those that count a flow are of their month only. So a sheet
that only flows are counted on begins empty (stories, resources), a field that only flows are counted by is set back
(the change of a household), and all else stays as it was. Households that left the list are gone, but for those that
another standard of poverty, beside the main one, still lists.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from giamngheo.check.context import CLASSES_OF_HOUSEHOLDS
from giamngheo.check.previous_reports import AcceptedReport, last_reports
from giamngheo.core.period import Period
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.expressions import fields_of_expression
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.metadata.plan import HOUSEHOLDS, Plan
from giamngheo.warehouse.engine import Warehouse

Row = Mapping[str, Any]

_TEXTS = ("text", "code")
_UNCHANGED = "unchanged"


class AsRead(str):
    """A value of another system that the form does not know: it stands in its cell as it was read, and the check names it."""


@dataclass(frozen=True)
class Prefilled:
    """Rows of `period` for the month to come, by sheet; values as the warehouse has them (choices by their codes).

    `is_imported`: the list is another system's, of the month itself.
    """

    period: Period
    rows: Mapping[str, tuple[Row, ...]]
    is_imported: bool = False


def prefilled(warehouse: Warehouse, unit: str, period: Period) -> Prefilled | None:
    """The rows of the unit's last accepted month before `period` (of a merged unit of all its parts, one after the
    other); `None` where there is none."""
    last = last_reports(warehouse, [unit], period).get(unit)
    if last is None:
        return None
    form, plan = warehouse.configuration.form, warehouse.configuration.plan_of(period)
    beside = [standard.column for standard in warehouse.configuration.standards_beside(period)]
    of_sheets = [(sheet, _counted(form, plan, sheet.table)) for sheet in form.sheets]
    found = {
        sheet.table: _together(
            sheet,
            [
                _set_back(row, sheet, counted)
                for report in last
                for row in _rows(warehouse, sheet.table, report, period, beside)
            ],
        )
        for sheet, counted in of_sheets
        if counted["stock"]
    }
    return Prefilled(Period.parse(max(report.period for report in last)), found)


def households_for(warehouse: Warehouse, unit: str, form: Form, period: Period) -> Prefilled | None:
    """For a form beside the main one whose list is of households: those that the unit's last accepted report on the main
    form lists up to the period's last month, of the classes that this form asks for, in the columns that say whose line it
    is; `None` where there are none."""
    last = last_reports(warehouse, [unit], period.last_month + 1).get(unit)
    own = next((sheet for sheet in form.sheets if sheet.columns.keys() >= CLASSES_OF_HOUSEHOLDS), None)
    if last is None or own is None:
        return None
    fields = {one.field for one in own.column if one.type in _TEXTS} | CLASSES_OF_HOUSEHOLDS
    listed = (row for report in last for row in _rows(warehouse, HOUSEHOLDS, report, period.last_month))
    asked = {None, *own.columns[CLASS].choice_codes}
    rows = tuple(
        {name: value for name, value in row.items() if name in fields} for row in listed if row[CLASS] in asked
    )
    return Prefilled(Period.parse(max(report.period for report in last)), {own.table: rows})


def units_for(configuration: Configuration, form: Form, period: Period) -> Prefilled | None:
    """For a form with lists of the units, a line for each unit of the period: its code and its name; `None` where it has no
    such list."""
    units = configuration.unit_register.expected(period)
    rows = {
        sheet.table: tuple({sheet.by_unit.code: unit.code, sheet.by_unit.name: unit.name} for unit in units)
        for sheet in form.sheets
        if sheet.by_unit
    }
    return Prefilled(period, rows) if rows else None


def _together(sheet: Sheet, rows: list[Row]) -> tuple[Row, ...]:
    """Rows one after the other; covers as one, with the sum of what is counted there."""
    if sheet.layout == "table" or len(rows) < 2:
        return tuple(rows)
    added = {field: [row[field] for row in rows if row[field] is not None] for field in rows[0]}
    return ({field: sum(values) if values else None for field, values in added.items()},)


def _rows(
    warehouse: Warehouse, table: str, report: AcceptedReport, period: Period, beside: Sequence[str] = ()
) -> Iterator[Row]:
    """As they stood in the workbook; of the households those still listed, by the standard of the month to come: without a
    class where the list was not drawn up by it. `beside`: the columns of other standards that list households, too."""
    import sqlalchemy as sa

    stored = warehouse.rows[table]
    query = sa.select(stored).where(stored.c.submission_id == report.submission).order_by(stored.c.row)
    own: dict[str, str | None] = {}
    column = warehouse.configuration.class_column(Period.parse(report.period), period)
    if table == HOUSEHOLDS:
        listed = warehouse.configuration.classes.listed_codes
        query = query.where(sa.or_(*(stored.c[name].in_(listed) for name in (column or CLASS, *beside))))
        own = {CLASS: column}
    with warehouse.reading() as connection:
        for row in connection.execute(query).mappings():
            yield dict(row) | {field: row[source] if source else None for field, source in own.items()}


def _set_back(row: Row, sheet: Sheet, counted: Mapping[str, set[str]]) -> Row:
    of_the_month = counted["flow"] - counted["stock"]
    if sheet.layout == "labels":  # what is not counted there is about the report itself: who made it, and when
        of_the_month = sheet.columns.keys() - counted["stock"]
    return {
        column.field: _afresh(column) if column.field in of_the_month else row[column.field] for column in sheet.column
    }


def _afresh(column: Column) -> str | None:
    return next((choice.code for choice in column.choice if choice.code == _UNCHANGED), None)


def _counted(form: Form, plan: Plan, table: str) -> dict[str, set[str]]:
    """The fields of a sheet that the plan counts, by `stock` and `flow`."""
    found = {"stock": set[str](), "flow": set[str]()}
    figures = ((figure.kind, figure.value) for figure in plan.figures.get(table, {}).values())
    own = [item for item in plan.indicator if item.rows == table]
    below = [item for item in plan.indicator if item.denominator and (item.denominator_rows or item.rows) == table]
    numerators = ((item.kind, item.numerator) for item in own)
    denominators = ((item.kind, item.denominator or "") for item in below)
    for kind, expression in itertools.chain(figures, numerators, denominators):
        found[kind].update(fields_of_expression(form, table, expression))
    return found

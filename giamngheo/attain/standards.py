"""Figures of one time by the standard of another, or by a second one beside the main one.

The same figures and indicators, whose expressions then read the class out of the standard's own column. A unit whose list does
not say it of every household is left out: what is half told would look like a fall.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.core.period import Period
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.plan import HOUSEHOLDS, Plan
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, one_of


def work_out_by(warehouse: Warehouse, period: Period, class_column: str, plan: Plan | None = None) -> PeriodFigures:
    """Figures of the units whose list has the class in that column; `plan`: whose, the period's if none."""
    figures = work_out(warehouse, period, plan, class_column)
    if class_column == CLASS:
        return figures
    return figures.of_units(figures.units.keys() - _half_told(warehouse, period, class_column))


def work_out_on_standard_of(
    warehouse: Warehouse, then: Period, period: Period, plan: Plan | None = None
) -> PeriodFigures:
    """Figures of `then` by the standard of `period`; of no unit where the two cannot be compared."""
    column = warehouse.configuration.class_column(then, period)
    if column is not None:
        return work_out_by(warehouse, then, column, plan)
    return replace(work_out(warehouse, then, plan), units={}, gaps={}, to_date={})


def _half_told(warehouse: Warehouse, period: Period, class_column: str) -> set[str]:
    """The units of whose listed households one has no class in the column: in the last month, of which the stocks are."""
    table, listed = warehouse.rows[HOUSEHOLDS].c, warehouse.configuration.classes.listed_codes
    owners = {identity: unit for (unit, _), identity in in_force(warehouse, [period.last_month]).items()}
    query = (
        sa.select(table.submission_id)
        .where(one_of(table.submission_id, owners), table[CLASS].in_(listed), table[class_column].is_(None))
        .distinct()
    )
    with warehouse.reading() as connection:
        return {owners[identity] for identity in connection.scalars(query)}

"""Attainment in the warehouse: a new revision where a value differs from the last, else nothing."""

from __future__ import annotations

import sqlalchemy as sa

from giamngheo.attainment import Attainment
from giamngheo.period import Period
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import attainment

_FIELDS = ("numerator", "denominator", "value", "target", "status", "attainment", "reporting_units")


def store_attainment(warehouse: Warehouse, period: Period, values: list[Attainment]) -> int:
    """Store the values of a period unless they are those of its last revision; gives the revision."""
    rows = [_row(value) for value in values]
    with warehouse.writing() as connection:
        last = connection.scalar(
            sa.select(sa.func.max(attainment.c.revision)).where(attainment.c.period == period.code)
        )
        if last and _same(connection, period, last, rows):
            return int(last)
        revision = (last or 0) + 1
        connection.execute(
            sa.insert(attainment), [{"period": period.code, "revision": revision, **row} for row in rows]
        )
    return revision


def _same(connection: sa.Connection, period: Period, revision: int, rows: list[dict[str, object]]) -> bool:
    found = connection.execute(
        sa.select(attainment).where(attainment.c.period == period.code, attainment.c.revision == revision)
    )
    stored = {(row.indicator, row.unit): tuple(row._mapping[name] for name in _FIELDS) for row in found}
    return stored == {(row["indicator"], row["unit"]): tuple(row[name] for name in _FIELDS) for row in rows}


def _row(value: Attainment) -> dict[str, object]:
    return {
        "indicator": value.indicator,
        "unit": value.unit or "",
        **{name: getattr(value, name) for name in _FIELDS},
    }

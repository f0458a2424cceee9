"""The views as files: Parquet, and the figures as DHIS2 and SDMX take them.

For the office's own use: they have every count of every unit, however small. What is published is the report's own document,
in which small counts are hidden; hidden one by one here, they would be told by the figures beside them.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from giamngheo.core.period import Kind, Period
from giamngheo.report.exchange.parquet import as_parquet
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.views import VIEWS, View

# By the names that the two standards give kinds of periods. Neither has one of nine months of a year: they are in Parquet alone.
_IN_DHIS2: dict[Kind, tuple[str, str]] = {
    "month": ("Monthly", "{year}{number:02d}"),
    "quarter": ("Quarterly", "{year}Q{number}"),
    "half": ("SixMonthly", "{year}S{number}"),
    "year": ("Yearly", "{year}"),
}
_IN_SDMX: dict[Kind, tuple[str, str]] = {
    "month": ("M", "{year}-{number:02d}"),
    "quarter": ("Q", "{year}-Q{number}"),
    "half": ("S", "{year}-S{number}"),
    "year": ("A", "{year}"),
}
_AT_ONCE = 10_000  # rows
_DATAFLOW = "GIAMNGHEO:FIGURES(1.0)"
_WHOLE = "_T"  # SDMX: total
_SDMX_COLUMNS = ("DATAFLOW", "FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE")
_FIGURES = next(view for view in VIEWS if view.name == "v_figure")


def exported(warehouse: Warehouse) -> Iterator[tuple[str, bytes]]:
    """Every file: its name and its content, one after the other."""
    for view in VIEWS:
        yield f"{view.name}.parquet", as_parquet(view, rows_of(warehouse, view))
    yield from _data_value_sets(rows_of(warehouse, _FIGURES))
    yield "sdmx-figures.csv", _sdmx_csv(rows_of(warehouse, _FIGURES))


def rows_of(warehouse: Warehouse, view: View) -> Iterator[sa.Row[Any]]:
    """All rows of a view, in an order that the same rows have again; a nation's are many, so that they come one by one."""
    order: list[sa.ColumnClause[Any]] = [sa.column(one.name) for one in view.columns if one.kind in ("text", "whole")]
    query = sa.select(view.table).order_by(*order)
    with warehouse.reading() as connection:
        yield from connection.execute(query, execution_options={"yield_per": _AT_ONCE})


def _data_value_sets(figures: Iterable[sa.Row[Any]]) -> Iterator[tuple[str, bytes]]:
    """DHIS2's data value sets, to be imported by `code`: one for each kind of period, for DHIS2 would add a quarter to its
    months. Of the units alone: the whole it adds up along its tree."""
    sets: dict[str, list[str]] = defaultdict(list)
    for row in figures:
        period = Period.parse(row.period)
        if row.unit and period.kind in _IN_DHIS2:
            kind, form = _IN_DHIS2[period.kind]
            value = {"dataElement": row.figure, "period": _written(form, period), "orgUnit": row.unit}
            sets[kind].append(json.dumps(value | {"value": _number(row.value)}))
    for kind, values in sets.items():
        lines = ",\n".join(values)
        yield f"dhis2-{kind.lower()}.json", f'{{"dataValues": [\n{lines}\n]}}\n'.encode()


def _sdmx_csv(figures: Iterable[sa.Row[Any]]) -> bytes:
    """SDMX-CSV 1.0: commas and points whatever the country writes, lines as RFC 4180 ends them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_SDMX_COLUMNS)
    for row in figures:
        period = Period.parse(row.period)
        if period.kind in _IN_SDMX:
            frequency, form = _IN_SDMX[period.kind]
            place = (_DATAFLOW, frequency, row.unit or _WHOLE, row.figure, _written(form, period))
            writer.writerow([*place, _number(row.value), row.unit_of_measure])
    return text.getvalue().encode()


def _written(form: str, period: Period) -> str:
    return form.format(year=period.year, number=period.number)


def _number(value: float) -> str:
    """Whole ones without a point, others with one."""
    return str(int(value)) if value.is_integer() else repr(value)

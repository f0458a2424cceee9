"""Columns that many tables have, and how an indicator is shown."""

from __future__ import annotations

from dataclasses import replace

from giamngheo.report.content import Attained
from giamngheo.report.documents.document import Amount, Kind, Table, TableColumn, has_value
from giamngheo.report.wording import words

CODE = TableColumn("code", "Mã", 14, screen_only=True)
UNIT = TableColumn("name", "Đơn vị", 45)
WHOLE = "Tổng cộng"


def amount_of(item: Attained, value: float | None) -> Amount:
    """A value of an indicator in a column of several."""
    return Amount(value, item.unit_of_measure, is_fall=item.measure == "reduction")


def earlier(title: str | None) -> str:
    """How a column of earlier values is headed: by the period they are of."""
    return words.capital(title or "Kỳ trước")


def earlier_once(table: Table) -> Table:
    """Where the period before is the baseline, as in January: one column for both, headed as both, with what is known as either
    of them. What adds up over the year has no value at the period before, but one at the baseline."""
    at = {column.key: place for place, column in enumerate(table.columns)}
    before, base = table.columns[at["previous"]], table.columns[at["baseline"]]
    if before.heading != base.heading:
        return table
    own = at["previous"]
    rows = tuple(
        row if has_value(row[own]) else (*row[:own], row[at["baseline"]], *row[own + 1 :])
        for row in (*table.rows, *([table.total] if table.total is not None else []))
    )
    both = replace(before, heading=f"{before.heading} (kỳ trước, cũng là kỳ gốc)")
    merged = replace(
        table,
        columns=tuple(both if column is before else column for column in table.columns),
        rows=rows[: len(table.rows)],
        total=rows[-1] if table.total is not None else None,
    )
    return merged.without("baseline")


def kind_of(item: Attained) -> Kind:
    """How an indicator's values are shown."""
    return "rate" if item.unit_of_measure in words.RATES else "count"

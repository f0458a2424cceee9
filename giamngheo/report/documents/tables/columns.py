"""Columns that many tables have, and how an indicator is shown."""

from __future__ import annotations

from giamngheo.report.content import Attained
from giamngheo.report.documents.document import Amount, Kind, TableColumn
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


def kind_of(item: Attained) -> Kind:
    """How an indicator's values are shown."""
    return "rate" if item.unit_of_measure in words.RATES else "count"

"""Columns that many tables have, and how an indicator is shown."""

from __future__ import annotations

from giamngheo.report.content import Attained
from giamngheo.report.documents.document import Kind, TableColumn
from giamngheo.report.wording import words

CODE = TableColumn("code", "Mã", 14, screen_only=True)
UNIT = TableColumn("name", "Đơn vị", 45)
WHOLE = "Tổng cộng"


def kind_of(item: Attained) -> Kind:
    """How an indicator's values are shown."""
    return "rate" if item.unit_of_measure in words.RATES else "count"

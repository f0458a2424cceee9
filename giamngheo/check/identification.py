"""Whose report a workbook says it is, and for which period."""

from __future__ import annotations

from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.read.workbook import Reading, cover_text


def unit_and_period(reading: Reading, configuration: Configuration) -> tuple[str | None, str | None]:
    """By a provisional code, too; `None` for what cannot be read."""
    form = configuration.form_of(reading.form)
    unit, period = cover_text(reading, "unit", form), cover_text(reading, "period", form)
    known = Period.parse(period) if period else None
    return unit and configuration.senders.meant(unit, known), period

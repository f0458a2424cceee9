"""Whose report a workbook says it is, and for which month."""

from __future__ import annotations

from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.read.workbook import Reading, cover_value


def unit_and_period(reading: Reading, configuration: Configuration) -> tuple[str | None, str | None]:
    """By a provisional code, too; `None` for what cannot be read."""
    unit = cover_value(reading, "unit", configuration.form)
    found = cover_value(reading, "period", configuration.form)
    period = found if isinstance(found, str) else None
    if not isinstance(unit, str):
        return None, period
    return configuration.unit_register.meant(unit, Period.parse(period) if period else None), period

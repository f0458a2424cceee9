"""What a correction changes, in words for the terminal."""

from __future__ import annotations

from giamngheo.core.formats import quantity
from giamngheo.metadata.configuration import Configuration
from giamngheo.report.corrections import Correction


def changes(configuration: Configuration, correction: Correction) -> str:
    """Rows and figures, in two sentences."""
    known = configuration.plan_of(correction.month).figure_by_key
    figures = [
        f"{known[key].title} {quantity(old)} → {quantity(new)}" for key, (old, new) in correction.figures.items()
    ]
    return (
        f"thêm {correction.added} hộ, bớt {correction.removed} hộ, sửa {correction.changed} hộ. "
        f"Số liệu đổi: {'; '.join(figures) or 'không có'}."
    )


def reports(correction: Correction) -> str:
    return ", ".join(report.title for report in correction.reports)

"""What a correction changes, in words for the terminal."""

from __future__ import annotations

from giamngheo.core.formats import quantity
from giamngheo.metadata.plan import Plan
from giamngheo.report.corrections import Correction


def changes(plan: Plan, correction: Correction) -> str:
    """Rows and figures, in two sentences. `plan`: of the month that is corrected."""
    known = plan.figure_by_key
    figures = [
        f"{known[key].title} {quantity(old)} → {quantity(new)}" for key, (old, new) in correction.figures.items()
    ]
    return (
        f"thêm {correction.added} hộ, bớt {correction.removed} hộ, sửa {correction.changed} hộ. "
        f"Số liệu đổi: {'; '.join(figures) or 'không có'}."
    )


def reports(correction: Correction) -> str:
    return ", ".join(report.title for report in correction.reports)

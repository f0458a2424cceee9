"""A report's pictures, drawn from its content alone: the same content gives the same bytes on any machine."""

from __future__ import annotations

from giamngheo.report.content import ReportContent
from giamngheo.report.render.pictures.heat import draw_heat
from giamngheo.report.render.pictures.sheet import Drawn, house_style
from giamngheo.report.render.pictures.trend import draw_trend

__all__ = ["Drawn", "picture"]

_DRAWERS = {"trend": draw_trend, "heat": draw_heat}


def picture(key: str, content: ReportContent) -> Drawn:
    """Draw the picture of a key: `trend`, the poverty rate by month beside the target's path; `heat`, attainment by unit.

    As wide as the text of an A4 page of an official report (165 mm) and never higher than one page.
    `KeyError` for another key.
    """
    draw = _DRAWERS[key]
    with house_style():
        return draw(content)

"""What an ad hoc report does not tell who is outside: as little of a few households as what is published.

Everything here is empty where nothing is guarded (`small_counts_below` 0)."""

from __future__ import annotations

from giamngheo.report.content import AdHoc, AdHocFigure, Attained, Coverage
from giamngheo.report.documents import small_counts

MONEY = "triệu đồng"


def is_secret_of_units(asked: AdHoc, coverage: Coverage) -> bool:
    """Whether a figure of households is told of no unit: added up over months, less another such sum, it would be that of a
    month; and where not all reports are there, those of a later one by the difference."""
    return bool(asked.small_counts_below) and (coverage.of == "reports" or not coverage.is_whole)


def is_secret_of_all(asked: AdHoc, coverage: Coverage) -> bool:
    """Over all units that were asked about: those of several months where they are only some of the office's."""
    is_part_of_months = bool(asked.units) and coverage.of == "reports"
    return bool(asked.small_counts_below) and (is_part_of_months or not coverage.is_whole)


def is_hidden(asked: AdHoc, item: Attained) -> bool:
    """Whether an indicator is not told over all units that were asked about."""
    below = asked.small_counts_below
    if not below or item.indicator not in asked.of_households:
        return False
    is_step = item.year is not None and small_counts.is_small(item.year.in_period, below)
    return is_step or small_counts.is_telling(item, below) or is_secret_of_all(asked, item.coverage)


def figures_of_no_unit(asked: AdHoc) -> set[str]:
    """Figures of households that are told of no unit. Money never is: what one household got is nobody else's matter."""
    return {
        one.line.key
        for one in _guarded(asked)
        if one.line.unit_of_measure == MONEY or is_secret_of_units(asked, one.coverage)
    }


def hidden_figures(asked: AdHoc) -> set[str]:
    """Figures that are not told over all units that were asked about: where one counts so few, none of households is."""
    own = _guarded(asked)
    counts = [one.line.now for one in own if one.line.unit_of_measure != MONEY]
    if small_counts.tell_together(counts, asked.small_counts_below):
        return {one.line.key for one in own}
    is_one_unit = any(len(one.units) == 1 for one in own)
    of_one = figures_of_no_unit(asked) if is_one_unit else set()
    return of_one | {one.line.key for one in own if is_secret_of_all(asked, one.coverage)}


def _guarded(asked: AdHoc) -> list[AdHocFigure]:
    return [one for one in asked.figures if asked.small_counts_below and one.of_households]

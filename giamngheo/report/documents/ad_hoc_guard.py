"""What an ad hoc report does not tell who is outside: as little of a few households as what is published.

Everything here is empty where nothing is guarded (`small_counts_below` 0)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from giamngheo.report.content import (
    AdHoc,
    AdHocAnswer,
    AdHocFigure,
    Attained,
    Coverage,
    ReportContent,
    UnitAttained,
)
from giamngheo.report.documents import small_counts, suppression
from giamngheo.report.documents.document import Cell

MONEY = "triệu đồng"


def is_secret_of_units(asked: AdHoc, coverage: Coverage) -> bool:
    """Whether what counts households is told of no unit, nor of what is below it: added up over months, less another such sum, it
    would be that of a month; and where not all reports are there, those of a later one by the difference."""
    return bool(asked.small_counts_below) and (coverage.of == "reports" or not coverage.is_whole)


def is_secret_of_all(asked: AdHoc, coverage: Coverage) -> bool:
    """Over all units that were asked about: those of several months where they are only some of the office's."""
    is_part_of_months = bool(asked.units) and coverage.of == "reports"
    return bool(asked.small_counts_below) and (is_part_of_months or not coverage.is_whole)


def is_secret_answer(asked: AdHoc, one: AdHocAnswer) -> bool:
    """Whether a question is not answered at all: which places there are, and in which order, would be told else."""
    return one.of_households and is_secret_of_units(asked, one.coverage)


def is_hidden(content: ReportContent, asked: AdHoc, item: Attained) -> bool:
    """Whether an indicator is not told over all units that were asked about."""
    below = asked.small_counts_below
    if not below or item.indicator not in asked.of_households:
        return False
    is_step = item.year is not None and suppression.is_small(item.year.in_period, below)
    is_of_few = is_step or small_counts.is_telling(item, below) or is_secret_of_all(asked, item.coverage)
    return is_of_few or units_without(content, asked, item)[1]


def units_without(content: ReportContent, asked: AdHoc, item: Attained) -> tuple[set[str], bool]:
    """The units of which an indicator is not told, and whether what it is over all of them would tell it all the same."""
    values = {line.code: _value_of(line.indicators, item) for line in content.units}
    if not asked.small_counts_below or item.indicator not in asked.of_households:
        return set(), False
    if is_secret_of_units(asked, item.coverage):
        return {*values}, False  # of all alike: nobody knows who is few
    rows, is_told = _rows_of(asked, [*values.values()])
    codes = [*values]
    return {codes[at] for at in rows}, is_told


def units_without_figures(asked: AdHoc) -> tuple[set[str], bool]:
    """The same of the figures of households, which a unit has all or none of: 1 that is hidden is told by its 5 members beside it."""
    secret = figures_of_no_unit(asked)
    counts = [one for one in _guarded(asked) if one.line.unit_of_measure != MONEY]
    codes = [*counts[0].units] if counts else []
    told = [[one.units[code] for one in counts] for code in codes]
    telling = [at for at, own in enumerate(told) if suppression.tell_together(own, asked.small_counts_below)]
    measures = [[one.units[code] for code in codes] for one in counts if one.line.key not in secret]
    rows, is_told = small_counts.rows_together(measures, asked.small_counts_below, telling)
    return {codes[at] for at in rows}, is_told


def figures_of_no_unit(asked: AdHoc) -> set[str]:
    """Figures of households that are told of no unit. Money never is: what one household got is nobody else's matter."""
    return {
        one.line.key
        for one in _guarded(asked)
        if one.line.unit_of_measure == MONEY or is_secret_of_units(asked, one.coverage)
    }


def hidden_figures(asked: AdHoc) -> set[str]:
    """Figures that are not told over all units that were asked about: where one counts so few, or tells so few of a unit, none of
    households is."""
    own = _guarded(asked)
    counts = [one.line.now for one in own if one.line.unit_of_measure != MONEY]
    if suppression.tell_together(counts, asked.small_counts_below) or units_without_figures(asked)[1]:
        return {one.line.key for one in own}
    is_one_unit = any(len(one.units) == 1 for one in own)
    of_one = figures_of_no_unit(asked) if is_one_unit else set()
    return of_one | {one.line.key for one in own if is_secret_of_all(asked, one.coverage)}


def villages_without(content: ReportContent, asked: AdHoc) -> set[int]:
    """Which of the chosen villages are told of nothing, by their places in the content."""
    if not asked.small_counts_below:
        return set()
    items = [
        item for item in content.attainment if item.indicator in asked.of_households and is_told_by_village(asked, item)
    ]
    measures: list[Sequence[Cell]] = []
    telling: set[int] = set()
    for item in items:
        values = [_value_of(line.indicators, item) for line in content.villages]
        measures += _measures(values)
        telling |= _telling(asked, values)
    if not is_secret_of_units(asked, content.coverage):
        measures += [[line.stock(code) for line in content.villages] for code in asked.village_stocks]
    places = [line.unit for line in content.villages]
    return small_counts.rows_together(measures, asked.small_counts_below, telling, places, is_summed=False)[0]


def is_told_by_village(asked: AdHoc, item: Attained) -> bool:
    """Whether any village has it."""
    return item.indicator not in asked.of_households or not is_secret_of_units(asked, item.coverage)


def _rows_of(asked: AdHoc, values: Sequence[UnitAttained | None]) -> tuple[set[int], bool]:
    return small_counts.rows_together(_measures(values), asked.small_counts_below, _telling(asked, values))


def _telling(asked: AdHoc, values: Iterable[UnitAttained | None]) -> set[int]:
    below = asked.small_counts_below
    return {at for at, own in enumerate(values) if own and small_counts.is_telling_of(own, asked.of_households, below)}


def _measures(values: Sequence[UnitAttained | None]) -> list[Sequence[Cell]]:
    """Who is counted, of how many, and who is left of these: sums that are told tell of each."""
    found = [_parts(own) if own else (None, None, None) for own in values]
    return [*zip(*found, strict=True)]


def _parts(own: UnitAttained) -> tuple[Cell, Cell, Cell]:
    counted = own.value if own.numerator is None else own.numerator
    if own.numerator is None or own.denominator is None:
        return counted, own.denominator, None
    return counted, own.denominator, own.denominator - own.numerator


def _value_of(values: Iterable[UnitAttained], item: Attained) -> UnitAttained | None:
    return next((own for own in values if own.indicator == item.indicator), None)


def _guarded(asked: AdHoc) -> list[AdHocFigure]:
    return [one for one in asked.figures if asked.small_counts_below and one.of_households]

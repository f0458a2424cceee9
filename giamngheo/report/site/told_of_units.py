"""What the pages tell of each unit anyhow, and an answer need not hide: known by what is counted, not by what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isclose

from giamngheo.metadata.expression_terms import terms_of_expression
from giamngheo.metadata.plan import Indicator
from giamngheo.metadata.question import BY_UNIT
from giamngheo.report.content import UnitAttained, UnitLine
from giamngheo.report.questions import QuestionAnswer
from giamngheo.report.site.facts import SiteFacts
from giamngheo.report.site.guarded import unit_of
from giamngheo.report.wording.terms import stocks_of

Numbers = tuple[float | None, ...]  # a number for each measure of a question; none where no page tells it


@dataclass(frozen=True)
class _Counted:
    """Rows of a sheet, as on the last day or over the period; which counts and sums of them, how often."""

    rows: str
    kind: str
    terms: frozenset[tuple[str, float]]

    @property
    def one_by_one(self) -> Iterator[tuple[_Counted, float]]:
        for term, times in self.terms:
            yield _Counted(self.rows, self.kind, frozenset({(term, 1.0)})), times


@dataclass(frozen=True)
class ToldOfUnits:
    """By what is counted: code of each unit → its number. It stands on the unit's own page: its stocks, both parts of its
    indicators, its answers to the questions that are asked by unit alone."""

    numbers: Mapping[_Counted, dict[str, float]] = field(default_factory=dict)

    def in_answer(self, found: QuestionAnswer) -> dict[str, Numbers]:
        """Of each unit of an answer what the pages tell of its measures; not of a unit of which the answer knows another number
        than the report, which was made from other workbooks."""
        sums: dict[str, float] = defaultdict(float)
        for line in found.lines:
            sums[unit_of(line)] += line.values[0]
        counted = [
            _counted(found.question.rows, found.question.kind, measure.value) for measure in found.question.measure
        ]
        told = {unit: tuple(self._number(one, unit) for one in counted) for unit in sums}
        return {
            unit: own for unit, own in told.items() if own[0] is not None and isclose(own[0], sums[unit], abs_tol=1e-9)
        }

    def _number(self, counted: _Counted, unit: str) -> float | None:
        """As it is told, or by adding and taking away what is: who has a card, of so many, tells who has none."""
        if (own := self.numbers.get(counted, {}).get(unit)) is not None:
            return own
        parts = [(self.numbers.get(one, {}).get(unit), times) for one, times in counted.one_by_one]
        known = [number * times for number, times in parts if number is not None]
        return sum(known) if len(known) == len(parts) else None


def told_of_units(facts: SiteFacts) -> ToldOfUnits:
    found: dict[_Counted, dict[str, float]] = defaultdict(dict)
    for counted, unit, number in (*_stocks(facts), *_parts(facts), *_answered(facts)):
        if number is not None:
            found[counted].setdefault(unit, number)
    return ToldOfUnits(dict(found))


_Told = tuple[_Counted, str, float | None]


def _stocks(facts: SiteFacts) -> Iterable[_Told]:
    shown = stocks_of(facts.content.classes)
    for rows, figures in facts.plan.figures.items():
        for code, one in figures.items():
            if code in shown and one.kind == "stock":
                counted = _counted(rows, one.kind, one.value)
                yield from ((counted, line.code, line.stock(code)) for line in facts.content.units)


def _parts(facts: SiteFacts) -> Iterable[_Told]:
    """Not of an indicator that adds up the year, which is another number than that of the period."""
    for indicator in facts.plan.indicator:
        if indicator.measure != "reduction" and not indicator.is_ever_of_year:
            for line in facts.content.units:
                own = next((one for one in line.indicators if one.indicator == indicator.code), None)
                yield from _parts_of(indicator, line, own) if own else ()


def _parts_of(indicator: Indicator, line: UnitLine, own: UnitAttained) -> Iterable[_Told]:
    yield _counted(indicator.rows, indicator.kind, indicator.numerator), line.code, own.numerator
    if indicator.denominator:
        rows = indicator.denominator_rows or indicator.rows
        yield _counted(rows, indicator.kind, indicator.denominator), line.code, own.denominator


def _answered(facts: SiteFacts) -> Iterable[_Told]:
    for found in facts.answers:
        if isinstance(found, QuestionAnswer) and found.question.by == (BY_UNIT,):
            question = found.question
            for at, measure in enumerate(question.measure):
                if measure.value:  # no rows answer who was late
                    counted = _counted(question.rows, question.kind, measure.value)
                    yield from ((counted, unit_of(line), line.values[at]) for line in found.lines)


def _counted(rows: str, kind: str, expression: str) -> _Counted:
    return _Counted(rows, kind, frozenset(terms_of_expression(expression).items()))

"""What the pages say: the report as it was published, and the answers of `explain`, `ask`, `outlook` and `quality` on the same
submissions. Nothing is worked out here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from giamngheo.attain.outlook import YearEnd, year_ends
from giamngheo.context import Context
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.metadata.plan import Plan
from giamngheo.report.content import ReportContent, UnitLine
from giamngheo.report.data_quality import Outlier, UnitQuality, outliers, quality
from giamngheo.report.documents import Documents
from giamngheo.report.documents.order_of_units import with_targets_of_units, worst_first
from giamngheo.report.explanation import explained_all
from giamngheo.report.lineage import lineages
from giamngheo.report.punctuality import punctuality
from giamngheo.report.questions import QuestionAnswer, answer
from giamngheo.report.releases import Release
from giamngheo.report.site.shown import MOST_ROWS
from giamngheo.report.wording.terms import stocks_of
from giamngheo.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Unanswered:
    """A question that has no answer for the period, and why."""

    code: str
    title: str
    why: str


@dataclass(frozen=True)
class SiteFacts:
    """Of one report. `explained`: code of an indicator or stock → what `explain` tells. `is_as_of`: whether the answers are of
    the very submissions that the report was made from; of older reports these are not known. `below`: the smallest count of a
    village that is told."""

    content: ReportContent
    plan: Plan
    explained: dict[str, dict[str, Any]]
    answers: tuple[QuestionAnswer | Unanswered, ...]
    year_ends: tuple[YearEnd, ...]
    quality: tuple[UnitQuality, ...]
    outliers: tuple[Outlier, ...]
    below: int
    is_as_of: bool

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.content)

    @cached_property
    def units(self) -> list[UnitLine]:
        """Who misses most targets first."""
        return worst_first(self.content.units, with_targets_of_units(self.content))

    def in_figure(self, code: str) -> list[UnitLine]:
        """As they stand below each other on a figure's page: of a stock those that have most first."""
        if code in {item.indicator for item in self.content.attainment}:
            return self.units
        return sorted(self.content.units, key=lambda line: (-(line.stock(code) or 0), line.code))

    @cached_property
    def codes_of_units(self) -> frozenset[str]:
        return frozenset(line.code for line in self.content.units)

    @cached_property
    def with_row(self) -> dict[str, frozenset[str]]:
        """Figure → whose row its page has, where the table of many units is cut."""
        return {code: frozenset(line.code for line in self.in_figure(code)[:MOST_ROWS]) for code in self.explained}

    @cached_property
    def stocks(self) -> dict[str, tuple[str, str]]:
        """The stocks that have a page: code → title and unit of measure."""
        own = stocks_of(self.content.classes)
        return {code: told for code, told in own.items() if code in self.explained}


def gather(context: Context, release: Release, below: int) -> SiteFacts:
    """`below`: the office's own limit, where it does not publish with a higher one."""
    content, period = release.content, Period.parse(release.period)
    made_from = next(
        (one for one in lineages(context.warehouse) if (one.period, one.revision) == (period.code, release.revision)),
        None,
    )
    is_as_of = made_from is not None and made_from.is_whole
    warehouse = replace(context.warehouse, as_of=made_from.submissions) if made_from and is_as_of else context.warehouse
    plan = warehouse.configuration.plan_at(period)
    public = content.publication.small_counts_below if content.publication else 0
    return SiteFacts(
        content=content,
        plan=plan,
        explained=explained_all(warehouse, _codes(content, plan), period, None),
        answers=tuple(_answers(warehouse, content, period)),
        year_ends=tuple(year_ends(warehouse, period)),
        quality=tuple(quality(warehouse, period, content.issued_on)),
        outliers=tuple(outliers(warehouse, period)),
        below=max(below, public),
        is_as_of=is_as_of,
    )


def _codes(content: ReportContent, plan: Plan) -> Iterable[str]:
    """The stocks that the plan counts, and its indicators as the report has them."""
    indicators = [item.indicator for item in content.attainment]
    known = {one.code for one in plan.indicator}
    yield from (code for code in stocks_of(content.classes) if code in plan.figure_by_key and code not in known)
    yield from (code for code in indicators if code in known)


def _answers(warehouse: Warehouse, content: ReportContent, period: Period) -> Iterable[QuestionAnswer | Unanswered]:
    for question in warehouse.configuration.questions:
        try:
            yield answer(warehouse, question, period)
        except NothingFound as error:
            yield Unanswered(question.code, question.title, str(error))
    yield punctuality(warehouse, period, content.issued_on)

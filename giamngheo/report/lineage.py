"""Lineage: which published reports rest on a workbook, because its month is theirs or one they compare with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.core.remembered import remembered
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.recipients import AD_HOC, FULL_REPORT
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import report

# An ad hoc report says of what moment its figures are: it is made anew where somebody asks, not where they change.
_PERIODIC = report.c.kind == FULL_REPORT


class DownstreamReport(NamedTuple):
    """A published report, by the code of its period and its revision."""

    period: str
    revision: int

    @property
    def title(self) -> str:
        """`tháng 1 năm 2020 (lần 1)`."""
        return f"{Period.parse(self.period).title} (lần {self.revision})"


def upstream_submissions(warehouse: Warehouse, period: Period) -> tuple[int, ...]:
    """The submissions in force on which a report on the period rests now."""
    months = [Period.parse(code) for code in _months(warehouse, period.code)]
    return tuple(sorted(in_force(warehouse, months).values()))


def downstream_reports(warehouse: Warehouse, months: Collection[str]) -> list[DownstreamReport]:
    """The last report on each period that takes figures from any of the months, in the order of the periods."""
    wanted = set(months)
    found = [DownstreamReport(*one) for one in last_reports(warehouse) if wanted & _months(warehouse, one[0])]
    return _sorted(found)


def reports_made_from(warehouse: Warehouse, submissions: Collection[int]) -> list[DownstreamReport]:
    """The last report on each period that was made from any of the submissions."""
    wanted, found = frozenset(submissions), dict[str, int]()
    for one in lineages(warehouse):
        if wanted & one.submissions:
            found[one.period] = max(one.revision, found.get(one.period, 0))
    return _sorted([DownstreamReport(*one) for one in found.items()])


def outdated_reports(warehouse: Warehouse) -> list[DownstreamReport]:
    """Last reports whose figures rest on other submissions than those in force now: to be made again."""
    last = lineages(warehouse, only_last=True)
    months = {one.period: _months(warehouse, one.period) for one in last}
    now = in_force(warehouse, [Period.parse(code) for code in sorted(frozenset().union(*months.values()))])
    found = [one for one in last if _has_moved(one, now, months[one.period])]
    return _sorted([DownstreamReport(one.period, one.revision) for one in found])


def _has_moved(one: Lineage, now: dict[tuple[str, str], int], months: frozenset[str]) -> bool:
    if not one.is_whole:
        return not one.submissions <= set(now.values())
    return one.submissions != {identity for (_, month), identity in now.items() if month in months}


def _months(warehouse: Warehouse, period: str) -> frozenset[str]:
    wanted = Period.parse(period)
    return source_periods(warehouse.configuration.plan_of(wanted), wanted).months


def _sorted(found: list[DownstreamReport]) -> list[DownstreamReport]:
    return sorted(found, key=lambda one: Period.parse(one.period))


@dataclass(frozen=True)
class Lineage:
    """A report and all submissions it rests on. Not `is_whole`: an older report, of which only those of its own months are known."""

    period: str
    revision: int
    submissions: frozenset[int]
    is_whole: bool


def note_lineage(warehouse: Warehouse, report_id: int, submissions: Collection[int]) -> None:
    """Also of a report that says the same on later submissions: it needs no revision."""
    with warehouse.writing() as connection:
        connection.execute(sa.update(report).where(report.c.id == report_id).values(rests_on=sorted(submissions)))


def has_ad_hoc(warehouse: Warehouse, period: Period) -> bool:
    """Whether there is an ad hoc report on a period, of which nothing else here tells."""
    query = sa.select(sa.func.count()).where(report.c.kind == AD_HOC, report.c.period == period.code)
    with warehouse.reading() as connection:
        return bool(connection.scalar(query))


def last_reports(warehouse: Warehouse) -> list[tuple[str, int]]:
    """(period, revision) of the last report on each period."""
    query = sa.select(report.c.period, sa.func.max(report.c.revision)).where(_PERIODIC).group_by(report.c.period)
    with warehouse.reading() as connection:
        return [(row[0], int(row[1])) for row in connection.execute(query)]


def lineages(warehouse: Warehouse, only_last: bool = False) -> list[Lineage]:
    """Of every report, or of the last on each period, in the order they were published."""
    columns = (report.c.period, report.c.revision, report.c.submissions, report.c.rests_on)
    query = sa.select(*columns).where(_PERIODIC).order_by(report.c.id)
    if only_last:
        last = sa.select(sa.func.max(report.c.id)).where(_PERIODIC).group_by(report.c.period)
        query = query.where(report.c.id.in_(last))
    with warehouse.reading() as connection:
        return [
            Lineage(row.period, row.revision, frozenset(row.rests_on or row.submissions), row.rests_on is not None)
            for row in connection.execute(query)
        ]


_MOST_MONTHS = 13  # of the trend: the baseline and a year


@dataclass(frozen=True)
class SourcePeriods:
    """`earlier`: periods of the same kind, the last first, back to the one that ends with the baseline. `opening` is the
    month with whose stock the period began; `trend` are months, oldest first."""

    now: Period
    earlier: tuple[Period, ...]
    baseline: Period
    opening: Period
    trend: tuple[Period, ...]

    @cached_property
    def months(self) -> frozenset[str]:
        """Codes of all months from which figures are taken."""
        compared = (self.now, self.earlier[0], self.baseline, self.opening, *self.trend)
        earlier = (month for period in self.earlier for month in period.months if month >= self.baseline.last_month)
        return frozenset(month.code for period in compared for month in period.months) | {one.code for one in earlier}


def source_periods(plan: Plan, period: Period) -> SourcePeriods:
    """`plan`: the period's."""
    return _source_periods(plan.baseline_period, period)


@remembered(128)
def _source_periods(baseline: Period, period: Period) -> SourcePeriods:
    return SourcePeriods(
        now=period,
        earlier=_earlier(baseline.last_month, period),
        baseline=baseline,
        opening=period.months[0] - 1,
        trend=_trend(baseline.last_month, period.last_month),
    )


def _earlier(start: Period, period: Period) -> tuple[Period, ...]:
    """The period before, and all before that one which end no sooner than a month."""
    found = [period.before]
    while len(found) < _MOST_MONTHS - 1 and found[-1].before.last_month >= start:
        found.append(found[-1].before)
    return tuple(found)


def _trend(start: Period, last: Period) -> tuple[Period, ...]:
    """Each month from the baseline to the period's last, at most a year of them."""
    between = max(start.months_until(last), 0)
    return tuple(start + step for step in range(between + 1))[-_MOST_MONTHS:]

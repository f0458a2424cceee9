"""The areas of a report, and its urban and rural units: their sums are made as the whole's, each with its own coverage."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from giamngheo.attain.aggregates import percent_of
from giamngheo.attain.indicators import attain_of, by_indicator
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.metadata.areas import Branch
from giamngheo.metadata.classes import Classes
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.target import TargetValue
from giamngheo.report import content as say
from giamngheo.report.compose.flows import Flows
from giamngheo.report.compose.indicators import beside, coverage_of, part_line
from giamngheo.report.compose.moments import Moments
from giamngheo.report.wording import words

_COUNTED = ("households", "people", "poor", "poor_members", "near_poor", "near_poor_members")
_RATES = {"poor": "households", "poor_members": "people", "near_poor": "households", "near_poor_members": "people"}

_NONE_LEFT = (("=", 0), ("≤", 0))


def areas_of(configuration: Configuration, plan: Plan, moments: Moments, flows: Flows) -> list[say.AreaLine]:
    """`plan`: as of the period."""
    classes = configuration.classes
    return [part_of(classes, plan, moments, flows, branch) for branch in configuration.area_tree.of(moments.now.period)]


def part_of(classes: Classes, plan: Plan, moments: Moments, flows: Flows, branch: Branch) -> say.AreaLine:
    """An area; or any units that are taken together, which owe their reports."""
    now, own = moments.now.of_part(branch.units), dict(targets_of_part(plan, branch.units))
    months, noun = len(now.period.months), branch.level.noun
    previous, baseline = (_known_like(now, then.of_part(branch.units)) for then in (moments.previous, moments.baseline))
    values = by_indicator(
        attain_of(plan, now, moments.baseline.of_part(branch.units), unit=branch.code, targets=own), branch.code
    )
    earlier = {}
    if previous:
        then = attain_of(plan, previous, moments.baseline.of_part(branch.units), unit=branch.code, targets=own)
        earlier = by_indicator(then, branch.code)
    line = part_line(
        branch.code,
        branch.name,
        classes,
        now.district,
        previous.district if previous else {},
        baseline.district if baseline else {},
        {branch.code: values},
        {branch.code: earlier},
    )
    return say.AreaLine(
        noun=noun,
        addressee=f"{branch.level.body or 'Lãnh đạo'} {words.small(branch.name)}",
        parent=branch.parent,
        units=list(branch.units),
        coverage=coverage_of(now.coverage("stock"), months, "stock"),
        flow_coverage=coverage_of(now.coverage("flow"), months, "flow"),
        line=line.model_copy(update=beside(previous, moments)),
        flow=flows.of_some(branch.code, branch.name, branch.units) if now.units else None,
    )


def targets_of_part(plan: Plan, units: Collection[str]) -> Iterator[tuple[str, TargetValue]]:
    """What binds each unit binds an area, too, as far as it can: not where one of its units has a target of its own, nor a
    number of something, of which each unit is to have as much, or may; that none is left is so of all together."""
    for indicator in plan.indicator:
        target, is_none_left = indicator.target, indicator.goal_of_all.bound in _NONE_LEFT
        has_own = bool(target.units.keys() & set(units))
        if target.per_unit and not has_own and (indicator.measure != "count" or is_none_left):
            yield indicator.code, TargetValue(value=target.value, to=target.to)


def _known_like(now: PeriodFigures, then: PeriodFigures) -> PeriodFigures | None:
    """The same units at an earlier time, where every one that reports now is known then: like with like."""
    return then.of_units(now.units) if now.units and now.units.keys() <= then.units.keys() else None


def settlements_of(configuration: Configuration, moments: Moments) -> list[say.SettlementLine]:
    """Urban, rural and all, where the office has said which units are urban."""
    urban = configuration.area_tree.urban(moments.now.period)
    parts = (
        ("Thành thị", [code for code, is_urban in urban.items() if is_urban]),
        ("Nông thôn", [code for code, is_urban in urban.items() if not is_urban]),
        ("Tổng số", list(urban)),
    )
    return [_settlement(name, moments.now.of_part(codes)) for name, codes in parts if codes]


def _settlement(name: str, now: PeriodFigures) -> say.SettlementLine:
    total = now.district
    return say.SettlementLine(
        name=name,
        coverage=coverage_of(now.coverage("stock"), len(now.period.months), "stock"),
        **{key: total.get(key) for key in _COUNTED},
        **{f"{part}_rate": percent_of(total.get(part), total.get(whole)) for part, whole in _RATES.items()},
    )

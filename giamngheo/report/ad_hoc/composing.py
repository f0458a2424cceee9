"""Works out what an ad hoc report says: as the report on its period does, then only what was asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from giamngheo.attain.indicators import Attainment, attain_of, by_indicator
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.text import key
from giamngheo.metadata.areas import Branch
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import HOUSEHOLDS, Plan
from giamngheo.metadata.question import BY_UNIT, VILLAGE
from giamngheo.metadata.recipients import AD_HOC
from giamngheo.report import content as say
from giamngheo.report.ad_hoc.choice import VILLAGE_STOCKS, AdHocChoice
from giamngheo.report.compose import figures_of, time_of
from giamngheo.report.compose.areas import part_of, targets_of_part
from giamngheo.report.compose.flows import Flows
from giamngheo.report.compose.indicators import coverage_of
from giamngheo.report.compose.moments import Moments, moments_of
from giamngheo.report.compose.offices import at_day, indicators_of_households, nouns_of, office_of, offices_of
from giamngheo.report.documents.area import of_area
from giamngheo.report.questions import answer
from giamngheo.report.wording import words
from giamngheo.warehouse.engine import Warehouse

_SMALL_COUNTS_BELOW = 3  # where the office has not said, by publishing, what is small
_NOT_TOLD: dict[str, Any] = {
    name: []
    for name in ("headline", "trend", "concerns", "moves", "class_flows", "class_flows_of_year", "areas", "settlements")
}


def ad_hoc_content(
    warehouse: Warehouse,
    choice: AdHocChoice,
    addressees: Sequence[str],
    is_guarded: bool,
    issued_on: dt.date,
) -> say.ReportContent:
    """`warehouse`: as it was known at the moment that is asked about. Numbered 1; who keeps it knows which it is."""
    moments = moments_of(warehouse, choice.period)
    whole = _whole(warehouse, choice, moments, issued_on)
    content = _of_units(warehouse, choice, moments, whole) if choice.units else whole
    plan = warehouse.configuration.plan_of(choice.period)
    villages = [line for line in whole.villages if (line.unit, key(line.village)) in _keys(choice)]
    wanted = {*choice.indicators}
    unjudged = _unjudged(content, wanted) if choice.units else []
    told = content.model_copy(
        update=_NOT_TOLD
        | {
            "attainment": [item for item in content.attainment if item.indicator in wanted],
            "villages": [line.model_copy(update=_only(line, wanted)) for line in villages],
            "units": [line.model_copy(update=_only(line, wanted)) for line in content.units],
            "district": content.district.model_copy(update=_only(content.district, wanted)),
        }
    )
    own = say.AdHoc(
        number=1,
        title=choice.title,
        basis=choice.basis,
        addressees=list(addressees),
        known_on=choice.known_on,
        units=list(choice.units),
        figures_beside=moments.previous.period.title,
        villages=list(choice.villages),
        village_stocks=_village_stocks(plan, choice),
        unjudged=unjudged,
        by_unit_only=list(_by_unit_only(plan, choice)) if choice.villages else [],
        figures=list(_figures(warehouse.configuration, choice, moments)),
        answers=list(_answers(warehouse, choice)),
        small_counts_below=_small_counts_below(warehouse.configuration) if is_guarded else 0,
        of_households=indicators_of_households(warehouse.configuration, choice.period),
    )
    told = told.model_copy(update={"ad_hoc": own})
    return _without_earlier(told, own) if own.small_counts_below else told


def _without_earlier(content: say.ReportContent, own: say.AdHoc) -> say.ReportContent:
    """Guarded: what a part counted earlier is not told, for the difference may be of a few; of all, where it was few itself."""
    below, secret = own.small_counts_below, {*own.of_households}

    def told(item: say.Attained) -> say.Attained:
        counts = (item.previous if item.measure == "count" else None, item.without_before)
        is_few = any(count is not None and 0 < count < below for count in counts)
        is_secret = item.indicator in secret and (own.units or is_few)
        return item.model_copy(update=dict.fromkeys(("previous", "baseline", "without_before"))) if is_secret else item

    def of_unit(line: say.UnitLine) -> say.UnitLine:
        values = [
            value.model_copy(update={"previous": None}) if value.indicator in secret else value
            for value in line.indicators
        ]
        return line.model_copy(update={"indicators": values})

    nothing = dict.fromkeys(("previous", "baseline", "now_as_previous", "now_as_baseline"))
    figures = [
        one.model_copy(update={"line": one.line.model_copy(update=nothing)}) if one.of_households and own.units else one
        for one in own.figures
    ]
    return content.model_copy(
        update={
            "attainment": [told(item) for item in content.attainment],
            "units": [of_unit(line) for line in content.units],
            "ad_hoc": own.model_copy(update={"figures": figures}),
        }
    )


def _whole(warehouse: Warehouse, choice: AdHocChoice, moments: Moments, issued_on: dt.date) -> say.ReportContent:
    """As in the report on the period, but for who reported when: that is not known of another day."""
    configuration, period, now = warehouse.configuration, choice.period, moments.now
    expected = configuration.unit_register.expected(period)
    months = len(period.months)
    nothing: dict[str, Any] = {
        name: [] for name in ("late", "reporters", "rejections", "warnings", "resources", "models", "stories")
    }
    return say.ReportContent(
        kind=AD_HOC,
        revision=1,
        issued_on=issued_on,
        office=at_day(office_of(configuration, period), configuration.plan_of(period), issued_on),
        offices=offices_of(configuration, period),
        nouns=nouns_of(configuration),
        classes=configuration.classes.model_copy(update={"standards": ()}),
        coverage=coverage_of(now.coverage("stock"), months, "stock"),
        flow_coverage=coverage_of(now.coverage("flow"), months, "flow"),
        missing=[unit.name for unit in expected if unit.code not in now.units],
        missing_months=_missing_months(configuration, now),
        **nothing,
        **time_of(warehouse, period, moments),
        **figures_of(warehouse, period, moments),
    )


def _missing_months(configuration: Configuration, now: PeriodFigures) -> list[say.MissingMonth]:
    """The months of the period, and the units that report without them, or not at all."""
    expected = configuration.unit_register.expected(now.period)
    found = []
    for month in now.period.months:
        lacking = [unit for unit in expected if unit.code not in now.units or month in now.gaps.get(unit.code, ())]
        if lacking:
            found.append(
                say.MissingMonth(
                    title=month.title,
                    units=[unit.name for unit in lacking],
                    codes=[unit.code for unit in lacking],
                    expected=len(expected),
                )
            )
    return found


def _of_units(
    warehouse: Warehouse, choice: AdHocChoice, moments: Moments, whole: say.ReportContent
) -> say.ReportContent:
    """The chosen units as an area is, which owes their reports; a single one as itself, with its own targets."""
    configuration, units = warehouse.configuration, choice.units
    plan, alone = configuration.plan_at(choice.period), units[0] if len(units) == 1 else ""
    lines = [line for line in whole.units if line.code in units]
    name = lines[0].name if alone else f"Cộng {len(units)} đơn vị được chọn"
    branch = Branch(alone, name, configuration.levels.sender, "", units)
    area = part_of(configuration.classes, plan, moments, Flows(warehouse, moments), branch)
    if alone:
        area = area.model_copy(update={"line": lines[0]})
    content = of_area(whole, area)
    now, baseline = moments.now.of_part(units), moments.baseline.of_part(units)
    targets = None if alone else dict(targets_of_part(plan, units))
    values = by_indicator(attain_of(plan, now, baseline, unit=alone, targets=targets), alone)
    own = {value.indicator: value for value in area.line.indicators}
    items = [_item(item, values[item.indicator], own[item.indicator].previous, now) for item in content.attainment]
    title = (area.line.previous_title or content.previous_title) if area.line.previous else None
    return content.model_copy(update={"attainment": items, "previous_title": title, "baseline_needs_all": False})


def _item(item: say.Attained, own: Attainment, previous: float | None, now: PeriodFigures) -> say.Attained:
    """An indicator of the plan with the values of a part, and the target that binds it; that of the whole where none does."""
    values = {
        name: getattr(own, name) for name in ("numerator", "denominator", "value", "lacking", "rate", "baseline_rate")
    }
    months = (now.to_date.get(item.indicator, now) if item.year else now).months
    kind = "flow" if item.coverage.of == "reports" else "stock"
    judged = {"target": own.target, "target_to": own.target_to} if own.target is not None else {"milestone": None}
    more: dict[str, Any] = dict.fromkeys(_OF_WHOLE) | {
        "previous": previous,
        "attainment_percent": own.attainment,
        "coverage": coverage_of(own.coverage, len(months), kind),
        "status": own.status or "no_data",
        "was_attained": False,
        "is_uneven": False,
        "fell_behind": False,
    }
    return item.model_copy(update=values | more | judged)


# What an indicator of the whole has besides, and a part of it has not.
_OF_WHOLE = ("baseline", "without_before", "known_before", "projection", "outlook", "revised")


def _unjudged(content: say.ReportContent, wanted: Collection[str]) -> list[str]:
    return [
        value.indicator for value in content.district.indicators if value.target is None and value.indicator in wanted
    ]


def _only(line: say.UnitLine | say.VillageLine, wanted: Collection[str]) -> dict[str, Any]:
    return {"indicators": [value for value in line.indicators if value.indicator in wanted]}


def _keys(choice: AdHocChoice) -> set[tuple[str, str]]:
    return {(unit, key(name)) for unit, name in choice.villages}


def _village_stocks(plan: Plan, choice: AdHocChoice) -> list[str]:
    """Those that are asked about; all where nothing in particular is."""
    is_all = not choice.figures and len(choice.indicators) == len(plan.indicator)
    return [code for code in VILLAGE_STOCKS if choice.villages and (is_all or code in choice.figures)]


def _by_unit_only(plan: Plan, choice: AdHocChoice) -> Iterator[str]:
    for one in plan.indicator:
        if one.code in choice.indicators and not one.is_by_village:
            yield one.title
    for code, figure in plan.figure_by_key.items():
        if code in choice.figures and code not in VILLAGE_STOCKS:
            yield words.without_unit(figure.title, figure.unit_of_measure)


def _figures(configuration: Configuration, choice: AdHocChoice, moments: Moments) -> Iterator[say.AdHocFigure]:
    plan = configuration.plan_of(choice.period)
    codes = [unit.code for unit in configuration.unit_register.expected(choice.period)]
    asked = [code for code in codes if not choice.units or code in choice.units]
    now, counted = moments.now.of_part(asked), plan.figures.get(HOUSEHOLDS, {})
    for code in choice.figures:
        figure = plan.figure_by_key[code]
        values: dict[str, float | None] = {"now": now.district.get(code)}
        for when, then in (("previous", moments.previous), ("baseline", moments.baseline)):
            both = _both(now, then, figure.kind) if when == "previous" or figure.kind == "stock" else None
            values[when] = _sum(then, both, code)
            values[f"now_as_{when}"] = _sum(now, both, code)
        title = words.without_unit(figure.title, figure.unit_of_measure)
        line = say.Comparison(key=code, title=title, unit_of_measure=figure.unit_of_measure, **values)
        yield say.AdHocFigure(
            line=line,
            units={unit: now.units.get(unit, {}).get(code) for unit in asked},
            of_households=code in counted,
            coverage=coverage_of(now.coverage(figure.kind), len(choice.period.months), figure.kind),
        )


def _both(now: PeriodFigures, then: PeriodFigures, kind: str) -> set[str] | None:
    """All units that report now, where each is known then, of a flow with every month both times; else nothing is compared."""
    units = now.units.keys()
    are_known = units <= then.units.keys()
    is_whole = kind == "stock" or not (now.gaps.keys() | then.gaps.keys()) & units
    return {*units} if units and are_known and is_whole else None


def _sum(figures: PeriodFigures, units: Collection[str] | None, code: str) -> float | None:
    return figures.over(units).get(code) if units else None


def _answers(warehouse: Warehouse, choice: AdHocChoice) -> Iterator[say.AdHocAnswer]:
    questions = {one.code: one for one in warehouse.configuration.questions}
    for code in choice.questions:
        found = answer(warehouse, questions[code], choice.period, choice.units or None)
        yield say.AdHocAnswer(
            title=found.question.title,
            heads=list(found.heads),
            measures=[
                (words.without_unit(one.title, one.unit_of_measure), one.unit_of_measure)
                for one in found.question.measure
            ],
            lines=[(list(line.place), list(line.values)) for line in found.lines],
            total=list(found.total),
            coverage=coverage_of(found.coverage, len(choice.period.months), found.question.kind),
            note=found.question.note,
            of_households=found.question.rows == HOUSEHOLDS,
            is_folded=found.question.by[:2] == (BY_UNIT, VILLAGE),
        )


def _small_counts_below(configuration: Configuration) -> int:
    return configuration.letterhead.publication.small_counts_below or _SMALL_COUNTS_BELOW

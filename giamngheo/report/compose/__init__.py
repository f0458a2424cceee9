"""Works out what a report says, from the warehouse. The only place where a report's figures are compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from giamngheo.attain.indicators import attain, stated_baseline
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.metadata.levels import whole_or_part
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.report import content as say
from giamngheo.report.compose.areas import areas_of, settlements_of
from giamngheo.report.compose.changes import changes_between, digest_of, lists_between, lists_differ
from giamngheo.report.compose.concerns import concerns_of
from giamngheo.report.compose.flows import Flows
from giamngheo.report.compose.indicators import (
    attained,
    by_unit,
    by_unit_before,
    district_line,
    headline,
    known_whole,
    moves_of,
    unit_line,
)
from giamngheo.report.compose.joined import former_gaps_of, joined_of
from giamngheo.report.compose.lists import models_of, resources_of, stories_of, unit_resources_of
from giamngheo.report.compose.moments import Moments, moments_of
from giamngheo.report.compose.offices import at_day, nouns_of, office_of, offices_of, publication_of
from giamngheo.report.compose.reporting import Fields, reporting
from giamngheo.report.compose.revision import reasons_of, verdicts_moved
from giamngheo.report.compose.sources import figure_sources, made_from
from giamngheo.report.compose.sponsors import sponsors_of
from giamngheo.report.compose.standards import by_standards, standard_changed
from giamngheo.report.compose.trend import trend_of
from giamngheo.report.compose.villages import villages_of
from giamngheo.report.lineage import upstream_submissions
from giamngheo.report.wording import comparing, words
from giamngheo.warehouse.engine import Warehouse

KIND = FULL_REPORT


@dataclass(frozen=True)
class Draft:
    """A report's content, before it has a number and a day; and what it was made from.

    `submissions` are those of its own months that its figures are sums of; `rests_on` are all, also of the months it
    compares with.
    """

    content: say.ReportContent
    submissions: tuple[int, ...]
    rests_on: tuple[int, ...]

    @property
    def figures_sha256(self) -> str:
        return digest_of(self.content)


def draft(
    warehouse: Warehouse, period: Period, revision: int, issued_on: dt.date, replaces: say.ReportContent | None = None
) -> Draft:
    """The report on a period as the warehouse knows it now; `NothingFound` if no unit reported.

    `replaces` is the report that somebody has already: the figures that differ from it are listed.
    """
    moments = moments_of(warehouse, period)
    if not moments.now.units:
        of_last = "" if period == period.last_month else f", {period.last_month.title} là tháng cuối kỳ"
        raise NothingFound(
            f"Chưa có báo cáo nào được nhận cho kỳ {period.last_month}{of_last}, nên chưa lập được báo cáo. "
            f"Xem giamngheo status --period {period}."
        )
    made = _content(warehouse, period, moments)
    office = at_day(made.office, warehouse.configuration.plan_of(period), issued_on)
    made = made.model_copy(update={"revision": revision, "issued_on": issued_on, "office": office})
    rests_on = upstream_submissions(warehouse, period)
    if replaces is not None:
        made = made.model_copy(
            update={
                "replaces": _replaced(replaces, made),
                "changes": changes_between(replaces, made),
                "lists_changed": lists_differ(replaces, made),
                "changed_lists": lists_between(replaces, made),
                "reasons": reasons_of(warehouse, replaces, rests_on),
                "verdicts_moved": verdicts_moved(replaces, made),
            }
        )
    return Draft(made, moments.now.submissions, rests_on)


def _replaced(old: say.ReportContent, new: say.ReportContent) -> say.Replaced:
    is_others = old.office.issuing_body != new.office.issuing_body
    issued_by = words.office_name(old) if is_others else ""
    return say.Replaced(revision=old.revision, issued_on=old.issued_on, issued_by=issued_by, step=comparing.step(old))


def is_same_report(old: say.ReportContent, new: say.ReportContent) -> bool:
    """Whether a reader of the old report learns no new figure and no new line of a list."""
    return not changes_between(old, new) and not lists_differ(old, new)


def _content(warehouse: Warehouse, period: Period, moments: Moments) -> say.ReportContent:
    """Part by part; pydantic holds that every field is there, and of its type."""
    configuration = warehouse.configuration
    return say.ReportContent(
        kind=KIND,
        revision=1,
        issued_on=dt.date.min,
        office=office_of(configuration, period),
        nouns=nouns_of(configuration),
        publication=publication_of(configuration, period),
        classes=configuration.classes.model_copy(update={"standards": ()}),
        offices=offices_of(configuration, period),
        figure_sources=figure_sources(configuration, moments.now),
        made_from=made_from(warehouse, moments.now),
        former_gaps=former_gaps_of(moments.now),
        **time_of(warehouse, period, moments),
        **reporting(warehouse, period, moments.now),
        **figures_of(warehouse, period, moments),
        **_lists(warehouse, period, moments),
    )


def time_of(warehouse: Warehouse, period: Period, moments: Moments) -> Fields:
    """Which period it is, and with which others it is compared."""
    configuration = warehouse.configuration
    plan = configuration.plan_of(period)
    baseline = plan.baseline_period
    window_from, window_to = period.window(configuration.calendar.cutoff_day)
    return {
        "period": period.code,
        "months": [month.code for month in period.months],
        "period_kind": period.kind,
        "period_title": period.title,
        "window_from": window_from,
        "window_to": window_to,
        "previous_title": moments.previous.period.title if moments.now.units.keys() & moments.previous.units else None,
        "passed_over": [one.period.title for one in moments.passed_over],
        "is_closing": plan.is_closed_by(period),
        "baseline_title": baseline.title,
        "previous_is_baseline": moments.previous.period.last_month == baseline.last_month,
        "is_baseline": period.last_month == baseline.last_month,
    }


def figures_of(warehouse: Warehouse, period: Period, moments: Moments) -> Fields:
    """Stocks, indicators and flows of the district and of each unit."""
    configuration, now = warehouse.configuration, moments.now
    plan, expected = configuration.plan_at(period), configuration.unit_register.expected(period)
    codes = [unit.code for unit in expected]
    whole = whole_or_part(configuration.levels.area.whole_of(plan.area), len(now.units), len(expected))
    stated = stated_baseline(plan, now, moments.baseline)
    values = attain(plan, now, moments.baseline)
    now_by_unit, before = by_unit(values), by_unit_before(plan, moments, codes)
    attainment = attained(configuration, moments, values)
    flows = Flows(warehouse, moments)
    classes = configuration.classes
    units = [unit_line(unit.code, unit.name, classes, moments, now_by_unit, before) for unit in expected]
    return {
        "headline": headline(configuration.classes, moments, stated),
        "is_baseline_stated": stated is not None,
        "baseline_needs_all": _needs_all(plan, moments),
        "known_before": known_whole(moments),
        "attainment": attainment,
        "units": units,
        "moves": moves_of(units, moments.previous.period.title),
        "district": district_line(whole, classes, moments, now_by_unit, before),
        **flows.of_classes(),
        "flows": flows.of_units(),
        "district_flow": flows.of_district(whole),
        "compared_units": {
            "previous": len(now.units.keys() & moments.previous.units.keys()),
            "baseline": len(now.units if stated else now.units.keys() & moments.baseline.units.keys()),
        },
        "joined": joined_of(moments),
        "trend": trend_of(configuration, moments, stated),
        "standard_changed": standard_changed(configuration, moments, stated),
        "by_standard": by_standards(warehouse, moments),
        "concerns": concerns_of(units, attainment, configuration.letterhead.attention),
        "attention_percent": configuration.letterhead.attention.behind_percent,
        "villages": villages_of(warehouse, period, codes),
        "areas": areas_of(configuration, plan, moments, flows),
        "settlements": settlements_of(configuration, moments),
    }


def _needs_all(plan: Plan, moments: Moments) -> bool:
    """Whether nothing but what the plan says of the baseline could be compared with, which is of all units."""
    is_known = bool(moments.now.units.keys() & moments.baseline.units.keys())
    return plan.baseline_stocks is not None and not is_known and not moments.now.coverage("stock").is_whole


def _lists(warehouse: Warehouse, period: Period, moments: Moments) -> Fields:
    """What is counted or listed one by one: resources, models, stories."""
    now = moments.now
    units = warehouse.configuration.unit_register.expected(period)
    names = {unit.code: unit.name for unit in units if unit.code in now.units}
    return {
        "resources": resources_of(warehouse, now.submissions),
        "unit_resources": unit_resources_of(warehouse, now.submissions),
        "models": models_of(warehouse, now, period),
        "sponsors": sponsors_of(warehouse, period.last_month, names),
        "stories": stories_of(warehouse, now.submissions, period),
    }

"""Works out what a report says, from the warehouse. The only place where a report's figures are compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from giamngheo.attain.indicators import attain
from giamngheo.check.completeness import Returned, UnitReport, returned, rule_sentence, unit_reports, warnings_of
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.report import content as say
from giamngheo.report.compose.changes import changes_between, digest_of, lists_differ
from giamngheo.report.compose.concerns import concerns_of
from giamngheo.report.compose.flows import district_flow, flow_gaps, flows_of
from giamngheo.report.compose.indicators import attained, by_unit, headline, unit_line
from giamngheo.report.compose.joined import joined_of
from giamngheo.report.compose.lists import models_of, resources_of, stories_of, unit_resources_of
from giamngheo.report.compose.mending import to_mend
from giamngheo.report.compose.moments import Moments, moments_of
from giamngheo.report.compose.trend import trend_of
from giamngheo.report.compose.villages import villages_of
from giamngheo.report.lineage import upstream_submissions
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
        raise NothingFound(
            f"Chưa có báo cáo nào được nhận cho kỳ {period}, nên chưa lập được báo cáo. "
            f"Xem giamngheo status --period {period}."
        )
    made = _content(warehouse, period, moments)
    made = made.model_copy(update={"revision": revision, "issued_on": issued_on})
    if replaces is not None:
        made = made.model_copy(
            update={
                "replaces": say.Replaced(revision=replaces.revision, issued_on=replaces.issued_on),
                "changes": changes_between(replaces, made),
                "lists_changed": lists_differ(replaces, made),
            }
        )
    return Draft(made, moments.now.submissions, upstream_submissions(warehouse, period))


def is_same_report(old: say.ReportContent, new: say.ReportContent) -> bool:
    """Whether a reader of the old report learns no new figure and no new line of a list."""
    return not changes_between(old, new) and not lists_differ(old, new)


def _content(warehouse: Warehouse, period: Period, moments: Moments) -> say.ReportContent:
    configuration = warehouse.configuration
    plan, now = configuration.plan, moments.now
    whole = f"Toàn {plan.district}"
    expected = configuration.unit_register.expected(period)
    reports, back = unit_reports(warehouse, period), returned(warehouse, period)
    values = attain(plan, now, moments.baseline, [unit.code for unit in expected])
    before = attain(plan, moments.previous, moments.baseline, [unit.code for unit in expected])
    window_from, window_to = period.window(configuration.calendar.cutoff_day)
    attainment = attained(configuration, moments, values, len(expected))
    now_by_unit, before_by_unit = by_unit(values), by_unit(before)
    units = [unit_line(unit.code, unit.name, moments, now_by_unit, before_by_unit) for unit in expected]
    return say.ReportContent(
        kind=KIND,
        period=period.code,
        period_kind=period.kind,
        period_title=period.title,
        window_from=window_from,
        window_to=window_to,
        previous_title=period.before.title if moments.previous.units else None,
        baseline_title=plan.baseline_period.title,
        revision=1,
        issued_on=dt.date.min,
        office=_office(configuration),
        coverage=say.Coverage(reporting=len(now.units), expected=len(expected)),
        missing=[report.unit.name for report in reports if report.unit.code not in now.units],
        late=[report.unit.name for report in reports if report.status == "accepted" and not report.on_time],
        headline=headline(moments),
        attainment=attainment,
        units=units,
        district=unit_line(None, whole, moments, now_by_unit, before_by_unit),
        flows=flows_of(moments, expected),
        district_flow=district_flow(whole, moments),
        flow_gaps=flow_gaps(now, expected),
        all_compared=all(
            now.units.keys() <= then.units.keys() for then in (moments.previous, moments.baseline) if then.units
        ),
        reporters=[_reporter(report) for report in reports],
        rejections=[_rejection(item) for item in back],
        warnings=[
            say.RuleCount(rule=rule, message=rule_sentence(warehouse, rule), count=count, explained=explained)
            for rule, count, explained in warnings_of(warehouse, now.submissions)
        ],
        resources=resources_of(warehouse, now.submissions),
        models=models_of(warehouse, now, period),
        stories=stories_of(warehouse, now.submissions, period),
        since_baseline=_since(plan.baseline_period.last_month, period.last_month),
        previous_is_baseline=period.before.last_month == plan.baseline_period.last_month,
        is_baseline=period.last_month == plan.baseline_period.last_month,
        trend=trend_of(warehouse, period),
        concerns=concerns_of(units, attainment, configuration.letterhead.attention),
        villages=villages_of(warehouse, period, [unit.code for unit in expected]),
        to_mend=to_mend(warehouse, reports, back),
        unit_resources=unit_resources_of(warehouse, now.submissions),
        offices=_offices(configuration),
        joined=joined_of(moments),
    )


def _since(baseline: Period, last: Period) -> str:
    """`từ đầu năm` where the baseline is the December before."""
    return "từ đầu năm" if baseline == Period(last.year - 1, "month", 12) else "từ kỳ gốc"


def _office(configuration: Configuration) -> say.Office:
    office = configuration.letterhead
    return say.Office(
        parent_body=office.parent_body,
        issuing_body=office.issuing_body,
        symbol=office.symbol,
        place=office.place,
        addressees=list(office.addressees),
        receivers=[*office.receivers, office.filed_as],
        signed_for=office.signed_for,
        signer_title=office.signer_title,
        signer_name=office.signer_name,
        plan_title=configuration.plan.title,
        notice_symbol=office.notice_symbol,
        department=office.department.name,
        letter_symbol=office.department.symbol,
        letter_receivers=[*office.department.receivers, office.filed_as],
    )


def _offices(configuration: Configuration) -> list[say.ResponsibleOffice]:
    """All that the plan names."""
    plan = configuration.plan
    return [
        say.ResponsibleOffice(
            code=code,
            name=office.name,
            article=office.article,
            indicators=[indicator.code for indicator in plan.indicator if indicator.responsible == code],
            also=list(office.also),
        )
        for code, office in plan.offices.items()
    ]


def _reporter(report: UnitReport) -> say.Reporter:
    return say.Reporter(
        code=report.unit.code,
        name=report.unit.name,
        status=report.status,
        version=report.version,
        received_at=report.received_at,
        on_time=report.on_time,
        critical=report.critical,
        warning=report.warning,
    )


def _rejection(item: Returned) -> say.Rejection:
    return say.Rejection(
        code=item.unit.code,
        name=item.unit.name,
        received_at=item.received_at,
        rules=[say.RuleCount(rule=rule, message=message, count=count) for rule, message, count in item.rules],
    )

"""Works out what a report says, from the warehouse. The only place where a report's figures are compared."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from giamngheo.attainment import Attainment, attain, by_indicator
from giamngheo.configuration.records import Configuration, Unit
from giamngheo.errors import NothingFound
from giamngheo.figures import Numbers, PeriodFigures, work_out
from giamngheo.period import Period
from giamngheo.report import content as say
from giamngheo.report.lists import models_of, resources_of, stories_of
from giamngheo.reporters import UnitReport, returned, rule_sentence, unit_reports, warnings_of
from giamngheo.units import Units
from giamngheo.warehouse.engine import Warehouse

KIND = "giam-ngheo"

# What of a content makes it a new revision: the figures and over whom they are, not who sent what when.
_FIGURES = {
    "coverage",
    "missing",
    "headline",
    "attainment",
    "units",
    "district",
    "flows",
    "district_flow",
    "resources",
    "models",
    "stories",
    "flow_gaps",
}


@dataclass(frozen=True)
class Draft:
    """A report's content, before it has a number and a day; and what it was made from."""

    content: say.ReportContent
    submissions: tuple[int, ...]

    @property
    def figures_sha256(self) -> str:
        figures = self.content.model_dump(mode="json", include=_FIGURES)
        return hashlib.sha256(json.dumps(figures, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class _Figures:
    """The moments that a report compares; `opening` is the stock with which the period began."""

    now: PeriodFigures
    previous: PeriodFigures
    baseline: PeriodFigures
    opening: PeriodFigures


def draft(warehouse: Warehouse, period: Period, revision: int, issued_on: dt.date) -> Draft:
    """The report on a period as the warehouse knows it now; `NothingFound` if no unit reported."""
    configuration = warehouse.configuration
    plan = configuration.plan
    figures = _figures(warehouse, period)
    if not figures.now.units:
        raise NothingFound(
            f"Chưa có báo cáo nào được nhận cho kỳ {period}, nên chưa lập được báo cáo. "
            f"Xem giamngheo status --period {period}."
        )
    expected = Units(configuration).expected(period)
    reports = unit_reports(warehouse, period)
    values = attain(plan, figures.now, figures.baseline, [unit.code for unit in expected])
    window = period.window(configuration.calendar.cutoff_day)
    submissions = figures.now.submissions
    made = say.ReportContent(
        kind=KIND,
        period=period.code,
        period_kind=period.kind,
        period_title=period.title,
        window_from=window[0],
        window_to=window[1],
        previous_title=period.before.title if figures.previous.units else None,
        baseline_title=plan.baseline_period.title,
        revision=revision,
        issued_on=issued_on,
        office=_office(configuration),
        coverage=say.Coverage(reporting=len(figures.now.units), expected=len(expected)),
        expected_names=[unit.name for unit in expected],
        missing=[report.unit.name for report in reports if report.unit.code not in figures.now.units],
        late=[report.unit.name for report in reports if report.status == "accepted" and not report.on_time],
        headline=_headline(figures),
        attainment=_attainment(configuration, figures, values, len(expected)),
        units=[_unit_line(unit.code, unit.name, figures, values) for unit in expected],
        district=_unit_line(None, f"Toàn {plan.district}", figures, values),
        flows=_flows(figures, expected),
        district_flow=_district_flow(f"Toàn {plan.district}", figures),
        flow_gaps=_flow_gaps(figures.now, expected),
        all_compared=all(
            figures.now.units.keys() <= then.units.keys() for then in (figures.previous, figures.baseline) if then.units
        ),
        reporters=[_reporter(report) for report in reports],
        rejections=[_rejection(item) for item in returned(warehouse, period)],
        warnings=[
            say.RuleCount(rule=rule, message=rule_sentence(warehouse, rule), count=count)
            for rule, count in warnings_of(warehouse, submissions)
        ],
        resources=resources_of(warehouse, submissions),
        models=models_of(warehouse, figures.now, period),
        stories=stories_of(warehouse, submissions),
    )
    return Draft(made, submissions)


def _figures(warehouse: Warehouse, period: Period) -> _Figures:
    eve = period.months[0] - 1
    previous = work_out(warehouse, period.before)
    return _Figures(
        now=work_out(warehouse, period),
        previous=previous,
        baseline=work_out(warehouse, warehouse.configuration.plan.baseline_period),
        opening=previous if period.before.last_month == eve else work_out(warehouse, eve),
    )


def _office(configuration: Configuration) -> say.Office:
    office = configuration.office
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
    )


def _headline(figures: _Figures) -> list[say.Comparison]:
    moments = [figures.now.district]
    for then in (figures.previous, figures.baseline):
        both = figures.now.units.keys() & then.units.keys()
        moments += [then.over(both), figures.now.over(both)]
    stocks = [("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo"), ("social_poor", "Hộ nghèo bảo trợ xã hội")]
    lines = []
    for name, title in stocks:
        lines.append(_comparison(name, title, "hộ", *(numbers.get(name) for numbers in moments)))
        rates = [_rate(numbers, name) for numbers in moments]
        lines.append(_comparison(f"{name}_rate", f"Tỷ lệ {title[0].lower()}{title[1:]}", "%", *rates))
    return lines


def _comparison(
    key: str,
    title: str,
    unit: str,
    now: float | None,
    previous: float | None,
    now_as_previous: float | None,
    baseline: float | None,
    now_as_baseline: float | None,
) -> say.Comparison:
    return say.Comparison(
        key=key,
        title=title,
        unit_of_measure=unit,
        now=now,
        previous=previous,
        baseline=baseline,
        now_as_previous=now_as_previous,
        now_as_baseline=now_as_baseline,
    )


def _attainment(
    configuration: Configuration, figures: _Figures, values: list[Attainment], expected: int
) -> list[say.Attained]:
    plan = configuration.plan
    district = by_indicator(values, None)
    reporting = figures.now.units
    over_same = {
        name: by_indicator(
            attain(plan, _restricted(numbers, reporting), _restricted(figures.baseline, reporting), []), None
        )
        for name, numbers in (("previous", figures.previous), ("baseline", figures.baseline))
    }
    return [
        say.Attained(
            indicator=indicator.code,
            title=indicator.title,
            unit_of_measure=indicator.unit_of_measure,
            responsible=plan.offices[indicator.responsible],
            article=indicator.article,
            numerator=district[indicator.code].numerator,
            denominator=district[indicator.code].denominator,
            value=district[indicator.code].value,
            previous=over_same["previous"][indicator.code].value,
            baseline=over_same["baseline"][indicator.code].value,
            sign=indicator.target.sign,
            target=indicator.target.value,
            by_year_end=indicator.target.by_year_end,
            status=district[indicator.code].status,  # type: ignore[arg-type]
            attainment_percent=district[indicator.code].attainment,
            coverage=say.Coverage(reporting=district[indicator.code].reporting_units, expected=expected),
        )
        for indicator in plan.indicator
    ]


def _restricted(figures: PeriodFigures, units: dict[str, Numbers]) -> PeriodFigures:
    kept = {unit: numbers for unit, numbers in figures.units.items() if unit in units}
    return PeriodFigures(figures.period, kept, figures.submissions)


def _unit_line(code: str | None, name: str, figures: _Figures, values: list[Attainment]) -> say.UnitLine:
    if code is None:
        now, baseline = figures.now.district, figures.baseline.over(figures.now.units)
    else:
        now, baseline = figures.now.units.get(code, {}), figures.baseline.units.get(code, {})
    return say.UnitLine(
        code=code or "",
        name=name,
        reported=bool(now),
        households=now.get("households"),
        poor=now.get("poor"),
        poor_rate=_rate(now, "poor"),
        near_poor=now.get("near_poor"),
        near_poor_rate=_rate(now, "near_poor"),
        social_poor=now.get("social_poor"),
        poor_rate_baseline=_rate(baseline, "poor"),
        indicators=[
            say.UnitAttained(
                indicator=value.indicator,
                value=value.value,
                numerator=value.numerator,
                denominator=value.denominator,
                target=value.target,
                status=value.status,  # type: ignore[arg-type]
            )
            for value in by_indicator(values, code).values()
        ],
    )


def _flows(figures: _Figures, expected: list[Unit]) -> list[say.Flow]:
    return [
        _flow(unit.code, unit.name, figures.now.units[unit.code], figures.opening.units.get(unit.code, {}))
        for unit in expected
        if unit.code in figures.now.units
    ]


def _district_flow(name: str, figures: _Figures) -> say.Flow:
    """The sum over the units; its opening is said only where every reporting unit has one."""
    complete = figures.now.units.keys() <= figures.opening.units.keys()
    return _flow("", name, figures.now.district, figures.opening.over(figures.now.units) if complete else {})


def _flow_gaps(now: PeriodFigures, expected: list[Unit]) -> list[str]:
    """Units of whose flows a month is missing, with the months."""
    return [
        f"{unit.name} ({', '.join(month.title for month in now.gaps[unit.code])})"
        for unit in expected
        if now.gaps.get(unit.code)
    ]


def _flow(code: str, name: str, now: Numbers, previous: Numbers) -> say.Flow:
    """Opening + in − out = closing, over the same units on both sides."""
    opening = previous["poor"] + previous["near_poor"] if previous else None
    closing = now["poor"] + now["near_poor"]
    came = now["change_new"] + now["change_relapsed"] + now["change_moved_in"]
    went = (
        now["change_escaped_poverty"]
        + now["change_escaped_near_poverty"]
        + now["change_moved_out"]
        + now["change_removed"]
    )
    return say.Flow(
        code=code,
        name=name,
        opening=opening,
        new=now["change_new"],
        relapsed=now["change_relapsed"],
        moved_in=now["change_moved_in"],
        escaped_poverty=now["change_escaped_poverty"],
        escaped_near_poverty=now["change_escaped_near_poverty"],
        moved_out=now["change_moved_out"],
        removed=now["change_removed"],
        closing=closing,
        to_poor=now["change_to_poor"],
        to_near_poor=now["change_to_near_poor"],
        balances=None if opening is None else opening + came - went == closing,
    )


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


def _rejection(item) -> say.Rejection:  # type: ignore[no-untyped-def]
    return say.Rejection(
        code=item.unit.code,
        name=item.unit.name,
        received_at=item.received_at,
        rules=[say.RuleCount(rule=rule, message=message, count=count) for rule, message, count in item.rules],
    )


def _rate(numbers: Numbers, key: str) -> float | None:
    """Percent of all households; of them the district's poverty rate is made (numerators summed first)."""
    return numbers[key] / numbers["households"] * 100 if numbers.get("households") else None

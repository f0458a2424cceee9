"""Stocks and indicators of the plan: now, in the period before, at the baseline; and at what pace the year ends."""

from __future__ import annotations

from typing import Any

from giamngheo.attain.aggregates import Numbers, PeriodFigures, ReportingRate, since_of
from giamngheo.attain.indicators import Attainment, attain_of, by_indicator
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import BaselineStocks, Indicator, Plan
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments, last_complete, rate_of
from giamngheo.report.compose.outlook import outlook_of
from giamngheo.report.wording.terms import STOCKS

ByUnit = dict[str, dict[str, Attainment]]  # unit ("" is the district) → indicator → attainment
_HEADLINES = ("poor", "near_poor", "social_poor")
_COMPARED = ("now", "previous", "now_as_previous", "baseline", "now_as_baseline")


def headline(moments: Moments, stated: BaselineStocks | None, is_whole: bool) -> list[say.Comparison]:
    """Each stock and its rate; compared is like with like, the whole district with what the plan `stated` where no unit
    reported the baseline."""
    if stated and is_whole and not moments.baseline.units:
        known = {name: value for name, value in stated if isinstance(value, float)}
        return [
            one.model_copy(update={"baseline": known[one.key], "now_as_baseline": one.now}) if one.key in known else one
            for one in headline(moments, None, is_whole)
        ]
    found = [moments.now.district]
    for then in (moments.previous, moments.baseline):
        both = moments.now.units.keys() & then.units.keys()
        found += [then.over(both), moments.now.over(both)]
    lines = []
    for name in _HEADLINES:
        title, unit = STOCKS[name]
        lines.append(_comparison(name, title, unit, *(numbers.get(name) for numbers in found)))
        rates = [rate_of(numbers, name) for numbers in found]
        lines.append(_comparison(f"{name}_rate", f"Tỷ lệ {title[0].lower()}{title[1:]}", "%", *rates))
    return lines


def _comparison(key: str, title: str, unit: str, *values: float | None) -> say.Comparison:
    compared = dict(zip(_COMPARED, values, strict=True))
    return say.Comparison(key=key, title=title, unit_of_measure=unit, **compared)


def attained(
    configuration: Configuration, moments: Moments, values: list[Attainment], before: ByUnit, expected: int
) -> list[say.Attained]:
    """Every indicator of the plan for the district; before and at the baseline where the same units are known."""
    plan, now = configuration.plan, moments.now
    district = by_indicator(values, None)
    baseline = moments.baseline.of_units(now.units)
    at_previous = _over(plan, moments.previous.of_units(now.units), baseline, expected)
    at_baseline = _over(plan, baseline, baseline, expected)
    previous_is_whole = now.units.keys() <= moments.previous.units.keys()
    baseline_is_whole = now.units.keys() <= moments.baseline.units.keys()
    complete = last_complete(moments.earlier, expected)
    at_complete = _over(plan, complete, moments.baseline, expected) if complete else {}
    months = _months(plan, moments, expected)
    last, end = now.period.last_month, Period(plan.year, "month", 12)
    found = []
    for indicator in plan.indicator:
        own, code = district[indicator.code], indicator.code
        is_whole = indicator.measure != "count" or len(now.units) == expected
        more = {
            "coverage": coverage_of(own.coverage, len(now.period.months), indicator.kind),
            "previous": at_previous[code].value if previous_is_whole else None,
            "previous_status": before[""][code].status,
            "baseline": at_baseline[code].value if baseline_is_whole else None,
            "outlook": outlook_of(indicator, own, _values(months, code), last, end) if is_whole else None,
            "known_before": _known(complete, at_complete.get(code)) if own.status == "not_enough" else None,
        }
        found.append(_attained(configuration, indicator, own, more))
    return found


def _over(plan: Plan, now: PeriodFigures, baseline: PeriodFigures, owing: int) -> dict[str, Attainment]:
    """The values of the indicators over some of the units that owe reports."""
    return by_indicator(attain_of(plan, now, baseline, owing), None)


def _months(plan: Plan, moments: Moments, owing: int) -> dict[int, dict[str, Attainment]]:
    """The indicators of each month of which every unit that reports now is known, by the month's ordinal."""
    units = moments.now.units.keys()
    known = [month for month in moments.months if units <= month.units.keys()]
    baseline = moments.baseline.of_units(units)
    return {month.period.ordinal: _over(plan, month.of_units(units), baseline, owing) for month in known}


def _values(months: dict[int, dict[str, Attainment]], code: str) -> dict[int, float]:
    found = {at: own[code].value for at, own in months.items()}
    return {at: value for at, value in found.items() if value is not None}


def _known(then: PeriodFigures | None, own: Attainment | None) -> say.KnownBefore | None:
    if then is None or own is None or own.value is None:
        return None
    return say.KnownBefore(period_title=then.period.title, value=own.value)


def coverage_of(coverage: ReportingRate, months: int, kind: str) -> say.Coverage:
    """For the reader: of one month there is one report of each unit, so that units are counted."""
    return say.Coverage(
        reporting=coverage.reports,
        expected=coverage.owed,
        of="reports" if kind == "flow" and months > 1 else "units",
    )


def _attained(
    configuration: Configuration, indicator: Indicator, own: Attainment, more: dict[str, Any]
) -> say.Attained:
    """What the plan says of an indicator, over it its figures."""
    more |= {
        "responsible": configuration.plan.offices[indicator.responsible].name,
        "sign": indicator.target.sign,
        "by_year_end": indicator.target.by_year_end,
        "attainment_percent": own.attainment,
        "short_title": indicator.short_title or f"{indicator.title[:1].lower()}{indicator.title[1:]}",
        "source": _source(configuration, indicator, indicator.rows),
        "denominator_source": _source(configuration, indicator, indicator.denominator_rows or indicator.rows),
    }
    return say.Attained(**dict(indicator) | vars(own) | more)


def _source(configuration: Configuration, indicator: Indicator, rows: str) -> str:
    form, since = configuration.form, since_of(configuration.form, indicator)
    begun = f", từ {Period.parse(since).title}" if since else ""
    return f"Biểu {form.id}, trang «{form.tables[rows].name}»{begun}"


def by_unit(values: list[Attainment]) -> ByUnit:
    found: ByUnit = {}
    for value in values:
        found.setdefault(value.unit or "", {})[value.indicator] = value
    return found


def by_unit_before(plan: Plan, moments: Moments, codes: list[str]) -> ByUnit:
    """The indicators of the district at the period compared with, and of each unit at its own."""
    found = {"": by_indicator(attain_of(plan, moments.previous, moments.baseline, len(codes)), None)}
    for code in codes:
        then = moments.last_of(code)
        if then is not None:
            values = attain_of(plan, then.of_unit(code), moments.baseline.of_unit(code), 1, unit=code)
            found[code] = by_indicator(values, code)
    return found


def unit_line(code: str, name: str, moments: Moments, values: ByUnit, before: ByUnit) -> say.UnitLine:
    """A unit beside its last period."""
    then = moments.last_of(code)
    now, baseline = moments.now.units.get(code, {}), moments.baseline.units.get(code, {})
    return _line(code, name, now, then.units[code] if then else {}, baseline, values, before).model_copy(
        update={"previous_title": then.period.title if then else ""}
    )


def district_line(name: str, moments: Moments, values: ByUnit, before: ByUnit) -> say.UnitLine:
    """The sum of the units that report; its earlier stocks are those of the same units."""
    units = moments.now.units
    previous, baseline = moments.previous.over(units), moments.baseline.over(units)
    return _line("", name, moments.now.district, previous, baseline, values, before)


def _line(
    code: str, name: str, now: Numbers, previous: Numbers, baseline: Numbers, values: ByUnit, before: ByUnit
) -> say.UnitLine:
    earlier = before.get(code, {})
    return say.UnitLine(
        code=code,
        name=name,
        reported=bool(now),
        **_stocks(now),
        poor_rate_baseline=rate_of(baseline, "poor"),
        indicators=[
            say.UnitAttained(
                **vars(value),
                previous=earlier[value.indicator].value if previous else None,
                attainment_percent=value.attainment,
            )
            for value in values[code].values()
        ],
        previous=say.Stocks(**_stocks(previous)) if previous else None,
        baseline=say.Stocks(**_stocks(baseline)) if baseline else None,
    )


def moves_of(units: list[say.UnitLine], previous_title: str | None) -> list[say.UnitMove]:
    """Where the number of poor households moved since the period compared with: the largest rise first."""
    compared = [
        unit for unit in units if unit.previous and unit.poor is not None and unit.previous_title == previous_title
    ]
    found = [
        say.UnitMove(code=unit.code, name=unit.name, by=by)
        for unit in compared
        if (by := (unit.poor or 0) - unit.previous.poor)  # type: ignore[union-attr]  # compared have it
    ]
    return sorted(found, key=lambda move: (-move.by, move.code))


def _stocks(numbers: Numbers) -> dict[str, Any]:
    """Each stock and rate of a unit's line, by its name."""
    return {
        name: rate_of(numbers, name.removesuffix("_rate")) if name.endswith("_rate") else numbers.get(name)
        for name in STOCKS
    }

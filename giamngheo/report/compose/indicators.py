"""Stocks and indicators of the plan: now, in the period before, at the baseline; and at what pace the year ends."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from giamngheo.attain.aggregates import Numbers, numerator_key, since_of
from giamngheo.attain.indicators import Attainment, attain_of, by_indicator
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.status import NOT_MET, milestone_of
from giamngheo.core.period import Period
from giamngheo.metadata.classes import Classes
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import BaselineStocks, Indicator, Plan
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments, has_stocks, rate_of
from giamngheo.report.compose.outlook import projected
from giamngheo.report.compose.revised_targets import revised_of
from giamngheo.report.wording import goals, words
from giamngheo.report.wording.terms import STOCKS, stocks_of

ByUnit = dict[str, dict[str, Attainment]]  # unit ("" is the district) → indicator → attainment
_HEADLINES = ("poor", "near_poor", "social_poor")
_COMPARED = ("now", "previous", "now_as_previous", "baseline", "now_as_baseline")


def headline(classes: Classes, moments: Moments, stated: BaselineStocks | None) -> list[say.Comparison]:
    """Each stock and its rate; compared is like with like, the whole district with what the plan `stated` of the baseline
    where too few units reported it."""
    found = [moments.now.district]
    for then in (moments.previous, moments.baseline):
        both = moments.now.units.keys() & then.units.keys()
        found += [then.over(both), moments.now.over(both)]
    lines = []
    titles = stocks_of(classes)
    for name in (*_HEADLINES, *(one.code for one in classes.more)):
        title, unit = titles[name]
        lines.append(_comparison(name, title, unit, *(numbers.get(name) for numbers in found)))
        rates = [rate_of(numbers, name) for numbers in found]
        lines.append(_comparison(f"{name}_rate", f"Tỷ lệ {title[0].lower()}{title[1:]}", "%", *rates))
    return [_beside_stated(line, stated) for line in lines] if stated else lines


def _beside_stated(line: say.Comparison, stated: BaselineStocks) -> say.Comparison:
    value = getattr(stated, line.key, None)
    return line.model_copy(update={"baseline": value, "now_as_baseline": None if value is None else line.now})


def known_whole(moments: Moments) -> say.KnownStock | None:
    """Where units are missing: the last earlier month of all, and how much of it these units were."""
    then, missing = moments.last_complete_month, moments.now.reports.keys() - moments.now.units.keys()
    if not missing or then is None or not has_stocks(then.district):
        return None
    return say.KnownStock(
        period_title=then.period.title,
        units=len(then.units),
        poor=then.district["poor"],
        poor_rate=rate_of(then.district, "poor"),
        poor_of_missing=then.over(missing).get("poor", 0),
    )


def _comparison(key: str, title: str, unit: str, *values: float | None) -> say.Comparison:
    compared = dict(zip(_COMPARED, values, strict=True))
    return say.Comparison(key=key, title=title, unit_of_measure=unit, **compared)


def attained(configuration: Configuration, moments: Moments, values: list[Attainment]) -> list[say.Attained]:
    """Every indicator of the plan for the district; before and at the baseline where the same units are known."""
    now, plan = moments.now, configuration.plan_at(moments.now.period)
    district, earlier = by_indicator(values, None), _Earlier(plan, moments)
    as_written = {indicator.code: indicator for indicator in configuration.plan_of(now.period).indicator}
    ends = projected(configuration, moments)
    found = []
    for indicator in plan.indicator:
        own, code = district[indicator.code], indicator.code
        year = _year_so_far(configuration, indicator, own, now)
        more = {
            "responsible": plan.offices[indicator.responsible].name,
            "coverage": coverage_of(
                own.coverage, len((now.to_date.get(code, now) if year else now).months), indicator.kind
            ),
            "previous": None if year else earlier.at_previous(code),
            "was_attained": earlier.was_attained(code),
            "fell_behind": earlier.fell_behind(code),
            "without_before": earlier.without_before(code),
            "baseline": earlier.at_baseline(code),
            "year": year,
            "milestone": milestone_of(plan, indicator, now.period),
            "projection": ends.get(code),
            "is_uneven": code in ends and ends[code] is None,
            "known_before": earlier.known_whole(code) if own.status == "not_enough" else None,
            "revised": revised_of(configuration, as_written[code], now.period),
        }
        found.append(_attained(configuration.form, indicator, own, more))
    return found


def _year_so_far(
    configuration: Configuration, indicator: Indicator, own: Attainment, now: PeriodFigures
) -> say.YearSoFar | None:
    if own.year is None:
        return None
    expected = configuration.unit_register.expected(now.period)
    return say.YearSoFar(
        since=Period.parse(own.year.since).title,
        missing=[
            say.MissingMonth(
                title=Period.parse(month).title,
                units=[unit.name for unit in expected if unit.code in units],
                codes=[unit.code for unit in expected if unit.code in units],
                expected=len(expected),
            )
            for month, units in own.year.missing.items()
        ],
        in_period=_in_period(indicator, now) if now.to_date[indicator.code].months != now.months else None,
    )


def _in_period(indicator: Indicator, now: PeriodFigures) -> float | None:
    return now.district.get(numerator_key(indicator)) if indicator.measure == "count" else None


class _Earlier:
    """The indicators at the times that a report compares with, over the units that it has, by the targets of the report: a
    target that was raised since makes nobody lose it."""

    def __init__(self, plan: Plan, moments: Moments) -> None:
        self._plan, self._moments, self._units = plan, moments, moments.now.units.keys()
        self._both = self._units & moments.previous.units.keys()
        self._baseline = moments.baseline.of_units(self._units)
        self._previous = self._over(moments.previous.of_units(self._both), moments.baseline.of_units(self._both))
        self._now = self._over(moments.now.of_units(self._both), moments.baseline.of_units(self._both))

    def at_previous(self, code: str) -> float | None:
        return self._previous[code].value if self._both == self._units else None

    def without_before(self, code: str) -> float | None:
        own = self._previous[code]
        if self._both != self._units or own.numerator is None or own.denominator is None:
            return None
        return own.denominator - own.numerator

    def was_attained(self, code: str) -> bool:
        """Whether the units known both times met it then, and do not any more."""
        return self._previous[code].status == "attained" and self._now[code].status in ("on_track", *NOT_MET)

    def fell_behind(self, code: str) -> bool:
        """Whether the units known both times were on their way to it then, and are not any more. Before the plan's year began
        nobody was."""
        if self._plan.months_passed(self._moments.previous.period) <= 0:
            return False
        return self._previous[code].status == "on_track" and self._now[code].status == "behind"

    def at_baseline(self, code: str) -> float | None:
        return self._at_baseline[code].value if self._units <= self._moments.baseline.units.keys() else None

    def known_whole(self, code: str) -> say.KnownBefore | None:
        """At the last period that every unit had reported."""
        then = self._moments.last_complete
        own = self._at_complete.get(code)
        if then is None or own is None or own.value is None or self._is_measured_from(code, then):
            return None
        return say.KnownBefore(period_title=then.period.title, value=own.value)

    def _is_measured_from(self, code: str, then: PeriodFigures) -> bool:
        """A reduction since a time is nothing at that time."""
        own = next(one for one in self._plan.indicator if one.code == code)
        return own.measure == "reduction" and then.period.last_month == self._plan.baseline_period.last_month

    @cached_property
    def _at_baseline(self) -> dict[str, Attainment]:
        return self._over(self._baseline, self._baseline)

    @cached_property
    def _at_complete(self) -> dict[str, Attainment]:
        then = self._moments.last_complete
        return self._over(then, self._moments.baseline) if then else {}

    def _over(self, now: PeriodFigures, baseline: PeriodFigures) -> dict[str, Attainment]:
        return by_indicator(attain_of(self._plan, now, baseline), None)


def coverage_of(coverage: ReportingRate, months: int, kind: str) -> say.Coverage:
    """For the reader: of one month there is one report of each unit, so that units are counted."""
    return say.Coverage(
        reporting=coverage.reports,
        expected=coverage.owed,
        of="reports" if kind == "flow" and months > 1 else "units",
    )


def _attained(form: Form, indicator: Indicator, own: Attainment, more: dict[str, Any]) -> say.Attained:
    """What the plan says of an indicator, over it its figures; of one that is added up over the year its title says so."""
    added = goals.added_up(Period.parse(own.year.since)) if own.year else ""
    more |= {
        "sign": indicator.target.sign,
        "by_year_end": indicator.target.by_year_end,
        "attainment_percent": own.attainment,
        "title": f"{indicator.title}{added}",
        "short_title": f"{indicator.short_title or words.small(indicator.title)}{added}",
        "source": _source(form, indicator, indicator.rows),
        "denominator_source": _source(form, indicator, indicator.denominator_rows or indicator.rows),
    }
    return say.Attained(**dict(indicator) | vars(own) | more)


def _source(form: Form, indicator: Indicator, rows: str) -> str:
    since = since_of(form, indicator)
    begun = f", từ {Period.parse(since).title}" if since else ""
    return f"Biểu {form.id}, trang «{form.tables[rows].name}»{begun}"


def by_unit(values: list[Attainment]) -> ByUnit:
    found: ByUnit = {}
    for value in values:
        found.setdefault(value.unit or "", {})[value.indicator] = value
    return found


def by_unit_before(plan: Plan, moments: Moments, codes: list[str]) -> ByUnit:
    """The indicators of the units that report at the period compared with, together, and of each unit at its own."""
    of_all = moments.previous.of_units(moments.now.units)
    found = {"": by_indicator(attain_of(plan, of_all, moments.baseline.of_units(of_all.units)), None)}
    for code in codes:
        then = moments.last_of(code)
        if then is not None:
            values = attain_of(plan, then.of_unit(code), moments.baseline.of_unit(code), unit=code)
            found[code] = by_indicator(values, code)
    return found


def unit_line(code: str, name: str, classes: Classes, moments: Moments, values: ByUnit, before: ByUnit) -> say.UnitLine:
    """A unit beside its last period."""
    then = moments.last_of(code)
    now, baseline = moments.now.units.get(code, {}), moments.baseline.units.get(code, {})
    line = part_line(code, name, classes, now, then.units[code] if then else {}, baseline, values, before)
    return line.model_copy(update=beside(then, moments))


def beside(then: PeriodFigures | None, moments: Moments) -> dict[str, Any]:
    """With which period a line is compared."""
    return {
        "previous_title": then.period.title if then else "",
        "previous_is_baseline": then is not None and then.period.last_month == moments.baseline.period.last_month,
    }


def district_line(name: str, classes: Classes, moments: Moments, values: ByUnit, before: ByUnit) -> say.UnitLine:
    """The sum of the units that report; its earlier stocks are those of the same units."""
    units = moments.now.units
    previous, baseline = moments.previous.over(units), moments.baseline.over(units)
    return part_line("", name, classes, moments.now.district, previous, baseline, values, before)


def part_line(
    code: str,
    name: str,
    classes: Classes,
    now: Numbers,
    previous: Numbers,
    baseline: Numbers,
    values: ByUnit,
    before: ByUnit,
) -> say.UnitLine:
    """A line of sums: now, and where known in the period before and at the baseline; `before`: the indicators then."""
    earlier = before.get(code, {})
    return say.UnitLine(
        code=code,
        name=name,
        reported=bool(now),
        **stocks_of_numbers(now, classes),
        poor_rate_baseline=rate_of(baseline, "poor"),
        indicators=[
            say.UnitAttained(
                **vars(value),
                previous=earlier[value.indicator].value if previous and value.year is None else None,
                missing=[Period.parse(month).title for month in (value.year.missing if value.year else ())],
                attainment_percent=value.attainment,
            )
            for value in values[code].values()
        ],
        previous=say.Stocks(**stocks_of_numbers(previous, classes)) if has_stocks(previous) else None,
        baseline=say.Stocks(**stocks_of_numbers(baseline, classes)) if baseline else None,
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


def stocks_of_numbers(numbers: Numbers, classes: Classes) -> dict[str, Any]:
    """Each stock and rate of a unit's line, by its name; those of further classes by their keys."""
    known = {
        name: rate_of(numbers, name.removesuffix("_rate")) if name.endswith("_rate") else numbers.get(name)
        for name in stocks_of(classes)
    }
    more = {name: known.pop(name) for name in list(known) if name not in STOCKS}
    return known | {"more": more}

"""Stocks and indicators of the plan: now, in the period before, at the baseline; and at what pace the year ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from giamngheo.attain.aggregates import Numbers, PeriodFigures, percent_of, since_of
from giamngheo.attain.indicators import Attainment, attain, by_indicator, meets
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Indicator, Plan
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments, rate_of, restricted
from giamngheo.report.wording.terms import STOCKS

ByUnit = dict[str, dict[str, Attainment]]  # unit ("" is the district) → indicator → attainment
_HEADLINES = ("poor", "near_poor", "social_poor")
_COMPARED = ("now", "previous", "now_as_previous", "baseline", "now_as_baseline")


def headline(moments: Moments) -> list[say.Comparison]:
    """Each stock and its rate; compared is like with like."""
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
    configuration: Configuration, moments: Moments, values: list[Attainment], expected: int
) -> list[say.Attained]:
    """Every indicator of the plan for the district; before and at the baseline where the same units are known."""
    plan, reporting = configuration.plan, moments.now.units
    district = by_indicator(values, None)
    baseline_now = restricted(moments.baseline, reporting)
    previous = _of_district(plan, restricted(moments.previous, reporting), baseline_now)
    baseline = _of_district(plan, baseline_now, baseline_now)
    compared = _of_district(plan, restricted(moments.now, moments.baseline.units), baseline_now)
    previous_is_whole = reporting.keys() <= moments.previous.units.keys()
    baseline_is_whole = reporting.keys() <= moments.baseline.units.keys()
    months = _Months(plan.baseline_period.last_month, moments.now.period.last_month, Period(plan.year, "month", 12))
    return [
        _attained(
            configuration,
            indicator,
            district[indicator.code],
            expected,
            previous=previous[indicator.code].value if previous_is_whole else None,
            baseline=baseline[indicator.code].value if baseline_is_whole else None,
            pace=_pace(indicator, compared[indicator.code], baseline[indicator.code].value, months)
            if indicator.measure != "count" or len(reporting) == expected
            else None,
        )
        for indicator in plan.indicator
    ]


def _of_district(plan: Plan, now: PeriodFigures, baseline: PeriodFigures) -> dict[str, Attainment]:
    return by_indicator(attain(plan, now, baseline, []), None)


def _attained(
    configuration: Configuration,
    indicator: Indicator,
    own: Attainment,
    expected: int,
    *,
    previous: float | None,
    baseline: float | None,
    pace: say.Pace | None,
) -> say.Attained:
    """What the plan says of an indicator, over it its figures."""
    more = {
        "responsible": configuration.plan.offices[indicator.responsible].name,
        "previous": previous,
        "baseline": baseline,
        "sign": indicator.target.sign,
        "by_year_end": indicator.target.by_year_end,
        "attainment_percent": own.attainment,
        "coverage": say.Coverage(reporting=own.reporting_units, expected=expected),
        "short_title": indicator.short_title or f"{indicator.title[:1].lower()}{indicator.title[1:]}",
        "source": _source(configuration, indicator, indicator.rows),
        "denominator_source": _source(configuration, indicator, indicator.denominator_rows or indicator.rows),
        "pace": pace,
    }
    return say.Attained(**dict(indicator) | vars(own) | more)


def _source(configuration: Configuration, indicator: Indicator, rows: str) -> str:
    form, since = configuration.form, since_of(configuration.form, indicator)
    begun = f", từ {Period.parse(since).title}" if since else ""
    return f"Biểu {form.id}, trang «{form.tables[rows].name}»{begun}"


@dataclass(frozen=True)
class _Months:
    """The months of a pace: it begins at the baseline, is known until `now`, and is carried on to the year's end."""

    baseline: Period
    now: Period
    end: Period

    @property
    def passed(self) -> int:
        return self.baseline.months_until(self.now)

    @property
    def left(self) -> int:
        return self.now.months_until(self.end)


def _pace(indicator: Indicator, own: Attainment, baseline: float | None, months: _Months) -> say.Pace | None:
    """An even pace since the baseline, carried on to the end of the year; nothing is foreseen beyond what can be."""
    now, target = own.value, indicator.target
    if now is None or baseline is None or months.passed <= 0 or months.left <= 0:
        return None
    least, most = _bounds(indicator, own, now)
    if target.value > most:
        return None
    per_month = (now - baseline) / months.passed
    to_come = [min(max(now + per_month * step, least), most) for step in range(1, months.left + 1)]
    reached = next((at for at, value in enumerate(to_come, 1) if meets(target.sign, value, target.value)), None)
    return say.Pace(
        per_month=per_month,
        year_end=to_come[-1],
        needed_per_month=(target.value - now) / months.left,
        reached_in=(months.now + reached).title if reached else "",
    )


def _bounds(indicator: Indicator, own: Attainment, now: float) -> tuple[float, float]:
    """Between what an indicator's value can be: a rate cannot leave 0 to 100, nor fall by more than there is."""
    if indicator.measure == "count":
        return 0.0, float("inf")
    if indicator.measure == "rate":
        return 0.0, 100.0
    rate = percent_of(own.numerator or 0, own.denominator) or 0.0
    return now + rate - 100, now + rate


def by_unit(values: list[Attainment]) -> ByUnit:
    found: ByUnit = {}
    for value in values:
        found.setdefault(value.unit or "", {})[value.indicator] = value
    return found


def unit_line(code: str | None, name: str, moments: Moments, values: ByUnit, before: ByUnit) -> say.UnitLine:
    """A unit; or the district, whose earlier stocks are those of the units that report now."""
    if code is None:
        now, previous, baseline = (
            moments.now.district,
            moments.previous.over(moments.now.units),
            moments.baseline.over(moments.now.units),
        )
    else:
        now, previous, baseline = (
            figures.units.get(code, {}) for figures in (moments.now, moments.previous, moments.baseline)
        )
    earlier = before.get(code or "", {})
    return say.UnitLine(
        code=code or "",
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
            for value in values[code or ""].values()
        ],
        previous=say.Stocks(**_stocks(previous)) if previous else None,
        baseline=say.Stocks(**_stocks(baseline)) if baseline else None,
    )


def _stocks(numbers: Numbers) -> dict[str, Any]:
    """Each stock and rate of a unit's line, by its name."""
    return {
        name: rate_of(numbers, name.removesuffix("_rate")) if name.endswith("_rate") else numbers.get(name)
        for name in STOCKS
    }

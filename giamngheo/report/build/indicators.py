"""Stocks and indicators of the plan: now, in the period before, at the baseline; and at what pace the year ends."""

from __future__ import annotations

from giamngheo.attainment import Attainment, attain, by_indicator, meets
from giamngheo.configuration.records import Configuration, Indicator
from giamngheo.figures import Numbers
from giamngheo.period import Period
from giamngheo.report import content as say
from giamngheo.report.build.moments import Moments, rate_of, restricted

_STOCKS = (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo"), ("social_poor", "Hộ nghèo bảo trợ xã hội"))


def headline(moments: Moments) -> list[say.Comparison]:
    """Each stock and its rate; compared is like with like."""
    found = [moments.now.district]
    for then in (moments.previous, moments.baseline):
        both = moments.now.units.keys() & then.units.keys()
        found += [then.over(both), moments.now.over(both)]
    lines = []
    for name, title in _STOCKS:
        lines.append(_comparison(name, title, "hộ", *(numbers.get(name) for numbers in found)))
        rates = [rate_of(numbers, name) for numbers in found]
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


def attained(
    configuration: Configuration, moments: Moments, values: list[Attainment], expected: int
) -> list[say.Attained]:
    """Every indicator of the plan for the district; before and at the baseline over the units that report now."""
    plan = configuration.plan
    district = by_indicator(values, None)
    reporting = moments.now.units
    same = {
        name: by_indicator(
            attain(plan, restricted(figures, reporting), restricted(moments.baseline, reporting), []), None
        )
        for name, figures in (("previous", moments.previous), ("baseline", moments.baseline))
    }
    both = restricted(moments.now, moments.baseline.units)
    compared = by_indicator(attain(plan, both, restricted(moments.baseline, reporting), []), None)
    sheets = configuration.form.tables
    return [
        say.Attained(
            indicator=indicator.code,
            title=indicator.title,
            unit_of_measure=indicator.unit_of_measure,
            responsible=plan.offices[indicator.responsible].name,
            article=indicator.article,
            numerator=district[indicator.code].numerator,
            denominator=district[indicator.code].denominator,
            value=district[indicator.code].value,
            previous=same["previous"][indicator.code].value,
            baseline=same["baseline"][indicator.code].value,
            sign=indicator.target.sign,
            target=indicator.target.value,
            by_year_end=indicator.target.by_year_end,
            status=district[indicator.code].status,  # type: ignore[arg-type]
            attainment_percent=district[indicator.code].attainment,
            coverage=say.Coverage(reporting=district[indicator.code].reporting_units, expected=expected),
            better=indicator.better,
            short_title=indicator.short_title or f"{indicator.title[:1].lower()}{indicator.title[1:]}",
            numerator_title=indicator.numerator_title,
            denominator_title=indicator.denominator_title,
            source=f"Biểu {configuration.form.id}, trang «{sheets[indicator.rows].name}»",
            pace=_pace(
                indicator,
                compared[indicator.code].value,
                same["baseline"][indicator.code].value,
                _passed(moments, plan.year),
                moments.now.period.last_month,
            ),
        )
        for indicator in plan.indicator
    ]


def _passed(moments: Moments, year: int) -> int:
    """Months of the plan's year that have passed by the end of the period."""
    last = moments.now.period.last_month
    return (last.year - year) * 12 + last.number


def _pace(
    indicator: Indicator, now: float | None, baseline: float | None, passed: int, month: Period
) -> say.Pace | None:
    """An even pace since the baseline, carried on to the end of the year; nothing is foreseen beyond what can be."""
    left = 12 - passed
    if now is None or baseline is None or not 0 < passed < 12:
        return None
    target, per_month = indicator.target, (now - baseline) / passed
    most = 100.0 if indicator.unit_of_measure == "%" else float("inf")
    least = 0.0 if indicator.measure != "reduction" else float("-inf")
    to_come = [min(max(now + per_month * step, least), most) for step in range(1, left + 1)]
    reached = next((at for at, value in enumerate(to_come, 1) if meets(target.sign, value, target.value)), None)
    return say.Pace(
        per_month=per_month,
        year_end=to_come[-1],
        needed_per_month=(target.value - now) / left,
        reached_in=(month + reached).title if reached else "",
    )


def unit_line(
    code: str | None, name: str, moments: Moments, values: list[Attainment], before: list[Attainment]
) -> say.UnitLine:
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
    earlier = by_indicator(before, code)
    return say.UnitLine(
        code=code or "",
        name=name,
        reported=bool(now),
        households=now.get("households"),
        poor=now.get("poor"),
        poor_rate=rate_of(now, "poor"),
        near_poor=now.get("near_poor"),
        near_poor_rate=rate_of(now, "near_poor"),
        social_poor=now.get("social_poor"),
        poor_rate_baseline=rate_of(baseline, "poor"),
        indicators=[
            say.UnitAttained(
                indicator=value.indicator,
                value=value.value,
                numerator=value.numerator,
                denominator=value.denominator,
                target=value.target,
                status=value.status,  # type: ignore[arg-type]
                previous=earlier[value.indicator].value if previous else None,
            )
            for value in by_indicator(values, code).values()
        ],
        previous=_stocks(previous),
        baseline=_stocks(baseline),
    )


def _stocks(numbers: Numbers) -> say.Stocks | None:
    if not numbers:
        return None
    return say.Stocks(
        households=numbers["households"],
        poor=numbers["poor"],
        poor_rate=rate_of(numbers, "poor"),
        near_poor=numbers["near_poor"],
        near_poor_rate=rate_of(numbers, "near_poor"),
        social_poor=numbers["social_poor"],
    )

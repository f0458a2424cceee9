"""`giamngheo attainment`: the plan's indicators beside their targets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from commands.output import (
    AsCsv,
    AsJson,
    PeriodOption,
    Today,
    UnitOption,
    print_csv,
    print_json,
    print_table,
    require_one_form,
    require_reports,
)
from giamngheo.attain.indicators import Attainment, attain, attain_of
from giamngheo.context import Context, open_context
from giamngheo.core.period import Period
from giamngheo.metadata.areas import Branch
from giamngheo.metadata.levels import whole_or_part
from giamngheo.metadata.plan import Indicator
from giamngheo.report.wording import attained, goals, words


def attainment(
    period: PeriodOption,
    unit: UnitOption = None,
    by_unit: Annotated[bool, typer.Option("--by-unit", help="Từng đơn vị thay vì toàn địa bàn.")] = False,
    today: Today = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    require_one_form(as_json, as_csv)
    context, wanted = open_context(today), Period.parse(period)
    part = context.configuration.area_tree.get(unit, wanted) if unit else None
    values = _values(context, wanted, part, by_unit)
    if as_json:
        print_json(
            {
                "period": wanted.code,
                "values": [_as_data(value) for value in values],
                "measures": _measures(context, wanted),
            }
        )
    elif as_csv:
        _print_csv(context, wanted, values)
    else:
        _print(context, wanted, values)
    require_reports(any(value.reporting_units for value in values), wanted, part.name if part else "")


def _values(context: Context, period: Period, part: Branch | None, by_unit: bool) -> list[Attainment]:
    """Attainment from the submissions in force: the same that a run stores, or of one unit or area (`part`)."""
    from giamngheo.attain.like_for_like import baseline_for
    from giamngheo.attain.period_figures import work_out

    plan, now = context.configuration.plan_at(period), work_out(context.warehouse, period)
    baseline = baseline_for(context.warehouse, period)
    if part:
        return attain_of(plan, now.of_part(part.units), baseline.of_part(part.units), unit=part.code)
    return [value for value in attain(plan, now, baseline) if (value.unit is not None) == by_unit]


def _as_data(value: Attainment) -> dict[str, Any]:
    """`target_to` stands only with a range, `year` only of what is judged by the year so far: of a plan without such a target
    the same is printed as before there were any."""
    return {key: one for key, one in asdict(value).items() if one is not None or key not in ("target_to", "year")}


def _measures(context: Context, period: Period) -> dict[str, dict[str, str]]:
    """What each indicator is called, and what its value is counted in."""
    return {
        indicator.code: {"title": indicator.title, "unit_of_measure": indicator.unit_of_measure}
        for indicator in context.configuration.plan_of(period).indicator
    }


def _print(context: Context, period: Period, values: list[Attainment]) -> None:
    indicators = _indicators(context, period)
    reporting = max((value.reporting_units for value in values if not value.unit), default=0)
    whose = {value.unit for value in values}
    rows = [
        (
            _name(context, period, value, reporting),
            _title(value, indicators[value.indicator]),
            _value_shown(value, indicators[value.indicator]),
            attained.target(value, indicators[value.indicator]),
            attained.verdict(value, indicators[value.indicator]),
            attained.share(value.attainment),
            f"{value.coverage.reports}/{value.coverage.owed}",
        )
        for value in values
    ]
    heads = ["Đơn vị", "Chỉ tiêu", "Giá trị", "Mục tiêu", "Mức độ", "% mục tiêu", "Báo cáo"]
    if len(whose) == 1:  # the title says whose they are
        print_table(
            f"{rows[0][0]}, {period.title}: mức độ đạt",
            heads[1:],
            [row[1:] for row in rows],
            right=(1, 2, 4, 5),
        )
    else:
        print_table(f"Mức độ đạt chỉ tiêu, {period.title}", heads, rows, right=(2, 3, 5, 6))


def _print_csv(context: Context, period: Period, values: list[Attainment]) -> None:
    indicators = _indicators(context, period)
    has_ranges = any(value.target_to is not None for value in values)
    heads = ["Mã", "Đơn vị", "Mã chỉ tiêu", "Chỉ tiêu", "Đơn vị tính", "Tử số", "Mẫu số"]
    rows = [
        (
            value.unit,
            _name(context, period, value, value.reporting_units),
            value.indicator,
            _title(value, indicators[value.indicator]),
            indicators[value.indicator].unit_of_measure,
            *(value.numerator, value.denominator, value.value, value.target),
            attained.verdict(value, indicators[value.indicator]),
            *(value.attainment, value.reporting_units, *([value.target_to] if has_ranges else [])),
        )
        for value in values
    ]
    heads += ["Giá trị", "Mục tiêu", "Mức độ", "% mục tiêu", "Số đơn vị báo cáo"]
    print_csv([*heads, *(["Mục tiêu đến"] if has_ranges else [])], rows)


def _title(value: Attainment, indicator: Indicator) -> str:
    return f"{indicator.title}{goals.added_up(Period.parse(value.year.since)) if value.year else ''}"


def _value_shown(value: Attainment, indicator: Indicator) -> str:
    return words.value_said(indicator.measure, value.value, indicator.unit_of_measure)


def _name(context: Context, period: Period, value: Attainment, reporting: int) -> str:
    if value.unit:
        return context.configuration.area_tree.get(value.unit, period).name
    return whole_or_part(context.configuration.levels.area.whole_said, reporting, len(context.units.expected(period)))


def _indicators(context: Context, period: Period) -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in context.configuration.plan_at(period).indicator}

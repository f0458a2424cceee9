"""`giamngheo outlook`: where each target stands at the year's end at the present pace, as an interval with its error."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from commands.output import AsJson, PeriodOption, Today, UnitOption, print_json, print_table, require_reports
from giamngheo.attain.outlook import YearEnd, is_of_few, year_ends
from giamngheo.attain.pace import PREDICTION_LEVEL_PERCENT
from giamngheo.context import Context, open_context
from giamngheo.core.period import Period
from giamngheo.core.text import capital
from giamngheo.metadata.areas import Branch
from giamngheo.metadata.plan import Indicator
from giamngheo.report.wording import goals, words, year_end


def outlook(period: PeriodOption, unit: UnitOption = None, today: Today = "", as_json: AsJson = False) -> None:
    context, wanted = open_context(today), Period.parse(period)
    part = context.configuration.area_tree.get(unit, wanted) if unit else None
    found = year_ends(context.warehouse, wanted, part.units if part else None, part.code if part else None)
    if as_json:
        print_json(_as_data(context, wanted, found))
    else:
        _print(context, wanted, part, found)
    require_reports(any(one.attainment.reporting_units for one in found), wanted, part.name if part else "")


def _as_data(context: Context, period: Period, found: list[YearEnd]) -> dict[str, Any]:
    indicators = _indicators(context, period)
    return {
        "period": period.code,
        "level_percent": PREDICTION_LEVEL_PERCENT,
        "values": [
            {
                "indicator": one.attainment.indicator,
                "unit": one.attainment.unit,
                "title": indicators[one.attainment.indicator].title,
                "unit_of_measure": indicators[one.attainment.indicator].unit_of_measure,
                "value": one.attainment.value,
                "target": one.attainment.target,
                "target_to": one.attainment.target_to,
                "status": one.attainment.status,
                "months": one.months,
                "silence": one.silence,
                "is_of_few": is_of_few(indicators[one.attainment.indicator].measure, one.attainment.denominator),
                "projection": asdict(one.projection) if one.projection else None,
            }
            for one in found
        ],
    }


def _print(context: Context, period: Period, part: Branch | None, found: list[YearEnd]) -> None:
    indicators, whole = _indicators(context, period), context.configuration.levels.area.whole_said
    print_table(
        f"{capital(part.name if part else whole)}, {period.title}: dự báo đến cuối năm",
        ["Chỉ tiêu", "Hiện nay", "Mục tiêu", "Ước cuối năm", year_end.TRIED, "Nhận định"],
        [_row(indicators[one.attainment.indicator], one) for one in found],
        right=(1, 2),
    )
    for sentence in year_end.how_to_read(found, indicators):
        print(sentence)


def _row(indicator: Indicator, one: YearEnd) -> tuple[str, ...]:
    own, unit_of_measure = one.attainment, indicator.unit_of_measure
    goal = None if own.target is None else indicator.goal(own.target, own.target_to)
    return (
        indicator.title,
        words.value_said(indicator.measure, own.value, unit_of_measure),
        goals.with_unit(goal.text, unit_of_measure) if goal else "",
        *year_end.foreseen(indicator, one),
        words.capital(year_end.prospect(one)),
    )


def _indicators(context: Context, period: Period) -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in context.configuration.plan_at(period).indicator}

"""Where the standard of poverty changed before a period, and the poor by each standard where there are several at once."""

from __future__ import annotations

from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.standards import work_out_by
from giamngheo.core.period import Period
from giamngheo.metadata.classes import CLASS, Standard
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import HOUSEHOLDS, BaselineStocks
from giamngheo.report import content as say
from giamngheo.report.compose.indicators import stocks_of_numbers
from giamngheo.report.compose.moments import Moments
from giamngheo.warehouse.engine import Warehouse


def standard_changed(
    configuration: Configuration, moments: Moments, stated: BaselineStocks | None
) -> say.StandardChanged | None:
    """Nothing where all that the report would be compared with is by its own standard. `stated`: what the plan says of the
    baseline by that standard, where it stands for the lists."""
    now = moments.now.period
    standard = configuration.standard_of(now)
    then = {one.period.last_month: one for one in (*moments.earlier[:1], moments.baseline)}
    others = [
        one for month, one in then.items() if month != now and configuration.class_column(one.period, now) != CLASS
    ]
    known = [one for one in others if one.units or (one is moments.baseline and stated)]
    by_new = [one.period.title for one in known]
    apart = [one.period.title for one in others if one not in known]
    if standard is None or standard.valid_from is None or not (apart or by_new):
        return None
    return say.StandardChanged(from_day=standard.valid_from, said=standard.said, apart=apart, by_new=by_new)


def by_standards(warehouse: Warehouse, moments: Moments) -> list[say.ByStandard]:
    """The main one first; nothing where it is alone."""
    configuration, now = warehouse.configuration, moments.now
    main, beside = configuration.standard_of(now.period), configuration.standards_beside(now.period)
    if main is None or not beside:
        return []
    worked_out = [(main, now), *((one, work_out_by(warehouse, now.period, one.column)) for one in beside)]
    return [_by_standard(configuration, one, figures) for one, figures in worked_out]


def is_on_another(configuration: Configuration, month: Period, period: Period) -> bool:
    """Whether the rates of a month cannot stand in one line with those of a period."""
    return configuration.class_column(month, period) is None


def _by_standard(configuration: Configuration, standard: Standard, figures: PeriodFigures) -> say.ByStandard:
    classes, column = configuration.classes, configuration.form.tables[HOUSEHOLDS].columns[standard.column]
    return say.ByStandard(
        code=standard.code,
        name=standard.name,
        said=standard.said,
        is_main=standard.is_main,
        coverage=say.Coverage(reporting=len(figures.units), expected=len(figures.reports)),
        district=say.Stocks(**stocks_of_numbers(figures.district, classes)) if figures.units else None,
        units={code: say.Stocks(**stocks_of_numbers(numbers, classes)) for code, numbers in figures.units.items()},
        untold=[code for code in classes.listed_codes if code not in column.choice_codes],
    )

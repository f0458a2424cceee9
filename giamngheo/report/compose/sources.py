"""How each figure of a report is counted, and from which workbooks: for the annex that leads back to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import Aggregate, parts_of
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.provenance import figure_part
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.expression_words import expression_words
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.record import is_in_force
from giamngheo.report import content as say
from giamngheo.report.wording.terms import stocks_of
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import submission

MOST_UNITS = 300  # whose workbooks are listed: of a year 3,600 lines of a hundred bytes
_SHORT = 12  # letters of a sha256


def figure_sources(configuration: Configuration, now: PeriodFigures) -> list[say.FigureSource]:
    """Of the stocks of a unit's line that the plan counts, then of the plan's indicators."""
    plan, form = configuration.plan_at(now.period), configuration.form
    stocks = [
        _of_stock(form, plan, key, title, now)
        for key, (title, _) in stocks_of(configuration.classes).items()
        if key in plan.figure_by_key
    ]
    return stocks + [_of_indicator(configuration, plan, one.code, now) for one in plan.indicator]


def _of_stock(form: Form, plan: Plan, key: str, title: str, now: PeriodFigures) -> say.FigureSource:
    part = figure_part(form, plan, key)
    return say.FigureSource(
        key=key, title=title, article=plan.title, numerator=_words(form, part), months=_months(part, now)
    )


def _of_indicator(configuration: Configuration, plan: Plan, code: str, now: PeriodFigures) -> say.FigureSource:
    indicator, form = next(one for one in plan.indicator if one.code == code), configuration.form
    numerator, *denominator = parts_of(form, indicator)
    counted = now.to_date.get(code, now) if indicator.is_of_year else now
    return say.FigureSource(
        key=code,
        title=indicator.title,
        article=indicator.article,
        numerator=_words(form, numerator),
        denominator="".join(_words(form, one) for one in denominator),
        months=_months(numerator, counted),
    )


def _words(form: Form, part: Aggregate) -> str:
    return f"{expression_words(form, part.rows, part.expression)} (trang «{form.tables[part.rows].name}»)"


def _months(part: Aggregate, counted: PeriodFigures) -> list[str]:
    months = counted.months if part.kind == "flow" else counted.months[-1:]
    return [month.code for month in months if is_in_force(part.since, month)]


def made_from(warehouse: Warehouse, now: PeriodFigures) -> list[say.MadeFrom]:
    """By unit and month; nothing where there are more units than `MOST_UNITS`."""
    if len(now.reports) > MOST_UNITS:
        return []
    owners = now.owners | {one: unit for year in now.to_date.values() for one, unit in year.owners.items()}
    units = warehouse.configuration.unit_register
    lines = [
        say.MadeFrom(
            unit=owners[row.id],
            sender="" if row.unit == owners[row.id] else units.name(row.unit, Period.parse(row.period)),
            month=row.period,
            version=row.version,
            received_at=row.received_at,
            sha256=(row.sha256 or "")[:_SHORT],
        )
        for row in _submissions(warehouse, owners)
    ]
    return sorted(lines, key=lambda line: (line.unit, line.month, line.sender))


def _submissions(warehouse: Warehouse, identities: Iterable[int]) -> Iterable[sa.Row[Any]]:
    with warehouse.reading() as connection:
        for chunk in in_chunks(sorted(identities)):
            yield from connection.execute(sa.select(submission).where(submission.c.id.in_(chunk)))

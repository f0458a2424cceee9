"""What the configuration says, as tables beside the facts: units, areas, names of indicators, figures and rules. People who
look into the database with tools of their own have no other way to it; the program reads its configuration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from giamngheo.core.text import capital
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Plan
from giamngheo.warehouse import schema
from giamngheo.warehouse.view_creation import comments

_ALWAYS = dt.date(1900, 1, 1)  # since before all days: a part of a key is never empty

Rows = set[tuple[object, ...]]


def dimensions(configuration: Configuration) -> dict[sa.Table, Rows]:
    """Table → its rows, in the order of its columns."""
    return {
        schema.unit: set(_units(configuration)),
        schema.area: set(_areas(configuration)),
        schema.measure: {row for plan in configuration.declared.plans.values() for row in _measures(plan)},
        schema.rule: {(*key, title) for key, title in _rules(configuration).items()},
        schema.view_column: set(comments(configuration)),
    }


def _units(configuration: Configuration) -> Iterator[tuple[object, ...]]:
    kinds = {kind.code: kind for kind in configuration.levels.sender.kinds}
    for one in configuration.units:
        kind = kinds.get(one.type)
        yield (
            *(one.code, one.valid_from or _ALWAYS, one.valid_to, one.name, one.type, one.order, one.succeeded_by),
            *(kind.name if kind else None, bool(one.urban) or bool(kind and kind.urban), one.parent),
        )


def _areas(configuration: Configuration) -> Iterator[tuple[object, ...]]:
    levels = {level.code: level for level in configuration.levels.level}
    for one in configuration.areas:
        said = capital(levels[one.level].noun)
        yield one.code, one.valid_from or _ALWAYS, one.valid_to, one.name, one.level, said, one.order, one.parent


def _measures(plan: Plan) -> Iterator[tuple[object, ...]]:
    for place, indicator in enumerate(plan.indicator):
        own = (indicator.code, indicator.title, indicator.unit_of_measure, indicator.article)
        yield plan.year, "indicator", *own, place
    for place, (code, one) in enumerate(plan.figure_by_key.items()):
        yield plan.year, "figure", code, one.title, one.unit_of_measure, None, place


def _rules(configuration: Configuration) -> dict[tuple[str, str], str]:
    """(form, code) → what is wrong; the main form is empty, as in the table of submissions."""
    return {
        ("" if form is configuration.form else form.id, rule.code): rule.title
        for form in configuration.forms
        for _, rule in configuration.with_comparisons(form).rules
    }

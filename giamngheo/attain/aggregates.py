"""Sums over accepted rows: which a plan asks for, and what they come to by unit, worked out by SQL in one pass per sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata.classes import CHANGE, CLASS
from giamngheo.metadata.expressions import fields_of_expression, since_of_expression
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import HOUSEHOLDS, Alike, Indicator, Plan
from giamngheo.metadata.record import is_in_force
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, in_chunks

Numbers = dict[str, float]
N = TypeVar("N", float, Fraction)


@dataclass(frozen=True)
class Aggregate:
    """One sum to work out: a key, the sheet whose rows it is over, SQL, `stock` or `flow`, and its first month."""

    key: str
    rows: str
    expression: str
    kind: str
    since: str | None = None

    def is_known(self, period: Period) -> bool:
        """Whether it was collected in a period; of a longer one: in its last month."""
        return is_in_force(self.since, period)


def sums_of(form: Form, plan: Plan) -> list[Aggregate]:
    """Everything that is summed: the plan's figures, then numerators and denominators of its indicators."""
    figures = [
        Aggregate(key, rows, figure.value, figure.kind, since_of_expression(form, rows, figure.value, figure.since))
        for rows, definitions in plan.figures.items()
        for key, figure in definitions.items()
    ]
    return figures + [part for indicator in plan.indicator for part in parts_of(form, indicator)]


def parts_of(form: Form, indicator: Indicator) -> Iterable[Aggregate]:
    """The numerator of an indicator, and its denominator where it has one."""
    since = since_of(form, indicator)
    yield Aggregate(numerator_key(indicator), indicator.rows, indicator.numerator, indicator.kind, since)
    if indicator.denominator:
        rows = indicator.denominator_rows or indicator.rows
        kind = "stock" if is_denominator_of_last(form, indicator) else indicator.kind
        yield Aggregate(denominator_key(indicator), rows, indicator.denominator, kind, since)


def since_of(form: Form, indicator: Indicator) -> str | None:
    """The first month of an indicator: its own, and that of each field that its parts read."""
    since = since_of_expression(form, indicator.rows, indicator.numerator, indicator.since)
    if indicator.denominator:
        since = since_of_expression(form, indicator.denominator_rows or indicator.rows, indicator.denominator, since)
    return since


def is_denominator_of_last(form: Form, indicator: Indicator) -> bool:
    """Whether a rate of what adds up month by month is of all on the list, or in the unit, in the last: month after month the
    same households would be counted again. The changes of the months add up."""
    if indicator.kind != "flow" or not indicator.denominator:
        return False
    rows = indicator.denominator_rows or indicator.rows
    is_list = rows == HOUSEHOLDS and CHANGE not in fields_of_expression(form, rows, indicator.denominator)
    return is_list or rows == form.cover.table


def numerator_key(indicator: Indicator) -> str:
    return f"{indicator.code}:numerator"


def denominator_key(indicator: Indicator) -> str:
    return f"{indicator.code}:denominator"


def is_among(key: str, alike: Alike) -> bool:
    """Whether a sum is one of those: a figure's, or an indicator's part."""
    code, _, part = key.partition(":")
    return code in (alike.indicators if part else alike.figures)


def sums_by_unit(
    warehouse: Warehouse, sums: list[Aggregate], owners: Mapping[int, str], class_column: str = CLASS
) -> dict[str, Numbers]:
    """unit → key → sum, over the submissions given (submission → unit); 0 where a submission has no such rows."""
    found: dict[str, Numbers] = {unit: {item.key: 0 for item in sums} for unit in owners.values()}
    ids = sorted(owners)
    with warehouse.reading() as connection:
        for rows in {item.rows: None for item in sums}:
            own = [item for item in sums if item.rows == rows]
            for chunk in in_chunks(ids):
                for row in connection.execute(_query(with_class(warehouse.rows[rows], class_column), own, chunk)):
                    identity, *values = row
                    for key, value in numbers_of(own, values).items():
                        found[owners[identity]][key] += value
    return found


def of_submission(warehouse: Warehouse, identity: int, month: Period) -> Numbers:
    """Figures of a single submission for a month, in force or not: key → sum."""
    configuration = warehouse.configuration
    sums = [item for item in sums_of(configuration.form, configuration.plan_of(month)) if item.is_known(month)]
    return sums_by_unit(warehouse, sums, {identity: ""})[""]


def stocks_of(warehouse: Warehouse, period: Period, sums: list[Aggregate]) -> dict[str, Numbers]:
    """unit → key → further sums over the rows in force at a period's end."""
    return sums_by_unit(
        warehouse, sums, {one: unit for (unit, _), one in in_force(warehouse, [period.last_month]).items()}
    )


def with_class(table: sa.Table, class_column: str) -> sa.FromClause:
    """The rows of a sheet with the class out of another column, under its usual name: every expression then reads that one.
    The other column is also there under its own, for figures that are by it whatever the standard."""
    if class_column == CLASS or class_column not in table.c:
        return table
    kept = [column for column in table.c if column.name != CLASS]
    return sa.select(*kept, table.c[class_column].label(CLASS)).subquery()


def sum_columns(sums: Iterable[Aggregate]) -> list[sa.ColumnElement[object]]:
    """The sums as columns of a query over their sheet; `numbers_of` reads them."""
    return [sa.literal_column(f"({item.expression})").label(f"s{place}") for place, item in enumerate(sums)]


def numbers_of(sums: Iterable[Aggregate], values: Iterable[object]) -> Numbers:
    """The sums by key, from the values of their columns in one row."""
    return {item.key: _number(value) for item, value in zip(sums, values, strict=True)}


def percent_of(part: N | None, whole: N | None) -> N | None:
    """A rate: how many percent of the whole its part is; none where one of them is not known, or the whole is 0."""
    return None if part is None or not whole else part / whole * 100


def add_up(parts: Iterable[Mapping[str, float]]) -> Numbers:
    total: Numbers = {}
    for numbers in parts:
        for key, value in numbers.items():
            total[key] = total.get(key, 0) + value
    return total


def _query(table: sa.FromClause, sums: list[Aggregate], ids: list[int]) -> sa.Select[Any]:
    submission = table.c.submission_id
    return sa.select(submission, *sum_columns(sums)).where(submission.in_(ids)).group_by(submission)


def _number(value: object) -> float:
    """A sum as the engine gives it (integer, float, Decimal, nothing) as a number: whole ones stay whole."""
    if value is None:
        return 0
    number = round(float(value), 6)  # type: ignore[arg-type]  # the engine adds floats in any order
    return int(number) if number.is_integer() else number

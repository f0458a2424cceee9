"""Attainment in the warehouse: a new revision where a value differs from the last, else nothing.

`made_from` tells from which submissions a period's values were worked out, so that after a kill, or a correction,
the warehouse itself knows which months are still to do.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

import sqlalchemy as sa

from giamngheo.attain.indicators import Attainment
from giamngheo.core.period import Period
from giamngheo.store.submissions import IN_FORCE
from giamngheo.warehouse.bulk import insert_rows
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import attainment, submission

# Of each month the last revision alone, by the key: all revisions of a year are many.
_months = sa.select(submission.c.period).where(IN_FORCE).distinct().subquery()
_LATEST = sa.select(
    _months.c.period,
    sa.select(attainment.c.made_from)
    .where(attainment.c.period == _months.c.period)
    .order_by(attainment.c.revision.desc())
    .limit(1)
    .scalar_subquery()
    .label("made_from"),
)
_FIELDS = ("numerator", "denominator", "value", "target", "target_to", "status", "attainment", "reporting_units")
_COLUMNS = ("period", "revision", "made_from", "indicator", "unit", "sign", *_FIELDS)


def store_attainment(warehouse: Warehouse, period: Period, values: list[Attainment], submissions: Iterable[int]) -> int:
    """Store the values of a period unless they are those of its last revision; gives the revision.

    `submissions`: all in force, when the values were worked out, of the months on which they rest and of the baseline.
    """
    signs = {one.code: one.target.sign for one in warehouse.configuration.plan_at(period).indicator}
    made_from = _mark(_plan_of(warehouse, period), submissions)
    own = attainment.c.period == period.code
    with warehouse.writing() as connection:
        last = connection.scalar(sa.select(sa.func.max(attainment.c.revision)).where(own))
        if last and _is_same(connection, period, last, values, signs):
            here = sa.and_(own, attainment.c.revision == last)
            stale = sa.and_(here, attainment.c.made_from != made_from)
            connection.execute(sa.update(attainment).where(stale).values(made_from=made_from))
            return int(last)
        revision = (last or 0) + 1
        rows = ((period.code, revision, made_from, *_place(one), _sign(one, signs), *_said(one)) for one in values)
        insert_rows(connection, attainment, _COLUMNS, rows)
    return revision


def months_to_attain(warehouse: Warehouse) -> list[str]:
    """Months whose submissions in force, or their plan, are not those from which their attainment was worked out; none before
    all plans, by which nothing of it can be judged."""
    first = warehouse.configuration.first_month
    in_force: dict[str, list[int]] = defaultdict(list)
    with warehouse.reading() as connection:
        for month, identity in connection.execute(sa.select(submission.c.period, submission.c.id).where(IN_FORCE)):
            in_force[month].append(identity)
        made_from = {row.period: row.made_from for row in connection.execute(_LATEST)}
    months = [month for month in in_force if Period.parse(month) >= first]
    return sorted(month for month in months if made_from.get(month) != _mark_of(warehouse, month, in_force))


def _mark_of(warehouse: Warehouse, month: str, in_force: Mapping[str, list[int]]) -> str:
    period = Period.parse(month)
    plan = warehouse.configuration.plan_of(period)
    months = (plan.baseline_period, *plan.months_read(period))
    return _mark(_plan_of(warehouse, period), [one for then in months for one in in_force.get(then.code, [])])


def _plan_of(warehouse: Warehouse, period: Period) -> str:
    """The indicators and targets of a period's plan, whichever of its offices are there today; and by which standards it is
    judged."""
    configuration = warehouse.configuration
    plan = configuration.declared.plan_on(configuration.last_day_of(period))
    return plan.model_dump_json() + "".join(one.model_dump_json() for one in configuration.classes.standards)


def _mark(plan: str, submissions: Iterable[int]) -> str:
    """Of the submissions and the plan."""
    text = f"{sorted(set(submissions))} {plan}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_same(
    connection: sa.Connection, period: Period, revision: int, values: Sequence[Attainment], signs: Mapping[str, str]
) -> bool:
    """Whether the last revision says the same of all; a sign that was not stored yet is not compared."""
    new = {_place(one): one for one in values}
    told = (attainment.c.indicator, attainment.c.unit, attainment.c.sign, *(attainment.c[name] for name in _FIELDS))
    stored = connection.execute(
        sa.select(*told).where(attainment.c.period == period.code, attainment.c.revision == revision)
    )
    for indicator, unit, sign, *said in stored:
        one = new.pop((indicator, unit), None)
        if one is None or tuple(said) != _said(one) or sign not in (None, _sign(one, signs)):
            return False
    return not new


def _place(value: Attainment) -> tuple[str, str]:
    return value.indicator, value.unit or ""


def _sign(value: Attainment, signs: Mapping[str, str]) -> str | None:
    return None if value.target is None else signs[value.indicator]


_said: Callable[[Attainment], tuple[object, ...]] = attrgetter(*_FIELDS)

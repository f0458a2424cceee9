"""Lists that a report shows as they were reported: resources, models, stories with consent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.period import Period
from giamngheo.report import content as say
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, one_of
from giamngheo.warehouse.schema import submission


def resources_of(warehouse: Warehouse, submissions: tuple[int, ...]) -> list[say.Resource]:
    table = warehouse.rows["resource"]
    labels = {
        field: {
            choice.code: choice.label
            for choice in warehouse.configuration.form.tables["resource"].columns[field].choice
        }
        for field in ("source", "purpose")
    }
    query = (
        sa.select(table.c.source, table.c.purpose, sa.func.sum(table.c.amount), sa.func.sum(table.c.households))
        .where(one_of(table.c.submission_id, submissions))
        .group_by(table.c.source, table.c.purpose)
    )
    with warehouse.reading() as connection:
        found = connection.execute(query).all()
    lines = [
        say.Resource(
            source=labels["source"].get(source, "Không rõ"),
            purpose=labels["purpose"].get(purpose, "Không rõ"),
            amount=float(amount or 0),
            households=float(households or 0),
        )
        for source, purpose, amount, households in found
    ]
    order = {label: place for kind in labels.values() for place, label in enumerate(kind.values())}
    return sorted(lines, key=lambda line: (order.get(line.source, 99), order.get(line.purpose, 99)))


def unit_resources_of(warehouse: Warehouse, submissions: tuple[int, ...]) -> list[say.UnitResource]:
    """By unit and source, in the order of the units' codes and of the form's sources."""
    table = warehouse.rows["resource"]
    sources = warehouse.configuration.form.tables["resource"].columns["source"].choice
    labels = {choice.code: choice.label for choice in sources}
    query = (
        sa.select(submission.c.unit, table.c.source, sa.func.sum(table.c.amount), sa.func.sum(table.c.households))
        .join(submission, submission.c.id == table.c.submission_id)
        .where(one_of(table.c.submission_id, submissions))
        .group_by(submission.c.unit, table.c.source)
    )
    order = {choice.code: place for place, choice in enumerate(sources)}
    with warehouse.reading() as connection:
        rows = sorted(connection.execute(query).all(), key=lambda row: (row[0], order.get(row[1], 99)))
    return [
        say.UnitResource(
            unit=unit,
            source=labels.get(source, "Không rõ"),
            amount=float(amount or 0),
            households=float(households or 0),
        )
        for unit, source, amount, households in rows
    ]


def models_of(warehouse: Warehouse, now: PeriodFigures, period: Period) -> list[say.Model]:
    """Models as the period's last month has them."""
    month = period.last_month
    owners = {identity: unit for (unit, _), identity in in_force(warehouse, [month]).items()}
    table = warehouse.rows["model"]
    columns = warehouse.configuration.form.tables["model"].columns
    labels = {choice.code: choice.label for choice in columns["status"].choice}
    query = sa.select(table).where(one_of(table.c.submission_id, owners)).order_by(table.c.submission_id, table.c.row)
    units = warehouse.configuration.unit_register
    with warehouse.reading() as connection:
        rows = sorted(connection.execute(query).all(), key=lambda row: (owners[row.submission_id], row.row))
    return [
        say.Model(
            unit=units.name(owners[row.submission_id], period),
            name=row.name,
            village=row.village or "",
            field=row.field or "",
            status=labels.get(row.status, ""),
            households=float(row.households or 0),
            budget=float(row.budget or 0),
        )
        for row in rows
        if owners[row.submission_id] in now.units
    ]


def stories_of(warehouse: Warehouse, submissions: tuple[int, ...], period: Period) -> list[say.Story]:
    """Only with consent, and only what the commune wrote."""
    table = warehouse.rows["story"]
    query = public_stories(table, submissions, submission.c.unit, table.c.summary)
    units = warehouse.configuration.unit_register
    with warehouse.reading() as connection:
        return [say.Story(unit=units.name(row.unit, period), summary=row.summary) for row in connection.execute(query)]


def public_stories(
    table: sa.Table, submissions: Collection[int], *columns: sa.ColumnElement[Any]
) -> sa.Select[tuple[Any, ...]]:
    """Columns of the stories that a report on these submissions tells, in its order."""
    return (
        sa.select(*columns)
        .join_from(table, submission, submission.c.id == table.c.submission_id)
        .where(one_of(table.c.submission_id, submissions), table.c.consent.is_(True), table.c.summary.is_not(None))
        .order_by(submission.c.period, submission.c.unit, table.c.row)
    )

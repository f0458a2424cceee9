"""What is accepted runs on SQLite and PostgreSQL alike and gives the same, and adds up: over any rows, any split."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from giamngheo.attain.aggregates import sums_of
from giamngheo.metadata.expressions import mistake_of_expression
from giamngheo.warehouse.schema import form_tables
from tests.metadata.test_expressions import RIGHT

pytestmark = pytest.mark.slow

ROWS, PARTS, MADE = 60, 3, 300
NUMBERS = ("members", "insured", "loan_amount", "children_deprived")
MARKS = ("clean_water", "loan_needed", "temporary_housing")


@pytest.fixture(scope="module")
def engines(postgres, form):
    """Both, with the same rows, some of them with empty cells."""
    rng = random.Random(2020)
    server = postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    found = [sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool), sa.create_engine(server)]
    rows = {name: [_row(rng, table, at) for at in range(ROWS)] for name, table in form_tables(form).items()}
    for engine in found:
        with engine.begin() as connection:
            for name, table in form_tables(form).items():
                table.create(connection)
                connection.execute(sa.insert(table), rows[name])
    yield found
    for engine in found:
        engine.dispose()


def _row(rng, table, at):
    values = {"submission_id": at % PARTS, "row": at}
    for column in table.columns:
        if column.name not in values:
            values[column.name] = None if rng.random() < 0.2 else _cell(rng, column)
    return values


def _cell(rng, column):
    if isinstance(column.type, sa.Boolean):
        return rng.random() < 0.5
    if isinstance(column.type, sa.Float):
        return rng.choice([0.0, 0.5, 12.25, 100.0])
    if isinstance(column.type, sa.Integer):
        return rng.randint(0, 5)
    if isinstance(column.type, sa.Date):
        return dt.date(2020, rng.randint(1, 3), 14)
    return {"period": "2020-03", "status": "developing"}.get(column.name) or rng.choice(["poor", "new", "Đ", "đ", "x"])


def parts_of(engine, rows, expression):
    """submission → what the expression gives, as the warehouse asks for it."""
    table = sa.table(rows, sa.column("submission_id"))
    query = sa.select(table.c.submission_id, sa.literal_column(f"({expression})")).group_by(table.c.submission_id)
    with engine.connect() as connection:
        return {name: round(float(value or 0), 6) for name, value in connection.execute(query)}


def whole_of(engine, rows, expression):
    with engine.connect() as connection:
        return float(
            connection.scalar(sa.select(sa.literal_column(f"({expression})")).select_from(sa.table(rows))) or 0
        )


def must_agree(engines, rows, expression):
    lite, post = (parts_of(engine, rows, expression) for engine in engines)
    assert lite == post, expression
    assert sum(lite.values()) == pytest.approx(whole_of(engines[0], rows, expression)), expression


def test_the_plan_and_the_examples(engines, configuration):
    for item in sums_of(configuration.form, configuration.plan):
        must_agree(engines, item.rows, item.expression)
    for rows, expressions in RIGHT.items():
        for expression in expressions:
            must_agree(engines, rows, expression)


def test_whatever_is_made_and_accepted(engines, form):
    """Made at random, much of it wrong: of what the check accepts nothing fails or differs."""
    rng = random.Random(27)
    accepted = 0
    while accepted < MADE:
        expression = _total(rng, 3)
        if mistake_of_expression(form, "household", expression) is None:
            must_agree(engines, "household", expression)
            accepted += 1


def _total(rng, depth):
    kinds = ["count(*)", f"sum({_number(rng, 2)})", f"count({rng.choice(NUMBERS + MARKS)})"]
    if depth:
        inner = _total(rng, depth - 1)
        kinds += [
            f"{rng.choice(kinds)} filter (where {_condition(rng, 2)})",
            f"coalesce({inner}, {rng.choice('001')})",
            f"{inner} {rng.choice('+-')} {_total(rng, depth - 1)}",
            f"({inner}) * {rng.choice(['2', '0.5', 'members'])}",
            f"-({inner})",
        ]
    return rng.choice(kinds)


def _number(rng, depth):
    kinds = [rng.choice(NUMBERS), rng.choice(NUMBERS), str(rng.randint(0, 9)), "0.5", rng.choice(MARKS)]
    if depth:
        inner = _number(rng, depth - 1)
        asked = _condition(rng, depth - 1)
        kinds += [
            f"({inner})",
            f"{inner} {rng.choice('+-*/')} {_number(rng, depth - 1)}",
            f"coalesce({inner}, 0)",
            f"case when {asked} then {inner} else {_number(rng, 0)} end",
            f"case when {asked} then {inner} end",
        ]
    return rng.choice(kinds)


def _condition(rng, depth):
    mark = rng.choice(MARKS)
    kinds = [
        mark,
        f"{mark} is {rng.choice(['', 'not '])}{rng.choice(['true', 'false', 'null'])}",
        f"{mark} {rng.choice(['=', '<>'])} {rng.choice([*MARKS, 'true', 'false', '1'])}",
        f"classification {rng.choice(['=', '<>'])} '{rng.choice(['poor', 'near_poor', 'poer'])}'",
        f"change {rng.choice(['', 'not '])}in ('new', '{rng.choice(['removed', 'unchanged', 'x'])}')",
        f"village {rng.choice(['=', '<>', '<'])} '{rng.choice(['Đ', 'đ', 'x'])}'",
        f"{_number(rng, 0)} {rng.choice(['=', '<', '>=', '!='])} {_number(rng, depth and 1)}",
        f"{_number(rng, 0)} {rng.choice(['', 'not '])}between {_number(rng, 0)} and {_number(rng, 0)}",
    ]
    if depth:
        inner = _condition(rng, depth - 1)
        other = _condition(rng, depth - 1)
        kinds += [f"not {inner}", f"({inner})", f"{inner} and {other}", f"{inner} or {other}", f"{inner} = {other}"]
    return rng.choice(kinds)

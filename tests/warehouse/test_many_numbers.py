"""One statement may name as many submissions as a nation has in a year."""

import sqlalchemy as sa

from giamngheo.warehouse.engine import one_of
from giamngheo.warehouse.schema import submission
from tests.support.submissions import submitted

UNITS, MONTHS = 10_599, 12


def test_more_numbers_than_an_engine_takes_values(office):
    warehouse = office.context.warehouse
    submitted(warehouse, "18604", "2020-01", "accepted")
    numbers = range(1, UNITS * MONTHS)
    with warehouse.reading() as connection:
        found = connection.scalars(sa.select(submission.c.id).where(one_of(submission.c.id, numbers)))
        assert list(found) == [1]
        assert not list(connection.scalars(sa.select(submission.c.id).where(one_of(submission.c.id, []))))

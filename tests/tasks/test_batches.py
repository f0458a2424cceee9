"""Batches: how submissions are divided among them, and that it changes nothing of what is stored."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from giamngheo.store.submissions import find
from tasks.read import Told, by_month, labels, units_together
from tests.support.batches import UNITS, laid
from tests.support.office import office_in
from tests.support.workbooks import book, write_month

FEBRUARY = "2020-02"
HAI = ("18571", "Xã Thạch Hải")  # since 2025 a part of Thạch Khê


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What the warehouse has when all was one batch."""
    folder = tmp_path_factory.mktemp("whole")
    with office_in(folder) as office:
        laid(office.inbox)
        office.collect(FEBRUARY)
        return office.rows()


@pytest.mark.parametrize("workbooks", [1, 4])
def test_what_is_stored_does_not_depend_on_the_batches(office, whole, workbooks):
    laid(office.inbox)
    office.workbooks = workbooks
    office.collect(FEBRUARY)
    assert {row[4] for row in whole["submission"]} == {"accepted", "rejected"}
    assert office.rows() == whole


def test_a_units_submissions_are_in_one_batch(office):
    laid(office.inbox)
    office.collect("2020-01")
    submissions = [1, 2, 3, 4, 5, 6, 7, 8]
    batches = units_together(submissions, office.today, 3)
    owners = [{found.folder_unit for found in find(office.context.warehouse, batch)} for batch in batches]
    assert sorted(one for batch in batches for one in batch) == submissions
    assert all(batch == sorted(batch) for batch in batches)
    assert sum(map(len, owners)) == len(set().union(*owners)) == len(UNITS)
    assert len(batches) > 1
    assert units_together([], office.today, 3) == []
    assert labels(units_together(submissions, office.today, 100), office.today) == ["8 tệp, 18562–18667"]
    assert labels([[1]], office.today)[0].startswith("18")


def test_units_that_came_out_of_each_other_are_in_one_batch(office):
    """A month of the unit that they became is judged beside their last ones."""
    write_month(office.inbox, [book(*unit, "2020-01", poor=2, near_poor=1) for unit in (*UNITS, HAI)])
    office.collect("2020-01")
    batches = units_together([1, 2, 3, 4], office.today, 1)
    owners = [{found.folder_unit for found in find(office.context.warehouse, batch)} for batch in batches]
    assert sorted(map(sorted, owners)) == [["18562"], ["18571", "18604"], ["18667"]]


def test_what_is_stored_is_what_was_sent(office):
    """What is known beside it, as whose a provisional code is, is for judging."""
    write_month(office.inbox, [book("18574", "Xã Đỉnh Bàn", "2020-01", poor=2, near_poor=1)])
    office.collect("2020-01")
    assert office.statuses("2020-01")["18595"] == "accepted"
    with office.context.warehouse.reading() as connection:
        assert list(connection.scalars(sa.select(office.context.warehouse.rows["cover"].c.unit))) == ["18574"]


def test_a_row_that_the_database_refuses_keeps_out_its_workbook_alone(office):
    """Here one whose cover has a number that another's has."""
    books = [book(*unit, "2020-01", poor=2, near_poor=1) for unit in UNITS]
    for one, households in zip(books, (1_600, 1_600, 1_500), strict=True):
        one.total_households = households
    write_month(office.inbox, books)
    with office.context.warehouse.writing() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX refusing ON cover (households)")
    office.collect("2020-01")
    assert sorted(row[4] for row in office.rows()["submission"]) == ["accepted", "accepted", "passed"]
    with office.context.warehouse.writing() as connection:
        connection.exec_driver_sql("DROP INDEX refusing")
    office.collect("2020-01")
    assert {row[4] for row in office.rows()["submission"]} == {"accepted"}


def test_a_name_with_half_a_letter_harms_nobody(office):
    """As a telephone leaves it behind, and Excel writes it: `_xD83D_`."""
    books = [book(*unit, "2020-01", poor=2, near_poor=1) for unit in UNITS]
    first = books[1].households[0]
    first["head_name"] = f"{first['head_name']}_xD83D_"
    write_month(office.inbox, books)
    office.collect("2020-01")
    assert {row[4] for row in office.rows()["submission"]} == {"accepted"}


def test_months_come_in_their_order_and_other_forms_after_the_main_one():
    told = [(1, Told("2020-03", None)), (2, Told("2020-Q1", "BC-GN-02")), (3, None), (4, Told(None, "BC-GN-02"))]
    told += [(5, Told("2020-01", None)), (6, Told(None, None)), (7, Told("2020-03", None))]
    assert by_month(told) == [("", [4, 6]), ("2020-01", [5]), ("2020-03", [1, 7]), ("2020-Q1", [2])]

"""When a workbook was laid into the folder: by its own time where that can be, else by the look before."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
import sqlalchemy as sa

from giamngheo.receive.arrivals import _submitted
from giamngheo.receive.mounted import FolderLook, last_looks
from giamngheo.warehouse.schema import submission
from tasks.receive import receive
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, path_in

pytestmark = on_one_engine
MONTH = "2020-03"


def laid(office, unit, modified=None):
    one = book(unit, "Xã", MONTH, poor=1)
    path = path_in(office.inbox, one)
    path.parent.mkdir(parents=True, exist_ok=True)
    fast_write(one, path)
    if modified:
        os.utime(path, (modified, modified))
    return path


def looked(office, today=""):
    receive.fn(MONTH, [], today)
    with office.context.warehouse.reading() as connection:
        rows = connection.execute(sa.select(submission)).all()
    return {row.folder_unit: row for row in rows}


def last_look(office, unit="18604"):
    with office.context.warehouse.reading() as connection:
        return last_looks(connection)[unit].at


def test_the_first_look_knows_only_that_it_is_there(office):
    laid(office, "18604", time.time() - 3600)
    (row,) = looked(office).values()
    assert (row.submitted_by, row.submitted_at) == (None, None)


def test_a_file_of_between_two_looks_tells_its_own_time_and_a_copy_of_an_older_one_does_not(office):
    laid(office, "18604")
    looked(office)
    before = last_look(office)
    own = laid(office, "18667").stat().st_mtime
    laid(office, "18562", time.time() - 86_400)  # an older file, copied with its time
    laid(office, "18565", time.time() + 86_400)  # the share's clock is fast
    rows = looked(office)
    assert rows["18667"].submitted_by == "file"
    assert abs(rows["18667"].submitted_at.timestamp() - own + time.timezone) < 0.01
    assert {(rows[unit].submitted_by, rows[unit].submitted_at) for unit in ("18562", "18565")} == {("look", before)}
    assert rows["18667"].received_at > rows["18667"].submitted_at > before


@pytest.mark.parametrize("modified", [1e12, 3e11, -1e12, 0, float("nan"), float("inf")])
def test_a_file_of_a_year_that_no_calendar_has_is_taken_in_as_well(office, modified):  # noqa: ARG001
    now = dt.datetime(2020, 3, 17, 3)
    look = FolderLook(1, now - dt.timedelta(days=1))
    assert _submitted(modified, look, now) == (look.at, "look")


def test_of_a_day_that_is_given_no_file_can_tell(office):
    laid(office, "18604")
    looked(office, "2020-04-16")
    before = last_look(office)
    laid(office, "18667")
    row = looked(office, "2020-04-17")["18667"]
    assert (row.submitted_by, row.submitted_at) == ("look", before)

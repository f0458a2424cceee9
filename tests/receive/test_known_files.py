"""What was read today and has not changed is not read again; whatever might have changed is."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest

from giamngheo.receive import shared_folder
from giamngheo.receive.known_files import known_files
from tasks.receive import receive
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, path_in

pytestmark = on_one_engine
MONTH, TODAY, LATER = "2020-03", "2020-03-17", "2020-03-18"


@pytest.fixture
def read(monkeypatch):
    """The places that were read."""
    places, whole = [], shared_folder._look
    monkeypatch.setattr(shared_folder, "_look", lambda *given: (places.append(given[1].path), whole(*given))[1])
    return places


def laid(office, unit, age=3600.0):
    one = book(unit, "Xã", MONTH, poor=1)
    path = path_in(office.inbox, one)
    path.parent.mkdir(parents=True, exist_ok=True)
    fast_write(one, path)
    aged(path, age)
    return path


def aged(path, age):
    os.utime(path, (time.time() - age,) * 2)


def looked(read, today=TODAY, units=()):
    read.clear()
    receive.fn(MONTH, list(units), today)
    return len(read)


def test_it_is_read_once_a_day(office, read):
    laid(office, "18604")
    laid(office, "18667", age=1)  # may change again within the same tick
    assert [looked(read), looked(read), looked(read)] == [2, 1, 1]
    assert [looked(read, LATER), looked(read, LATER)] == [2, 1]
    assert len(office.rows()["submission"]) == 2


def test_what_has_lain_there_for_months_is_read_on_one_day_in_thirty(office, read):
    """A change of its size or time is seen at once, as of any file."""
    days = [dt.date(2020, 3, 17) + dt.timedelta(number) for number in range(61)]
    for number, unit in enumerate(("18562", "18565", "18604", "18667")):
        path = laid(office, unit)
        os.utime(path, (dt.datetime(2019, 6, 1 + number).timestamp(),) * 2)
    assert looked(read, days[0].isoformat()) == 4
    places = [place for day in days[1:] if looked(read, day.isoformat()) for place in read]
    assert {places.count(place) for place in places} == {2}
    assert len(set(places)) == 4
    path.write_bytes(path.read_bytes() + b"x")
    os.utime(path, (dt.datetime(2019, 6, 1).timestamp(),) * 2)
    assert looked(read, days[-1].isoformat()) == 1


@pytest.mark.parametrize("change", ["content", "time", "moved", "archive"])
def test_whatever_might_have_changed_is_read_again(office, read, change):
    path = laid(office, "18604")
    assert [looked(read), looked(read)] == [1, 0]
    match change:
        case "content":
            path.write_bytes(path.read_bytes() + b"x")
        case "time":
            aged(path, 1800)
        case "moved":
            path.rename(path.with_name("khác.xlsx"))
        case "archive":
            for one in (office.home / "home" / "archive").glob("*/*"):
                one.unlink()
    assert looked(read) == 1
    assert len(list((office.home / "home" / "archive").glob("*/*"))) == (2 if change == "content" else 1)


def test_what_lies_too_deep_for_an_index_is_read_at_each_look(office, read):
    path = laid(office, "18604")
    deep = path.parent.joinpath(*["d" * 200] * 12)
    deep.mkdir(parents=True)
    path.rename(deep / path.name)
    assert [looked(read), looked(read)] == [1, 1]


def test_of_places_where_nothing_lies_any_more_nothing_is_kept(office, read):
    gone = laid(office, "18604")
    laid(office, "18667")
    looked(read)
    assert len(known_files(office.context.warehouse)) == 2
    gone.unlink()
    looked(read, units=["18667"])
    assert len(known_files(office.context.warehouse)) == 2
    looked(read)
    assert list(known_files(office.context.warehouse)) == ["18667 - Xã/BC-GN-01_18667_2020-03.xlsx"]

"""The thousandth collection of a year costs what the tenth does; and no household leaves the places where it belongs.

`make load` lives the whole year; here it is a small one.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import pickle
import unicodedata
import zipfile

import pytest
import sqlalchemy as sa

from tests.support.personal import Households, misplaced
from tests.support.workbooks import book
from tests.support.year import YearOffice, days_of_the_year, year_office

LAST = dt.date(2020, 1, 30)
COLLECTIONS = 30


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Two months have been lived through, with corrections, closings and reports."""
    with year_office(tmp_path_factory.mktemp("year"), poor=4, near_poor=3) as lived:
        for day in days_of_the_year(LAST):
            if lived.live(day):
                lived.collection()
        yield lived


def files_of(office):
    return {path: path.stat().st_mtime_ns for path in office.home.rglob("*") if not path.name.startswith("warehouse.")}


@pytest.mark.long
def test_the_warehouse_holds_what_was_sent_and_done_and_no_more(office: YearOffice):
    counted, expected = office.rows_counted(), office.rows_expected()
    assert {table: counted[table] for table in expected} == expected


@pytest.mark.long
def test_a_collection_without_news_asks_and_writes_the_same_however_many_were_before(office: YearOffice):
    office.today = LAST.isoformat()
    office.collection()  # what the day itself brings
    asked: list[str] = []
    sa.event.listen(office.context.warehouse.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    before, files, counts = office.rows_counted(), files_of(office), []
    for _ in range(COLLECTIONS):
        asked.clear()
        office.collection()
        counts.append(len(asked))
    assert len(set(counts)) == 1
    after = office.rows_counted()
    written = {table: after[table] - rows for table, rows in before.items() if after[table] != rows}
    assert written == {"run": 2 * COLLECTIONS, "journal": COLLECTIONS}
    assert files_of(office) == files


@pytest.mark.long
def test_what_a_collection_looks_up_is_found_by_an_index(office: YearOffice):
    """The journal and the runs are the tables that grow with every collection."""
    asked: list[tuple[str, object]] = []
    engine = office.context.warehouse.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    office.collection()
    read_whole, found = [], 0
    with engine.connect() as connection:
        for text, values in [one for one in asked if one[0].startswith("SELECT") and "FROM " in one[0]]:
            for *_, plan in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all():
                found += plan.startswith(("SEARCH journal", "SEARCH run"))
                if plan in ("SCAN journal", "SCAN run") and "LIMIT" not in text:
                    read_whole.append(text)
    assert found > 5
    assert read_whole == []


@pytest.mark.long
def test_no_household_is_found_outside_of_the_three_places_where_it_belongs(office: YearOffice):
    context = office.context
    places = context.settings.home, office.inbox
    mails = office.received.letters
    assert len(mails) > 100
    assert misplaced(office.households, *places, mails, context.configuration.communes.addresses) == []


ONE = book("18604", households=[{"household_code": "186040001", "head_name": "Ngạc Đắc Xuyến Oản", "note": None}])
WAYS_TO_HIDE = {
    "decomposed": lambda name: unicodedata.normalize("NFD", name).encode(),
    "without diacritics": lambda _: b"ho NGAC  DAC xuyen-oan",
    "escaped": lambda name: json.dumps({"tên": name}).encode(),
    "in markup": lambda name: f"<r><t>{name[:5]}</t></r><r><t>{name[5:]}</t></r>".encode(),
    "in UTF-16": lambda name: name.encode("utf-16"),
    "in base64": lambda name: base64.b64encode(f"hộ {name} ở thôn Đông Hà".encode()),
    "in a pickle": lambda name: base64.b64encode(pickle.dumps({"rows": [1.5, 2**40, {"head_name": name}]})),
    "its code": lambda _: b"186040001.0",
    "its code in groups": lambda _: b"18604 0001",
}


@pytest.mark.parametrize("way", WAYS_TO_HIDE)
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_household_is_found_however_it_is_written(tmp_path, way, is_packed):
    households = Households()
    households.add([ONE])
    data = WAYS_TO_HIDE[way](ONE.households[0]["head_name"])
    if is_packed:
        with zipfile.ZipFile(tmp_path / "x.docx", "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("word/document.xml", data)
        data = (tmp_path / "x.docx").read_bytes()
    assert households.in_data(data)
    assert not households.in_data(b"ho Ngac Dac, xuyen")

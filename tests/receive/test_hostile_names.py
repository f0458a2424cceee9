"""Names of files that would lead a program astray, from the shared folder to the answer that is laid beside them; and files
that are replaced while they are read."""

from __future__ import annotations

import os
import threading
import unicodedata

from giamngheo.core.period import Period
from giamngheo.feedback.returned_workbook import lay_answers
from giamngheo.receive.shared_folder import collect
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, path_in

NAMES = {
    "control characters": "BC\x01\n\x1b[31m\x7f.xlsx",
    "from right to left": "BC \u202excod.exe\u202c.xlsx",
    "steps up": "BC\\..\\..\\BC.xlsx",
    "steps up, as an address": "%2e%2e%2fBC.xlsx",
    "a formula": "=HYPERLINK(1).xlsx",
    "markup": "<b>&amp;BC.xlsx",
    "255 bytes": "b" * 250 + ".xlsx",
    "255 bytes of Vietnamese": "ế" * 83 + "b.xlsx",
    "decomposed letters": unicodedata.normalize("NFD", "Báo cáo tháng ếẵộ.xlsx"),
}


@on_one_engine
def test_each_is_read_and_answered_and_stops_nobody(office):
    units = [(one.code, one.name) for one in office.context.units.expected(Period.parse("2020-01"))]
    files = {}
    for unit, name in zip(units, NAMES.values(), strict=False):
        one = book(*unit, "2020-01", poor=4, near_poor=4)
        one.households[0]["insured"] = one.households[0]["members"] + 1
        place = path_in(office.inbox, one)
        files[unit[0]] = fast_write(one, place).rename(place.with_name(name))
    assert len(files) == len(NAMES)
    office.collect("2020-01")
    assert {unit: office.statuses("2020-01")[unit] for unit in files} == dict.fromkeys(files, "rejected")
    assert lay_answers(office.context) == len(files)
    laid = [path for path in office.home.rglob("*") if path.is_file() and "_phan-hoi" in path.parts]
    assert sorted(path.parents[2] for path in laid) == sorted(path.parent for path in files.values())
    assert all(path.read_bytes().startswith(b"PK") for path in laid)


def test_replaced_while_it_is_read_it_is_one_or_the_other_or_waits(tmp_path):
    folder = tmp_path / "18604 - Xã Thạch Khê"
    folder.mkdir()
    path, contents = folder / "a.xlsx", {bytes([sign]) * 300_000 for sign in b"ab"}
    path.write_bytes(b"a" * 300_000)
    is_over = threading.Event()

    def replace_it():
        while not is_over.is_set():
            for number, content in enumerate(contents):
                (tmp_path / str(number)).write_bytes(content)
                os.replace(tmp_path / str(number), path)

    thread = threading.Thread(target=replace_it)
    thread.start()
    try:
        found = [one for _ in range(200) for one in collect(str(tmp_path), 0, 2**20)]
    finally:
        is_over.set()
        thread.join()
    assert len(found) == 200
    assert {one.fault for one in found} <= {None, "growing"}
    assert {one.data for one in found if one.fault is None} <= contents

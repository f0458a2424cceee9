"""A whole report of a small office, out of workbooks, to the last figure: what it says is read elsewhere, that nothing of it
changes unasked is held here.

    python -m tests.report.test_small_office     # after a change that is wanted: look at the difference before it is kept
"""

from __future__ import annotations

import copy
import datetime as dt
import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from tests.conftest import GOLDEN
from tests.support.office import office_in
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import Book, book, next_book, write_month

KEPT = GOLDEN / "small-office.json.gz"
PERIODS = ("2020-02", "2020-03", "2020-Q1")
UNITS = (
    ("18604", "Xã Thạch Khê"),
    ("18667", "Xã Nam Điền"),
    ("18562", "Thị trấn Thạch Hà"),
    ("18649", "Xã Đỉnh Bàn"),
    ("18571", "Xã Thạch Hải"),
)
# Who sends what: one begins late, one leaves a month out, one is only there at the end of the year before.
SENDS = {
    "2019-12": (0, 1, 2, 4),
    "2020-01": (0, 1, 2, 3),
    "2020-02": (0, 1, 3),
    "2020-03": (0, 1, 2, 3),
}
_HELPERS = ("Hội CCB", "hội ccb xã.", "không", None, "Công ty Hòa Bình", "MTTQ", "Đoàn TN")
_VILLAGES = ("Thôn Bắc", "thôn  bắc", "Thôn Bắc", "Thôn Nam", None)


def books() -> list[Book]:
    found: list[Book] = []
    for at, (code, name) in enumerate(UNITS):
        one = book(code, name, "2019-12", poor=6 + at, near_poor=7 + at)
        for number, row in enumerate(one.households):
            row["sponsor"] = _HELPERS[(number + at) % len(_HELPERS)]
            row["village"] = _VILLAGES[(number + at) % len(_VILLAGES)] or row["village"]
        for month in SENDS:
            if month != "2019-12":
                one = next_book(copy.deepcopy(one), pace=0.15)
            if at in SENDS[month]:
                found.append(copy.deepcopy(one))
    return found


def reports(folder: Path) -> dict[str, Any]:
    """Period → all that its report says, but moments of the clock, and the hash of workbooks that hold one."""
    with office_in(folder, config=str(with_few_recipients(folder))) as office:
        write_month(office.inbox, books())
        for month in SENDS:
            office.today = f"{Period.parse(month) + 1}-20"
            office.collect(month)
        warehouse = office.context.warehouse
        return {
            period: _without_moments(
                json.loads(draft(warehouse, Period.parse(period), 1, dt.date(2020, 4, 20)).content.model_dump_json())
            )
            for period in PERIODS
        }


def _without_moments(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _without_moments(value) for name, value in node.items() if not name.endswith(("_at", "sha256"))}
    return [_without_moments(value) for value in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return reports(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("period", PERIODS)
def test_nothing_of_a_report_changes_unasked(found, period):
    kept = json.loads(gzip.decompress(KEPT.read_bytes()))[period]
    assert found[period].keys() == kept.keys()
    for name, value in kept.items():
        assert found[period][name] == value, name


def test_the_office_shows_what_it_is_there_for(found):
    """Else the test above would hold nothing: units that are missing, compared with other periods, helped, and so on."""
    march, quarter = found["2020-03"], found["2020-Q1"]
    assert march["coverage"]["reporting"] == 4
    assert march["concerns"]
    assert march["previous_title"]
    assert quarter["missing_months"]
    assert {one["helper"] for one in march["sponsors"]} == {"organisation", "other", "nobody"}
    for name in ("villages", "models", "resources", "stories", "trend", "moves", "class_flows"):
        assert march[name], name


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        KEPT.write_bytes(gzip.compress(json.dumps(reports(Path(scratch)), ensure_ascii=False).encode(), mtime=0))

"""Every test that the table of faults names is there."""

from __future__ import annotations

import re

import pytest

from tests.conftest import PROJECT
from tests.faults.__main__ import FAULTS, _is_among, table

NAMED = sorted({node for fault in FAULTS for node in fault["tests"]})


@pytest.mark.parametrize("node", NAMED)
def test_it_is_there(node):
    file, _, name = node.partition("::")
    text = (PROJECT / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {name}\(" if name else r"^def test_", text, re.MULTILINE)


def test_no_fault_is_named_twice_and_each_is_counted_by_its_own_tests():
    names = [fault["name"] for fault in FAULTS]
    assert len(set(names)) == len(names)
    first = FAULTS[0]["tests"][0]
    (line,) = [
        line
        for line in table({f"{first}::test_x[a]": "passed", f"{first}::test_y": "failed"}).splitlines()
        if names[0] in line
    ]
    assert line.endswith("| 2 | 1 |")
    assert not _is_among("tests/a.py::test_one", ["tests/a.py::test_on"])


def test_the_page_names_each_fault_and_what_is_to_come_of_it():
    page = (PROJECT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert [fault["name"] for fault in FAULTS if f"| {fault['name']} | {fault['outcome']} | " not in page] == []

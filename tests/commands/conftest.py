"""Commands in this process, on a home of the test's own."""

from __future__ import annotations

import pytest

from tests.support.office import Office
from tests.support.workbooks import book, write_month


@pytest.fixture
def one_month(home):
    write_month(home / "inbox", [book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)])
    office = Office(home)
    office.collect("2020-01")

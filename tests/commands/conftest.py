"""Commands in this process, on a home of the test's own."""

from __future__ import annotations

import os
import sys

import pytest

from commands.app import main
from tests.support.office import Office
from tests.support.workbooks import book, write_month


@pytest.fixture
def giamngheo(monkeypatch, capsys, home):  # noqa: ARG001 - a home of its own
    """Run a command in this process; gives (exit code, stdout, stderr)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["giamngheo", *map(str, arguments)])
        capsys.readouterr()
        code = main()
        return code, *capsys.readouterr()

    mask = os.umask(0)
    os.umask(mask)
    yield run
    os.umask(mask)  # a command lets nobody else read what it writes; what other tests write is theirs


@pytest.fixture
def one_month(home):
    write_month(home / "inbox", [book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)])
    office = Office(home)
    office.collect("2020-01")

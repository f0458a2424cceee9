"""Neither a month nor a command's start gets a fifth slower, beside what does the same work with less, or none of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest

from tests.bench_guard.__main__ import RECORD, said, worse
from tests.conftest import PROJECT

RECORDED = tomllib.loads(RECORD.read_text(encoding="utf-8"))


@pytest.mark.long
def test_nothing_takes_a_fifth_more_than_was_recorded():
    """Processes of their own, as an operator starts them; what this one has imported changes nothing."""
    command = [sys.executable, "-m", "tests.bench_guard"]
    done = subprocess.run(command, cwd=PROJECT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr[-3000:]}"
    assert done.stdout.count("recorded") == len(RECORDED)


def test_a_fifth_more_is_worse_and_says_of_what():
    assert worse({"month": 11.9, "check": 2.0}, {"month": 10.0, "check": 2.0}) == {}
    found = {"month": 12.1, "check": 2.0}
    assert [*worse(found, {"month": 10.0, "check": 2.0})] == ["month"]
    assert [*said(found, {"month": 10.0, "check": 2.0})] == [
        "month: 12.10, recorded 10.00; WORSE: 1.21 times that",
        "check: 2.00, recorded 2.00",
    ]

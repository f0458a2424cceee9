"""A folder whose machine is gone keeps nobody waiting longer than it is worth, nor a process from ending."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

import pytest

from giamngheo.core.patience import Patience
from tests.conftest import PROJECT


@pytest.fixture
def silent(tmp_path):
    """Opened, it keeps the system waiting as a dead mount does: nobody is at its other end."""
    os.mkfifo(tmp_path / "silent")
    return tmp_path / "silent"


def test_what_does_not_answer_is_left_behind(silent):
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        Patience(0.2).wait_for(silent.read_bytes)
    assert time.monotonic() - began < 5


def test_what_a_work_gives_or_raises_is_as_without_it(tmp_path):
    patience = Patience(30)
    assert patience.wait_for(lambda: 7) == 7
    with pytest.raises(FileNotFoundError):
        patience.wait_for((tmp_path / "none").read_bytes)


@pytest.fixture
def work(monkeypatch):
    """Seconds → what takes so many by a clock of the test's own."""
    now = [0.0]
    monkeypatch.setattr("giamngheo.core.patience.monotonic", lambda: now[0])

    def of(seconds: float):
        return lambda: now.__setitem__(0, now[0] + seconds)

    return of


@pytest.mark.parametrize(("more", "done"), [(0, 6), (10, 20)])
def test_slow_is_not_away(work, more, done):
    """Twenty works of ten seconds, with 55 for all, or with ten given back after each."""
    patience, found = Patience(55, more), 0
    with contextlib.suppress(TimeoutError):
        for _ in range(20):
            patience.wait_for(work(10))
            found += 1
    assert found == done


def test_who_was_quick_for_long_is_waited_for_no_longer(work):
    patience = Patience(55, 10)
    for _ in range(250):
        patience.wait_for(work(0))
    patience.wait_for(work(70))
    with pytest.raises(TimeoutError):
        patience.wait_for(work(0))


def test_a_process_ends_while_something_does_not_answer(silent):
    code = (
        "import contextlib, pathlib\nfrom giamngheo.core.patience import Patience\n"
        f"with contextlib.suppress(TimeoutError):\n    Patience(0.2).wait_for(pathlib.Path({str(silent)!r}).read_bytes)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, timeout=20)

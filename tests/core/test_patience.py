"""A folder whose machine is gone keeps nobody waiting longer than it is worth, nor a process from ending."""

from __future__ import annotations

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


@pytest.mark.parametrize(("more", "is_waited_for"), [(0, False), (0.1, True)])
def test_slow_is_not_away(more, is_waited_for):
    """Eight works of a tenth of a second, with half a second for all, or with a tenth more after each."""
    patience, done = Patience(0.5, more), 0
    try:
        for _ in range(8):
            patience.wait_for(lambda: time.sleep(0.1))
            done += 1
    except TimeoutError:
        pass
    assert (done == 8) == is_waited_for


def test_a_process_ends_while_something_does_not_answer(silent):
    code = (
        "import contextlib, pathlib\nfrom giamngheo.core.patience import Patience\n"
        f"with contextlib.suppress(TimeoutError):\n    Patience(0.2).wait_for(pathlib.Path({str(silent)!r}).read_bytes)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, timeout=20)

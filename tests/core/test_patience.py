"""A folder whose machine is gone keeps nobody waiting longer than it is worth, nor a process from ending."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from giamngheo.core.patience import NoAnswer, Patience, require_answer, while_it_answers
from tests.conftest import PROJECT
from tests.support.dead_share import dead_share


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


def test_work_that_gets_no_answer_is_left_behind(silent):
    with pytest.raises(NoAnswer) as silence:
        while_it_answers(lambda _: silent.read_bytes(), 0.2)
    assert silence.value.seconds == 0.2


@pytest.mark.parametrize("answers", [0, 1, 50])
def test_work_is_waited_for_as_long_as_it_gets_answers(monkeypatch, answers):
    """By a clock of the test's own, which goes on by the time that is waited: each wait but the last brings an answer."""
    now, waits, heard = [0.0], [], []
    given, ended = threading.Event(), threading.Event()

    def work(answered):
        heard.append(answered)
        given.set()
        ended.wait()

    class Waited(Future):
        def result(self, seconds):
            given.wait()
            waits.append(seconds)
            now[0] += seconds
            if len(waits) <= answers:
                heard[0]()
            raise TimeoutError

    monkeypatch.setattr("giamngheo.core.patience.monotonic", lambda: now[0])
    monkeypatch.setattr("giamngheo.core.patience.Future", Waited)
    with pytest.raises(NoAnswer):
        while_it_answers(work, 60)
    ended.set()
    assert waits == [60] * (answers + 1)


def test_what_work_gives_or_raises_is_no_silence(tmp_path):
    assert while_it_answers(lambda _: 7, 30) == 7
    with pytest.raises(FileNotFoundError):
        while_it_answers(lambda _: (tmp_path / "none").read_bytes(), 30)

    def timed_out(_):
        raise TimeoutError(110, "the share's own patience")

    with pytest.raises(TimeoutError):
        while_it_answers(timed_out, 30)


@pytest.mark.parametrize("place", ["there", "a file", "none"])
def test_a_folder_that_says_something_answers(tmp_path, place):
    (tmp_path / "there").mkdir()
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    require_answer(tmp_path / place, 30)


def test_a_folder_that_says_nothing_is_asked_by_a_child_that_is_ended(tmp_path, monkeypatch):
    program = tmp_path / "ls"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/child\nexec sleep 1000\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(NoAnswer):
        require_answer(tmp_path, 5)  # in which the program has begun
    child = Path("/proc", (tmp_path / "child").read_text(encoding="utf-8").strip())
    while child.exists():
        time.sleep(0.01)


def test_where_nothing_lists_folders_the_work_itself_finds_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    require_answer(tmp_path / "none", 0.1)


@pytest.mark.parametrize("answer", ["not taken", "taken"])
def test_a_process_ends_whatever_a_dead_share_has_taken(tmp_path, answer):
    code = (
        "import contextlib, pathlib\nfrom giamngheo.core.patience import NoAnswer, require_answer\n"
        f"try:\n    require_answer(pathlib.Path({str(tmp_path / 'share')!r}), 0.5)\nexcept NoAnswer:\n    print('silent')\n"
    )
    with dead_share(tmp_path / "share", answer):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=PROJECT, check=True, timeout=60, capture_output=True, text=True
        )
    assert done.stdout == "silent\n"

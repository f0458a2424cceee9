"""Work that is done by several processes: in order, whatever becomes of these."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from giamngheo.core import processes

MANY = range(1000, 1250)
_LOOKS = 600  # at a process that is to end, a tenth of a second apart

_PARENT = """
import os, sys, time
from giamngheo.core.processes import each_done
from tests.core.test_processes import own_number

if __name__ == "__main__":
    for number in each_done(own_number, range(10**6), 10**6):
        print(number, flush=True)
"""


def in_a_child(number):
    return number, multiprocessing.parent_process() is not None


def killed_once(number):
    """The child that meets it is killed, as by a system that lacks memory."""
    if number == 1111 and multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refused(number):
    if number == 1111:
        raise ValueError(f"not {number}")
    return number


def own_number(_):
    time.sleep(0.01)
    return os.getpid()


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)


def test_many_are_done_by_children_in_their_order():
    assert list(processes.each_done(in_a_child, iter(MANY), len(MANY))) == [(number, True) for number in MANY]


@pytest.mark.parametrize("count", [0, 3])
def test_few_are_done_here(count):
    assert list(processes.each_done(in_a_child, range(count), count)) == [(number, False) for number in range(count)]


def test_what_killed_children_had_is_done_here():
    assert list(processes.each_done(killed_once, MANY, len(MANY))) == list(MANY)


def test_an_error_is_told_as_it_is():
    with pytest.raises(ValueError, match="not 1111"):
        list(processes.each_done(refused, MANY, len(MANY)))


def test_no_more_is_taken_than_is_under_way():
    """So that the files of a nation are not all in memory."""
    taken = []
    things = (taken.append(number) or number for number in range(5000))
    done = processes.each_done(in_a_child, things, 5000)
    next(done)
    assert len(taken) <= 200
    done.close()


def test_children_end_with_a_parent_that_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=_with_this_tree())
    children = {int(parent.stdout.readline()) for _ in range(60)}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert children
    for _ in range(_LOOKS):
        if not any(map(_runs, children)):
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {children}")


def _with_this_tree():
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")]))}


def _runs(process):
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

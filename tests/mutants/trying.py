"""Runs tests in copies of the project, in processes forked from one that has the libraries loaded already.

Loading Prefect, Great Expectations and pandas takes nine seconds; a fork of a process that has them begins at once. The
project itself is loaded by the fork, out of its copy: the working tree is never touched.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import coverage
import psutil
import pytest

from tests.mutants.modules import ON_BOTH_ENGINES, PROJECT

_LIBRARIES = (
    "pandas",
    "sqlalchemy.orm",
    "great_expectations",
    "prefect",
    "openpyxl",
    "docx",
    "lxml.etree",
    "hypothesis",
)
_LIBRARIES_TOO = ("matplotlib.pyplot", "PIL.Image", "sqlglot", "pebble", "typer", "jinja2", "holidays")
_CODE = ("giamngheo", "expectations", "tasks", "flows")
_SHARED = ("config", "tests/support")
_ARGUMENTS = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"]
# On one engine, or a server for each mutant would take the hour; on both what is about their difference.
_WHICH = ["-m", "not long"]
_ONE_ENGINE = ["-k", "not postgresql"]


@dataclass(frozen=True)
class Job:
    """Work for one fork in one copy; it ends by itself or is ended after `limit` seconds. `prepare` is done before it in
    this process, and gives what is done behind it, however it ended."""

    work: Callable[[Path], int]
    limit: float
    about: Any
    prepare: Callable[[Path], Callable[[], object]] = lambda _copy: lambda: None


@dataclass
class Measured:
    """What one run of the unchanged tests told: each test's seconds of the processor, which failed, and which run a line."""

    seconds: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)

    def add(self, told: dict[str, Any]) -> None:
        self.seconds |= told["seconds"]
        self.failed |= set(told["failed"])
        for module, lines in told["lines"].items():
            for line, nodes in lines.items():
                self.lines.setdefault(module, {}).setdefault(int(line), set()).update(nodes)


def load_libraries() -> None:
    os.environ |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "MPLBACKEND": "Agg"}
    for name in (*_LIBRARIES, *_LIBRARIES_TOO):
        importlib.import_module(name)
    loaded = [name for name in sys.modules if name.split(".")[0] in (*_CODE, "commands")]
    assert not loaded, f"the project is to be loaded by the forks alone: {loaded}"


def copy_of_project(folder: Path) -> Path:
    """Every file that git knows or would take, as it stands in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    return folder


def run_all(jobs: list[Job], copies: list[Path]) -> Iterator[tuple[Job, int | None]]:
    """Each job with its exit code, as they end; None: it was ended at its limit."""
    waiting, free = list(jobs), list(copies)
    running: dict[int, tuple[Job, Path, float, Callable[[], object]]] = {}
    try:
        while waiting or running:
            while waiting and free:
                job, copy = waiting.pop(0), free.pop()
                tidy = job.prepare(copy)
                running[_fork(job, copy)] = (job, copy, time.monotonic() + job.limit, tidy)
            for pid, (job, copy, until, tidy) in list(running.items()):
                ended, status = os.waitpid(pid, os.WNOHANG)
                late = not ended and time.monotonic() > until
                if late:
                    _end(pid)
                if ended or late:
                    _end_left_behind(pid)
                    del running[pid]
                    tidy()
                    free.append(copy)
                    yield job, None if late else os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
    finally:
        for pid in running:
            _end(pid)


def _fork(job: Job, copy: Path) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        with (copy.parent / f"{copy.name}.log").open("wb") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.setsid()
        os.chdir(copy)
        sys.path[:] = [str(copy), *(each for each in sys.path if Path(each).resolve() != PROJECT)]
        os.environ["PYTHONPATH"] = str(copy)
        for name in [name for name in sys.modules if name.split(".")[0] == "tests" and "mutants" not in name]:
            del sys.modules[name]
        code = job.work(copy)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _end(pid: int) -> None:
    """A fork with all that it started, a server in a session of its own too."""
    with suppress(psutil.NoSuchProcess):
        for each in (*psutil.Process(pid).children(recursive=True), psutil.Process(pid)):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
    os.waitpid(pid, 0)


def _end_left_behind(session: int) -> None:
    """A fork goes without what a program does at its end: a server of Prefect's own that a test began goes on."""
    for each in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            if os.getsid(each.pid) == session:
                each.kill()


def measure(asked: dict[str, list[str]], copies: list[Path], kept: Path) -> Measured:
    """Run test files as they are, and find out which test runs which line, in processes that it starts too.

    `asked`: test file → the modules that it is asked about. What was found out stays in the folder `kept`, and holds as
    long as the file, what all tests share and those modules do.
    """
    kept.mkdir(parents=True, exist_ok=True)
    shared = _digest(path for each in _SHARED for path in sorted((copies[0] / each).rglob("*.*")))
    keys = {file: f"{shared} {_digest([copies[0] / file])}" for file in asked}
    told = {file: kept / f"{file.replace('/', '.')}.json" for file in asked}
    jobs = [
        Job(partial(_measure_one, file, keys[file], told[file]), 1200, file)
        for file, modules in asked.items()
        if not _holds(told[file], keys[file], modules, copies[0])
    ]
    for job, code in run_all(jobs, copies):
        print(f"  {job.about}{'' if code == 0 else ' (not all of it is well)'}", file=sys.stderr, flush=True)
    measured = Measured()
    for path in told.values():
        if path.exists():
            measured.add(json.loads(path.read_text(encoding="utf-8")))
    return measured


def _holds(told: Path, key: str, modules: list[str], copy: Path) -> bool:
    if not told.exists():
        return False
    found = json.loads(told.read_text(encoding="utf-8"))
    return found["key"] == key and all(found["modules"].get(name) == _digest([copy / name]) for name in modules)


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        if path.suffix != ".pyc" and path.is_file():
            found.update(path.read_bytes())
    return found.hexdigest()


def _measure_one(file: str, key: str, told: Path, copy: Path) -> int:
    folder = copy / ".measured"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    settings = folder / "settings.ini"
    included = "".join(f"\n  {copy}/{each}/*" for each in _CODE)
    settings.write_text(
        f"[run]\ndata_file = {folder}/coverage\nparallel = true\nsigterm = true\npatch = _exit\n"
        f"context = ${{MUTANTS_TEST}}\ninclude ={included}\n",
        encoding="utf-8",
    )
    os.environ |= {"COVERAGE_PROCESS_START": str(settings), "MUTANTS_TEST": ""}
    here = coverage.Coverage(
        data_file=str(folder / "coverage.here"), include=[f"{copy}/{each}/*" for each in _CODE], config_file=False
    )
    here.start()
    plugin = _Measuring(here)
    which = [*_WHICH, *(() if file in ON_BOTH_ENGINES else _ONE_ENGINE)]
    code = pytest.main([*_ARGUMENTS, *which, "--basetemp", f"{copy}.tmp", file], plugins=[plugin])
    here.stop()
    here.save()
    found = {
        "key": key,
        "modules": {
            path.relative_to(copy).as_posix(): _digest([path]) for each in _CODE for path in (copy / each).rglob("*.py")
        },
        "seconds": plugin.seconds,
        "failed": sorted(plugin.failed),
        "lines": _lines(folder, copy),
    }
    told.write_text(json.dumps(found, indent=0), encoding="utf-8")
    return int(code)


def _lines(folder: Path, copy: Path) -> dict[str, dict[int, list[str]]]:
    found: dict[str, dict[int, list[str]]] = {}
    for path in folder.glob("coverage*"):
        data = coverage.CoverageData(str(path))
        with suppress(coverage.CoverageException):  # of a process that was killed while it wrote
            data.read()
            for name in data.measured_files():
                of_module = found.setdefault(Path(name).relative_to(copy).as_posix(), {})
                for line, contexts in data.contexts_by_lineno(name).items():
                    of_module.setdefault(line, []).extend(each for each in contexts if each)
    return found


class _Measuring:
    """Names to coverage the test that runs, here and in processes that it starts."""

    def __init__(self, here: coverage.Coverage) -> None:
        self.here = here
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.before = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        os.environ["MUTANTS_TEST"] = nodeid
        self.here.switch_context(nodeid)
        self.before = sum(os.times()[:4])

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = sum(os.times()[:4]) - self.before

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)


def plant(copy: Path, module: str, source: str) -> Callable[[], object]:
    """Put a module with a fault in the place of the whole one, which what is given back puts there again."""
    path = copy / module
    whole = path.read_text(encoding="utf-8")
    Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
    path.write_text(source, encoding="utf-8")
    return lambda: path.write_text(whole, encoding="utf-8")


def try_tests(copy: Path, nodes: list[str], noticed_by: Path) -> int:
    """In a fork: these tests in this order, to the first that fails. 0: none did."""
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    files = list(dict.fromkeys(node.partition("::")[0] for node in nodes))
    arguments = [*_ARGUMENTS, "-x", "--basetemp", f"{copy}.tmp", *files]
    return int(pytest.main(arguments, plugins=[_Chosen(nodes, noticed_by)]))


class _Chosen:
    """Only these tests, in this order; notes the one that failed."""

    def __init__(self, nodes: list[str], noticed_by: Path) -> None:
        self.places = {node: place for place, node in enumerate(nodes)}
        self.noticed_by = noticed_by

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (each for each in items if each.nodeid in self.places), key=lambda each: self.places[each.nodeid]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.noticed_by.write_text(report.nodeid, encoding="utf-8")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.noticed_by.write_text(report.nodeid, encoding="utf-8")

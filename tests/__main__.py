"""`python -m tests`: what `make test` runs. Brings the programs that tests need where it may, runs everything that can
be run here, and closes with one line about what could not.

    python -m tests [--long] [pytest's own arguments]

`--long`: the long tests outside the browser, and nothing else. `GIAMNGHEO_TEST_PROGRAMS=all` makes a missing program an error.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.support.programs import DEMAND, missing, packages_for, path_of

_NOTED_IN = "GIAMNGHEO_TEST_NOT_RUN"
# The console's tests press buttons against a clock of their own: alone, after all others.
_CONSOLE = ["tests/browser/test_console.py", "tests/browser/test_retry.py"]
_SHORT = [
    # In the order of tests/conftest.py: the longest files have few tests, and ordered by their number would come last.
    ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not long", "tests"]
    + [argument for path in _CONSOLE for argument in ("--ignore", path)],
    ["-m", "not long", *_CONSOLE],
]
_MEASURED = "tests/bench_guard"  # alone, too: what else the machine does is measured with it
_LONG = [
    ["-n", "2", "--dist", "loadfile", "-m", "long", "tests", "--ignore", "tests/browser", "--ignore", _MEASURED],
    ["-m", "long", _MEASURED],
]


def main(arguments: list[str]) -> int:
    is_long = "--long" in arguments
    own = [argument for argument in arguments if argument != "--long"]
    _bring(missing())
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "not-run"
        codes = [_pytest([*session, *own], notes) for session in (_LONG if is_long else _SHORT)]
        _say_what_was_not_run(notes)
    return max(codes)


def _bring(names: list[str]) -> None:
    """Install what is missing where there is apt and we may: said, never in silence."""
    if not names or not (apt := shutil.which("apt-get")):
        return
    as_root = _as_root()
    if as_root is None:
        return
    print(f"Tests need {', '.join(names)}: installing {packages_for(names)} with apt-get …", flush=True)
    options = ["-y", "-qq", "--no-install-recommends"]
    for command in (["update", "-qq"], ["install", *options, *packages_for(names).split()]):
        done = subprocess.run(
            [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", apt, *command],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            print(f"apt-get {command[0]}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}", flush=True)
    path_of.cache_clear()


def _as_root() -> list[str] | None:
    """How a command becomes root's: as it is, by a sudo that asks nothing, or not at all."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    asks_nothing = bool(sudo) and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0
    return [sudo, "-n"] if sudo and asks_nothing else None


def _pytest(arguments: list[str], notes: Path) -> int:
    """Nothing to run is no failure: without Chromium the console has no test."""
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, env=os.environ | {_NOTED_IN: str(notes)}, check=False)
    return 0 if done.returncode == 5 else done.returncode


def _say_what_was_not_run(notes: Path) -> None:
    counts: Counter[str] = Counter()
    for line in notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []:
        counts.update(json.loads(line))
    if counts:
        print(not_run(counts))


def not_run(counts: Counter[str]) -> str:
    """`12 tests were not run for want of Chromium (10), Poppler (2); apt-get install … brings them.`"""
    names = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return (
        f"{sum(counts.values())} tests were not run for want of {names}; "
        f"as root: apt-get install --no-install-recommends {packages_for(sorted(counts))}"
    )


if __name__ == "__main__":
    if os.environ.get(DEMAND) not in (None, "all"):
        sys.exit(f"{DEMAND} is `all` or not set")
    sys.exit(main(sys.argv[1:]))

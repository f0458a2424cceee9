"""`python -m tests.bench_guard`: measures what `record.toml` has, and ends with 1 where it is a fifth worse; `--record` writes it.

What is worse than it may be is measured again, a few times, before that is said: noise only adds, so the least tells.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from commands.server import prefect_server
from giamngheo.metadata import load_configuration
from tests.bench.office import make_office
from tests.bench.starts import Start, measure_starts, office_environment, ratios
from tests.bench_guard.month import MonthTaken

RECORD = Path(__file__).with_name("record.toml")
UNITS = 216
WORSE = 1.2  # times the recorded ratio
_AT_LEAST, _AT_MOST = 2, 6  # rounds
_HEAD = """\
# What each takes of the processor, in times of what is measured beside it: `month` of 216 units in times of the floor
# (docs/benchmarks.md), the others in times of `import prefect`. Written by `python -m tests.bench_guard --record` on a machine
# that does nothing else, after a change that is meant to be quicker, or has to be slower and says why in its commit.
"""


def main(is_recording: bool) -> int:
    with _office() as folder:
        month, starts = MonthTaken(folder), {}
        recorded = {} if is_recording else tomllib.loads(RECORD.read_text(encoding="utf-8"))
        _measure_month(month, recorded)
        _measure_starts(starts, month, recorded)
    found = {"month": month.ratio, **ratios(starts)}
    if is_recording:
        RECORD.write_text(_HEAD + "".join(f"{name} = {ratio:.2f}\n" for name, ratio in found.items()), encoding="utf-8")
    print("\n".join(said(found, recorded or found)))
    return int(bool(worse(found, recorded or found)))


def _measure_month(month: MonthTaken, recorded: Mapping[str, float]) -> None:
    for number in range(_AT_MOST):
        month.take()
        if number + 1 >= _AT_LEAST and recorded and not worse({"month": month.ratio}, recorded):
            return


def _measure_starts(starts: dict[str, Start], month: MonthTaken, recorded: Mapping[str, float]) -> None:
    environment = office_environment(month.folder) | {"GIAMNGHEO_HOME": str(month.home)}
    for number in range(_AT_MOST):
        measure_starts(month.folder, environment, starts)
        if number + 1 >= _AT_LEAST and recorded and not worse(ratios(starts), recorded):
            return


def worse(found: Mapping[str, float], recorded: Mapping[str, float]) -> dict[str, float]:
    """Those of a fifth or more above what was recorded, each in times of that."""
    return {name: ratio / recorded[name] for name, ratio in found.items() if ratio >= recorded[name] * WORSE}


def said(found: Mapping[str, float], recorded: Mapping[str, float]) -> Iterator[str]:
    too_much = worse(found, recorded)
    for name, ratio in found.items():
        verdict = f"; WORSE: {too_much[name]:.2f} times that" if name in too_much else ""
        yield f"{name}: {ratio:.2f}, recorded {recorded[name]:.2f}{verdict}"


@contextmanager
def _office() -> Iterator[Path]:
    """With its workbooks, and a Prefect server, for as long as the block lasts; this process is pointed at both."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_office(folder, UNITS)
        shutil.move(folder / "earlier", folder / "inbox")
        os.environ |= office_environment(folder)
        with prefect_server(folder / "server", load_configuration(folder / "config").operation.keep) as server:
            server.wait()
            yield folder


if __name__ == "__main__":
    sys.exit(main("--record" in sys.argv))

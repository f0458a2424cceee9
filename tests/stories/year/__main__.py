"""`python -m tests.stories.year --seed 7`: another year of 22 communes, lived and reported by the product, every figure of every report
worked out again from the workbooks. Prints what was compared, and each difference; exit code 1 if there is one."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import tempfile
from pathlib import Path

from tests.stories.year.office import year_lived
from tests.stories.year.verdict import Verdict, expected_of, verdict_on

_MOST_SHOWN = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.stories.year", description=__doc__)
    parser.add_argument("--seed", type=int, action="append", help="which year; may be given several times (1)")
    parser.add_argument("--keep", type=Path, help="a new folder in which the office is left")
    wanted = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("GIAMNGHEO_")]:
        del os.environ[name]
    logging.disable(logging.INFO)
    verdicts = [_tried(seed, wanted.keep) for seed in wanted.seed or [1]]
    return int(any(one.faults for one in verdicts))


def _tried(seed: int, keep: Path | None) -> Verdict:
    with contextlib.ExitStack() as stack:
        folder = (keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))) / f"seed-{seed}"
        folder.mkdir(parents=True)
        lived = stack.enter_context(year_lived(folder, seed))
        lived.live()
        found = verdict_on(lived, expected_of(lived))
    print(f"seed {seed}: {found}", flush=True)
    for fault in found.faults[:_MOST_SHOWN]:
        print(f"  {fault}")
    return found


if __name__ == "__main__":
    sys.exit(main())

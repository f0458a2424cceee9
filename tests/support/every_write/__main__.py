"""`python -m tests.support.every_write`: a fault at every write, and what came of it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from tests.support.every_write.trying import KINDS, Tried, laboratory, tries
from tests.support.every_write.worlds import stories


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="*", default=[*stories()])
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every so many-th write")
    parser.add_argument("--postgresql", action="store_true", help="in place of SQLite; only --kinds kill")
    parser.add_argument("--out", type=Path, help="each try as a line of JSON")
    asked = parser.parse_args()
    done: list[Tried] = []
    with laboratory(asked.postgresql) as own:
        for (story, kind), group in groupby(
            tries(own, asked.stories, asked.kinds, asked.every), lambda one: (one.story, one.fault.kind)
        ):
            began = time.monotonic()
            some = [_told(one) for one in group]
            print(_line(story, kind, len(own.writes[story]), some, time.monotonic() - began), flush=True)
            done += some
    if asked.out:
        asked.out.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in done), encoding="utf-8")
    return int(any(one.wrong for one in done))


def _told(one: Tried) -> Tried:
    for wrong in one.wrong:
        print(f"! {one.story}, {one.fault.kind} at {one.fault.at} ({one.write}): {wrong}", flush=True)
    return one


def _line(story: str, kind: str, writes: int, some: list[Tried], seconds: float) -> str:
    ends = Counter(" → ".join(one.ends) for one in some)
    wrong, twice = sum(bool(one.wrong) for one in some), sum(one.twice for one in some)
    told = ", ".join(f"{count} × {end}" for end, count in ends.most_common())
    return f"{story}, {kind}: {writes} writes, {len(some)} tries, {wrong} wrong, {twice} letters twice, {seconds:.0f} s: {told}"


if __name__ == "__main__":
    sys.exit(main())

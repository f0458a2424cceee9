"""`make mutants`: plants small faults into the modules that decide, one at a time, and tells which no test notices.

    python -m tests.mutants [--count N] [--seed N] [--only PATH …] [--again FILE] [--write FILE] [--processes N]

Own code, for the tools of the field do not plant where this project decides: mutmut leaves out every function with a
decorator (all flows, all steps, all properties), cosmic-ray starts each mutant anew, on one core and with the same tests.
All of it happens in copies of the working tree. First the tests run as they are, and it is noted which of them run which
line; then each fault meets the tests that run its line, the nearest and quickest first, up to the first that fails or to
`--seconds` of tests. The same seed, the same tree: the same faults.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from tests.mutants.changes import Change, changes_in
from tests.mutants.equivalent import reason_of
from tests.mutants.modules import PROJECT, modules
from tests.mutants.trying import Job, Measured, copy_of_project, load_libraries, measure, plant, run_all, try_tests

COUNT, SEED, PROCESSES = 400, 2020, 2
KEPT = PROJECT / "var" / "mutants"
SECONDS = 60  # of the processor, as measured, that one fault's tests may cost
SLACK, STRETCH = 120, 5  # seconds and times as long before a fault is out of time: a machine does other things too


@dataclass(frozen=True)
class Mutant:
    module: str
    change: Change

    @property
    def place(self) -> str:
        return f"{self.module}:{self.change.line}"


Fate = Literal["noticed", "out of time", "survived", "run by no test", "equivalent"]


@dataclass(frozen=True)
class Result:
    """What became of a mutant; `by`: the test that noticed it, or why it changes nothing."""

    mutant: Mutant
    fate: Fate
    by: str = ""


def main(arguments: list[str]) -> int:
    asked = _asked(arguments)
    tests = modules(asked.only)
    load_libraries()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [copy_of_project(Path(folder) / str(number)) for number in range(asked.processes)]
        chosen = choose(tests, asked.count, asked.seed, copies[0])
        if asked.again:
            chosen = left_by(asked.again.read_text(encoding="utf-8"), chosen)
        _say(f"{len(chosen)} faults; first the tests as they are:")
        measured = measure(_asked_about(chosen, tests), copies, asked.keep)
        results = list(try_all(chosen, tests, measured, copies, asked.seconds))
    page = told(results, measured, asked.seed)
    print(page)
    if asked.write:
        asked.write.write_text(page + _every(results), encoding="utf-8")
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("tests.mutants", description="How many small faults do the tests notice?")
    parser.add_argument("--count", type=int, default=COUNT, help="how many faults, about (%(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="which faults (%(default)s)")
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH", help="modules or folders, as giamngheo/send")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="the table, the survivors and every fault into a file"
    )
    parser.add_argument(
        "--again", type=Path, metavar="FILE", help="of these faults those that no test noticed, by what FILE tells"
    )
    parser.add_argument("--keep", type=Path, default=KEPT, metavar="FOLDER", help="what runs which line (%(default)s)")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of tests that one fault may cost (%(default)s)")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="(%(default)s)")
    return parser.parse_args(arguments)


def _asked_about(chosen: list[Mutant], tests: dict[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module in dict.fromkeys(mutant.module for mutant in chosen):
        for file in tests[module]:
            found.setdefault(file, []).append(module)
    return found


def choose(tests: dict[str, list[str]], count: int, seed: int, project: Path = PROJECT) -> list[Mutant]:
    """So many of all faults, from each module in proportion, and at least one."""
    possible = {module: changes_in((project / module).read_text(encoding="utf-8")) for module in tests}
    total = sum(map(len, possible.values()))
    chosen = []
    for module, changes in possible.items():
        share = min(len(changes), max(1, round(count * len(changes) / max(total, 1))))
        drawn = random.Random(f"{seed} {module}").sample(changes, len(changes))[:share]
        chosen += [Mutant(module, change) for change in sorted(drawn, key=lambda each: (each.line, each.column))]
    return chosen


def left_by(told: str, chosen: list[Mutant]) -> list[Mutant]:
    """Those that the page or the messages of an earlier run of the same tree name among the unnoticed."""
    lines = [line for line in told.splitlines() if "survived" in line or "run by no test" in line]
    return [one for one in chosen if any(_names(line, one) for line in lines)]


def _names(line: str, one: Mutant) -> bool:
    return _words(one.change) in line and one.place in re.split(r":? ", line)


def try_all(
    chosen: list[Mutant], tests: dict[str, list[str]], measured: Measured, copies: list[Path], seconds: float
) -> Iterator[Result]:
    jobs = []
    for number, mutant in enumerate(chosen):
        source = (copies[0] / mutant.module).read_text(encoding="utf-8")
        line = source.splitlines()[mutant.change.line - 1].strip()
        if reason := reason_of(mutant.module, line, mutant.change):
            yield Result(mutant, "equivalent", reason)
            continue
        nodes = tests_of(mutant, tests[mutant.module], measured, seconds)
        if not nodes:
            yield Result(mutant, "run by no test")
            continue
        noticed_by = copies[0].parent / f"{number}.noticed"
        jobs.append(
            Job(
                work=partial(_work, nodes, noticed_by),
                limit=STRETCH * sum(measured.seconds[node] for node in nodes) + SLACK,
                about=(mutant, noticed_by),
                prepare=partial(_plant, mutant.module, mutant.change.apply(source)),
            )
        )
    for job, code in run_all(jobs, copies):
        mutant, noticed_by = job.about
        by = noticed_by.read_text(encoding="utf-8") if noticed_by.exists() else ""
        fate: Fate = "out of time" if code is None else "survived" if code in (0, 5) else "noticed"
        _say(f"  {fate}: {mutant.place}: {_words(mutant.change)}" + (f"  [{by}]" if by else ""))
        yield Result(mutant, fate, by)


def _work(nodes: list[str], noticed_by: Path, copy: Path) -> int:
    return try_tests(copy, nodes, noticed_by)


def _plant(module: str, source: str, copy: Path) -> Callable[[], object]:
    return plant(copy, module, source)


def tests_of(mutant: Mutant, files: list[str], measured: Measured, seconds: float) -> list[str]:
    """Those that run the fault's statement; then the others of their files, for a fixture may have run it once for all.

    What runs when the module is imported no test runs by itself: it belongs to all of the files.
    """
    lines = measured.lines.get(mutant.module, {})
    first, last = mutant.change.statement
    if mutant.change.when_imported:
        running = set(measured.seconds)
    else:
        running = set().union(*(lines.get(line, set()) for line in range(first, last + 1)))
    running = {node for node in running if node in measured.seconds and node not in measured.failed}
    their_files = {node.partition("::")[0] for node in running} & set(files)
    others = {
        node
        for node in measured.seconds
        if node.partition("::")[0] in their_files and node not in running and node not in measured.failed
    }
    return _up_to_seconds(_in_order(running, files, measured) + _in_order(others, files, measured), measured, seconds)


def _in_order(nodes: set[str], files: list[str], measured: Measured) -> list[str]:
    """File by file, those of the module's own folder first, of the others the quickest; in a file as they stand."""
    by_file: dict[str, list[str]] = {}
    for node in measured.seconds:
        if node in nodes and node.partition("::")[0] in files:
            by_file.setdefault(node.partition("::")[0], []).append(node)
    own = Path(files[0]).parent
    cost = {file: sum(measured.seconds[node] for node in each) for file, each in by_file.items()}
    return [
        node
        for file in sorted(by_file, key=lambda each: (Path(each).parent != own, cost[each]))
        for node in by_file[file]
    ]


def _up_to_seconds(nodes: list[str], measured: Measured, seconds: float) -> list[str]:
    kept, spent = [], 0.0
    for node in nodes:
        if not kept or spent + measured.seconds[node] <= seconds:
            kept.append(node)
            spent += measured.seconds[node]
    return kept


def told(results: list[Result], measured: Measured, seed: int) -> str:
    """The table by module, and the survivors by name."""
    lines = [
        "",
        "| module | faults | noticed | of these out of time | survived | change nothing |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    names = sorted({each.mutant.module for each in results})
    lines += [_row(f"`{name}`", [each for each in results if each.mutant.module == name]) for name in names]
    lines += [_row("**all**", results), ""]
    real = [each for each in results if each.fate != "equivalent"]
    noticed = [each for each in real if _is_noticed(each)]
    share = 100 * len(noticed) / max(len(real), 1)
    lines.append(f"Seed {seed}: of {len(real)} faults that change anything {len(noticed)} were noticed: {share:.1f} %.")
    if measured.failed:
        lines += [
            "",
            "Not asked, for they fail or are skipped without any fault:",
            *map("- {}".format, sorted(measured.failed)),
        ]
    survivors = sorted((each for each in real if not _is_noticed(each)), key=lambda each: each.mutant.place)
    if survivors:
        lines += ["", "No test noticed:", ""]
        lines += [f"- {each.mutant.place} ({each.fate}): {_words(each.mutant.change)}" for each in survivors]
    return "\n".join(lines) + "\n"


def _row(name: str, results: list[Result]) -> str:
    fates = Counter(each.fate for each in results)
    noticed = sum(map(_is_noticed, results))
    survived = fates["survived"] + fates["run by no test"]
    return f"| {name} | {len(results)} | {noticed} | {fates['out of time']} | {survived} | {fates['equivalent']} |"


def _is_noticed(result: Result) -> bool:
    return result.fate in ("noticed", "out of time")


def _every(results: list[Result]) -> str:
    lines = [
        f"- {each.mutant.place}: {_words(each.mutant.change)}: {each.fate}{f' ({each.by})' if each.by else ''}"
        for each in results
    ]
    return "\nEvery fault:\n\n" + "\n".join(lines) + "\n"


def _words(change: Change) -> str:
    before, after = (" ".join(text.split()) for text in (change.before, change.after))
    return f"`{before}` → `{after}`"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

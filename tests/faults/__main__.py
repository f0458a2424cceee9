"""`python -m tests.faults`: tries every fault of faults.toml; prints fault, how often it was tried, and what came of it."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

FAULTS = tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))["fault"]


class Outcomes:
    """Of each test, by its node: passed, failed or skipped."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.of[report.nodeid] = report.outcome


def main(arguments: list[str]) -> int:
    outcomes = Outcomes()
    nodes = list(dict.fromkeys(node for fault in FAULTS for node in fault["tests"]))
    code = int(pytest.main(["-q", *arguments, *nodes], plugins=[outcomes]))
    print(table(outcomes.of))
    return code


def table(outcomes: dict[str, str]) -> str:
    """Markdown, for docs/faults.md."""
    lines = ["", "| fault | what is to come of it | tried | held |", "|---|---|--:|--:|"]
    for fault in FAULTS:
        found = Counter(outcome for node, outcome in outcomes.items() if _is_among(node, fault["tests"]))
        tried = found["passed"] + found["failed"]
        lines.append(f"| {fault['name']} | {fault['outcome']} | {tried} | {found['passed']} |")
    return "\n".join(lines)


def _is_among(node: str, wanted: list[str]) -> bool:
    return any(node == one or node.startswith((f"{one}::", f"{one}[")) for one in wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

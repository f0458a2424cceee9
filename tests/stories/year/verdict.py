"""Every report of a year, its annex and its Word file, beside the oracle's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.stories.year.annex import Annex, Paper
from tests.stories.year.comparing import Compared
from tests.stories.year.facts import moments
from tests.stories.year.oracle import Expected
from tests.stories.year.script import Script, Step


class Kept(Protocol):
    """A report as it is kept; `lived`: how many of the script's steps had been lived when it was made."""

    period: str
    lived: int
    content: Any
    annex: bytes
    paper: bytes


class Lived(Protocol):
    script: Script
    published: Sequence[Kept]

    @property
    def inbox(self) -> Path: ...

    @property
    def config(self) -> Path: ...


@dataclass
class Verdict:
    """How much was compared: figures, other facts (dates, names, verdicts) and cells of annexes and Word files; and where they differ."""

    reports: int = 0
    periods: set[str] = field(default_factory=set)
    figures: int = 0
    facts: int = 0
    cells: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.figures} figures and {self.facts} other facts in {self.reports} reports on {len(self.periods)} periods, "
            f"{self.cells} cells of their annexes and Word files: {len(self.faults)} differ"
        )

    def add(self, expected: Expected, one: Kept) -> None:
        said = Compared(one.content.model_dump(mode="json"), expected.tree)
        annex, paper = Annex(one.annex, expected.tree), Paper(one.paper, expected.tree)
        self.reports += 1
        self.periods.add(one.period)
        self.figures += said.figures
        self.facts += said.facts
        self.cells += annex.cells + paper.cells
        which = f"{one.period} ({expected.revision})"
        self.faults += [f"{which}: {fault}" for fault in (*said.faults, *annex.faults, *paper.faults)]


def verdict_on(lived: Lived, oracle: Iterable[Expected]) -> Verdict:
    found = Verdict()
    for one, expected in zip(lived.published, oracle, strict=True):
        found.add(expected, one)
    return found


def expected_of(lived: Lived) -> Iterator[Expected]:
    """Of each report, in the order in which they were published."""
    kept = [(one.period, one.lived) for one in lived.published]
    yield from _expected(lived.script.steps, lived.inbox, lived.config, kept)


def _expected(steps: Sequence[Step], inbox: Path, config: Path, kept: Iterable[tuple[str, int]]) -> Iterator[Expected]:
    known, last = list(moments(steps, inbox)), dict[str, Expected]()
    for period, lived in kept:
        before = last.get(period)
        revision = before.revision + 1 if before else 1
        last[period] = Expected(period, known[lived - 1], revision, steps[lived - 1].day, config, before)
        yield last[period]

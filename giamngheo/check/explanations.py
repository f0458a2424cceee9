"""Explanations (giải trình): what a unit says of a warning, and which warnings are quiet because it has said so before.

A warning whose rule looks at the same values of the same household as in the unit's last accepted report, where it was
explained, is quiet: kept with its explanation, and not spoken of again until a value changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from giamngheo.check.finding import Finding, status_of
from giamngheo.core.text import plain

if TYPE_CHECKING:
    import pandas as pd

# Of a warning: unit, rule, what it is about, mark of the values.
About = tuple[str, str, str, str]
# Places as officers write them, without diacritics and spaces: a household's code, a row, a cell, or nothing of these.
_CODE = re.compile(r"(?:ma)?(?:ho)?(?:so)?:?(\d{5}[.-]?\d*)")
_ROW = re.compile(r"(?:dong|hang)?(?:thu)?(?:so)?:?(\d{1,4}|\d{1,3}\.\d{3})")
_CELL = re.compile(r"o?([a-z]{1,2})(\d{1,6})")
_WHOLE = {"", "catep"}


@dataclass(frozen=True)
class Said:
    """How a warning was explained before; `since`: in which earlier month, `None` if in this one."""

    reason: str
    since: str | None


@dataclass(frozen=True)
class Explanation:
    """A row of the sheet of explanations: which rule, of which household or row (`None`: not said), and why.

    `rule` and `reason` are empty where nothing that can be read stands there.
    """

    row: int
    rule: str
    place: str | None
    reason: str


def with_explanations(
    findings: Mapping[int, list[Finding]],
    lines: Mapping[int, Sequence[Explanation]],
    units: Mapping[int, str],
    before: Mapping[About, Said],
) -> dict[int, list[Finding]]:
    """The findings of each workbook, with what is said of them in it (`lines`), or was said before.

    Of two good ones of a unit that came together, what the first says holds for the second, as if it came a day later.
    """
    said, told = dict(before), {}
    for submission, found in sorted(findings.items()):
        unit = units.get(submission)
        told[submission] = _explained(found, lines.get(submission, ()), unit, said)
        if unit and status_of(found) == "accepted":
            said |= _said(unit, told[submission])
    return told


def _said(unit: str, findings: Iterable[Finding]) -> dict[About, Said]:
    return {
        (unit, finding.rule, finding.subject, finding.mark): Said(finding.explanation or "", finding.quiet_since)
        for finding in findings
        if finding.is_explained
    }


def lines_of(rows: pd.DataFrame) -> dict[int, list[Explanation]]:
    """submission → the rows of the sheet that name a rule and give a reason."""
    found: dict[int, list[Explanation]] = {}
    for submission, *values in zip(
        *(rows[name] for name in ("submission", "row", "rule", "place", "reason")), strict=True
    ):
        row, rule, place, reason = values
        if rule and reason:
            found.setdefault(int(submission), []).append(Explanation(int(row), rule, place or None, reason))
    return found


def explained_by(line: Explanation, findings: Sequence[Finding]) -> list[Finding]:
    """The findings that a line speaks of.

    Without a place: those of its rule that are of the whole workbook, or the only one that there is.
    """
    own = [finding for finding in findings if finding.rule == line.rule]
    place = plain(line.place or "").replace(" ", "")
    if place in _WHOLE:
        return own if len(own) == 1 else [finding for finding in own if not finding.subject]
    if code := _CODE.fullmatch(place):
        return [finding for finding in own if finding.subject == re.sub(r"\D", "", code[1])]
    if cell := _CELL.fullmatch(place):
        return [finding for finding in own if (finding.column, finding.row) == (cell[1].upper(), int(cell[2]))]
    row = _ROW.fullmatch(place)
    return [finding for finding in own if row and finding.row == int(row[1].replace(".", ""))]


def without_finding(lines: Iterable[Explanation], findings: Sequence[Finding]) -> list[Explanation]:
    """Lines that say nothing of anything that was found."""
    return [line for line in lines if not (line.reason and explained_by(line, findings))]


def _explained(
    findings: list[Finding], lines: Sequence[Explanation], unit: str | None, before: Mapping[About, Said]
) -> list[Finding]:
    now: dict[int, list[str]] = {}
    for line in lines:
        for found in explained_by(line, findings):
            now.setdefault(id(found), []).append(line.reason)
    told = []
    for one in findings:
        said = before.get((unit or "", one.rule, one.subject, one.mark))
        if id(one) in now:
            told.append(replace(one, explanation="; ".join(dict.fromkeys(now[id(one)]))))
        elif said and one.severity == "warning":
            told.append(replace(one, explanation=said.reason, quiet_since=said.since))
        else:
            told.append(one)
    return told

"""Explanations (giải trình): what a unit says of a warning, and which warnings are quiet because it has said so before.

A warning whose rule looks at the same values of the same household as in the unit's last accepted report, where it was
explained, is quiet: kept with its explanation, and not spoken of again until a value changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from giamngheo.check.finding import Finding, status_of
from giamngheo.core.text import plain

if TYPE_CHECKING:
    from giamngheo.check.batch import Batch
from collections.abc import Iterator

import sqlalchemy as sa

from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import finding

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


def with_explanations(findings: Mapping[int, list[Finding]], batch: Batch) -> dict[int, list[Finding]]:
    """The findings of each workbook, with what is said of them in it, or was said before.

    Of two good ones of a unit that came together, what the first says holds for the second, as if it came a day later.
    """
    lines, units, before = lines_of(batch), _units(batch), dict(batch.history.explained)
    told = {}
    for submission, found in sorted(findings.items()):
        unit = units.get(submission)
        told[submission] = _explained(found, lines.get(submission, ()), unit, before)
        if unit and status_of(found) == "accepted":
            before |= _said(unit, told[submission])
    return told


def _said(unit: str, findings: Iterable[Finding]) -> dict[About, Said]:
    return {
        (unit, finding.rule, finding.subject, finding.mark): Said(finding.explanation or "", finding.quiet_since)
        for finding in findings
        if finding.is_explained
    }


def lines_of(batch: Batch) -> dict[int, list[Explanation]]:
    """submission → the rows that name a rule and give a reason."""
    sheet = batch.form.explaining
    if sheet is None:
        return {}
    found: dict[int, list[Explanation]] = {}
    frame = batch.frames[sheet.table]
    for submission, *values in zip(
        *(frame[name] for name in ("submission", "row", "rule", "place", "reason")), strict=True
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


def _units(batch: Batch) -> dict[int, str]:
    cover = batch.frames["cover"]
    return {int(submission): unit for submission, unit in zip(cover["submission"], cover["unit"], strict=True) if unit}


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


_CHUNK = 500


def explained_in(warehouse: Warehouse, submissions: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """(submission, warning) of the explained ones, in the order of the submissions given."""
    for start in range(0, len(submissions), _CHUNK):
        chunk = list(submissions[start : start + _CHUNK])
        query = sa.select(finding).where(
            finding.c.submission_id.in_(chunk), finding.c.severity == "warning", finding.c.explanation.is_not(None)
        )
        with warehouse.reading() as connection:
            rows = connection.execute(query.order_by(finding.c.id)).all()
        by_submission = {identity: [row for row in rows if row.submission_id == identity] for identity in chunk}
        for identity in chunk:
            yield from ((identity, finding_of(row)) for row in by_submission[identity])


def lines_in(warehouse: Warehouse, submission_id: int) -> list[Explanation]:
    """The sheet of explanations of an accepted workbook."""
    sheet = warehouse.configuration.form.explaining
    if sheet is None:
        return []
    table = warehouse.rows[sheet.table]
    query = sa.select(table).where(table.c.submission_id == submission_id).order_by(table.c.row)
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    return [Explanation(row.row, row.rule or "", row.place, row.reason or "") for row in rows]


def finding_of(row: sa.Row[Any]) -> Finding:
    return Finding(
        row.rule,
        row.severity,
        row.sheet,
        row.row,
        row.column,
        row.message,
        row.subject,
        row.mark,
        row.explanation,
        row.quiet_since,
    )

"""What each unit has to correct in its workbooks: rule, place, remedy; never the content of a cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from giamngheo.check.completeness import Returned, UnitReport
from giamngheo.core.period import Period
from giamngheo.report import content as say
from giamngheo.warehouse.engine import Warehouse, one_of
from giamngheo.warehouse.schema import finding, submission

_MOST_PLACES = 40  # of rows and ranges of rows named for one rule: the rest is a number
_OPEN = sa.or_(finding.c.severity != "warning", finding.c.explanation.is_(None))
_ORDER = {"critical": 0, "pending": 1, "warning": 2}


def corrections_due(
    warehouse: Warehouse, month: Period, reports: Iterable[UnitReport], back: Iterable[Returned]
) -> list[say.ToCorrect]:
    """By unit, what is critical first: of the workbook that counts, and of those returned and not made good since, each for
    itself, as a row of one is no row of another. `month`: of which the reports are, where `back` may be of earlier ones.

    A warning that the unit has explained is not asked about again, in this month or a later one.
    """
    owners = {report.submission: report.unit.code for report in reports if report.submission is not None}
    owners |= {item.submission: item.unit.code for item in back}
    earlier = {item.submission for item in back if item.period != month}
    named = _named_apart(warehouse, owners, earlier)
    own = warehouse.configuration
    rules = {rule.code: rule for _, rule in own.with_comparisons(own.form).rules}
    groups = _places(warehouse, owners)
    order = {unit: at for at, unit in enumerate(dict.fromkeys(owners.values()))}
    return [
        say.ToCorrect(
            unit=owners[submission_id],
            rule=code,
            severity=severity,
            message=rules[code].title if code in rules else code,
            remedy=rules[code].remedy if code in rules else "",
            sheet=sheet,
            column=column,
            rows=row_ranges(rows),
            count=len(rows),
            sent=named.get(submission_id, ""),
        )
        for (submission_id, severity, code, sheet, column), rows in sorted(
            groups.items(),
            key=lambda item: (order[owners[item[0][0]]], _ORDER[item[0][1]], *item[0][2:], item[0][0]),
        )
    ]


def _places(warehouse: Warehouse, owners: Collection[int]) -> dict[tuple[int, str, str, str, str], list[int]]:
    """(submission, severity, rule, sheet, column) → rows."""
    query = (
        sa.select(finding)
        .where(one_of(finding.c.submission_id, owners), finding.c.severity.in_(_ORDER), _OPEN)
        .order_by(finding.c.row)
    )
    found: dict[tuple[int, str, str, str, str], list[int]] = defaultdict(list)
    with warehouse.reading() as connection:
        for row in connection.execute(query):
            place = (row.submission_id, row.severity, row.rule, row.sheet or "", row.column or "")
            found[place].append(row.row or 0)
    return found


def _named_apart(warehouse: Warehouse, owners: Mapping[int, str], earlier: Collection[int]) -> dict[int, str]:
    """How each workbook is called of a unit that has several here, or one of an earlier month; of the others nothing need be said."""
    several = {unit for unit, count in Counter(owners.values()).items() if count > 1}
    meant = [identity for identity, unit in owners.items() if unit in several or identity in earlier]
    columns = (submission.c.id, submission.c.version, submission.c.period)
    query = sa.select(*columns).where(one_of(submission.c.id, meant))
    with warehouse.reading() as connection:
        return {row.id: _name(row.version, row.period) for row in connection.execute(query)}


def _name(version: int | None, period: str | None) -> str:
    which = f"bản gửi lần {version}" if version else "bản gửi không rõ lần"
    return f"{which}, {Period.parse(period).title}" if period else which


def row_ranges(rows: Iterable[int]) -> str:
    """`7, 12–15`; after many only how many more there are. Row 0 is no row: the whole sheet is meant."""
    found: list[list[int]] = []
    for row in sorted(set(rows) - {0}):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in found[:_MOST_PLACES]]
    more = sum(last - first + 1 for first, last in found[_MOST_PLACES:])
    return ", ".join(shown) + (f" và {more} dòng khác" if more else "")

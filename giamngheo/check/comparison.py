"""What an office says of each unit beside what the unit's own report adds up to: where they differ both are told.

Worked out anew from what is in force on both sides, after everything that came has been stored: so it is the same whoever
came first, and whoever corrects himself. A difference is a warning in the report of either; nothing is compared where one of
the two is not there, nor in a month that is closed: there nobody could correct it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.check.explanations import with_explanations
from giamngheo.check.finding import Finding
from giamngheo.check.previous_reports import explained_before
from giamngheo.check.stored_explanations import lines_in
from giamngheo.check.stored_findings import finding_of, finding_row
from giamngheo.core.formats import quantity
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.editions import not_asked
from giamngheo.metadata.expressions import fields_of_expression
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.rules import UnitComparison
from giamngheo.store.submissions import in_force, in_force_on
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import answer, finding, submission

_PLACES = 6  # decimals that count: engines add floats in any order
# As a difference is stored: of a report or a line, not of a cell. So is what a rule finds in a whole report; if no form has that
# rule any more, it goes, too.
_MAY_BE_DIFFERENCE = sa.and_(finding.c.severity == "warning", finding.c.column.is_(None))


@dataclass(frozen=True)
class UnitDifference:
    """One number of one unit that two reports say otherwise. `row`: of the unit's line in the office's list."""

    period: Period
    office: str
    unit: str
    comparison: UnitComparison
    form: Form
    sheet: Sheet
    row: int
    said: float
    counted: float
    of_office: int
    of_unit: int


def compare(warehouse: Warehouse, now: dt.datetime, closed: Collection[str] = ()) -> list[UnitDifference]:
    """Bring the findings of all reports in force up to what differs now, but for the months that are `closed`, or before all
    plans; gives every difference. What has changed for a sender is news to him: it waits for an answer."""
    _take_back(warehouse, no_longer_compared(warehouse, closed), now)
    by_period: dict[Period, list[_Pair]] = defaultdict(list)
    for pair in _pairs(warehouse, closed):
        by_period[pair.period].append(pair)
    return [one for period in sorted(by_period) for one in _compare(warehouse, period, by_period[period], now)]


def _compare(warehouse: Warehouse, period: Period, pairs: list[_Pair], now: dt.datetime) -> list[UnitDifference]:
    """One period, after those before it: what is explained there is not asked again."""
    differences = [one for pair in pairs for one in _differences(warehouse, pair)]
    wanted: dict[int, list[Finding]] = {identity: [] for pair in pairs for identity in pair.submissions}
    for one in differences:
        wanted[one.of_office].append(_to_office(warehouse, one))
        wanted[one.of_unit].append(_to_unit(warehouse, one))
    units = {identity: unit for pair in pairs for unit, identity in pair.units.items() if wanted[identity]}
    lines = {identity: lines_in(warehouse, identity) for identity in units}
    before = explained_before(warehouse, units, period)
    _write(warehouse, with_explanations(wanted, lines, units, before), now)
    return differences


def no_longer_compared(warehouse: Warehouse, closed: Collection[str] = ()) -> dict[int, set[str]]:
    """submission in force → codes of differences that stand in it though no form compares them any more. A report on a form
    that is collected no longer stays as it is."""
    own, found = warehouse.configuration, defaultdict[int, set[str]](set)
    forms: list[tuple[str | None, Form]] = [(None, own.form), *((one.id, one) for one in own.other_forms)]
    for form_id, form in forms:
        known = [rule.code for _, rule in own.with_comparisons(form).rules]
        query = (
            sa.select(submission.c.id, submission.c.period, finding.c.rule)
            .join(finding)
            .where(in_force_on(form_id), _MAY_BE_DIFFERENCE, finding.c.rule.not_in(known))
        )
        with warehouse.reading() as connection:
            for row in connection.execute(query):
                if _is_open(own, Period.parse(row.period), closed):
                    found[row.id].add(row.rule)
    return found


def not_compared(
    warehouse: Warehouse, sender: str, form_id: str | None, period: Period
) -> list[tuple[Form, list[str]]]:
    """With which form a sender's report cannot be compared, and the names of those who have none in force."""
    own = warehouse.configuration
    if form_id is not None:
        form = own.form_of(form_id)
        units = own.unit_register.expected(period) if _is_asked(own, form, period) else []
        there = in_force(warehouse, [period]) if units else {}
        lacking = [unit.name for unit in units if (unit.code, period.code) not in there]
        return [(own.form, lacking)] if lacking else []
    if sender not in own.unit_register.codes(period):
        return []
    found = []
    for form in [one for one in _compared(warehouse) if _is_asked(own, one, period)]:
        there = in_force(warehouse, [period], form.id)
        lacking = [one.name for one in own.senders.of(form, period) if (one.code, period.code) not in there]
        found += [(form, lacking)] if lacking else []
    return found


@dataclass(frozen=True)
class _Pair:
    """An office's report and those of the units for the same month, all in force."""

    form: Form
    sheet: Sheet
    period: Period
    office: str
    of_office: int
    units: Mapping[str, int]

    @property
    def submissions(self) -> tuple[int, ...]:
        return (self.of_office, *self.units.values())


def _compared(warehouse: Warehouse) -> list[Form]:
    return [form for form in warehouse.configuration.other_forms if form.comparisons]


def _pairs(warehouse: Warehouse, closed: Collection[str]) -> Iterator[_Pair]:
    for form in _compared(warehouse):
        query = sa.select(submission.c.id, submission.c.unit, submission.c.period).where(in_force_on(form.id))
        with warehouse.reading() as connection:
            ever = connection.execute(query.order_by(submission.c.id)).all()
        periods = {row.period: Period.parse(row.period) for row in ever}
        periods = {
            code: period for code, period in periods.items() if _is_open(warehouse.configuration, period, closed)
        }
        sent = [row for row in ever if row.period in periods]
        units: dict[str, dict[str, int]] = defaultdict(dict)
        for (unit, code), identity in in_force(warehouse, list(periods.values())).items():
            units[code][unit] = identity
        for row in sent:
            for sheet in form.sheets:
                if sheet.comparison:
                    yield _Pair(form, sheet, periods[row.period], row.unit, row.id, units[row.period])


def _is_open(own: Configuration, period: Period, closed: Collection[str]) -> bool:
    return period >= own.first_month and period.last_month.code not in closed


def _is_asked(own: Configuration, form: Form, period: Period) -> bool:
    return any(_asked(own, sheet, period) for sheet in form.sheets)


def _asked(own: Configuration, sheet: Sheet, period: Period) -> list[UnitComparison]:
    """The comparisons of which both sides are collected in a period: of a column that is not asked nobody says anything."""
    gone, tables = not_asked(sheet, period), own.form.tables
    return [
        one
        for one in sheet.comparison
        if gone.isdisjoint(one.fields)
        and not_asked(tables[one.rows], period).isdisjoint(fields_of_expression(own.form, one.rows, one.counted))
    ]


def _differences(warehouse: Warehouse, pair: _Pair) -> Iterator[UnitDifference]:
    by_unit, table = pair.sheet.by_unit, warehouse.rows[pair.sheet.table]
    assert by_unit is not None  # the configuration would not have been loaded
    with warehouse.reading() as connection:
        query = sa.select(table).where(table.c.submission_id == pair.of_office).order_by(table.c.row)
        listed = connection.execute(query).mappings().all()
    meant = warehouse.configuration.unit_register.meant
    for comparison in _asked(warehouse.configuration, pair.sheet, pair.period):
        counted = _counted(warehouse, comparison, pair.units)
        for row in listed:
            unit = meant(row[by_unit.code], pair.period)
            if unit not in counted:
                continue
            said = round(sum(row[field] or 0 for field in comparison.fields), _PLACES)
            if round(abs(said - counted[unit]), _PLACES) > comparison.tolerance:
                yield UnitDifference(
                    period=pair.period,
                    office=pair.office,
                    unit=unit,
                    comparison=comparison,
                    form=pair.form,
                    sheet=pair.sheet,
                    row=row["row"],
                    said=said,
                    counted=counted[unit],
                    of_office=pair.of_office,
                    of_unit=pair.units[unit],
                )


def _counted(warehouse: Warehouse, comparison: UnitComparison, units: Mapping[str, int]) -> dict[str, float]:
    """unit → what its report adds up to; 0 where it has no such rows."""
    table, owners = warehouse.rows[comparison.rows], {identity: unit for unit, identity in units.items()}
    found: dict[str, float] = dict.fromkeys(units, 0)
    with warehouse.reading() as connection:
        for chunk in in_chunks(owners):
            total: sa.ColumnElement[object] = sa.literal_column(f"({comparison.counted})")
            query = sa.select(table.c.submission_id, total).where(table.c.submission_id.in_(chunk))
            for identity, value in connection.execute(query.group_by(table.c.submission_id)):
                found[owners[identity]] = round(float(value or 0), _PLACES)
    return found


def _to_office(warehouse: Warehouse, one: UnitDifference) -> Finding:
    name = warehouse.configuration.unit_register.name(one.unit, one.period)
    said = one.comparison.message.format(unit=name, here=quantity(one.said), there=quantity(one.counted))
    message = f"{said} {one.comparison.remedy}"
    return Finding(
        one.comparison.code, "warning", one.sheet.name, one.row, None, message, subject=one.unit, mark=_mark(one)
    )


def _to_unit(warehouse: Warehouse, one: UnitDifference) -> Finding:
    own = warehouse.configuration
    name = own.senders.name(one.office, one.period)
    said = one.comparison.message_to_unit.format(sender=name, here=quantity(one.counted), there=quantity(one.said))
    message = f"{said} {one.comparison.remedy_to_unit}"
    sheet = own.form.tables[one.comparison.rows].name
    return Finding(one.comparison.code, "warning", sheet, None, None, message, mark=_mark(one))


def _mark(one: UnitDifference) -> str:
    return hashlib.sha256(repr((one.office, one.said, one.counted)).encode()).hexdigest()[:16]


def _write(warehouse: Warehouse, wanted: Mapping[int, list[Finding]], now: dt.datetime) -> None:
    """Only where something else differs than before: then it is another verdict, and waits for an answer of its own. Other
    words for it, as after a change of a name, are none."""
    codes = {one.code for form in _compared(warehouse) for one in form.comparisons}
    with warehouse.writing() as connection:
        stored = _stored(connection, wanted, codes)
        for identity, found in wanted.items():
            if Counter(map(_news, found)) != Counter(map(_news, stored[identity])):
                _put(connection, identity, codes, found, now)


def _take_back(warehouse: Warehouse, codes: Mapping[int, Collection[str]], now: dt.datetime) -> None:
    if not codes:
        return
    with warehouse.writing() as connection:
        for identity, own in codes.items():
            _put(connection, identity, own, [], now)


def _put(
    connection: sa.Connection, identity: int, codes: Collection[str], found: list[Finding], now: dt.datetime
) -> None:
    """In the place of what a submission had under these codes."""
    connection.execute(sa.delete(finding).where(finding.c.submission_id == identity, finding.c.rule.in_(codes)))
    if found:
        connection.execute(sa.insert(finding), [finding_row(identity, one) for one in found])
    connection.execute(sa.delete(answer).where(answer.c.submission_id == identity))
    connection.execute(
        sa.update(submission)
        .where(submission.c.id == identity)
        .values(judged_at=now, verdicts=submission.c.verdicts + 1)
    )


def _news(one: Finding) -> tuple[object, ...]:
    return one.rule, one.row, one.subject, one.mark, one.explanation, one.quiet_since


def _stored(connection: sa.Connection, submissions: Iterable[int], codes: Iterable[str]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    for chunk in in_chunks(submissions):
        query = sa.select(finding).where(finding.c.submission_id.in_(chunk), finding.c.rule.in_(codes))
        for row in connection.execute(query):
            found[row.submission_id].append(finding_of(row))
    return found

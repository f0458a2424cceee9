"""Submissions in the warehouse: received → passed → accepted, or received → rejected; pending beside them.

They come as `arrivals` and are judged in `verdicts`. The storing of a batch's rows is one transaction. Whatever was
interrupted is found as `received` or `passed` and judged again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from giamngheo.core.formats import local_day
from giamngheo.core.period import Period, periods_ending_in
from giamngheo.store.originals import destroyed
from giamngheo.warehouse.bulk import insert_rows
from giamngheo.warehouse.engine import Warehouse, in_chunks, one_of
from giamngheo.warehouse.schema import finding, submission

if TYPE_CHECKING:
    import pandas as pd

    from giamngheo.store.rows import Rows

_STANDING = sa.and_(submission.c.status == "accepted", submission.c.superseded_at.is_(None))


def in_force_on(form_id: str | None) -> sa.ColumnElement[bool]:
    """Accepted and not superseded, on one of the forms beside the main one; on the main one where none is named."""
    return sa.and_(_STANDING, submission.c.form.is_not_distinct_from(form_id))


IN_FORCE = in_force_on(None)  # what the plan's figures are counted on


_LAST_MONTHS = {"Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12", "H1": "06", "H2": "12", "": "12"}
_PART = sa.func.substr(submission.c.period, 6, type_=sa.String)  # of `2020-Q1`; nothing of a year
# The code of the month in which a submission's period ends; where it has none, of the month in which it came.
LAST_MONTH = sa.func.coalesce(
    sa.func.substr(submission.c.period, 1, 4, type_=sa.String) + "-" + sa.case(_LAST_MONTHS, value=_PART, else_=_PART),
    submission.c.collected_in,
)

_ACCEPTED_AT = sa.func.coalesce(submission.c.judged_at, submission.c.received_at)

# In force on another form, and judged beside another main report of its unit and month than the one that is in force now.
_COMPARED_ANEW = ""
TO_COMPARE_AGAIN = sa.and_(_STANDING, submission.c.form.is_not(None), submission.c.judged_with == _COMPARED_ANEW)


@dataclass(frozen=True)
class Waiting:
    """A submission that waits for its verdict. `fault`: why its content was not taken in. `in_force`: it has been accepted, and
    is only compared again."""

    id: int
    folder_unit: str
    file: str
    sha256: str
    fault: str | None = None
    size_bytes: int = 0
    in_force: bool = field(default=False, compare=False)  # it may be accepted while it is at hand


def waiting(
    warehouse: Warehouse,
    judged_with: str,
    today: dt.date,
    lying_there: Iterable[tuple[str, str]],
    closed: Collection[str] = (),
) -> list[Waiting]:
    """Submissions to judge, in the order in which they came.

    Besides new and interrupted ones: rejected ones that still lie in the inbox (`lying_there`: unit and sha256),
    if the rules have changed since or their period has opened meanwhile (it is not `closed`), and nothing newer
    was accepted; and those in force beside a main report that has come, or changed, since they were judged.
    """
    still = set(lying_there)
    changed = sa.or_(submission.c.judged_with != judged_with, _has_opened(warehouse, today, closed))
    again = sa.and_(submission.c.status == "rejected", changed, ~_has_newer())
    query = (
        sa.select(submission)
        .where(sa.or_(submission.c.status.in_(["received", "passed"]), again))
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    found = [_waiting(row) for row in rows if row.status != "rejected" or (row.folder_unit, row.sha256) in still]
    return [*found, *to_compare_again(warehouse)]


def to_compare_again(warehouse: Warehouse) -> list[Waiting]:
    """Those in force on another form whose unit's main report has come, or changed, since; none whose original is destroyed,
    or whose form is collected no longer."""
    collected = submission.c.form.in_([form.id for form in warehouse.configuration.other_forms])
    query = sa.select(submission).where(TO_COMPARE_AGAIN, collected).order_by(submission.c.id)
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    gone = destroyed(warehouse) if rows else frozenset()
    return [_waiting(row) for row in rows if row.sha256 not in gone]


def _has_opened(warehouse: Warehouse, today: dt.date, closed: Collection[str]) -> sa.ColumnElement[bool]:
    """Refused because its month took no report, which it does now."""
    own = warehouse.configuration
    first, last = own.first_month, Period.month_of(today)
    periods = (one for form in own.forms for one in periods_ending_in(form.frequency, first, last))
    return sa.and_(
        submission.c.id.in_(sa.select(finding.c.submission_id).where(finding.c.rule.in_(own.period_not_open_rules))),
        submission.c.period.in_({one.code for one in periods if one.last_month.code not in closed}),
    )


def _has_newer() -> sa.ColumnElement[bool]:
    """What came later into the same folder on the same form for the same period was accepted."""
    later = sa.alias(submission)
    return sa.exists().where(
        later.c.folder_unit == submission.c.folder_unit,
        later.c.id > submission.c.id,
        later.c.status == "accepted",
        later.c.period.is_not_distinct_from(submission.c.period),
        later.c.form.is_not_distinct_from(submission.c.form),
    )


def find(warehouse: Warehouse, ids: Sequence[int]) -> list[Waiting]:
    """Submissions by id, in the order of the ids."""
    found: dict[int, Waiting] = {}
    with warehouse.reading() as connection:
        for chunk in in_chunks(ids):
            rows = connection.execute(sa.select(submission).where(submission.c.id.in_(chunk)))
            found |= {row.id: _waiting(row) for row in rows}
    return [found[identity] for identity in ids]


def passed(warehouse: Warehouse, ids: Sequence[int]) -> list[int]:
    """Those of the submissions that passed and are not stored yet, in the order they came."""
    query = sa.select(submission.c.id).where(submission.c.status == "passed").order_by(submission.c.id)
    wanted = set(ids)
    with warehouse.reading() as connection:
        return [identity for identity in connection.scalars(query) if identity in wanted]


def units_of(warehouse: Warehouse, ids: Sequence[int]) -> dict[int, str]:
    """submission → whose report it is, of those on the main form, in the order they came."""
    wanted = set(ids)
    query = sa.select(submission.c.id, submission.c.unit).where(submission.c.form.is_(None)).order_by(submission.c.id)
    query = query.where(submission.c.id.between(min(ids, default=0), max(ids, default=0)))
    with warehouse.reading() as connection:
        return {row.id: row.unit for row in connection.execute(query) if row.id in wanted}


def corrections_among(warehouse: Warehouse, ids: Sequence[int]) -> dict[tuple[str, str], bool]:
    """(unit, period) of those of the submissions that were accepted on the main form → whether one that is none of them was accepted
    for it before; by period, then by unit."""
    which = (submission.c.id, submission.c.unit, submission.c.period)
    accepted = sa.select(*which).where(submission.c.status == "accepted", submission.c.form.is_(None))
    wanted, own = set(ids), set[tuple[str, str]]()
    with warehouse.reading() as connection:
        for chunk in in_chunks(ids):
            found = connection.execute(accepted.where(submission.c.id.in_(chunk)))
            own |= {(row.unit, row.period) for row in found}
        of_same = accepted.where(submission.c.period.in_({period for _, period in own}))
        before = {(row.unit, row.period) for row in connection.execute(of_same) if row.id not in wanted}
    return {place: place in before for place in sorted(own, key=lambda place: place[::-1])}


def store_rows(warehouse: Warehouse, submissions: Sequence[int], rows: Rows, now: dt.datetime) -> int:
    """Store the rows of accepted workbooks and put them in force, all in one transaction; gives how many there were to store:
    of those that are in force already, `rows` may have some, too. What is in force beside a main report waits to be compared
    with it.
    """
    with warehouse.writing() as connection:
        new: list[int] = [one for chunk in in_chunks(submissions) for one in connection.scalars(_passed(chunk))]
        own = set(new)
        for table, (columns, values) in rows.items():
            owner = columns.index("submission_id")
            insert_rows(connection, warehouse.rows[table], columns, (row for row in values if row[owner] in own))
        for chunk in in_chunks(new):
            _put_in_force(connection, chunk, now)
    return len(new)


def _passed(ids: Sequence[int]) -> sa.Select[Any]:
    return sa.select(submission.c.id).where(submission.c.id.in_(ids), submission.c.status == "passed")


def _put_in_force(connection: sa.Connection, ids: Sequence[int], now: dt.datetime) -> None:
    """Whichever is stored first, the last that came stands."""
    connection.execute(sa.update(submission).where(submission.c.id.in_(ids)).values(status="accepted"))
    later, own = sa.alias(submission, "later"), sa.alias(submission, "own")
    concerned = [sa.select(own.c[column]).where(own.c.id.in_(ids)) for column in ("unit", "period")]
    newer = sa.exists().where(
        later.c.unit == submission.c.unit,
        later.c.period == submission.c.period,
        later.c.form.is_not_distinct_from(submission.c.form),
        later.c.status == "accepted",
        later.c.superseded_at.is_(None),
        later.c.id > submission.c.id,
    )
    of_same = (submission.c.unit.in_(concerned[0]), submission.c.period.in_(concerned[1]))  # of all months few
    superseded = sa.update(submission).where(_STANDING, *of_same, newer)
    connection.execute(superseded.values(superseded_at=now))
    main = sa.exists().where(
        own.c.id.in_(ids),
        own.c.form.is_(None),
        own.c.superseded_at.is_(None),
        own.c.unit == submission.c.unit,
        own.c.period == LAST_MONTH,
    )
    beside = sa.update(submission).where(_STANDING, submission.c.form.is_not(None), main)
    connection.execute(beside.values(judged_with=_COMPARED_ANEW))


def accepted_as(warehouse: Warehouse, unit: str, period: str, sha256: str) -> tuple[int, bool] | None:
    """As which version a unit's content was accepted, and whether that is in force; content known is not taken anew."""
    query = sa.select(submission.c.version, submission.c.superseded_at).where(
        submission.c.unit == unit,
        submission.c.period == period,
        submission.c.sha256 == sha256,
        submission.c.status == "accepted",
    )
    with warehouse.reading() as connection:
        row = connection.execute(query.order_by(submission.c.id.desc())).first()
    return (int(row.version), row.superseded_at is None) if row else None


def accepted_before(warehouse: Warehouse, submission_id: int) -> list[int]:
    """The versions of the same unit, period and form that were accepted before this one, oldest first."""
    which = (submission.c.unit, submission.c.period, submission.c.form)
    own = sa.select(*which).where(submission.c.id == submission_id).subquery()
    query = (
        sa.select(submission.c.id)
        .where(
            submission.c.unit == own.c.unit,
            submission.c.period == own.c.period,
            submission.c.form.is_not_distinct_from(own.c.form),
            submission.c.status == "accepted",
            submission.c.id < submission_id,
        )
        .order_by(submission.c.id)
    )
    with warehouse.reading() as connection:
        return list(connection.scalars(query))


def in_force(warehouse: Warehouse, periods: Sequence[Period], form_id: str | None = None) -> dict[tuple[str, str], int]:
    """(unit, period) → the submission in force, on the main form or on the one named; on the main one those that stood at
    another moment, where the warehouse is asked `as_of` them."""
    which = in_force_on(form_id)
    if warehouse.as_of is not None and form_id is None:
        which = one_of(submission.c.id, sorted(warehouse.as_of))
    query = sa.select(submission.c.unit, submission.c.period, submission.c.id).where(
        which, submission.c.period.in_([period.code for period in periods])
    )
    with warehouse.reading() as connection:
        return {(row.unit, row.period): row.id for row in connection.execute(query)}


def as_known(warehouse: Warehouse, until: dt.datetime) -> Warehouse:
    """The warehouse as it was before a moment (UTC): of the main form's submissions those that had been accepted and stood then."""
    was_there = (submission.c.status == "accepted", submission.c.form.is_(None), until > _ACCEPTED_AT)
    query = sa.select(sa.func.max(submission.c.id)).where(*was_there).group_by(submission.c.unit, submission.c.period)
    with warehouse.reading() as connection:
        return replace(warehouse, as_of=frozenset(connection.scalars(query)))


def first_accepted_at(warehouse: Warehouse, month: Period, units: Collection[str]) -> dt.date | None:
    """The day in Vietnam of the first report that was accepted of one of the units for a month."""
    own = (submission.c.status == "accepted", submission.c.form.is_(None), submission.c.period == month.code)
    query = sa.select(sa.func.min(_ACCEPTED_AT)).where(*own, submission.c.unit.in_(units))
    with warehouse.reading() as connection:
        found: dt.datetime | None = connection.scalar(query)
    return local_day(found) if found else None


def last_accepted(warehouse: Warehouse, units: Iterable[str], before: Period) -> dict[str, tuple[str, int]]:
    """unit → (period, submission) of its last accepted period before the one given."""
    columns = (submission.c.unit, submission.c.period, submission.c.id)
    of_month = sa.select(*columns).where(IN_FORCE, submission.c.period == (before - 1).code)
    earlier = sa.select(*columns).where(IN_FORCE, submission.c.period < before.code).order_by(submission.c.period)
    wanted = set(units)
    with (
        warehouse.reading() as connection
    ):  # nearly all are of the month before: only for the others all months are walked
        found = {row.unit: (row.period, row.id) for row in connection.execute(of_month) if row.unit in wanted}
        for chunk in in_chunks(sorted(wanted - found.keys())):
            rows = connection.execute(earlier.where(submission.c.unit.in_(chunk)))
            found |= {row.unit: (row.period, row.id) for row in rows}
    return found


def history_rows(
    warehouse: Warehouse, owners: Mapping[int, str], class_columns: Mapping[int, str]
) -> tuple[dict[int, tuple[int, int]], pd.DataFrame]:
    """Of these submissions (submission → whose history it is): households and people of the cover by submission; and
    the households that are listed by the class in its column (submission → column), of those that have one."""
    import pandas as pd

    household, cover = warehouse.rows["household"], warehouse.rows["cover"]
    ids = sorted(owners)
    covers: dict[int, tuple[int, int]] = {}
    listed: list[tuple[object, ...]] = []
    with warehouse.reading() as connection:
        for chunk in in_chunks(ids):
            found = connection.execute(
                sa.select(cover.c.submission_id, cover.c.households, cover.c.people).where(
                    cover.c.submission_id.in_(chunk)
                )
            )
            covers |= {row.submission_id: (row.households, row.people or 0) for row in found}
            for column in sorted({class_columns[one] for one in chunk if one in class_columns}):
                own, of_class = [one for one in chunk if class_columns.get(one) == column], household.c[column]
                query = sa.select(
                    household.c.submission_id, household.c.household_code, of_class, household.c.row
                ).where(household.c.submission_id.in_(own), of_class.in_(warehouse.configuration.classes.listed_codes))
                listed += map(tuple, connection.execute(query))
    frame = pd.DataFrame(listed, columns=["submission", "household_code", "classification", "row"])
    return covers, frame.assign(unit=frame["submission"].map(owners))


def _waiting(row: sa.Row[Any]) -> Waiting:
    in_force = row.status == "accepted" and row.superseded_at is None
    return Waiting(row.id, row.folder_unit, row.file, row.sha256, row.fault, row.size_bytes, in_force)

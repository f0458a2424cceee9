"""An office that gets the workbooks of a world, all months in one go, and what its reports say; or a warehouse that is
filled with the rows themselves, for worlds by the dozen."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.report.compose import Draft, draft, is_same_report
from giamngheo.report.content import ReportContent
from giamngheo.report.lineage import note_lineage
from giamngheo.report.releases import add_release
from giamngheo.warehouse.bulk import insert_rows
from giamngheo.warehouse.engine import Warehouse, open_warehouse
from giamngheo.warehouse.schema import report, submission
from tests.conftest import PROJECT
from tests.stories.claims.oracle import Truth
from tests.stories.claims.papers import TODAY
from tests.stories.claims.world import BASELINE, MONTHS, World
from tests.support.office import office_in
from tests.support.workbooks import Book, write_month

_ON_TIME, _LATE = 15, 28  # days of the month after which a workbook came
_FIRST_CORRECTED = 1001  # the first number of what is sent again
_FIRST_ISSUED = TODAY - dt.timedelta(days=1)


@dataclass
class Report:
    """A report of a world, and what is true of it; `replaced`: what was true of the one that it replaces."""

    content: ReportContent
    truth: Truth
    replaced: Truth | None = None


@dataclass
class Reports:
    """Of one world: of each period the last, and what a correction moved without a new report."""

    by_period: dict[str, Report] = field(default_factory=dict)
    unsaid: list[str] = field(default_factory=list)


def configuration(folder: Path, world: World) -> Path:
    """The sample's, for the units of a world alone."""
    shutil.copytree(PROJECT / "config", folder)
    head = (folder / "units.csv").read_text(encoding="utf-8").splitlines()[0]
    lines = [_unit_line(at, unit) for at, unit in enumerate(world.units, 1)]
    (folder / "units.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    recipients = (folder / "recipients.toml").read_text(encoding="utf-8")
    (folder / "recipients.toml").write_text(recipients.partition("\n[communes]")[0] + "\n", encoding="utf-8")
    plan = (folder / "plan.toml").read_text(encoding="utf-8").splitlines()
    (folder / "plan.toml").write_text("\n".join(_stated(line, world) for line in plan) + "\n", encoding="utf-8")
    return folder


def _unit_line(at: int, unit: object) -> str:
    first = f"{unit.first}-01" if unit.first > BASELINE else ""
    last = f"{unit.last}-30" if unit.last < "9999" else ""
    kind = "thi-tran" if unit.name.startswith("Thị trấn") else "xa"
    return f"{unit.code},{unit.name},{kind},{at},{first},{last},{unit.into},,"


def _stated(line: str, world: World) -> str:
    if not line.startswith("baseline_stocks"):
        return line
    own = world.stated
    if own is None:
        return ""
    values = f"poor = {own.poor}, poor_rate = {own.poor_rate}, near_poor = {own.near_poor}, near_poor_rate = {own.near_poor_rate}"
    return f"baseline_stocks = {{ {values} }}"


def reports_of(folder: Path, world: World) -> Reports:
    """What the office's reports say of a world whose workbooks lie in its inbox."""
    config = configuration(folder / "config", world)
    with office_in(folder, config=str(config)) as office:
        load_settings.cache_clear()
        for month in world.months:
            write_month(office.inbox, world.came[month].values())
        office.collect(world.months[-1])
        warehouse = office.context.warehouse
        _set_times(warehouse, world)
        return Reports({period: Report(_content(warehouse, period), Truth(world, period)) for period in world.periods})


def _content(warehouse: Warehouse, period: str) -> ReportContent:
    return draft(warehouse, Period.parse(period), 1, TODAY).content


def _issued(warehouse: Warehouse, period: str) -> Draft:
    """The first report, kept as if somebody had it."""
    made = draft(warehouse, Period.parse(period), 1, _FIRST_ISSUED)
    moment = dt.datetime.combine(_FIRST_ISSUED, dt.time(3))
    identity = add_release(warehouse, made.content, made.figures_sha256, made.submissions, [], moment)
    note_lineage(warehouse, identity, made.rests_on)
    return made


def _revised(warehouse: Warehouse, world: World, first: Mapping[str, Draft]) -> Reports:
    found = Reports()
    before = world.before_corrections
    for period, old in first.items():
        if period not in world.revised:
            found.by_period[period] = Report(old.content, Truth(world, period))
            continue
        again = draft(warehouse, Period.parse(period), 2, TODAY, old.content)
        if is_same_report(old.content, again.content):
            found.unsaid.append(period)
        found.by_period[period] = Report(again.content, Truth(world, period), Truth(before, period))
    return found


def _set_times(warehouse: Warehouse, world: World) -> None:
    """The days on which workbooks came: a year is not collected in as many goes as it has days."""
    with warehouse.writing() as connection:
        for month in world.months:
            for units, day in ((set(world.came[month]), _ON_TIME), (world.late.get(month, set()), _LATE)):
                own = sa.and_(submission.c.period == month, submission.c.unit.in_(units))
                year, number = map(int, month.split("-"))
                came = dt.datetime(year, number, day, 3)
                connection.execute(sa.update(submission).where(own).values(received_at=came, submitted_at=came))


# ---------------------------------------------------------------- without workbooks


def filled(warehouse: Warehouse, world: World) -> Warehouse:
    """A warehouse with the rows of a world, as the accepted workbooks would have left them."""
    with warehouse.writing() as connection:
        for table in (*warehouse.rows.values(), report, submission):
            connection.execute(sa.delete(table))
        identity = 0
        for month in world.months:
            for unit, one in world.came[month].items():
                identity += 1
                _insert(warehouse, connection, _submission(identity, unit, month), one)
    return warehouse


def _insert(warehouse: Warehouse, connection: sa.Connection, own: dict[str, object], one: Book) -> None:
    connection.execute(sa.insert(submission), own)
    for table, rows in _rows(warehouse, one).items():
        columns = ["submission_id", "row", *(rows[0] if rows else ())]
        insert_rows(
            connection,
            warehouse.rows[table],
            columns,
            [(own["id"], at, *row.values()) for at, row in enumerate(rows, 1)],
        )


def empty_warehouse(folder: Path, world: World) -> Warehouse:
    config = load_configuration(configuration(folder / "config", world))
    return open_warehouse(f"sqlite:///{folder / 'rows.sqlite'}", config)


def told(warehouse: Warehouse, world: World) -> Iterator[Report]:
    """The reports of each period of a world in a warehouse."""
    for period in world.periods:
        yield Report(_content(warehouse, period), Truth(world, period))


def reports_by_rows(folder: Path, world: World) -> Reports:
    """The same of a world whose rows lie in the warehouse; with its corrections, which come after the first reports."""
    warehouse = filled(empty_warehouse(folder, world), world)
    if not world.corrected:
        return Reports({report.truth.period: report for report in told(warehouse, world)})
    first = {period: _issued(warehouse, period) for period in world.periods}
    _correct(warehouse, world)
    return _revised(warehouse, world, first)


def _correct(warehouse: Warehouse, world: World) -> None:
    moment = dt.datetime.combine(TODAY, dt.time(3))
    with warehouse.writing() as connection:
        for at, ((month, unit), one) in enumerate(sorted(world.corrected.items()), _FIRST_CORRECTED):
            same = sa.and_(submission.c.period == month, submission.c.unit == unit)
            connection.execute(sa.update(submission).where(same).values(superseded_at=moment))
            again = _submission(at, unit, month) | {"version": 2, "received_at": moment}
            _insert(warehouse, connection, again, one)


def _submission(identity: int, unit: str, month: str) -> dict[str, object]:
    year, number = map(int, month.split("-"))
    moment = dt.datetime(year, number, _ON_TIME, 3)
    return {
        "id": identity, "folder_unit": unit, "unit": unit, "period": month, "collected_in": month, "version": 1, "status": "accepted",
        "file": f"{unit}-{month}.xlsx", "sha256": f"{identity:064d}", "size_bytes": 1, "received_at": moment, "verdicts": 1,
    }  # fmt: skip


def _rows(warehouse: Warehouse, one: Book) -> dict[str, list[dict[str, object]]]:
    """The rows of a workbook by the tables of the warehouse, its choices as codes and its marks as true or not."""
    cover = [{"unit_code": one.unit, "households": one.total_households, "people": one.total_people}]
    own = {
        "cover": cover,
        "household": one.households,
        "model": one.models,
        "story": one.stories,
        "resource": one.resources,
    }
    return {table: [_coded(warehouse, table, row) for row in rows] for table, rows in own.items()}


def _coded(warehouse: Warehouse, table: str, row: Mapping[str, object]) -> dict[str, object]:
    columns = warehouse.configuration.form.tables[table].columns
    found: dict[str, object] = {}
    for name, value in row.items():
        if name not in warehouse.rows[table].c or name not in columns:
            continue
        codes = {choice.label: choice.code for choice in columns[name].choice}
        if columns[name].type == "mark":
            found[name] = value is not None
        elif isinstance(value, dt.date):
            found[name] = value.isoformat()
        else:
            found[name] = codes.get(str(value), value) if codes else value
    return found


__all__ = [
    "MONTHS",
    "Report",
    "Reports",
    "configuration",
    "empty_warehouse",
    "filled",
    "reports_by_rows",
    "reports_of",
    "told",
]

"""What people's own tools read: the same answers as the program's, of everybody who owes a report, and of no household."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from commands.attainment import attainment
from commands.figures import figures
from commands.status import status
from giamngheo.core.period import Period
from giamngheo.metadata.load import load_configuration
from giamngheo.report.exchange import keep_everything
from giamngheo.report.exchange.files import rows_of
from giamngheo.send.kinds import RECEIPT
from giamngheo.send.outbox import Envelope, enqueue
from giamngheo.store.deadlines import extend
from giamngheo.warehouse import schema
from giamngheo.warehouse.engine import open_warehouse
from giamngheo.warehouse.view_creation import READER
from giamngheo.warehouse.views import VIEWS
from tasks.tidy import tidy
from tests.support import country
from tests.support.migrations import step_back
from tests.support.office import on_one_engine, told
from tests.support.workbooks import book, break_rule, write_month

BEFORE, MONTH, DAY = "2020-01", "2020-02", "2020-12-31"
KHE, HA, DIEN = ("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"), ("18565", "Xã Ngọc Sơn")
BY_NAME = {view.name: view for view in VIEWS}


@pytest.fixture
def collected(office):
    """Two units reported, one was returned its workbook, the others sent nothing."""
    good = [book(*KHE, MONTH, poor=6, near_poor=7), book(*HA, MONTH, poor=3, near_poor=2)]
    bad, _ = break_rule(book(*DIEN, MONTH, poor=4, near_poor=1), "H304")
    write_month(office.inbox, [*good, bad])
    office.collect(MONTH)
    return office


@pytest.fixture
def two_months(office):
    for month in (BEFORE, MONTH):
        write_month(office.inbox, [book(*KHE, month, poor=6, near_poor=7)])
        office.collect(month)
    return office


def opened(office):
    """As a new process opens it."""
    return open_warehouse.__wrapped__(office.context.settings.warehouse, office.context.configuration)


def shown(office, name, **where):
    rows = [row._asdict() for row in rows_of(office.context.warehouse, BY_NAME[name])]
    return [row for row in rows if all(row[key] == value for key, value in where.items())]


def test_who_has_reported_is_what_status_says_also_of_who_sent_nothing(collected, capsys):
    units = told(capsys, status, MONTH, today=DAY)["units"]
    rows = shown(collected, "v_completeness", period=MONTH)
    assert {row["unit"]: (row["unit_name"], row["status"], row["version"], row["critical"]) for row in rows} == {
        one["unit"]: (one["name"], one["status"], one["version"], one["findings"]["critical"]) for one in units
    }
    assert len(rows) == 22
    assert sum(row["reported"] for row in rows) == 2
    assert sum(row["missing"] for row in rows) == 19
    assert {row["unit"]: (row["on_time"], row["late"]) for row in rows if row["reported"]} == {
        one["unit"]: (int(one["on_time"] is True), int(one["on_time"] is False))
        for one in units
        if one["status"] == "accepted"
    }
    assert {row["period_title"] for row in rows} == {"tháng 2 năm 2020"}


@pytest.mark.sqlite_first
def test_a_later_due_day_is_shown_after_the_next_collection(collected):
    context = collected.context
    until = context.clock.today
    unit = context.units.get(DIEN[0], context.configuration.first_month)
    extend(context.warehouse, Period.parse(MONTH), unit, until, "Lan", "lũ")
    collected.collect(MONTH)
    days = {row["unit"]: row["due_on"] for row in shown(collected, "v_completeness", period=MONTH)}
    assert days[DIEN[0]] == until
    assert days[KHE[0]] == context.configuration.working_calendar.days_of(Period.parse(MONTH)).due


def test_indicators_are_what_attainment_says_with_titles_and_verdicts(collected, capsys):
    for by_unit in (False, True):
        capsys.readouterr()
        data = told(capsys, attainment, MONTH, by_unit=by_unit, today=DAY)
        rows = {(row["indicator"], row["unit"]): row for row in shown(collected, "v_attainment", period=MONTH)}
        assert data["values"]
        for value in data["values"]:
            row, measure = rows[value["indicator"], value["unit"]], data["measures"][value["indicator"]]
            assert [row[key] for key in ("value", "target", "status", "numerator")] == [
                value[key] for key in ("value", "target", "status", "numerator")
            ]
            assert (row["title"], row["unit_of_measure"]) == (measure["title"], measure["unit_of_measure"])
            assert bool(row["verdict"]) == (value["status"] is not None)
            assert bool(row["target_said"]) == (value["target"] is not None)
    whole = {row["unit_name"] for row in shown(collected, "v_attainment", unit=None)}
    assert whole == {"Huyện Thạch Hà"}  # «toàn» only where all have reported
    assert {row["unit_name"] for row in shown(collected, "v_attainment", unit=KHE[0])} == {KHE[1]}


@pytest.mark.sqlite_first
def test_figures_are_what_figures_says(collected, capsys):
    data = told(capsys, figures, MONTH, today=DAY)
    rows = shown(collected, "v_figure", period=MONTH)
    expected = {(key, None): value for key, value in data["district"].items()}
    expected |= {(key, unit): value for unit, numbers in data["units"].items() for key, value in numbers.items()}
    assert {(row["figure"], row["unit"]): row["value"] for row in rows} == expected
    for row in rows:
        measure = data["measures"][row["figure"]]
        assert (row["title"], row["unit_of_measure"]) == (measure["title"], measure["unit_of_measure"])
        assert row["reporting_units"] == (1 if row["unit"] else 2)


def test_findings_are_counted_and_not_quoted(collected):
    (row,) = [one for one in shown(collected, "v_finding", period=MONTH, unit=DIEN[0]) if one["rule"] == "H304"]
    assert (row["severity"], row["status"], row["is_latest"], row["unit_name"]) == ("critical", "rejected", 1, DIEN[1])
    assert row["title"]
    again = [book(*DIEN, MONTH, poor=6, near_poor=7)]
    write_month(collected.inbox, again)
    collected.collect(MONTH)
    (before,) = [one for one in shown(collected, "v_finding", period=MONTH, unit=DIEN[0]) if one["rule"] == "H304"]
    assert (before["submission"], before["is_latest"]) == (row["submission"], 0)  # it was mended
    with collected.context.warehouse.reading() as connection:
        own = sa.and_(schema.finding.c.rule == "H304", schema.finding.c.submission_id == row["submission"])
        assert row["findings"] == connection.scalar(sa.select(sa.func.count()).where(own))


@pytest.mark.sqlite_first
def test_no_view_tells_of_a_household(collected):
    """Neither its name, nor its code, nor what was written about it; whatever column that stands in."""
    warehouse = collected.context.warehouse
    fields = [
        column.field
        for column in collected.context.configuration.form.tables["household"].columns.values()
        if column.personal
    ]
    with warehouse.reading() as connection:
        table = warehouse.rows["household"]
        personal = {
            str(value)
            for row in connection.execute(sa.select(*(table.c[name] for name in fields)))
            for value in row
            if value
        }
    assert len(personal) > 20
    for view in VIEWS:
        text = "\n".join(str(value) for row in rows_of(warehouse, view) for value in row if isinstance(value, str))
        assert [word for word in personal if word in text] == [], view.name


@pytest.mark.sqlite_first
def test_letters_are_shown_without_what_they_say(office):
    own = Envelope(RECEIPT, "2020-03.18604.1", "xa@a.example", "UBND xã Thạch Khê", "2020-03", "18604")
    whole = Envelope("reminder", "2020-03.district.1", "huyen@a.example", "UBND huyện", "2020-03", "district")
    enqueue(office.context.warehouse, [own, whole], "a@b.example", dt.datetime(2020, 3, 20))
    rows = {row["recipient"]: row for row in shown(office, "v_delivery")}
    assert (rows["xa@a.example"]["unit"], rows["huyen@a.example"]["unit"]) == ("18604", None)
    assert {row["state"] for row in rows.values()} == {"waiting"}


@pytest.mark.sqlite_first
def test_units_stand_in_their_areas(office, tmp_path):
    configuration = load_configuration(country.configured(tmp_path))
    warehouse = open_warehouse.__wrapped__(office.context.settings.warehouse, configuration)
    rows = list(rows_of(warehouse, BY_NAME["v_unit"]))
    areas = {area.code: area.name for area in configuration.areas}
    assert {(row.unit, row.area, row.area_name) for row in rows} == {
        (one.code, one.parent, areas.get(one.parent)) for one in configuration.units
    }
    assert len(list(rows_of(warehouse, BY_NAME["v_area"]))) == len(configuration.areas) > 0


def test_every_column_that_people_see_has_its_meaning(office):
    engine = office.context.warehouse.engine
    inspector = sa.inspect(engine)
    assert set(inspector.get_view_names()) == set(BY_NAME)
    with engine.connect() as connection:
        noted = {
            (row.object_name, row.column_name): row.comment for row in connection.execute(sa.select(schema.view_column))
        }
    for view in VIEWS:
        names = [column["name"] for column in inspector.get_columns(view.name)]
        assert names == [one.name for one in view.columns]
        assert all(noted[view.name, name] for name in ("", *names)), view.name
    for table in [*schema.metadata.sorted_tables, *office.context.warehouse.rows.values()]:
        assert noted[table.name, ""], table.name
    for table in office.context.warehouse.rows.values():
        assert all(noted[table.name, column.name] for column in table.columns)
    if engine.dialect.name == "postgresql":
        said = {column["name"]: column["comment"] for column in inspector.get_columns("v_figure")}
        assert said == {one.name: one.comment for one in BY_NAME["v_figure"].columns}
        assert inspector.get_table_comment("household")["text"] == noted["household", ""]


def test_a_view_that_has_changed_is_made_anew_and_the_others_stay(office):
    """Also one that this version has no more, whatever an office has built on those that stay."""
    warehouse = office.context.warehouse
    with warehouse.writing() as connection:
        connection.execute(sa.text("CREATE VIEW own_view AS SELECT unit FROM v_unit"))
        connection.execute(sa.text("DROP VIEW v_figure"))
        connection.execute(sa.text("CREATE VIEW v_figure AS SELECT 1 AS one"))
        connection.execute(sa.text("CREATE VIEW v_old AS SELECT 1 AS one"))
        changed = schema.view_column.c.object_name == "v_figure"
        connection.execute(sa.update(schema.view_column).where(changed).values(definition="SELECT 1 AS one"))
        old = {"object_name": "v_old", "column_name": "", "comment": "", "definition": "SELECT 1 AS one"}
        connection.execute(sa.insert(schema.view_column), [old])
    opened(office)
    assert set(sa.inspect(warehouse.engine).get_view_names()) == {*BY_NAME, "own_view"}
    assert shown(office, "v_figure") == []
    with warehouse.writing() as connection:
        connection.execute(sa.text("DROP VIEW own_view"))


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_the_readers_role_reaches_the_views_and_nothing_below(office):
    warehouse = office.context.warehouse
    with warehouse.writing() as connection:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": READER}):
            connection.execute(sa.text(f"CREATE ROLE {READER}"))
        connection.execute(sa.delete(schema.view_column))  # so that all are made and granted again
        for view in VIEWS:
            connection.execute(sa.text(f"DROP VIEW {view.name}"))
    opened(office)
    with warehouse.engine.connect() as connection:
        connection.execute(sa.text(f"SET ROLE {READER}"))
        for view in (*BY_NAME, "v_column"):
            connection.execute(sa.text(f"SELECT * FROM {view}")).all()
        for table in ("household", "finding", "submission", "message", "journal"):
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), connection.begin_nested():
                connection.execute(sa.text(f"SELECT * FROM {table}"))


def test_an_older_warehouse_shows_its_months_after_the_next_night(two_months):
    """And has its old views again where the step is taken back."""
    keep_everything(two_months.context.warehouse, Period.parse(MONTH))
    before = {name: shown(two_months, name) for name in ("v_figure", "v_attainment", "v_completeness")}
    engine = two_months.context.warehouse.engine
    step_back(engine, "0021")
    assert set(sa.inspect(engine).get_view_names()) == {"v_attainment", "v_completeness", "v_poverty"}
    with engine.connect() as connection:
        assert connection.scalars(sa.text("SELECT unit FROM v_completeness WHERE period = '2020-02'")).all()
    opened(two_months)
    assert shown(two_months, "v_figure") == []
    assert {row["verdict"] for row in shown(two_months, "v_attainment")} == {None}
    keep_everything(two_months.context.warehouse, Period.parse(MONTH))  # as each night does
    assert {name: shown(two_months, name) for name in before} == before


@on_one_engine
def test_what_a_kill_left_out_is_kept_the_next_night(collected):
    """It came between the attainment and what the views show of it."""
    warehouse = collected.context.warehouse
    tidy.fn(collected.today)
    before = {name: shown(collected, name) for name in ("v_figure", "v_attainment", "v_completeness")}
    with warehouse.writing() as connection:
        for table in (schema.period, schema.figure, schema.verdict, schema.completeness):
            connection.execute(sa.delete(table).where(table.columns[0] == MONTH))
    tidy.fn(collected.today)
    assert {name: shown(collected, name) for name in before} == before


@on_one_engine
def test_nothing_is_written_where_nothing_has_changed(two_months):
    warehouse = two_months.context.warehouse
    with warehouse.writing() as connection:
        connection.execute(sa.update(schema.figure).values(value=-1))
        connection.execute(sa.update(schema.completeness).values(unit_name="như cũ"))
    two_months.collect(MONTH)
    assert {row["value"] for row in shown(two_months, "v_figure")} == {-1}
    assert {row["unit_name"] for row in shown(two_months, "v_completeness")} == {"như cũ"}
    write_month(two_months.inbox, [book(*KHE, MONTH, poor=5, near_poor=7)])
    two_months.collect(MONTH)
    assert -1 not in {row["value"] for row in shown(two_months, "v_figure", period=MONTH)}
    assert "như cũ" not in {row["unit_name"] for row in shown(two_months, "v_completeness", period=MONTH)}
    assert {row["value"] for row in shown(two_months, "v_figure", period=BEFORE)} == {-1}

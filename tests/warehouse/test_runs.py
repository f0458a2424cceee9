"""One run at a time, what is done, and a journal that only grows; on both engines, against processes that are killed."""

from __future__ import annotations

import contextlib
import datetime as dt
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from giamngheo.core.errors import AlreadyRunning
from giamngheo.core.period import Period
from giamngheo.warehouse import schema
from giamngheo.warehouse.audit_log import Entry, broken_at, entries, first_moment, write_down
from giamngheo.warehouse.engine import HEAD, migrate, open_warehouse
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run, finished_by, finished_since, note_finished, sent_by
from giamngheo.warehouse.schema import journal, lease, run
from tests.conftest import PROJECT
from tests.support.migrations import step_back

NOW = dt.datetime(2020, 3, 20, 2, 0)
LATER = NOW + dt.timedelta(days=1)
OWN, OTHER = Run("own", "Lượt của mình"), Run("other", "Lượt của người khác")
MARCH, QUARTER = Period.parse("2020-03"), Period.parse("2020-Q1")
HOLDER = """
import datetime, sys
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run
from giamngheo.context import open_context

with leased(open_context().warehouse, Run("other", "Lượt của người khác"), sys.argv[1], 0, datetime.datetime(2020, 3, 20)):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextlib.contextmanager
def another_process(job):
    """Holds the lease until it is told to let go, or is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, job], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def let_go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def try_lease(office, job, wait_seconds=0.0):
    """Holds the lease for no time at all."""
    with leased(office.context.warehouse, OWN, job, wait_seconds, NOW):
        pass


def rows_of(office, table):
    with office.context.warehouse.reading() as connection:
        return connection.execute(sa.select(table)).all()


def test_the_same_job_in_another_process_is_refused_without_waiting_and_named(office):
    with another_process("report 2020-03"):
        began = time.monotonic()
        with pytest.raises(AlreadyRunning, match="Lượt của người khác") as refused:
            try_lease(office, "report 2020-03", wait_seconds=60)
        assert time.monotonic() - began < 30  # not the whole wait
    assert refused.value.is_same_job
    assert (refused.value.run_id, refused.value.run_name) == (OTHER.id, OTHER.name)


def test_another_job_waits_no_longer_than_it_was_told(office):
    with another_process("collect 2020-03"):
        with pytest.raises(AlreadyRunning, match="Lượt của người khác") as refused:
            try_lease(office, "report 2020-03", wait_seconds=0)
        assert rows_of(office, lease)[0].run_id == OTHER.id
    assert not refused.value.is_same_job
    assert refused.value.run_id == OTHER.id


def test_another_job_waits_until_the_first_lets_go(office):
    with another_process("collect 2020-03") as process:
        later = threading.Timer(0.5, let_go, [process])
        later.start()
        with leased(office.context.warehouse, OWN, "report 2020-03", 60, NOW):
            assert process.wait(10) == 0
            assert [(row.run_id, row.job) for row in rows_of(office, lease)] == [("own", "report 2020-03")]
        later.join()


@pytest.mark.parametrize("job", ["report 2020-03", "collect 2020-03"])
def test_the_lease_of_a_killed_process_is_free_in_moments(office, job):
    """On PostgreSQL as soon as the server has seen that the line is dead; the row of the dead keeps nobody out."""
    with another_process("report 2020-03") as process:
        process.kill()
        process.wait()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with contextlib.suppress(AlreadyRunning):
                try_lease(office, job)
                break
            time.sleep(0.05)
    assert rows_of(office, lease) == []


def test_a_lease_that_was_let_go_is_free_at_once(office):
    """A run that does several periods takes it again and again, and must never meet itself."""
    for number in range(40):
        try_lease(office, f"report {number}")


def test_a_row_without_a_lock_keeps_nobody_out(office):
    with office.context.warehouse.writing() as connection:
        stale = {"id": 1, "run_id": "dead", "run_name": "Lượt đã chết", "job": "report 2020-03", "taken_at": NOW}
        connection.execute(sa.insert(lease), [stale])
    with leased(office.context.warehouse, OWN, "report 2020-03", 0, NOW):
        assert [row.run_id for row in rows_of(office, lease)] == [OWN.id]


def test_the_lease_is_free_after_an_error_within(office):
    with pytest.raises(ArithmeticError), leased(office.context.warehouse, OWN, "report 2020-03", 0, NOW):
        raise ArithmeticError
    try_lease(office, "report 2020-03")


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_a_server_that_breaks_off_while_the_lease_is_held_hides_nothing_of_the_work(office):
    """The lock went with the connection: there is nothing to unlock, and no error of that kind in place of the work's own."""
    break_off = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    )
    with leased(office.context.warehouse, OWN, "report 2020-03", 0, NOW), office.context.warehouse.writing() as other:
        other.execute(break_off)
    try_lease(office, "report 2020-03")


def test_the_holder_works_in_the_warehouse_and_others_read_and_write_beside_it(office):
    with leased(office.context.warehouse, OWN, "report 2020-03", 0, NOW):
        note_finished(office.context.warehouse, OWN, "send", MARCH, NOW)
        write_down(office.context.warehouse, Entry("lịch", "order", "2020-03"), NOW)
    assert len(rows_of(office, run)) == len(rows_of(office, journal)) == 1


def test_two_threads_of_one_process_do_not_hold_it_together(office):
    with leased(office.context.warehouse, OTHER, "collect 2020-03", 0, NOW), pytest.raises(AlreadyRunning):
        try_lease(office, "report 2020-03")


def test_work_that_is_noted_twice_stands_once_with_its_first_moment(office):
    warehouse = office.context.warehouse
    note_finished(warehouse, OWN, "send", MARCH, NOW)
    note_finished(warehouse, OWN, "send", MARCH, NOW + dt.timedelta(hours=1))
    assert [row.finished_at for row in rows_of(office, run)] == [NOW]
    note_finished(warehouse, OWN, "send", QUARTER, NOW)
    note_finished(warehouse, OTHER, "send", MARCH, NOW)
    note_finished(warehouse, OWN, "collect", MARCH, NOW)
    assert len(rows_of(office, run)) == 4


def test_a_run_knows_its_own_work_only(office):
    warehouse = office.context.warehouse
    note_finished(warehouse, OWN, "send", MARCH, NOW)
    assert finished_by(warehouse, OWN, "send", MARCH)
    assert not finished_by(warehouse, OTHER, "send", MARCH)
    assert not finished_by(warehouse, OWN, "collect", MARCH)
    assert not finished_by(warehouse, OWN, "send", QUARTER)


def test_the_first_that_sent_is_named_and_a_trial_is_none(office):
    warehouse = office.context.warehouse
    note_finished(warehouse, Run("trial", "thử"), "whole", MARCH, NOW - dt.timedelta(hours=2))
    note_finished(warehouse, OTHER, "collect", MARCH, NOW)
    assert sent_by(warehouse, MARCH) is None
    note_finished(warehouse, OTHER, "send", MARCH, NOW + dt.timedelta(hours=1))
    note_finished(warehouse, OWN, "send", MARCH, NOW)
    assert sent_by(warehouse, MARCH) == OWN
    assert sent_by(warehouse, QUARTER) is None


def test_finished_since_counts_the_moment_itself_and_nothing_before_it(office):
    warehouse = office.context.warehouse
    note_finished(warehouse, OWN, "collect", MARCH, NOW)
    assert finished_since(warehouse, "collect", NOW, LATER) == OWN
    assert finished_since(warehouse, "collect", NOW - dt.timedelta(days=1), LATER) == OWN
    assert finished_since(warehouse, "collect", NOW + dt.timedelta(microseconds=1), LATER) is None
    assert finished_since(warehouse, "collect", NOW - dt.timedelta(days=1), NOW) is None
    assert finished_since(warehouse, "report", NOW, LATER) is None


_FORGED = "INTO journal VALUES (1, '2020-01-01', 'không ai', 'order', '', '', NULL, NULL)"
FORGERIES = {
    "sqlite": [f"INSERT OR REPLACE {_FORGED}", f"INSERT {_FORGED} ON CONFLICT (id) DO UPDATE SET who = 'không ai'"],
    "postgresql": ["TRUNCATE journal", f"INSERT {_FORGED} ON CONFLICT (id) DO UPDATE SET who = 'không ai'"],
}


def forge(office, statement):
    """`IntegrityError` or another error of the database that refuses it, as a sentence; nothing if it let it pass."""
    try:
        with office.context.warehouse.engine.begin() as connection:
            connection.execute(sa.text(statement))
    except sa.exc.DatabaseError as error:
        return str(error.orig)
    return ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET who = 'không ai'",
        "UPDATE journal SET why = '' WHERE id = 1",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE id = 1",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line_of_the_journal(office, statement):
    write_down(office.context.warehouse, Entry("chị Lan", "approve", "report 1", "đồng ý", OWN.id), NOW)
    before = rows_of(office, journal)
    assert "append only" in forge(office, statement)
    assert rows_of(office, journal) == before


def test_no_way_round_replaces_a_line_of_the_journal(office):
    write_down(office.context.warehouse, Entry("chị Lan", "approve", "report 1", "đồng ý", OWN.id), NOW)
    before = rows_of(office, journal)
    forgeries = FORGERIES[office.context.warehouse.engine.dialect.name]
    assert forgeries
    for statement in forgeries:
        assert "append only" in forge(office, statement), statement
        assert rows_of(office, journal) == before


def test_a_line_that_is_written_once_stands_once_a_run(office):
    warehouse = office.context.warehouse
    order = Entry("chị Lan", "order", "2020-03", "làm lại", OWN.id)
    for entry in (
        order,
        order,
        Entry("lịch", "order", "2020-03", "", OTHER.id),
        Entry("a", "deploy", "x"),
        Entry("a", "deploy", "x"),
    ):
        write_down(warehouse, entry, NOW, once=True)
    assert [(row.action, row.run_id) for row in rows_of(office, journal)] == [
        ("order", OWN.id),
        ("order", OTHER.id),
        ("deploy", None),
    ]
    write_down(warehouse, order, NOW)
    assert len(rows_of(office, journal)) == 4


def test_lines_about_a_thing_are_read_as_they_were_written_whatever_the_clock_said(office):
    warehouse = office.context.warehouse
    later = NOW + dt.timedelta(days=1)
    submitted = Entry("a", "submit", "2020-03", "7", OWN.id)
    returned = Entry("b", "return", "2020-03", "sai số", OTHER.id)
    write_down(warehouse, submitted, later)
    write_down(warehouse, returned, NOW)  # a clock that was set back
    write_down(warehouse, Entry("c", "submit", "2020-Q1", "8", OWN.id), later)
    assert entries(warehouse, "2020-03", ("submit", "return")) == [(later, submitted), (NOW, returned)]
    assert entries(warehouse, "2020-03", ("submit", "return"), OWN.id) == [(later, submitted)]
    assert entries(warehouse, "2020-03", ("approve",)) == []
    assert first_moment(warehouse, "submit") == later
    assert first_moment(warehouse, "return") == NOW
    assert first_moment(warehouse, "deploy") is None


def everything(engine, columns):
    """Table → its rows, of the columns named."""
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.select(*map(sa.column, own)).select_from(sa.table(name)))))
            for name, own in columns.items()
        }


def columns_of(engine):
    inspector = sa.inspect(engine)
    names = set(inspector.get_table_names()) - {"alembic_version"}
    return {name: [column["name"] for column in inspector.get_columns(name)] for name in names}


def fill(warehouse):
    """A row in each table of what the first version knew of a month that was reported."""
    sent = {"file": "tháng 3.xlsx", "sha256": "a" * 64, "size_bytes": 1, "received_at": NOW, "status": "accepted"}
    submitted = {
        "id": 1,
        "folder_unit": "18604",
        "unit": "18604",
        "period": "2020-03",
        "collected_in": "2020-03",
    } | sent
    issued = {"id": 1, "kind": "giam-ngheo", "period": "2020-03", "revision": 1, "issued_at": NOW, "content": "{}"}
    letter = {"id": 1, "report_id": 1, "recipient": "a@b.example", "recipient_name": "Ủy ban", "message_id": "<1@b>"}
    with warehouse.writing() as connection:
        connection.execute(sa.insert(schema.submission), [submitted])
        found = {"submission_id": 1, "rule": "H307", "severity": "warning", "message": "xem lại"}
        connection.execute(sa.insert(schema.finding), [found])
        household = {"submission_id": 1, "row": 8, "head_name": "Đặng Thị Lựu"}
        connection.execute(sa.insert(warehouse.rows["household"]), [household])
        figures = {"figures_sha256": "b" * 64, "submissions": [1], "files": []}
        connection.execute(sa.insert(schema.report), [issued | figures])
        about = {"kind": "report", "key": "giam-ngheo.2020-03.r1", "period": "2020-03", "document": "giam-ngheo"}
        connection.execute(
            sa.insert(schema.message), [letter | about | {"state": "sent", "tries": 1, "written_at": NOW}]
        )


def test_a_warehouse_of_the_version_before_keeps_its_rows_forth_and_back(office):
    place, engine = office.context, office.context.warehouse.engine
    fill(place.warehouse)
    step_back(engine, "0001")
    old = columns_of(engine)
    assert not old.keys() & {"run", "lease", "journal"}
    before = everything(engine, old)
    assert [len(before[name]) for name in ("submission", "finding", "household", "report", "delivery")] == [1] * 5

    again = open_warehouse.__wrapped__(place.settings.warehouse, place.configuration)
    assert everything(engine, {"alembic_version": ["version_num"]}) == {"alembic_version": [f"('{HEAD}',)"]}
    still = {name: own for name, own in old.items() if name != "delivery"}  # now in the outbox
    assert everything(engine, still) == {name: before[name] for name in still}
    assert everything(engine, {"message": ["document"]}) == {"message": ["('giam-ngheo',)"]}  # what everybody got then
    note_finished(again, OWN, "send", MARCH, NOW)
    write_down(again, Entry("lịch", "order", "2020-03"), NOW)
    assert "append only" in forge(office, "DELETE FROM journal")

    step_back(engine, "0001")
    assert columns_of(engine) == old
    assert everything(engine, old) == before
    migrate(engine)
    assert everything(engine, {"run": ["run_id"], "journal": ["action"]}) == {"run": [], "journal": []}


def test_a_line_of_the_journal_that_was_changed_or_taken_out_shows(office):
    """By whoever owns the database, who can take the guards away."""
    warehouse = office.context.warehouse
    for number in range(1, 6):
        write_down(warehouse, Entry("Lan", "order", f"2020-0{number}", "vì «sao»", None if number % 2 else "lượt"))
    assert broken_at(warehouse) is None
    with warehouse.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("DROP TRIGGER journal_append_only ON journal"))
        else:
            for name in ("update", "delete", "replace"):
                connection.execute(sa.text(f"DROP TRIGGER journal_no_{name}"))
    number = {about: identity for identity, about in _ids(warehouse)}
    with warehouse.writing() as connection:
        connection.execute(journal.update().where(journal.c.about == "2020-03").values(who="Hoa"))
    assert broken_at(warehouse) == number["2020-03"]
    with warehouse.writing() as connection:
        connection.execute(journal.update().where(journal.c.about == "2020-03").values(who="Lan"))
    assert broken_at(warehouse) is None
    with warehouse.writing() as connection:
        connection.execute(journal.delete().where(journal.c.about == "2020-02"))
    assert broken_at(warehouse) == number["2020-03"]


def test_lines_of_an_older_version_have_no_link_and_the_next_begins_the_chain(office):
    warehouse = office.context.warehouse
    old = {"at": dt.datetime(2020, 1, 1), "who": "a", "action": "order", "about": "b", "why": ""}
    with warehouse.writing() as connection:
        connection.execute(journal.insert(), [old, old])
    assert broken_at(warehouse) is None
    write_down(warehouse, Entry("Lan", "order", "2020-01"))
    assert broken_at(warehouse) is None
    with warehouse.writing() as connection:
        connection.execute(journal.insert(), [old])  # written past us
    assert broken_at(warehouse) is not None


def _ids(warehouse):
    with warehouse.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(journal.c.id, journal.c.about))]

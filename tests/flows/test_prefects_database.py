"""Prefect's database, also that of the server that lives only as long as a run: bounded by `[keep]`, without households."""

from __future__ import annotations

import contextlib
import sqlite3
import time

import pytest

from commands.server import prefect_server
from tests.flows.conftest import Machine
from tests.flows.test_report import office_of_few, two_months
from tests.support.personal import Households, misplaced

TABLES = ("flow_run", "flow_run_state", "task_run", "task_run_state", "artifact", "log", "events", "event_resources")
PATIENCE_SECONDS = 90


def rows(database):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


@pytest.mark.long
def test_what_is_older_than_the_office_keeps_goes_when_a_server_starts(tmp_path, configuration):
    machine = Machine(tmp_path, "")
    office_of_few(machine)
    households = Households()
    households.add(two_months())
    done = machine.run("run", "--period", "2020-03", "--no-send", "--today", "2020-03-17")
    database = machine.home / "prefect" / "temporary" / "prefect.db"
    assert misplaced(households, machine.home, machine.inbox, [], {}) == []
    before = rows(database)
    assert all(before.values()), (before, done.stderr)
    keep = configuration.operation.keep
    with contextlib.closing(sqlite3.connect(database)) as connection:
        older = (f"-{keep.run_days + 1} days",)
        connection.execute("UPDATE flow_run SET end_time = datetime(end_time, ?)", older)
        connection.execute("UPDATE events SET occurred = datetime(occurred, ?)", older)
        connection.execute("UPDATE event_resources SET occurred = datetime(occurred, ?)", older)
        connection.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PREFECT_API_URL", raising=False)
        with prefect_server(machine.home, keep) as server:
            server.wait()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while any(left := rows(database).values()) and time.monotonic() < deadline:
                time.sleep(0.5)
    assert not any(left), rows(database)

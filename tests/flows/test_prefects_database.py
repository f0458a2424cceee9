"""Prefect's database, also that of the server that lives only as long as a run: bounded by `[keep]`, without households."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass

import pytest

from commands.server import prefect_server
from tests.flows.conftest import Machine
from tests.support.careless import RETURNED, TAKEN, UNREADABLE, CarelessUnits
from tests.support.mail_server import Received, mail_server
from tests.support.personal import Households, misplaced
from tests.support.recipients import with_communes

TABLES = ("flow_run", "flow_run_state", "task_run", "task_run_state", "artifact", "log", "events", "event_resources")
PATIENCE_SECONDS = 90
ADDRESSES = {code: f"xa-{code}@a.example" for code, _ in (TAKEN, RETURNED, UNREADABLE)}


def database_of(machine):
    return machine.home / "prefect" / "temporary" / "prefect.db"


def rows(database):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


@dataclass
class Quarter:
    """What a quarter of careless units has left, with a Prefect server of its own, and every word in its log."""

    machine: Machine
    units: CarelessUnits
    received: Received
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def quarter(tmp_path_factory):
    machine = Machine(tmp_path_factory.mktemp("quarter"), "")
    machine.inbox.mkdir()
    units, received = CarelessUnits(machine.inbox), Received()
    units.lay_quarter()
    with mail_server(received) as port:
        machine.settings = {
            "GIAMNGHEO_CONFIG": str(with_communes(machine.folder, ADDRESSES)),
            "GIAMNGHEO_ANSWERS": "true",
            "GIAMNGHEO_SMTP_HOST": "127.0.0.1",
            "GIAMNGHEO_SMTP_PORT": str(port),
            "GIAMNGHEO_SMTP_TLS": "none",
            "PREFECT_LOGGING_LEVEL": "DEBUG",
        }
        done = machine.run("run", "--period", "2020-Q1", "--today", "2020-03-19")
    assert done.returncode == 0, done.stderr
    return Quarter(machine, units, received, done)


@pytest.mark.long
def test_no_household_leaves_its_places_though_units_write_names_wherever_they_can(quarter):
    machine, households, letters = quarter.machine, quarter.units.households, quarter.received.letters
    assert misplaced(households, machine.home, machine.inbox, letters, ADDRESSES) == []
    assert households.in_text(quarter.done.stdout + quarter.done.stderr) == {}
    answers = [households.in_data(data) for recipient, data in letters if recipient in ADDRESSES.values()]
    assert sum(map(bool, answers)) == len(ADDRESSES)  # in each of the three workbooks that went back


@pytest.mark.long
def test_what_is_searched_is_read_to_its_last_part(quarter):
    """A run is named in Prefect's database, a model's name in a Word and an Excel file and in a mail."""
    named = Households()
    named.add_text(TAKEN[0], "Báo cáo quý I năm 2020")
    assert named.in_data(database_of(quarter.machine).read_bytes())
    shown, reports = quarter.units.shown, (quarter.machine.home / "reports").rglob("*.*")
    telling = [path.suffix for path in reports if path.is_file() and len(shown.in_data(path.read_bytes())) == 3]
    assert set(telling) == {".docx", ".xlsx"}
    assert any(len(shown.in_data(data)) == 3 for _, data in quarter.received.letters)


@pytest.mark.long
def test_what_is_older_than_the_office_keeps_goes_when_a_server_starts(quarter, tmp_path, configuration):
    machine = Machine(tmp_path, "")
    shutil.copytree(quarter.machine.home, machine.home)
    database = database_of(machine)
    before = rows(database)
    assert all(before.values()), before
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

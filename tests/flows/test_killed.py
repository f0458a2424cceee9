"""Killed anywhere and run again: the same warehouse, one letter for each recipient."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from giamngheo.metadata.settings import load_settings
from tests.flows.test_report import TODAY, small_office
from tests.support.mail_server import Received, mail_server
from tests.support.office import Office
from tests.support.recipients import FEW, with_few_recipients

# What the run says right before it is killed; "mail N": when the server has taken so many letters.
# Each step between these is stopped in tests/stories/test_daily_month.py, in one process.
MOMENTS = ["Nhận:", "Lưu kỳ 2020-02", "Báo cáo tháng", "mail 2"]


@pytest.fixture
def office_of(monkeypatch):
    def open_office(machine):
        for name in ("GIAMNGHEO_HOME", "GIAMNGHEO_INBOX"):
            monkeypatch.setenv(name, machine.environment[name])
        load_settings.cache_clear()
        return Office(machine.folder, "2020-03-17")

    yield open_office
    load_settings.cache_clear()


class KillsItsClient(Received):
    """Takes letters, and kills the sender after so many: between the server's 250 and the sender's note of it."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        self.victim: subprocess.Popen[str] | None = None

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim and len(self.letters) == self.after:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim = None
        return answer


@pytest.mark.long
def test_killed_anywhere_and_run_again(machine, tmp_path_factory, office_of):
    from dataclasses import replace

    outcomes = {}
    for moment in ["never", *MOMENTS]:
        own = replace(machine, folder=tmp_path_factory.mktemp("killed"))
        own.inbox.mkdir()
        small_office(own)
        received = KillsItsClient(int(moment[5:])) if moment.startswith("mail") else Received()
        with mail_server(received) as port:
            own.settings = {
                "GIAMNGHEO_SMTP_HOST": "127.0.0.1",
                "GIAMNGHEO_SMTP_PORT": str(port),
                "GIAMNGHEO_SMTP_TLS": "none",
                "GIAMNGHEO_CONFIG": str(with_few_recipients(own.folder)),
            }
            if moment != "never":
                _killed_at(own, moment, received)
            done = own.run("run", "--period", "2020-03", *TODAY)
        assert done.returncode == 0, (moment, done.stderr)
        outcomes[moment] = (office_of(own).rows(), _ids_by_recipient(received))
        if not moment.startswith("mail"):
            assert sorted(recipient for recipient, _ in received.letters) == sorted(FEW), moment
    undisturbed = outcomes.pop("never")
    for moment, outcome in outcomes.items():
        assert outcome[1] == undisturbed[1], moment
        for table, rows in undisturbed[0].items():
            assert outcome[0][table] == rows, (moment, table)


def _ids_by_recipient(received: Received) -> dict[str, set[str]]:
    """One Message-ID for each recipient, also where the kill fell between taking the letter and noting it."""
    import email

    found: dict[str, set[str]] = {}
    for recipient, letter in received.letters:
        found.setdefault(recipient, set()).add(email.message_from_bytes(letter)["Message-ID"])
    assert all(len(ids) == 1 for ids in found.values())
    return found


def _killed_at(machine, moment: str, received: Received) -> None:
    victim = machine.start("run", "--period", "2020-03", *TODAY)
    if isinstance(received, KillsItsClient):
        received.victim = victim
        assert victim.stderr is not None
        victim.stderr.read()
    else:
        assert victim.stderr is not None
        for line in victim.stderr:
            if moment in line:
                victim.kill()
                break
        else:
            pytest.fail(f"{moment} was never said")
        victim.stderr.close()
    assert victim.wait() == -signal.SIGKILL, sys.argv

"""One real Prefect server for all flow tests; each `giamngheo run` is a process of its own, as in life."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import PROJECT


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory, configuration):
    """Its address; this process is not pointed at it, for other tests of the session have no server."""
    from commands.server import prefect_server

    with prefect_server(tmp_path_factory.mktemp("prefect"), configuration.operation.keep) as server:
        server.wait()
        del os.environ["PREFECT_API_URL"]
        yield server.address


@dataclass
class Machine:
    """An office's machine: commands with their environment."""

    folder: Path
    api: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "GIAMNGHEO_HOME": str(self.home),
            "GIAMNGHEO_INBOX": str(self.inbox),
            "GIAMNGHEO_SETTLE_SECONDS": "0",
            "PREFECT_API_URL": self.api,
            "PREFECT_HOME": str(self.folder / "prefect"),
        }
        return os.environ | own | self.settings

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "giamngheo", *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=PROJECT,
            check=False,
            timeout=180,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )


@pytest.fixture
def machine(tmp_path, prefect_api):
    (tmp_path / "inbox").mkdir()
    return Machine(tmp_path, prefect_api)

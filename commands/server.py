"""The Prefect server that a run uses: the one it is pointed at, otherwise a quiet one for the time of the run."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from giamngheo.core.errors import PrefectUnavailable
from giamngheo.core.os_locks import free_port
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.services import client_environment, local_api, server_command

_PATIENCE_SECONDS = 90


def point_client_at_server() -> str | None:
    """Tell Prefect's client how to talk to the standing server, if there is one; gives its address.

    Must be called before `prefect` is imported: it reads its settings then.
    """
    address = os.environ.get("PREFECT_API_URL")
    settings = load_settings()
    for name, value in client_environment(settings, address or "").items():
        if value and (address or not name.startswith("PREFECT_API")):
            os.environ.setdefault(name, value)
    return address


@contextlib.contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """Point Prefect's client at a server for the length of the block; gives its address.

    Must be entered before `prefect` is imported: it reads its settings then.
    """
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    standing = point_client_at_server()
    if standing:
        yield standing
        return
    folder = home / "prefect" / "temporary"  # a standing server has a database of its own
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(folder)
    port = free_port()
    address = local_api(port)
    with (folder / "server.log").open("wb") as log:
        server = _start(port, log)
        try:
            os.environ["PREFECT_API_URL"] = address
            yield address
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            _stop(server)


def wait_for(address: str, server: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until the server answers; `PrefectUnavailable` if it does not, or has ended."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and (server is None or server.poll() is None):
        if answers(address):
            return
        time.sleep(0.1)
    raise PrefectUnavailable(
        f"Máy chủ Prefect ({address}) không trả lời sau {_PATIENCE_SECONDS} giây. "
        "Xem nhật ký prefect/temporary/server.log hoặc services/server.log trong thư mục GIAMNGHEO_HOME, hoặc kiểm tra PREFECT_API_URL."
    )


def answers(address: str) -> bool:
    """Whether a Prefect server is at work there."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def hand_over_logs() -> None:
    """Give the last log lines and events to the server before it ends; otherwise Prefect complains at exit."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        with contextlib.suppress(Exception):
            worker.drain_all(timeout=5)


def _start(port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PREFECT_UI_ENABLED": "false", "PREFECT_SERVER_UI_ENABLED": "false"}
    return subprocess.Popen(
        server_command("127.0.0.1", port),
        stdout=log,
        stderr=log,
        env=environment,
        preexec_fn=die_with_parent,
        start_new_session=True,
    )


def die_with_parent() -> None:
    """On Linux the server ends when its run is killed; elsewhere a killed run leaves it behind."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").prctl(1, signal.SIGTERM)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()

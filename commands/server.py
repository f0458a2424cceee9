"""The Prefect server that a run uses: the one it is pointed at, otherwise a quiet one for the time of the run.

Prefect has such a server too (`prefect.server.api.server.SubprocessASGIServer`, 3.8). It is not used: importing it takes
the whole server into the run's own process (five seconds more), it writes to our stderr, its patience counts tries and
not seconds, and a killed run leaves it behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flows.health import is_answering
from giamngheo.core.errors import PrefectUnavailable, StorageUnavailable
from giamngheo.core.formats import cause
from giamngheo.core.os_locks import free_port
from giamngheo.metadata.operation import Keep
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.services import (
    NO_OTHER_PAGE,
    client_environment,
    local_api,
    retention_environment,
    server_command,
)

_PATIENCE_SECONDS = 90
_UI = "PREFECT_SERVER_UI_ENABLED"


@dataclass(frozen=True)
class PrefectServer:
    """A server to talk to; its process and its log are known where we started it."""

    address: str
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None

    def wait(self) -> None:
        """Until it answers; `PrefectUnavailable` tells one that ended from one that is silent."""
        began = time.monotonic()
        while not is_answering(self.address):
            seconds = time.monotonic() - began
            if self.process and self.process.poll() is not None:
                raise PrefectUnavailable(
                    f"Máy chủ Prefect ({self.address}) tự dừng sau {math.ceil(seconds)} giây "
                    f"(mã {self.process.returncode}). Xem cuối nhật ký {self.log}."
                )
            if seconds > _PATIENCE_SECONDS:
                where = f"Xem nhật ký {self.log}." if self.log else "Kiểm tra PREFECT_API_URL và dịch vụ ở đó."
                raise PrefectUnavailable(
                    f"Máy chủ Prefect ({self.address}) không trả lời sau {seconds:.0f} giây. {where}"
                )
            time.sleep(0.1)


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
def prefect_server(home: Path, keep: Keep) -> Iterator[PrefectServer]:
    """Point Prefect's client at a server for the length of the block. It may not answer yet: `wait()`.

    Must be entered before `prefect` is imported: it reads its settings then.
    """
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    if standing := point_client_at_server():
        yield PrefectServer(standing)
        return
    folder = home / "prefect" / "temporary"  # a standing server has a database of its own
    os.environ["PREFECT_HOME"] = str(folder)
    port, path = free_port(), folder / "server.log"
    with _log_in(path) as log:
        closed = {_UI: "false", "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": NO_OTHER_PAGE}
        process = start(server_command("127.0.0.1", port), closed | retention_environment(keep), log)
        try:
            # Without its UI nobody is given a link that leads nowhere.
            os.environ |= {"PREFECT_API_URL": local_api(port), _UI: "false"}
            yield PrefectServer(local_api(port), process, path)
        finally:
            for name in ("PREFECT_API_URL", _UI):
                os.environ.pop(name, None)
            _stop(process)


def _log_in(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    except OSError as error:
        raise StorageUnavailable(
            f"Không ghi được vào nơi lưu {path.parent} ({cause(error)}). Kiểm tra quyền ghi và chỗ trống rồi chạy lại."
        ) from error


def hand_over_logs() -> None:
    """Give the last log lines and events to the server before it ends; otherwise Prefect complains at exit."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        with contextlib.suppress(Exception):
            worker.drain_all(timeout=5)


def start(command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """A process beside ours, out of reach of the terminal's Ctrl-C; all that it says goes into the log."""
    return subprocess.Popen(
        command,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
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

"""`giamngheo up`: the standing services on this machine, for a try without containers; one of them for a container."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated, Literal

import typer

from commands.server import PrefectServer, start
from flows.health import is_answering
from giamngheo.context import Context, open_context
from giamngheo.core.errors import PrefectUnavailable, UsageError
from giamngheo.core.files import write_whole
from giamngheo.core.os_locks import is_held
from giamngheo.metadata.settings import Settings
from giamngheo.operate.services import (
    DEFAULT_PORT,
    LOOPBACK,
    api_url,
    local_api,
    server_command,
    server_environment,
    worker_command,
    worker_environment,
)

_LARGE_LOG_BYTES = 10 * 2**20
_REST_SECONDS = (1, 5, 30)  # before a service that ended is started again
Port = Annotated[int, typer.Option("--port", metavar="CỔNG", min=1, max=65535, help="Cổng của giao diện Prefect.")]


def up(
    port: Port = DEFAULT_PORT,
    host: Annotated[str, typer.Option("--host", metavar="ĐỊA_CHỈ", help="Nơi máy chủ lắng nghe.")] = "127.0.0.1",
    only: Annotated[
        Literal["server", "worker", "watch"] | None,
        typer.Option("--only", metavar="DỊCH_VỤ", help="Chỉ chạy một dịch vụ."),
    ] = None,
) -> None:
    context = open_context()
    _ = context.warehouse  # made or migrated before anything rests on it
    made = _make_password(context.settings)
    services = _services(context, host, port, only)
    if only:
        print(_password_told(context.settings, made), flush=True)
        services[only].become()
    address = local_api(port)
    _require_free(port, address)
    with _running(list(services.values())) as group:
        group.start("server")
        PrefectServer(address, group.process("server"), _log_path(context, "server")).wait()
        group.start("worker")
        _deploy(group.services["worker"].environment)
        group.start("watch")
        print(
            f"Giao diện: {address.removesuffix('/api')}   (Ctrl-C để dừng; nhật ký: {context.settings.home}/services/)"
        )
        print(_password_told(context.settings, made))
        if host not in LOOPBACK:
            print("Giao diện mở ra mạng mà không mã hóa: đặt sau một máy chủ web có TLS (docs/van-hanh.md, mục 2).")
        sys.stdout.flush()
        group.keep()


def _make_password(settings: Settings) -> str:
    """One for whoever opens the UI, unless the office has given one: whoever reaches an open server orders runs. Gives
    what was made now."""
    if settings.prefect_auth:
        return ""
    made = f"admin:{secrets.token_hex(8)}"
    write_whole(settings.own_prefect_auth_file, f"{made}\n".encode(), 0o600)
    return made


def _password_told(settings: Settings, made: str) -> str:
    if made:
        return f"Mật khẩu giao diện, gõ cả dòng: {made}   (được giữ ở {settings.own_prefect_auth_file})"
    return f"Mật khẩu giao diện: cả dòng trong {settings.prefect_auth_file or settings.own_prefect_auth_file}"


def _require_free(port: int, address: str) -> None:
    if is_answering(address):
        raise UsageError(f"Cổng {port} đã có một máy chủ Prefect; dừng nó, hoặc chọn cổng khác bằng --port.")
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        raise UsageError(f"Cổng {port} đã có chương trình khác dùng; chọn cổng khác bằng --port.")


def _deploy(environment: dict[str, str]) -> None:
    """In a process of its own: this one stays, and should stay small."""
    done = subprocess.run(
        [sys.executable, "-m", "giamngheo", "deploy"],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise PrefectUnavailable("Không đặt được các việc và lịch vào máy chủ; xem dòng trên.")


@dataclass
class Service:
    """A process that must run: its command, and what it needs in its environment."""

    name: str
    command: list[str]
    environment: dict[str, str]

    def become(self) -> None:
        """Take this process's place, so that a container's signals reach the service itself."""
        os.execvpe(self.command[0], self.command, os.environ | self.environment)

    def start(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return start(self.command, self.environment, log)


def _services(context: Context, host: str, port: int, only: str | None) -> dict[str, Service]:
    settings, operation = context.settings, context.configuration.operation
    address = api_url() if only else local_api(port)
    for_runs = worker_environment(settings, address)
    watch = [sys.executable, "-m", "giamngheo", "watch"]
    found = [
        Service("server", server_command(host, port), server_environment(settings, operation)),
        Service("worker", worker_command(operation), for_runs),
        Service("watch", watch, for_runs),
    ]
    return {service.name: service for service in found}


@dataclass
class Supervisor:
    """Services under one roof: what ends is started again, after a rest that grows."""

    services: dict[str, Service]
    logs: dict[str, IO[bytes]]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    started_at: dict[str, float] = field(default_factory=dict)
    start_at: dict[str, float] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.processes[name] = self.services[name].start(self.logs[name])
        self.started_at[name] = time.monotonic()

    def process(self, name: str) -> subprocess.Popen[bytes]:
        return self.processes[name]

    def keep(self) -> None:
        """Until somebody stops us."""
        while True:
            time.sleep(1)
            for name, process in self.processes.items():
                if process.poll() is not None:
                    self._again(name)

    def _again(self, name: str) -> None:
        """Start what has ended, when it has rested; the others are looked after meanwhile."""
        now = time.monotonic()
        if name not in self.start_at:
            if now - self.started_at[name] > 60:
                self.ended[name] = 0
            self.start_at[name] = now + _REST_SECONDS[min(self.ended.get(name, 0), len(_REST_SECONDS) - 1)]
            self.ended[name] = self.ended.get(name, 0) + 1
        if now >= self.start_at[name]:
            del self.start_at[name]
            self.start(name)

    def stop(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 15
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def _log_path(context: Context, service: str) -> Path:
    return context.settings.home / "services" / f"{service}.log"


def _log(path: Path) -> IO[bytes]:
    """Appended to; what is large is put aside first, one older file is kept."""
    if path.exists() and path.stat().st_size > _LARGE_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab", buffering=0)


@contextlib.contextmanager
def _running(services: list[Service]):  # type: ignore[no-untyped-def]
    context = open_context()
    folder = context.settings.home / "services"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        if not is_held(folder / "up.lock", stack):  # two over one home would tell and run everything twice
            raise UsageError("Đã có một giamngheo up chạy với nơi lưu này; dừng nó trước.")
        logs: dict[str, IO[bytes]] = {
            service.name: stack.enter_context(_log(_log_path(context, service.name))) for service in services
        }
        group = Supervisor({service.name: service for service in services}, logs)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            yield group
        finally:
            group.stop()

"""Starts the services of docker-compose.yml without a container engine, by the file's own commands.

Only places change: host names and ports become free ports on loopback, volumes and secrets folders of the test's
own. Whatever else the file says is taken as it stands, so that a mistake in it is a failing test.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import yaml

from commands.server import die_with_parent
from giamngheo.core.os_locks import free_port
from tests.conftest import PROJECT
from tests.support.programs import need

PASSWORDS = {
    "postgres-password": "a pass@word/of:the%test",  # what an address would have to quote
    "prefect-auth": "admin:secret-of-the-test",
    "smtp-password": "",
    "archive-key": "",
    "superset-secret-key": "a-key-of-the-test-that-is-long-enough-for-superset",
    "superset-database-password": "super: set's @word/1%",
    "superset-admin-password": "quản trị @ thử",
    "bi-reader-password": 'an office\'s "reader" %40:/@',
}


_SHARE = {"GIAMNGHEO_INBOX_DIR": "/srv/share"}


def compose_file(environment: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """The file as Compose reads it: YAML first, then the variables in its texts; an office names its shared folder."""
    written = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    return dict(resolved(written, _SHARE | environment))


def resolved(node: Any, environment: Mapping[str, str]) -> Any:
    """`${NAME:-default}`, `${NAME:?what is missing}` and `$$`, everywhere below a node."""
    if isinstance(node, dict):
        return {key: resolved(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [resolved(value, environment) for value in node]
    if not isinstance(node, str):
        return node

    def value(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        if found["sign"] == "?" and not environment.get(found["name"]):
            raise LookupError(found["text"])
        return environment.get(found["name"]) or found["text"]

    return re.sub(r"\$\$|\$\{(?P<name>\w+):(?P<sign>[-?])(?P<text>[^}]*)\}", value, node)


def _named(mount: str | Mapping[str, Any]) -> tuple[str, str]:
    """(our folder, place in the container): a volume's own name; the project's where the file lays one of it into the container;
    the office's shared folder is our `inbox`."""
    if isinstance(mount, str):
        name, target, *_ = mount.split(":")
        return str(PROJECT / name) if name.startswith("./") else name, target
    return mount["target"].strip("/"), mount["target"]


def postgres_programs() -> Path:
    """The folder of Debian's server programs."""
    return Path(need("PostgreSQL"))


@dataclass
class Stack:
    """The file's services as processes below one folder."""

    folder: Path
    file: dict[str, Any] = field(default_factory=compose_file)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(
        default_factory=lambda: {inside: free_port() for inside in ("5432", "4200", "4280", "8088")}
    )
    programs: dict[str, Path] = field(default_factory=dict)  # of a service whose image is not ours: where they are here

    def __post_init__(self) -> None:
        for name in ("secrets", "logs", "tmp", "inbox", *self.file["volumes"]):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(0o755)
        for name in self.file["secrets"]:
            secret = self.folder / "secrets" / name
            secret.write_text(f"{PASSWORDS[name]}\n", encoding="utf-8")
            secret.chmod(0o644)  # as the head of the compose file says, whatever a test before has masked

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @cached_property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.ports['4200']}/api"

    @cached_property
    def client(self) -> httpx.Client:
        name, password = PASSWORDS["prefect-auth"].split(":")
        return httpx.Client(base_url=self.api, auth=(name, password), timeout=60)

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """What is replaced, as patterns: the file's service names, ports, secrets and volumes."""
        hosts = "|".join(self.file["services"])
        mounts = [mount for service in self.file["services"].values() for mount in service.get("volumes", [])]
        return [
            (rf"(?<![\w-])({hosts}):(?=\d)", "127.0.0.1:"),
            (r"^0\.0\.0\.0$|(?<==)\*$", "127.0.0.1"),
            *((rf"\b{inside}\b", str(outside)) for inside, outside in self.ports.items()),
            (r"^/run/secrets/", f"{self.folder}/secrets/"),
            *(
                (rf"^{target}\b", str(self.folder / name))
                for name, target in sorted({_named(mount) for mount in mounts})
            ),
        ]

    def native(self, text: str) -> str:
        for inside, outside in self.places:
            text = re.sub(inside, outside, text)
        return text

    def environment(self, name: str) -> dict[str, str]:
        """The service's own, and nothing of the developer's but where programs are found."""
        own_programs = self.programs.get(name, Path(sys.executable).parent)
        found = [str(own_programs), str(postgres_programs()), os.environ["PATH"]]
        own = {key: self.native(value) for key, value in self.file["services"][name]["environment"].items()}
        outside = {"PATH": os.pathsep.join(found), "LANG": "C.UTF-8", "HOME": str(self.folder / "tmp")}
        return outside | {"TMPDIR": str(self.folder / "tmp")} | own

    def run(self, name: str, *command: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """A one-shot service, or another command in a service's place."""
        return subprocess.run(
            [self.native(part) for part in command or self.file["services"][name]["command"]],
            env=self.environment(name),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=timeout,
        )

    def start(self, name: str, *more: str, user: str | None = None) -> None:
        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                [*(self.native(part) for part in self.file["services"][name]["command"]), *more],
                env=self.environment(name),
                cwd=self.folder if user else PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user,
                extra_groups=[] if user else None,
                preexec_fn=_as_in_a_container,
                start_new_session=True,
            )

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def unhealthy(self, name: str) -> str:
        """What the file's own health check says against the service, within the check's own timeout."""
        check = self.file["services"][name]["healthcheck"]
        kind, *command = check["test"]
        assert kind == "CMD"
        try:
            done = self.run(name, *command, timeout=_seconds(check["timeout"]))
        except subprocess.TimeoutExpired as error:
            return str(error)
        return f"{done.returncode}: {done.stdout}" if done.returncode else ""

    def wait_until_healthy(self, name: str, patience: float = 120) -> None:
        deadline = time.monotonic() + patience
        while wrong := self.unhealthy(name):
            ended = self.running[name].poll()
            if ended is not None or time.monotonic() > deadline:
                log = self.log(name).read_text(encoding="utf-8", errors="replace")[-3000:]
                raise AssertionError(f"{name} is not healthy (ended: {ended}): {wrong}\n{log}")
            time.sleep(0.5)

    def start_postgres(self) -> None:
        """What the image's entry point does: a new cluster, its database, the scripts; then the command itself."""
        user = "postgres" if os.geteuid() == 0 else None
        environment = self.environment("postgres")
        if user:
            shutil.chown(environment["PGDATA"], *pwd.getpwnam(user)[2:4])
        options = environment["POSTGRES_INITDB_ARGS"].split()
        role, password = environment["POSTGRES_USER"], environment["POSTGRES_PASSWORD_FILE"]
        subprocess.run(
            ["initdb", f"--username={role}", f"--pwfile={password}", "--auth=scram-sha-256", *options],
            executable=postgres_programs() / "initdb",
            env=environment,
            cwd=self.folder,
            user=user,
            extra_groups=[] if user else None,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=120,
        )
        self.start("postgres", "-c", "unix_socket_directories=", user=user)
        self.wait_until_healthy("postgres")
        self.psql("postgres", f"CREATE DATABASE {environment['POSTGRES_DB']}")
        for script in self.file["services"]["postgres"]["configs"]:
            self.psql(environment["POSTGRES_DB"], self.file["configs"][script["source"]]["content"])

    def psql(self, database: str, statements: str) -> str:
        environment = self.environment("postgres") | {"PGPASSWORD": PASSWORDS["postgres-password"]}
        place = ["-h", "127.0.0.1", "-p", str(self.ports["5432"]), "-U", environment["POSTGRES_USER"], "-d", database]
        return subprocess.run(
            ["psql", "-v", "ON_ERROR_STOP=1", "--no-psqlrc", "-At", *place],
            env=environment,
            input=statements,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()

    def stop(self) -> dict[str, int]:
        """As `docker compose down`: a signal to each, the last started first; gives how each ended."""
        self.client.close()
        ended = {}
        for name, process in reversed(self.running.items()):
            process.terminate()
            try:
                ended[name] = process.wait(timeout=_seconds(self.file["services"][name]["stop_grace_period"]))
            except subprocess.TimeoutExpired:
                process.kill()
                ended[name] = process.wait()
        return ended


def _as_in_a_container() -> None:
    """Signals as a container gives them: what a shell started in the background ignores SIGINT, by which a worker ends."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _seconds(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(s|m)", text).groups()
    return int(number) * {"s": 1, "m": 60}[unit]

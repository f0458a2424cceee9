"""The seam: every write of this process is numbered, and at one of them, or from it on, something goes wrong.

No line of the product knows of it. Files are seen by Python's audit hooks, so that none escapes, whoever writes it;
statements and commits of the warehouse where SQLAlchemy hands them to the driver; mail at smtplib; a run's page at Prefect's
own function. One process can be a victim once: audit hooks cannot be taken away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import smtplib
import sqlite3
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy.engine.default import DefaultDialect

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate")
_READING = ("SELECT", "PRAGMA", "BEGIN", "WITH")
_NEED_NO_ROOM = ("mail", "page", "remove", "rmdir")
_OF_NO_CONCERN = ("/dev/null", "/proc/")


@dataclass(frozen=True)
class Fault:
    """At write `at`: `kill` the process; let this one write fail (`error`), or it and all after it (`full`: disk, database)."""

    kind: str
    at: int


@dataclass
class Writes:
    """The writes of a process so far, in words; the one that is at fault does not happen."""

    fault: Fault | None = None
    seen: list[str] = field(default_factory=list)

    def write(self, what: str, fails: Callable[[], BaseException]) -> None:
        """About to happen."""
        self.seen.append(what)
        fault = self.fault
        if fault is None or len(self.seen) < fault.at:
            return
        if fault.kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if len(self.seen) == fault.at or (fault.kind == "full" and not what.startswith(_NEED_NO_ROOM)):
            raise fails()

    def number_all(self) -> None:
        """From now on, until this process ends."""
        sys.addaudithook(self._audited)
        self._number_statements()
        self._number_bringing_to_the_disk()
        self._number_answers_of_the_mail_server()

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if flags & _WRITES and not isinstance(path, int) and not str(path).startswith(_OF_NO_CONCERN):
                self.write(f"open {_name(path)}", _no_room)
        elif event in _CHANGES and not (event == "os.mkdir" and _is_there(*arguments)):
            self.write(f"{event.partition('.')[2]} {_name(arguments[0])}", _no_room)
        elif event == "smtplib.send":
            self._sent(*arguments)

    def _sent(self, client: Any, data: bytes) -> None:
        """To the mail server: that a message's text comes, and the dot that ends it."""
        if data in (b"DATA\r\n", b".\r\n"):
            self.write(f"mail {data.decode().strip()}", lambda: _hung_up(client))

    def _number_bringing_to_the_disk(self) -> None:
        fsync = os.fsync

        def counted(descriptor: int) -> None:
            self.write("fsync", _no_room)
            fsync(descriptor)

        os.fsync = counted

    def _number_answers_of_the_mail_server(self) -> None:
        """The window between its 250 and our note of it."""
        getreply = smtplib.SMTP.getreply

        def counted(client: Any) -> tuple[int, bytes]:
            answer = getreply(client)
            if self.seen and self.seen[-1] == "mail .":
                self.write("mail answer", lambda: _hung_up(client))
            return answer

        smtplib.SMTP.getreply = counted  # type: ignore[method-assign]

    def _number_statements(self) -> None:
        writing = threading.local()
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            setattr(DefaultDialect, name, self._statement(getattr(DefaultDialect, name), writing))
        commit = DefaultDialect.do_commit

        def counted(dialect: Any, connection: Any) -> None:
            has_written, writing.now = getattr(writing, "now", False), False
            if has_written:
                self.write("commit", lambda: _failed(dialect))
            commit(dialect, connection)
            if has_written:
                self.write("committed", lambda: _failed(dialect))

        DefaultDialect.do_commit = counted  # type: ignore[method-assign]

    def _statement(self, execute: Any, writing: threading.local) -> Any:
        def counted(dialect: Any, cursor: Any, statement: str, *more: Any, **named: Any) -> None:
            word, _, rest = statement.lstrip().partition(" ")
            if word.upper() not in _READING:
                writing.now = True
                self.write(f"{word} {' '.join(rest.split()[:2])}", lambda: _failed(dialect))
            execute(dialect, cursor, statement, *more, **named)

        return counted

    def page(self) -> Callable[..., None]:
        """In the place of Prefect's function that puts something on a run's page."""

        def counted(key: str, **_: Any) -> None:
            self.write(f"page {key}", lambda: httpx.ConnectError("the server is away"))

        return counted


def _name(path: Any) -> str:
    name = os.path.basename(os.fsdecode(path))
    return "*.part" if name.startswith(".") and name.endswith(".part") else name


def _is_there(path: Any, _mode: int, folder: int) -> bool:
    """Such a folder is made by nobody."""
    try:
        os.stat(path, dir_fd=None if folder == -1 else folder)
    except OSError:
        return False
    return True


def _no_room() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _failed(dialect: Any) -> BaseException:
    if dialect.name == "sqlite":
        return sqlite3.OperationalError("database or disk is full")
    import psycopg

    return psycopg.OperationalError("could not extend file: No space left on device")


def _hung_up(client: Any) -> OSError:
    with contextlib.suppress(OSError):
        client.sock.close()
    return ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))

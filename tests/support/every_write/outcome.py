"""What a run has left behind, as far as it must be the same however it was disturbed."""

from __future__ import annotations

import email
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from giamngheo.warehouse import schema
from giamngheo.warehouse.audit_log import broken_at
from giamngheo.warehouse.engine import Warehouse

# Of the runs themselves, which are more where one was disturbed: who and when; and how often a message was tried. The row of
# `lease` is of no meaning without its lock: whoever takes that writes over it.
_OF_RUNS = {"run_id", "run_name", "who", "at", "chain", "tries", "copies", "last_answer"}
_NUMBERED_ANEW = {"finding": {"id"}, "journal": {"id"}}  # rows that are taken back and written again
_DATABASE = re.compile(r"^warehouse\.(db(-wal|-shm)?|lock)$")


@dataclass(frozen=True)
class Outcome:
    """`letters`: (recipient, Message-ID, subject) → how often a server has taken it."""

    tables: dict[str, Counter[tuple[str, ...]]]
    files: dict[str, str]
    letters: Counter[tuple[str, str, str]]


def outcome(warehouse: Warehouse, folder: Path, letters: Iterable[tuple[str, bytes]]) -> Outcome:
    assert broken_at(warehouse) is None, "the audit log's chain is broken"
    return Outcome(_tables(warehouse), _files(folder), Counter(_letter(*one) for one in letters))


def _tables(warehouse: Warehouse) -> dict[str, Counter[tuple[str, ...]]]:
    tables = schema.metadata.tables | warehouse.rows
    with warehouse.reading() as connection:
        found = {name: Counter(_rows(connection, table)) for name, table in tables.items() if name != "lease"}
    found["journal"] = Counter(set(found["journal"]))  # each run has lines of its own
    found["run"] = Counter(
        {row for row in found["run"] if "'send'" in row}
    )  # where it is not noted, others do it again
    return found


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[tuple[str, ...]]:
    """What is long is known by its sha256."""
    left_out = _OF_RUNS | _NUMBERED_ANEW.get(table.name, set())
    columns = [column for column in table.columns if column.name not in left_out]
    for row in connection.execute(sa.select(*columns)):
        yield tuple(_short(repr(value)) for value in row)


def _short(text: str) -> str:
    return text if len(text) < 100 else hashlib.sha256(text.encode()).hexdigest()[:16]


def _files(folder: Path) -> dict[str, str]:
    """Place → sha256, of everything in the home and the shared folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("home", "inbox")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and not _DATABASE.match(path.name)
    }


def _letter(recipient: str, data: bytes) -> tuple[str, str, str]:
    message = email.message_from_bytes(data)
    return (
        recipient,
        message["Message-ID"],
        str(email.header.make_header(email.header.decode_header(message["Subject"]))),
    )


def differences(was: Outcome, now: Outcome, may_come_twice: set[str]) -> list[str]:
    """In words; `may_come_twice`: Message-IDs of which the sender could not know whether they had gone out."""
    said = []
    for name, rows in was.tables.items():
        said += [f"{name}: lacks {row}" for row in rows - now.tables[name]]
        said += [f"{name}: has {row}" for row in now.tables[name] - rows]
    for path in sorted(was.files.keys() | now.files.keys()):
        if was.files.get(path) != now.files.get(path):
            kind = "missing" if path not in now.files else "stray" if path not in was.files else "other bytes"
            said.append(f"file {path}: {kind}")
    for one in sorted(was.letters.keys() | now.letters.keys()):
        most = was.letters[one] + (one[1] in may_come_twice)
        if not was.letters[one] <= now.letters[one] <= most:
            said.append(f"letter to {one[0]} «{one[2]}»: {now.letters[one]} times")
    return said

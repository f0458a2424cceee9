"""A copy of all that cannot be made again, and the way back, to the other engine too.

A backup is a folder by its moment (UTC): a manifest, and each table of the warehouse as lines of JSON, of one moment of the
database. The archive's files lie beside all backups, once, under their sha256. Who and when passwords, settings and the
configuration are kept is the office's business: they are not in it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.archive import Archive
from giamngheo.core.errors import StorageUnavailable, UsageError
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause
from giamngheo.operate.erased_beside_backups import (
    destroyed_beside,
    erased_beside,
    keep_beside_backups,
    note_erased_since,
    require_same_key,
)
from giamngheo.operate.erasure import repeat_erasures
from giamngheo.warehouse import schema
from giamngheo.warehouse.engine import HEAD, Warehouse

_MANIFEST, _STAMP = "manifest.json", "%Y-%m-%dT%H%M%SZ"
_LINES = ".jsonl.gz"  # a table in a backup
_ROWS_AT_ONCE = 1_000
_CALLED = {  # what lies in a table, as an operator knows it
    "submission": "tệp đã nhận",
    "finding": "lỗi và lưu ý",
    "answer": "phản hồi đã trả",
    "attainment": "chỉ tiêu đã tính",
    "report": "báo cáo đã lập",
    "signature": "văn bản đã ký",
    "message": "thư",
    "run": "lượt chạy",
    "journal": "sổ nhật ký",
}
# Of whoever works now; what a day's looks at the shared folder remember; what views for people's own tools read.
_MADE_ANEW = {"lease", "known_file", *(table.name for table in schema.MADE_ANEW)}
_BY_BYTES = {"postgresql": "C", "sqlite": "BINARY"}  # the order of texts that is the same wherever a database was made
_FILLED_AT_ONCE = {"unit_folder"}  # also in a warehouse that nothing was put into yet


@dataclass(frozen=True)
class CopiedTable:
    """How many rows, and the sha256 of their lines: what must come out again."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Backup:
    folder: Path
    schema_version: str
    tables: dict[str, CopiedTable]
    archive: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def back_up(context: Context, target: Path, now: dt.datetime) -> Backup:
    """Copy the warehouse as it is at one moment, and every file of the archive; read all of it again before it counts.

    `StorageUnavailable` if the folder takes nothing, a file of the archive is damaged, or what was written is not what was
    read; `NotWell` where households were erased there under another key. `now` is UTC.
    """
    require_same_key(context, target)
    folder = target / now.strftime(_STAMP)
    part = folder.with_name(f".{folder.name}.part")
    with _on_disk(target):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        with context.warehouse.guarded(), _one_moment(context.warehouse) as connection:
            tables = {
                table.name: _copy(connection, table, part / f"{table.name}{_LINES}")
                for table in _tables(context.warehouse)
            }
        copy = _archive_beside(folder, context.archive)
        kept = tuple(sorted(_copy_archive(context.archive, copy)))
        copy.seal_rest()
        keep_beside_backups(context, target)
        made = Backup(folder, HEAD, tables, kept)
        write_whole(part / _MANIFEST, _as_json(made).encode())
        part.replace(folder)
    verify(made, context.archive)
    return made


def verify(backup: Backup, own: Archive) -> None:
    """Whether what lies there is what the manifest says; with the keys of our `own` archive."""
    for name, table in backup.tables.items():
        with _on_disk(backup.folder):
            found = _checked(_lines(backup.folder / f"{name}{_LINES}"))
        if found != table:
            raise StorageUnavailable(
                f"Bản sao lưu {backup.folder} hỏng (tệp {name}{_LINES}); dùng bản khác, --at chọn bản."
            )
    archive = _archive_beside(backup.folder, own)
    destroyed = destroyed_beside(backup.folder.parent)
    damaged = [sha256 for sha256 in backup.archive if sha256 not in destroyed and not archive.is_whole(sha256)]
    if damaged:
        raise StorageUnavailable(
            f"Bản sao lưu {backup.folder}: {len(damaged)} tệp trong {archive.place} hỏng hoặc không còn."
        )


def backups_in(target: Path) -> list[Backup]:
    """Those that are there, the last one last."""
    found = []
    for path in sorted(target.glob(f"[0-9]*/{_MANIFEST}")):
        said = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: CopiedTable(**table) for name, table in said["tables"].items()}
        found.append(Backup(path.parent, said["schema_version"], tables, tuple(said["archive"])))
    return found


def restore(context: Context, backup: Backup) -> int:
    """Put a backup into a warehouse in which nothing is yet, and compare every table; all of it or nothing.

    Then what was erased since is erased again; gives how many rows that changed. `NotWell` where the key here is another.
    """
    require_same_key(context, backup.folder.parent)
    verify(backup, context.archive)
    if backup.schema_version != HEAD:
        raise UsageError(
            f"Bản sao lưu ở phiên bản kho {backup.schema_version}, chương trình cần {HEAD}; cài đúng phiên bản rồi khôi phục."
        )
    since = erased_beside(backup.folder.parent)
    wanted = sorted(set(backup.archive) - destroyed_beside(backup.folder.parent))
    _copy_archive(_archive_beside(backup.folder, context.archive), context.archive, wanted)
    with context.warehouse.writing() as connection:
        tables = _tables(context.warehouse)
        filled = [table.name for table in tables if table.name not in _FILLED_AT_ONCE and _has_rows(connection, table)]
        if filled:
            raise UsageError(
                f"Kho dữ liệu đã có dữ liệu ({_in_words(filled)}); chỉ khôi phục vào kho trống, trước giamngheo deploy."
            )
        for table in tables:
            if table.name in backup.tables:
                _fill(connection, table, backup.folder / f"{table.name}{_LINES}")
                if _checked(_rows(connection, table)) != backup.tables[table.name]:
                    raise StorageUnavailable(
                        f"Dữ liệu vừa khôi phục không khớp bản sao lưu (tệp {table.name}{_LINES}); kho vẫn trống như trước. "
                        "Dùng bản khác, --at chọn bản."
                    )
        note_erased_since(connection, context, since)
    return repeat_erasures(context)


def forget_older(target: Path, before: dt.datetime, own: Archive) -> int:
    """Take backups away that were made before a moment (UTC), never the last; gives how many.

    Of the files beside them goes what neither our `own` archive nor a backup that is left has any more.
    """
    every = backups_in(target)
    old = [each for each in every[:-1] if each.folder.name < before.strftime(_STAMP)]
    for each in old:
        shutil.rmtree(each.folder)
    named = {sha256 for each in every if each not in old for sha256 in each.archive} - destroyed_beside(target)
    beside = replace(own, folder=target / "archive")
    for sha256 in beside.stored() - own.stored() - named:
        beside.destroy(sha256)
    return len(old)


def _tables(warehouse: Warehouse) -> list[sa.Table]:
    """In an order in which each may be filled."""
    own = [table for table in schema.metadata.sorted_tables if table.name not in _MADE_ANEW]
    return [*own, *warehouse.rows.values()]


@contextlib.contextmanager
def _one_moment(warehouse: Warehouse) -> Iterator[sa.Connection]:
    """A transaction in which every query sees the same; on SQLite each is one."""
    level = {"isolation_level": "REPEATABLE READ"} if warehouse.engine.dialect.name == "postgresql" else {}
    with warehouse.engine.connect().execution_options(**level) as connection:
        yield connection


def _copy(connection: sa.Connection, table: sa.Table, path: Path) -> CopiedTable:
    with gzip.GzipFile(path, "wb", mtime=0) as file:

        def written() -> Iterator[bytes]:
            for line in _rows(connection, table):
                file.write(line + b"\n")
                yield line

        return _checked(written())


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Each row as a line, in the order of the key: the same rows give the same lines on every engine."""
    query = sa.select(table).order_by(*_in_order(connection, table))
    for row in connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}):
        yield json.dumps(list(row), ensure_ascii=False, default=lambda value: value.isoformat()).encode()


def _in_order(connection: sa.Connection, table: sa.Table) -> Iterator[sa.ColumnElement[Any]]:
    for column in table.primary_key.columns:
        is_text = isinstance(column.type, sa.String)
        yield sa.collate(column, _BY_BYTES[connection.dialect.name]) if is_text else column


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


def _checked(lines: Iterable[bytes]) -> CopiedTable:
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line + b"\n")
        count += 1
    return CopiedTable(count, digest.hexdigest())


def _fill(connection: sa.Connection, table: sa.Table, path: Path) -> None:
    if table.name in _FILLED_AT_ONCE:
        connection.execute(sa.delete(table))
    names = [column.name for column in table.columns]
    readers = [_reader(column.type) for column in table.columns]
    lines = _lines(path)
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        rows = [
            {
                name: None if value is None else read(value)
                for name, read, value in zip(names, readers, json.loads(line), strict=True)
            }
            for line in some
        ]
        connection.execute(sa.insert(table), rows)
    if connection.dialect.name == "postgresql" and isinstance(table.autoincrement_column, sa.Column):
        column = table.autoincrement_column.name
        last = sa.select(sa.func.max(table.c[column])).scalar_subquery()
        connection.execute(
            sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, column), sa.func.coalesce(last, 1)))
        )


def _reader(kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, sa.DateTime):
        return dt.datetime.fromisoformat
    return dt.date.fromisoformat if isinstance(kind, sa.Date) else lambda value: value


def _in_words(tables: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(_CALLED.get(name, "số liệu của đơn vị") for name in tables))


def _has_rows(connection: sa.Connection, table: sa.Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None


def _archive_beside(backup: Path, own: Archive) -> Archive:
    """The archive of all backups; it is sealed as our own is."""
    return replace(own, folder=backup.parent / "archive")


def _copy_archive(source: Archive, target: Archive, wanted: Iterable[str] | None = None) -> list[str]:
    """Every file that is not there yet; gives all. What is damaged at its source stops it: it must be known before it is needed."""
    names = list(source.stored() if wanted is None else wanted)
    for sha256 in names:
        if not target.path(sha256).exists():
            target.keep(source.read(sha256))
    return names


def _as_json(backup: Backup) -> str:
    said = {
        "schema_version": backup.schema_version,
        "tables": {name: asdict(table) for name, table in backup.tables.items()},
        "archive": backup.archive,
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


@contextlib.contextmanager
def _on_disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise StorageUnavailable(
            f"Thư mục sao lưu {folder} không dùng được ({cause(error)}). "
            "Kiểm tra ổ đĩa, chỗ trống và quyền ghi rồi chạy lại."
        ) from error

"""Opens the warehouse, on SQLite or PostgreSQL, and brings it up to date."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from giamngheo.core.errors import ConfigurationError, WarehouseUnavailable
from giamngheo.core.formats import cause
from giamngheo.core.remembered import remembered
from giamngheo.metadata.configuration import Configuration
from giamngheo.warehouse import schema
from giamngheo.warehouse.dimensions import Rows, dimensions
from giamngheo.warehouse.view_creation import drop_views, make_views

T = TypeVar("T")
MIGRATIONS = Path(__file__).parent / "migrations"
_KNOWN = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
HEAD = _KNOWN[-1]
_CHUNK = 500
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_UNTRUSTED = {
    "certificate verify failed": "không kiểm tra được chứng thư của máy chủ cơ sở dữ liệu: đã hết hạn, đồng hồ sai, hoặc "
    "không do chứng thư gốc ở sslrootcert ký. Xem hạn của chứng thư và giờ máy, rồi xem tệp ấy có đúng là chứng thư gốc của "
    "cơ quan; đều đúng thì máy trả lời không phải máy chủ của mình.",
    "does not match host name": "chứng thư của máy chủ cơ sở dữ liệu mang tên máy khác. "
    "Kiểm tra tên máy trong GIAMNGHEO_WAREHOUSE_URL; nếu đúng thì máy trả lời không phải máy chủ của mình.",
    "server does not support SSL": "máy chủ cơ sở dữ liệu không mã hóa kết nối. "
    "Bật ssl ở máy chủ ấy (ssl = on trong postgresql.conf), không bỏ sslmode=verify-full.",
    "root certificate file": "không có tệp chứng thư gốc để kiểm tra máy chủ cơ sở dữ liệu. "
    "Ghi đường dẫn của tệp ấy vào sslrootcert trong GIAMNGHEO_WAREHOUSE_URL.",
}
# What else the two databases say, in English: a pattern in it, and our words; what is narrower stands first.
_CAUSES = {
    "Connection refused": "máy chủ từ chối kết nối",
    "timeout expired|Connection timed out": "máy chủ không trả lời kịp",
    "could not translate host name|failed to resolve host": "không tìm thấy tên máy chủ",
    "Network is unreachable": "không có mạng",
    "No route to host": "không tới được máy chủ",
    "on socket .* No such file": "không có máy chủ cơ sở dữ liệu ở socket ấy",
    "certificate file|private key file": "không đọc được tệp chứng thư hoặc khóa mà địa chỉ nêu",
    "no pg_hba.conf entry|pg_hba.conf rejects": "máy chủ không cho máy này hoặc tài khoản này vào (pg_hba.conf)",
    "authentication failed": "sai tên hoặc mật khẩu đăng nhập",
    "no password supplied": "thiếu mật khẩu đăng nhập",
    "not permitted to log in": "tài khoản không được đăng nhập",
    '(database|role) ".*" does not exist': "máy chủ không có cơ sở dữ liệu hoặc tài khoản ấy",
    "invalid (connection option|port|integer value|[a-z_]+ value)": "GIAMNGHEO_WAREHOUSE_URL có tham số viết sai",
    "SSL error|SSL SYSCALL": "bắt tay TLS không thành",
    "server closed the connection|terminating connection|connection is lost": "máy chủ ngắt kết nối",
    "Connection reset|Broken pipe|EOF detected": "mất kết nối",
    "the database system is|not currently accepting": "máy chủ đang khởi động hoặc đang dừng",
    "too many clients|too many connections|connection slots are reserved": "máy chủ đã đủ kết nối",
    "statement timeout|lock timeout": "một câu lệnh chạy quá lâu nên máy chủ dừng nó",
    "deadlock detected": "hai việc chờ nhau nên máy chủ dừng một",
    "out of (shared )?memory": "máy chủ hết bộ nhớ",
    "permission denied|Permission denied": "không có quyền",
    "read-only transaction": "máy chủ chỉ cho đọc",
    "unable to open database file": "không mở được tệp",
    "readonly database": "tệp chỉ cho đọc",
    "database (table )?is locked": "chương trình khác đang giữ tệp",
    "disk I/O error": "ổ đĩa đọc, ghi lỗi",
    "database or disk is full|No space left on device": "ổ đĩa hết chỗ",
    "malformed": "tệp hỏng",
    "not a database": "tệp không phải kho dữ liệu",
}
# What of an address's query is shown. All else may be a secret: `password`, `sslpassword`, what libpq adds next year.
_SHOWN = {"host", "hostaddr", "port", "dbname", "sslmode", "sslcertmode", "sslnegotiation", "sslrootcert"}
# A machine that loses its power in the middle of a transaction is found out in a minute, not in the system's two hours: what
# it has locked, all others wait for.
_FOUND_DEAD = (
    "SELECT set_config('tcp_keepalives_idle', '20', false), set_config('tcp_keepalives_interval', '10', false), "
    "set_config('tcp_keepalives_count', '3', false)"
)
_LOCK = 272020  # any number of our own: plan 27 of 2020


@dataclass(frozen=True)
class Warehouse:
    """The engine, and the tables that follow the forms. `as_of`: of which submissions it tells in the place of those in force, as
    it was for a report, or on a day (`store/submissions.py`)."""

    engine: sa.Engine
    configuration: Configuration
    as_of: frozenset[int] | None = None

    @property
    def rows(self) -> dict[str, sa.Table]:
        """Tables of accepted rows by sheet: cover, household, model, story, resource; and those of other forms."""
        return _tables(self.configuration)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction, all or nothing; one at a time, on PostgreSQL by a lock that ends with it."""
        with self.guarded(), _writing(self.engine) as connection:
            yield connection

    def guarded(self) -> contextlib.AbstractContextManager[None]:
        """What the database answers when it cannot be used, as `WarehouseUnavailable`."""
        return _unavailable(self.engine.url)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self.guarded(), self.engine.connect() as connection:
            yield connection


def in_chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as one statement can name: engines bound how many values it may have."""
    rest = iter(values)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def one_of(column: sa.ColumnElement[int], numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    """That a column has one of some numbers, which may be as many as the reports of a nation's year: they stand in the
    statement itself, for of values beside it engines take some ten thousand at most."""
    return column.in_(sa.bindparam("numbers", list(numbers), unique=True, expanding=True, literal_execute=True))


@remembered(8)
def open_warehouse(url: str, configuration: Configuration) -> Warehouse:
    """Open, create or migrate, once in a process; `WarehouseUnavailable` if it does not answer."""
    with _unavailable(url):
        engine = _engine(url)
    warehouse = Warehouse(engine, configuration)
    with warehouse.guarded():
        version = _version(engine)
        if version is not None and version not in _KNOWN:
            raise ConfigurationError(
                [f"Kho dữ liệu ở phiên bản {version}, chương trình cần {HEAD}; cài đúng phiên bản chương trình."]
            )
        if version != HEAD:
            migrate(engine)
        _fit_to_configuration(engine, configuration)
    return warehouse


def scratch_warehouse(configuration: Configuration) -> Warehouse:
    """Tables of accepted rows in memory alone: for a workbook that is looked at and not stored."""
    engine = _sqlite(sa.make_url("sqlite://"))
    for table in _tables(configuration).values():
        table.create(engine)
    return Warehouse(engine, configuration)


@contextlib.contextmanager
def _unavailable(address: str | sa.URL) -> Iterator[None]:
    """What the database answers when it cannot be used, as one sentence."""
    try:
        yield
    except (OperationalError, InterfaceError, DatabaseError, OSError) as error:
        if isinstance(error, IntegrityError | DataError | ProgrammingError) and error.statement:  # none: at connecting
            raise
        raise WarehouseUnavailable(
            f"Kho dữ liệu ({as_written(address)}) không dùng được: {_in_words(_said(error, address))}"
        ) from error


def _said(error: Exception, address: str | sa.URL) -> str:
    """The system's errors in our words; the database's first line in its own, without what the address keeps to itself."""
    if isinstance(error, OSError):
        return cause(error)
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    url = sa.make_url(address)
    for hidden in (url.password, url.username, *(url.query[name] for name in url.query.keys() - _SHOWN)):
        said = said.replace(f'"{hidden}"', '"…"')
    return said


def as_written(address: str | sa.URL) -> str:
    """An address as a person writes it; never with who logs in, nor a password."""
    url = sa.make_url(address)
    user = "…" if url.username or url.password else None
    host = url.host and url.host.rpartition("@")[2]  # a password with @ reaches into it
    query = {name: value for name, value in url.query.items() if name in _SHOWN}
    shown = sa.URL.create(url.drivername, user, None, host, url.port, url.database, query)
    return unquote(shown.render_as_string())


def _in_words(said: str) -> str:
    """What is the matter, and what to do, in our own words; in the database's where it says what we do not know."""
    for words, remedy in _UNTRUSTED.items():
        if words in said:
            return remedy
    found = next((words for pattern, words in _CAUSES.items() if re.search(pattern, said)), said)
    return f"{found}. Kiểm tra máy chủ cơ sở dữ liệu, ổ đĩa và quyền ghi rồi chạy lại."


def tls_advice(address: sa.URL) -> str:
    """What to do where the password and the households go to another machine whose identity nobody verifies; or nothing."""
    host = str(address.host or address.query.get("host") or "/")
    is_here = host.startswith("/") or host in _THIS_MACHINE
    if address.get_backend_name() != "postgresql" or is_here or address.query.get("sslmode") == "verify-full":
        return ""
    return (
        f"nối tới máy «{host}» mà không kiểm tra chứng thư của máy ấy; chỉ để vậy khi nó là container trên chính máy này, "
        "nếu không thì thêm ?sslmode=verify-full&sslrootcert=… vào GIAMNGHEO_WAREHOUSE_URL"
    )


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the tables to a revision with Alembic; `base` takes them away."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _writing(engine) as connection:
        config.attributes["connection"] = connection
        if sa.inspect(connection).has_table(schema.view_column.name):
            drop_views(connection)  # they come again when the warehouse is opened
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)


@contextlib.contextmanager
def _writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction, one at a time: services that start together do not make the same table twice."""
    with engine.execution_options(immediate=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


@lru_cache(maxsize=8)
def _engine(url: str) -> sa.Engine:
    try:
        address = sa.make_url(url)
        (address.host or "").encode("idna")
    except (sa.exc.ArgumentError, ValueError) as error:  # of a port that is no number, of a host that is no name
        raise ConfigurationError(
            ["GIAMNGHEO_WAREHOUSE_URL: không phải địa chỉ cơ sở dữ liệu; viết như postgresql+psycopg://người@máy/kho."]
        ) from error
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return _server(address)


def _create(address: sa.URL, **options: Any) -> sa.Engine:
    """An engine whose errors never repeat the values of a statement: those are households."""
    try:
        return sa.create_engine(address, hide_parameters=True, **options)
    except (sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigurationError(
            [
                f"GIAMNGHEO_WAREHOUSE_URL: không có trình kết nối cho «{address.drivername}»; "
                "dùng sqlite:///… hoặc postgresql+psycopg://…."
            ]
        ) from error


def _server(address: sa.URL) -> sa.Engine:
    engine = _create(address, pool_pre_ping=True)
    if engine.dialect.name == "postgresql":

        @sa.event.listens_for(engine, "connect")
        def _prepare(connection: Any, _: Any) -> None:
            connection.execute(_FOUND_DEAD)
            connection.commit()

    return engine


def _sqlite(address: sa.URL) -> sa.Engine:
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = _create(address, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, so that DDL is in them too
        # FULL: with NORMAL a power cut takes the last transactions back, and a letter noted in one of them goes again.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _version(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def _fit_to_configuration(engine: sa.Engine, configuration: Configuration) -> None:
    """Add the tables and columns that the forms have and the warehouse not yet; note for people's own tools what the
    configuration says, and make their views where one has changed. Seldom writes."""
    with engine.connect() as connection:
        if not [*_missing(connection, configuration)] and not _noted_otherwise(connection, configuration):
            return
    with _writing(engine) as connection:
        for change in [*_missing(connection, configuration)]:
            connection.execute(change)
        for table, rows in _noted_otherwise(connection, configuration).items():
            if table is schema.view_column:
                make_views(connection, configuration)
                continue
            names = [column.name for column in table.columns]
            connection.execute(sa.delete(table))
            if rows:
                ordered = [dict(zip(names, row, strict=True)) for row in sorted(rows, key=str)]
                connection.execute(sa.insert(table), ordered)


def _noted_otherwise(connection: sa.Connection, configuration: Configuration) -> dict[sa.Table, Rows]:
    """Table → what it is to hold, of those that hold anything else."""
    return {
        table: rows
        for table, rows in dimensions(configuration).items()
        if rows != {tuple(row) for row in connection.execute(sa.select(*table.columns))}
    }


def _tables(configuration: Configuration) -> dict[str, sa.Table]:
    return {name: table for form in configuration.forms for name, table in schema.form_tables(form).items()}


def _missing(connection: sa.Connection, configuration: Configuration) -> Iterator[sa.Executable]:
    inspector = sa.inspect(connection)
    known = set(inspector.get_table_names())
    for name, table in _tables(configuration).items():
        if name not in known:
            yield sa.schema.CreateTable(table)
            continue
        present = {column["name"] for column in inspector.get_columns(name)}
        for column in table.columns:
            if column.name not in present:
                kind = column.type.compile(connection.dialect)
                yield sa.text(f'ALTER TABLE "{name}" ADD COLUMN "{column.name}" {kind}')

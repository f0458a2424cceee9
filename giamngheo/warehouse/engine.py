"""Opens the warehouse, on SQLite or PostgreSQL, and brings it up to date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from giamngheo.configuration.records import Configuration
from giamngheo.errors import ConfigurationError, ServiceAway
from giamngheo.warehouse import schema

HEAD = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Warehouse:
    """The engine, and the tables that follow the form."""

    engine: sa.Engine
    configuration: Configuration

    @property
    def rows(self) -> dict[str, sa.Table]:
        """Tables of accepted rows by sheet: cover, household, model, story, resource."""
        return schema.form_tables(self.configuration.form)

    def writing(self) -> Any:
        """A transaction, all or nothing."""
        return self.engine.execution_options(immediate=True).begin()

    def reading(self) -> Any:
        return self.engine.connect()


@lru_cache(maxsize=8)
def open_warehouse(url: str, configuration: Configuration) -> Warehouse:
    """Open, create or migrate, once in a process; `ServiceAway` if it does not answer."""
    engine = _engine(url)
    try:
        if _version(engine) != HEAD:
            migrate(engine)
        _fit_to_form(engine, configuration)
    except OperationalError as error:
        cause = str(error.orig).strip().splitlines()[0] if error.orig else "không rõ"
        raise ServiceAway(
            f"Kho dữ liệu ({engine.url.render_as_string(hide_password=True)}) không mở được: {cause}. "
            "Kiểm tra máy chủ cơ sở dữ liệu, ổ đĩa và quyền ghi rồi chạy lại."
        ) from error
    return Warehouse(engine, configuration)


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the tables to a revision with Alembic; `base` takes them away."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(immediate=True).begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)


@lru_cache(maxsize=8)
def _engine(url: str) -> sa.Engine:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ConfigurationError(
            ["GIAMNGHEO_WAREHOUSE_URL: không phải địa chỉ cơ sở dữ liệu; viết như postgresql+psycopg://người@máy/kho."]
        ) from error
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return sa.create_engine(address, pool_pre_ping=True)


def _sqlite(address: sa.URL) -> sa.Engine:
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, so that DDL is in them too
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
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
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _fit_to_form(engine: sa.Engine, configuration: Configuration) -> None:
    """Add the tables and columns that the form has and the warehouse not yet; note the units."""
    with engine.execution_options(immediate=True).begin() as connection:
        inspector = sa.inspect(connection)
        known = set(inspector.get_table_names())
        for form in configuration.forms:
            for name, table in schema.form_tables(form).items():
                if name not in known:
                    table.create(connection)
                    continue
                present = {column["name"] for column in inspector.get_columns(name)}
                for column in table.columns:
                    if column.name not in present:
                        kind = column.type.compile(engine.dialect)
                        connection.execute(sa.text(f'ALTER TABLE {name} ADD COLUMN "{column.name}" {kind}'))
        _note_units(connection, configuration)


def _note_units(connection: sa.Connection, configuration: Configuration) -> None:
    import datetime as dt

    wanted = {
        (
            item.code,
            item.valid_from or dt.date(1900, 1, 1),
            item.valid_to,
            item.name,
            item.type,
            item.order,
            item.succeeded_by,
        )
        for item in configuration.units
    }
    present = {tuple(row) for row in connection.execute(sa.select(*schema.unit.columns))}
    if wanted == present:
        return
    names = [column.name for column in schema.unit.columns]
    connection.execute(sa.delete(schema.unit))
    connection.execute(sa.insert(schema.unit), [dict(zip(names, row, strict=True)) for row in sorted(wanted, key=str)])

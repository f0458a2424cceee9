"""A whole office for a test: an inbox, a home, a warehouse on either engine; and the steps without Prefect."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from giamngheo.context import Context, open_context
from giamngheo.core.errors import WarehouseUnavailable
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from tests.support.workbooks import Book, write_month

on_one_engine = pytest.mark.parametrize("office", ["sqlite"], indirect=True)  # where no query differs


def move_in(patch: pytest.MonkeyPatch, home: Path, inbox: Path) -> None:
    """From now on `load_settings` sees this home and this inbox."""
    patch.setenv("GIAMNGHEO_HOME", str(home))
    patch.setenv("GIAMNGHEO_INBOX", str(inbox))
    patch.setenv("GIAMNGHEO_SETTLE_SECONDS", "0")
    load_settings.cache_clear()


@contextlib.contextmanager
def office_in(folder: Path, **settings: str) -> Iterator[Office]:
    """An office on SQLite outside of any test, to be made once and copied to many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GIAMNGHEO_WAREHOUSE_URL", raising=False)
        for name, value in settings.items():
            patch.setenv(f"GIAMNGHEO_{name.upper()}", value)
        (folder / "inbox").mkdir(exist_ok=True)
        move_in(patch, folder / "home", folder / "inbox")
        office = Office(folder)
        yield office
        office.context.warehouse.engine.dispose()  # so that its file is whole
    load_settings.cache_clear()


def told(
    capsys: pytest.CaptureFixture[str], command: Callable[..., None], *arguments: object, **options: object
) -> Any:
    """What a command prints as JSON."""
    capsys.readouterr()
    command(*arguments, as_json=True, **options)
    return json.loads(capsys.readouterr().out)


def warehouse_is_away(*_: object, **__: object) -> None:
    """In the place of what reads or writes it."""
    raise WarehouseUnavailable("kho không trả lời")


def disk_is_full(*_: object, **__: object) -> None:
    """In the place of what writes a file."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@dataclass
class Office:
    """Takes a month from the inbox to stored attainment by the tasks' own bodies, in the flow's order."""

    home: Path
    today: str = "2020-12-31"
    workbooks: int = 250  # of a batch

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def context(self) -> Context:
        return open_context(self.today)

    def collect(self, period: str) -> None:
        for _ in self.steps(period):
            pass

    def collect_accepted(self, period: str, books: Iterable[Book]) -> None:
        """A month's workbooks on the 20th of the month after; every unit's must be there and be accepted."""
        self.today = f"{Period.parse(period) + 1}-20"
        write_month(self.inbox, books)
        self.collect(period)
        assert set(self.statuses(period).values()) == {"accepted"}, self.rows()["finding"]

    def steps(self, period: str) -> Iterator[str]:
        """The same step by step: gives each step's name when it is done, so that a test may stop there."""
        from tasks.attain import attain, to_attain
        from tasks.check import to_check_again
        from tasks.compare import compare, is_compared
        from tasks.receive import receive

        waiting = receive.fn(period, [], self.today)
        yield "receive"
        yield from self._taken_in(waiting)
        yield from self._taken_in(to_check_again(self.today))
        if is_compared(self.today):
            compare.fn(self.today)
            yield "compare"
        for each in to_attain(period, self.today):
            attain.fn(each, self.today)
            yield "attain"

    def _taken_in(self, submissions: list[int]) -> Iterator[str]:
        from giamngheo.operate.erasure import repeat_erasures
        from tasks.check import check
        from tasks.read import by_month, read, units_together
        from tasks.store import store

        for together in units_together(submissions, self.today, self.workbooks):
            readings = read.fn(together, "", self.today)
            assert None not in dict(readings).values()
            for month, batch in by_month(readings):
                check.fn(month, batch, self.today)
                yield "check"
                store.fn(month, batch, self.today)
                yield "store"
        repeat_erasures(self.context)

    def statuses(self, period: str) -> dict[str, str]:
        from giamngheo.check.completeness import unit_reports

        return {
            report.unit.code: report.status for report in unit_reports(self.context.warehouse, Period.parse(period))
        }

    def rules(self, submission: int) -> Sequence[str]:
        import sqlalchemy as sa

        from giamngheo.warehouse.schema import finding

        with self.context.warehouse.reading() as connection:
            return sorted(
                connection.scalars(sa.select(finding.c.rule).where(finding.c.submission_id == submission).distinct())
            )

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything in the warehouse, as far as it must be the same however often it was interrupted."""
        import sqlalchemy as sa

        from giamngheo.warehouse import schema

        context = self.context
        own = {
            "submission": [
                "folder_unit",
                "unit",
                "period",
                "version",
                "status",
                "file",
                "sha256",
                "superseded_at",
            ],
            "finding": ["rule", "severity", "sheet", "row", "column", "message"],
            "attainment": [column.name for column in schema.attainment.columns if column.name != "made_from"],
            "report": ["kind", "period", "revision", "figures_sha256"],
            "message": ["kind", "key", "recipient", "message_id", "state"],
        }
        tables = {name: schema.metadata.tables[name] for name in own} | context.warehouse.rows
        found = {}
        with context.warehouse.reading() as connection:
            for name, table in tables.items():
                names = own.get(name) or [column.name for column in table.columns if column.name != "submission_id"]
                columns = [
                    table.c[column].is_not(None) if column == "superseded_at" else table.c[column] for column in names
                ]
                found[name] = sorted(map(tuple, connection.execute(sa.select(*columns)).all()), key=repr)
        return found

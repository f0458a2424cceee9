"""`make load`: a year of 22 units with so many collections a day, and whether the last are as quick as the first.

Most collections of a year find nothing new. They are made here in one process without Prefect's engine (whose second for
each is the same in every month), so that a year fits into the time that a machine has. At the end everything that the year
has left is searched for households. `make load LOAD="--a-day 6"` for a smaller year; `--keep FOLDER` leaves it there.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import sqlalchemy as sa

from giamngheo.core.clock import Clock
from giamngheo.operate.retention import tidy_up
from tests.support.personal import misplaced
from tests.support.year import YearOffice, days_of_the_year, year_office

_MB = 2**20


@dataclass
class Month:
    """What the collections of one calendar month that found nothing new took, and what stood there at its end."""

    code: str
    collections: int = 0
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    statements: Counter[int] = field(default_factory=Counter)
    memory: float = 0
    warehouse: float = 0
    computed: float = 0
    files: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--a-day", type=int, default=50, help="collections a day")
    parser.add_argument("--keep", type=Path, help="a folder for the year, which is left there")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        with year_office(folder) as office:
            months = lived(office, wanted.a_day)
            show(months)
            is_as_computed = show_rows(office)
            found = misplaced_of(office)
    print(f"\nhouseholds where they do not belong: {found or 'none'}")
    sys.exit(not is_as_computed or bool(found))


def lived(office: YearOffice, a_day: int) -> list[Month]:
    """The year, day by day."""
    asked = _statements_of()
    months: list[Month] = []
    sizes: dict[str, float] = {}
    for day in days_of_the_year():
        if not months or months[-1].code != f"{day:%Y-%m}":
            months.append(Month(f"{day:%Y-%m}"))
        month = months[-1]
        office.live(day)
        for number in range(a_day):
            _collect(office, month, asked, is_first=number == 0)
        tidy_up(office.context.settings, office.context.configuration.operation.keep, Clock().now)
        sizes = sizes or _bytes_a_row(office, after_days=20, day=(day - next(days_of_the_year())).days)
        _note_end(office, month, sizes)
        if day.day == 28:
            print(f"{day}: {statistics.median(month.seconds) * 1000:.0f} ms", file=sys.stderr, flush=True)
    return months


def _collect(office: YearOffice, month: Month, asked: list[int], is_first: bool) -> None:
    asked[0], began, worked = 0, time.perf_counter(), time.process_time()
    office.collection()
    month.collections += 1
    if not is_first:  # the first of a day has what came, and the mails of the day
        month.seconds.append(time.perf_counter() - began)
        month.processor.append(time.process_time() - worked)
        month.statements[asked[0]] += 1


def _statements_of() -> list[int]:
    """How many statements the database was asked since it was set to nought."""
    asked = [0]

    def one_more(*_: object) -> None:
        asked[0] += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", one_more)
    return asked


def _note_end(office: YearOffice, month: Month, sizes: dict[str, float]) -> None:
    gc.collect()
    kept = sum(len(letter) for _, letter in office.received.letters)  # by the test's own mail server
    month.memory = (psutil.Process().memory_info().rss - kept) / _MB
    month.warehouse = _warehouse_bytes(office) / _MB
    rows = office.rows_counted()
    month.computed = sum(size * rows[table] for table, size in sizes.items()) / _MB
    month.files = sum(1 for path in office.home.rglob("*") if path.is_file())


def _warehouse_bytes(office: YearOffice) -> int:
    """All pages of the database, those of its log of changes too once they are in their places."""
    with office.context.warehouse.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def _bytes_a_row(office: YearOffice, after_days: int, day: int) -> dict[str, float]:
    """table → bytes that a row takes with its indexes, once there are some: by them the year is computed."""
    if day < after_days:
        return {}
    rows = office.rows_counted()
    query = "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name"
    with office.context.warehouse.engine.connect() as connection:
        used = dict(connection.exec_driver_sql(query).all())
    return {table: used[table] / rows[table] for table in used if rows.get(table)}


def show(months: list[Month]) -> None:
    print(
        "| month | collections | median, ms | processor, ms | statements | memory, MB | warehouse, MB | computed, MB | files |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for one in months:
        usual, _ = one.statements.most_common(1)[0]
        print(
            f"| {one.code} | {one.collections} | {_middle(one.seconds):.0f} | {_middle(one.processor):.0f} | {usual} "
            f"| {one.memory:.0f} | {one.warehouse:.1f} | {one.computed:.1f} | {one.files} |"
        )
    first, last = months[0], months[-1]
    print(
        f"\nlast month beside the first: seconds {_middle(last.seconds) / _middle(first.seconds):.2f}, "
        f"processor {_middle(last.processor) / _middle(first.processor):.2f}, "
        f"memory {last.memory / months[1].memory:.2f} (beside the second), "
        f"size beside what was computed {last.warehouse / last.computed:.2f}"
    )


def _middle(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def show_rows(office: YearOffice) -> bool:
    """Every table beside what follows from the books and from what was done; whether they agree."""
    counted, expected = office.rows_counted(), office.rows_expected()
    print("\n| table | rows | computed |\n|---|---:|---:|")
    for table, rows in counted.items():
        print(f"| {table} | {rows} | {expected.get(table, '')} |")
    return all(counted[table] == rows for table, rows in expected.items())


def misplaced_of(office: YearOffice) -> list[str]:
    context = office.context
    places = context.settings.home, office.inbox
    return misplaced(office.households, *places, office.received.letters, context.configuration.communes.addresses)


if __name__ == "__main__":
    main()

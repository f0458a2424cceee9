"""`python -m tests.bench.years`: is a month as quick beside years of months as beside one?

Two warehouses of the same office are filled with the same month: one has the month before it alone, the other all months of the
years before. Each piece of work is then done in both, in turn; told is by how much it takes longer beside the years. Five
years of 22 units, and one year of 216.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from tests.bench.measured import machine, say
from tests.bench.office import nearest, write_configuration
from tests.support.plans import with_next_plan
from tests.support.workbooks import Book, fast_write, month_of, next_book, path_in

FIRST = Period.parse("2020-01")
SIZES = ((22, 5), (216, 1))  # units, years
_ROUNDS = 5
_STEP = 20  # instructions of SQLite's machine between two counts


@dataclass
class Cost:
    """What a piece of work took: seconds by the clock and of this process, statements that the database was asked, and
    instructions that SQLite's machine went through for them (0 on PostgreSQL)."""

    seconds: float
    processor: float
    statements: int
    instructions: int


@dataclass(frozen=True)
class Years:
    """An office twice, in `folder`: `one` has a month in its warehouse, `all` the months of some years; each has the workbooks
    of the month after them in its shared folder."""

    folder: Path
    units: int
    month: Period

    def today(self) -> str:
        return day_of(self.month)


def day_of(month: Period) -> str:
    """On which the month is collected."""
    after = month + 1
    return f"{after.code}-17"


def make_years(folder: Path, units: int, months: int, database: Callable[[str], str] = lambda _: "") -> Years:
    """So many months for each unit, in order through the product's own steps, judging aside; `database` gives the address of a
    warehouse by its name, where it is not SQLite."""
    communes = nearest(units)
    write_configuration(folder / "config", communes)
    last = FIRST + months
    for year in range(FIRST.year + 1, last.year + 1):
        with_next_plan(folder / "config", year, number=f"{year - 1990}/KH-UBND")
    books = month_of([(one.code, one.name) for one in communes], FIRST.code, poor=12, near_poor=15)
    for number in range(months + 1):
        month = FIRST + number
        for name in ("all", *(["one"] if number >= months - 1 else [])):
            with moved_in(folder, name, database):
                if number == months:
                    _look_on_the_day_before(month)
                _lay(folder / name / "inbox", books, month)
                if number < months:
                    take_in(month)
        books = [next_book(one, seed=number) for one in books]
    return Years(folder, units, last)


@contextlib.contextmanager
def moved_in(folder: Path, name: str, database: Callable[[str], str] = lambda _: "") -> Iterator[None]:
    """The product's settings are those of one of the two."""
    own = {
        "GIAMNGHEO_HOME": str(folder / name / "home"),
        "GIAMNGHEO_INBOX": str(folder / name / "inbox"),
        "GIAMNGHEO_CONFIG": str(folder / "config"),
        "GIAMNGHEO_SETTLE_SECONDS": "0",
        "GIAMNGHEO_WAREHOUSE_URL": database(name),
    }
    before = {key: os.environ.get(key) for key in own}
    os.environ |= own
    load_settings.cache_clear()
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.__setitem__(key, value)
        load_settings.cache_clear()


def _lay(inbox: Path, books: Sequence[Book], month: Period) -> None:
    for book in books:
        path = fast_write(book, path_in(inbox, book))
        os.utime(path, (dt.datetime.fromisoformat(day_of(month)).timestamp(),) * 2)


def _look_on_the_day_before(month: Period) -> None:
    """As each working morning: what has lain there for long was looked at then, and most of it need not be read again."""
    from tasks.receive import receive

    receive.fn(month.code, [], f"{day_of(month)[:-2]}16")


def take_in(month: Period, judged: bool = False) -> None:
    """A month as `flows.collect.gather` takes it in, without Prefect; not `judged`: every workbook passes."""
    from tasks.attain import attain, to_attain
    from tasks.check import check
    from tasks.impact import impact
    from tasks.read import by_month, read, units_together
    from tasks.receive import receive
    from tasks.store import store

    today = day_of(month)
    for batch in units_together(receive.fn(month.code, [], today), today, 250):
        for code, own in by_month(read.fn(batch, "", today)):
            check.fn(code, own, today) if judged else _let_pass(own, today)
            impact.fn(code, own, today)
            store.fn(code, own, today)
    for each in to_attain(month.code, today):
        attain.fn(each, today)


def _let_pass(submissions: Sequence[int], today: str) -> None:
    from giamngheo.check.verdicts import verdicts_of, write_verdicts
    from giamngheo.context import open_context
    from tasks.support.opened import batches_from

    context = open_context(today)
    for batch in batches_from(context, submissions):
        verdicts = verdicts_of(batch, {item.submission: [] for item in batch.items})
        write_verdicts(context.warehouse, verdicts, context.rules_version, context.clock.now)


def works(years: Years) -> dict[str, Callable[[], Any]]:
    """What is measured, by its name; the month is taken in before the others are asked about it."""
    month, today = years.month.code, years.today()
    return {
        "monthly run": lambda: take_in(years.month, judged=True),
        "nothing new": lambda: take_in(years.month, judged=True),
        "status": lambda: _typed("status", "--period", month, "--today", today),
        "attainment": lambda: _typed("attainment", "--period", month, "--today", today),
    }


def _typed(*words: str) -> None:
    from commands.app import command_line

    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        command_line()(list(words), standalone_mode=False)


@dataclass
class Costs:
    """Round by round, beside one month and beside all."""

    one: list[Cost] = field(default_factory=list)
    all: list[Cost] = field(default_factory=list)

    def ratio(self, figure: str) -> float:
        """Median over the rounds of what it takes beside all months, in times of what it takes beside one."""
        pairs = [(getattr(a, figure), getattr(b, figure)) for a, b in zip(self.all, self.one, strict=True)]
        return statistics.median(of_all / of_one for of_all, of_one in pairs if of_one)


def measured(years: Years, rounds: int, database: Callable[[str], str] = lambda _: "") -> dict[str, Costs]:
    """In turn: a machine's speed drifts. On SQLite the month is taken back after each round; elsewhere there is one."""
    import commands.attainment  # imports aside
    import commands.status  # noqa: F401
    import expectations.judge  # noqa: F401

    found: dict[str, Costs] = {}
    for name in ("one", "all"):
        (years.folder / name / "home").rename(years.folder / name / "home before")
    for number in range(rounds):
        for name in ("one", "all") if number % 2 else ("all", "one"):
            home = years.folder / name / "home"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(years.folder / name / "home before", home)
            with moved_in(years.folder, name, database):
                _forget_warehouses()
                for work, do in works(years).items():
                    getattr(found.setdefault(work, Costs()), name).append(cost_of(do))
    return found


def _forget_warehouses() -> None:
    """Another file lies where the one was that is open."""
    from giamngheo.context import open_context
    from giamngheo.warehouse.engine import _engine, open_warehouse

    open_context().warehouse.engine.dispose()
    open_warehouse.cache_clear()
    _engine.cache_clear()


def cost_of(work: Callable[[], object]) -> Cost:
    counts = {"statements": 0, "instructions": 0}

    def one_more(_: object, cursor: Any, *__: object) -> None:
        counts["statements"] += 1
        own = getattr(cursor.connection, "set_progress_handler", None)
        if own:
            own(more_instructions, _STEP)

    def more_instructions() -> None:
        counts["instructions"] += _STEP

    sa.event.listen(sa.Engine, "before_cursor_execute", one_more)
    began, worked = time.perf_counter(), time.process_time()
    try:
        work()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", one_more)
    return Cost(time.perf_counter() - began, time.process_time() - worked, **counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--size", type=int, nargs=2, action="append", metavar=("UNITS", "YEARS"))
    parser.add_argument("--keep", type=Path, help="a folder for the offices, which are left there")
    wanted = parser.parse_args()
    print(f"On: {machine()}. Times of what is taken beside one month, medians of {wanted.rounds} rounds.\n")
    print(
        "| units | months | work | seconds | seconds beside one | ratio | of processor | of statements | of SQLite's steps |"
    )
    print("|---:|---:|---|---:|---:|---:|---:|---:|---:|")
    for units, years in wanted.size or SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = (wanted.keep or Path(scratch)) / f"{units}-{years}"
            say(f"{units} units: {years * 12} months")
            made = make_years(folder, units, years * 12)
            for work, costs in measured(made, wanted.rounds).items():
                of_all, of_one = (statistics.median(one.seconds for one in own) for own in (costs.all, costs.one))
                ratios = " | ".join(
                    f"{costs.ratio(figure):.2f}" for figure in ("seconds", "processor", "statements", "instructions")
                )
                print(f"| {units} | {years * 12} | {work} | {of_all:.3f} | {of_one:.3f} | {ratios} |", flush=True)


if __name__ == "__main__":
    main()

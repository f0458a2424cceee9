"""`python -m tests.stories.claims.keep`: what the gallery's hard papers say, into tests/golden/hard/, after the engine changed.

They are kept, not worked out by `make gallery`: each needs up to a year of months collected first, which would double its time.
"""

from __future__ import annotations

import contextlib
import copy
import gzip
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report.compose import draft
from giamngheo.report.content import ReportContent
from giamngheo.report.publish import publish_report
from tests.conftest import GOLDEN
from tests.stories.claims.office import configuration
from tests.stories.claims.papers import TODAY
from tests.stories.claims.world import worlds
from tests.support.office import Office, office_in
from tests.support.workbooks import NEAR_POOR, TO_POOR, UNCHANGED, Book, fast_write, path_in, write_month

HARD = GOLDEN / "hard"
WORLDS = {world.name: world for world in worlds()}
DRAFTED = {
    "no baseline": {"2020-01": "first-month"},
    "partial": {"2020-05": "units-missing", "2020-Q2": "month-missing", "2020": "year"},
}
REVISED = ("rising", "2020-10", "18604")  # a unit that sends its workbook again


def main() -> None:
    HARD.mkdir(exist_ok=True)
    for name, content in (*_revised(), *_drafted()):
        (HARD / f"{name}.json.gz").write_bytes(gzip.compress(content.model_dump_json().encode(), mtime=0))


def _drafted() -> Iterator[tuple[str, ReportContent]]:
    for world, wanted in DRAFTED.items():
        last = max(Period.parse(period).months[-1].code for period in wanted)
        with _collected(world, last) as office:
            for period, name in wanted.items():
                yield name, draft(office.context.warehouse, Period.parse(period), 1, TODAY).content


def _revised() -> Iterator[tuple[str, ReportContent]]:
    """A report, and the one that replaces it after a unit counted again."""
    world, code, unit = REVISED
    period = Period.parse(code)
    with _collected(world, code) as office:
        first = publish_report(office.context, period, lambda _: None).content
        yield "rising", first
        again = _counted_again(WORLDS[world].came[code][unit])
        fast_write(again, path_in(office.inbox, again).with_name("gui lai.xlsx"))
        office.collect(code)
        yield "revision", draft(office.context.warehouse, period, 2, TODAY, first).content


@contextlib.contextmanager
def _collected(world: str, last: str) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as name:
        config = configuration(Path(name) / "config", WORLDS[world])
        with office_in(Path(name), config=str(config)) as office:
            load_settings.cache_clear()
            for month, came in WORLDS[world].came.items():
                if came and month <= last:
                    write_month(office.inbox, came.values())
                    office.collect(month)
            yield office


def _counted_again(book: Book) -> Book:
    """Two households of the unit never became poor; in the first one nobody is insured."""
    households = copy.deepcopy(book.households)
    for row in [row for row in households if row["change"] == TO_POOR][:2]:
        row.update(classification=NEAR_POOR, change=UNCHANGED, temporary_housing=None)
    households[0]["insured"] = 0
    return replace(book, households=households)


if __name__ == "__main__":
    main()

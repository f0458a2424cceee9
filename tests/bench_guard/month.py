"""A month of 216 units through Prefect, and the floor over the same workbooks, by the processor's time that each takes."""

from __future__ import annotations

import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.store.submissions import in_force
from tests.bench.contenders.floor import insert_raw
from tests.bench.contenders.product import DAYS
from tests.bench.office import MONTHS


@dataclass
class MonthTaken:
    """Seconds of processor, round by round; `home` of the last."""

    folder: Path
    product: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    home: Path = Path()

    @property
    def ratio(self) -> float:
        """The least of each: what else the machine does only adds."""
        return min(self.product) / min(self.floor)

    def take(self) -> None:
        """Once more each, the product on a home of its own. The first time it also imports what it needs."""
        for _ in range(2):  # short, and what all is compared with
            database = self.folder / "floor.db"
            database.unlink(missing_ok=True)
            began = time.process_time()
            insert_raw(self.folder / "inbox", database)
            self.floor.append(time.process_time() - began)
        self.home = self.folder / f"home {len(self.product)}"
        os.environ["GIAMNGHEO_HOME"] = str(self.home)
        load_settings.cache_clear()
        before = _of_all_processes()
        _collect()
        self.product.append(_of_all_processes() - before)
        _require_collected(len(list(self.folder.glob("inbox/*"))))


def _collect() -> None:
    from flows.collect import collect
    from flows.run.requests import CollectOrder

    logging.getLogger("giamngheo").setLevel(logging.WARNING)
    collect(CollectOrder(today=DAYS[MONTHS[0]], who="đo tốc độ"), return_state=True).result()


def _require_collected(units: int) -> None:
    """Else what was measured is no month."""
    accepted = in_force(open_context(DAYS[MONTHS[0]]).warehouse, [Period.parse(MONTHS[0])])
    if len(accepted) != units:
        raise SystemExit(f"{len(accepted)} of {units} workbooks were accepted")


def _of_all_processes() -> float:
    """Of this one and of all below it, those that have ended too: children that read, and Prefect's server."""
    own = psutil.Process()
    return sum(map(_with_ended_children, [own, *own.children(recursive=True)]))


def _with_ended_children(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)

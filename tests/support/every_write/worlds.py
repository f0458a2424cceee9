"""Small offices right before the run that is to be disturbed: three units, the recipients of a report, a real mail server."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flows.run.requests import CollectOrder, ReportOrder
from giamngheo.core.formats import HANOI
from giamngheo.metadata.settings import load_settings
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.every_write.flows import Wake
from tests.support.workbooks import Book, book, break_rule, fast_write, next_book, path_in

GOOD, WARNED, RETURNED, LATE = (
    ("18604", "Xã Thạch Khê"),
    ("18667", "Xã Nam Điền"),
    ("18562", "Thị trấn Thạch Hà"),
    ("18595", "Xã Đỉnh Bàn"),
)
_RECIPIENTS = """
[[recipient]]
name = "UBND huyện"
address = "ubnd@a.example"
document = "giam-ngheo"

[[recipient]]
name = "Sở"
address = "so@a.example"
document = "so-ldtbxh"

[communes]
files = ["excel"]

[communes.addresses]
18667 = "dien@a.example"
18595 = "ban@a.example"
"""

Lay = Callable[[Path], None]


@dataclass(frozen=True)
class Story:
    """`before`: what is put into the shared folder and the run after it, until the story begins; then so `lays` and `wake`,
    the run that is disturbed."""

    name: str
    before: tuple[tuple[Lay, Wake], ...]
    lays: Lay
    wake: Wake


def stories() -> dict[str, Story]:
    february = _lay_february, _wake(CollectOrder(), "2020-02-18", "february")
    collection = _lay_march, _wake(CollectOrder(), "2020-03-17", "collection")
    month = _lay_march, _wake(ReportOrder(period="2020-03"), "2020-03-20", "month")
    quarter = _lay_march, _wake(ReportOrder(period="2020-Q1"), "2020-03-20", "quarter")
    correction = (
        _lay_correction,
        replace(_wake(ReportOrder(period="2020-03"), "2020-03-24", "correction"), is_scheduled=False),
    )
    return {
        "collection": Story("collection", (february,), *collection),
        "month": Story("month", (february,), *month),
        "quarter": Story("quarter", (february, month), *quarter),
        "correction": Story("correction", (february, month), *correction),
    }


def _wake(order: CollectOrder | ReportOrder, today: str, name: str) -> Wake:
    return Wake(order.model_copy(update={"today": today}), today, True, f"{name}-1")


def configured(folder: Path) -> Path:
    """The project's configuration with few recipients, and reminders."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    (config / "recipients.toml").write_text(_RECIPIENTS, encoding="utf-8")
    change(config / "operation.toml", "[reminders]\nenabled = false", "[reminders]\nenabled = true")
    load_settings.cache_clear()
    return config


def _lay_february(inbox: Path) -> None:
    for unit in (GOOD, WARNED, RETURNED):
        _lay(_february(unit), path_in(inbox, _february(unit)), "2020-02-17")
    (inbox / f"{LATE[0]} - {LATE[1]}").mkdir(exist_ok=True)


def _lay_march(inbox: Path) -> None:
    for unit, rule in ((GOOD, ""), (WARNED, "H318"), (RETURNED, "H307")):
        one = next_book(_february(unit))
        _lay(break_rule(one, rule)[0] if rule else one, path_in(inbox, one), "2020-03-16")


def _lay_correction(inbox: Path) -> None:
    one = next_book(_february(WARNED))
    one.households[0]["insured"] = 0
    place = path_in(inbox, one)
    _lay(one, place.with_name(f"{place.stem} bản sửa.xlsx"), "2020-03-23")


def _lay(one: Book, place: Path, day: str) -> None:
    """Saved on that day: what was saved seconds ago is not known by its place, and seconds must not count here."""
    fast_write(one, place)
    os.utime(place, (dt.datetime.combine(dt.date.fromisoformat(day), dt.time(10), HANOI).timestamp(),) * 2)


def _february(unit: tuple[str, str]) -> Book:
    return book(*unit, "2020-02", poor=6, near_poor=7)

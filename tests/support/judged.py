"""Judges made workbooks the way the product does: many at once, without a warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.finding import Finding
from giamngheo.check.previous_reports import PreviousReports
from giamngheo.check.reference_data import ReferenceData
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import Reading, read_workbook
from tests.support.workbooks import Book, fast_write, path_in

TODAY = dt.date(2020, 12, 31)


def read(configuration: Configuration, path: Path) -> Reading:
    return read_workbook(path.read_bytes(), path.name, configuration.form, ReadingLimits())


def judged_books(
    configuration: Configuration, folder: Path, books: Sequence[Book], before: Book | None = None
) -> list[list[Finding]]:
    """The findings of each book, all judged in one batch; `before` is the last accepted month of their unit."""
    findings = judge(batch_of(configuration, folder, books, before))
    return [findings[number] for number in range(len(books))]


def batch_of(configuration: Configuration, folder: Path, books: Sequence[Book], before: Book | None = None) -> Batch:
    """Books as one batch; each book's submission is its number."""
    items = []
    for number, book in enumerate(books):
        path = path_in(folder / str(number), book)
        path.parent.mkdir(parents=True, exist_ok=True)
        fast_write(book, path)
        items.append(Item(number, path.parent.name[:5], read(configuration, path)))
    return Batch(tuple(items), ReferenceData(configuration, TODAY, reported(configuration, folder, before)))


def reported(configuration: Configuration, folder: Path, before: Book | None) -> PreviousReports:
    """What the warehouse would know of the month before."""
    if before is None:
        return PreviousReports.none()
    path = folder / "before.xlsx"
    fast_write(before, path)
    frames = Batch((Item(0, None, read(configuration, path)),), ReferenceData(configuration, TODAY)).frames
    households = frames["household"]
    listed = households[households["classification"].isin(["poor", "near_poor"])]
    households_and_people = (int(frames["cover"][name].fillna(0).iloc[0]) for name in ("households", "people"))
    cover = {before.unit: (before.period, *households_and_people)}
    frame = listed[["household_code", "classification", "row"]].assign(unit=before.unit, report=before.period)
    return PreviousReports(cover, frame.reset_index(drop=True))

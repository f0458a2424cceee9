"""Whether a workbook is of an edition of its form that another one has taken the place of, by the columns that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from giamngheo.core.period import Period
from giamngheo.metadata.editions import edition_begins
from giamngheo.metadata.form import Form
from giamngheo.read.workbook import Reading, cover_text

_MOST = 3  # columns named of each kind


@dataclass(frozen=True)
class Edition:
    """`since`: the first month of the edition that is asked for; `differs`: by what the workbook is of an earlier one."""

    since: str
    differs: str


def edition_of(reading: Reading, form: Form) -> Edition | None:
    """`None` where the workbook is of the edition of its period, or where nothing tells of another."""
    text = cover_text(reading, "period", form)
    period = Period.parse(text) if text else None
    since = edition_begins(form, period) if period else None
    if period is None or since is None:
        return None
    ended, lacking = [*_ended(reading, period)], [*_lacking(reading, since)]
    told = [f"còn cột {_named(ended)}"] if ended else []
    told += [f"thiếu cột {_named(lacking)}"] if lacking else []
    return Edition(since.code, ", ".join(told)) if told else None


def with_edition(cover: pd.DataFrame, editions: Mapping[int, Edition | None]) -> pd.DataFrame:
    """Beside a cover: by what it is of an earlier edition, and since when there is another; nothing where it is not."""
    found = [editions.get(submission) for submission in cover["submission"]]
    told = {
        "old_edition": [one.differs if one else None for one in found],
        "edition_since": [one.since if one else None for one in found],
    }
    return cover.assign(**{name: pd.Series(values, dtype="object", index=cover.index) for name, values in told.items()})


def _ended(reading: Reading, period: Period) -> Iterator[str]:
    for found in reading.located.values():
        for column in found.sheet.column:
            if column.until and column.field in found.columns and Period.parse(column.until) < period.last_month:
                yield column.heading


def _lacking(reading: Reading, since: Period) -> Iterator[str]:
    for found in reading.located.values():
        for column in found.sheet.column:
            if column.required and column.since == since.code and column.field not in found.columns:
                yield column.heading


def _named(headings: list[str]) -> str:
    more = ", …" if len(headings) > _MOST else ""
    return ", ".join(f"«{heading}»" for heading in headings[:_MOST]) + more

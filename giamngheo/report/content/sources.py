"""Where the figures come from: how each is counted, and from which workbooks."""

from __future__ import annotations

import datetime as dt

from giamngheo.report.content.coverage import Part


class FigureSource(Part):
    """How an indicator, or a stock of a unit's line (`key`), is counted: in words, from which sheets, by what it is asked for.

    `months`: codes of those whose workbooks are in it; the denominator's may be the last alone."""

    key: str
    title: str
    article: str
    numerator: str
    denominator: str = ""
    months: list[str]


class MadeFrom(Part):
    """A workbook that figures were made from. `unit`: the code of the unit that has it now; `sender`: the name of what that was
    then, where it was another. `sha256`: its first twelve letters, by which the archive finds it."""

    unit: str
    sender: str = ""
    month: str
    version: int | None
    received_at: dt.datetime
    sha256: str

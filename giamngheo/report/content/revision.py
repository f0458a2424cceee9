"""What a report says of the one that it replaces."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from giamngheo.report.content.coverage import Part
from giamngheo.report.content.indicators import Status


class PoorStep(Part):
    """By how many there were more poor households (fewer: below nothing) than at `since`, over so many units known both times."""

    by: float
    since: str
    units: int


class Replaced(Part):
    """The report that this one replaces. `issued_by`: the office, where it was another; empty: the same. `step`: its news, where it
    could compare; not kept by earlier versions."""

    revision: int
    issued_on: dt.date
    issued_by: str = Field(default="", exclude_if=lambda office: not office)
    step: PoorStep | None = Field(default=None, exclude_if=lambda step: step is None)


Sent = Literal["corrected", "added", "taken_back"]


class Reason(Part):
    """A workbook because of which a report replaces another: `corrected`, `added` or `taken_back` since."""

    name: str
    kind: Sent
    month_title: str
    version: int
    received_at: dt.datetime


class VerdictMoved(Part):
    """A target of the district of which the replaced report gave another verdict."""

    title: str
    old: Status
    new: Status


class Change(Part):
    """A figure that differs from the replaced report. `place` is the district (`code` empty) or a unit.

    `is_internal`: a part of a rate, which moves whenever the rate does. `part`: of the figure, or the earlier period that it
    is of; empty for the figure itself.
    """

    place: str
    code: str
    key: str
    what: str
    unit_of_measure: str
    old: float | None
    new: float | None
    is_internal: bool = False
    part: str = ""

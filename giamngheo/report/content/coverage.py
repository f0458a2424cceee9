"""Who stands behind a figure: of how many reports that are owed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # what an earlier version kept and no one reads


class Coverage(Part):
    """How many of the reports that are owed stand behind a figure.

    `of`: of `units` for the last month of the period (a stock), or one of each unit for each month, `reports` (a flow).
    """

    reporting: int
    expected: int
    of: Literal["units", "reports"] = "units"

    @property
    def is_whole(self) -> bool:
        return self.reporting >= self.expected


class FormerGap(Part):
    """A month (its title) that is not in the sums of a unit (its code) that was another then, or several: the names of those of
    them that have not reported it (`former`), or the `reason` why it cannot be said who would have."""

    code: str
    month: str
    former: list[str]
    reason: Annotated[str, Field(exclude_if=lambda reason: not reason)] = ""


class MissingMonth(Part):
    """A month of the period, and the units that have no accepted report for it."""

    title: str
    units: list[str]
    codes: Annotated[list[str], Field(exclude_if=lambda codes: not codes)] = []  # theirs, of an office that has areas
    expected: int = 0  # how many owed one
    due_on: dt.date | None = None  # the last day in time, but for units that got a later one

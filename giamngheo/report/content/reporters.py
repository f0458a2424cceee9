"""Who reported, and what is to be looked at or corrected."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from giamngheo.report.content.coverage import Part


class Reporter(Part):
    """What became of a unit's report."""

    code: str
    name: str
    status: str
    version: int | None
    received_at: dt.datetime | None
    on_time: bool | None
    on_time_by: str = ""
    critical: int
    warning: int


class RuleCount(Part):
    """How often a rule was broken, and how many of those the units have explained; never the content of a cell.

    `after_gap`: how many compare a report with an older one than that of the month before, which is missing."""

    rule: str
    message: str
    count: int
    explained: int = 0
    after_gap: int = 0


class Rejection(Part):
    """A workbook that was returned, and why. `month_title`: for which month it was sent, in a period of several."""

    code: str
    name: str
    received_at: dt.datetime
    rules: list[RuleCount]
    month_title: str = Field(default="", exclude_if=lambda title: not title)


class ToCorrect(Part):
    """A rule that a unit's workbook broke, and where; never the content of a cell.

    `rows` are as the sender sees them: `7, 12–15`; empty where a whole sheet or file is meant. `sent`: which workbook, where
    several of the unit's are meant: `bản gửi lần 2, tháng 8 năm 2020`.
    """

    unit: str
    rule: str
    severity: str
    message: str
    remedy: str
    sheet: str
    column: str
    rows: str
    count: int
    sent: str = Field(default="", exclude_if=lambda sent: not sent)

    @property
    def said(self) -> str:
        return f"{self.message} ({self.sent})" if self.sent else self.message

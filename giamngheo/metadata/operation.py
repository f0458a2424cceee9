"""Frozen records of `config/operation.toml`: what runs when, whom to tell, how long things are kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, StrictInt

from giamngheo.core.period import Kind
from giamngheo.metadata.record import Address, FieldName, Record

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("không phải giờ, viết như 07:30")
    return text


class Operator(Record):
    """Who is told when something goes wrong."""

    name: str
    addresses: tuple[Address, ...] = ()
    mails_per_day: int = Field(ge=1)
    late_after_minutes: int = Field(ge=1)
    missing_after_minutes: int = Field(ge=1)


class ApprovalRules(Record):
    """Whether a report waits for somebody's word before it is sent, and for how many days at most."""

    required: bool
    days: int = Field(ge=1)


class Reminders(Record):
    """On which working days, counted from the due day, who owes a report is reminded; and from which on who else."""

    enabled: bool = False
    days: tuple[StrictInt, ...] = (-1, 0, 1, 3)
    chairman_from: StrictInt = 1
    district_from: StrictInt = 3


class Keep(Record):
    """Ages in days. The archive and the warehouse are never tidied."""

    run_days: int = Field(ge=1)
    event_days: int = Field(ge=1)
    scratch_days: int = Field(ge=1)
    notice_days: int = Field(ge=1)


class Deployment(Record):
    """A piece of work in the Prefect UI; with `at`, its schedule wakes it every day at that time of Vietnam, or on some `days` only."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    flow: FieldName = Field(description="Tên một tệp của flows/: collect, report, backfill, nightly, …")
    title: str
    description: str
    tags: tuple[str, ...] = ()
    kind: Kind | None = None
    at: Annotated[str, AfterValidator(_time)] | None = None
    days: tuple[Weekday, ...] = Field(default=(), description="Chạy những ngày nào trong tuần; để trống là mọi ngày")

    def is_on(self, day: dt.date) -> bool:
        """Whether its schedule wakes it on a day."""
        return not self.days or WEEKDAYS[day.weekday()] in self.days

    @property
    def time(self) -> dt.time | None:
        return dt.time.fromisoformat(self.at) if self.at else None


class Operation(Record):
    """Everything of `config/operation.toml`."""

    work_pool: str = Field(min_length=1)
    catch_up_days: int = Field(ge=1)
    wait_minutes: int = Field(ge=0)
    mails_per_day: int = Field(ge=1)
    operator: Operator
    approval: ApprovalRules
    reminders: Reminders = Reminders()
    keep: Keep
    deployment: tuple[Deployment, ...] = Field(min_length=1)

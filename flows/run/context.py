"""Whose run it is, by whose wish, for which day, and which attempt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.settings import PREFECT_UI_URL, get_current_settings

from flows.run.requests import Order
from giamngheo.context import Context, open_context
from giamngheo.core.formats import local_day
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.run_log import Run

_SCHEDULE = "lịch"
_COMMAND_LINE = "dòng lệnh"
_NOT_SAID = "không ghi tên"


@dataclass(frozen=True)
class RunContext:
    """A run as it was woken: by the schedule or by somebody, for which day, and which attempt it is.

    `day` is the day whose work is done, that of the scheduled time; `today` is the day on which it is done. They
    differ when the machine was off.
    """

    own: Run
    order: Order
    day: dt.date
    today: str
    scheduled_at: dt.datetime
    is_scheduled: bool
    is_deployed: bool
    attempt: int

    @property
    def context(self) -> Context:
        return open_context(self.today)

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody pressed for this attempt, an order or a Retry."""
        return not self.is_scheduled or self.attempt > 1

    @property
    def who(self) -> str:
        if self.is_scheduled:
            return _SCHEDULE
        return self.order.who.strip() or (_NOT_SAID if self.is_deployed else _COMMAND_LINE)


def run_context_of(order: Order) -> RunContext:
    """Of the run that is under way."""
    flow_run = cast(FlowRun, cast(FlowRunContext, FlowRunContext.get()).flow_run)
    today = open_context(order.today).clock.today
    scheduled_at = cast(dt.datetime, flow_run.expected_start_time or flow_run.created).astimezone(dt.UTC)
    day = today if order.today else local_day(scheduled_at)
    return RunContext(
        own=Run(str(flow_run.id), flow_run.name),
        order=order,
        day=day,
        today=today.isoformat(),
        scheduled_at=scheduled_at.replace(tzinfo=None),
        is_scheduled=bool(flow_run.auto_scheduled),
        is_deployed=flow_run.deployment_id is not None,
        attempt=flow_run.run_count,
    )


def write_line(run_context: RunContext, action: str, about: str) -> None:
    """Into the audit log: who had this done and why, once a run."""
    entry = Entry(run_context.who, action, about, run_context.order.why.strip(), run_context.own.id)
    write_down(run_context.context.warehouse, entry, once=True)


def link_to(run: Run) -> str:
    """Where the UI shows a run; nothing where the server has no UI: one that is gone with its own run."""
    address = PREFECT_UI_URL.value() if get_current_settings().server.ui.enabled else None
    return f"{address.rstrip('/')}/v2/runs/flow-run/{run.id}" if run.id and address else ""


def with_link(sentence: str, run: Run) -> str:
    return f"{sentence} {link_to(run)}".rstrip()

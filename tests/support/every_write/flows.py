"""The product's flows, whole, without Prefect's engine: it takes a second for each step, and writes nothing of ours.

Steps are tried again at once where Prefect would after some seconds; each keeps its own task run over its tries.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from prefect import Task

import tasks.support.posting
from flows.collect import collect
from flows.report import report
from flows.run.context import RunContext
from flows.run.requests import CollectOrder, Order, ReportOrder
from giamngheo.core.clock import Clock
from giamngheo.core.errors import ServiceUnavailable
from giamngheo.warehouse.run_log import Run


@dataclass(frozen=True)
class Wake:
    """A run as it is woken: by the schedule or by somebody; `attempt` 2 is a Retry, of the run `own`."""

    order: Order
    today: str
    is_scheduled: bool
    own: str
    attempt: int = 1


@dataclass(frozen=True)
class Ended:
    """The last state of a run, and its sentence; an error's class, where it failed."""

    state: str
    sentence: str
    error: str = ""


def run(wake: Wake) -> Ended:
    with (
        patch.object(Task, "__call__", _called),
        patch.object(Task, "map", _mapped),
        patch("flows.collect.run_context_of", lambda _: _context_of(wake)),
        patch("flows.report.run_context_of", lambda _: _context_of(wake)),
    ):
        flow = {CollectOrder: collect, ReportOrder: report}[type(wake.order)]
        state = flow.fn(wake.order)  # type: ignore[attr-defined]
    error = type(state.data).__name__ if state.is_failed() else ""
    return Ended(state.name or "", state.message or "", error)


def _context_of(wake: Wake) -> RunContext:
    day = dt.date.fromisoformat(wake.today)
    return RunContext(
        own=Run(wake.own, "lượt"),
        order=wake.order,
        day=day,
        today=wake.today,
        scheduled_at=Clock(day).now,
        is_scheduled=wake.is_scheduled,
        is_deployed=True,
        attempt=wake.attempt,
    )


def _called(task: Any, *arguments: Any, **named: Any) -> Any:
    own = SimpleNamespace(id=uuid.uuid4())
    with patch.object(tasks.support.posting, "task_run", own):
        for _ in range(task.retries):
            try:
                return task.fn(*arguments, **named)
            except ServiceUnavailable:
                continue
        return task.fn(*arguments, **named)


def _mapped(task: Any, first: list[Any], *others: Any) -> list[_Future]:
    return [_Future.of(task, [one, *(each[number] for each in others)]) for number, one in enumerate(first)]


@dataclass
class _Future:
    outcome: Any

    @classmethod
    def of(cls, task: Any, arguments: list[Any]) -> _Future:
        try:
            return cls(_called(task, *arguments))
        except Exception as error:
            return cls(error)

    def result(self, **_: bool) -> Any:
        return self.outcome

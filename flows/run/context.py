"""What all flows have in common: whose run it is, for which day, one at a time, and an end told in one sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import inspect
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec

from prefect import State
from prefect.context import FlowRunContext
from prefect.exceptions import Pause
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.run.requests import Order
from giamngheo.context import Context, open_context
from giamngheo.core.errors import AlreadyRunning, GiamNgheoError, Unforeseen
from giamngheo.core.formats import local_day
from giamngheo.core.period import Period
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run, finished_by, note_finished

P = ParamSpec("P")
log = logging.getLogger("giamngheo.run")
logging.getLogger("giamngheo").setLevel(logging.INFO)

# Reading is work of the processor: many at once only wait for each other.
FEW_AT_A_TIME: Any = ThreadPoolTaskRunner(max_workers=4)
_WHOLE = "whole"
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
    def who(self) -> str:
        if self.is_scheduled:
            return _SCHEDULE
        return self.order.who.strip() or (_NOT_SAID if self.is_deployed else _COMMAND_LINE)


def run_context_of(order: Order) -> RunContext:
    """Of the run that is under way."""
    flow_run: Any = FlowRunContext.get().flow_run  # type: ignore[union-attr]
    today = open_context(order.today).clock.today
    scheduled_at = (flow_run.expected_start_time or flow_run.created).astimezone(dt.UTC)
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


def final_state(work: Callable[P, str]) -> Callable[P, State]:
    """A flow's body gives or raises one Vietnamese sentence; it becomes the message of the run's last state."""

    @functools.wraps(work)
    def told_in_one_sentence(*args: P.args, **kwargs: P.kwargs) -> State:
        try:
            return Completed(message=work(*args, **kwargs))
        except AlreadyRunning as error:
            if error.is_same_job:
                return Completed(name="Đang chạy", message=f"{error} {link_to(Run(error.run_id, error.run_name))}")
            return _failed(error)
        except Skipped as end:
            return Completed(name=end.name, message=str(end))
        except GiamNgheoError as error:
            return _failed(error)
        except Pause:
            raise
        except Exception as error:
            return _failed(Unforeseen(error), error)

    # Prefect resolves names of types where the wrapper was made, which is here: give it the types themselves.
    told_in_one_sentence.__signature__ = inspect.signature(work, eval_str=True)  # type: ignore[attr-defined]
    return told_in_one_sentence


class Skipped(Exception):
    """The run ends well without having worked: `name` is the state that the UI shows."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


def already_done(done: Run, what: str) -> Skipped:
    return Skipped("Đã xong", f"Đã xong: {what}, lượt «{done.name}». {link_to(done)}")


@contextlib.contextmanager
def occupied(run_context: RunContext, job: str, period: Period) -> Iterator[None]:
    """Hold the warehouse for one job on one period.

    `Skipped` where this very run has done its work on the period, wholly: its Retry changes nothing.
    """
    context = run_context.context
    wait = context.configuration.operation.wait_minutes * 60
    if finished_by(context.warehouse, run_context.own, _WHOLE, period):
        raise already_done(run_context.own, f"chính lượt này đã làm kỳ {period}")
    with leased(context.warehouse, run_context.own, f"{job} {period}", wait, context.clock.now):
        yield


def each_of(periods: Sequence[Period], work: Callable[[Period], str]) -> str:
    """Do the work for every period: one that cannot be done does not keep the others from it.

    Gives the sentences about all; raises the first one that must be mended when all were tried.
    """
    said: list[str] = []
    troubles: list[GiamNgheoError | Skipped] = []
    for period in periods:
        try:
            said.append(work(period))
        except (GiamNgheoError, Skipped) as trouble:
            log.info("Kỳ %s: %s", period, trouble)
            troubles.append(trouble)
    if troubles and (not said or any(_must_be_corrected(trouble) for trouble in troubles)):
        raise max(troubles, key=_must_be_corrected)
    return " ".join([*said, *map(str, troubles)])


def _must_be_corrected(trouble: Exception) -> bool:
    is_harmless = isinstance(trouble, Skipped) or (isinstance(trouble, AlreadyRunning) and trouble.is_same_job)
    return not is_harmless


def finish(run_context: RunContext, job: str, period: Period) -> None:
    """Write down that the job is done as far as the schedule is concerned: it does not come again for it."""
    note_finished(run_context.context.warehouse, run_context.own, job, period, run_context.context.clock.now)


def finish_wholly(run_context: RunContext, period: Period) -> None:
    """Write down that nothing is left for a Retry of this run either."""
    finish(run_context, _WHOLE, period)


def write_line(run_context: RunContext, action: str, about: str) -> None:
    """Into the journal: who had this done and why, once a run."""
    entry = Entry(run_context.who, action, about, run_context.order.why.strip(), run_context.own.id)
    write_down(run_context.context.warehouse, entry, once=True)


def link_to(run: Run) -> str:
    """Where the UI shows a run."""
    from prefect.settings import PREFECT_UI_URL

    return f"{(PREFECT_UI_URL.value() or '').rstrip('/')}/v2/runs/flow-run/{run.id}" if run.id else ""


def _failed(error: GiamNgheoError, cause: BaseException | None = None) -> State:
    """The sentence is the run's message, with the section of the handbook; the traceback goes to its log."""
    frames = "".join(traceback.format_tb((cause or error).__traceback__))  # without the words: they may quote a cell
    log.error("%s\n%s", error, frames)
    return Failed(message=f"{error} (Mã {error.code}: xem mục {error.code} trong sổ tay vận hành.)", data=error)

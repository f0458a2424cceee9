"""How a run ends: one Vietnamese sentence as its last state; one run at a time on a period, and none twice."""

from __future__ import annotations

import contextlib
import functools
import inspect
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec

from prefect import State
from prefect.exceptions import Pause
from prefect.states import Completed, Failed

from flows.run.context import RunContext, with_link
from flows.run.names import name_by_trouble
from giamngheo.core.errors import AlreadyRunning, GiamNgheoError, Unforeseen
from giamngheo.core.period import Period
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run, finished_by, note_finished

P = ParamSpec("P")
log = logging.getLogger("giamngheo.run")
_WHOLE = "whole"
ALREADY_RUNNING = "Đang chạy"  # another run does the same work: this one ends well


def final_state(work: Callable[P, str]) -> Callable[P, State]:
    """A flow's body gives or raises one Vietnamese sentence; it becomes the message of the run's last state."""

    @functools.wraps(work)
    def ended_in_one_sentence(*args: P.args, **kwargs: P.kwargs) -> State:
        try:
            return Completed(message=work(*args, **kwargs))
        except AlreadyRunning as error:
            if error.is_same_job:
                return Completed(name=ALREADY_RUNNING, message=with_link(str(error), Run(error.run_id, error.run_name)))
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
    ended_in_one_sentence.__signature__ = inspect.signature(work, eval_str=True)  # type: ignore[attr-defined]
    return ended_in_one_sentence


def _failed(error: GiamNgheoError, cause: BaseException | None = None) -> State:
    """The sentence is the run's message, with the section of the handbook; the traceback goes to its log."""
    frames = "".join(traceback.format_tb((cause or error).__traceback__))  # without the words: they may quote a cell
    log.error("%s\n%s", error, frames)
    name_by_trouble(error)
    return Failed(message=f"{error} (Mã {error.code}: xem mục {error.code} trong sổ tay vận hành.)", data=error)


class Skipped(Exception):
    """The run ends well without having worked: `name` is the state that the UI shows."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


def already_done(done: Run, what: str) -> Skipped:
    return Skipped("Đã xong", with_link(f"Đã xong: {what}, lượt «{done.name}».", done))


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

    Gives the sentences about all; raises the first one that must be corrected when all were tried.
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

"""How steps are run: again only where that can help, never from a cache, and saying nothing personal when they fail.

A service that is unavailable may come back; a bad workbook does not correct itself. What is done is in the warehouse:
Prefect keeps no results of ours, so that its Retry asks the warehouse too.
"""

from __future__ import annotations

import functools
import logging
import traceback
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from prefect import State, Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun

from giamngheo.core.errors import GiamNgheoError, InboxSilent, MailDeferred, ServiceUnavailable, Unforeseen

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("giamngheo.step")
logging.getLogger("giamngheo").setLevel(logging.INFO)  # here, where every process comes by that runs a step


class _Step(Task[P, R]):
    """Goes to another process by its name, as a function does: a copy of it would bring copies of locks and memories."""

    def __reduce__(self) -> str:
        return self.fn.__qualname__


def step(
    name: str,
    run_name: str,
    again_after_seconds: Sequence[float] = (2, 10),
    deferred_after_seconds: Sequence[float] = (),
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Makes a function one of the flow's steps; it is tried again after a `ServiceUnavailable`, and only then.

    `deferred_after_seconds`: further tries, which only messages that were put off are worth.
    """

    def as_task(work: Callable[P, R]) -> Task[P, R]:
        @functools.wraps(work)
        def saying_nothing_personal(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return work(*args, **kwargs)
            except GiamNgheoError:
                raise
            except Exception as error:
                raise Unforeseen(error).with_traceback(error.__traceback__) from None

        return _Step(
            saying_nothing_personal,
            name=name,
            task_run_name=run_name,
            persist_result=False,
            cache_policy=NO_CACHE,
            retries=len(again_after_seconds) + len(deferred_after_seconds),
            retry_delay_seconds=[*again_after_seconds, *deferred_after_seconds],
            retry_condition_fn=functools.partial(_can_help, len(again_after_seconds)),
        )

    return as_task


def without_the_broken(work: Callable[[tuple[int, ...]], R], submissions: Sequence[int]) -> tuple[R, list[int]]:
    """Do something with all submissions together; beside the outcome, those that meet an unforeseen error.

    A defect that one workbook sets off must harm that workbook alone: it is found by trying each by itself, and
    the others are then done together, for rules may look across workbooks.
    """
    try:
        return work(tuple(submissions)), []
    except GiamNgheoError:
        raise
    except Exception as error:
        broken = [one for one in submissions if _is_broken(work, one)]
        if not broken:
            raise
        log.error("%s\n%s", Unforeseen(error), "".join(traceback.format_tb(error.__traceback__)))
    return work(tuple(one for one in submissions if one not in broken)), broken


def _is_broken(work: Callable[[tuple[int, ...]], object], submission: int) -> bool:
    try:
        work((submission,))
    except GiamNgheoError:
        raise
    except Exception:
        return True
    return False


async def _can_help(most: int, _task: Task[P, R], run: TaskRun, state: State[R]) -> bool:
    """Prefect asks this before it tries a task again; `most`: so many times after a service was away."""
    try:
        await state.aresult()
    except MailDeferred:
        return True
    except InboxSilent:
        return False
    except ServiceUnavailable:
        return run.run_count <= most
    except Exception:
        return False
    return False

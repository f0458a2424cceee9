"""Where a run's batches are worked off, by the section [task_runner] of the settings: Prefect's own task runners.

Threads of the run, child processes beside it, or the workers of a Dask cluster. Who works off what, and what becomes of it
when a worker dies, is theirs to say; only a pool of processes, which breaks as a whole, is made a second time.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from importlib.util import find_spec
from typing import Any

import httpx
from prefect import State, Task
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.futures import PrefectFuture, as_completed
from prefect.states import Crashed
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner
from prefect.utilities.callables import get_call_parameters

from giamngheo.core.errors import ConfigurationError, WorkersUnavailable
from giamngheo.metadata.settings import TaskRunnerSettings

log = logging.getLogger("giamngheo.task_runner")
_TRIES = {"threads": 1, "processes": 2, "dask": 1}  # Dask gives a batch to another worker by itself
_PATIENCE_SECONDS = 60


class _Lost:
    """In the place of what a call gives: its worker died."""


def side_by_side(task: Task[..., Any], calls: Sequence[tuple[Any, ...]], settings: TaskRunnerSettings) -> list[Any]:
    """What the task gives for the arguments of each call, in their order, an exception in the place of one that failed.

    `WorkersUnavailable`, when all are done that can be, if there is no worker, or one died over the same call each time.
    """
    results: list[Any] = [_Lost()] * len(calls)
    if len(calls) == 1 and not settings.is_elsewhere:  # not worth the seconds in which processes of this machine start
        settings = settings.model_copy(update={"kind": "threads"})
    for attempt in range(_TRIES[settings.kind]):
        again = [number for number, one in enumerate(results) if isinstance(one, _Lost)]
        if again and attempt:
            log.warning("Nơi xử lý lô (%s) bị dừng giữa chừng; làm lại %d lô chưa xong.", settings.kind, len(again))
        for some in (
            [again] if not attempt else [[number] for number in again]
        ):  # one that kills its worker harms no other
            for number, one in zip(some, _tried(task, [calls[number] for number in some], settings), strict=True):
                results[number] = one
    if lost := [one for one in results if isinstance(one, _Lost)]:
        raise WorkersUnavailable(
            f"{len(lost)}/{len(calls)} lô tệp không làm được: nơi xử lý lô ({settings.kind}) bị dừng giữa chừng. Xem máy còn "
            "đủ bộ nhớ không, worker của cụm còn chạy không, rồi bấm Retry; lô đã xong không làm lại."
        )
    return results


def _tried(task: Task[..., Any], calls: Sequence[tuple[Any, ...]], settings: TaskRunnerSettings) -> list[Any]:
    if not calls:
        return []
    with _runner(settings) as runner:
        futures = [runner.submit(task, get_call_parameters(task.fn, call, {})) for call in calls]
        outcomes = {future: _outcome(future, settings) for future in as_completed(futures)}
        return [outcomes[future] for future in futures]


def _runner(settings: TaskRunnerSettings) -> Any:
    match settings.kind:
        case "threads":
            return ThreadPoolTaskRunner(max_workers=settings.workers)
        case "processes":
            return ProcessPoolTaskRunner(max_workers=settings.workers)
        case "dask":
            return _dask(settings)


def _outcome(future: Any, settings: TaskRunnerSettings) -> Any:
    try:
        given = future.result(raise_on_failure=False)
    except _worker_died(settings):
        _note_crash(future)
        return _Lost()
    if hasattr(future.wrapped_future, "release"):
        future.wrapped_future.release()  # or Dask does it again where the worker that keeps what it gave dies
    return given


def _note_crash(future: PrefectFuture[Any]) -> None:
    """Nobody else does: Prefect would show the task as running for ever."""
    state: State[Any] = Crashed(message="Nơi xử lý lô bị dừng giữa chừng.")
    with contextlib.suppress(httpx.HTTPError, ObjectNotFound), get_client(sync_client=True) as client:
        client.set_task_run_state(future.task_run_id, state, force=True)


def _worker_died(settings: TaskRunnerSettings) -> tuple[type[BaseException], ...]:
    """What a future raises that gives nothing; what the task itself raises is given."""
    if settings.kind != "dask":
        return (BrokenExecutor,)
    from distributed import CancelledError, KilledWorker

    return CancelledError, KilledWorker


def _dask(settings: TaskRunnerSettings) -> Any:
    """On a cluster of this machine's own, or on the workers of the one at the address."""
    require_workers(settings)
    import dask
    from prefect_dask import DaskTaskRunner

    if settings.address:
        return DaskTaskRunner(address=settings.address)
    dask.config.set({"distributed.worker.daemon": False})  # a daemon may have no children, which read workbooks
    own = {"n_workers": settings.workers, "threads_per_worker": 1, "dashboard_address": None}
    own |= {"security": True}  # certificates of its own: no other account of this machine may give its workers work
    return DaskTaskRunner(cluster_kwargs=own)


def require_workers(settings: TaskRunnerSettings) -> None:
    """`ConfigurationError` where the library is missing; `WorkersUnavailable` where no worker of a standing cluster answers:
    its scheduler would keep the batches, and the run, for ever."""
    if settings.kind == "dask" and not find_spec("prefect_dask"):
        raise ConfigurationError(
            [
                'Cài đặt «task_runner»: kind = "dask" cần thư viện prefect-dask; cài trong thư mục chương trình bằng '
                'pip install -c requirements-dev.lock -e ".[dask]" (không có trong ảnh Docker), hoặc chọn threads, processes.'
            ]
        )
    if not settings.is_elsewhere:
        return
    from distributed import Client

    address = settings.address
    try:
        with Client(address, timeout=_PATIENCE_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except (OSError, ValueError) as error:  # of what is no address
        raise WorkersUnavailable(
            f"Cụm Dask ({address}) không trả lời hoặc không có worker nào ({type(error).__name__}). "
            "Kiểm tra scheduler và worker của cụm, sửa address ở [task_runner] nếu sai, rồi bấm Retry."
        ) from error

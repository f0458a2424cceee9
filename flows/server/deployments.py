"""The deployments as `config/operation.toml` wants them, and the server brought to exactly that.

Flows are named by their entrypoint, as the worker finds them: nothing here imports one before it is asked for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.objects import WorkerStatus
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import MissingFlowError, ObjectAlreadyExists, ObjectNotFound
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

from flows.run.requests import KINDS
from flows.server.heartbeat import ensure_silence_is_noticed, is_silence_noticed
from giamngheo.core.errors import ConfigurationError
from giamngheo.core.formats import HANOI
from giamngheo.metadata.operation import Deployment, Operation

_OURS = "giamngheo"  # the tag by which deployments of ours are known
_ORDER = "yêu_cầu"
# Where a command is named, Prefect's worker starts the run itself. Otherwise it starts one Python to prepare the folder
# and, after a crash, another to look for hooks: seconds in which a Retry is refused, for it still holds the run.
_COMMAND = {"command": "python -m flows.run"}
# What of a deployment the server has as we give it.
_KEPT = (
    *("description", "work_pool_name", "job_variables", "entrypoint", "parameters", "parameter_openapi_schema"),
    *("enforce_parameter_schema", "paused"),
)


def entrypoint_of(name: str) -> str:
    """`nightly` is the flow `nightly` in `flows/nightly.py`.

    As a module: with a colon Prefect takes it for a file, whose folder it copies and puts first on the import path.
    """
    return f"flows.{name}.{name}"


def flow_of(name: str) -> Flow[..., Any]:
    """The flow that `config/operation.toml` means by a name, found as the worker will find it."""
    if find_spec(f"flows.{name}") is not None:
        with contextlib.suppress(MissingFlowError):
            return load_flow_from_entrypoint(entrypoint_of(name), use_placeholder_flow=False)
    place = "config/operation.toml, mục [[deployment]], khóa «flow»"
    raise ConfigurationError([f"{place}: không có việc «{name}» (flow {name} trong tệp flows/{name}.py); sửa flow."])


def require_flows(operation: Operation) -> None:
    """`ConfigurationError` names every flow that is not there; no server is asked."""
    mistakes: list[str] = []
    for name in dict.fromkeys(deployment.flow for deployment in operation.deployment):
        try:
            flow_of(name)
        except ConfigurationError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ConfigurationError(mistakes)


def deploy(operation: Operation) -> list[str]:
    """Bring the server to what the configuration wants; gives a sentence for each thing changed, none if nothing."""
    with get_client(sync_client=True) as client:
        done = [*_ensure_pool(client, operation)]
        for deployment in operation.deployment:
            found = _found(client, deployment)
            if found is None or _wanted(operation, deployment) != _standing(found):
                _put(client, operation, deployment)
                done.append(f"{'Đã tạo' if found is None else 'Đã sửa'} việc «{deployment.title}».")
        for stale in _stale(client, operation):
            client.delete_deployment(stale.id)
            done.append(f"Đã bỏ việc «{stale.name}» không còn trong cấu hình.")
        done += ensure_silence_is_noticed(client)
    return done


def differences(operation: Operation) -> list[str]:
    """What the server has otherwise than the configuration wants; nothing is changed."""
    with get_client(sync_client=True) as client:
        wrong = []
        for deployment in operation.deployment:
            found = _found(client, deployment)
            if found is None:
                wrong.append(f"thiếu việc «{deployment.title}»")
            elif _wanted(operation, deployment) != _standing(found):
                wrong.append(f"việc «{deployment.title}» khác cấu hình")
        wrong += [f"thừa việc «{stale.name}»" for stale in _stale(client, operation)]
        if not is_silence_noticed(client):
            wrong.append("quy tắc báo lượt chạy mất tín hiệu thiếu hoặc khác")
        if _is_paused(client, operation):
            wrong.append(f"nhóm worker «{operation.work_pool}» đang tạm dừng")
        return wrong


def workers_online(operation: Operation) -> int:
    """How many workers of our pool have given a sign lately."""
    with get_client(sync_client=True) as client:
        try:
            workers = client.read_workers_for_work_pool(operation.work_pool)
        except ObjectNotFound:
            return 0
        return sum(worker.status == WorkerStatus.ONLINE for worker in workers)


def _ensure_pool(client: SyncPrefectClient, operation: Operation) -> Iterator[str]:
    try:
        if client.read_work_pool(operation.work_pool).is_paused:
            client.update_work_pool(operation.work_pool, WorkPoolUpdate(is_paused=False))
            yield f"Đã cho nhóm worker «{operation.work_pool}» chạy tiếp."
    except ObjectNotFound:
        with contextlib.suppress(ObjectAlreadyExists):  # a worker that starts at the same moment makes it too
            client.create_work_pool(WorkPoolCreate(name=operation.work_pool, type="process"))
        yield f"Đã tạo nhóm worker «{operation.work_pool}»."


def _is_paused(client: SyncPrefectClient, operation: Operation) -> bool:
    try:
        return bool(client.read_work_pool(operation.work_pool).is_paused)
    except ObjectNotFound:
        return False


def _found(client: SyncPrefectClient, deployment: Deployment) -> DeploymentResponse | None:
    try:
        return client.read_deployment_by_name(f"{flow_of(deployment.flow).name}/{deployment.title}")
    except ObjectNotFound:
        return None


def _stale(client: SyncPrefectClient, operation: Operation) -> list[DeploymentResponse]:
    wanted = {(flow_of(deployment.flow).name, deployment.title) for deployment in operation.deployment}
    flows = {flow.id: flow.name for flow in client.read_flows()}
    return [
        found
        for found in client.read_deployments()
        if _OURS in found.tags and (flows.get(found.flow_id), found.name) not in wanted
    ]


def _put(client: SyncPrefectClient, operation: Operation, deployment: Deployment) -> None:
    """Create it, or put it right; the server writes its schedules anew either way."""
    wanted = _wanted(operation, deployment)
    schedules = [
        DeploymentScheduleCreate(
            schedule=CronSchedule(cron=cron, timezone=timezone), active=active, slug=slug, parameters=parameters
        )
        for cron, timezone, active, slug, parameters in wanted.pop("schedules")
    ]
    flow_id = client.create_flow_from_name(flow_of(deployment.flow).name)
    client.create_deployment(flow_id=flow_id, name=deployment.title, schedules=schedules, **wanted)


def _wanted(operation: Operation, deployment: Deployment) -> dict[str, Any]:
    names = {kind: name for name, kind in KINDS.items()}
    order = {"kind": names[deployment.kind]} if deployment.kind else {}
    time = deployment.time
    cron: list[tuple[Any, ...]] = (
        [(f"{time.minute} {time.hour} * * {','.join(deployment.days) or '*'}", HANOI.key, True, deployment.name, {})]
        if time
        else []
    )
    return {
        "description": deployment.description,
        "tags": sorted([_OURS, *deployment.tags]),
        "work_pool_name": operation.work_pool,
        "job_variables": _COMMAND,
        "entrypoint": entrypoint_of(deployment.flow),
        "parameters": {_ORDER: order},
        "parameter_openapi_schema": parameter_schema(flow_of(deployment.flow)).model_dump(
            mode="json", exclude_unset=True
        ),
        "enforce_parameter_schema": True,
        "paused": False,
        "schedules": cron,
    }


def _standing(found: DeploymentResponse) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in _KEPT},
        "tags": sorted(found.tags),
        "schedules": [
            (each.schedule.cron, each.schedule.timezone, each.active, each.slug, each.parameters or {})
            if isinstance(each.schedule, CronSchedule)
            else each  # somebody's own, of another kind: never as wanted
            for each in found.schedules
        ],
    }

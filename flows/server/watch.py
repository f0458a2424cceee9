"""What the operator must hear of: runs that failed, crashed, are late or wait for a word, and work that did not happen.

Asked from outside the runs, so that it holds also for a run whose machine died, and for one that never began.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

from flows.run.context import link_to
from flows.run.names import without_trouble
from flows.server.heartbeat import SILENT
from giamngheo.context import Context
from giamngheo.core.formats import HANOI, local_day, moment
from giamngheo.metadata.operation import Deployment
from giamngheo.metadata.reporting_schedule import due_periods
from giamngheo.operate.alerts import Notice
from giamngheo.report.delivery import is_awaited
from giamngheo.warehouse.audit_log import first_moment
from giamngheo.warehouse.run_log import Run, finished_since, sent_by

_LOOK_BACK_DAYS = 3
_STARTING = dt.timedelta(minutes=2)
_BY_CHANCE = re.compile(r"[a-z]+(-[a-z]+)+")
_NEVER_RESUMED = "never resumed"  # Prefect's own words for a pause that ran out


def troubles(context: Context, now: dt.datetime) -> Iterator[Notice]:
    """Everything that is wrong now, reported before or not; `now` knows its zone.

    On the way, runs that died are given a Vietnamese sentence in the UI.
    """
    with get_client(sync_client=True) as client:
        days = _LOOK_BACK_DAYS + context.configuration.operation.approval.days
        runs = _runs(client, now, now - dt.timedelta(days=days))
        deployments = {found.id: found.name for found in client.read_deployments()}
        _name_coming_runs(client, deployments, now)
        for run in runs:
            _say_in_vietnamese(client, run, now)
    for run in runs:
        notice = _of_run(run, now, context.configuration.operation.operator.late_after_minutes)
        if notice:
            yield notice
    for deployment in context.configuration.operation.deployment:
        own = [run for run in runs if run.deployment_id and deployments.get(run.deployment_id) == deployment.title]
        yield from _not_done(context, deployment, own, now)


def _runs(client: SyncPrefectClient, now: dt.datetime, since: dt.datetime) -> list[FlowRun]:
    """Runs of ours that are not well, or wait."""
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=["giamngheo"]),
            state=FlowRunFilterState(
                type=FlowRunFilterStateType(
                    any_=[StateType.FAILED, StateType.CRASHED, StateType.PAUSED, StateType.SCHEDULED, StateType.PENDING]
                )
            ),
            expected_start_time=FlowRunFilterExpectedStartTime(after_=since, before_=now),  # type: ignore[arg-type]
        ),
        limit=200,
    )
    return [run for run in found if run.state_type != StateType.SCHEDULED or run.state_name == "Late"]


def _name_coming_runs(client: SyncPrefectClient, deployments: Mapping[UUID, str], now: dt.datetime) -> None:
    """`Thu thập hằng ngày, 18/03/2020 07:30`, for the words of chance that the server gives."""
    coming = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=["giamngheo"]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            expected_start_time=FlowRunFilterExpectedStartTime(after_=now),  # type: ignore[arg-type]
        ),
        limit=200,
    )
    for run in coming:
        title = deployments.get(run.deployment_id) if run.deployment_id else None
        if title and run.expected_start_time and _BY_CHANCE.fullmatch(run.name):
            client.update_flow_run(run.id, name=f"{title}, {moment(run.expected_start_time)}")


def _say_in_vietnamese(client: SyncPrefectClient, run: FlowRun, now: dt.datetime) -> None:
    """A run that died says so in words of ours; one that died while it was being started says so at all.

    For such a one Prefect waits for ever: it has never given a sign whose absence could be noticed.
    """
    state = run.state
    if state is None or (run.state_type == StateType.CRASHED and state.message == SILENT):
        return
    is_stuck = run.state_type == StateType.PENDING and now - state.timestamp > _STARTING
    if run.state_type == StateType.CRASHED or is_stuck:
        client.set_flow_run_state(run.id, Crashed(message=SILENT), force=True)


def _of_run(run: FlowRun, now: dt.datetime, late_after_minutes: int) -> Notice | None:
    name = without_trouble(run.name)
    link = link_to(Run(str(run.id), name))
    said = (run.state.message if run.state else "") or ""
    if run.state_type == StateType.FAILED and _NEVER_RESUMED in said:
        sentence = f"«{name}» hết hạn chờ duyệt nên báo cáo chưa gửi. Mở lượt chạy và bấm Retry để trình lại."
        return Notice(f"{run.id}.expired", f"Hết hạn chờ duyệt: {name}", sentence, "GN-602", link)
    if run.state_type == StateType.FAILED:
        sentence, _, code = said.partition(" (Mã ")
        if not code:  # Prefect's own words, in English
            sentence, code = f"«{name}» dừng vì lỗi ngoài dự kiến. Mở lượt chạy, xem tab Logs, bấm Retry.", "GN-901"
        return Notice(f"{run.id}.trouble", f"Lượt chạy lỗi: {name}", sentence, code.partition(":")[0], link)
    if run.state_type == StateType.CRASHED:
        sentence = f"Lượt chạy «{name}» bị dừng đột ngột. Việc đã xong không bị làm lại; mở lượt chạy và bấm Retry."
        return Notice(f"{run.id}.trouble", f"Lượt chạy bị dừng đột ngột: {name}", sentence, "GN-801", link)
    if run.state_type == StateType.PAUSED:
        sentence = f"«{name}» đã lập xong và chờ duyệt. Mở lượt chạy, xem báo cáo, bấm Resume và ghi quyết định."
        return Notice(f"{run.id}.waiting", f"Báo cáo chờ duyệt: {name}", sentence, "GN-602", link)
    since = run.expected_start_time
    if since and now - since > dt.timedelta(minutes=late_after_minutes):
        sentence = (
            f"«{name}» phải chạy lúc {moment(since)} nhưng chưa bắt đầu; thường là worker không chạy. "
            "Khởi động lại worker; lượt chạy sẽ tự làm tiếp."
        )
        return Notice(f"late.{local_day(now)}", f"Lượt chạy chậm: {name}", sentence, "GN-802", link)
    return None


def _not_done(context: Context, deployment: Deployment, runs: list[FlowRun], now: dt.datetime) -> Iterator[Notice]:
    """Work of the schedule that should be done by now, and of which no run of today, or waiting, shows any trouble."""
    operation, calendar = context.configuration.operation, context.configuration.working_calendar
    set_up = first_moment(context.warehouse, "deploy")
    today = local_day(now)
    if deployment.time is None or set_up is None or not deployment.is_on(today):
        return
    start = dt.datetime.combine(today, deployment.time, HANOI)
    patience = dt.timedelta(minutes=operation.operator.missing_after_minutes)
    is_told = any(run.state_type == StateType.PAUSED or _is_of(run, start) for run in runs)
    if is_told or now < start + patience or start < set_up.replace(tzinfo=dt.UTC):
        return
    if deployment.kind:
        since = max(today - dt.timedelta(days=operation.catch_up_days), local_day(set_up))
        months = operation.months_of(deployment.kind)
        for period in due_periods(calendar, deployment.kind, today, since, months):
            if not sent_by(context.warehouse, period) and not is_awaited(context.warehouse, period):
                yield _missing(
                    f"missing.{period}", f"Chưa gửi báo cáo {period.title}", "đã đến hạn báo cáo", deployment
                )
    elif deployment.flow == "nightly" or deployment.days or calendar.is_working_day(today):
        at = start.astimezone(dt.UTC).replace(tzinfo=None)
        if not finished_since(context.warehouse, deployment.flow, at, at + dt.timedelta(days=1)):
            yield _missing(
                f"missing.{deployment.name}.{today}", f"Chưa làm: {deployment.title}", "đã quá giờ", deployment
            )


def _is_of(run: FlowRun, start: dt.datetime) -> bool:
    """Whether it is the schedule's run of that slot, or a later one."""
    return bool(run.auto_scheduled and run.expected_start_time and run.expected_start_time >= start)


def _missing(key: str, title: str, why: str, deployment: Deployment) -> Notice:
    sentence = (
        f"{title}: {why} theo lịch mà không có lượt chạy nào làm xong. Mở việc «{deployment.title}» trong giao diện "
        "Prefect và bấm Quick run; nếu không thấy việc này, chạy giamngheo deploy."
    )
    return Notice(key, title, sentence, "GN-803")

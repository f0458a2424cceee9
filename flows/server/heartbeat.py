"""Runs that fall silent: the open-source server listens to no heartbeat of its own accord, so we tell it to.

A run whose machine lost its power stays "Running" for ever, and a running run has no Retry. Every run gives a sign
each 30 seconds (`operate/services.py`); after 90 without one it is marked as crashed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

HEARTBEAT = "giamngheo: lượt chạy mất tín hiệu"
SILENT = "Lượt chạy mất tín hiệu: máy tắt, hoặc tiến trình bị dừng đột ngột. Việc đã xong không bị làm lại; bấm Retry."
_PATIENCE = timedelta(seconds=90)  # three signs missed


def ensure_silence_is_noticed(client: SyncPrefectClient) -> Iterator[str]:
    """Create the automation unless it stands as wanted; one of an older wording is replaced."""
    if is_silence_noticed(client):
        return
    for found in _standing(client):
        client.delete_automation(found.id)
    client.create_automation(_automation())
    yield "Đã đặt quy tắc báo lượt chạy mất tín hiệu."


def is_silence_noticed(client: SyncPrefectClient) -> bool:
    """Whether the automation stands as wanted, once, and is switched on."""
    standing = _standing(client)
    return len(standing) == 1 and _essence(standing[0]) == _essence(_automation()) and standing[0].enabled


def _standing(client: SyncPrefectClient) -> list[Automation]:
    return [found for found in client.read_automations() if found.name == HEARTBEAT]


def _automation() -> AutomationCore:
    return AutomationCore(
        name=HEARTBEAT,
        description="Lượt chạy 90 giây không có tín hiệu thì chuyển sang Crashed, để bấm Retry được.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.*"},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=_PATIENCE,
        ),
        actions=[ChangeFlowRunState(name=None, state=StateType.CRASHED, message=SILENT, force=False)],
    )


def _essence(automation: object) -> object:
    trigger, actions = automation.trigger, automation.actions  # type: ignore[attr-defined]
    return trigger.within, sorted(trigger.after), sorted(trigger.expect), [action.message for action in actions]

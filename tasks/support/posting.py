"""Hands messages over for a step of a run; notifications to units, each once: what was deferred comes again."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run, task_run

from giamngheo.context import Context
from giamngheo.core.errors import MailServerUnavailable, NotWanted
from giamngheo.feedback.notification import Notification
from giamngheo.report.render.mail import content_of
from giamngheo.send.connection import Answer
from giamngheo.send.message import Content
from giamngheo.send.outbox import DONE, NOT_TWICE, QueuedMessage, Step, enqueue, hand_over

log = logging.getLogger("giamngheo.posting")
MOST_COPIES = 2  # what is uncertain goes once more by itself; reports do not, for each may be printed and signed for


def hand_over_once(
    context: Context, waiting: Iterable[QueuedMessage], written: Callable[[QueuedMessage], Content]
) -> Iterator[tuple[QueuedMessage, Answer]]:
    """What the step hands over, however often Prefect tries it: after a refusal or an unknown outcome no second time.

    Before each message the run asks whether it is still wanted: `NotWanted`. Its log tells who perhaps has not got his, and
    who may now have it twice.
    """

    def written_if_wanted(row: QueuedMessage) -> Content:
        _require_wanted()
        return written(row)

    own = task_run.id
    step = _step(own) if own else Step()
    for row, answer in hand_over(context, waiting, written_if_wanted, step):
        if row.is_uncertain and answer.may_be_out:
            log.warning("Gửi lại cho %s thư lần trước không chắc đã đến; %s.", row.recipient_name, _SAME)
        if answer.may_be_out and not answer.is_taken:
            log.warning("Thư gửi %s không chắc đã đến: %s.", row.recipient_name, answer.text)
        yield row, answer


_SAME = "số hiệu (Message-ID) như cũ, nơi nhận có thể thấy hai bản giống nhau"


def _require_wanted() -> None:
    """A process does not learn by itself that its run was paused or deleted, and of a cancel only some seconds later."""
    if flow_run.id is None:
        return
    with get_client(sync_client=True) as client:
        try:
            state = client.read_flow_run(flow_run.id).state
        except ObjectNotFound:
            raise NotWanted(_STOPPED.format("đã bị xóa", "chạy lại kỳ này bằng Custom run")) from None
        except httpx.HTTPError:
            return  # a server that is away or busy tells nothing: not that the run is not wanted
    if state and state.type in _UNWANTED:
        raise NotWanted(_STOPPED.format(*_UNWANTED[state.type]))


_STOPPED = "Lượt chạy {} nên ngừng gửi giữa chừng; " + NOT_TWICE + ". Muốn gửi tiếp: {}."
_UNWANTED = {
    StateType.PAUSED: ("bị tạm dừng (Pause)", "bấm Retry"),
    StateType.CANCELLING: ("bị hủy (Cancel)", "bấm Quick run hoặc Custom run đúng kỳ"),
    StateType.CANCELLED: ("bị hủy (Cancel)", "bấm Quick run hoặc Custom run đúng kỳ"),
}


@cache
def _step(_task_run: UUID) -> Step:
    return Step()


def post(context: Context, notifications: Sequence[Notification]) -> int:
    """Send what was not sent yet; gives how many went. `MailServerUnavailable` if some would not be taken now."""
    by_envelope = {one.envelope.identity: one for one in notifications}
    envelopes = [one.envelope for one in by_envelope.values()]
    outbox = enqueue(context.warehouse, envelopes, context.settings.smtp.sender, context.clock.now)

    def written(row: QueuedMessage) -> Content:
        one = by_envelope[row.identity]
        return content_of(one.summary, context.configuration.letterhead.contact, one.attachments)

    waiting = [row for row in outbox if row.state not in DONE and row.copies < MOST_COPIES]
    states = Counter(answer.state for _, answer in hand_over_once(context, waiting, written))
    if states["deferred"]:
        raise MailServerUnavailable(
            f"Máy chủ thư chưa nhận {states['deferred']} thư gửi {context.configuration.levels.sender.all_said}; bấm Retry hoặc chờ lịch hôm sau."
        )
    return states["sent"]

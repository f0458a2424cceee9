"""Hands messages over for a step of a run; notifications to units, each once: what was deferred comes again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from uuid import UUID

from prefect.runtime import task_run

from giamngheo.context import Context
from giamngheo.core.errors import MailServerUnavailable
from giamngheo.feedback.notification import Notification
from giamngheo.report.render.mail import content_of
from giamngheo.send.connection import Answer
from giamngheo.send.message import Content
from giamngheo.send.outbox import DONE, QueuedMessage, enqueue, hand_over

MOST_COPIES = 2  # what is uncertain goes once more by itself; reports do not, for each may be printed and signed for


def hand_over_once(
    context: Context, waiting: Iterable[QueuedMessage], written: Callable[[QueuedMessage], Content]
) -> Iterator[tuple[QueuedMessage, Answer]]:
    """What the step hands over, however often Prefect tries it: after a refusal or an unknown outcome no second time."""
    own = task_run.id
    return hand_over(context, waiting, written, _settled_in(own) if own else None)


@cache
def _settled_in(_task_run: UUID) -> set[int]:
    return set()


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
            f"Máy chủ thư chưa nhận {states['deferred']} thư gửi các xã; bấm Retry hoặc chờ lịch hôm sau."
        )
    return states["sent"]

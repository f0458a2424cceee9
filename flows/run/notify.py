"""Mail to the units: feedback and reminders. A mailbox that takes nothing keeps neither the others nor the report waiting.

Nor does mail that the office has stopped: the month is collected and the report made all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.feedback import feedback, feedback_is_on
from tasks.remind import remind, reminders_are_on
from tasks.support.failing import Hindrance, tried


def notify_units(today: str, remind_of: str = "") -> list[Hindrance]:
    """Each unit hears of its workbooks, and of the month that it owes, if one is given; gives what kept mail from going."""
    hindrances: list[Hindrance] = []
    if feedback_is_on(today):
        tried(lambda: feedback(today), hindrances)
    if remind_of and reminders_are_on(today):
        tried(lambda: remind(remind_of, today), hindrances)
    return hindrances


def require_notified(hindrances: Sequence[Hindrance]) -> None:
    """At the end, when all else is done: Retry, or the next collection, sends what is left."""
    if hindrances:
        raise hindrances[0]

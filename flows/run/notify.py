"""Telling the units: answers and reminders. A mailbox that takes nothing keeps neither the others nor the report waiting.

Nor does mail that the office has stopped: the month is collected and the report made all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from giamngheo.core.errors import SendingIsOff, ServiceUnavailable
from tasks.feedback import answer, answers_are_on
from tasks.remind import remind, reminders_are_on

Untold = ServiceUnavailable | SendingIsOff


def tell_units(today: str, remind_of: str = "") -> list[Untold]:
    """Each unit hears of its workbooks, and of the month that it owes, if one is given; gives what kept notifications from going."""
    away: list[Untold] = []
    if answers_are_on(today):
        away += _tried(answer, today)
    if remind_of and reminders_are_on(today):
        away += _tried(remind, remind_of, today)
    return away


def require_told(untold: Sequence[Untold]) -> None:
    """At the end, when all else is done: Retry, or the next collection, tells what is left."""
    if untold:
        raise untold[0]


def _tried(step: Callable[..., Any], *arguments: str) -> list[Untold]:
    try:
        step(*arguments)
    except (ServiceUnavailable, SendingIsOff) as error:
        return [error]
    return []

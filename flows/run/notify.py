"""Telling the units: answers and reminders. A mailbox that takes nothing keeps neither the others nor the report waiting.

Nor does mail that the office has stopped: the month is collected and the report made all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.feedback import answer, answers_are_on
from tasks.remind import remind, reminders_are_on
from tasks.support.failing import Hindrance, tried


def tell_units(today: str, remind_of: str = "") -> list[Hindrance]:
    """Each unit hears of its workbooks, and of the month that it owes, if one is given; gives what kept notes from going."""
    away: list[Hindrance] = []
    if answers_are_on(today):
        tried(lambda: answer(today), away)
    if remind_of and reminders_are_on(today):
        tried(lambda: remind(remind_of, today), away)
    return away


def require_told(untold: Sequence[Hindrance]) -> None:
    """At the end, when all else is done: Retry, or the next collection, tells what is left."""
    if untold:
        raise untold[0]

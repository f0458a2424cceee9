"""Telling the units: answers and reminders. A mailbox that takes nothing keeps neither the others nor the report waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from giamngheo.errors import ServiceAway
from tasks.answer import answer, answers_are_on
from tasks.remind import remind, reminders_are_on


def tell_units(today: str, remind_of: str = "") -> list[ServiceAway]:
    """Each unit hears of its workbooks, and of the month that it owes, if one is given; gives what kept notes from going."""
    away: list[ServiceAway] = []
    if answers_are_on(today):
        away += _tried(answer, today)
    if remind_of and reminders_are_on(today):
        away += _tried(remind, remind_of, today)
    return away


def require_told(untold: Sequence[ServiceAway]) -> None:
    """At the end, when all else is done: Retry, or the next collection, tells what is left."""
    if untold:
        raise untold[0]


def _tried(step: Callable[..., Any], *arguments: str) -> list[ServiceAway]:
    try:
        step(*arguments)
    except ServiceAway as error:
        return [error]
    return []

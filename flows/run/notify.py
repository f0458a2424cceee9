"""What goes out beside the report: mail to the units, pages for leaders. What takes nothing of it keeps neither the others nor
the report waiting.

Nor does mail that the office has stopped: the month is collected and the report made all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.core.errors import GiamNgheoError
from giamngheo.core.period import Period
from tasks.feedback import feedback, feedback_is_on
from tasks.remind import remind, reminders_are_on
from tasks.site import site
from tasks.support.failing import Hindrance, tried


def notify_units(today: str, remind_of: str = "") -> list[Hindrance]:
    """Each unit hears of its workbooks, and of the month that it owes, if one is given; gives what kept mail from going."""
    hindrances: list[Hindrance] = []
    if feedback_is_on(today):
        tried(lambda: feedback(today), hindrances)
    if remind_of and reminders_are_on(today):
        tried(lambda: remind(remind_of, today), hindrances)
    return hindrances


def laid_for_leaders(period: Period, report_id: int, today: str) -> list[GiamNgheoError]:
    """The pages beside a report, which neither a share that takes nothing nor a defect of theirs keeps from being sent."""
    try:
        site(period.code, report_id, today)
    except GiamNgheoError as hindrance:
        return [hindrance]
    return []


def require_notified(hindrances: Sequence[GiamNgheoError]) -> None:
    """At the end, when all else is done: Retry, or the next collection, sends what is left."""
    if hindrances:
        raise hindrances[0]

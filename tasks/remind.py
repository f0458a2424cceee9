"""Remind: those who owe a report, before, on and after their due day; each stage once."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.feedback.reminders import reminders
from tasks.support.posting import post
from tasks.support.step import step

log = logging.getLogger("giamngheo.remind")


@step("đôn đốc", "đôn đốc kỳ {period}")
def remind(period: str, today: str) -> None:
    """What is due today and was not sent yet."""
    context = open_context(today)
    count = post(context, reminders(context, Period.parse(period)))
    log.info("Đôn đốc %s: %d thư.", period, count)


def reminders_are_on(today: str) -> bool:
    return open_context(today).configuration.operation.reminders.enabled

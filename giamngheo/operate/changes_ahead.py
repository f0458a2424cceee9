"""What the configuration will be from a day soon to come: another office, another signer, other recipients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from giamngheo.context import Context
from giamngheo.core.formats import day as day_text
from giamngheo.metadata.configuration import Configuration
from giamngheo.operate.year_end import how_to_lay
from giamngheo.report.wording.listing import listed

_DAYS_AHEAD = 60


def changes_ahead(context: Context) -> str:
    """In a sentence for each day on which something changes."""
    today = context.clock.today
    last, before, told = today + dt.timedelta(days=_DAYS_AHEAD), context.configuration, []
    for day in context.configuration.declared.turning_days:
        if today < day <= last:
            after = context.configuration.on(day)
            changes = [
                *_of_plan(before, after),
                *_of_standards(after, day),
                *_of_letterhead(before, after),
                *_of_offices(before, after),
                *_of_recipients(before, after),
            ]
            told += [f"từ {day_text(day)}: {'; '.join(changes)}"] if changes else []
            before = after
    if none := _of_no_plan(context, today, last):
        told.append(none)
    return ". ".join(told) or f"không có gì đổi trong {_DAYS_AHEAD} ngày tới"


def _of_no_plan(context: Context, today: dt.date, last: dt.date) -> str:
    year = context.configuration.plans[-1].year + 1
    day = dt.date(year, 1, 1)
    return (
        f"từ {day_text(day)}: chưa có kế hoạch năm {year}, {how_to_lay(context.configuration, year)}"
        if today < day <= last
        else ""
    )


def _of_plan(before: Configuration, after: Configuration) -> Iterator[str]:
    if before.plan.year != after.plan.year:
        yield f"kế hoạch {after.plan.number}"


def _of_letterhead(before: Configuration, after: Configuration) -> Iterator[str]:
    old, new = dict(before.letterhead), dict(after.letterhead)
    changed = [name for name, value in new.items() if value != old[name]]
    if changed:
        yield f"config/report.toml đổi {', '.join(changed)}"
    if {"issuing_body", "signer_title", "signer_name"} & set(changed):
        yield f"báo cáo của {after.letterhead.issuing_body}, người ký: {_signer(after)}"


def _signer(configuration: Configuration) -> str:
    letterhead = configuration.letterhead
    return " ".join(filter(None, (letterhead.signed_for, letterhead.signer_title, letterhead.signer_name)))


def _of_offices(before: Configuration, after: Configuration) -> Iterator[str]:
    old, new = ({one.name for one in own.plan.offices.values()} for own in (before, after))
    yield from _come_and_gone(old, new, "cơ quan chịu trách nhiệm")


def _of_standards(after: Configuration, day: dt.date) -> Iterator[str]:
    begun = [one.said for one in after.classes.standards if one.valid_from == day]
    if begun:
        yield f"áp dụng {listed(begun)}"


def _of_recipients(before: Configuration, after: Configuration) -> Iterator[str]:
    old, new = ({f"{one.name} ({one.address})" for one in own.recipients} for own in (before, after))
    yield from _come_and_gone(old, new, "nơi nhận")


def _come_and_gone(old: Collection[str], new: Collection[str], what: str) -> Iterator[str]:
    if gone := sorted(set(old) - set(new)):
        yield f"thôi {what}: {listed(gone)}"
    if come := sorted(set(new) - set(old)):
        yield f"thêm {what}: {listed(come)}"

"""Beside a row's own values: calendar, units, list, and the last accepted period of its unit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from giamngheo.check.unit_codes import code_units, with_unit
from giamngheo.core.period import Period
from giamngheo.core.text import key

if TYPE_CHECKING:
    from giamngheo.check.batch import Batch

NONE_BEFORE = "none"


def with_context(cover: pd.DataFrame, households: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Beside the cover's own values: the folder, the calendar, the list's size, the last accepted period."""
    periods = cover["period"].to_list()
    open_periods = [_open_period(period, batch) for period in periods]
    cover = with_unit(cover, open_periods, batch)
    listed = households[households["classification"].isin(["poor", "near_poor"])].groupby("submission").size()
    rows = households.groupby("submission").size()
    previous_listed = batch.history.households.groupby("unit").size()
    last = [batch.history.cover.get(unit, (None, None)) for unit in cover["unit"]]
    context: dict[str, Any] = {
        "form_known": [key(name) in batch.form.ids if name else None for name in cover["form_id"]],
        "period_state": [_period_state(period, batch) for period in periods],
        "cutoff_matches": [
            _cutoff_matches(day, text, period, batch)
            for day, text, period in zip(cover["cutoff"], cover["cutoff__text"], periods, strict=True)
        ],
        "listed": cover["submission"].map(listed).fillna(0).astype("float64"),
        "rows": cover["submission"].map(rows).fillna(0).astype("float64"),
        "previous_period": [period for period, _ in last],
        "previous_households": pd.Series([households for _, households in last], dtype="float64"),
        "previous_listed": cover["unit"].map(previous_listed).astype("float64"),
    }
    frame = cover.assign(**context)
    return frame.assign(
        households_change_percent=_change_percent(frame["households"], frame["previous_households"]),
        listed_change_percent=_change_percent(frame["listed"], frame["previous_listed"]),
    )


def with_history(households: pd.DataFrame, cover: pd.DataFrame, batch: Batch) -> pd.DataFrame:
    """Beside each household: whose code it has, and its class in the last accepted period."""
    by_submission = cover.set_index("submission")
    unit = households["submission"].map(by_submission["unit"])
    previous_period = households["submission"].map(by_submission["previous_period"])
    code = households["household_code"]
    before = batch.history.households.set_index(["unit", "household_code"])["classification"].to_dict()
    transitions = [
        f"{before.get((owner, number), NONE_BEFORE)} > {now}: {change}"
        if isinstance(period, str) and number and now and change
        else None
        for owner, number, now, change, period in zip(
            unit, code, households["classification"], households["change"], previous_period, strict=True
        )
    ]
    return households.assign(
        unit=unit.astype("object"),
        code_unit=code_units(households, cover, batch),
        code_in_workbook=pd.Series(
            [
                f"{key_}/{number}" if number else None
                for key_, number in zip(households["submission"], code, strict=True)
            ],
            dtype="object",
            index=code.index,
        ),
        class_and_change=pd.Series(
            [
                f"{now}: {change}" if now and change else None
                for now, change in zip(households["classification"], households["change"], strict=True)
            ],
            dtype="object",
            index=code.index,
        ),
        transition=pd.Series(transitions, dtype="object", index=code.index),
        previous_period=previous_period.astype("object"),
    )


def with_list(stories: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    listed = set(zip(households["submission"], households["household_code"], strict=True))
    on_the_list = [
        place in listed if place[1] else None
        for place in zip(stories["submission"], stories["household_code"], strict=True)
    ]
    return stories.assign(on_the_list=pd.Series(on_the_list, dtype="object"))


def _open_period(period: str | None, batch: Batch) -> Period | None:
    return Period.parse(period) if period and _period_state(period, batch) == "open" else None


def _period_state(period: str | None, batch: Batch) -> str | None:
    if not period:
        return None
    month = Period.parse(period)
    if month < batch.configuration.plan.baseline_period:
        return "before"
    if month > Period.month_of(batch.today):
        return "future"
    return "closed" if period in batch.closed else "open"


def _cutoff_matches(day: dt.date | None, text: str | None, period: str | None, batch: Batch) -> bool | None:
    if not period or (day is None and text is None):
        return None
    days = batch.calendar.days_of(Period.parse(period))
    return day in {days.cutoff, days.cutoff_moved}


def _change_percent(now: pd.Series, before: pd.Series) -> pd.Series:
    return (now - before) / before.where(before > 0) * 100

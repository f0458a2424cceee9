"""Beside a row's own values: calendar, units, list, and the last accepted period of its unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from giamngheo.check.reference_data import OPEN, ReferenceData
from giamngheo.check.unit_codes import code_units, with_unit
from giamngheo.core.formats import day as day_text
from giamngheo.core.period import Period
from giamngheo.core.pseudonym import PREFIX
from giamngheo.core.text import key
from giamngheo.metadata.classes import CHANGE, CLASS
from giamngheo.metadata.form import ByUnit
from giamngheo.read.file_names import months_named

NONE_BEFORE = "none"
_LISTED_UNIT = (
    "listed_unit",
    "listed_unit_known",
    "listed_unit_fate",
    "listed_unit_in_workbook",
    "listed_unit_title",
    "listed_name_matches",
)
CLASSES_OF_HOUSEHOLDS = frozenset({"household_code", "classification"})  # a list with these is a list of households


def with_context(
    cover: pd.DataFrame,
    folders: Mapping[int, str | None],
    files: Mapping[int, str],
    known: ReferenceData,
    standing: Collection[int] = (),
) -> pd.DataFrame:
    """Beside the values of any form's cover: the folder, the unit, the calendar. `standing`: submissions that are in force, for
    which their period is open, whatever day it is."""
    periods = cover["period"].to_list()
    states = [
        OPEN if period and one in standing else _period_state(period, known)
        for one, period in zip(cover["submission"], periods, strict=True)
    ]
    cover = with_unit(cover, _open(periods, states), folders, known.units, known.senders, known.form)
    context: dict[str, Any] = {
        "form_known": [key(name) in known.form.ids if name else None for name in cover["form_id"]],
        "period_state": states,
        "cutoff_matches": [
            _cutoff_matches(day, text, period, known)
            for day, text, period in zip(cover["cutoff"], cover["cutoff__text"], periods, strict=True)
        ],
        "other_month": [
            _other_month(period, day, file, known)
            for period, day, file in zip(
                periods, cover["cutoff"], (files.get(one, "") for one in cover["submission"]), strict=True
            )
        ],
    }
    return cover.assign(**context)


def with_list_size(cover: pd.DataFrame, households: pd.DataFrame, known: ReferenceData) -> pd.DataFrame:
    """Beside the main form's cover: the list's size, the last accepted period."""
    codes = known.configuration.classes.listed_codes
    listed = households[households["classification"].isin(codes)].groupby("submission").size()
    rows = households.groupby("submission").size()
    previous_listed = known.previous.households.groupby("unit").size()
    last = [known.previous.cover.get(unit, (None, None, None)) for unit in cover["unit"]]
    context: dict[str, Any] = {
        "listed": cover["submission"].map(listed).fillna(0).astype("float64"),
        "rows": cover["submission"].map(rows).fillna(0).astype("float64"),
        "previous_period": [period for period, _, _ in last],
        "previous_households": pd.Series([households for _, households, _ in last], dtype="float64"),
        "previous_people": pd.Series([people or None for _, _, people in last], dtype="float64"),
        "previous_listed": cover["unit"].map(previous_listed).astype("float64"),
    }
    frame = cover.assign(**context)
    return frame.assign(
        households_change_percent=_change_percent(frame["households"], frame["previous_households"]),
        people_change_percent=_change_percent(frame["people"], frame["previous_people"]),
        people_per_household=frame["people"] / frame["households"].where(frame["households"] > 0),
        people_in_lists=frame["submission"].map(_people_listed(households, codes)),
        listed_change_percent=_change_percent(frame["listed"], frame["previous_listed"]),
    )


def with_previous(households: pd.DataFrame, cover: pd.DataFrame, known: ReferenceData) -> pd.DataFrame:
    """Beside each household: whose code it has, and its class in the last accepted period."""
    by_submission = cover.set_index("submission")
    unit = households["submission"].map(by_submission["unit"])
    previous_period = households["submission"].map(by_submission["previous_period"])
    code = households["household_code"]
    previous = known.previous.households
    before = previous.set_index(["unit", "household_code"])["classification"].to_dict()
    unclear = _units_with_erased(previous) | known.previous.incomparable
    beside = _listed_beside_alone(households, by_submission["period"], known)
    transitions = [
        f"{before.get((owner, number), NONE_BEFORE)} > {now}: {change}"
        if isinstance(period, str)
        and number
        and now
        and change
        and ((owner, number) in before or not (owner in unclear or is_beside))
        else None
        for owner, number, now, change, period, is_beside in zip(
            unit, code, households["classification"], households["change"], previous_period, beside, strict=True
        )
    ]
    frame = _with_class_and_change(_with_code(households, cover, known), beside)
    return frame.assign(
        unit=unit.astype("object"),
        transition=pd.Series(transitions, dtype="object", index=code.index),
        previous_period=previous_period.astype("object"),
    )


def with_unit_of_codes(rows: pd.DataFrame, cover: pd.DataFrame, known: ReferenceData) -> pd.DataFrame:
    """Beside the rows of another form's list: the unit; where they have a household's code, whose it is, and its class on
    the main form's list of the period's last month."""
    frame = rows.assign(unit=rows["submission"].map(cover.set_index("submission")["unit"]).astype("object"))
    if "household_code" in frame.columns:
        frame = _with_code(frame, cover, known)
    if {*frame.columns} >= CLASSES_OF_HOUSEHOLDS:
        frame = _with_main_list(frame, known)
    return _with_class_and_change(frame) if {"classification", "change"} <= {*frame.columns} else frame


def with_listed_units(rows: pd.DataFrame, cover: pd.DataFrame, by_unit: ByUnit, known: ReferenceData) -> pd.DataFrame:
    """Beside the lines of a list of the units: whose code it is, and whether the name goes with it; of a period that is not open
    nothing: by the units of a year that was mistyped every line would be wrong."""
    periods = dict(zip(cover["submission"], _open(cover["period"], cover["period_state"]), strict=True))
    found = [
        _listed_unit(submission, code, name, periods[submission], known)
        for submission, code, name in zip(rows["submission"], rows[by_unit.code], rows[by_unit.name], strict=True)
    ]
    columns = {name: [one[place] for one in found] for place, name in enumerate(_LISTED_UNIT)}
    return rows.assign(
        **{name: pd.Series(values, dtype="object", index=rows.index) for name, values in columns.items()}
    )


def _listed_unit(
    submission: int, typed: str | None, name: str | None, period: Period | None, known: ReferenceData
) -> tuple[object, ...]:
    """What `_LISTED_UNIT` names, of one line; nothing where it has no code, or its period is not open."""
    if not typed or period is None:
        return (None,) * len(_LISTED_UNIT)
    units = known.units
    code = units.meant(typed, period)
    fate = units.fate(code, period)
    is_known = None if fate else code in units.codes(period)
    matches = units.bears_name(code, name, period) if name and is_known else None
    return (code, is_known, fate, f"{submission}/{code}", units.name(code, period), matches)


def with_units_not_listed(cover: pd.DataFrame, lists: Sequence[pd.DataFrame], known: ReferenceData) -> pd.DataFrame:
    """Beside a cover: the units of its open period that a list of the units lacks, in words."""
    listed = {pair for rows in lists for pair in zip(rows["submission"], rows["listed_unit"], strict=True)}
    lacking = [
        ", ".join(unit.name for unit in known.units.expected(period) if (one, unit.code) not in listed)
        if period
        else ""
        for one, period in zip(cover["submission"], _open(cover["period"], cover["period_state"]), strict=True)
    ]
    told = [names or None for names in lacking]
    return cover.assign(units_not_listed=pd.Series(told, dtype="object", index=cover.index))


def with_list(stories: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    listed = set(zip(households["submission"], households["household_code"], strict=True))
    on_the_list = [
        place in listed if place[1] else None
        for place in zip(stories["submission"], stories["household_code"], strict=True)
    ]
    return stories.assign(on_the_list=pd.Series(on_the_list, dtype="object"))


def _with_code(rows: pd.DataFrame, cover: pd.DataFrame, known: ReferenceData) -> pd.DataFrame:
    codes = zip(rows["submission"], rows["household_code"], strict=True)
    in_workbook = [f"{submission}/{code}" if code else None for submission, code in codes]
    return rows.assign(
        code_unit=code_units(rows, cover, known.units),
        code_in_workbook=pd.Series(in_workbook, dtype="object", index=rows.index),
    )


def _with_main_list(rows: pd.DataFrame, known: ReferenceData) -> pd.DataFrame:
    """`class_on_main`: `poor > near_poor`, as the main form has it and as this one; silent where it tells nothing."""
    main = known.previous.households
    classes = main.set_index(["unit", "household_code"])["classification"].to_dict()
    labels = {
        one.code: one.label for one in known.configuration.form.tables["household"].columns["classification"].choice
    }
    unsure = _units_with_erased(main) | known.previous.incomparable
    keys = [*zip(rows["unit"], rows["household_code"], strict=True)]
    found = [
        classes.get(key_, NONE_BEFORE)
        if key_[0] in known.previous.cover and (key_ in classes or key_[0] not in unsure)
        else None
        for key_ in keys
    ]
    both = [
        f"{before} > {now}" if before and now and code else None
        for before, now, (_, code) in zip(found, rows["classification"], keys, strict=True)
    ]
    told = {
        "class_on_main": both,
        "main_class": [labels.get(before or "") for before in found],
        "main_period": [known.previous.cover.get(unit, (None,))[0] for unit, _ in keys],
    }
    return rows.assign(**{name: pd.Series(values, dtype="object", index=rows.index) for name, values in told.items()})


def _units_with_erased(previous: pd.DataFrame) -> set[str]:
    """Of these a household that is not found may be one that was erased."""
    return set(previous.loc[previous["household_code"].astype(str).str.startswith(PREFIX), "unit"])


def _listed_beside_alone(households: pd.DataFrame, periods: pd.Series, known: ReferenceData) -> list[bool]:
    """Of each household whether another standard in force has it on the list, and the main one neither does nor says that
    it left: it has no change to tell."""
    configuration, classes = known.configuration, known.configuration.classes
    unlisted, unchanged = (
        set(classes.by_code) - set(classes.listed_codes),
        {one.change for one in classes.of_kind("none")},
    )
    columns = {
        period: [one.column for one in configuration.standards_beside(Period.parse(period)) if one.column in households]
        for period in set(periods)
        if isinstance(period, str)
    }
    if not any(columns.values()):
        return [False] * len(households)
    return [
        row[CLASS] in unlisted
        and row[CHANGE] in unchanged
        and any(row[column] in classes.listed_codes for column in columns.get(period, ()))
        for period, row in zip(households["submission"].map(periods), households.to_dict(orient="records"), strict=True)
    ]


def _with_class_and_change(rows: pd.DataFrame, are_silent: Sequence[bool] | None = None) -> pd.DataFrame:
    silent = [False] * len(rows) if are_silent is None else are_silent
    both = zip(rows["classification"], rows["change"], silent, strict=True)
    told = [f"{now}: {change}" if now and change and not is_silent else None for now, change, is_silent in both]
    return rows.assign(class_and_change=pd.Series(told, dtype="object", index=rows.index))


def _open(periods: Iterable[str | None], states: Iterable[str | None]) -> list[Period | None]:
    """The periods that are open, in which alone there is something to say of the units."""
    return [
        Period.parse(period) if period and state == OPEN else None
        for period, state in zip(periods, states, strict=True)
    ]


def _period_state(period: str | None, known: ReferenceData) -> str | None:
    return known.state_of(Period.parse(period)) if period else None


def _cutoff_matches(day: dt.date | None, text: str | None, period: str | None, known: ReferenceData) -> bool | None:
    if not period or (day is None and text is None):
        return None
    days = known.calendar.days_of(Period.parse(period))
    return day in {days.cutoff, days.cutoff_moved}


def _other_month(period: str | None, cutoff: dt.date | None, file: str, known: ReferenceData) -> str | None:
    """Which other month the cut-off day or the file's name speaks of, in words; `None`: none, or it is not said."""
    if not period:
        return None
    own = Period.parse(period)
    if cutoff and Period.month_of(cutoff) not in own.months and not _cutoff_matches(cutoff, None, period, known):
        return f"ngày chốt số liệu là {day_text(cutoff)}, thuộc {'tháng' if own.kind == 'month' else 'kỳ'} khác"
    named = months_named(file, own.year, known.form.ids)
    told = " và ".join(one.title for one in sorted(named))
    return f"tên tệp «{file}» nói {told}" if named and named.isdisjoint(own.months) else None


def _people_listed(households: pd.DataFrame, codes: Sequence[str]) -> pd.Series:
    """submission → people of the households on the list."""
    listed = households[households["classification"].isin(codes)]
    return listed.groupby("submission")["members"].sum(min_count=1)


def _change_percent(now: pd.Series, before: pd.Series) -> pd.Series:
    return (now - before) / before.where(before > 0) * 100

"""Beside a cover's sender: whose code it is by the table of units and its days; and whose a household's code is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from giamngheo.core.period import Period
from giamngheo.metadata.form import Form
from giamngheo.metadata.senders import Senders
from giamngheo.metadata.units import Units


def with_unit(
    cover: pd.DataFrame,
    open_periods: list[Period | None],
    folders: Mapping[int, str | None],
    units: Units,
    senders: Senders,
    form: Form,
) -> pd.DataFrame:
    """The cover with the unit, or the office, that is meant; `provisional_code` is a unit's that was typed instead.

    `unit_known` is silent where `unit_fate` says what became of the unit, and where there is no code.
    """
    typed = cover["unit"].to_list()
    months = [Period.parse(period) if period else None for period in cover["period"]]
    meant = [senders.meant(code, month) if code else None for code, month in zip(typed, months, strict=True)]
    fates = [
        units.fate(code, period) if code and period and not form.senders else None
        for code, period in zip(meant, open_periods, strict=True)
    ]
    lay_in = [folders[submission] for submission in cover["submission"]]
    names = zip(meant, cover["unit_name"], open_periods, strict=True)
    columns = {
        "unit": meant,
        "provisional_code": [
            code if code != own and own not in senders.office_codes else None
            for code, own in zip(typed, meant, strict=True)
        ],
        "unit_title": [senders.name(code, month) if code else None for code, month in zip(meant, months, strict=True)],
        "folder_unit": [
            senders.of_folder(code, month) if code else None for code, month in zip(lay_in, months, strict=True)
        ],
        "unit_fate": fates,
        "unit_known": [
            code in senders.codes(form, period) if code and fate is None else None
            for code, period, fate in zip(meant, open_periods, fates, strict=True)
        ],
        "name_matches": [
            senders.bears_name(code, name, period) if code and name else None for code, name, period in names
        ],
    }
    return cover.assign(
        **{name: pd.Series(values, dtype="object", index=cover.index) for name, values in columns.items()}
    )


def code_units(households: pd.DataFrame, cover: pd.DataFrame, units: Units) -> pd.Series:
    """The unit with whose code each household's begins: its own, too, where a unit that lies in it now gave the code."""
    own = {
        submission: (unit, units.prefixes(unit, Period.parse(period)))
        for submission, unit, period in zip(cover["submission"], cover["unit"], cover["period"], strict=True)
        if unit and period
    }
    nobody: tuple[str | None, frozenset[str]] = (None, frozenset())
    codes = [
        _owner(number[:5], *own.get(submission, nobody)) if number else None
        for submission, number in zip(households["submission"], households["household_code"], strict=True)
    ]
    return pd.Series(codes, dtype="object", index=households.index)


def _owner(prefix: str, unit: str | None, prefixes: frozenset[str]) -> str | None:
    return unit if prefix in prefixes else prefix

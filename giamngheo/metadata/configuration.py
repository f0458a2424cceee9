"""Everything that the office has declared, in one frozen record. What each key means stands beside it in `config/`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from functools import cached_property
from typing import Any

from giamngheo.core.period import Period
from giamngheo.metadata.dated_letterhead import DatedLetterhead
from giamngheo.metadata.form import Form
from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.operation import Operation
from giamngheo.metadata.plan import Plan, VillageTarget
from giamngheo.metadata.recipients import OFFICE, Communes, Recipient, Recipients, everybody
from giamngheo.metadata.record import Record
from giamngheo.metadata.unit import ProvisionalCode, Unit
from giamngheo.metadata.units import Units
from giamngheo.metadata.validity import InForce
from giamngheo.metadata.working_calendar import CalendarRules, WorkingCalendar


class Declared(Record):
    """What may be another from a day on, as the files have it, and the levels, by which units are named."""

    plan: Plan
    levels: Levels
    recipients: Recipients
    letterhead: DatedLetterhead
    units: tuple[Unit, ...]

    @cached_property
    def turning_days(self) -> tuple[dt.date, ...]:
        """The days on which something changes, in order."""
        chairmen = (one for several in self.recipients.communes.chairmen.values() for one in several)
        in_force: tuple[InForce, ...] = (*self.plan.offices.values(), *self.recipients.ever, *chairmen, *self.units)
        return tuple(sorted({*self.letterhead.days, *(day for one in in_force for day in one.turning_days)}))

    def as_of(self, day: dt.date) -> dict[str, Any]:
        """The parts of the configuration as they are on a day."""
        plan = self.plan.on(day)
        return {
            "plan": plan,
            "letterhead": self.letterhead.on(day),
            "communes": self.recipients.communes.on(day),
            "recipients": tuple(
                one
                for one in everybody(self.recipients, self.units, self.levels.sender, day)
                if not one.document.startswith(OFFICE) or one.document.removeprefix(OFFICE) in plan.offices
            ),
        }


class _ByDay(dict[dt.date, "Configuration"]):
    """Another one is another, whatever it holds: each of the configurations in it holds it, too."""

    def __eq__(self, other: object) -> bool:
        return self is other


class Configuration(Record):
    """All of `config/`, as it is from the day `since` until the next one on which something changes."""

    plan: Plan
    levels: Levels
    calendar: CalendarRules
    units: tuple[Unit, ...]
    recipients: tuple[Recipient, ...]
    communes: Communes
    letterhead: Letterhead
    forms: tuple[Form, ...]
    operation: Operation
    provisional_codes: tuple[ProvisionalCode, ...] = ()
    village_targets: tuple[VillageTarget, ...] = ()
    declared: Declared
    since: dt.date = dt.date.min

    def on(self, day: dt.date) -> Configuration:
        """As it is on a day: its offices, letterhead and recipients. Once for all days between two changes."""
        days = self.declared.turning_days
        passed = bisect_right(days, day)
        since = days[passed - 1] if passed else dt.date.min
        if since not in self._by_day:
            self._by_day[since] = self.model_copy(update=self.declared.as_of(since) | {"since": since})
        return self._by_day[since]

    @cached_property
    def _by_day(self) -> _ByDay:
        return _ByDay({self.since: self})

    @property
    def form(self) -> Form:
        """The monthly form. There is one: `docs/decisions/one-form.md`."""
        return self.forms[0]

    @cached_property
    def unit_register(self) -> Units:
        """The units as they are from day to day."""
        return Units(self.units, self.provisional_codes, self.calendar.cutoff_day, self.plan, self.levels)

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        return WorkingCalendar(self.calendar)

    def plan_at(self, period: Period) -> Plan:
        """The plan with the targets that a period is judged by: those in force on the last day of its data."""
        return self.plan.as_of(self.last_day_of(period))

    def last_day_of(self, period: Period) -> dt.date:
        """The cut-off day, the last of which a period's figures tell. By the calendar's last day a decision would judge what
        was counted weeks before it."""
        return period.window(self.calendar.cutoff_day)[1]


def as_at_last(declared: Declared, **parts: Any) -> Configuration:
    """As it will be when all that is declared has come; `on` gives that of a day."""
    since = max(declared.turning_days, default=dt.date.min)
    parts |= {"levels": declared.levels, "units": declared.units} | declared.as_of(since)
    return Configuration(declared=declared, since=since, **parts)

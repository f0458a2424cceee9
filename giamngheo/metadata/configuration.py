"""Everything that the office has declared, in one frozen record. What each key means stands beside it in `config/`."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from giamngheo.core.period import Period
from giamngheo.metadata.form import Form
from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.operation import Operation
from giamngheo.metadata.plan import Plan, VillageTarget
from giamngheo.metadata.recipients import Communes, Recipient
from giamngheo.metadata.record import Record
from giamngheo.metadata.unit import ProvisionalCode, Unit
from giamngheo.metadata.units import Units
from giamngheo.metadata.working_calendar import CalendarRules, WorkingCalendar


class Configuration(Record):
    """All of `config/`."""

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

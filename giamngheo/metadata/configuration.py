"""Everything that the office has declared, in one frozen record. What each key means stands beside it in `config/`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from functools import cached_property
from typing import Any

from pydantic import Field

from giamngheo.core.period import Period
from giamngheo.metadata.areas import Areas
from giamngheo.metadata.classes import CLASS, Classes, Standard, classes_before, main_on
from giamngheo.metadata.dated_letterhead import DatedLetterhead
from giamngheo.metadata.editions import is_asked_in
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.operation import Operation
from giamngheo.metadata.plan import HOUSEHOLDS, BaselineStocks, Plan, VillageTarget, plan_on
from giamngheo.metadata.question import Question
from giamngheo.metadata.recipients import OFFICE, Communes, Recipient, Recipients, everybody
from giamngheo.metadata.record import Record
from giamngheo.metadata.rules import Rule
from giamngheo.metadata.senders import Senders
from giamngheo.metadata.unit import Area, ProvisionalCode, Unit
from giamngheo.metadata.units import Units
from giamngheo.metadata.validity import InForce
from giamngheo.metadata.working_calendar import CalendarRules, WorkingCalendar


class Declared(Record):
    """What may be another from a day on, as the files have it, and the levels, by which units are named.
    Of the standards it is only told when they change: a period has its own, whatever day it is.

    `plans`: by the name of its file, in the order of their days, each day of which is of one plan.
    """

    plans: dict[str, Plan]
    levels: Levels
    classes: Classes
    recipients: Recipients
    letterhead: DatedLetterhead
    units: tuple[Unit, ...]
    areas: tuple[Area, ...] = ()

    @cached_property
    def turning_days(self) -> tuple[dt.date, ...]:
        """The days on which something changes, in order."""
        chairmen = (one for several in self.recipients.communes.chairmen.values() for one in several)
        first, *later = self.plans.values()
        offices = (office for plan in (first, *later) for office in plan.offices.values())
        dated = (*self.units, *self.areas, *self.classes.standards)
        in_force: tuple[InForce, ...] = (*offices, *self.recipients.ever, *chairmen, *dated)
        begun = (plan.first_day for plan in later)
        return tuple(sorted({*self.letterhead.days, *begun, *(day for one in in_force for day in one.turning_days)}))

    def as_of(self, day: dt.date) -> dict[str, Any]:
        """The parts of the configuration as they are on a day."""
        plans = tuple(plan.on(day) for plan in self.plans.values())
        offices = {code for plan in plans for code in plan.offices}
        return {
            "plans": plans,
            "letterhead": self.letterhead.on(day),
            "communes": self.recipients.communes.on(day),
            "recipients": tuple(
                one
                for one in everybody(self.recipients, self.units, self.levels.sender, day)
                if not one.document.startswith(OFFICE) or one.document.removeprefix(OFFICE) in offices
            ),
        }

    def plan_on(self, day: dt.date) -> Plan:
        """The plan of a day as its file has it."""
        return plan_on(tuple(self.plans.values()), day)

    def file_of(self, plan: Plan) -> str:
        """Where a plan stands, below `config/`."""
        return next(file for file, one in self.plans.items() if one.year == plan.year)


class _ByDay(dict[dt.date, "Configuration"]):
    """Another one is another, whatever it holds: each of the configurations in it holds it, too."""

    def __eq__(self, other: object) -> bool:
        return self is other


class Configuration(Record):
    """All of `config/`, as it is from the day `since` until the next one on which something changes."""

    plans: tuple[Plan, ...]
    levels: Levels
    calendar: CalendarRules
    units: tuple[Unit, ...]
    areas: tuple[Area, ...]
    recipients: tuple[Recipient, ...]
    communes: Communes
    letterhead: Letterhead
    forms: tuple[Form, ...]
    operation: Operation
    classes: Classes = Field(default_factory=classes_before)
    provisional_codes: tuple[ProvisionalCode, ...] = ()
    village_targets: tuple[VillageTarget, ...] = ()
    questions: tuple[Question, ...] = ()
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

    @cached_property
    def form(self) -> Form:
        """The main form: the one with the list of households, on which the plan's figures are counted."""
        return next(form for form in self.forms if HOUSEHOLDS in form.tables)

    @cached_property
    def other_forms(self) -> tuple[Form, ...]:
        """What is collected beside the main form, by id."""
        return tuple(form for form in self.forms if form is not self.form)

    def others_due(self, period: Period) -> dict[Form, Period]:
        """The forms beside the main one that somebody owes with the last month of a period, each with its own period."""
        ending = {form: form.period_ending_in(period.last_month) for form in self.other_forms}
        return {form: own for form, own in ending.items() if own and self.senders.of(form, own)}

    def form_of(self, form_id: str | None) -> Form:
        """A form by its id; the main one for none, and for one that is no longer there."""
        return next((form for form in self.other_forms if form.id == form_id), self.form)

    def with_comparisons(self, form: Form) -> Form:
        """A form with what is found in reports on it by comparison, as rules: for telling of it. Nothing is judged by them."""
        compared = [(one, other.id) for other in self.other_forms for one in other.comparisons]
        told = [(one, one.message, one.remedy) for one, of in compared if of == form.id]
        if form.id == self.form.id:
            told = [(one, one.message_to_unit, one.remedy_to_unit) for one, _ in compared]
        rules = tuple(
            Rule.model_construct(
                code=one.code, title=one.title, severity="warning", message=said, remedy=remedy, expect=()
            )
            for one, said, remedy in told
        )
        return form.model_copy(update={"rule": (*form.rule, *rules)}) if rules else form

    def named(self, form: Form) -> str:
        """What a report on a form is called where it must be told from others: by the form, where there are several."""
        return f"biểu {form.id}" if self.other_forms else "báo cáo giảm nghèo"

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of all forms; each has a table of its own."""
        return tuple(sheet for form in (self.form, *self.other_forms) for sheet in form.sheets)

    @cached_property
    def period_not_open_rules(self) -> frozenset[str]:
        """Codes of the rules of any form that refuse a workbook for its period alone."""
        return frozenset(code for form in self.forms for code in form.period_not_open_rules)

    @cached_property
    def unit_register(self) -> Units:
        """The units as they are from day to day."""
        return Units(self.units, self.provisional_codes, self.calendar.cutoff_day, self.plans[0], self.levels)

    @cached_property
    def senders(self) -> Senders:
        """Who sends which form: the units, and offices."""
        plans = tuple(self.declared.plans.values())
        return Senders(self.forms, plans, self.unit_register, self.levels.sender, self.last_day_of)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Where mail to a sender goes, by its code: that of the unit, or to where an office gets its document."""
        offices = self.senders.office_codes
        known = {one.document.removeprefix(OFFICE): one.address for one in reversed(self.recipients)}
        return {code: known[code] for code in offices if code in known} | self.communes.addresses

    @cached_property
    def area_tree(self) -> Areas:
        """The areas as they are from day to day."""
        return Areas(self.areas, self.unit_register, self.levels)

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        return WorkingCalendar(self.calendar)

    @property
    def plan(self) -> Plan:
        """The plan of these days. Of a period ask `plan_at`."""
        return plan_on(self.plans, self.since)

    @cached_property
    def first_month(self) -> Period:
        """The first month that is collected: the earliest plan's baseline."""
        return min(plan.baseline_period for plan in self.plans)

    def plan_at(self, period: Period) -> Plan:
        """The plan that a period is judged by, that of the last day of its data, with the targets in force on it; and what it
        states of its baseline only where that is by the standard of the period."""
        plan = self.plan_of(period).as_of(self.last_day_of(period))
        if plan.baseline_stocks is None or self._is_by_standard_of(period, plan, plan.baseline_stocks):
            return plan
        return plan.model_copy(update={"baseline_stocks": None})

    def plan_of(self, period: Period) -> Plan:
        """The same with its first targets, and all decisions that ever revise them."""
        return plan_on(self.plans, self.last_day_of(period))

    def village_targets_at(self, period: Period) -> tuple[VillageTarget, ...]:
        """Those in force on the last day of a period's data, which end with the plan in which they begin; what has no first
        day is of the first plan."""
        plan, day = self.plan_of(period), self.last_day_of(period)
        return tuple(
            one for one in self.village_targets if one.is_valid_on(day) and plan_on(self.plans, one.first_day) is plan
        )

    def standard_of(self, period: Period) -> Standard | None:
        """The standard by which a period's poor are told, and the plan judged; nothing where none is declared."""
        return main_on(self.classes.standards, self.last_day_of(period))

    def standards_beside(self, period: Period) -> tuple[Standard, ...]:
        """The others that are in force then, and whose column the list of households has."""
        day = self.last_day_of(period)
        return tuple(
            one
            for one in self.classes.standards
            if not one.is_main and one.is_valid_on(day) and self._is_collected(one.column, period)
        )

    def class_column(self, then: Period, period: Period) -> str | None:
        """Where the list of households of `then` has the class by the standard of `period`: `classification` where both are on
        one standard, its `column_before` where the list was also drawn up by it; nothing: the two cannot be compared."""
        standard = self.standard_of(period)
        if standard == self.standard_of(then):
            return CLASS
        column = standard.column_before if standard and then < period else None
        return column if column and self._is_collected(column, then) else None

    def _is_by_standard_of(self, period: Period, plan: Plan, stated: BaselineStocks) -> bool:
        standard = self.standard_of(period)
        if standard is None or stated.standard is None:
            return standard == self.standard_of(plan.baseline_period)
        return stated.standard == standard.code

    def _is_collected(self, field: str, period: Period) -> bool:
        column = self.form.tables[HOUSEHOLDS].columns.get(field)
        return column is not None and is_asked_in(column, period)

    def last_day_of(self, period: Period) -> dt.date:
        """The cut-off day, the last of which a period's figures tell. By the calendar's last day a decision would judge what
        was counted weeks before it."""
        return period.window(self.calendar.cutoff_day)[1]


def as_at_last(declared: Declared, **parts: Any) -> Configuration:
    """As it will be when all that is declared has come; `on` gives that of a day."""
    since = max(declared.turning_days, default=dt.date.min)
    same = {"levels": declared.levels, "classes": declared.classes, "units": declared.units, "areas": declared.areas}
    parts |= same | declared.as_of(since)
    return Configuration(declared=declared, since=since, **parts)

"""Who sends which form: the units, or offices that the plan names; whose a folder is, and what a sender is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.core.text import plain, small
from giamngheo.metadata.form import Form
from giamngheo.metadata.levels import Level
from giamngheo.metadata.plan import Plan, plan_on
from giamngheo.metadata.record import is_in_force
from giamngheo.metadata.unit import Unit
from giamngheo.metadata.units import Units


@dataclass(frozen=True)
class SendingOffice:
    """An office that sends a form of its own; its code is that of the plan's `[offices]`."""

    code: str
    name: str


Sender = Unit | SendingOffice


class Senders:
    """The units and the sending offices, as they are for a period. An office is no unit: nothing counts it as one."""

    def __init__(
        self,
        forms: Sequence[Form],
        plans: Sequence[Plan],
        units: Units,
        level: Level,
        last_day_of: Callable[[Period], dt.date],
    ) -> None:
        """`plans`: with all offices that they ever name; `level`: that of the units."""
        self._forms, self._plans, self._units, self._level = forms, plans, units, level
        self._last_day_of = last_day_of

    @cached_property
    def office_codes(self) -> frozenset[str]:
        """Of offices that send some form."""
        return frozenset(code for form in self._forms for code in form.senders)

    def of(self, form: Form, period: Period) -> Sequence[Sender]:
        """Who owes a report on a form for a period, in their order; of offices those that the period's plan has. Nobody before
        the form is collected."""
        if not is_in_force(form.since, period):
            return []
        return self._offices(form, period) if form.senders else self._units.expected(period)

    def codes(self, form: Form, period: Period | None) -> frozenset[str]:
        """Whose reports on it are taken; without a period of all who ever send one."""
        if not form.senders:
            return self._units.codes(period)
        return frozenset(one.code for one in self._offices(form, period)) if period else frozenset(form.senders)

    def get(self, form: Form, code: str, period: Period) -> Sender:
        """Who sends a form under a code as it is typed; `UsageError` names where to look otherwise."""
        code = self.meant(code, period)
        if not form.senders:
            return self._units.get(code, period)
        offices = self._offices(form, period)
        found = next((one for one in offices if one.code == code), None)
        if found is None:
            known = ", ".join(one.code for one in offices) or "không có cơ quan nào"
            raise UsageError(f"Kỳ {period} cơ quan «{code}» không gửi biểu {form.id}; cơ quan gửi biểu này: {known}.")
        return found

    def form_of(self, code: str) -> Form | None:
        """Of which form a file in an office's folder is, where it does not say; `None`: a unit's, of the main one."""
        return next((form for form in self._forms if code in form.senders), None)

    def send_another(self, form: Form) -> bool:
        """Whether any of those who send a form send another one, too: a word about a report must then name its form."""
        others = [one for one in self._forms if one.id != form.id]
        if not form.senders:
            return any(not one.senders for one in others)
        return any(set(form.senders) & set(one.senders) for one in others)

    def meant(self, code: str, period: Period | None) -> str:
        """The code of the unit or office that a typed one means: a provisional one, or one in capital letters."""
        folded = code.strip().lower()
        return folded if folded in self.office_codes else self._units.meant(code.strip(), period)

    def of_folder(self, code: str, period: Period | None) -> str:
        """Whose a folder is, by the code in its name."""
        return code if code in self.office_codes else self._units.of_folder(code, period)

    def name(self, code: str, period: Period | None = None) -> str:
        """For people; the code itself where nobody has it."""
        return self._office_name(code, period) if code in self.office_codes else self._units.name(code, period)

    def said(self, code: str, period: Period | None = None) -> str:
        """The name inside a sentence: `xã Thạch Khê`; an office's is a name that keeps its capital."""
        name = self.name(code, period)
        return name if code in self.office_codes else small(name)

    def addressed(self, code: str, period: Period | None = None) -> str:
        """Whom a letter is for: `UBND xã Thạch Khê`, or the office."""
        name = self.name(code, period)
        return name if code in self.office_codes else self._level.body_of(name)

    def bears_name(self, code: str, name: str, period: Period | None) -> bool:
        """Whether a typed name is the sender's: an office's with or without what its plan puts behind it, in whole words that
        are no other office's."""
        if code not in self.office_codes:
            return self._units.bears_name(code, name, period)
        typed = plain(name)
        if typed == plain(self._office_name(code, period)):
            return True
        names = {other: plain(self._office_name(other, period)) for other in {code, *self._offices_of(period)}}
        return [other for other, known in names.items() if _begins_alike(typed, known)] == [code]

    def _offices(self, form: Form, period: Period) -> list[SendingOffice]:
        return [office for code in form.senders if (office := self._office(code, period))]

    def _office(self, code: str, period: Period) -> SendingOffice | None:
        day = self._last_day_of(period)
        found = plan_on(self._plans, day).offices.get(code)
        return SendingOffice(code, found.name) if found and found.is_valid_on(day) else None

    def _offices_of(self, period: Period | None) -> list[str]:
        """The codes of all that the period's plan has, or any plan ever."""
        if period is None:
            return [code for plan in self._plans for code in plan.offices]
        day = self._last_day_of(period)
        return [code for code, one in plan_on(self._plans, day).offices.items() if one.is_valid_on(day)]

    def _office_name(self, code: str, period: Period | None) -> str:
        own = self._office(code, period) if period else None
        ever = (plan.offices[code].name for plan in reversed(self._plans) if code in plan.offices)
        return own.name if own else next(ever, code)


def _begins_alike(one: str, other: str) -> bool:
    """Whether the shorter of two names is the beginning of the longer one, in whole words."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter

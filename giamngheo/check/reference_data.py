"""What is known beside the workbooks, and is asked when they are judged: configuration, units, calendar, earlier reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from giamngheo.check.previous_reports import PreviousReports, previous_reports, reports_of
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.senders import Senders
from giamngheo.metadata.units import Units
from giamngheo.metadata.working_calendar import WorkingCalendar
from giamngheo.store.deadlines import closed_months
from giamngheo.warehouse.engine import Warehouse

OPEN = "open"  # the state of a period that takes reports


@dataclass(frozen=True)
class ReferenceData:
    """`today` decides which months have begun; `closed`: codes of the months that take no report any more; `form_id`: of
    the form that is judged, none for the main one."""

    configuration: Configuration
    today: dt.date
    previous: PreviousReports = field(default_factory=PreviousReports.none)
    closed: frozenset[str] = frozenset()
    form_id: str | None = None

    @property
    def form(self) -> Form:
        return self.configuration.form_of(self.form_id)

    @property
    def senders(self) -> Senders:
        return self.configuration.senders

    @property
    def calendar(self) -> WorkingCalendar:
        return self.configuration.working_calendar

    @property
    def units(self) -> Units:
        return self.configuration.unit_register

    def state_of(self, period: Period) -> str:
        """Whether a period takes reports, as its last month does: `open`, or why not (`before`, `future`, `closed`)."""
        month = period.last_month
        if month < self.configuration.first_month:
            return "before"
        if month > Period.month_of(self.today):
            return "future"
        return "closed" if month.code in self.closed else OPEN


def reference_data(
    configuration: Configuration,
    warehouse: Warehouse | None,
    today: dt.date,
    units: Iterable[str] = (),
    month: Period | None = None,
    form_id: str | None = None,
) -> ReferenceData:
    """With what the units reported on the main form, where there is a warehouse and one period is meant: before the month
    that is judged, or for the last month of another form's period."""
    if warehouse is None:
        return ReferenceData(configuration, today, form_id=form_id)
    previous = PreviousReports.none()
    if month and form_id:
        previous = reports_of(warehouse, units, month.last_month)
    elif month:
        previous = previous_reports(warehouse, units, month)
    return ReferenceData(configuration, today, previous, closed_months(warehouse, today), form_id)

"""An office through a year: what its units lay on which day, and a collection as the flow does it, without Prefect.

Every month some reports come late, some are returned and mended, one is corrected after the report went out; months are
closed and reopened, due days extended. Beside it stands what the warehouse must then hold, counted from the books.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata.reporting_schedule import collected_month
from giamngheo.store.deadlines import close, extend, reopen
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run, note_finished
from tests.support.daily import daily_configuration
from tests.support.mail_server import Received, mail_server
from tests.support.office import Office, office_in
from tests.support.personal import Households
from tests.support.workbooks import Book, break_rule, fast_write, month_of, next_book, path_in

_DAY = dt.timedelta(days=1)
_FIRST_NAMES = ("Ngạc", "Khuất", "Tòng", "Quàng", "Lò", "Đèo", "Giàng", "Lường", "Hờ", "Thào", "Sùng", "Vừ", "Cứ")
_MIDDLE_NAMES = ("Đắc", "Diệu", "Khắc", "Bội", "Duy", "Uy")
_GIVEN_NAMES = ("Xuyến", "Oản", "Chuối", "Khoắn", "Ngoan", "Sếnh", "Dở", "Páo", "Chứ", "Mỷ", "Nhè", "Pó", "Sính", "Tủa")
_SHEETS = {"household": "households", "model": "models", "story": "stories", "resource": "resources"}


@dataclass
class YearOffice(Office):
    """`taken`: the books that are to be accepted, in the order they were laid; `laid`: their files; `written`: rows that were to come of what
    was done, by table."""

    received: Received = field(default_factory=Received)
    books: list[Book] = field(default_factory=list)
    taken: list[Book] = field(default_factory=list)
    laid: set[Path] = field(default_factory=set)
    written: Counter[str] = field(default_factory=Counter)
    households: Households = field(default_factory=Households)
    poor: int = 73
    near_poor: int = 92
    _people: dict[str, dict[str, str]] = field(default_factory=dict)

    def live(self, day: dt.date) -> bool:
        """What units and the district do on a day before its collections; whether there was anything."""
        before = self.written.total()
        self.today = day.isoformat()
        calendar = self.context.configuration.working_calendar
        month = collected_month(calendar, day)
        days, since = calendar.days_of(month), _working_days(calendar, calendar.days_of(month).cutoff_moved, day)
        if calendar.is_working_day(day):
            if since == 0:
                self._begin(month)
            self._lay(since)
        if day == days.report:
            self.report(month)
        if day == days.report + 9 * _DAY:
            self._correct(month)
        return self.written.total() > before

    def collection(self) -> None:
        """What the flow does with the warehouse on a scheduled morning, by the same steps in the same order."""
        from tasks.feedback import feedback
        from tasks.overview import overview
        from tasks.remind import remind

        context = self.context
        warehouse, now = context.warehouse, context.clock.now
        month = collected_month(context.configuration.working_calendar, context.clock.today)
        own = Run(str(uuid.uuid4()), "Thu thập hằng ngày")
        with leased(warehouse, own, f"collect {month}", 60, now):
            write_down(warehouse, Entry("lịch", "order", month.code, "", own.id), once=True)
            self.collect(month.code)
            feedback.fn(self.today)
            remind.fn(month.code, self.today)
            overview.fn(month.code, self.today)
            for job in ("collect", "whole"):
                note_finished(warehouse, own, job, month, now)
        self.written.update(journal=1, run=2)

    def report(self, month: Period) -> None:
        """The month's report and, where one ends, the quarter's: made and sent."""
        from tasks.report import report
        from tasks.send import send

        quarter = (
            [Period(month.year, "quarter", month.number // 3)] if month.number % 3 == 0 and self._has(month) else []
        )
        for period in (month, *quarter):
            send.fn(period.code, report.fn(period.code, self.today), self.today)
            self.written["report"] += 1

    def rows_counted(self) -> dict[str, int]:
        """Rows of every table of the warehouse."""
        with self.context.warehouse.engine.connect() as connection:
            names = sa.inspect(connection).get_table_names()
            return {name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) for name in sorted(names)}

    def rows_expected(self) -> dict[str, int]:
        """Rows that follow from the books and from what was done; of other tables nothing is said."""
        of_books = {table: sum(len(getattr(one, rows)) for one in self.taken) for table, rows in _SHEETS.items()}
        return {**self.written, **of_books, "cover": len(self.taken), "lease": 0} | {
            "unit_folder": len({unit.code for unit in self.context.configuration.units}),
            "known_file": len(self.laid),
        }

    def _begin(self, month: Period) -> None:
        units = [(unit.code, unit.name) for unit in self.context.units.expected(month)]
        if self.books:
            self.books = [next_book(one) for one in self.books]
        else:
            self.books = month_of(units, month.code, poor=self.poor, near_poor=self.near_poor)
        for one in self.books:
            for row in one.households:
                row |= self._people.setdefault(row["household_code"], rare_person(len(self._people)))
        self.households.add(self.books)

    def _lay(self, since: int) -> None:
        """A unit's day is its place in the list: the fourth part comes a day late, some come back first."""
        for place, one in enumerate(self.books):
            home = path_in(self.inbox, one)
            if place % 7 == 3 and place % 4 == since:
                self._put(break_rule(one, "H307")[0], home)
            elif place % 4 + (place % 7 == 3) == since:
                self._put(
                    break_rule(one, "H318")[0] if place % 9 == 8 else one,
                    _again(home) if place % 7 == 3 else home,
                    True,
                )
        if since == 2 and self.books:
            unit, month = self.context.units.expected(self._month())[7], self._month()
            until = self.context.configuration.working_calendar.days_of(month).due + 3 * _DAY
            extend(self.context.warehouse, month, unit, until, "Lan", "xã bị ngập")
            self.written["journal"] += 1

    def _correct(self, month: Period) -> None:
        """After the report: the month is closed, reopened for one unit, its correction taken, the report revised."""
        if not self._has(month):
            return
        warehouse, today = self.context.warehouse, self.context.clock.today
        said = close(warehouse, month, "Lan", today)  # nothing where the lock day was before
        said += reopen(warehouse, month, "Lan", "xã nộp bản sửa, công văn số 12", today)
        one = self.books[5]
        one.households[0]["informed"] = 1 - bool(one.households[0]["informed"])
        self._put(one, _again(path_in(self.inbox, one)), True)
        self.collection()
        self.report(month)
        said += close(warehouse, month, "Lan", today)
        self.written["journal"] += len(said)

    def _put(self, one: Book, path: Path, is_good: bool = False) -> None:
        fast_write(one, path)
        self.laid.add(path)
        self.written["submission"] += 1
        moment = dt.datetime.combine(self.context.clock.today, dt.time(), HANOI).timestamp()
        os.utime(path, (moment + self.written["submission"] / 1000,) * 2)
        if is_good:
            self.taken.append(one)

    def _has(self, month: Period) -> bool:
        return bool(self.books) and self.books[0].period == month.code

    def _month(self) -> Period:
        return Period.parse(self.books[0].period)


@contextlib.contextmanager
def year_office(folder: Path, **size: int) -> Iterator[YearOffice]:
    """In a folder, with a mail server of its own; what a run's page would show goes nowhere."""
    received = Received()
    config = daily_configuration(folder / "config")
    with mail_server(received) as port, pytest.MonkeyPatch.context() as patch:
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_tls": "none"}
        patch.setattr("tasks.support.artifacts.create_markdown_artifact", lambda **_: None)
        with office_in(folder, config=str(config), answers="true", **smtp):
            yield YearOffice(folder, received=received, **size)


def days_of_the_year(last: dt.date = dt.date(2020, 12, 31)) -> Iterator[dt.date]:
    """From the day on which the plan's baseline is first asked for."""
    day = dt.date(2019, 12, 16)
    while day <= last:
        yield day
        day += _DAY


def rare_person(number: int) -> dict[str, str]:
    """A name that no other household has, nor any text of ours, and a note in words as rare."""
    rest, first = divmod(number, len(_FIRST_NAMES))
    rest, second = divmod(rest, len(_GIVEN_NAMES))
    rest, third = divmod(rest, len(_GIVEN_NAMES))
    family, given, own = _FIRST_NAMES[first], _GIVEN_NAMES[second], _GIVEN_NAMES[third]
    middle = _MIDDLE_NAMES[rest]
    return {"head_name": f"{family} {middle} {given} {own}", "note": f"Cháu {own} {given} {family} {middle} ốm nặng"}


def _again(home: Path) -> Path:
    return home.with_name(f"{home.stem} gửi lại.xlsx")


def _working_days(calendar: object, start: dt.date, day: dt.date) -> int:
    """How many working days after `start` a day is."""
    return sum(calendar.is_working_day(start + step * _DAY) for step in range(1, (day - start).days + 1))

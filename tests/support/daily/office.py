"""An office whose shared folder, mail server and orders live through a month, day by day."""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

import openpyxl

from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata.reporting_schedule import collected_month
from tests.conftest import GOLDEN, PROJECT
from tests.support.config_folder import change
from tests.support.daily.script import DUE, PENDING_SUBJECT, STORIES, Story
from tests.support.mail_server import Received
from tests.support.office import Office
from tests.support.old_fonts import tcvn3
from tests.support.workbooks import Book, break_rule, fast_write, month_of, next_book, path_in, write_month

MONTH = "2020-03"
BEFORE = {"2019-12": "2019-12-18", "2020-01": "2020-01-16", "2020-02": "2020-02-18"}  # month → day of its collection
LOCK_WORKING_DAYS = 5
_RETURNED = "_phan-hoi"


@dataclass(frozen=True)
class Mail:
    day: str
    recipient: str
    subject: str
    text: str


def daily_configuration(folder: Path) -> Path:
    """The product's configuration with reminders, chairmen and a lock day."""
    shutil.copytree(PROJECT / "config", folder)
    change(folder / "calendar.toml", "lock_working_days = 0", f"lock_working_days = {LOCK_WORKING_DAYS}")
    change(folder / "operation.toml", "[reminders]\nenabled = false", "[reminders]\nenabled = true")
    chairmen = "\n".join(f'{story.unit} = "{chairman(story.unit)}"' for story in STORIES)
    recipients = folder / "recipients.toml"
    recipients.write_text(recipients.read_text("utf-8") + f"\n[communes.chairmen]\n{chairmen}\n", "utf-8")
    return folder


def chairman(unit: str) -> str:
    return f"chu-tich-{unit}@thachha.example"


@dataclass
class DailyOffice(Office):
    """`before` are the books of February, `books` the good ones of March; `final` the bytes of what is in force in the end."""

    received: Received = field(default_factory=Received)
    mails: list[Mail] = field(default_factory=list)
    before: dict[str, Book] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    final: dict[str, bytes] = field(default_factory=dict)

    def begin(self) -> None:
        """What came before March is collected and in order, each month in its time; nobody was told anything yet."""
        units = [(unit.code, unit.name) for unit in self.context.units.expected(Period.parse(MONTH))]
        for month, day in BEFORE.items():
            self.today = day
            books = month_of(units, month, poor=6, near_poor=7)
            write_month(self.inbox, books)
            self.collect(month)
            assert set(self.statuses(month).values()) == {"accepted"}
        self.before = {one.unit: one for one in books}
        self.books = {one.unit: next_book(one) for one in books}

    def lay_final(self, final: dict[str, bytes]) -> None:
        """Only the good workbooks of March, as they were in the end."""
        for unit, data in final.items():
            path_in(self.inbox, self.books[unit]).write_bytes(data)

    def is_working_day(self, day: str) -> bool:
        return self.context.configuration.working_calendar.is_working_day(dt.date.fromisoformat(day))

    def lay(self, day: int) -> None:
        """What the units do before a day's collection; the files say so, in their order."""
        known = {path: path.stat().st_mtime for path in self._laid()}
        for story in STORIES:
            if day in story.lays:
                self._do(story.unit, story.lays[day], day)
        new = [path for path in self._laid() if path.stat().st_mtime != known.get(path)]
        midnight = dt.datetime.combine(dt.date.fromisoformat(f"{MONTH}-{day:02}"), dt.time(), HANOI).timestamp()
        for number, path in enumerate(sorted(new, key=lambda path: path.stat().st_mtime)):
            os.utime(path, (midnight + number / 1000,) * 2)

    def _laid(self) -> list[Path]:
        return [path for path in self.inbox.rglob("*") if path.is_file() and _RETURNED not in path.parts]

    def collecting(self, day: str) -> Iterator[str]:
        """A day's collection as the flow does it, step by step."""
        from tasks.feedback import feedback
        from tasks.remind import remind

        self.today = day
        month = collected_month(self.context.configuration.working_calendar, dt.date.fromisoformat(day)).code
        yield from self.steps(month)
        feedback.fn(day)
        yield "feedback"
        remind.fn(month, day)
        yield "remind"

    def collect_day(self, day: str) -> None:
        for _ in self.collecting(day):
            pass
        self.read_mails(day)

    def read_mails(self, day: str) -> None:
        """What the mail server took since it was last asked, as of a day."""
        for recipient, data in self.received.letters[len(self.mails) :]:
            letter = email.message_from_bytes(data, policy=policy.default)
            body = letter.get_body(("plain",))
            self.mails.append(Mail(day, recipient, str(letter["Subject"]), body.get_content() if body else ""))

    def returned(self, unit: str) -> list[Path]:
        """The files laid into a unit's folder for it."""
        return sorted(path for path in self._folder(unit).rglob("*") if _RETURNED in path.parts and path.is_file())

    def everything(self) -> object:
        """All that must be the same after the same collection has run twice."""
        import sqlalchemy as sa

        from giamngheo.warehouse import schema

        with self.context.warehouse.reading() as connection:
            sent = sorted(map(tuple, connection.execute(sa.select(schema.message)).all()))
            answers = sorted(map(tuple, connection.execute(sa.select(schema.answer)).all()))
        files = {
            path.relative_to(self.inbox): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.inbox.rglob("*")
            if path.is_file() and path.suffix != ".html"
        }
        return self.rows(), sent, answers, files, len(self.received.letters)

    def _do(self, unit: str, verb: str, day: int) -> None:
        good = self.books[unit]
        home = path_in(self.inbox, good)
        again = home.with_name(f"{home.stem} gửi ngày {day}.xlsx")
        match verb.split():
            case ["good"]:
                self.final[unit] = fast_write(good, home).read_bytes()
            case ["good", "again"]:
                self.final[unit] = fast_write(good, again).read_bytes()
            case ["good", "into", other]:
                self.final[unit] = fast_write(good, self._folder(other) / home.name).read_bytes()
            case ["warning"]:
                odd, _ = break_rule(good, "H318")
                self.final[unit] = fast_write(odd, home).read_bytes()
            case ["other"]:
                good.households[0]["informed"] = 0
                self.final[unit] = fast_write(good, again).read_bytes()
            case ["too", "late"]:
                good.households[1]["informed"] = 0
                fast_write(good, again)
            case ["bad", rule]:
                bad, _ = break_rule(good, rule)
                fast_write(bad, again)
            case ["old", "font"]:
                fast_write(_in_old_font(break_rule(good, "H307")[0]), again)
            case ["mend"]:
                self.final[unit] = _mended(self.returned(unit)[0], good, again)
            case ["february"]:
                self.before[unit].households[0]["informed"] = 0
                fast_write(self.before[unit], home)
            case ["april"]:
                fast_write(next_book(good), home.with_name("BC-GN-01 tháng sau.xlsx"))
            case ["empty"]:
                home.write_bytes(b"")
            case ["password"]:
                shutil.copy(next((GOLDEN / "hazards" / "10-encrypted").rglob("*.xlsx")), again)
            case ["litter"]:
                (home.parent / f"~${home.name}").write_bytes(b"\x05Lan" * 20)
                (home.parent / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
            case ["copy"]:
                shutil.copy(home, home.with_name(f"Bản sao {home.name}"))
            case ["copy", "into", other]:
                shutil.copy(home, self._folder(other) / home.name)
            case ["take", "away"]:
                home.unlink()
            case ["move", "home"]:
                (lost,) = [path for path in self.inbox.rglob(home.name) if _RETURNED not in path.parts]
                lost.rename(home)
            case _:
                raise ValueError(verb)

    def _folder(self, unit: str) -> Path:
        return path_in(self.inbox, self.books[unit]).parent


def _in_old_font(one: Book) -> Book:
    """Names and villages as the fonts of before Unicode stored them."""
    for row in one.households:
        row.update({key: tcvn3(row[key]) for key in ("head_name", "village", "classification", "change")})
    return one


def _mended(marked: Path, good: Book, target: Path) -> bytes:
    """The returned workbook with right numbers where it is coloured, saved beside it by a spreadsheet program."""
    workbook = openpyxl.load_workbook(marked)
    sheet = workbook["Danh sách hộ"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert cells
    for cell in cells:
        code = sheet.cell(cell.row, 2).value
        cell.value = next(row["insured"] for row in good.households if row["household_code"] == code)
    workbook.save(target)
    return target.read_bytes()


def addressed(office: DailyOffice, story: Story, mail: str) -> tuple[str, str]:
    """(recipient, subject) of a mail of the script."""
    kind, *more = mail.split()
    small = office.books[story.unit].unit_name
    small = small[0].lower() + small[1:]
    own = office.context.configuration.communes.addresses[story.unit]
    if kind == "nhắc":
        due = next((word for word in more if "/" in word), DUE)
        recipient = chairman(story.unit) if "CT" in more else own
        return recipient, f"Nhắc nộp báo cáo giảm nghèo T3/2020, {small}: hạn {due}"
    if kind == "chờ":
        return own, f"{PENDING_SUBJECT}, {small}"
    version, month = more[0], more[1] if len(more) > 1 else "T3/2020"
    what = "báo cáo giảm nghèo" if month == "-" else f"báo cáo giảm nghèo {month}"
    again = ", có chỗ cần xem lại" if version.endswith("?") else ""
    begin = "Đã nhận " if kind == "nhận" else "TRẢ LẠI: "
    return own, f"{begin}{what} lần {version.rstrip('?')}, {small}{again}"

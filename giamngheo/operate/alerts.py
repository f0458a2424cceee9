"""Word to the operator: each trouble is told once to each address, by mail, and written down in a file of its own.

Files, not rows: that the warehouse or Prefect is away must be told too. A notice is known by its key; it is written
before it is sent, and marked when the mail server has taken it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import quote

from giamngheo.core.formats import local_day, moment
from giamngheo.core.templates import template
from giamngheo.metadata.operation import Operator
from giamngheo.metadata.settings import Settings
from giamngheo.send.message import Message

_FIRST_REST, _LONGEST_REST = dt.timedelta(seconds=20), dt.timedelta(minutes=30)
_MOMENTS = ("seen_at", "tried_at", "sent_at")


@dataclass(frozen=True)
class Notice:
    """A trouble. `key` is its identity: told once. `code` leads to the handbook; moments are UTC."""

    key: str
    title: str
    sentence: str
    code: str
    link: str = ""
    seen_at: dt.datetime | None = None
    tries: int = 0
    tried_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    answer: str = ""

    def is_ripe(self, now: dt.datetime) -> bool:
        """Whether it may be tried (again): a mail server that refused is asked more and more seldom."""
        return self.tried_at is None or now - self.tried_at >= min(_FIRST_REST * 2**self.tries, _LONGEST_REST)


@dataclass(frozen=True)
class Ledger:
    """The notices that one address was ever to get, one file each."""

    folder: Path

    @classmethod
    def of(cls, home: Path, address: str) -> Ledger:
        return cls(home / "notices" / quote(address, safe="@"))

    def note(self, notice: Notice, now: dt.datetime) -> bool:
        """Write a notice down; `False` if it is known already."""
        path = self._path(notice.key)
        if path.exists():
            return False
        self._write(path, replace(notice, seen_at=now))
        return True

    def waiting(self) -> list[Notice]:
        """Notices that nobody was sent yet, oldest first."""
        found = [notice for notice in self._all() if notice.sent_at is None]
        return sorted(found, key=lambda notice: (notice.seen_at or dt.datetime.min, notice.key))

    def mails_on(self, day: dt.date) -> int:
        """How many letters went out on a day: those that were sent together are one."""
        return len({notice.sent_at for notice in self._all() if notice.sent_at and local_day(notice.sent_at) == day})

    def mark(self, notices: Iterable[Notice], answer: str, now: dt.datetime, is_taken: bool) -> None:
        """What the mail server answered to the letter about these notices."""
        for notice in notices:
            tried = replace(
                notice, answer=answer, tries=notice.tries + 1, tried_at=now, sent_at=now if is_taken else None
            )
            self._write(self._path(notice.key), tried)

    def _all(self) -> list[Notice]:
        found = []
        for path in self.folder.glob("*.json"):
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                times = {name: dt.datetime.fromisoformat(data[name]) for name in _MOMENTS if data[name]}
                found.append(Notice(**data | times))
            except (OSError, ValueError, TypeError, KeyError):
                continue  # a broken file tells nothing; the trouble, if it lasts, has other keys
        return found

    def _write(self, path: Path, notice: Notice) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        text = json.dumps(asdict(notice), ensure_ascii=False, indent=1, default=dt.datetime.isoformat)
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)

    def _path(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"


def beat(home: Path) -> None:
    """A sign of life, for whoever watches the watch."""
    (home / "notices").mkdir(parents=True, exist_ok=True)
    (home / "notices" / "beat").touch()


def bundles(waiting: Sequence[Notice], room: int) -> list[list[Notice]]:
    """Which notices go out in which letter: each alone, while there is room; the last letter takes all the rest."""
    if room <= 0:
        return []
    alone = waiting if len(waiting) <= room else waiting[: room - 1]
    rest = waiting[len(alone) :]
    return [[notice] for notice in alone] + ([list(rest)] if rest else [])


def letter(
    notices: Sequence[Notice], address: str, operator: Operator, settings: Settings, now: dt.datetime
) -> Message:
    """The letter about one trouble, or about several together."""
    first = notices[0]
    many = len(notices) > 1
    subject = f"[giamngheo] {len(notices)} sự cố" if many else f"[giamngheo] {first.title}"
    identity = hashlib.sha256(" ".join([address, *(notice.key for notice in notices)]).encode()).hexdigest()[:24]
    said = {"notices": [asdict(notice) | {"seen": moment(notice.seen_at)} for notice in notices], "title": subject}
    return Message(
        message_id=f"<notice.{identity}@{settings.smtp.sender.rpartition('@')[2] or 'localhost'}>",
        sender=settings.smtp.sender,
        sender_name=settings.smtp.sender_name,
        recipient=address,
        recipient_name=operator.name,
        subject=subject,
        text=template("giamngheo.operate", "notice.txt.j2").render(said).strip() + "\n",
        html=template("giamngheo.operate", "notice.html.j2").render(said),
        written_at=now,
    )

"""Tries: a world is copied, its run disturbed in a forked process, run again as life would, and compared."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import logging
import os
import pickle
import shutil
import signal
import ssl
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tasks.send
import tasks.support.artifacts
import tasks.support.opened
from expectations import judge
from giamngheo.context import open_context
from giamngheo.core import files
from giamngheo.core.clock import Clock
from giamngheo.feedback import returned_workbook
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.problems import of_the_warehouse
from giamngheo.read.workbook import read_workbook
from giamngheo.report import publish
from giamngheo.send.kinds import REPORT
from giamngheo.send.outbox import QueuedMessage, messages
from giamngheo.warehouse.engine import Warehouse, open_warehouse
from tests.support.every_write.database import Database, Postgresql, Sqlite
from tests.support.every_write.flows import Ended, Wake, run
from tests.support.every_write.outcome import Outcome, differences, outcome
from tests.support.every_write.seam import Fault, Writes
from tests.support.every_write.worlds import Story, configured, stories
from tests.support.mail_server import Received, mail_server
from tests.support.office import move_in

KINDS = ("kill", "error", "full")
_TIME = dt.time(2, 30)  # half past nine in Vietnam; a report says when a workbook was received


@dataclass(frozen=True)
class Tried:
    """What came of a fault. `ends`: how the disturbed run and those after it ended; `twice`: letters that came once more;
    `wrong`: what is not as it must be."""

    story: str
    fault: Fault
    write: str
    ends: list[str]
    twice: int
    wrong: list[str]


@dataclass(frozen=True)
class _Left:
    """What a process says of its run: its writes, and its log's warnings; nothing where it was killed."""

    ended: Ended | None = None
    seen: list[str] = field(default_factory=list)
    warnings: str = ""

    @property
    def is_done(self) -> bool:
        return self.ended is not None and not self.ended.error

    def __str__(self) -> str:
        return f"{self.ended.state} {self.ended.error}".strip() if self.ended else "killed"


@dataclass
class Laboratory:
    """One folder in which every world stands in its turn: what was read and drawn once is known by its place."""

    folder: Path
    received: Received
    database: Database
    undisturbed: dict[str, Outcome] = field(default_factory=dict)
    writes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def world(self) -> Path:
        return self.folder / "world"

    def make(self, story: Story) -> None:
        """Its world, and what its run leaves that nothing disturbs: twice, for that must be the same itself."""
        shutil.rmtree(self.world, ignore_errors=True)
        (self.world / "inbox").mkdir(parents=True)
        self.database.empty()
        open_warehouse.cache_clear()
        for lays, wake in story.before:
            self._finished(lays, wake)
        story.lays(self.world / "inbox")
        shutil.copytree(self.world, self.folder / story.name)
        self.database.keep(story.name)
        self.received.letters.clear()
        self._finished(lambda _: None, story.wake)
        self.undisturbed[story.name] = self._looked_at(self._outcome)
        self._back_to(story)
        left = self._in_a_process(story.wake, None)
        self.writes[story.name] = left.seen
        assert left.is_done
        wrong = differences(self.undisturbed[story.name], self._looked_at(self._outcome), set())
        assert not wrong, (story.name, wrong)

    def _finished(self, lays: Callable[[Path], None], wake: Wake) -> None:
        lays(self.world / "inbox")
        ended = run(wake)
        open_context(wake.today).warehouse.engine.dispose()  # no connection of ours goes into a process
        assert not ended.error, (wake, ended)

    def _back_to(self, story: Story) -> None:
        shutil.rmtree(self.world)
        shutil.copytree(self.folder / story.name, self.world)
        self.database.back_to(story.name)
        self.received.letters.clear()
        files._LOOKED_INTO.clear()  # a new process has looked into no folder; these may bear the numbers of others' folders

    def tried(self, story: Story, fault: Fault) -> Tried:
        self._back_to(story)
        runs = [self._in_a_process(story.wake, fault)]
        self.database.number_on()
        uncertain = self._looked_at(_uncertain)
        wrong = [*_unforeseen(runs[0]), *self._looked_at(lambda warehouse: _not_told(warehouse, uncertain, runs[0]))]
        for wake in _runs_after(story.wake, fault):
            runs.append(self._in_a_process(wake, None))
            if runs[-1].is_done and not self._looked_at(_uncertain):
                break
            wrong += _unasked(runs[-1], uncertain)
        else:
            wrong.append("no run after it came to a good end")
        now, was = self._looked_at(self._outcome), self.undisturbed[story.name]
        wrong += differences(was, now, {one.message_id for one in uncertain})
        twice = now.letters - was.letters
        wrong += self._looked_at(lambda warehouse: _unknown_copies(warehouse, now.letters, twice, runs[1:]))
        write = self.writes[story.name][fault.at - 1]
        return Tried(story.name, fault, write, [str(each) for each in runs], sum(twice.values()), wrong)

    def _outcome(self, warehouse: Warehouse) -> Outcome:
        return outcome(warehouse, self.world, self.received.letters)

    def _looked_at(self, look: Callable[[Warehouse], Any]) -> Any:
        warehouse = open_context("2020-03-31").warehouse
        try:
            return look(warehouse)
        finally:
            warehouse.engine.dispose()

    def _in_a_process(self, wake: Wake, fault: Fault | None) -> _Left:
        said = self.folder / "said.json"
        said.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            try:
                _victim(wake, fault, said)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert fault
            assert os.WTERMSIG(status) == signal.SIGKILL
            return _Left()
        assert os.WEXITSTATUS(status) == 0, (wake, fault)
        found = json.loads(said.read_text(encoding="utf-8"))
        return _Left(Ended(**found["ended"]), found["seen"], found["warnings"])


def _victim(wake: Wake, fault: Fault | None, said: Path) -> None:
    """In the child."""
    writes, warnings = Writes(fault), _warnings()
    tasks.support.artifacts.create_markdown_artifact = writes.page()  # type: ignore[assignment]
    writes.number_all()
    ended = run(wake)
    seen, writes.fault = [*writes.seen], None
    told = {"ended": asdict(ended), "seen": seen, "warnings": warnings.getvalue()}
    said.write_text(json.dumps(told), encoding="utf-8")
    os._exit(0)


def _warnings() -> io.StringIO:
    """What the log of this process's run warns of."""
    text, log = io.StringIO(), logging.getLogger("giamngheo")
    log.handlers, log.propagate = [logging.StreamHandler(text)], False
    log.setLevel(logging.WARNING)
    logging.disable(logging.NOTSET)
    return text


def _runs_after(wake: Wake, fault: Fault) -> list[Wake]:
    """Somebody presses Retry; or, after every other fault, another run comes, as the schedule or somebody wakes it, and then
    its Retry: a report that is not certain to have arrived goes again when somebody presses. At last another run by hand:
    units get theirs again by it."""
    again = replace(wake, attempt=2)
    another = replace(wake, own=wake.own.replace("-1", "-2"))
    by_hand = replace(wake, own=wake.own.replace("-1", "-3"), is_scheduled=False)
    return [*([again] if fault.at % 2 else [another, replace(another, attempt=2)]), by_hand]


def _uncertain(warehouse: Warehouse) -> list[QueuedMessage]:
    return [one for one in messages(warehouse) if one.is_uncertain]


def _not_told(warehouse: Warehouse, uncertain: list[QueuedMessage], left: _Left) -> list[str]:
    """Of a report that is not certain to have arrived the operator is told by `giamngheo problems`; of any other message by
    the log of its run, where that ended well."""
    asked = " ".join(
        one.what
        for one in of_the_warehouse(warehouse, open_context().clock.today)
        if one.what.startswith("Không chắc đã đến")
    )
    return [
        f"not told: {one.key}"
        for one in uncertain
        if (one.kind == REPORT and one.recipient_name not in asked)
        or (left.is_done and f"Thư gửi {one.recipient_name} không chắc đã đến" not in left.warnings)
    ]


def _unasked(left: _Left, uncertain: list[QueuedMessage]) -> list[str]:
    """The one failure that a run after it may have: the schedule names whom to ask, and does not send again by itself."""
    assert left.ended
    names = {one.recipient_name for one in uncertain if one.kind == REPORT}
    if left.is_done or (left.ended.error == "MailNotDelivered" and all(name in left.ended.sentence for name in names)):
        return []
    return [f"the run after it: {left.ended}"]


def _unknown_copies(
    warehouse: Warehouse,
    taken: Counter[tuple[str, str, str]],
    twice: Counter[tuple[str, str, str]],
    runs: list[_Left],
) -> list[str]:
    """The outbox counts each copy that a server has taken, and the run that sends another tells it."""
    copies = Counter({identity: count for (_, identity, _), count in taken.items()})
    again = {identity for _, identity, _ in twice}
    told = "".join(each.warnings for each in runs)
    return [
        f"copies of {one.key}"
        for one in messages(warehouse)
        if one.copies < copies[one.message_id]
        or (one.message_id in again and f"Gửi lại cho {one.recipient_name} thư" not in told)
    ]


def _unforeseen(left: _Left) -> list[str]:
    """A full disk is told as what it is."""
    return [f"unforeseen: {left.ended.sentence}"] if left.ended and left.ended.error == "Unforeseen" else []


@contextmanager
def laboratory(is_postgresql: bool = False) -> Iterator[Laboratory]:
    """Reading, judging and drawing write nothing: done once, remembered, so that a try takes a fraction of a second."""
    received = Received()
    with tempfile.TemporaryDirectory() as name, mail_server(received) as port, pytest.MonkeyPatch.context() as patch:
        database = Postgresql(Path(name) / "postgresql") if is_postgresql else Sqlite()
        own = Laboratory(Path(name), received, database)
        move_in(patch, own.world / "home", own.world / "inbox")
        smtp = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "none", "TIMEOUT_SECONDS": "5", "ANSWER_SECONDS": "5"}
        for setting, value in smtp.items():
            patch.setenv(f"GIAMNGHEO_SMTP_{setting}", value)
        patch.setenv("GIAMNGHEO_WAREHOUSE_URL", database.url)
        patch.setenv("GIAMNGHEO_ANSWERS", "true")
        patch.setenv("GIAMNGHEO_CONFIG", str(configured(own.folder)))
        patch.setattr(Clock, "now", property(lambda clock: dt.datetime.combine(clock.today, _TIME)))
        patch.setattr(tasks.support.artifacts, "create_markdown_artifact", lambda **_: None)
        patch.setattr(tasks.support.opened, "read_apart", cache(read_workbook))
        patch.setattr(judge, "failures", _remembered(lambda *given, work=judge.failures: list(work(*given))))
        patch.setattr(
            publish, "each_report_file", _remembered(lambda *given, work=publish.each_report_file: list(work(*given)))
        )
        patch.setattr(returned_workbook, "annotated_workbook", _remembered(returned_workbook.annotated_workbook))
        patch.setattr(tasks.send, "message_of", _remembered(tasks.send.message_of))
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        logging.disable()
        try:
            yield own
        finally:
            database.end()
            logging.disable(logging.NOTSET)
            load_settings.cache_clear()


def _remembered(work: Callable[..., Any]) -> Callable[..., Any]:
    """By all that it is given, to the last cell."""
    known: dict[bytes, Any] = {}

    def remembered(*given: Any) -> Any:
        key = hashlib.sha256(pickle.dumps([sorted(one) if isinstance(one, set) else one for one in given])).digest()
        if key not in known:
            known[key] = work(*given)
        return known[key]

    return remembered


def tries(own: Laboratory, names: Sequence[str], kinds: Sequence[str], every: int) -> Iterator[Tried]:
    """A fault of each kind at each write, or at every so many-th one, another for each kind."""
    for story in (stories()[name] for name in names):
        own.make(story)
        for number, kind in enumerate(kinds):
            for at in range(1 + number * every // len(kinds), len(own.writes[story.name]) + 1, every):
                yield own.tried(story, Fault(kind, at))

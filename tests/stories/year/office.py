"""The office that lives through the year: collections, closings and reports by the product's own steps, mail into files."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.report.content import ReportContent
from giamngheo.report.publish import find_report, kept_files
from giamngheo.store.deadlines import close, reopen
from tests.stories.year.script import Script, Step
from tests.support.config_folder import change
from tests.support.office import Office, office_in
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import fast_write

_MIDNIGHT = dt.time(0)  # before any hour at which the test may run: a time to come would not be believed


@dataclass(frozen=True)
class Published:
    """A report as it is kept, its annex of figures and its Word file, and how many of the script's steps had been lived when it
    was made (its own too)."""

    period: str
    lived: int
    content: ReportContent = field(repr=False)
    annex: bytes = field(repr=False)
    paper: bytes = field(repr=False)


@dataclass
class YearLived(Office):
    script: Script = field(default_factory=lambda: Script(1), repr=False)
    published: list[Published] = field(default_factory=list, repr=False)

    @property
    def config(self) -> Path:
        return self.home / "config"

    def live(self) -> None:
        for number, step in enumerate(self.script.steps, 1):
            self.today = step.day.isoformat()
            self._live(step)
            for period in step.reports:
                self.published.append(self._report(period, number))

    def _live(self, step: Step) -> None:
        context = self.context
        if step.reopened:
            reopen(context.warehouse, Period.parse(step.reopened), "Lan", "công văn số 12", step.day)
        for one in step.laid:
            path = fast_write(one.book, one.path(self.inbox))
            os.utime(path, (dt.datetime.combine(one.day, _MIDNIGHT, HANOI).timestamp(),) * 2)
        self.collect(step.month)
        if step.closed:
            close(context.warehouse, Period.parse(step.closed), "Lan", step.day)
        if step.lays_next_plan:
            self._lay_next_plan()

    def _report(self, period: str, lived: int) -> Published:
        from tasks.report import report
        from tasks.send import send

        send.fn(period, report.fn(period, self.today), self.today)
        made = find_report(self.context, Period.parse(period))
        files = {
            file.kind: data for file, data in kept_files(self.context.archive, made, FULL_REPORT, ["word", "excel"])
        }
        return Published(period, lived, made.content, annex=files["excel"], paper=files["word"])

    def _lay_next_plan(self) -> None:
        """As `giamngheo init --from-year 2020` does, and what it asks to be written is written."""
        from commands.init import init

        with contextlib.redirect_stdout(io.StringIO()):
            init(from_year=2020)
        plan = self.config / "plans" / "2021.toml"
        for key in ("number", "title"):
            change(plan, f'{key} = "CẦN GHI: ', f'{key} = "')
        load_configuration.cache_clear()


@contextlib.contextmanager
def year_lived(folder: Path, seed: int) -> Iterator[YearLived]:
    config = with_few_recipients(folder)
    with pytest.MonkeyPatch.context() as patch, office_in(folder, config=str(config)):
        patch.setattr("tasks.support.artifacts.create_markdown_artifact", lambda **_: None)
        yield YearLived(folder, script=Script(seed))

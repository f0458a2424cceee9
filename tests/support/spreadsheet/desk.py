"""The whole way of a defect, many side by side: filled in and broken in LibreOffice, judged, marked, mended, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.finding import Finding
from giamngheo.check.reference_data import ReferenceData
from giamngheo.feedback.annotate import annotated_workbook
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import read_workbook
from tests.support.returned import OUTCOME
from tests.support.spreadsheet.defects import DEFECTS, Defect, Step
from tests.support.spreadsheet.paper import MONTH, UNIT, Paper, reported
from tests.support.spreadsheet.program import Job, LibreOffice

KINDS = ("xlsx", "xls", "ods")
TODAY = dt.date(2020, 3, 17)


class Case(NamedTuple):
    """A defect in the officer's format."""

    code: str
    kind: str

    @property
    def defect(self) -> Defect:
        return DEFECTS[self.code]


@dataclass
class Trip:
    """What became of a case: the file that was sent, the cells that were coloured in what came back, the findings."""

    sent: Path
    found: list[Finding] = field(default_factory=list)
    coloured: set[tuple[str, str]] = field(default_factory=set)
    found_again: list[Finding] = field(default_factory=list)
    error: str = ""


@dataclass
class Desk:
    """Works in LibreOffice as the commune does, and judges as the district does."""

    office: LibreOffice
    configuration: Configuration
    folder: Path

    def round_trips(self, cases: Sequence[Case]) -> dict[Case, Trip]:
        """A trip ends where LibreOffice could not do what it was told; then it says so."""
        trips = {case: Trip(self._sent(case)) for case in cases}
        self._work({case: self._breaking(case) for case in cases}, trips)
        sent = {case: trip for case, trip in trips.items() if not trip.error}
        for case, found in self.judged({case: (trip.sent, case.defect.folder) for case, trip in sent.items()}).items():
            trips[case].found = found
        self._work({case: self._mending(case, trip) for case, trip in sent.items()}, trips)
        mended = [case for case, trip in sent.items() if not trip.error]
        for case, found in self.judged({case: (self._mended(case), UNIT) for case in mended}).items():
            trips[case].found_again = found
        return trips

    def judged(self, files: Mapping[Any, tuple[Path, str]]) -> dict[Any, list[Finding]]:
        """The findings of files that lie in units' folders."""
        items = [
            Item(at, folder, read_workbook(path.read_bytes(), path.name, self.configuration.form, ReadingLimits()))
            for at, (path, folder) in enumerate(files.values())
        ]
        found = judge(Batch(tuple(items), ReferenceData(self.configuration, TODAY, reported())))
        return {name: found[at] for at, name in enumerate(files)}

    @cached_property
    def filled(self) -> dict[str, Path]:
        """The form filled in without a mistake, by format."""
        return self.saved("filled", [])

    def saved(self, name: str, steps: Sequence[Step]) -> dict[str, Path]:
        """The form filled in, and some steps more, by format."""
        paths = {kind: self.folder / f"{name}.{kind}" for kind in KINDS}
        saved = [(str(path), kind, {}) for kind, path in paths.items()]
        (told,) = self.office.work([Job(self._form(MONTH), [*self.paper().filled(), *steps], saved)])
        assert "error" not in told, told
        return paths

    def paper(self, month: str = MONTH) -> Paper:
        return Paper(self.configuration, month)

    # ------------------------------------------------------------ jobs

    def _work(self, jobs: Mapping[Case, Job], trips: Mapping[Case, Trip]) -> None:
        for case, told in zip(jobs, self.office.work(list(jobs.values())), strict=True):
            trips[case].error += told.get("error", "")
            trips[case].coloured |= {(sheet, cell) for sheet, cell in told.get("saw", ())}

    def _breaking(self, case: Case) -> Job:
        """In the filled form; another month's is filled in first."""
        defect, paper = case.defect, self.paper(case.defect.month)
        is_filled = defect.month == MONTH
        form = str(self.filled[case.kind]) if is_filled else self._form(defect.month)
        kind = defect.saved_as.get(case.kind, case.kind)
        steps = [*([] if is_filled else paper.filled()), *defect.plant(paper)]
        return Job(form, steps, [(str(self._sent(case)), kind, dict(defect.told))])

    def _mending(self, case: Case, trip: Trip) -> Job:
        """In the workbook that was returned; the file that was sent, or what it was made from, where none is."""
        defect, right = case.defect, str(self.filled["ods"])
        steps = [*([["look"]] if defect.why else []), *defect.mend(self.paper())]
        saved = [(str(self._mended(case)), case.kind, {})]
        if defect.saved_as:
            return Job(right, steps, saved, right)
        if not defect.is_returned:
            return Job(str(trip.sent), steps, saved, right, dict(defect.told))
        returned = self._path("returned", case, "xlsx")
        annotated = annotated_workbook(
            trip.sent.read_bytes(), trip.sent.name, trip.found, OUTCOME, self.configuration.form
        )
        returned.write_bytes(annotated.data)
        return Job(str(returned), steps, saved, right)

    # ------------------------------------------------------------ files

    def _form(self, month: str) -> str:
        path = self.folder / f"{month}.xlsx"
        if not path.exists():
            path.write_bytes(self.paper(month).data)
        return str(path)

    def _sent(self, case: Case) -> Path:
        kind = case.defect.saved_as.get(case.kind, case.kind)
        return self._path("sent", case, case.defect.ending.get(case.kind, kind))

    def _mended(self, case: Case) -> Path:
        return self._path("mended", case, case.kind)

    def _path(self, name: str, case: Case, ending: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder / f"{case.code}-{case.kind}.{ending}"

"""What becomes of mutated workbooks: each is read as the product reads what arrives, and what it accepts is compared, cell by
cell, with what LibreOffice shows of the same file."""

from __future__ import annotations

import datetime as dt
import io
import multiprocessing
import resource
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
from pebble import ProcessPool

from giamngheo.core.memory import bound_memory
from giamngheo.metadata.form import Form
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.layout import Located
from giamngheo.read.pool import read_apart
from giamngheo.read.seen.worksheet import address_of
from giamngheo.read.workbook import Reading
from tests.support.mutated import Mutant, mutant
from tests.support.mutated.containers import with_slashes
from tests.support.spreadsheet import LibreOffice
from tests.support.witness import Texts, Witness, compare

# What a child may use of one: far less than the office allows, so that what grows without bound is found.
LIMITS = ReadingLimits(memory_mb=300, seconds=20)
_AT_ONCE = 100  # files
_LOOKED_AT_TWICE = 5  # one of so many is shown by LibreOffice though the first look agrees
_APART_MB = 1024
_MOST_FILES = 400  # before LibreOffice is started anew
_MOST_WRITTEN = 300 * 2**20  # bytes of one file


@dataclass(frozen=True)
class Trial:
    """`end`: `refused`, `crashed`, `stopped` (over its bounds), `agrees`, `differs`, or `unjudged`, where no program opens it
    but ours; `told`: the fault, or the differences; `by`: who has judged."""

    mutant: Mutant
    end: str
    told: tuple[str, ...] = ()
    is_clean: bool = False
    by: str = ""

    def __str__(self) -> str:
        return f"{self.mutant}: {self.end} {'; '.join(self.told[:5])}"


def table(counts: Counter[tuple[str, str]]) -> str:
    """How many of each kind ended how."""
    ends = ("refused", "agrees", "differs", "unjudged", "stopped", "crashed")
    lines = [f"{'kind':6}{'read':>7}" + "".join(f"{end:>10}" for end in ends)]
    for kind in dict.fromkeys(kind for kind, _ in sorted(counts)):
        found = [counts[kind, end] for end in ends]
        lines.append(f"{kind:6}{sum(found):>7}" + "".join(f"{count:>10}" for count in found))
    return "\n".join(lines)


def tried(numbers: Sequence[int], form: Form, folder: Path) -> Iterator[Trial]:
    """Each of these workbooks, some dozen at a time."""
    judge = _Judge(folder)
    try:
        for first in range(0, len(numbers), _AT_ONCE):
            yield from _tried([*map(mutant, numbers[first : first + _AT_ONCE])], form, judge)
            judge.forget()
    finally:
        judge.end()


def _tried(mutants: Sequence[Mutant], form: Form, judge: _Judge) -> Iterator[Trial]:
    accepted: list[tuple[Mutant, Reading, Path]] = []
    for one in mutants:
        try:
            reading = read_apart(one.data, one.name, form, LIMITS)
        except Exception as error:  # which read_workbook never raises
            yield Trial(one, "crashed", (repr(error),))
            continue
        if not reading.is_readable:
            is_stopped = reading.detail.startswith(("đọc hơn", "tệp nặng"))
            yield Trial(one, "stopped" if is_stopped else "refused", (reading.fault or "", reading.detail))
        else:
            accepted.append((one, reading, judge.laid(one)))
    doubtful = []
    for one, reading, path in accepted:
        first = _judged(one, reading, path, judge.found_by(_stored, one), form)
        if first.end == "agrees" and one.number % _LOOKED_AT_TWICE:
            yield first
        else:
            doubtful.append((first, reading, path))
    shown = judge.shown([path for _, _, path in doubtful])
    for (first, reading, path), texts in zip(doubtful, shown, strict=True):
        if not isinstance(texts, str):
            yield replace(_judged(first.mutant, reading, path, texts, form), by="LibreOffice")
        elif first.end == "agrees":
            yield first
        else:
            second = _judged(first.mutant, reading, path, judge.found_by(_loaded, first.mutant), form)
            yield second if second.end == "agrees" else Trial(first.mutant, "unjudged", (texts,), first.is_clean)


def _stored(data: bytes) -> dict[str, Texts]:
    """What another reader finds of a workbook, calamine: some hundred files while LibreOffice opens ten."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [[*map(_text, row)] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def _loaded(data: bytes) -> dict[str, Texts]:
    """What openpyxl finds of it, where LibreOffice opens nothing."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {sheet.title: [[*map(_text, row)] for row in sheet.values] for sheet in book.worksheets}


def _text(value: object) -> str:
    """A value in Vietnamese notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value:.15g}".replace(".", ",")
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def _judged(one: Mutant, reading: Reading, path: Path, texts: dict[str, Texts] | str, form: Form) -> Trial:
    remarks = [remark for located in reading.located.values() for remark in located.remarks]
    if isinstance(texts, str):
        return Trial(one, "unjudged", (texts,), not remarks)
    told = {(located.name, cell) for located in reading.located.values() for cell in _told_of(located)}
    differences = [
        each
        for each in compare(path, texts, form, reading).differences
        if not each.is_unread and (each.sheet, each.cell) not in told
    ]
    return Trial(one, "differs" if differences else "agrees", tuple(map(str, differences)), not remarks)


def _told_of(located: Located) -> set[str]:
    """Cells of which the sender is told that they are seen otherwise than they are read."""
    return {address_of(one.row, one.column) for one in located.remarks if one.column is not None}


class _Judge:
    """Other readers, which may end at any workbook, and are then started anew."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files, self._started, self._asked = folder, folder / "files", 0, 0
        context = multiprocessing.get_context("spawn")
        self._apart = ProcessPool(1, initializer=bound_memory, initargs=(_APART_MB,), context=context)
        self._begin()

    def found_by(self, reader: Callable[[bytes], dict[str, Texts]], one: Mutant) -> dict[str, Texts] | str:
        """What a library finds, in a child: it may panic, or take all memory there is."""
        try:
            found: dict[str, Texts] = self._apart.schedule(reader, args=[one.data], timeout=LIMITS.seconds).result()
        except BaseException as error:  # a panic is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            return repr(error)
        return found

    def laid(self, one: Mutant) -> Path:
        path = self._files / str(one.number) / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(with_slashes(one.data))
        return path

    def shown(self, files: Sequence[Path]) -> list[dict[str, Texts] | str]:
        """What is shown of each workbook; or why nothing is."""
        if not files:
            return []
        self._asked += len(files)
        if self._asked > _MOST_FILES:
            self._begin_anew()
        try:
            return Witness(self._office, Path(tempfile.mkdtemp(dir=self._home))).shown_or_error(files)
        except (subprocess.SubprocessError, ValueError):
            self._begin_anew()
            half = len(files) // 2
            return [*self.shown(files[:half]), *self.shown(files[half:])] if half else ["LibreOffice has ended"]

    def forget(self) -> None:
        """What was laid before it."""
        shutil.rmtree(self._files, ignore_errors=True)

    def end(self) -> None:
        self.quit()
        self._apart.stop()
        self._apart.join()

    def quit(self) -> None:
        self._office.quit()
        shutil.rmtree(self._home)

    def _begin_anew(self) -> None:
        self.quit()
        self._begin()

    def _begin(self) -> None:
        """What it writes is bounded: the last cell of a sheet is a text of 17 GB."""
        self._started, self._asked = self._started + 1, 0
        self._home = self._folder / f"office {self._started}"
        self._home.mkdir(parents=True)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, before[1]))
        self._office = LibreOffice(self._home)
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

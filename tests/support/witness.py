"""A second witness of what stands in a workbook: LibreOffice, which tells of each sheet what a person sees in it."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import get_column_letter

from giamngheo.core.text import tidy
from giamngheo.metadata.form import Form
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.cells import CellReading, reader
from giamngheo.read.formats import Worksheet, open_workbook
from giamngheo.read.layout import Located
from giamngheo.read.workbook import Reading, read_workbook
from tests.support.spreadsheet.program import Job, LibreOffice

Cell = tuple[int, int]
Texts = list[list[str]]
# Commas, quotes, UTF-8; each value as shown; each sheet into a file of its own.
_AS_SHOWN = "44,34,76,1,,0,false,false,true,false,false,-1"
_PADDED = re.compile(r"-?0\d")
_SIGNS = re.compile(r"[.,]")
_TRUTHS = {True: ("TRUE", "ĐÚNG"), False: ("FALSE", "SAI")}


@dataclass
class Witness:
    """Has workbooks shown by one LibreOffice, in Vietnamese notation."""

    office: LibreOffice
    folder: Path
    _asked: int = 0

    def shown(self, files: Sequence[Path]) -> list[dict[str, Texts]]:
        """Of each workbook its sheets by name: the texts of the cells, from A1 on. It fails for what does not open."""
        found = self.shown_or_error(files)
        for file, told in zip(files, found, strict=True):
            assert not isinstance(told, str), f"{file.name}: {told}"
        return [told for told in found if not isinstance(told, str)]

    def shown_or_error(self, files: Sequence[Path]) -> list[dict[str, Texts] | str]:
        """The same; of what does not open, what LibreOffice says instead."""
        copies = [self._copied(file) for file in files]
        told = {"FilterOptions": _AS_SHOWN}
        jobs = [Job(str(copy), [], [(str(copy.parent / "sheet.csv"), "csv", told)]) for copy in copies]
        return [
            str(said["error"]) if "error" in said else dict(_sheets(copy.parent))
            for copy, said in zip(copies, self.office.work(jobs), strict=True)
        ]

    def saved_as(self, kinds: Sequence[str], files: Sequence[Path]) -> list[Path]:
        """Each workbook as LibreOffice writes it in its kind; without a kind the workbook as it is."""
        made = [
            self._folder() / f"{file.stem}.{kind}" if kind else file for kind, file in zip(kinds, files, strict=True)
        ]
        wanted = [(kind, file, target) for kind, file, target in zip(kinds, files, made, strict=True) if kind]
        jobs = [Job(str(file), [], [(str(target), kind, {})]) for kind, file, target in wanted]
        assert [said for said in self.office.work(jobs) if "error" in said] == []
        return made

    def _copied(self, file: Path) -> Path:
        """LibreOffice lays a lock beside what it opens: never into a folder that other tests read."""
        return Path(shutil.copy(file, self._folder() / file.name))

    def _folder(self) -> Path:
        self._asked += 1
        folder = self.folder / str(self._asked)
        folder.mkdir(parents=True)
        return folder


def _sheets(folder: Path) -> Iterator[tuple[str, Texts]]:
    for path in folder.glob("sheet-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem.removeprefix("sheet-"), list(csv.reader(file))


# ---------------------------------------------------------------- the comparison


@dataclass(frozen=True)
class Difference:
    """A cell that the two witnesses tell otherwise; `is_unread`: the sender is told that it cannot be read."""

    sheet: str
    cell: str
    field: str
    product: object
    shown: str
    is_unread: bool = False

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}: we read {self.product!r}, LibreOffice shows {self.shown!r}"


@dataclass
class Agreement:
    """How many filled cells were compared, which were left out and why, and which differ; in which `needless` ones the
    product says that another number is seen than is stored, and it is not so."""

    compared: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    needless: list[Difference] = field(default_factory=list)


def compare(file: Path, shown: Mapping[str, Texts], form: Form, reading: Reading | None = None) -> Agreement:
    """Each cell of the form's columns, heading and all, down to the last line, as the product and LibreOffice have it.
    `reading`: the product's, where it has read the file already."""
    data, found = file.read_bytes(), Agreement()
    sheets = {sheet.name: sheet for sheet in open_workbook(data, file.name).sheets}
    for located in (reading or read_workbook(data, file.name, form, ReadingLimits())).located.values():
        _compare_sheet(sheets[located.name], shown.get(located.name, []), located, form, found)
    return found


def _compare_sheet(sheet: Worksheet, texts: Texts, located: Located, form: Form, found: Agreement) -> None:
    covered = _covered(sheet, max(len(sheet.rows), len(texts)), max(map(len, [*sheet.rows, *texts]), default=0))
    for name, place in located.columns.items():
        read = reader(located.sheet.columns[name], form)
        for cell in _cells_of(located, place, max(len(sheet.rows), len(texts))):
            value, text = _at(sheet.rows, cell), str(_at(texts, cell))
            if cell in sheet.uncalculated:
                found.left_out["uncalculated"] += 1
            elif value == "" and not tidy(text):
                continue
            elif cell in covered or cell in sheet.stray:
                found.left_out["covered" if cell in covered else "stray"] += 1
            else:
                found.compared += 1
                said, is_as_read = sheet.shown.get(cell), agree(value, text, read)
                is_unread = read(value)[0] is None and value != ""
                told = Difference(sheet.name, _address(cell), name, value if said is None else said, text, is_unread)
                if said is not None and is_as_read:
                    found.needless.append(told)
                if not is_as_read and cell in sheet.struck:
                    found.left_out["struck"] += 1
                elif not is_as_read and (said is None or not _is_same_number(said, text)):
                    found.differences.append(told)


def _cells_of(located: Located, place: Cell, count: int) -> Iterator[Cell]:
    """Of a cover the cell beside the label, of a table the column from its heading on, signatures and all."""
    if located.heading_row is None:
        yield place
    else:
        yield from ((row, place[1]) for row in range(located.heading_row, count))


def agree(value: object, text: str, read: Callable[[object], CellReading]) -> bool:
    """Whether a value and a shown text mean the same in a column; of a number or a day, whether it is the one shown."""
    if _is_same(_tidied(read(value)), _tidied(read(text))):
        return True
    if isinstance(value, bool):
        return tidy(text) in _TRUTHS[value] or _shows_number(text, value)
    if isinstance(value, dt.date):
        return _shows_day(text, value)
    return isinstance(value, float) and _shows_number(text, value)


def _is_same(one: CellReading, other: CellReading) -> bool:
    if isinstance(one[0], float) and isinstance(other[0], float):
        return abs(one[0] - other[0]) < 1e-9
    return one == other


def _tidied(told: CellReading) -> CellReading:
    return (told[0], None if told[1] is None else tidy(told[1]))


def _shows_number(text: str, number: float) -> bool:
    """The number itself, in Vietnamese notation; of a nought also nothing or a dash. Noughts before it belong to a code."""
    shown = tidy(text).replace("- ", "-")
    if number == 0 and shown in ("", "-"):
        return True
    if _PADDED.match(shown):
        return False
    try:
        return abs(float(shown.replace(".", "").replace(",", ".")) - number) < 1e-9
    except ValueError:
        return False


def _shows_day(text: str, day: dt.date) -> bool:
    """`14/03/2020`, `2020-03-14`, `14-Thg3-20`, with or without an hour: the numbers of the day, in some order of ours. Excel
    counts a 29 February 1900, so that LibreOffice shows the days before it one earlier."""
    told = [int(number) for number in re.findall(r"\d+", text)[:3]]
    days = [day, day - dt.timedelta(1)] if (day.year, day.month) < (1900, 3) else [day]
    orders = [
        order for d in days for order in ((d.day, d.month, d.year), (d.year, d.month, d.day), (d.month, d.day, d.year))
    ]
    return any(told in ([*order], [number % 100 for number in order]) for order in orders)


def _is_same_number(said: str, text: str) -> bool:
    """Whether two texts show a number in the same digits, each in its own notation, and the same letters around it."""
    return _SIGNS.sub("", tidy(said)) == _SIGNS.sub("", tidy(text))


def _covered(sheet: Worksheet, height: int, width: int) -> set[Cell]:
    """The cells under a merged range, less its first, as far as there is anything."""
    return {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(top, min(bottom + 1, height))
        for column in range(left, min(right + 1, width))
        if (row, column) != (top, left)
    }


def _at(rows: Sequence[Sequence[object]], cell: Cell) -> object:
    row, column = cell
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _address(cell: Cell) -> str:
    return f"{get_column_letter(cell[1] + 1)}{cell[0] + 1}"

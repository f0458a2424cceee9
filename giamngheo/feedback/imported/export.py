"""An export's rows, unit by unit, as rows of the form; and all of it that could not be understood, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.feedback.form.prefilled import AsRead, Row
from giamngheo.feedback.imported.mapping import ImportMapping, Mapped
from giamngheo.metadata.form import Column, Form
from giamngheo.metadata.units import Units
from giamngheo.read.cells import CellReading, read_number, reader
from giamngheo.read.located_cells import bare_code, text_of
from giamngheo.read.tables import Row as RawRow
from giamngheo.read.workbook import codes_in

HIDDEN = "…"  # in place of what is personal

_HEADING_ROWS = 50
_MOST_WORDS = 12  # different ones in a column
_LONGEST = 60  # letters of a cell in a message
_PLACES = 6  # decimals that are kept of a converted amount
_POINT_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_COMMA_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?", re.ASCII)
_EXPECTED = {"whole": "một số", "decimal": "một số", "date": "ngày, ví dụ 14/03/2020", "month": "tháng, ví dụ 03/2020"}


@dataclass(frozen=True)
class NotUnderstood:
    """What was not understood, and where the sender sees it; `read` is hidden where it may be personal."""

    row: int
    column: str
    read: str
    expected: str


@dataclass(frozen=True)
class ImportedRows:
    """Rows of the form by unit and table; what was not understood; the file's columns and sheets that go nowhere."""

    units: Mapping[str, Mapping[str, tuple[Row, ...]]]
    problems: tuple[NotUnderstood, ...]
    unmapped: tuple[str, ...]
    unread: tuple[str, ...] = ()


def import_export(
    tables: Mapping[str, Sequence[RawRow]],
    mapping: ImportMapping,
    form: Form,
    units: Units,
    period: Period,
    only: str | None,
) -> ImportedRows:
    """The rows of a file's sheets by its mapping, of the one that has the columns that it names; `only` one unit's. `UsageError`
    where none has them all, or several have."""
    exports = {sheet: _Export(rows, mapping, form, units, period, only) for sheet, rows in tables.items()}
    most = max(each.has for each in exports.values())
    chosen = [sheet for sheet, each in exports.items() if each.has == most]
    if most and len(chosen) > 1:
        raise UsageError(
            f"Các trang tính {_quoted(chosen)} đều có những cột ấy; ghi sheet = tên một trang trong tệp ánh xạ, mỗi trang chạy một lần."
        )
    found = exports[chosen[0]].read()
    return replace(found, unread=tuple(sheet for sheet in tables if sheet != chosen[0]))


@dataclass
class _Export:
    rows: Sequence[RawRow]
    mapping: ImportMapping
    form: Form
    units: Units
    period: Period
    only: str | None
    problems: list[NotUnderstood] = field(default_factory=list)
    readers: dict[Column, Callable[[object], CellReading]] = field(default_factory=dict)

    def read(self) -> ImportedRows:
        self._require_columns()
        found: dict[str, dict[str, list[Row]]] = {}
        for number, row in self._data():
            if unit := self._unit(number, row):
                tables = found.setdefault(unit, {self.mapping.table: []})
                if self.mapping.cover and "cover" not in tables:
                    tables["cover"] = [self._typed(number, row, "cover", self.mapping.cover)]
                tables[self.mapping.table].append(self._typed(number, row, self.mapping.table, self.mapping.columns))
        units = {unit: {table: tuple(rows) for table, rows in of.items()} for unit, of in found.items()}
        return ImportedRows(units, tuple(_without_many_words(self.problems)), self._unmapped())

    # ------------------------------------------------------------ where things stand

    @cached_property
    def _wanted(self) -> dict[str, str]:
        """Their columns that the mapping names: folded → as written."""
        named = [one.column for part in (self.mapping.columns, self.mapping.cover) for one in part.values()]
        return {key(name): name for name in (*named, self.mapping.unit) if name}

    @cached_property
    def _named(self) -> list[int]:
        """How many of the columns that the mapping names each of the first lines has."""
        return [len(self._wanted.keys() & {key(text_of(value)) for value in row}) for row in self.rows[:_HEADING_ROWS]]

    @property
    def has(self) -> int:
        """How many of them the heading has."""
        return max(self._named, default=0)

    @property
    def _heading(self) -> int:
        return self._named.index(self.has) if self.has else -1

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Folded heading → its columns."""
        places: dict[str, list[int]] = {}
        for place, value in enumerate(self.rows[self._heading] if self._heading >= 0 else ()):
            if text := key(text_of(value)):
                places.setdefault(text, []).append(place)
        return places

    def _require_columns(self) -> None:
        missing = [name for folded, name in self._wanted.items() if folded not in self._places]
        twice = [name for folded, name in self._wanted.items() if len(self._places.get(folded, ())) > 1]
        if missing or twice:
            said = [f"không có cột {_quoted(missing)}"] if missing else []
            said += [f"có hai cột cùng tên {_quoted(twice)}"] if twice else []
            raise UsageError(
                f"Tệp {' và '.join(said)} mà tệp ánh xạ nêu; sửa tên cột trong tệp ánh xạ, hoặc lấy lại tệp."
            )

    def _unmapped(self) -> tuple[str, ...]:
        known = self.rows[self._heading]
        return tuple(text for value in known if (text := text_of(value)) and key(text) not in self._wanted)

    def _data(self) -> Iterator[tuple[int, RawRow]]:
        """Lines with anything in them, by their numbers as the sender sees them."""
        for number, row in enumerate(self.rows[self._heading + 1 :], start=self._heading + 2):
            if any(text_of(value) for value in row):
                yield number, row

    def _raw(self, row: RawRow, column: str) -> object:
        place = self._places[key(column)][0]
        return row[place] if place < len(row) else None

    # ------------------------------------------------------------ whose and what

    def _unit(self, number: int, row: RawRow) -> str | None:
        """Whose row it is; none of one that is nobody's, which is said, or of a unit that was not asked for."""
        if not self.mapping.unit:
            return self.only
        typed = bare_code(text_of(self._raw(row, self.mapping.unit)))
        unit = self.units.of_folder(typed, self.period)
        if unit not in self.units.codes(self.period):
            expected = f"mã một đơn vị của kỳ {self.period}; dòng này không được lấy"
            self.problems.append(
                NotUnderstood(number, self.mapping.unit, _shown(typed, is_personal=len(typed) != 5), expected)
            )
            return None
        return unit if self.only in (None, unit) else None

    def _typed(self, number: int, row: RawRow, table: str, mapped: Mapping[str, Mapped]) -> Row:
        columns = self.form.tables[table].columns
        return {name: self._value(number, row, columns[name], one) for name, one in mapped.items()}

    def _value(self, number: int, row: RawRow, column: Column, one: Mapped) -> Any:
        """Ours where it is understood, else as it was read: then the check says what is wrong, in the unit's own sheet."""
        raw = one.constant if one.constant is not None else self._raw(row, one.column)
        meant = {key(theirs): ours for theirs, ours in one.values.items()}.get(key(text_of(raw)), raw)
        value, wrong = self._number(meant, one.factor) if column.is_number else self._reader(column)(meant)
        if wrong is None:
            return value
        read = _shown(text_of(raw), column.personal or key(text_of(raw)) in self._personal(row))
        self.problems.append(NotUnderstood(number, one.column or column.heading, read, self._expected(column, one)))
        return AsRead(text_of(raw))

    def _reader(self, column: Column) -> Callable[[object], CellReading]:
        """One for all cells of a column: it remembers what it has read."""
        if column not in self.readers:
            self.readers[column] = reader(column, self.form)
        return self.readers[column]

    def _personal(self, row: RawRow) -> set[str]:
        """What stands in the row's personal columns: it is not quoted from another one either."""
        columns = self.form.tables[self.mapping.table].columns
        personal = [one.column for name, one in self.mapping.columns.items() if columns[name].personal and one.column]
        return {key(text_of(self._raw(row, column))) for column in personal}

    def _number(self, raw: object, factor: float) -> tuple[float | None, str | None]:
        if isinstance(raw, bool) or not text_of(raw):
            return read_number(raw)
        text = text_of(raw)
        if isinstance(raw, str):
            pattern = _POINT_NUMBER if self.mapping.decimal == "." else _COMMA_NUMBER
            if not pattern.fullmatch(text):
                return read_number(raw) if text in "-–—" else (None, text)
            group = "," if self.mapping.decimal == "." else "."
            raw = float(text.replace(group, "").replace(self.mapping.decimal, "."))
        if not isinstance(raw, int | float):
            return None, text
        value, wrong = read_number(round(raw * factor, _PLACES))
        return value, text if wrong else None

    def _expected(self, column: Column, one: Mapped) -> str:
        if column.type == "choice":
            expected = f"một trong: {', '.join(choice.label for choice in column.choice)}"
        elif column.type == "mark":
            expected = f"{self.form.marks.yes[0]} hoặc để trống"
        else:
            return _EXPECTED.get(column.type, f"như cột «{column.heading}» của biểu")
        return f"{expected}; thêm vào values của cột này" if one.column else expected


def _without_many_words(problems: Sequence[NotUnderstood]) -> Iterator[NotUnderstood]:
    """A column of so many different words is perhaps one of names that was mapped by mistake: none is quoted."""
    words: dict[str, set[str]] = {}
    for one in problems:
        if any(map(str.isalpha, one.read)):
            words.setdefault(one.column, set()).add(one.read)
    for one in problems:
        is_many = len(words.get(one.column, ())) > _MOST_WORDS and any(map(str.isalpha, one.read))
        yield replace(one, read=HIDDEN) if is_many else one


def _shown(text: str, is_personal: bool) -> str:
    """What was read, but nothing that may tell who somebody is."""
    if text and (is_personal or any(codes_in(text))):
        return HIDDEN
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)

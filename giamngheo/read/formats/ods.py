"""LibreOffice's workbooks, .ods: each sheet in one pass, row by row. What is seen in a cell stands in the file as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from giamngheo.read.faults import Limits, damaged, encrypted, too_large, too_many_rows
from giamngheo.read.kinds import no_workbook
from giamngheo.read.package import NO_LIST, UntrustedZip, attribute, local, number_in
from giamngheo.read.seen.generators import is_calculated
from giamngheo.read.seen.number_formats import shows
from giamngheo.read.seen.styles import OpenDocumentStyles
from giamngheo.read.seen.symbols import in_unicode
from giamngheo.read.seen.worksheet import NOWHERE, PLAIN, RichText, Room, SheetBuilder, Worksheet, day_of, look_of

_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"
_UNLISTED = re.compile(r"mimetype|meta-inf/(manifest|\w*signatures)\.xml")
_LISTS_SOME = ("", "1.0", "1.1")  # versions whose lists need not be whole
_MOST_REPEATS = 2**20  # rows of a sheet
_NO_COUNT = 2**31
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_OPEN}{part}:1.0}}" for part in ("office", "table", "text"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_LINE = f"{_TEXT}p"
_NUMBERS = ("float", "percentage", "currency")
_KINDS = (*_NUMBERS, "date", "time", "boolean", "")
_PHP_TRUTHS = ("1", "0", "")  # as PHPExcel writes them
_FAR_DAY = re.compile(r"-?\d{5,}-\d\d-\d\d|-\d{4}-|0000-")
_OF_TWO_KINDS = "một ô có giá trị của hai kiểu"
_VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")
_TRUTHS = {"đúng": True, "sai": False, "true": True, "false": False}  # LibreOffice writes them as 1 and 0


def read_ods(data: bytes, kind: str, limits: Limits) -> list[Worksheet]:
    archive = UntrustedZip(data, kind, limits)
    if "content.xml" not in archive or ("mimetype" in archive and not archive.read("mimetype").startswith(_TYPE)):
        no_workbook(archive, kind)
    _heed_manifest(archive)
    # A sheet is held whole: a million rows of it, which programs write as one that is repeated, would be 600 MB.
    if archive.count("content.xml", "table-row") > 2 * limits.blank_rows:
        too_many_rows(limits.blank_rows)
    book = _Spreadsheet(limits, is_calculated(archive))
    if "settings.xml" in archive:
        archive.root("settings.xml")  # only for whether it is whole
    for part, *tables in (("styles.xml",), ("content.xml", "table")):
        if part in archive:
            for element in archive.elements(part, "font-face", "style", *tables):
                book.note(element)
    return [built.sheet() for built in book.sheets]


def _heed_manifest(archive: UntrustedZip) -> None:
    """What the list of parts says: a password. LibreOffice opens no file without it, of another version than it says, or, from
    version 1.2 on, with a part that it does not list."""
    if _MANIFEST not in archive:
        damaged(NO_LIST)
    listed = {attribute(entry, "full-path").lower(): entry for entry in archive.elements(_MANIFEST, "file-entry")}
    if any(entry.find("{*}encryption-data") is not None for entry in listed.values()):
        encrypted()
    whole, parts = listed.get("/"), {name for name in archive if not _UNLISTED.fullmatch(name)}
    if whole is None or not attribute(whole, "media-type").startswith(_TYPE.decode()):
        damaged(NO_LIST)
    if attribute(whole, "version") not in _LISTS_SOME and not parts <= listed.keys():
        damaged(NO_LIST)
    versions = {attribute(whole, "version"), archive.start("content.xml").get(f"{_OFFICE}version", "")}
    if len(versions - {""}) > 1:
        damaged(NO_LIST)


class _Spreadsheet:
    """The sheets as they come, and how the styles before them look."""

    def __init__(self, limits: Limits, is_calculated: bool) -> None:
        self._is_calculated = is_calculated
        self.sheets: list[SheetBuilder] = []
        self._limits, self._room = limits, Room(limits)
        self._styles = OpenDocumentStyles()
        self._row = 0
        self._columns: list[str] = []  # the style of each column's cells

    def note(self, element: Any) -> None:
        if local(element) != "table":
            self._styles.note(element)
        elif title := element.get(f"{_TABLE}name"):
            self._row, self._columns = 0, []
            is_hidden = element.get(f"{_TABLE}style-name") in self._styles.hidden
            self.sheets.append(SheetBuilder(title, self._room, is_hidden))
            for column in _lines(element, "column"):
                self._note_column(column)
            for row in _lines(element, "row"):
                self._read_row(row)
            if next(element.iterfind(f"{_TABLE}shapes//{{*}}control"), None) is not None:
                self.sheets[-1].controls.add(NOWHERE)

    def _note_column(self, element: Any) -> None:
        count = min(_times(attribute(element, "number-columns-repeated")), self._limits.columns - len(self._columns))
        if attribute(element, "visibility") in ("collapse", "filter"):
            self.sheets[-1].hidden_columns.update(range(len(self._columns), len(self._columns) + count))
        self._columns += [attribute(element, "default-cell-style-name")] * count

    def _read_row(self, element: Any) -> None:
        built, repeats = self.sheets[-1], _times(element.get(f"{_TABLE}number-rows-repeated"))
        style = element.get(f"{_TABLE}default-cell-style-name", "")
        column, filled = 0, []
        for cell in element.iterchildren(*_CELLS):
            times = _times(cell.get(f"{_TABLE}number-columns-repeated"))
            if cell.get(f"{_TABLE}formula") or _holds_anything(cell):
                filled.append((column, times, cell))
            column += times
        if not filled:
            self._room.pass_blank_row(len(element))
        if repeats * sum(times for _, times, _ in filled) > self._limits.cells:
            too_large("quá nhiều ô")
        for row in range(self._row, self._row + repeats) if filled else ():
            for first, times, cell in filled:
                for place in range(first, first + times):
                    self._read_cell(cell, row, place, style, built)
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            built.hidden_rows.update(range(self._row, min(self._row + repeats, self._limits.rows)))
        self._row += repeats

    def _read_cell(self, cell: Any, row: int, column: int, style: str, built: SheetBuilder) -> None:
        self._note_merged(cell, row, column, built)
        rich = RichText.of([*self._pieces(cell)])
        text = rich.text
        if len(cell) and cell[0].tag.endswith("}control"):
            built.controls.add((row, column))
        kind = cell.get(f"{_OFFICE}value-type", "")
        if cell.get(f"{_TABLE}formula") and self._is_uncalculated(cell, kind, text):
            built.mark_uncalculated(row, column)
            return
        calculated = cell.get(f"{_CALC}value-type", kind)
        if calculated not in (kind, "error"):
            damaged(_OF_TWO_KINDS)
        value = text if calculated == "error" else _value(kind, cell, text)
        of_column = self._columns[column] if column < len(self._columns) else ""
        style = cell.get(f"{_TABLE}style-name") or style or of_column
        is_struck, font = rich.is_struck or self._styles.is_struck(style), self._styles.font(style)
        built.put(row, column, value, look_of("General", is_struck, font) if is_struck or font else PLAIN)
        if isinstance(value, float) and cell.find(_LINE) is not None and not shows(value, text):
            built.shown[row, column] = text

    def _is_uncalculated(self, cell: Any, kind: str, text: str) -> bool:
        """No value; or the nought or nothing of a program that leaves the calculating to whoever opens the file."""
        if kind in _NUMBERS:
            value = cell.get(f"{_OFFICE}value")
            return value is None or (not self._is_calculated and number_in(value) == 0)
        return not text and (not (kind or len(cell)) or not self._is_calculated)

    def _pieces(self, cell: Any) -> Iterator[tuple[str, bool]]:
        """What stands in a cell, a line for each paragraph, in pieces: each with whether it is struck through."""
        for number, line in enumerate(cell.iterchildren(_LINE)):
            if number:
                yield "\n", False
            yield from self._pieces_of(line, False, "")

    def _pieces_of(self, element: Any, is_struck: bool, font: str) -> Iterator[tuple[str, bool]]:
        if element.text:
            yield in_unicode(element.text, font), is_struck
        for child in element:
            name = local(child)
            if name == "s":
                yield " " * min(int(attribute(child, "c") or 1), 1000), is_struck
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n", is_struck
            elif name not in ("annotation", "ruby-text"):
                style = child.get(f"{_TEXT}style-name", "")
                yield from self._pieces_of(
                    child, is_struck or self._styles.is_struck(style), self._styles.font(style) or font
                )
            if child.tail:
                yield in_unicode(child.tail, font), is_struck

    def _note_merged(self, cell: Any, row: int, column: int, built: SheetBuilder) -> None:
        down = _times(cell.get(f"{_TABLE}number-rows-spanned"))
        right = _times(cell.get(f"{_TABLE}number-columns-spanned"))
        if down > 1 or right > 1:
            built.merge((row, column, row + down - 1, column + right - 1))


def _lines(element: Any, kind: str) -> Iterator[Any]:
    """The rows of a table, or its columns, in groups or not; not those that lie within a cell."""
    for child in element.iterchildren(*(f"{_TABLE}{name}" for name in (f"table-{kind}", *_groups_of(kind)))):
        if child.tag == f"{_TABLE}table-{kind}":
            yield child
        else:
            yield from _lines(child, kind)


def _groups_of(kind: str) -> tuple[str, ...]:
    return f"table-{kind}s", f"table-{kind}-group", f"table-header-{kind}s"


def _holds_anything(cell: Any) -> bool:
    if any(name.startswith(_OFFICE) for name in cell.attrib):
        return True
    return len(cell) > 0 and (any(cell.itertext()) or cell[0].tag.endswith("}control"))


def _value(kind: str, cell: Any, text: str) -> object:
    if kind == "string":
        return cell.get(f"{_OFFICE}string-value", text)  # programs heed no other value of a text
    if kind not in _KINDS:
        return ""  # LibreOffice shows nothing of it: "datetime", as pyexcel-ods writes
    if kind == "boolean" and cell.get(f"{_OFFICE}boolean-value") is None and cell.get(f"{_OFFICE}value") in _PHP_TRUTHS:
        return cell.get(f"{_OFFICE}value") == "1"
    own = "value" if kind in _NUMBERS else f"{kind}-value"
    if any(cell.get(f"{_OFFICE}{name}") is not None for name in _VALUES if name != own):
        damaged(_OF_TWO_KINDS)  # LibreOffice shows the one that stands last
    if own in _VALUES and cell.get(f"{_OFFICE}{own}") is None:
        damaged("một ô không có giá trị")
    if kind in _NUMBERS:
        return _TRUTHS.get(text.casefold(), number_in(cell.get(f"{_OFFICE}value")))
    if kind == "date":
        try:
            return day_of(dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value").replace("Z", "")))
        except ValueError:
            # A number in a date's format that is no day of ours; any other is shown as the last day of 1899.
            return text if _FAR_DAY.match(cell.get(f"{_OFFICE}date-value")) else damaged()
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return text


def _times(value: str | None) -> int:
    """As LibreOffice counts: at least once, and no further than an int of C goes."""
    times = int(value or 1)
    return max(1, min(times, _MOST_REPEATS)) if times < _NO_COUNT else damaged()

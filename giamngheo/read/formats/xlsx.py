"""Excel's workbooks in XML, .xlsx and .xlsm: each sheet in one pass, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import compress
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import CellCoordinatesException

from giamngheo.read.faults import Limits, UnreadableWorkbook, damaged, too_large
from giamngheo.read.formats.sheet_data import Odd, WrittenCell, WrittenRow, plain_sheet, written_cell
from giamngheo.read.package import (
    UntrustedZip,
    attribute,
    check_listed,
    elements_of,
    local,
    main_part,
    number_in,
    relations,
    truth,
    used_as,
)
from giamngheo.read.seen.controls import tick_boxes
from giamngheo.read.seen.generators import is_made_by_poi
from giamngheo.read.seen.styles import is_on, looks_of
from giamngheo.read.seen.symbols import in_unicode
from giamngheo.read.seen.worksheet import (
    PLAIN,
    Cell,
    Look,
    RichText,
    Room,
    SheetBuilder,
    Worksheet,
    day_of,
    moment_of,
    place_of,
)

# A row: any cell of it; in C, for there may be many with nothing but formats.
_ANY_HAS_CONTENT = etree.XPath("boolean(*/*)")
_MOST_COLUMNS = 2**14
_PLAIN = (str, float, bool)  # of floats only finite ones come so far
_AS_NO_PROGRAM_WRITES = "một ô có nội dung mà chương trình bảng tính không ghi như vậy"


def read_xlsx(data: bytes, kind: str, limits: Limits) -> list[Worksheet]:
    archive = UntrustedZip(data, kind, limits)
    main = main_part(archive, kind, "xl/workbook.xml")
    parts = relations(archive, main)
    book = _Book(archive, main, parts, limits)
    return [book.sheet(listed) for listed in book.listed if parts.get(listed.relation, ("", ""))[1] == "worksheet"]


@dataclass(frozen=True)
class _Listed:
    name: str
    relation: str
    is_hidden: bool


class _Held(NamedTuple):
    """What a cell holds, and how it looks; `is_plain`: all that it holds is its value."""

    value: object
    look: Look = PLAIN
    is_plain: bool = False


_NOTHING, _UNCALCULATED = _Held(""), _Held(None)
_Filled = tuple[Cell, _Held]
_VALUE, _IS_PLAIN, _ROW, _COLUMN = attrgetter("value"), attrgetter("is_plain"), itemgetter(0), itemgetter(1)


class _PlainRow(NamedTuple):
    """A row by its number, from 0, and of its cells that are more than formatted the columns and what they hold; `width`: how many
    it has of both."""

    number: int
    is_hidden: bool
    width: int
    columns: list[int]
    held: list[_Held]


class _Book:
    """A workbook's parts, and what its sheets share."""

    def __init__(self, archive: UntrustedZip, main: str, parts: dict[str, tuple[str, str]], limits: Limits) -> None:
        self._archive, self._parts, self._limits, self._room = archive, parts, limits, Room(limits)
        self.listed: list[_Listed] = []
        self._epoch: dt.datetime = CALENDAR_WINDOWS_1900
        self._calculates_on_load = is_made_by_poi(archive)
        for element in archive.elements(main, "workbookPr", "sheet", "calcPr"):
            self._note(element)
        check_listed([listed.relation for listed in self.listed], parts)
        strings, styles = used_as(parts, "sharedStrings"), used_as(parts, "styles")
        shared = archive.elements(strings, "si") if strings in archive else ()
        self._strings = self._room.shared_texts(map(_shared_text, shared))
        looks = looks_of(archive.root(styles)) if styles in archive else []
        self._looks = {str(index): look for index, look in enumerate(looks) if look is not PLAIN}

    def _note(self, element: Any) -> None:
        name = local(element)
        if name == "sheet":
            state = element.get("state", "visible")
            self.listed.append(_Listed(element.get("name", ""), attribute(element, "id"), state != "visible"))
            if len(self.listed) > self._limits.sheets:
                too_large(f"hơn {self._limits.sheets} trang tính")
        elif name == "calcPr":
            self._calculates_on_load |= truth(element.get("fullCalcOnLoad"))
        elif truth(element.get("date1904")):
            self._epoch = CALENDAR_MAC_1904

    def sheet(self, listed: _Listed) -> Worksheet:
        part = self._parts[listed.relation][0]
        built = SheetBuilder(listed.name, self._room, listed.is_hidden)
        rows, outline = self._plain_rows(part) or ([], None)
        for row in rows:
            self._lay_row(row, built)
        wanted = "row", "mergeCell", "col"
        self._read(elements_of(outline, *wanted) if outline else self._archive.elements(part, *wanted), built)
        built.controls.update(tick_boxes(self._archive, relations(self._archive, part)))
        return built.sheet()

    def _plain_rows(self, part: str) -> tuple[list[_PlainRow], bytes] | None:
        """The rows, and the sheet without them; `None`: whatever there is the matter with them is for the parser to find."""
        if not self._archive.is_small(part):
            return None
        content_of = cache(self._written_content)
        try:
            rows, outline = plain_sheet(self._archive.read(part))
            return [_plain_row(row, content_of) for row in rows], outline
        except (Odd, UnreadableWorkbook, ValueError, LookupError, CellCoordinatesException):
            return None

    def _read(self, elements: Iterable[Any], built: SheetBuilder) -> None:
        row, columns = -1, 0
        for element in elements:
            name = local(element)
            if name == "row":
                if (outer := local(element.getparent())) != "sheetData":
                    _refuse_choice(outer)
                    continue  # of an extension, which no program shows as a row
                row = _number(element, row + 1)
                if _is_hidden(element):
                    built.hidden_rows.add(row)
                if _has_content(element):
                    _lay_each(self._cells(element, row), built)
                else:
                    self._room.pass_blank_row(len(element))
            elif name == "mergeCell":
                first, _, last = element.get("ref", "").partition(":")
                built.merge(place_of(first) + place_of(last or first))
            elif (columns := columns + 1) > _MOST_COLUMNS:
                damaged()
            elif truth(element.get("hidden")) or element.get("width") == "0":
                last = min(int(element.get("max", 1)), self._limits.columns)
                built.hidden_columns.update(range(int(element.get("min", 1)) - 1, last))

    def _lay_row(self, row: _PlainRow, built: SheetBuilder) -> None:
        if row.is_hidden:
            built.hidden_rows.add(row.number)
        if not row.held:
            self._room.pass_blank_row(row.width)
        elif all(map(_IS_PLAIN, row.held)):
            built.put_row(row.number, row.columns, [*map(_VALUE, row.held)])
        else:
            _lay_each((((row.number, column), held) for column, held in zip(row.columns, row.held, strict=True)), built)

    def _cells(self, row: Any, own_number: int) -> Iterator[_Filled]:
        number, is_numbered, column = own_number, bool(row.get("r")), -1
        for cell in row:
            if not cell.tag.endswith("}c"):
                _refuse_choice(local(cell))
                continue
            address = cell.get("r")
            number, column = (number, column + 1) if address is None else place_of(address)
            if number != own_number and is_numbered:
                damaged()  # its row says another number
            if len(cell):
                yield (number, column), self._content(_written(cell))

    def _written_content(self, behind_address: str) -> _Held | None:
        written = written_cell(behind_address)
        return self._content(written) if written else None

    def _content(self, cell: WrittenCell) -> _Held:
        if cell.has_formula and self._is_uncalculated(cell.kind, cell.text, cell.has_value):
            return _UNCALCULATED
        if not cell.text:
            return _NOTHING
        look = self._looks.get(cell.style, PLAIN)
        value = cell.text if cell.kind == "inlineStr" else self._value(cell.kind, cell.text, look)
        return _Held(value, look, look is PLAIN and isinstance(value, _PLAIN) and value != "")

    def _is_uncalculated(self, kind: str, text: str, has_value: bool) -> bool:
        """No value; or the nought or nothing of a program that leaves the calculating to whoever opens the file.

        Excel and LibreOffice give the empty text as t="str" with an empty value: that is a result.
        """
        if not text:
            return not (kind == "str" and has_value) or self._calculates_on_load
        return self._calculates_on_load and text in ("0", "0.0")

    def _value(self, kind: str, text: Any, look: Look) -> object:
        if kind == "s":
            if not (text.isascii() and text.strip().isdigit()):
                damaged()
            return self._strings[int(text)]
        if kind in ("str", "e"):
            return unescape(text) if "_x" in text else text
        if kind == "b":
            return text in ("1", "true") or (text not in ("0", "false") and damaged())
        if kind == "d":
            moment = text.replace("Z", "")
            return day_of(dt.datetime.fromisoformat(moment)) if "-" in moment else dt.time.fromisoformat(moment)
        if kind != "n":
            damaged()
        if not text.strip():
            return ""
        value = number_in(text)
        return moment_of(value, self._epoch) if look.is_date else value


def _lay_each(cells: Iterable[_Filled], built: SheetBuilder) -> None:
    for place, held in cells:
        if held is _UNCALCULATED:
            built.mark_uncalculated(*place)
        elif held is not _NOTHING:
            built.put(*place, held.value, held.look)


def _plain_row(row: WrittenRow, held_by: Callable[[str], _Held | None]) -> _PlainRow:
    """Nothing here is done for each cell in Python: most of the time of reading goes by here."""
    number = _number(row.attributes, 0)
    places, held = [*map(place_of, row.addresses)], [*map(held_by, row.behind)]
    if {*map(_ROW, places)} - {number}:
        raise Odd
    columns = [*compress(map(_COLUMN, places), held)]
    return _PlainRow(number, _is_hidden(row.attributes), len(held), columns, [one for one in held if one])


def _number(attributes: Any, following: int) -> int:
    """Of a row, from 0."""
    number = int(attributes.get("r", following + 1)) - 1
    return number if number >= 0 else damaged()


def _is_hidden(attributes: Any) -> bool:
    return truth(attributes.get("hidden")) or attributes.get("ht") == "0"


def _written(cell: Any) -> WrittenCell:
    kind = cell.get("t", "n")
    text: Any = ""
    has_formula = has_value = False
    for child in cell:
        tag = child.tag
        if tag.endswith("}v") and not len(child) and kind != "inlineStr":
            text, has_value = child.text or "", True
        elif tag.endswith("}is") and kind == "inlineStr":
            text = _text(child)
        elif tag.endswith("}f"):
            has_formula = True
        elif not tag.endswith("}extLst"):
            damaged(_AS_NO_PROGRAM_WRITES)
    return WrittenCell(cell.get("s", "0"), kind, text, has_formula, has_value)


def _has_content(row: Any) -> bool:
    """As a rule the first cell tells."""
    return len(row) > 0 and (len(row[0]) > 0 or bool(_ANY_HAS_CONTENT(row)))


def _refuse_choice(name: str) -> None:
    """Cells in several versions, of which each program takes the one that it understands."""
    if name in ("AlternateContent", "Choice", "Fallback"):
        damaged(_AS_NO_PROGRAM_WRITES)


def _shared_text(element: Any) -> str | RichText:
    return _text(element) if local(element.getparent()) == "sst" else damaged(_AS_NO_PROGRAM_WRITES)


def _text(element: Any) -> str | RichText:
    """The text of a rich or a plain string, without how it is pronounced."""
    if len(element) == 1 and not len(only := element[0]) and only.tag.endswith("}t"):
        whole: str = only.text or ""
        return unescape(whole) if "_x" in whole else whole
    if any(len(each) for each in element.iter("{*}t")):
        damaged(_AS_NO_PROGRAM_WRITES)
    pieces: list[tuple[str, bool]] = []
    for child in element:
        name = local(child)
        if name == "t":
            pieces.append((unescape(child.text or ""), False))
        elif name == "r":
            font = next((attribute(found, "val") for found in child.iter("{*}rFont")), "")
            run = unescape("".join(found.text or "" for found in child.iter("{*}t")))
            strike = next(child.iter("{*}strike"), None)
            pieces.append((in_unicode(run, font) if font else run, is_on(strike)))
        else:
            _refuse_choice(name)
    return RichText.of(pieces)

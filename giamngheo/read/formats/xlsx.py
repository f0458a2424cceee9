"""Excel's workbooks in XML, .xlsx and .xlsm: each sheet in one pass, row by row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.utils.escape import unescape

from giamngheo.read.faults import Limits, damaged, too_large
from giamngheo.read.package import (
    UntrustedZip,
    attribute,
    check_listed,
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
        row, columns = -1, 0
        for element in self._archive.elements(part, "row", "mergeCell", "col"):
            name = local(element)
            if name == "row":
                if (outer := local(element.getparent())) != "sheetData":
                    _refuse_choice(outer)
                    continue  # of an extension, which no program shows as a row
                row = int(element.get("r", row + 2)) - 1
                if row < 0:
                    damaged()
                if truth(element.get("hidden")) or element.get("ht") == "0":
                    built.hidden_rows.add(row)
                if _has_content(element):
                    self._read_row(element, row, built)
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
        built.controls.update(tick_boxes(self._archive, relations(self._archive, part)))
        return built.sheet()

    def _read_row(self, element: Any, row: int, built: SheetBuilder) -> None:
        """Most of the time of reading goes by here: nothing is called for what a plain cell does not need."""
        own_row, is_numbered, column = row, bool(element.get("r")), -1
        looks, put, value_of = self._looks, built.put, self._value
        for cell in element:
            if not cell.tag.endswith("}c"):
                _refuse_choice(local(cell))
                continue
            address = cell.get("r")
            row, column = (row, column + 1) if address is None else place_of(address)
            if row != own_row and is_numbered:
                damaged()  # its row says another number
            count = len(cell)
            if not count:
                continue  # formatted alone
            text: Any = ""
            has_formula = has_value = False
            kind = cell.get("t", "n")
            for child in (cell[0],) if count == 1 else cell:  # an iterator of one costs twice the one
                tag = child.tag
                if tag.endswith("}v") and not len(child) and kind != "inlineStr":
                    text, has_value = child.text or "", True
                elif tag.endswith("}is") and kind == "inlineStr":
                    text = _text(child)
                elif tag.endswith("}f"):
                    has_formula = True
                elif not tag.endswith("}extLst"):
                    damaged(_AS_NO_PROGRAM_WRITES)
            if has_formula and self._is_uncalculated(kind, text, has_value):
                built.mark_uncalculated(row, column)
            elif text:
                look = looks.get(cell.get("s", "0"), PLAIN)
                put(row, column, text if kind == "inlineStr" else value_of(kind, text, look), look)

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

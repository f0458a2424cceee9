"""Looks at a worksheet of an .xlsx: a quick way by patterns, and an exact one event by event."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giamngheo.read.formats.faults import Limits, damaged
from giamngheo.read.formats.grid import SheetFacts, check_text
from giamngheo.read.formats.package import UntrustedZip, local, parse
from giamngheo.read.formats.xlsx_strings import TAG, SharedStrings


def look_at_sheet(archive: UntrustedZip, part: str, grid: SheetFacts, strings: SharedStrings, limits: Limits) -> None:
    """Quick for what every program writes; exact for all else, and before a sheet is refused."""
    if part not in archive:
        damaged(f"thiếu trang tính {grid.name}")
    if _quick_look(archive, part, grid, strings, limits):
        return
    grid.forget()
    exact = _ExactLook(grid, strings, limits)
    parse(exact.without_formatted_rows(archive.blocks(part)), exact.start, exact.end, exact.text)


# Every cell; without an address in the usual place both groups are empty.
_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3})([0-9]{1,7})"|(?=[\s/>]))')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_FORMULA = rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*"
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^<>]*)>\s*' + _FORMULA + rb"(<v\s*/>|<v[^<>]*>\s*</v>)?\s*</c>"
)
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]*\st="e"[^<>]*>\s*(?:' + _FORMULA + rb")?<v[^<>]*>([^<]*)</v>")


def _quick_look(archive: UntrustedZip, part: str, grid: SheetFacts, strings: SharedStrings, limits: Limits) -> bool:
    """Fill in `grid`; False where this way of looking is not sure, or would refuse the sheet.

    Formatted cells without a value count here. That is why the last word is the exact look's.
    """
    cells = text = 0
    count_text = archive.size(part) > limits.text_bytes // 8  # the markup of a smaller one does not matter
    for block in archive.blocks(part):
        found = _CELL.findall(block)
        places = {column for column, _ in found}
        if b"" in places or _PREFIXED_CELL.search(block):
            return False
        rows = max(map(int, {row for _, row in found}), default=0)
        columns = max(map(_column, places), default=0)
        if rows > limits.rows or columns > limits.columns:
            return False
        grid.reach(rows, columns, limits)
        cells += len(found)
        text += len(TAG.sub(b"", block)) if count_text else 0
        _mark_cells(block, grid)
    grid.text_bytes = cells * strings.longest + (text if count_text else archive.size(part))
    return grid.rows * grid.columns <= limits.cells and grid.text_bytes <= limits.text_bytes


def _mark_cells(block: bytes, grid: SheetFacts) -> None:
    if b"</f>" in block or b"<f " in block:
        for column, row, attributes, value in _FORMULA_WITHOUT_VALUE.findall(block):
            # Excel and LibreOffice give the empty text as t="str" with an empty value: that is a result.
            if not value or b't="str"' not in attributes:
                grid.mark(int(row) - 1, _column(column) - 1)
    if b't="e"' in block:
        for column, row, error in _ERROR.findall(block):
            grid.mark(int(row) - 1, _column(column) - 1, error.decode("utf-8", "replace"))


def _column(letters: bytes | str) -> int:
    """`A` → 1, `XFD` → 16384."""
    value = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        value = value * 26 + letter - 64
    return value


_ATTRIBUTES = rb'(?:\s[\w:]++="[^"<>]*+")*+\s?'
_FORMATTED_ROW = re.compile(
    rb'<row r="[0-9]{1,7}"' + _ATTRIBUTES + rb'(?:/>|>(?:<c r="[A-Z]{1,3}[0-9]{1,7}"' + _ATTRIBUTES + rb"/>)*+</row>)"
)


class _ExactLook:
    """A worksheet's XML event by event, with positions counted as calamine counts them."""

    def __init__(self, grid: SheetFacts, strings: SharedStrings, limits: Limits) -> None:
        self._grid, self._strings, self._limits = grid, strings, limits
        self._row = self._column = 0  # where the next cell is, unless it says so itself
        self._in_value = False
        self._has_left_out = False
        self._open_cell("")

    def without_formatted_rows(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """A million rows with borders and nothing in them would take seconds, event by event."""
        for block in blocks:
            bare, count = _FORMATTED_ROW.subn(b"", block)
            self._has_left_out = self._has_left_out or count > 0
            yield bare

    def _need_no_address(self) -> None:
        if self._has_left_out:  # then counting on from the one before would go wrong
            damaged("ô hoặc dòng không có địa chỉ")

    def _open_cell(self, kind: str) -> None:
        self._type = kind
        self._filled = self._formula = self._has_value = False
        self._value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            if address := attributes.get("r"):
                self._row, self._column = _place(address)
            else:
                self._need_no_address()
            self._open_cell(attributes.get("t", ""))
        elif name == "row":
            if address := attributes.get("r"):
                self._row = int(address) - 1
            else:
                self._need_no_address()
        elif name in ("v", "is"):
            self._filled = self._in_value = True
            self._has_value = name == "v"
        elif name == "f":
            self._formula = True

    def text(self, value: str) -> None:
        if self._in_value:
            self._grid.text_bytes += len(value.encode())
            if len(self._value) < 32:
                self._value += value

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "c":
            self._close_cell()
            self._column += 1
        elif name == "row":
            self._row += 1
            self._column = 0
        elif name in ("v", "is"):
            self._in_value = False

    def _close_cell(self) -> None:
        if not self._filled and not self._formula:
            return  # only formatted
        grid = self._grid
        grid.reach(self._row + 1, self._column + 1, self._limits)
        if self._formula and not self._value and not (self._type == "str" and self._has_value):
            grid.mark(self._row, self._column)
        elif self._type == "e" and self._value:
            grid.mark(self._row, self._column, self._value)
        elif self._type == "s":
            lengths = self._strings.lengths()
            grid.text_bytes += lengths[int(self._value)] if self._value else 0
        check_text(grid.text_bytes, self._limits)


def _place(address: str) -> tuple[int, int]:
    """`B3` → (2, 1)."""
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(digits) - 1, _column(address[: len(address) - len(digits)].upper()) - 1

"""LibreOffice's workbooks: .ods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giamngheo.read.formats.faults import Limits, encrypted
from giamngheo.read.formats.grid import Grids, SheetFacts, check_text
from giamngheo.read.formats.package import Package, UntrustedZip, no_workbook, parse

_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = "META-INF/manifest.xml"


def open_ods(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Grids]:
    archive = UntrustedZip(data, kind, limits)
    if "mimetype" not in archive or not b"".join(archive.chunks("mimetype")).startswith(_ODS_TYPE):
        no_workbook(archive, kind)
    if any(b"encryption-data" in chunk for chunk in archive.xml(_ODS_MANIFEST)):
        encrypted()
    look = _OdsLook(limits)
    parse(archive.xml("content.xml"), look.start, look.end, look.text)
    with Package() as package:
        package.add("mimetype", [_ODS_TYPE], 0)
        package.add(_ODS_MANIFEST, archive.xml(_ODS_MANIFEST), archive.size(_ODS_MANIFEST))
        content = _without_indents(archive.blocks("content.xml"))
        package.add("content.xml", content, archive.size("content.xml"))
        return package.bytes(), list(look.grids)


_INDENT = re.compile(rb">\s+(?=</?table:|<text:p[\s/>])")


def _without_indents(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """calamine stumbles over blanks between cells, as in content that was indented for reading."""
    for block in blocks:
        yield _INDENT.sub(b">", block) if block.count(b"\n") > 3 else block


_ODS_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_ODS_VALUES = frozenset(
    f"office:{kind}" for kind in ("value", "string-value", "date-value", "time-value", "boolean-value")
)


class _OdsLook:
    """content.xml event by event: cells and rows come with a count of how often they are repeated."""

    def __init__(self, limits: Limits) -> None:
        self.grids: list[SheetFacts] = []
        self._limits = limits
        self._in_table = self._in_cell = False
        self._row = self._row_repeat = self._column = self._repeat = self._last = 0
        self._attributes: dict[str, str] = {}
        self._text = ""
        self._text_bytes = self._row_text_bytes = 0
        self._has_content = False
        self._marks: list[tuple[int, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ODS_CELLS and self._in_table:
            self._in_cell, self._has_content = True, False
            self._attributes, self._text, self._text_bytes = attributes, "", 0
            self._repeat = _times(attributes.get("table:number-columns-repeated"))
        elif self._in_cell:
            self._has_content = True
            if tag == "text:s":  # so many blanks: a few bytes that may stand for gigabytes
                self._text_bytes += _times(attributes.get("text:c"))
        elif tag == "table:table-row" and self._in_table:
            self._row_repeat = _times(attributes.get("table:number-rows-repeated"))
            self._column = self._last = self._row_text_bytes = 0
            self._marks = []
        elif tag == "table:table" and "table:name" in attributes:
            self._in_table, self._row = True, 0
            self.grids.append(SheetFacts(attributes["table:name"]))

    def text(self, value: str) -> None:
        if self._in_cell:
            self._text_bytes += 3 * len(value)
            if len(self._text) < 32:
                self._text += value

    def end(self, tag: str) -> None:
        if tag in _ODS_CELLS and self._in_cell:
            self._in_cell = False
            self._close_cell(self._attributes)
        elif tag == "table:table-row" and self._in_table:
            self._close_row(self.grids[-1])
        elif tag == "table:table":
            self._in_table = False

    def _close_cell(self, attributes: dict[str, str]) -> None:
        first = self._column
        self._column += self._repeat
        formula = attributes.get("table:formula")
        valued = "office:value-type" in attributes or not _ODS_VALUES.isdisjoint(attributes)
        if not valued and formula is None:
            return  # only formatted, or covered by a merged one
        self._last = self._column
        self.grids[-1].reach(0, self._last, self._limits)
        length = self._text_bytes + len(attributes.get("office:string-value", ""))
        self._row_text_bytes += (length + len(formula) if formula else length) * self._repeat
        mark = None
        if attributes.get("calcext:value-type") == "error":
            mark = self._text or "#N/A"
        elif formula and not valued and not self._has_content:
            mark = ""  # LibreOffice writes an empty paragraph where the result is the empty text
        if mark is not None:
            self._marks += [(column, mark) for column in range(first, self._column)]

    def _close_row(self, grid: SheetFacts) -> None:
        first = self._row
        self._row += self._row_repeat
        if not self._last:
            return
        grid.reach(self._row, self._last, self._limits)
        grid.text_bytes += self._row_text_bytes * self._row_repeat
        check_text(grid.text_bytes, self._limits)
        if self._marks:
            for row in range(first, self._row):
                for column, mark in self._marks:
                    grid.mark(row, column, mark)


def _times(value: str | None) -> int:
    return int(value) if value else 1

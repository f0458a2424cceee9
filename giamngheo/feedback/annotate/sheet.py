"""A worksheet's XML, edited where it stands: styles of single cells, cells that are not there yet, the drawing's link.

Nothing is parsed into a tree and written again: every byte that is not one of these edits stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from giamngheo.feedback.annotate.records import Cell, NotEditable
from giamngheo.feedback.annotate.xml import OFFICE, STRICT_OFFICE, true
from giamngheo.read.layout import column_letter

Restyle = Callable[[Cell, int], int]

# Children of a worksheet that stand before its legacyDrawing.
_BEFORE = frozenset(
    [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
        "dataValidations",
        "hyperlinks",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        "customProperties",
        "cellWatches",
        "ignoredErrors",
        "smartTags",
        "drawing",
    ]
)
_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_STYLE = re.compile(rb"""\ss\s*=\s*(?:"[^"]*"|'[^']*')""")
_SELECTED = re.compile(rb"""\stabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*(?:"[^"]*"|'[^']*')""")
_NO_SIZE = re.compile(rb"""(?<=\sht=)["']0(?:\.0*)?["']|(?<=\swidth=)["']0(?:\.0*)?["']""")
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Za-z]{1,3}\d{1,7}):([A-Za-z]{1,3}\d{1,7})["']"""
)
_MOST_COVERED = 200_000  # cells; beyond that somebody merged whole columns, which nobody fills in
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass
class Measures:
    """Sizes in pixels, as far as the sheet says; a hidden line or column has none."""

    column: float = 64.0
    row: float = 20.0
    columns: list[tuple[int, int, float]] = field(default_factory=list)
    rows: dict[int, float] = field(default_factory=dict)

    def width(self, column: int) -> float:
        return next((width for first, last, width in self.columns if first <= column <= last), self.column)

    def height(self, row: int) -> float:
        return self.rows.get(row, self.row)


class SheetEdit:
    """One look at a sheet that notes the edits; `restyle` gives each cell's style from the one it has.

    Of `wanted` cells those that are not there are added, empty, in the style of their line or column; a line or
    column of them that is hidden is shown, for what is to be mended must be seen.
    """

    def __init__(self, xml: bytes, wanted: Iterable[Cell], restyle: Restyle) -> None:
        self._xml, self._restyle = xml, restyle
        self.measures = Measures()
        self.drawing: str | None = None
        self._edits: list[tuple[int, int, bytes]] = []
        self._wanted: dict[int, list[int]] = {}
        for cell in sorted(set(wanted)):
            self._wanted.setdefault(cell.row, []).append(cell.column)
        self._rows = sorted(self._wanted)
        self._wanted_columns = {column for columns in self._wanted.values() for column in columns}
        self._top: list[tuple[str, int]] = []
        self._styles: list[tuple[int, int, int]] = []
        self._depth = self._row = self._row_at = self._column = self._row_style = 0
        self._in_data = False
        self._missing: list[int] = []
        self._end = len(xml)
        self._prefix = self._cell_tag = self._row_tag = ""
        self._look()

    def link_drawing(self, identity: str) -> None:
        """Points to the part with the shapes of the comments; not where the sheet does already."""
        place = next((at for name, at in self._following()), self._end)
        space = STRICT_OFFICE if b"purl.oclc.org/ooxml/spreadsheetml" in self._xml[:2000] else OFFICE
        link = f'<{self._prefix}legacyDrawing xmlns:r="{space}" r:id="{identity}"/>'
        self._edits.append((place, place, link.encode()))

    def unlink_drawing(self) -> None:
        for name, at in self._top:
            if name == "legacyDrawing":
                end = at + len(self._tag_at(at))
                closing = f"</{self._prefix}legacyDrawing>".encode()
                if self._xml[end - 2 : end] != b"/>":
                    end = self._xml.index(closing, end) + len(closing)
                self._edits.append((at, end, b""))

    def result(self) -> bytes:
        pieces, reached = [], 0
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [self._xml[reached:start], text]
            reached = end
        return b"".join((*pieces, self._xml[reached:]))

    # ------------------------------------------------------------ the look

    def _look(self) -> None:
        parser = expat.ParserCreate()
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._finish
        try:
            parser.Parse(self._xml, True)
        except expat.ExpatError as error:
            raise NotEditable("a sheet is no XML") from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._in_data:
            if tag == self._cell_tag:
                self._cell(attributes)
            elif tag == self._row_tag:
                self._open_row(attributes)
            return
        name = tag.rpartition(":")[2]
        if self._depth == 1:
            self._prefix = tag[: -len(name)]
            self._cell_tag, self._row_tag = f"{self._prefix}c", f"{self._prefix}row"
        elif self._depth == 2:
            self._top.append((name, self._parser.CurrentByteIndex))
            self._in_data = name == "sheetData"
            if name == "sheetFormatPr":
                self._defaults(attributes)
            elif name == "legacyDrawing":
                self.drawing = next((value for key, value in attributes.items() if key.endswith(":id")), None)
        elif name == "col" and self._depth == 3:
            self._columns(attributes)
        elif name == "sheetView" and true(attributes.get("tabSelected")):
            self._unselect()

    def _finish(self, tag: str) -> None:
        at = self._parser.CurrentByteIndex
        if self._in_data and self._depth == 3 and tag == self._row_tag:
            self._close(self._row_at, at, self._cells(self._row, self._missing))
            self._missing = []
        elif self._in_data and self._depth == 2:
            self._close(self._top[-1][1], at, b"".join(self._whole_row(row) for row in self._rows))
            self._in_data = False
        elif self._depth == 1:
            self._end = at
        self._depth -= 1

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = int(number) if number else self._row + 1
        self._column = 0
        at = self._row_at = self._parser.CurrentByteIndex
        while self._rows and self._rows[0] < self._row:
            self._edits.append((at, at, self._whole_row(self._rows.pop(0))))
        if self._rows and self._rows[0] == self._row:
            self._rows.pop(0)
            self._missing = list(self._wanted[self._row])
        self._row_style = int(attributes.get("s", 0)) if true(attributes.get("customFormat")) else -1
        if true(attributes.get("hidden")) and self._row in self._wanted:
            self._show()
        elif true(attributes.get("hidden")):
            self.measures.rows[self._row] = 0
        elif height := attributes.get("ht"):
            self.measures.rows[self._row] = float(height) * 4 / 3

    def _cell(self, attributes: dict[str, str]) -> None:
        address = _ADDRESS.fullmatch(attributes.get("r", ""))
        self._column = column_number(address[1]) if address else self._column + 1
        while self._missing and self._missing[0] < self._column:
            at = self._parser.CurrentByteIndex
            self._edits.append((at, at, self._cells(self._row, [self._missing.pop(0)])))
        if self._missing and self._missing[0] == self._column:
            self._missing.pop(0)
        style = int(attributes.get("s", 0))
        given = self._restyle(Cell(self._row, self._column), style)
        if given != style:
            self._set_style(given)

    def _set_style(self, style: int) -> None:
        at = self._parser.CurrentByteIndex
        tag = self._tag_at(at)
        bare = _STYLE.sub(b"", tag, count=1)
        name = len(self._cell_tag) + 1
        self._edits.append((at, at + len(tag), bare[:name] + b' s="%d"' % style + bare[name:]))

    # ------------------------------------------------------------ what is added

    def _close(self, begun: int, at: int, added: bytes) -> None:
        """Put something before the end tag at `at`; an element that has none (`<row/>`) is opened."""
        if not added:
            return
        tag = self._tag_at(begun)
        if not tag.endswith(b"/>"):
            self._edits.append((at, at, added))
            return
        closing = b"</" + tag[1:-2].split(None, 1)[0] + b">"
        end = begun + len(tag)
        self._edits.append((end - 2, end, b">" + added + closing))

    def _whole_row(self, row: int) -> bytes:
        self._row_style = -1
        cells = self._cells(row, self._wanted[row])
        return f'<{self._row_tag} r="{row}">'.encode() + cells + f"</{self._row_tag}>".encode()

    def _cells(self, row: int, columns: Iterable[int]) -> bytes:
        return b"".join(self._added(Cell(row, column)) for column in columns)

    def _added(self, cell: Cell) -> bytes:
        of_column = next((style for first, last, style in self._styles if first <= cell.column <= last), 0)
        style = self._restyle(cell, self._row_style if self._row_style >= 0 else of_column)
        return f'<{self._cell_tag} r="{address_of(cell)}" s="{style}"/>'.encode()

    def _unselect(self) -> None:
        """Two selected sheets are a group: what is typed in one would be typed in both."""
        at = self._parser.CurrentByteIndex
        tag = self._tag_at(at)
        self._edits.append((at, at + len(tag), _SELECTED.sub(b"", tag)))

    def _show(self) -> None:
        at = self._parser.CurrentByteIndex
        tag = self._tag_at(at)
        for pattern, instead in ((_HIDDEN, b""), (_NO_SIZE, b'"15"')):
            self._edits += [(at + one.start(), at + one.end(), instead) for one in pattern.finditer(tag)]

    def _following(self) -> Iterable[tuple[str, int]]:
        last = max((at for at, (name, _) in enumerate(self._top) if name in _BEFORE), default=-1)
        return self._top[last + 1 :]

    # ------------------------------------------------------------ sizes

    def _defaults(self, attributes: Mapping[str, str]) -> None:
        if width := attributes.get("defaultColWidth"):
            self.measures.column = float(width) * 7
        if height := attributes.get("defaultRowHeight"):
            self.measures.row = float(height) * 4 / 3

    def _columns(self, attributes: Mapping[str, str]) -> None:
        first, last = int(attributes["min"]), int(attributes["max"])
        is_hidden = true(attributes.get("hidden"))
        if is_hidden and any(first <= column <= last for column in self._wanted_columns):
            self._show()
            is_hidden = False
        width = 0.0 if is_hidden else (float(attributes.get("width", 9)) or 15) * 7
        self.measures.columns.append((first, last, width))
        self._styles.append((first, last, int(attributes.get("style", 0))))

    def _tag_at(self, at: int) -> bytes:
        found = _TAG.match(self._xml, at)
        if not found:
            raise NotEditable("a sheet's tags are not where they were found")
        return found[0]


def covered_cells(xml: bytes) -> dict[Cell, tuple[Cell, str]]:
    """Cells that others cover, for they are merged → the one that is seen, and the whole range."""
    found: dict[Cell, tuple[Cell, str]] = {}
    for start, end in _MERGED.findall(xml):
        first, last = cell_of(start.decode()), cell_of(end.decode())
        if (
            not first
            or not last
            or len(found) + (last.row - first.row + 1) * (last.column - first.column + 1) > _MOST_COVERED
        ):
            continue
        for row in range(first.row, last.row + 1):
            for column in range(first.column, last.column + 1):
                if (row, column) != (first.row, first.column):
                    found[Cell(row, column)] = (first, f"{address_of(first)}:{address_of(last)}")
    return found


def address_of(cell: Cell) -> str:
    """`I37`."""
    return f"{column_letter(cell.column - 1)}{cell.row}"


def cell_of(address: str) -> Cell | None:
    found = _ADDRESS.fullmatch(address)
    return Cell(int(found[2]), column_number(found[1])) if found else None


def column_number(letters: str) -> int:
    """`A` → 1, `AA` → 27."""
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - 64
    return value

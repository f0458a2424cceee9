"""A worksheet's part, edited: styles of single cells, cells that are not there yet, the drawing's link.

Its rows are read twice and never held as a tree all at once: first for what stands around them, then to be edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from giamngheo.feedback.annotate.records import LAST_ROW, Cell, cell_of
from giamngheo.feedback.annotate.xml import (
    Element,
    beside,
    each_row,
    in_place,
    local_name,
    namespace_of,
    office_of,
    true,
    with_rows,
)

Restyle = Callable[[Cell, int], int]

_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
    "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing legacyDrawing"
)
_MOST_COVERED = 200_000  # cells; beyond that somebody merged whole columns, which nobody fills in
_SHOWN = "15"  # how wide or high what was hidden becomes, where no size is kept


@dataclass
class Measures:
    """Sizes in pixels, as far as the sheet says; a hidden row or column has none."""

    column: float = 64.0
    row: float = 20.0
    columns: list[tuple[int, int, float]] = field(default_factory=list)
    rows: dict[int, float] = field(default_factory=dict)

    def width(self, column: int) -> float:
        return next((width for first, last, width in self.columns if first <= column <= last), self.column)

    def height(self, row: int) -> float:
        return self.rows.get(row, self.row)


class SheetEditor:
    """`restyle` first, then the drawing's link, then `to_bytes`."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        for each in each_row(xml):
            end = each
        self._root = end.getroottree().getroot()
        self._columns = self._root.findall("{*}cols/{*}col")
        self._rows: list[bytes] = []
        self._row = 0  # the number of the one before
        self._wanted: dict[int, list[int]] = {}
        self._missing: list[int] = []
        self._restyled: frozenset[int] = frozenset()
        self.measures = Measures()
        self.namespace = namespace_of(self._root)
        self.is_changed = False

    @property
    def is_protected(self) -> bool:
        return self._root.find("{*}sheetProtection") is not None

    @property
    def drawing(self) -> str | None:
        """The identity of the relationship to the part with the shapes of the comments."""
        link = self._root.find("{*}legacyDrawing")
        return None if link is None else link.get(self._id)

    def covered_cells(self) -> dict[Cell, tuple[Cell, str]]:
        """Cells that others cover, for they are merged → the one that is seen, and the whole range."""
        found: dict[Cell, tuple[Cell, str]] = {}
        for merged in self._root.findall("{*}mergeCells/{*}mergeCell"):
            first, last = map(cell_of, (merged.get("ref", "") + ":").split(":")[:2])
            if not first or not last or len(found) + _size(first, last) > _MOST_COVERED:
                continue
            for row in range(first.row, last.row + 1):
                for column in range(first.column, last.column + 1):
                    if (row, column) != first:
                        found[Cell(row, column)] = (first, f"{first.address}:{last.address}")
        return found

    def restyle(self, wanted: Collection[Cell], restyle: Restyle, restyled: frozenset[int] = frozenset()) -> None:
        """Gives each of the `wanted` cells, and all of the `restyled` styles, the style for the one it has.

        Wanted cells that are not there are added, empty, in the style of their row or column; a row or column of
        them that is hidden is shown, for what is to be corrected must be seen.
        """
        self._restyle, self._restyled = restyle, restyled
        self._note(wanted)
        self._unselect()
        self._measure_columns({cell.column for cell in wanted})
        for row in each_row(self._xml, self._rows):
            if local_name(row):
                self._edit_row(row)
            else:
                self._add_rows(row, LAST_ROW + 1)

    def link_drawing(self, identity: str) -> None:
        link = in_place(self._root, "legacyDrawing", _ORDER, r=office_of(self._root))
        self._set(link, self._id, identity)

    def unlink_drawing(self) -> None:
        for link in self._root.findall("{*}legacyDrawing"):
            self._root.remove(link)
            self.is_changed = True

    def to_bytes(self) -> bytes:
        return with_rows(self._root, self._rows, is_declared=b"<?xml" in self._xml[:10])

    # ------------------------------------------------------------ around the rows

    @property
    def _id(self) -> str:
        return f"{{{office_of(self._root)}}}id"

    def _unselect(self) -> None:
        """Two selected sheets are a group: what is typed in one would be typed in both."""
        for view in self._root.findall("{*}sheetViews/{*}sheetView"):
            if true(view.get("tabSelected")):
                self._set(view, "tabSelected", None)

    def _measure_columns(self, wanted: Collection[int]) -> None:
        defaults = self._root.find("{*}sheetFormatPr")
        if defaults is not None:
            self.measures.column = float(defaults.get("defaultColWidth", 64 / 7)) * 7
            self.measures.row = float(defaults.get("defaultRowHeight", 15)) * 4 / 3
        for column in self._columns:
            first, last = int(column.get("min")), int(column.get("max"))
            if any(first <= each <= last for each in wanted):
                self._show(column, "width")
            width = 0 if true(column.get("hidden")) else float(column.get("width", 9)) or 15
            self.measures.columns.append((first, last, width * 7))

    def _show(self, element: Element, size: str) -> None:
        if true(element.get("hidden")):
            self._set(element, "hidden", None)
            if float(element.get(size, _SHOWN)) == 0:
                self._set(element, size, _SHOWN)

    def _set(self, element: Element, name: str, value: str | None) -> None:
        self.is_changed = True
        if value is None:
            element.attrib.pop(name)
        else:
            element.set(name, value)

    # ------------------------------------------------------------ rows and cells

    def _note(self, wanted: Collection[Cell]) -> None:
        by_row = defaultdict(list)
        for cell in sorted(wanted):
            by_row[cell.row].append(cell.column)
        self._wanted, self._missing = dict(by_row), list(by_row)

    def _edit_row(self, row: Element) -> None:
        self._row = int(row.get("r") or self._row + 1)
        self._add_rows(row, self._row)
        if self._missing and self._missing[0] == self._row:
            self._missing.pop(0)
        wanted = self._wanted.get(self._row, [])
        if wanted:
            self._show(row, "ht")
        if true(row.get("hidden")):
            self.measures.rows[self._row] = 0
        elif height := row.get("ht"):
            self.measures.rows[self._row] = float(height) * 4 / 3
        if wanted or self._restyled:
            self._edit_cells(row, wanted)

    def _add_rows(self, following: Element, number: int) -> None:
        """Those that are missing before a row, or before what stands behind the last one."""
        while self._missing and self._missing[0] < number:
            added = self._missing.pop(0)
            row = beside(following.getparent(), "row", r=str(added))
            row.extend(self._new_cell(row, added, column) for column in self._wanted[added])
            following.addprevious(row)

    def _edit_cells(self, row: Element, wanted: Collection[int]) -> None:
        missing, column = list(wanted), 0
        for cell in row.iterchildren("{*}c"):
            address = cell_of(cell.get("r", ""))
            column = address.column if address else column + 1
            while missing and missing[0] < column:
                cell.addprevious(self._new_cell(row, self._row, missing.pop(0)))
            style = int(cell.get("s", 0))
            if missing and missing[0] == column:
                missing.pop(0)
            elif style not in self._restyled:
                continue
            given = self._restyle(Cell(self._row, column), style)
            if given != style:
                self._set(cell, "s", str(given))
        row.extend(self._new_cell(row, self._row, each) for each in missing)

    def _new_cell(self, row: Element, number: int, column: int) -> Element:
        self.is_changed = True
        cell = Cell(number, column)
        style = int(row.get("s", 0)) if true(row.get("customFormat")) else self._style_of_column(column)
        return beside(row, "c", r=cell.address, s=str(self._restyle(cell, style)))

    def _style_of_column(self, column: int) -> int:
        of_it = (each for each in self._columns if int(each.get("min")) <= column <= int(each.get("max")))
        return next((int(each.get("style", 0)) for each in of_it), 0)


def _size(first: Cell, last: Cell) -> int:
    return (last.row - first.row + 1) * (last.column - first.column + 1)

"""LibreOffice's workbooks, .ods: each sheet in one pass, row by row. What is seen in a cell stands in the file as text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from giamngheo.read.faults import Limits, encrypted
from giamngheo.read.kinds import no_workbook
from giamngheo.read.package import UntrustedZip, attribute, local
from giamngheo.read.seen.number_formats import shows
from giamngheo.read.seen.symbols import is_symbol_font
from giamngheo.read.seen.worksheet import NOWHERE, PLAIN, Look, SheetBuilder, Worksheet, day_of

_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"
_MOST_REPEATS = 2**20  # rows of a sheet
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_OPEN}{part}:1.0}}" for part in ("office", "table", "text"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_LINE = f"{_TEXT}p"
_TRUTHS = {"đúng": True, "sai": False, "true": True, "false": False}  # LibreOffice writes them as 1 and 0


def read_ods(data: bytes, kind: str, limits: Limits) -> list[Worksheet]:
    archive = UntrustedZip(data, kind, limits)
    if "mimetype" not in archive or not archive.read("mimetype").startswith(_TYPE):
        no_workbook(archive, kind)
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        encrypted()
    book = _Spreadsheet(limits)
    for part in ("styles.xml", "content.xml"):
        if part in archive:
            for element in archive.elements(part, "style", "table"):
                book.note(element)
    return [built.sheet() for built in book.sheets]


class _Spreadsheet:
    """The sheets as they come, and how the styles before them look."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[SheetBuilder] = []
        self._limits = limits
        self._struck: set[str] = set()
        self._symbols: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._row = 0
        self._columns: list[str] = []  # the style of each column's cells

    def note(self, element: Any) -> None:
        if local(element) == "style":
            self._note_style(element)
        elif title := element.get(f"{_TABLE}name"):
            self._row, self._columns = 0, []
            self.sheets.append(SheetBuilder(title, self._limits, element.get(f"{_TABLE}style-name") in self._hidden))
            for column in element.iter(f"{_TABLE}table-column"):
                self._note_column(column)
            for row in element.iter(f"{_TABLE}table-row"):
                self._read_row(row)
            if next(element.iterfind(f"{_TABLE}shapes//{{*}}control"), None) is not None:
                self.sheets[-1].controls.add(NOWHERE)

    def _note_style(self, element: Any) -> None:
        title, parent = attribute(element, "name"), attribute(element, "parent-style-name")
        line = font = display = ""
        for found in element.iter("{*}text-properties", "{*}table-properties"):
            line = attribute(found, "text-line-through-style") or attribute(found, "text-line-through-type") or line
            font = attribute(found, "font-name") or attribute(found, "font-family").strip("'") or font
            display = attribute(found, "display") or display
        if line not in ("", "none") or (not line and parent in self._struck):
            self._struck.add(title)
        if is_symbol_font(font) or (not font and parent in self._symbols):
            self._symbols[title] = font or self._symbols[parent]
        if display == "false":
            self._hidden.add(title)

    def _note_column(self, element: Any) -> None:
        count = min(_times(attribute(element, "number-columns-repeated")), self._limits.columns - len(self._columns))
        if attribute(element, "visibility") in ("collapse", "filter"):
            self.sheets[-1].hidden_columns.update(range(len(self._columns), len(self._columns) + count))
        self._columns += [attribute(element, "default-cell-style-name")] * count

    def _read_row(self, element: Any) -> None:
        built, repeats = self.sheets[-1], _times(element.get(f"{_TABLE}number-rows-repeated"))
        column, filled = 0, []
        for cell in element.iterchildren(*_CELLS):
            times = _times(cell.get(f"{_TABLE}number-columns-repeated"))
            if len(cell) or cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula"):
                filled.append((column, times, cell))
            column += times
        for row in range(self._row, self._row + repeats) if filled else ():
            for first, times, cell in filled:
                for place in range(first, first + times):
                    self._read_cell(cell, row, place, built)
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            built.hidden_rows.update(range(self._row, min(self._row + repeats, self._limits.rows)))
        self._row += repeats

    def _read_cell(self, cell: Any, row: int, column: int, built: SheetBuilder) -> None:
        self._note_merged(cell, row, column, built)
        text = _text(cell)
        if len(cell) and cell[0].tag.endswith("}control"):
            built.controls.add((row, column))
        kind = cell.get(f"{_OFFICE}value-type", "")
        if cell.get(f"{_TABLE}formula") and not kind and not len(cell):
            built.mark_uncalculated(row, column)
            return
        value = text if cell.get(f"{_CALC}value-type") == "error" else _value(kind, cell, text)
        style = cell.get(f"{_TABLE}style-name") or (self._columns[column] if column < len(self._columns) else "")
        look = PLAIN
        if style in self._struck or style in self._symbols or self._is_text_struck(cell):
            look = Look("", False, style not in self._symbols or style in self._struck, self._symbols.get(style, ""))
        built.put(row, column, value, look)
        if isinstance(value, float) and cell.find(_LINE) is not None and not shows(value, text):
            built.shown[row, column] = text

    def _is_text_struck(self, cell: Any) -> bool:
        """Whether all of a text, piece by piece, is struck through."""
        lines = list(cell.iterchildren(_LINE))
        spans = [span for line in lines for span in line]
        return (
            bool(spans)
            and all(span.get(f"{_TEXT}style-name") in self._struck and not (span.tail or "").strip() for span in spans)
            and not any((line.text or "").strip() for line in lines)
        )

    def _note_merged(self, cell: Any, row: int, column: int, built: SheetBuilder) -> None:
        down = _times(cell.get(f"{_TABLE}number-rows-spanned"))
        right = _times(cell.get(f"{_TABLE}number-columns-spanned"))
        if down > 1 or right > 1:
            built.merged.append((row, column, row + down - 1, column + right - 1))


def _value(kind: str, cell: Any, text: str) -> object:
    if kind in ("float", "percentage", "currency"):
        return _TRUTHS.get(text.casefold(), float(cell.get(f"{_OFFICE}value")))
    if kind == "date":
        try:
            return day_of(dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value").replace("Z", "")))
        except ValueError:
            return text  # a number in a date's format that is no day
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return cell.get(f"{_OFFICE}string-value", text) if kind == "string" else text


def _text(cell: Any) -> str:
    """What stands in a cell, a line for each paragraph; without its comment."""
    return "\n".join("".join(_pieces(each)) for each in cell.iterchildren(_LINE))


def _pieces(element: Any) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        if name == "s":
            pieces.append(" " * min(_times(attribute(child, "c")), 1000))
        elif name in ("tab", "line-break"):
            pieces.append("\t" if name == "tab" else "\n")
        elif name not in ("annotation", "ruby-text"):
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


def _times(value: str | None) -> int:
    return min(int(value), _MOST_REPEATS) if value else 1

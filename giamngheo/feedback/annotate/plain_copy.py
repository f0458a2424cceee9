"""A workbook of another kind as a plain .xlsx: the values as typed, the sheets' names, every cell in its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import zip_longest
from typing import Any, cast

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from giamngheo.core.legacy_encodings import to_unicode
from giamngheo.core.reproducible_zip import repacked
from giamngheo.core.text_metrics import lines
from giamngheo.feedback.annotate.places import located_in
from giamngheo.metadata.form import Form
from giamngheo.read import formats
from giamngheo.read.layout import Located


def _font(is_bold: bool) -> Font:
    font: Any = Font("Times New Roman", 12, bold=is_bold or None)
    font.__elements__ = ("b", "sz", "name")  # the order of the schema, which openpyxl does not keep
    return cast(Font, font)


_FONT, _BOLD = _font(False), _font(True)
_THIN, _WRAPPED = Side("thin"), Alignment("center", "center", wrapText=True)
_DAY, _MOMENT, _TIME = "dd/mm/yyyy", "dd/mm/yyyy\\ hh:mm", "[h]:mm"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]*?:/\\]")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_FIRST_DAY = dt.datetime(1900, 3, 1)  # of those that every spreadsheet program counts alike
_NARROWEST, _WIDEST, _LOOKED_AT, _LINE = 6, 40, 500, 16


@dataclass(frozen=True)
class Copy:
    """The new file, its sheets as they now are, and the old names of sheets that had to be named anew."""

    data: bytes
    sheets: tuple[formats.Worksheet, ...]
    renamed: dict[str, str]


def plain_copy(sheets: Sequence[formats.Worksheet], form: Form) -> Copy:
    """Text in the old TCVN3 and VNI fonts becomes Unicode, for the copy has no fonts that would show it."""
    names = _names([sheet.name for sheet in sheets])
    renamed = {sheet.name: name for sheet, name in zip(sheets, names, strict=True) if sheet.name != name}
    made = tuple(replace(_in_unicode(sheet), name=name) for sheet, name in zip(sheets, names, strict=True))
    return Copy(_saved(made, form), made, renamed)


def _saved(sheets: Sequence[formats.Worksheet], form: Form) -> bytes:
    workbook: Any = openpyxl.Workbook(write_only=True)  # its styles have no public name
    workbook._named_styles["Normal"].font = workbook._fonts[0] = _FONT
    for sheet in sheets:
        _write(workbook.create_sheet(sheet.name), sheet, form)
    if all(sheet.is_hidden for sheet in sheets):
        workbook.worksheets[0].sheet_state = "visible"
    saved = BytesIO()
    workbook.save(saved)
    return repacked(saved.getvalue(), "", "", dt.date(1980, 1, 1))


def _in_unicode(sheet: formats.Worksheet) -> formats.Worksheet:
    texts = sorted({value for row in sheet.rows for value in row if isinstance(value, str) and not value.isascii()})
    new = {old: now for old, now in zip(texts, to_unicode(texts), strict=True) if old != now}
    if not new:
        return sheet
    return replace(sheet, rows=[[new.get(v, v) if isinstance(v, str) else v for v in row] for row in sheet.rows])


def _names(names: Sequence[str]) -> list[str]:
    """As they are where Excel takes them: up to 31 letters, some signs not, none twice."""
    taken: list[str] = []
    for name in names:
        base = _NOT_IN_NAMES.sub(" ", _NOT_IN_XML.sub("", name)).strip("' ")[:_LONGEST_NAME] or "Trang tính"
        found, at = base, 1
        while found.casefold() in {each.casefold() for each in taken}:
            at += 1
            found = f"{base[: _LONGEST_NAME - 5]} ({at})"
        taken.append(found)
    return taken


def _write(target: Any, sheet: formats.Worksheet, form: Form) -> None:
    headings = _headings(sheet.rows, located_in(sheet, form))
    widths = _widths(sheet.rows, headings)
    for column, width in enumerate(widths, start=1):
        target.column_dimensions[get_column_letter(column)].width = width
    if headings:
        target.freeze_panes = f"A{headings[-1] + 2}"
    if sheet.is_hidden:
        target.sheet_state = "hidden"
    for at in headings:
        target.row_dimensions[at + 1].height = _height(sheet.rows[at], widths)
    for at, row in enumerate(sheet.rows):
        cells = [_cell(target, value) for value in row]
        target.append(_as_headings(target, cells) if at in headings else cells)


def _headings(rows: Sequence[Sequence[object]], located: Located | None) -> range:
    """The line of the headings; and the one above where a heading was merged with it, so that its text stands there."""
    at = located.heading_row if located else None
    if located is None or at is None:
        return range(0)
    columns = [column for _, column in located.columns.values()]
    is_merged = at > 0 and any(not str(rows[at][column]) for column in columns if column < len(rows[at]))
    return range(at - is_merged, at + 1)


def _widths(rows: Sequence[Sequence[object]], headings: range) -> list[int]:
    """What the values below the headings need, and the headings' words; a title may run over its neighbours."""
    start = headings[-1] + 1 if headings else 0
    below = zip_longest(*rows[start : start + _LOOKED_AT], fillvalue="")
    widths = [min(max(_NARROWEST, *(len(_shown(value)) + 2 for value in column)), _WIDEST) for column in below]
    for at in headings:
        for column, value in enumerate(rows[at][: len(widths)]):
            longest = max(map(len, str(value).split()), default=0)
            widths[column] = max(widths[column], min(longest + 3, _WIDEST))
    return widths


def _height(row: Sequence[object], widths: Sequence[int]) -> int:
    """Of a line of headings: LibreOffice makes none higher by itself."""
    return _LINE * max(
        (lines(str(value), width - 2, is_bold=True) for value, width in zip(row, widths, strict=False)), default=1
    )


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else "" if value is None else f"{value}"


def _as_headings(sheet: Any, values: Sequence[Any]) -> Iterator[Cell | None]:
    for value in values:
        cell = value if value is None or isinstance(value, Cell) else WriteOnlyCell(sheet, value)
        if cell is not None:
            cell.font, cell.alignment, cell.border = _BOLD, _WRAPPED, Border(_THIN, _THIN, _THIN, _THIN)
        yield cell


def _cell(sheet: Any, value: object) -> Any:
    """What openpyxl takes: a value, or a cell where it would make something else of it."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, dt.timedelta):
        return _formatted(sheet, value, _TIME)
    if isinstance(value, dt.date):
        return _day(sheet, value)
    text = _NOT_IN_XML.sub("", str(value))[:_LONGEST_TEXT]
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # no formula
    return cell


def _day(sheet: Any, value: dt.date) -> Any:
    """Days before 1900 have no number in a spreadsheet, and stay text."""
    moment = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    if moment < _FIRST_DAY:
        return f"{moment:%d/%m/%Y}"
    return _formatted(sheet, moment, _DAY if moment.time() == dt.time() else _MOMENT)


def _formatted(sheet: Any, value: Any, number_format: str) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell

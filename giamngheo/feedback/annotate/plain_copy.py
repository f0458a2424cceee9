"""A workbook of another kind as a plain .xlsx: the values as typed, the sheets' names, every cell in its place.

Written as XML parts at once: openpyxl needs seconds for five thousand rows, and puts the clock into the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from giamngheo.core.legacy_encodings import to_unicode
from giamngheo.core.text_metrics import lines
from giamngheo.feedback.annotate.new_sheet import columns_xml, row_of, sheet_xml, text_cell, value_cell
from giamngheo.feedback.annotate.package import OoxmlPackage
from giamngheo.feedback.annotate.places import located_in
from giamngheo.feedback.annotate.styles import CellStyles
from giamngheo.feedback.annotate.workbook import PART as WORKBOOK
from giamngheo.feedback.annotate.xml import MAIN, OFFICE, Element, add, new, to_bytes
from giamngheo.metadata.form import Form
from giamngheo.read import formats
from giamngheo.read.layout import Located

_TIMES = '<name val="Times New Roman"/><family val="1"/>'
_FONT, _BOLD = f'<font><sz val="12"/>{_TIMES}</font>', f'<font><b/><sz val="12"/>{_TIMES}</font>'
_BORDER = (
    '<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border>'
)
_WRAPPED = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_NORMAL = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1">{_FONT}</fonts>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]*?:/\\]")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_EPOCH = dt.datetime(1899, 12, 30)
_NARROWEST, _WIDEST, _LOOKED_AT, _LINE = 6, 40, 500, 16


@dataclass(frozen=True)
class Copy:
    """The new package, its sheets as they now are, and the old names of sheets that had to be named anew."""

    package: OoxmlPackage
    sheets: tuple[formats.Worksheet, ...]
    renamed: dict[str, str]


@dataclass(frozen=True)
class _Styles:
    body: int
    heading: int
    day: int
    moment: int
    time: int


def plain_copy(sheets: Sequence[formats.Worksheet], form: Form) -> Copy:
    """Text in the old TCVN3 and VNI fonts becomes Unicode, for the copy has no fonts that would show it."""
    names = _names([sheet.name for sheet in sheets])
    renamed = {sheet.name: name for sheet, name in zip(sheets, names, strict=True) if sheet.name != name}
    made = tuple(replace(_in_unicode(sheet), name=name) for sheet, name in zip(sheets, names, strict=True))
    return Copy(_packed(made, form), made, renamed)


def _packed(sheets: Sequence[formats.Worksheet], form: Form) -> OoxmlPackage:
    package, cell_styles = OoxmlPackage(), CellStyles(_NORMAL)
    styles = _styles(cell_styles)
    package.relationships("").add("officeDocument", WORKBOOK)
    package.add_part("xl/styles.xml", cell_styles.to_bytes(), "styles")
    relationships = package.relationships(WORKBOOK)
    relationships.add("styles", "xl/styles.xml")
    workbook = new(MAIN, "workbook", r=OFFICE)
    listed = add(workbook, "sheets")
    for number, sheet in enumerate(sheets, start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        package.add_part(part, _sheet(sheet, form, styles), "worksheet")
        entry = add(listed, "sheet", name=sheet.name, sheetId=str(number))
        entry.set(f"{{{OFFICE}}}id", relationships.add("worksheet", part))
        if sheet.is_hidden:
            entry.set("state", "hidden")
    package.add_part(WORKBOOK, to_bytes(workbook), "workbook")
    return package


def _styles(styles: CellStyles) -> _Styles:
    return _Styles(
        body=styles.add(_FONT),
        heading=styles.add(_BOLD, "", _BORDER, _WRAPPED),
        day=styles.add(_FONT, number_format="dd/mm/yyyy"),
        moment=styles.add(_FONT, number_format="dd/mm/yyyy\\ hh:mm"),
        time=styles.add(_FONT, number_format="[h]:mm"),
    )


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


def _sheet(sheet: formats.Worksheet, form: Form, styles: _Styles) -> bytes:
    headings = _headings(sheet.rows, located_in(sheet, form))
    below = headings[-1] + 1 if headings else 0
    pane = (
        f'<pane ySplit="{below}" topLeftCell="A{below + 1}" activePane="bottomLeft" state="frozen"/>' if below else ""
    )
    widths = _widths(sheet.rows, headings)
    rows = (
        _row(at + 1, row, styles, styles.heading, _height(row, widths))
        if at in headings
        else _row(at + 1, row, styles, styles.body)
        for at, row in enumerate(sheet.rows)
    )
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return sheet_xml(MAIN, view + columns_xml(widths), (row for row in rows if len(row)))


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
    below = zip(*rows[start : start + _LOOKED_AT], strict=False)
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


def _row(number: int, row: Sequence[object], styles: _Styles, style: int, height: int = 0) -> Element:
    cells = (
        _cell(f"{get_column_letter(column)}{number}", value, styles, style)
        for column, value in enumerate(row, start=1)
        if value is not None and value != ""
    )
    return row_of(number, cells, height)


def _cell(address: str, value: object, styles: _Styles, style: int) -> Element:
    if isinstance(value, bool):
        return value_cell(address, style, str(int(value)), "b")
    if isinstance(value, int | float):
        return value_cell(address, style, _number(value))
    if isinstance(value, dt.datetime):
        bare = value.replace(tzinfo=None)
        return _day(address, bare, styles, styles.day if bare.time() == dt.time() else styles.moment)
    if isinstance(value, dt.date):
        return _day(address, dt.datetime.combine(value, dt.time()), styles, styles.day)
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, dt.timedelta):
        return value_cell(address, styles.time, repr(value / dt.timedelta(days=1)))
    text = _NOT_IN_XML.sub("", str(value))[:_LONGEST_TEXT]
    return value_cell(address, style, text, "e") if text in _ERRORS else text_cell(address, style, text)


def _day(address: str, moment: dt.datetime, styles: _Styles, style: int) -> Element:
    """Days before 1900 have no number in a spreadsheet, and stay text."""
    days = (moment - _EPOCH) / dt.timedelta(days=1)
    if days < 61:
        return text_cell(address, styles.body, f"{moment:%d/%m/%Y}")
    return value_cell(address, style, _number(days))


def _number(value: float) -> str:
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return str(int(value)) if is_whole else repr(value)

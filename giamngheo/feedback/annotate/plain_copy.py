"""A workbook of another kind as a plain .xlsx: the values as typed, the sheets' names, every cell in its place.

Written as XML parts at once: openpyxl needs seconds for five thousand rows, and puts the clock into the file.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from giamngheo.core.legacy_encodings import to_unicode
from giamngheo.core.text_metrics import lines
from giamngheo.feedback.annotate.places import located_in
from giamngheo.feedback.annotate.xml import MAIN, OFFICE, RELATIONS, TYPES
from giamngheo.metadata.form import Form
from giamngheo.read import formats
from giamngheo.read.layout import Located, column_letter

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BODY, _HEADING, _DAY, _MOMENT, _TIME = range(5)
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]*?:/\\]")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_EPOCH = dt.datetime(1899, 12, 30)
_NARROWEST, _WIDEST, _LOOKED_AT, _LINE = 6, 40, 500, 16
_HIDDEN = ' state="hidden"'


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
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, xml in _parts(made, form):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), xml, zipfile.ZIP_DEFLATED)
    return Copy(buffer.getvalue(), made, renamed)


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


def _parts(sheets: Sequence[formats.Worksheet], form: Form) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_PART}.worksheet+xml"/>' for at in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}"{_HIDDEN if sheet.is_hidden else ""} r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([*(("worksheet", f"worksheets/sheet{at}.xml") for at in numbers), ("styles", "styles.xml")]),
    )
    yield "xl/styles.xml", _styles()
    for at, sheet in enumerate(sheets, start=1):
        yield f"xl/worksheets/sheet{at}.xml", _sheet(sheet, form)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{use}" Target="{target}"/>'
        for at, (use, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{RELATIONS}">{"".join(links)}</Relationships>'


def _styles() -> str:
    edges = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    font = '<name val="Times New Roman"/><family val="1"/>'
    wrapped = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    formats = ((0, 0, 0, ""), (0, 1, 1, wrapped), (164, 0, 0, ""), (165, 0, 0, ""), (166, 0, 0, ""))
    cells = "".join(
        f'<xf numFmtId="{kind}" fontId="{face}" fillId="0" borderId="{border}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
        for kind, face, border, alignment in formats
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
        f'<fonts count="2"><font><sz val="12"/>{font}</font><font><b/><sz val="12"/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="2"><border/><border>{edges}<diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(sheet: formats.Worksheet, form: Form) -> str:
    located = located_in(sheet, form)
    headings = _headings(sheet.rows, located)
    pane = ""
    if headings:
        pane = f'<pane ySplit="{headings[-1] + 1}" topLeftCell="A{headings[-1] + 2}" activePane="bottomLeft" '
        pane += 'state="frozen"/>'
    widths = _widths(sheet.rows, headings)
    rows = "".join(
        _row(at, row, _HEADING, _height(row, widths)) if at in headings else _row(at, row, _BODY)
        for at, row in enumerate(sheet.rows)
    )
    cols = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        + (f"<cols>{cols}</cols>" if cols else "")
        + f"<sheetData>{rows}</sheetData></worksheet>"
    )


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


def _row(at: int, row: Sequence[object], look: int, height: int = 0) -> str:
    cells = "".join(
        _cell(f"{column_letter(column)}{at + 1}", value, look)
        for column, value in enumerate(row)
        if value is not None and value != ""
    )
    high = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{at + 1}"{high}>{cells}</row>' if cells else ""


def _cell(place: str, value: object, look: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" s="{look}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        return f'<c r="{place}" s="{look}"><v>{int(value) if whole else repr(value)}</v></c>'
    if isinstance(value, dt.datetime):
        bare = value.replace(tzinfo=None)
        return _day(place, bare, _DAY if bare.time() == dt.time() else _MOMENT)
    if isinstance(value, dt.date):
        return _day(place, dt.datetime.combine(value, dt.time()), _DAY)
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, dt.timedelta):
        return f'<c r="{place}" s="{_TIME}"><v>{value / dt.timedelta(days=1)!r}</v></c>'
    text = _NOT_IN_XML.sub("", str(value))[:_LONGEST_TEXT]
    if text in _ERRORS:
        return f'<c r="{place}" s="{look}" t="e"><v>{text}</v></c>'
    return f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _day(place: str, moment: dt.datetime, look: int) -> str:
    """Days before 1900 have no number in a spreadsheet, and stay text."""
    days = (moment - _EPOCH) / dt.timedelta(days=1)
    if days < 61:
        return _cell(place, f"{moment:%d/%m/%Y}", _BODY)
    return f'<c r="{place}" s="{look}"><v>{int(days) if days.is_integer() else repr(days)}</v></c>'

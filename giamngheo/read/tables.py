"""Reads a table that is not our form: another system's export, as text parted by any sign, or as a workbook.

Texts come out in Unicode, whatever they were stored in: UTF-8, UTF-16, a code page, or the old TCVN3 and VNI fonts.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from giamngheo.core.legacy_encodings import to_unicode
from giamngheo.core.text import tidy
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read import formats
from giamngheo.read.faults import Fault, UnreadableWorkbook, damaged
from giamngheo.read.workbook import container_limits

Row = Sequence[object]
TEXT_ENDINGS = (".csv", ".tsv", ".txt")

_DELIMITERS = ";,\t|"
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_FIRST_LINES = 20
_LOOKED_AT = 4096  # bytes that tell which half of each letter is empty


@dataclass(frozen=True)
class HowToRead:
    """How a file is to be read where it does not tell itself: all may be left empty."""

    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""


def read_tables(data: bytes, name: str, limits: ReadingLimits, how: HowToRead) -> dict[str, list[Row]]:
    """The rows of each sheet that is to be seen and has any, by its name; of a text, by none. `rows[i]` is line `i + 1`;
    `UnreadableWorkbook` says why there are none."""
    if len(data) > limits.file_mb * 2**20:
        raise UnreadableWorkbook(Fault.TOO_LARGE, f"hơn {limits.file_mb} MB")
    is_text = name.lower().endswith(TEXT_ENDINGS)
    tables = {"": _of_text(data, how)} if is_text else _of_workbook(data, name, limits, how.sheet)
    return {sheet: _in_unicode(rows) for sheet, rows in tables.items()}


def _of_workbook(data: bytes, name: str, limits: ReadingLimits, sheet: str) -> dict[str, list[Row]]:
    workbook = formats.open_workbook(data, PurePath(name).name, container_limits(limits))
    seen = [each for each in workbook.sheets if not each.is_hidden and (not sheet or tidy(each.name) == tidy(sheet))]
    if not seen:
        damaged(f"không có trang tính «{sheet}»" if sheet else "không có trang tính nào")
    return {each.name: list(each.rows) for each in seen if each.rows} or {seen[0].name: []}


def _of_text(data: bytes, how: HowToRead) -> list[Row]:
    text = _decoded(data, how.encoding)
    try:
        return [*csv.reader(io.StringIO(text, newline=""), delimiter=how.delimiter or _delimiter(text))]
    except csv.Error:
        damaged("không phải bảng CSV: có ô quá dài hoặc dấu nháy không khép")


def _decoded(data: bytes, encoding: str) -> str:
    """By what was said, by the mark at the beginning, or by what fits; the old fonts fit Windows' Western code page."""
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            damaged(f"không đọc được theo bảng mã «{encoding}»")
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    for name in (marked or _halves(data), "utf-8", "cp1252"):
        try:
            return data.decode(name) if name else data.decode()
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _halves(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of digits and signs is 0."""
    start = data[:_LOOKED_AT]
    if b"\0" not in start:
        return None
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _delimiter(text: str) -> str:
    """The sign that parts a line into most columns, be it below a title."""
    lines = text.splitlines()[:_FIRST_LINES]
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _in_unicode(rows: list[Row]) -> list[Row]:
    texts = sorted({value for row in rows for value in row if isinstance(value, str) and not value.isascii()})
    read = dict(zip(texts, to_unicode(texts), strict=True))
    return [[read.get(value, value) if isinstance(value, str) else value for value in row] for row in rows]

"""The rows of a sheet in Excel's XML, cut out of its text where they are written as spreadsheet programs write them: to make an
object of each cell takes longer than all else, and of most cells the same stands in many.

This is as strict as a parser: each character between `<sheetData>` and `</sheetData>` is accounted for, and what is not known here
(a comment, a prefix, an attribute in another place, blanks between cells) leaves the sheet to the parser.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from openpyxl.utils.escape import unescape

from giamngheo.core.remembered import remembered_if_short

_DECLARED = (
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>\s*)?"""
)
_ROOT = rb"""<worksheet(?: [\w:]+="[^"<]*")* xmlns="[^"<]+"(?: [\w:]+="[^"<]*")*>"""
_HEAD = re.compile(_DECLARED + _ROOT)
_START, _END = b"<sheetData>", b"</sheetData>"
_CONTROLS = bytes(
    {*range(32)} - {*b"\t\n"}
)  # XML has none of these but the carriage return, which is read as a line feed
_NOT_WITHIN = (b"xmlns", b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # the last two, U+FFFE and U+FFFF, are no characters

_TEXT = r"[^<&]*(?:&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});[^<&]*)*"
_REFERENCE = re.compile("&([^;]+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CHARACTERS = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VALUE_OF = r'"[^"<&\t\n]*"'  # of an attribute; a parser makes blanks of tabs and new lines
_ROW = re.compile(rf"<row((?: (?:[A-Za-z]\w*|x14ac:dyDescent)={_VALUE_OF})*)(/?)>", re.ASCII)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"', re.ASCII)
_CELL = '<c r="'
_FORMULA = rf"<f((?: [A-Za-z]\w*={_VALUE_OF})*)(?:/>|>{_TEXT}</f>)"
_VALUE = rf"(<v)(?: ?/>|>({_TEXT})</v>)"
_INLINE = rf'(<is>)<t(?: xml:space="preserve")?(?:/>|>({_TEXT})</t>)</is>'
_BEHIND_ADDRESS = re.compile(
    r'(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?' rf" ?(?:/>|>(?:({_FORMULA})?(?:{_VALUE})?|{_INLINE})</c>)", re.ASCII
)


class Odd(Exception):
    """Something that is not written as programs write it."""


class WrittenRow(NamedTuple):
    """Of its cells the addresses, and what is written behind each."""

    attributes: dict[str, str]
    addresses: Sequence[str]
    behind: Sequence[str]


class PlainSheet(NamedTuple):
    """A sheet's rows, and its XML without them."""

    rows: list[WrittenRow]
    outline: bytes


class WrittenCell(NamedTuple):
    """A cell that is more than formatted. `style`: the number of its look; `kind`: its type; `text`: of its value, empty where it
    has none, rich where an inline text is; `has_value`: `<v>` stands there, if without text."""

    style: str
    kind: str
    text: Any
    has_formula: bool
    has_value: bool


def plain_sheet(data: bytes) -> PlainSheet:
    """Its rows, cut out of its XML; what is written in the cells is not looked at yet (`written_cell`). Or `Odd`."""
    head, found, behind = data.partition(_START)
    body, ended, foot = behind.partition(_END)
    outline = head + found + ended + foot
    if not ended or _START in foot or b"<!" in outline or not _HEAD.match(head) or outline.count(b'xmlns="') != 1:
        raise Odd
    if any(mark in body for mark in _NOT_WITHIN) or len(body.translate(None, _CONTROLS)) != len(body):
        raise Odd
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Odd from None
    *rows, rest = text.replace("/><row", "/>\r<row").replace("</row>", "</row>\r").split("\r")
    extended = b' xmlns:x14ac="' in head
    return PlainSheet([_row(row, extended) for row in (*rows, rest) if row or row is not rest], outline)


@remembered_if_short
def written_cell(behind_address: str) -> WrittenCell | None:
    """`None`: it is formatted alone. Or `Odd`."""
    found = _BEHIND_ADDRESS.fullmatch(behind_address)
    if found is None:
        raise Odd
    style, kind, formula, attributes, value, text, inline, inline_text = found.groups(default="")
    if attributes:
        _attributes(attributes)
    if bool(inline) != (kind == "inlineStr") and (inline or formula or value):
        raise Odd
    if not (formula or value or inline):
        return None
    text = text or inline_text
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    if inline and "_x" in text:
        text = unescape(text)
    return WrittenCell(style or "0", kind or "n", text, bool(formula), bool(value))


def _character(reference: re.Match[str]) -> str:
    name = reference[1]
    if found := _NAMED.get(name):
        return found
    number = int(name[2:], 16) if name.startswith("#x") else int(name[1:])
    if number > sys.maxunicode or not _CHARACTERS.fullmatch(chr(number)):
        raise Odd
    return chr(number)


def _row(written: str, extended: bool) -> WrittenRow:
    """A row from `<row` to `</row>`, or `<row …/>`."""
    begun, *cells = written.removesuffix("</row>").split(_CELL)
    start = _ROW.fullmatch(begun)
    if start is None or bool(start[2]) == written.endswith("</row>"):
        raise Odd
    attributes = _attributes(start[1])
    if "r" not in attributes or ("x14ac:dyDescent" in attributes and not extended):
        raise Odd
    if not cells:
        return WrittenRow(attributes, (), ())
    addresses, _, behind = zip(*[cell.partition('"') for cell in cells], strict=True)
    if not all(map(str.isalnum, addresses)):
        raise Odd
    return WrittenRow(attributes, addresses, behind)


def _attributes(written: str) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(written)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Odd
    return found

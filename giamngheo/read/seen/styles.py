"""How cells of a style look: what Excel's and LibreOffice's styles say of numbers, fonts and lines through a text."""

from __future__ import annotations

from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS

from giamngheo.read.package import attribute, local, truth
from giamngheo.read.seen.worksheet import Look, look_of

_MOST_PARENTS = 20


class OpenDocumentStyles:
    """Styles by their names, as they come; a style says what its nearest parent says that says anything."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()  # of sheets
        self._parents: dict[str, str] = {}
        self._own: dict[str, tuple[str, str]] = {}  # style → its line through the text, its font
        self._families: dict[str, str] = {}  # a font's name in this file → its family
        self._found: dict[str, tuple[bool, str]] = {}

    def note(self, element: Any) -> None:
        """A `style:style` or a `style:font-face`."""
        title = attribute(element, "name")
        if local(element) == "font-face":
            self._families[title] = attribute(element, "font-family").strip("'")
            return
        self._parents[title] = attribute(element, "parent-style-name")
        line = font = display = ""
        for found in element.iter("{*}text-properties", "{*}table-properties"):
            line = attribute(found, "text-line-through-style") or attribute(found, "text-line-through-type") or line
            font = attribute(found, "font-name") or attribute(found, "font-family").strip("'") or font
            display = attribute(found, "display") or display
        self._own[title] = line, self._families.get(font, font)
        if display == "false":
            self.hidden.add(title)

    def is_struck(self, style: str) -> bool:
        return self._look(style)[0]

    def font(self, style: str) -> str:
        return self._look(style)[1]

    def _look(self, style: str) -> tuple[bool, str]:
        if style not in self._found:
            line = font = ""
            parent = style
            for _ in range(_MOST_PARENTS):
                own_line, own_font = self._own.get(parent, ("", ""))
                line, font, parent = line or own_line, font or own_font, self._parents.get(parent, "")
            self._found[style] = line not in ("", "none"), font
        return self._found[style]


def looks_of(styles: Any) -> list[Look]:
    """How each style of an Excel workbook's cells looks, by its number."""
    codes = dict(BUILTIN_FORMATS)
    codes |= {
        int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    fonts = [_font(each) for each in styles.iterfind("{*}fonts/{*}font")]
    return [_look(each, codes, fonts) for each in styles.iterfind("{*}cellXfs/{*}xf")]


def _font(element: Any) -> tuple[bool, str]:
    """Whether it is struck through, and its name."""
    strike, name = element.find("{*}strike"), element.find("{*}name")
    return is_on(strike), name.get("val", "") if name is not None else ""


def is_on(element: Any) -> bool:
    return element is not None and truth(element.get("val", "1"))


def _look(element: Any, codes: dict[int, str], fonts: list[tuple[bool, str]]) -> Look:
    code = codes.get(int(element.get("numFmtId", 0)), "General")
    font = int(element.get("fontId", 0))
    return look_of(code, *(fonts[font] if font < len(fonts) else ()))


def look_of_xf(book: Any, style: Any) -> Look:
    """The same of a style of an .xls, as xlrd gives it."""
    found = book.format_map.get(style.format_key)
    font = book.font_list[style.font_index] if style.font_index < len(book.font_list) else None
    worn = (bool(font.struck_out), font.name) if font else ()
    return look_of(found.format_str if found else "General", *worn)

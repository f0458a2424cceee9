"""The styles of a package: a cell's own style with our fill over it, and the way back.

Our fills are told by their colours, which no palette offers; so they are found again after any spreadsheet
program has saved the workbook and numbered its styles anew. What a cell was filled with before is written down
by `fill_of` and read by `without`.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from giamngheo.feedback.annotate.xml import (
    MAIN,
    Element,
    add,
    fragments,
    in_place,
    meaning,
    namespace_of,
    new,
    parse,
    true,
)

# By severity: for dark letters, and for light ones, which a pale fill would hide.
PALE = {"critical": "FFFFBFC1", "warning": "FFFFE49B", "pending": "FFFFE49B"}
STRONG = {"critical": "FFC01F21", "warning": "FF9C5A03", "pending": "FF9C5A03"}
FILL = '<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
_OURS = frozenset((*PALE.values(), *STRONG.values()))
_ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
_LEAST = (
    ("fonts", "<font/>"),
    ("fills", '<fill><patternFill patternType="none"/></fill>'),
    ("fills", '<fill><patternFill patternType="gray125"/></fill>'),
    ("borders", "<border/>"),
    ("cellStyleXfs", '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'),
    ("cellXfs", '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'),
)
_KEPT_FILL = re.compile(r"[a-zA-Z]{1,20}(?:,(?:fg|bg)\.(?:rgb|theme|tint|indexed|auto)\.[0-9A-Za-z.+-]{1,24}){0,8}")


class CellStyles:
    """`cellXfs` and what it points to. What is already there in the same words is used again."""

    def __init__(self, data: bytes | None) -> None:
        self.root = parse(data) if data is not None else new(MAIN, "styleSheet")
        self.namespace = namespace_of(self.root)
        self._known: dict[str, dict[tuple[Any, ...], int]] = {}
        self._given: dict[tuple[int | str, ...], int] = {}
        for name, least in _LEAST:
            section = self._section(name)
            if len(section) == 0 or (name == "fills" and len(section) == 1):
                self._append(section, self._element(least))
        self._formats = self._section("cellXfs")
        fills = {str(at) for at, fill in enumerate(self._section("fills")) if _colour_of(fill) in _OURS}
        self.ours = frozenset(at for at, each in enumerate(self._formats) if each.get("fillId") in fills)

    def annotated(self, style: int, severity: str, is_opened: bool = False) -> int:
        """The style with our fill; not locked where it `is_opened`: what is to be corrected must take what is typed."""
        key = (style, severity, is_opened)
        if key not in self._given:
            format_ = copy.deepcopy(self._format(style))
            colours = STRONG if self._has_light_letters(format_) else PALE
            format_.set("fillId", str(self._index("fills", self._element(FILL.format(colour=colours[severity])))))
            format_.set("applyFill", "1")
            if is_opened:
                _open(format_)
            self._given[key] = self._index("cellXfs", format_)
        return self._given[key]

    def without(self, style: int, kept: str = "") -> int:
        """The style without our fill: filled as `kept` says, else not at all; any other style is as it was."""
        if style not in self.ours:
            return style
        key = (style, kept)
        if key not in self._given:
            format_ = copy.deepcopy(self._format(style))
            format_.set("fillId", str(self._index("fills", self._kept_fill(kept))) if kept else "0")
            self._given[key] = self._same_but_applied(format_)
        return self._given[key]

    def fill_of(self, style: int) -> str:
        """The style's own fill in one word; empty for none, and for one that cannot be said so (a gradient)."""
        fills = self._section("fills")
        number = int(self._format(style).get("fillId", 0))
        pattern = fills[number].find("{*}patternFill") if 0 < number < len(fills) else None
        if pattern is None or pattern.get("patternType", "none") == "none":
            return ""
        parts = [pattern.get("patternType")]
        for place, name in (("fg", "fgColor"), ("bg", "bgColor")):
            colour = pattern.find(f"{{*}}{name}")
            parts += [f"{place}.{key}.{value}" for key, value in ({} if colour is None else colour.attrib).items()]
        said = ",".join(parts)
        return said if _KEPT_FILL.fullmatch(said) else ""

    def add(self, font: str, fill: str = "", border: str = "", alignment: str = "") -> int:
        """A style of our own, each part as the XML of its element."""
        format_ = self._element('<xf numFmtId="0" xfId="0" applyFont="1" applyAlignment="1"/>')
        format_.set("fontId", str(self._index("fonts", self._element(font))))
        format_.set("fillId", str(self._index("fills", self._element(fill))) if fill else "0")
        format_.set("borderId", str(self._index("borders", self._element(border))) if border else "0")
        format_.set("applyFill", "1" if fill else "0")
        format_.set("applyBorder", "1" if border else "0")
        if alignment:
            format_.append(self._element(alignment))
        return self._index("cellXfs", format_)

    # ------------------------------------------------------------ parts

    def _format(self, style: int) -> Element:
        return self._formats[style] if 0 <= style < len(self._formats) else self._formats[0]

    def _kept_fill(self, kept: str) -> Element:
        fill = self._element("<fill><patternFill/></fill>")
        kind, *colours = kept.split(",") if _KEPT_FILL.fullmatch(kept) else ["none"]
        fill[0].set("patternType", kind)
        for place, name in (("fg", "fgColor"), ("bg", "bgColor")):
            said = [each.split(".", 2)[1:] for each in colours if each.startswith(f"{place}.")]
            if said:
                add(fill[0], name, **dict(said))
        return fill

    def _has_light_letters(self, format_: Element) -> bool:
        fonts = self._section("fonts")
        number = int(format_.get("fontId", 0))
        colour = fonts[number].find("{*}color") if number < len(fonts) else None
        if colour is None:
            return False
        if rgb := colour.get("rgb"):
            return sum(bytes.fromhex(rgb[-6:])) > 3 * 190 if re.fullmatch("[0-9A-Fa-f]{6,8}", rgb) else False
        return colour.get("theme") == "0" or colour.get("indexed") in ("1", "9")

    def _same_but_applied(self, format_: Element) -> int:
        """A format that differs at most in saying that its fill is meant: the one that the cell had before."""
        for said in (None, "1", "true", "0"):
            format_.attrib.pop("applyFill", None)
            if said:
                format_.set("applyFill", said)
            if (found := self._known_of("cellXfs").get(meaning(format_))) is not None:
                return found
        return self._index("cellXfs", format_)

    def _index(self, section: str, element: Element) -> int:
        known = self._known_of(section)
        key = meaning(element)
        if key not in known:
            known[key] = self._append(self._section(section), element)
        return known[key]

    def _known_of(self, section: str) -> dict[tuple[Any, ...], int]:
        if section not in self._known:
            listed = list(self._section(section))
            self._known[section] = {meaning(each): at for at, each in reversed([*enumerate(listed)])}
        return self._known[section]

    def _append(self, section: Element, element: Element) -> int:
        section.append(element)
        section.set("count", str(len(section)))
        return len(section) - 1

    def _section(self, name: str) -> Element:
        return in_place(self.root, name, _ORDER)

    def _element(self, xml: str) -> Element:
        return fragments(xml, self.namespace)[0]


def _colour_of(fill: Element) -> str:
    colour = fill.find("{*}patternFill/{*}fgColor")
    return "" if colour is None else str(colour.get("rgb", "")).upper()


def _open(format_: Element) -> None:
    protection = in_place(format_, "protection", "alignment protection extLst")
    if true(protection.get("locked", "1")):
        protection.set("locked", "0")
        format_.set("applyProtection", "1")

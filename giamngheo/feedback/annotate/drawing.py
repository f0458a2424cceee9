"""The boxes in which Excel shows comments: a drawing in VML, edited as text, for Excel itself writes some that is no XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from giamngheo.feedback.annotate.records import Cell
from giamngheo.feedback.annotate.sheet import Measures

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# Said by each of our elements: a sender's drawing may call the same namespaces by other prefixes.
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_EMPTY = f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
_KIND = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape {spaces} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_ANY_SHAPE = re.compile(rb"<((?:\w+:)?shape)[\s>].*?</\1\s*>", re.DOTALL)
_PLACE = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d+)\s*<")
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_BLOCKS = re.compile(rb'(<(?:\w+:)?idmap\b[^<>]*\bdata=")([\d,\s]*)(")')
_PER_BLOCK = 1024
_WIDTH, _LINE, _LETTERS = 300.0, 17.0, 46  # pixels, and letters in a line


class CommentDrawing:
    def __init__(self, data: bytes | None) -> None:
        self.data = data

    def take_out(self, cells: Iterable[Cell]) -> None:
        """The boxes of comments that are no more."""
        gone = {(cell.row - 1, cell.column - 1) for cell in cells}
        if self.data and gone:
            self.data = _ANY_SHAPE.sub(lambda found: b"" if _place_of(found[0]) in gone else found[0], self.data)

    @property
    def is_empty(self) -> bool:
        return self.data is None or not _ANY_SHAPE.search(self.data)

    def blocks(self) -> list[int]:
        """Each thousand of numbers that the drawing has taken."""
        found = _BLOCKS.search(self.data or b"")
        return [int(each) for each in re.findall(rb"\d+", found[2])] if found else []

    def put(self, boxes: Sequence[tuple[Cell, str]], measures: Measures, block: int) -> None:
        """A hidden box beside each cell, as large as its text; `block` is a thousand that no drawing has taken."""
        if not boxes:
            return
        taken = {int(number) // _PER_BLOCK for number in _NUMBER.findall(self.data or b"")}
        spare = [each for each in self.blocks() if each not in taken]  # of an earlier annotation
        if spare and len(boxes) < _PER_BLOCK:
            block = spare[0]
        blocks = range(block, block + len(boxes) // _PER_BLOCK + 1)
        listed = ",".join(map(str, [*(each for each in self.blocks() if each in taken), *blocks])).encode()
        self.data = _BLOCKS.sub(lambda found: found[1] + listed + found[3], self.data or _EMPTY.encode(), count=1)
        kind = b"" if b'id="_x0000_t202"' in self.data else _KIND.encode()
        first = block * _PER_BLOCK + 1
        shapes = "".join(_shape(first + at, cell, text, measures) for at, (cell, text) in enumerate(boxes))
        end = self.data.rindex(b"</xml")
        self.data = self.data[:end] + kind + shapes.encode() + self.data[end:]


def _place_of(shape: bytes) -> tuple[int, int] | None:
    if b'ObjectType="Note"' not in shape:
        return None
    found = {name: int(value) for name, value in _PLACE.findall(shape)}
    return (found[b"Row"], found[b"Column"]) if len(found) == 2 else None


def _shape(number: int, cell: Cell, text: str, measures: Measures) -> str:
    lines = sum(-(-len(line) // _LETTERS) or 1 for line in text.split("\n"))
    height = lines * _LINE + 14
    return _SHAPE.format(
        spaces=_SPACES,
        id=number,
        width=_WIDTH * 0.75,
        height=height * 0.75,
        anchor=_anchor(cell, height, measures),
        row=cell.row - 1,
        column=cell.column - 1,
    )


def _anchor(cell: Cell, height: float, measures: Measures) -> str:
    """Left column and pixels in it, top row and pixels in it, then the same of the right and the bottom."""
    left, top = cell.column, max(cell.row - 2, 0)  # from 0: the column to the right, the row above
    right, right_rest = _walk(left, 12 + _WIDTH, lambda at: measures.width(at + 1))
    bottom, bottom_rest = _walk(top, 6 + height, lambda at: measures.height(at + 1))
    return f"{left}, 12, {top}, 6, {right}, {right_rest}, {bottom}, {bottom_rest}"


def _walk(start: int, pixels: float, size: Callable[[int], float]) -> tuple[int, int]:
    """The line at which so many pixels end, and how far into it."""
    at = start
    while at < start + 200 and pixels >= size(at):
        pixels -= size(at)
        at += 1
    return at, int(min(pixels, size(at)))

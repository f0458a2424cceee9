"""How wide text comes out in Times New Roman, and on how many lines: in mm for Word, in digits for Excel.

Excel measures columns in digits of the sheet's own letters, in which a Word page's mm mean nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

_MM_PER_POINT = 25.4 / 72
_LINE_HEIGHT = 1.15  # of the size of the letters
_DIGIT = 0.5  # of the size of the letters
BOLD = 1.07  # bold letters of a sheet are so much wider
_HORN, _HORN_WIDTH = "\u031b", 0.06  # of ơ and ư; other marks stand above or below
# Thousandths of the size, as in the metrics of Times Roman and Times Bold; what is not here is 500.
_UPRIGHT = {
    250: " \u00a0.,",
    278: "ijlt:;/",
    333: "frI()-",
    389: "sJ",
    444: "acez",
    556: "FPS≥>=",
    611: "ELTZ",
    667: "BCR",
    722: "wADĐGHKNOQUVXY",
    778: "m",
    833: "%",
    889: "M",
    944: "W",
    1000: "…",
}
_BOLD = {
    250: " \u00a0.,",
    278: "il/",
    333: "fjt()-:;",
    389: "sI",
    444: "cerz",
    556: "bdđhknpquS≥>=",
    611: "FP",
    667: "BELTZ",
    722: "wACDĐNRUVXY",
    778: "GHKOQ",
    833: "m",
    944: "M",
    1000: "W%…",
}
_WIDTHS = {
    bold: {letter: width / 1000 for width, letters in groups.items() for letter in letters}
    for bold, groups in ((False, _UPRIGHT), (True, _BOLD))
}


@lru_cache(maxsize=8192)
def ems(text: str, bold: bool = False) -> float:
    """How wide a text is, in the size of its letters."""
    return sum(_letter(letter, bold) for letter in text)


@cache
def _letter(letter: str, bold: bool) -> float:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    return _WIDTHS[bold].get(base, 0.5) + (_HORN_WIDTH if _HORN in marks else 0)


# ---------------------------------------------------------------- in mm


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How many mm a text in letters of `size` points is wide, on one line."""
    return ems(text, bold) * size * _MM_PER_POINT


def line_height(size: float) -> float:
    """How many mm a line of `size` points is high."""
    return size * _LINE_HEIGHT * _MM_PER_POINT


def line_count(text: str, size: float, width: float, bold: bool = False) -> int:
    """On how many lines a text comes in a place `width` mm wide, if lines end between words only."""
    words = (text_width(word, size, bold) for word in text.split(" "))
    return _wrapped(words, text_width(" ", size, bold), width, tears_words=False)


# ---------------------------------------------------------------- in digits


def width(text: str) -> float:
    """`100` → 3; `Hộ nghèo` → 7.8."""
    return ems(text) / _DIGIT


def lines(text: str, room: float, is_bold: bool = False) -> int:
    """On how many lines a text comes, broken at its spaces, and inside a word that is wider than the room."""
    room = max(1.0, room / BOLD if is_bold else room)
    if width(text) <= room:
        return 1
    return _wrapped((width(word) for word in text.split()), width(" "), room, tears_words=True)


# ---------------------------------------------------------------- in either


def _wrapped(words: Iterable[float], space: float, room: float, *, tears_words: bool) -> int:
    """How many lines words of some widths fill; a word too wide for any line stands out, or is torn."""
    count, used = 1, None
    for word in words:
        if used and used + space + word > room:
            count, used = count + 1, None
        used = word if used is None else used + (space + word)
        if tears_words:
            torn = int(used // room)
            count, used = count + torn, (used - torn * room) or None
    return count

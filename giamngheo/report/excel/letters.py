"""How wide a text is in Times New Roman, and in how many lines it is broken.

Widths are in digits of the same font and size, as spreadsheets count columns: a digit is half an em. Good to a few
percent, which is what the height of a row needs.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

BOLD = 1.07  # bold letters are so much wider

# Thousandths of an em by letter; all others as a digit.
_EM = {
    **dict.fromkeys(" .,", 250),
    **dict.fromkeys("ijlt:;/", 278),
    **dict.fromkeys("frI()-[]!", 333),
    **dict.fromkeys("sJ", 389),
    **dict.fromkeys("acez", 444),
    **dict.fromkeys("FPS≥≤=+<>", 556),
    **dict.fromkeys("ELTZ", 611),
    **dict.fromkeys("BCR", 667),
    **dict.fromkeys("wADGHKNOQUVXYĐ", 722),
    **dict.fromkeys("m", 778),
    **dict.fromkeys("M%W@&", 900),
}
_DIGIT = 500


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """`100` → 3; `Hộ nghèo` → 7.8."""
    return sum(map(_em, text)) / _DIGIT


def lines(text: str, room: float, is_bold: bool = False) -> int:
    """In how many lines a text is broken at its spaces, and inside a word that is wider than the room."""
    room = max(1.0, room / BOLD if is_bold else room)
    if width(text) <= room:
        return 1
    space, count, used = width(" "), 1, 0.0
    for word in text.split():
        needed = width(word)
        if used and used + space + needed > room:
            count, used = count + 1, 0.0
        used += needed + (space if used else 0.0)
        more = int(used // room)
        count, used = count + more, used - more * room
    return count


@lru_cache(maxsize=1024)
def _em(letter: str) -> int:
    """What stands above or below a letter takes no place of its own."""
    base = unicodedata.normalize("NFD", letter)[0]
    return 0 if unicodedata.combining(base) else _EM.get(base, _DIGIT)

"""How wide a text is in Times New Roman, and in how many lines it is broken.

Widths are in digits of the same font and size, as spreadsheets count columns: a digit is half an em. Good to a few
percent, which is what the height of a row needs.
"""

from __future__ import annotations

from giamngheo.report.letters import ems

BOLD = 1.07  # bold letters are so much wider

_DIGIT = 0.5  # of the letters' size


def width(text: str) -> float:
    """`100` → 3; `Hộ nghèo` → 7.8."""
    return ems(text) / _DIGIT


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

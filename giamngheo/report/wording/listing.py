"""Names one after the other, as many as a reader can hold; and texts from outside, made fit to be shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from giamngheo.core.formats import number

MOST_NAMES = 40  # more names than this are counted, not listed: a message must stay short for a whole province too


_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


Amounts = Sequence[tuple[str, float]]  # name and amount, the largest first


def leading(amounts: Amounts, most: int) -> Amounts:
    """The first so many, or fewer: what is equal is not cut."""
    if len(amounts) <= most:
        return amounts
    return [one for one in amounts[:most] if one[1] > amounts[most][1]]


def plain(text: str) -> str:
    """One line without control characters and marks that turn the direction of writing: what files can hold."""
    kept = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(character for character in kept if _is_shown(character)).split())


@lru_cache(maxsize=10_000)  # tables say the same again and again
def shown(text: str) -> str:
    """The same in a text that is read; no line ends between a sign and its number, or inside `điểm %`."""
    text = plain(text)
    for apart in ("≥ ", "> ", "= "):
        text = text.replace(apart, f"{apart[0]}\u00a0")
    return text.replace("điểm %", "điểm\u00a0%")


def first_names(names: Sequence[str], most: int, what: str = "đơn vị") -> str:
    """The first few, and how many more; one more is named."""
    shown = names if len(names) <= most + 1 else names[:most]
    more = len(names) - len(shown)
    return ", ".join(map(plain, shown)) + (f" và {number(more)} {what} khác" if more else "")


def listed(names: Sequence[str]) -> str:
    """`Xã A, Xã B`; after `MOST_NAMES` only how many more there are."""
    more = len(names) - MOST_NAMES
    text = ", ".join(plain(name) for name in names[:MOST_NAMES])
    return f"{text} và {more} đơn vị khác" if more > 0 else text


def first_of(most: int, lines: list[str], what: str = "đơn vị") -> list[str]:
    """The first lines, then how many more there are: a message stays short."""
    more = len(lines) - most
    return [*lines[:most], *([f"Và {number(more)} {what} khác."] if more > 0 else [])]


def _is_shown(character: str) -> bool:
    if character in _BIDI or ord(character) & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")

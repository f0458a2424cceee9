"""How texts are made comparable. Nothing is guessed: two texts are the same or they are not.

`tidy` keeps what is shown; `key` is for comparing values; `plain` for headings and sheet names, which people
also type without diacritics (`docs/form.md`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from giamngheo.core.remembered import remembered_if_short

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff]")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)  # and halves of letters, which nothing can store
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EDGE = " \t:;.,*-–—"
# Letters that look like others: Icelandic eth, African D and gha for Đ and Ư; Cyrillic ones for Latin ones; wide ones.
_LOOK_ALIKES = str.maketrans(
    {"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ", "\u01a2": "Ư", "\u01a3": "ư"}
    | dict(zip("АВЕІКМНОРСТХаеіорсух", "ABEIKMHOPCTXaeiopcyx", strict=True))
    | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
)
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"


def tidy(text: str) -> str:
    """Unicode NFC, no invisible characters nor halves of some, inner spaces folded, outer ones cut."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _tidied(text)


@remembered_if_short  # a workbook says most of its texts again and again
def _tidied(text: str) -> str:
    clean = _CONTROL.sub("", _INVISIBLE.sub("", text))
    latin = unicodedata.normalize("NFD", clean).translate(
        _LOOK_ALIKES
    )  # a Cyrillic letter with its mark has one of its own
    return _SPACES.sub(" ", unicodedata.normalize("NFC", latin)).strip()


def capital(text: str) -> str:
    """`Thôn` of `thôn`; the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """`xã Thạch Khê` of `Xã Thạch Khê`; the rest as it is."""
    return text[:1].lower() + text[1:]


def shortened(text: str, most: int) -> str:
    """At most so many letters of a text that a person reads: whole sentences where they fill most of them, else up to a clause, else
    up to a word, with `…` for what is left out."""
    if len(text) <= most:
        return text
    sentence, clause, word = text[: most + 1].rfind(". "), text[:most].rfind("; "), text[:most].rfind(" ")
    clause = max(clause, text[:most].rfind(", "))
    if sentence >= most * 3 // 4:
        return text[: sentence + 1]
    end = clause if clause >= most // 2 else word if word > 0 else most - 1
    return f"{text[:end].rstrip(' ,;:(')}…"


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """A value to compare: without case, tone marks placed one way. Nothing of it is cut."""
    return one_tone_placement(tidy(text).casefold())


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A heading or a sheet's name to compare: without case, diacritics, brackets, what follows a line break, edge signs."""
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    bare = _BRACKETS.sub(" ", first_line).strip() or first_line
    return without_diacritics(key(bare)).strip(_EDGE)


@remembered_if_short
def headings_of(text: str) -> tuple[str, ...]:
    """The ways a heading may be meant: cut at its line break, or only wrapped by it."""
    wrapped = " ".join(text.splitlines())
    return (plain(text),) if wrapped == text else (plain(wrapped), plain(text))


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """A text to search for words: without case and diacritics, on one line, nothing cut."""
    return without_diacritics(key(text))


def without_diacritics(text: str) -> str:
    """`Đỉnh Bàn` → `Dinh Ban`."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def one_tone_placement(text: str) -> str:
    """`hoà` → `hòa`... the tone goes on the first vowel of oa, oe, uy, whichever way it was typed."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    for pair in (("o", "a"), ("o", "e"), ("u", "y")):
        parts = re.sub(f"(?<!q){pair[0]}{pair[1]}([{_TONE_MARKS}])", rf"{pair[0]}\1{pair[1]}", parts)
    return unicodedata.normalize("NFC", parts)

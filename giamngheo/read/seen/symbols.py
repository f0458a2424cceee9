"""Letters of symbol fonts as the signs that a person sees: `ü` in Wingdings is a tick."""

from __future__ import annotations

_YES, _NO, _BOX, _TICKED, _CROSSED = "✓", "✗", "☐", "☑", "☒"
# Microsoft's tables of the three fonts; Marlett is what forms of Office 97 drew their ticks with.
_SIGNS = {
    "wingdings": {"ü": _YES, "û": _NO, "þ": _TICKED, "ý": _CROSSED, "x": _CROSSED, "¨": _BOX, "o": _BOX, "q": _BOX},
    "wingdings 2": {
        "P": _YES,
        "O": _NO,
        "R": _TICKED,
        "T": _CROSSED,
        "S": _CROSSED,
        "Q": _CROSSED,
        "£": _BOX,
        "*": _BOX,
    },
    "webdings": {"a": _YES, "r": _NO, "c": _BOX},
    "marlett": {"a": _YES, "b": _YES, "r": _NO},
}


def in_unicode(text: str, font: str) -> str:
    """A text in a symbol font, sign by sign; also where the letters stand in the private range U+F0xx."""
    signs = _SIGNS.get(font.casefold())
    if signs is None:
        return text
    letters = (chr(ord(letter) - 0xF000) if "\uf000" <= letter <= "\uf0ff" else letter for letter in text)
    return "".join(signs.get(letter, letter) for letter in letters)


def is_symbol_font(font: str) -> bool:
    return font.casefold() in _SIGNS

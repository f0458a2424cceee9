"""Roman numerals, for the parts of a document and its appendices."""

from __future__ import annotations

_LETTERS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """`1` → `I`, `4` → `IV`; to 39."""
    text = ""
    for value, letters in _LETTERS:
        text += letters * (number // value)
        number %= value
    return text

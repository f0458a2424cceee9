"""Roman numerals and letters, for the parts of a document, its appendices, and the areas in its tables."""

from __future__ import annotations

_LETTERS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """`1` → `I`, `4` → `IV`; to 39."""
    text = ""
    for value, letters in _LETTERS:
        text += letters * (number // value)
        number %= value
    return text


def letters(number: int) -> str:
    """`1` → `A`, `26` → `Z`, `27` → `AA`."""
    above, last = divmod(number - 1, 26)
    return (letters(above) if above else "") + chr(ord("A") + last)

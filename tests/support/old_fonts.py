"""Vietnamese as the fonts of before Unicode stored it."""

from __future__ import annotations

from giamngheo.core.legacy_encodings import _TCVN3


def tcvn3(text: str) -> str:
    """As the font's keyboard stored it; accented capitals are the small letters of another font."""
    stored = {letter: chr(code) for code, letter in _TCVN3.items()}
    return "".join(stored.get(letter) or stored.get(letter.lower(), letter) for letter in text)

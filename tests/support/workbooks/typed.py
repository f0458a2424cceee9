"""Typed values, read as a person reads them: numbers, marks, words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_YES = frozenset("x X × ✓ ✔ v V có 1 TRUE".casefold().split())


def number(value: Any) -> int | float:
    """A number as typed: empty means 0, and a text is in Vietnamese notation (`1.771`, `50,0`)."""
    if isinstance(value, str):
        text = re.sub(r"\s", "", value)
        value = float(text.replace(".", "").replace(",", ".")) if text else 0
    return plain(value or 0)


def marked(value: Any) -> bool:
    """Whether a cell is a mark that says yes."""
    return folded(plain(value) if isinstance(value, float) else value) in _YES


def plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def folded(value: Any) -> str:
    return "" if value is None else " ".join(unicodedata.normalize("NFC", str(value)).casefold().split())

"""What a number format shows of a number, where that is not simply the number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Digits, thousands, decimals, colours, blanks as wide as a sign: the number itself, rounded.
_PLAIN = re.compile(r"(?:\[[^\]]*\])?(?:_.|\*.|[ ()])*-?[#0?,]*?[#0?](?P<decimals>\.[0#?]*)?(?:_.|\*.|[ ()])*")
_NUMBER = re.compile(r"-?\d[\d.,]*(?<=\d)")


def shown_text(value: float, code: str) -> str | None:
    """What a cell of this format shows, `None` where it is the number as it is stored."""
    decimals = _decimals(code)
    if decimals is None:
        text = _rendered(value, code)
        is_nought = value == 0 and text in ("", "-", "–")
        return None if text is None or is_nought or text.replace(",", "") == f"{value:.15g}" else text
    rounded = round(value, decimals)
    return None if abs(rounded - value) < 1e-9 else f"{rounded:.{decimals}f}"


def shows_rounded(value: float, text: str) -> bool:
    """Whether a shown text is the stored number, rounded at most: `30` of 29.6, but not of 30,000,000; in either notation."""
    digits = _NUMBER.findall(text)
    if len(digits) != 1 or "%" in text:
        return False
    for thousands, point in (",.", ".,"):
        plain = digits[0].replace(thousands, "").replace(point, ".")
        if plain.count(".") <= 1 and abs(float(plain) - value) <= 0.5 * 10 ** -len(plain.partition(".")[2]) + 1e-9:
            return True
    return False


@lru_cache(maxsize=1000)
def _decimals(code: str) -> int | None:
    """How many decimals a plain format shows; General shows all that there are."""
    if code in ("General", "GENERAL", "Standard", "@", ""):
        return 15
    positive = code.split(";")[0]
    found = _PLAIN.fullmatch(positive)
    if found is None or positive.rstrip("_) ").endswith(","):
        return None
    return len(found["decimals"] or ".") - 1


@lru_cache(maxsize=100_000)
def _rendered(value: float, code: str) -> str | None:
    try:
        return str(_renderer().format(code, value)).strip()
    except Exception:  # a format that no spreadsheet would write
        return None


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from ssf import SSF  # half a second, and few workbooks need it

    return SSF(decimal_separator=".", thousands_separator=",", locale_support=False, errors="raise")

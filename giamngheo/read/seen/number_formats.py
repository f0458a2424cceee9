"""What a number format shows of a value, where that is not simply the value."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

_GENERAL = frozenset({"", "@", "general", "standard"})
# Digits, thousands, decimals, a colour, blanks as wide as a sign, in one section: the number itself, rounded.
_PLAIN = re.compile(r"(?:\[[A-Za-z]+\])?(?:_.|\*.|\\?[ ()])*(?:#,##|#)?0(?P<decimals>\.[0#]*)?(?:_.|\*.|\\?[ ()])*")
_NUMBER = re.compile(r"-?\d[\d.,]*(?<=\d)")
_EXACT = Context(prec=400)  # digits: more than a float has
_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}[.,]000")
_WAYS = ((",", "."), (".", ","))  # thousands and decimals, in English and in Vietnamese


def shown_text(value: float | str, code: str) -> str | None:
    """What a cell of this format shows, `None` where it is the value as it is stored."""
    if isinstance(value, str):
        return _shown_of_text(value, code)
    if code.casefold() in _GENERAL:
        return None
    decimals = _decimals(code, value > 0)
    if decimals is None:
        text = _rendered(value, code)
        return None if text is None or shows(value, text) else text
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    text = f"{rounded:f}"
    return None if shows(value, text) else text


def shows(value: float, text: str) -> bool:
    """Whether a text is the number and nothing else, in either notation; a nought may be a dash."""
    if value == 0 and text in ("", "-", "–"):
        return True  # an empty number is 0
    if abs(value) < 1000 and _LIKE_THOUSANDS.fullmatch(text):
        return False  # `40,000` of 40
    return any(_as_number(text, *way) == float(f"{value:.15g}") for way in _WAYS)


def shows_rounded(value: float, text: str) -> bool:
    """Whether a shown text is the stored number, rounded at most: `30` of 29.6, but not of 30,000,000; in either notation."""
    digits = _NUMBER.findall(text)
    if len(digits) != 1 or "%" in text:
        return False
    filled_up = re.sub(r"^(-?)0+(?=\d)", r"\1", digits[0])
    for thousands, point in _WAYS:
        number = _as_number(filled_up, thousands, point)
        places = len(digits[0].partition(point)[2])
        if number is not None and abs(number - value) <= 0.5 * 10**-places + 1e-9:
            return True
    return False


def _as_number(text: str, thousands: str, point: str) -> float | None:
    if not re.fullmatch(
        rf"-?(?:0|[1-9]\d*|[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+)(?:{re.escape(point)}\d+)?", text
    ):
        return None
    return float(text.replace(thousands, "").replace(point, "."))


def _shown_of_text(value: str, code: str) -> str | None:
    """A format may put words around a text, or hide it."""
    if code.strip() == "@" or ("@" not in code and code.strip() != ";;;"):
        return None
    text = _rendered(value, code)
    return None if text is None or text == value.strip() else text


@lru_cache(maxsize=1000)
def _decimals(code: str, is_positive: bool) -> int | None:
    """How many decimals a plain format shows."""
    sections = code.split(";")
    if len(sections) > 1 and (not is_positive or "[<" in code or "[>" in code or "[=" in code):
        return None
    found = _PLAIN.fullmatch(sections[0])
    return len(found["decimals"] or ".") - 1 if found else None


@lru_cache(maxsize=100_000)
def _rendered(value: float | str, code: str) -> str | None:
    whole = "0" if isinstance(value, float) and value.is_integer() else "0.0########"
    try:
        return str(_renderer().format(code.replace("General", whole), value)).strip()
    except MemoryError:
        raise
    except Exception:  # a format that no spreadsheet would write
        return None


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from ssf import SSF  # half a second, and few workbooks need it

    return SSF(decimal_separator=".", thousands_separator=",", locale_support=False, errors="raise")

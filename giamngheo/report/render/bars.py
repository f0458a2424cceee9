"""How far something has come as a bar with words and a sign, alike in the mail and on the pages for leaders."""

from __future__ import annotations

from giamngheo.core.formats import quantity
from giamngheo.core.text import capital
from giamngheo.report.content import Status
from giamngheo.report.documents.document import Bar
from giamngheo.report.wording.goals import AGAINST, MARKED_AS

# A sign beside the words, so that nothing hangs on colour; and the colour.
SIGNS: dict[Status | None, tuple[str, str]] = {
    "attained": ("✓", "accent"),
    "on_track": ("→", "accent"),
    "behind": ("!", "warn"),
    "missed": ("✗", "warn"),
    "not_enough": ("?", "soft"),
    "no_cases": ("–", "soft"),
    "no_data": ("–", "soft"),
    None: ("", "soft"),
}
# Beside these words a level against the target tells nothing more.
_SAYS_ALL: tuple[Status | None, ...] = ("attained", "not_enough", "no_cases", "no_data", None)


def figure_parts(value: str) -> tuple[str, str]:
    """`1.504 hộ` → (`1.504`, `hộ`): the number is shown large, its unit is not; words alone are all unit."""
    first, _, rest = value.partition(" ")
    return (first, rest) if any(letter.isdigit() for letter in first) else ("", value)


def as_sentence(text: str) -> str:
    """A note beside other sentences: `toàn huyện 3,85%` → `Toàn huyện 3,85%.`"""
    if not text:
        return ""
    return capital(text) + ("" if text.endswith((".", "!", "?", "…")) else ".")


def sign_of(bar: Bar) -> tuple[str, str]:
    """By what is said of it: what a part surely misses is no question."""
    return SIGNS[MARKED_AS.get(bar.status_text, bar.status)]


def reached(bar: Bar) -> str:
    """What the bar shows, in words; where nothing can be drawn the reason; nothing where the status says it already. Of what only
    looks like all what is lacking."""
    if bar.short:
        return bar.short
    if bar.status in _SAYS_ALL or bar.status_text == AGAINST:
        return ""
    if bar.percent is None:
        return "Không tính được tỷ lệ so với mục tiêu"
    return f"Mức thực hiện: {quantity(bar.percent)}% so với mục tiêu"


def width(percent: float, is_short: bool = False) -> int:
    """A bar's width in whole percent; what is not nothing is seen, and what is not all does not look like all."""
    if percent <= 0:
        return 0
    return 100 if percent >= 100 and not is_short else min(max(round(percent), 1), 99)

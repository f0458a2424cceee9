"""What the report's stocks and flows are called, once: for tables, sentences and lists of changes."""

from __future__ import annotations

from giamngheo.metadata.classes import Classes

# Field of a unit's line → (title, unit of measure).
STOCKS = {
    "households": ("Tổng số hộ", "hộ"),
    "poor": ("Hộ nghèo", "hộ"),
    "poor_rate": ("Tỷ lệ hộ nghèo", "%"),
    "near_poor": ("Hộ cận nghèo", "hộ"),
    "near_poor_rate": ("Tỷ lệ hộ cận nghèo", "%"),
    "social_poor": ("Hộ nghèo bảo trợ xã hội", "hộ"),
}


def stocks_of(classes: Classes) -> dict[str, tuple[str, str]]:
    """The stocks of a unit's line (`Counted.stock`) with those of further classes."""
    more = {
        key: called
        for one in classes.more
        for key, called in (
            (one.code, (one.title, "hộ")),
            (f"{one.code}_rate", (f"Tỷ lệ {one.name}", "%")),
        )
    }
    return STOCKS | more


def flows_of(classes: Classes) -> dict[str, str]:
    """What a flow counts (`Flow.amount`) → title, in the order of opening + in − out = closing, then the moves inside."""
    return {"opening": "Đầu kỳ"} | classes.total_in | classes.total_out | {"closing": "Cuối kỳ"} | classes.total_inside

"""What the report's stocks and flows are called, once: for tables, sentences and lists of changes."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.metadata.classes import UNKNOWN_IN, UNKNOWN_OUT, Classes
from giamngheo.report.content import Flow

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


def flows_of(classes: Classes, flows: Iterable[Flow]) -> dict[str, str]:
    """What a flow counts (`Flow.amount`) → title, in the order of opening + in − out = closing, then the moves inside; last of
    whom it is not known what they were, where there are any."""
    known = list(flows)
    came, left = (
        {key: title} if any(flow.amount(key) for flow in known) else {}
        for key, title in ((UNKNOWN_IN, "Vào, chưa rõ từ diện nào"), (UNKNOWN_OUT, "Ra khỏi danh sách, chưa rõ diện"))
    )
    both_ends = {"opening": "Đầu kỳ"} | classes.total_in | came | classes.total_out | {"closing": "Cuối kỳ"}
    return both_ends | classes.total_inside | left

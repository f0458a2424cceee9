"""What the report's stocks and flows are called, once: for tables, sentences and lists of changes."""

from __future__ import annotations

# Field of a unit's line → (title, unit of measure).
STOCKS = {
    "households": ("Tổng số hộ", "hộ"),
    "poor": ("Hộ nghèo", "hộ"),
    "poor_rate": ("Tỷ lệ hộ nghèo", "%"),
    "near_poor": ("Hộ cận nghèo", "hộ"),
    "near_poor_rate": ("Tỷ lệ hộ cận nghèo", "%"),
    "social_poor": ("Hộ nghèo bảo trợ xã hội", "hộ"),
}
# Field of a flow → title, in the order of opening + in − out = closing, then the moves inside.
FLOWS = {
    "opening": "Đầu kỳ",
    "new": "Phát sinh mới",
    "relapsed": "Tái nghèo",
    "moved_in": "Chuyển đến",
    "escaped_poverty": "Thoát nghèo",
    "escaped_near_poverty": "Thoát cận nghèo",
    "moved_out": "Chuyển đi",
    "removed": "Xóa hộ",
    "closing": "Cuối kỳ",
    "to_near_poor": "Nghèo sang cận nghèo",
    "to_poor": "Cận nghèo sang nghèo",
}

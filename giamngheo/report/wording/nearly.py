"""What is said of a value that reads as though it met its target, and does not."""

from __future__ import annotations

from giamngheo.attain.status import JUDGED
from giamngheo.core.formats import quantity, rounded
from giamngheo.metadata.target import Goal
from giamngheo.report.content import Attained, UnitAttained
from giamngheo.report.wording import goals, words


def short_of(item: Attained, own: Attained | UnitAttained) -> str:
    """`Chưa vượt 0,5 điểm phần trăm, còn phải giảm ít nhất 1 hộ nghèo`; nothing where the target is met, or where the value as
    it is shown is seen not to meet it. `own`: of the district, or of a unit."""
    goal = item.goal if isinstance(own, Attained) else item.goal_of(own)
    if goal is None or own.value is None or own.status not in JUDGED or goal.is_met_by(own.value):
        return ""
    end = float(goal.bound[1])
    is_alike = words.figure(own.value, item.unit_of_measure) == words.figure(end, item.unit_of_measure)
    is_all = own.attainment_percent is not None and rounded(own.attainment_percent, 2) >= 100
    if not (is_alike or is_all):
        return ""
    lacking = _lacking(item, own, goal, own.value)
    return words.capital(", ".join(filter(None, (_side(item, goal, own.value, end), lacking))))


def _side(item: Attained, goal: Goal, value: float, end: float) -> str:
    amount = goals.amount(end, item.unit_of_measure)
    if goal.bound[0] == ">":
        return f"chưa vượt {amount}"
    if goal.bound[0] == "<":
        return f"chưa xuống dưới {amount}"
    if value < end:
        return f"chưa đến {amount}"
    if item.measure == "count" and not end:
        return ""  # how many are left says it
    return f"{'còn trên' if goal.asks_fewer else 'đã quá'} {amount}"


def _lacking(item: Attained, own: Attained | UnitAttained, goal: Goal, value: float) -> str:
    """In households or people where they can be counted; when the year is over nothing is left to do."""
    is_over = own.status == "missed"
    if item.measure == "reduction":
        counted = words.small(item.numerator_title) or item.counted_in
        more = f"{quantity(own.lacking)} {counted}"
        return f"{'thiếu' if is_over else 'còn phải giảm ít nhất'} {more}" if own.lacking else ""
    if item.measure == "count":
        gap = words.figure(goals.gap_of(item, goal, value), item.unit_of_measure)
        if not goal.bound[1]:
            return f"còn {gap}"
        is_too_much = value >= goal.bound[1] and not goal.is_floor
        return f"{'thừa' if is_too_much else 'thiếu' if is_over else 'còn thiếu'} {gap}"
    if goal.asks_fewer:
        more = quantity(goals.excess(goal, own))
        return f"{'thừa' if is_over else 'còn phải giảm'} ít nhất {more} {item.counted_in}" if more != "0" else ""
    return f"{'thiếu' if is_over else 'còn thiếu'} {quantity(own.lacking)} {item.counted_in}" if own.lacking else ""

"""How a target is said, how far one has come towards it, and what is still lacking.

Status words are those of the plan's indicators ("Attainment").
"""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

from giamngheo.core.formats import number, quantity
from giamngheo.core.period import Period
from giamngheo.metadata.target import Goal
from giamngheo.report.content import Attained, Status, TargetRevised, UnitAttained
from giamngheo.report.wording import listing
from giamngheo.report.wording.words import LEAST_SHOWN, RATES, figure

_STATUS = {
    "attained": "Đạt",
    "on_track": "Đúng tiến độ",
    "behind": "Chậm",
    "missed": "Không đạt",
    "not_enough": "Chưa đủ căn cứ",
    "no_cases": "Không phát sinh",
    "no_data": "Chưa có số liệu",
}
EXCEEDED = "Vượt mục tiêu"  # beyond a range that was to be reached, on its better side: met, and more
# Of a limit of the whole year: not final before its end; final.
WITHIN_LIMIT, OVER_LIMIT = "Đang trong mức", "Đã vượt mức"
SURELY_MISSED, NOT_COMPARABLE, AGAINST = "Chắc chắn chưa đạt", "Chưa tính được", "Tăng, ngược mục tiêu"
# Verdict → the status whose sign and colour it has.
MARKED_AS: dict[str, Status] = {_STATUS[code]: code for code in get_args(Status)} | {
    EXCEEDED: "attained",
    AGAINST: "behind",
    WITHIN_LIMIT: "on_track",
    OVER_LIMIT: "missed",
    SURELY_MISSED: "behind",
    NOT_COMPARABLE: "no_data",
}


# ---------------------------------------------------------------- how far


def status(code: str | None) -> str:
    """How far an indicator has come; nothing where there is no target."""
    return _STATUS[code] if code else ""


def verdict(item: Attained) -> str:
    """How far an indicator of the district has come; what a part of the units already misses, and why nothing is known."""
    if item.status == "not_enough" and is_surely_missed(item):
        return SURELY_MISSED
    if item.status == "no_data" and item.numerator is not None:
        return NOT_COMPARABLE
    return verdict_on(item.measure, item.status, item.value, item.goal, is_of_year=item.year is not None)


def own_verdict(item: Attained, own: UnitAttained) -> str:
    """The same of a unit or a village."""
    if own.status == "no_data" and own.numerator is not None:
        return NOT_COMPARABLE
    return verdict_on(item.measure, own.status, own.value, item.goal_of(own), is_of_year=item.year is not None)


def verdict_on(
    measure: str, code: str | None, value: float | None, goal: Goal | None, *, is_of_year: bool = False
) -> str:
    """How far the district, a unit or a village has come; of what was to fall and rose, that it did; of a limit of the year
    (`is_of_year`) whether it is kept so far, or passed for good."""
    if is_of_year and goal is not None and value is not None and not goal.is_floor:
        if code == "on_track" and goal.is_met_by(value):
            return WITHIN_LIMIT
        if code == "missed" and measure == "count" and goal.is_settled_by(value):
            return OVER_LIMIT
    if code == "behind" and is_rise(measure, value):
        return AGAINST
    if code == "attained" and goal is not None and value is not None and goal.is_exceeded_by(value):
        return EXCEEDED
    return status(code)


def is_over_limit(item: Attained) -> bool:
    """Whether the year has passed its limit for good."""
    return verdict(item) == OVER_LIMIT


def added_up(since: Period) -> str:
    """After the title of what is judged by the year so far: ` (từ đầu năm)`; of what came in mid-year its first month."""
    return f" ({since_said(since.title)})"


def since_said(month: str) -> str:
    """`từ đầu năm`, `từ tháng 6 năm 2020`, of the title of the month."""
    return "từ đầu năm" if month.startswith("tháng 1 ") else f"từ {month}"


def months_missing(item: Attained) -> str:
    """`thiếu tháng 1 năm 2020 của 2 đơn vị (…)`: of the year so far; nothing where no report is missing."""
    missing = item.year.missing if item.year else []
    return "; ".join(
        f"thiếu {month.title} của {number(len(month.units))} đơn vị ({listing.listed(month.units)})"
        for month in missing
    )


def own_title(item: Attained, own: UnitAttained) -> str:
    """Beside a unit's own value: with the months of the year that it has not reported."""
    return f"{item.title}{f', thiếu {listing.listed(own.missing)}' if own.missing else ''}"


def is_rise(measure: str, value: float | None) -> bool:
    """Whether what was to fall rose, by as much as is shown."""
    return measure == "reduction" and value is not None and value <= -LEAST_SHOWN


def is_surely_missed(item: Attained) -> bool:
    """Whether a part of the units already breaks a target of all, or of none left, or a ceiling: whatever the others report.
    A target by the year's end is not missed before: with the others it may well be on its way."""
    goal = item.goal
    if item.by_year_end:
        return False
    if item.measure == "rate" and item.is_to_fall:
        return goal.bound in (("≤", 0), ("=", 0)) and bool(item.numerator)
    if item.measure == "rate":
        return goal.bound[1] == 100 and bool(item.without)
    return item.measure == "count" and not goal.is_floor and goal.is_settled_by(item.value or 0)


# ---------------------------------------------------------------- what is lacking


def without(item: Attained, count: float) -> str:
    """Of whom the numerator of a rate does not have: `25 hộ chưa được vay`."""
    return f"{quantity(count)} {item.counted_in} {item.without_title}"


def without_moved(item: Attained, then: float, now: float) -> str:
    """`số hộ chưa được vay từ 27 thành 25`."""
    return f"số {item.counted_in} {item.without_title} từ {quantity(then)} thành {quantity(now)}"


def left(item: Attained) -> str:
    """What a target that is not met still leaves: `25 hộ chưa được vay`, `còn 2 hộ`, `thiếu 3 mô hình`, `thừa 1 mô hình`, over
    a ceiling `phải giảm 5 hộ`; nothing of a reduction."""
    if is_over_limit(item) and item.value is not None:
        return f"vượt {figure(gap_of(item, item.goal, item.value), item.unit_of_measure)}"
    if item.is_to_fall:
        return f"phải giảm {too_many(item)}" if too_many(item) else ""
    if item.without:
        return without(item, item.without)
    if item.measure != "count" or item.value is None:
        return ""
    number_ = item.goal.bound[1]
    more = "thừa" if number_ else "còn"
    gap = figure(gap_of(item, item.goal, item.value), item.unit_of_measure)
    return f"{more if item.value > number_ else 'thiếu'} {gap}"


def lacking_said(item: Attained) -> str:
    """What `lacking` is: `còn thiếu`; of what is to fall `còn phải giảm`."""
    return "còn phải giảm" if item.measure == "reduction" or item.is_to_fall else "còn thiếu"


def gap_of(item: Attained, goal: Goal, value: float) -> float:
    """How far a value is from meeting the target; of what is counted, under `>` and `<`, in whole ones."""
    sign, bound = goal.bound
    gap = abs(float(bound) - value)
    return float(goal.whole_ones(Fraction(gap))) if item.measure == "count" and sign in (">", "<") else gap


def too_many(item: Attained) -> str:
    """What lies above a ceiling, in what is counted: `ít nhất 5 hộ`; nothing where nothing does."""
    if item.measure == "rate" and (more := excess(item.goal, item)):
        return f"ít nhất {quantity(more)} {item.counted_in}"
    if item.measure != "count" or item.value is None or item.goal.is_met_by(item.value):
        return ""
    return figure(gap_of(item, item.goal, item.value), item.unit_of_measure)


def excess(goal: Goal, own: Attained | UnitAttained) -> float:
    """How many a rate that is to fall has too many: of one of which none is to be left all (reports kept before say 0)."""
    return own.lacking or (own.numerator if goal.bound == ("=", 0) else 0) or 0


# ---------------------------------------------------------------- the target itself


def target_said(item: Attained) -> str:
    """The target inside a sentence: `100%`, `giảm trên 0,5 điểm phần trăm cả năm`, `không còn hộ nào`, `không có hộ nào cả năm`."""
    return _said(item, is_of_year=item.year is not None)


def target_said_before(item: Attained, revised: TargetRevised, target: float, to: float | None) -> str:
    """The same of what a decision revised, under the sign that it had; a floor may have been of each period, and now a ceiling
    is of the year."""
    is_of_year = item.year is not None if revised.was_of_year is None else revised.was_of_year
    before = item.model_copy(update={"target": target, "target_to": to, "sign": revised.sign})
    return _said(before, is_of_year=is_of_year)


def _said(item: Attained, *, is_of_year: bool) -> str:
    year = " cả năm" if item.by_year_end or is_of_year else ""
    if _is_none_at_all(item):
        return f"{_none_at_all(item, is_of_year=is_of_year)}{year}"
    sign, end = item.goal.bound if item.target_to is None else (item.sign, item.target_to)
    value = float(end)
    text = amount(value, item.unit_of_measure)
    least = "" if item.unit_of_measure == "%" and value == 100 else "ít nhất "
    falls = "giảm " if item.measure == "reduction" else ""
    signs = {
        ">": "trên ",
        "≥": least,
        "≤": "không quá ",
        "<": "dưới ",
        "=": "",
        "between": f"{quantity(item.target)} đến ",
    }
    return f"{falls}{signs[sign]}{text}{year}"


def amount(value: float, unit_of_measure: str) -> str:
    """A number that a plan writes, inside a sentence: `100%`, `0,5 điểm phần trăm`, `14 mô hình`."""
    text = figure(value, unit_of_measure)
    if unit_of_measure in RATES:
        return text.replace(",00", "").replace(number(value, 2), quantity(value))
    return text


def _is_none_at_all(item: Attained) -> bool:
    """Of what is counted; of a rate `0%` is said."""
    return item.sign == "=" and not item.target and item.unit_of_measure not in RATES


def _none_at_all(item: Attained, *, is_of_year: bool) -> str:
    """Of what is there none is to be left; of what comes in the year none is to come."""
    return f"không {'có' if is_of_year else 'còn'} {item.unit_of_measure} nào"


def target_text(item: Attained) -> str:
    """The target in a table: `≥ 95%`, `100%`, `> 0,5 điểm % (cả năm)`, `1 đến 1,5 điểm % (cả năm)`, `không còn hộ nào`."""
    year = " (cả năm)" if item.by_year_end or item.year else ""
    if _is_none_at_all(item):
        return f"{_none_at_all(item, is_of_year=item.year is not None)}{year}"
    goal = item.goal
    are_all = item.unit_of_measure == "%" and goal.to is None and goal.bound[1] == 100 and not goal.is_ceiling
    return f"{with_unit(quantity(float(goal.bound[1])) if are_all else goal.text, item.unit_of_measure)}{year}"


def with_unit(text: str, unit_of_measure: str) -> str:
    """`≥ 95%`, `1 đến 1,5 điểm %`: a number under its sign, or a range, with its unit."""
    return f"{text}{'' if unit_of_measure == '%' else ' '}{unit_of_measure}".strip()


def unit_target_text(item: Attained, own: UnitAttained) -> str:
    """A unit's own target, which may differ from the district's; nothing where it has none."""
    if own.target is None:
        return ""
    return target_text(item.model_copy(update={"target": own.target, "target_to": own.target_to}))


def unit_target_said(item: Attained, own: UnitAttained) -> str:
    """The same inside a sentence."""
    return "" if own.target is None else target_said_as(item, own.target, own.target_to)


def target_said_as(item: Attained, target: float, to: float | None) -> str:
    """Another target of the same indicator inside a sentence, under the same sign."""
    return target_said(item.model_copy(update={"target": target, "target_to": to}))

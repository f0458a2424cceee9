"""What the figures say to who writes causes and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from giamngheo.attain.status import NOT_MET
from giamngheo.core.formats import number, quantity
from giamngheo.report.content import Attained, ReportContent, UnitAttained
from giamngheo.report.wording import comparing, goals, listing, words
from giamngheo.report.wording.sentences.households import ways_of

_MOST_RISES = 5
_MOST_UNITS = 3
_MOST_NAMED = 6


def where_to_look(content: ReportContent) -> list[str]:
    """Of a rise, which way most came and where; of each target that is not met, which units lack most."""
    return [*_came(content), *_rose(content), *_lacking_units(content)]


def _came(content: ReportContent) -> Iterable[str]:
    """`37 trong 43 hộ nghèo tăng thêm là từ cận nghèo chuyển sang.`"""
    poor = next((flow for flow in content.class_flows if flow.key == "poor"), None)
    if poor is None or poor.closing <= poor.opening:
        return
    came, words_of = sum(poor.came.values()), ways_of(content, poor)[0]
    way = max(poor.came, key=lambda key: poor.came[key])
    if poor.came[way] * 2 > came:
        units = content.class_flow_units
        over = f" ở {number(units)} đơn vị có đủ báo cáo" if units not in (0, content.coverage.expected) else ""
        yield f"{quantity(poor.came[way])} trong {quantity(came)} hộ vào danh sách hộ nghèo{over} là {words_of[way]}."


def _rose(content: ReportContent) -> Iterable[str]:
    rose = [(move.name, move.by) for move in content.moves if move.by > 0]
    if not rose or not content.previous_title:
        return
    shown = listing.leading(rose, _MOST_RISES)
    named = ", ".join(f"{listing.plain(name)} (+{quantity(by)})" for name, by in shown)
    most = "" if len(shown) == len(rose) else ", nhiều nhất"
    all_ = "cả " if len(rose) == content.coverage.reporting > 1 else ""
    since = comparing.moment(content.previous_title)
    yield f"Số hộ nghèo tăng so với {since} ở {all_}{number(len(rose))} đơn vị{f'{most}: {named}' if named else ''}."


def _lacking_units(content: ReportContent) -> Iterable[str]:
    word = "không đạt" if content.is_closing else "chưa đạt"
    for item in content.attainment:
        if item.status not in NOT_MET:
            continue
        for way, units in _behind(content, item).items():
            yield f"{item.title}{words.over(item)}: {number(len(units))} đơn vị {word}{_most(item, way, units)}."


def _most(item: Attained, way: str, units: listing.Amounts) -> str:
    """Where most are without: what is equal is not cut, and where all are equal a few are named."""
    shown = listing.leading(units, _MOST_UNITS)
    if shown:
        named = ", ".join(f"{listing.plain(name)} ({_amount(item, way, amount)})" for name, amount in shown)
        return f"{'; nhiều nhất' if len(shown) < len(units) else ''}: {named}"
    first = [name for name, amount in units if amount == units[0][1]]
    each = f"mỗi đơn vị {_amount(item, way, units[0][1])}"
    if len(first) < len(units):
        return f"; nhiều nhất là {number(len(first))} đơn vị, {each}"
    named = f": {listing.listed(first)}" if len(first) <= _MOST_NAMED else ""
    return f", {each}{named}"


def _amount(item: Attained, way: str, amount: float) -> str:
    if item.measure == "rate" and not way:
        return goals.without(item, amount)
    return f"{way}{words.figure(amount, item.counted_in if item.measure == 'rate' else item.unit_of_measure)}"


def _behind(content: ReportContent, item: Attained) -> Mapping[str, listing.Amounts]:
    """Units that do not meet a target, those with most households or people without first; apart who is over and who short."""
    found = [
        (_way(item, value), unit.name, _lacks(item, value))
        for unit in content.units
        for value in unit.indicators
        if value.indicator == item.indicator and value.status in NOT_MET
    ]
    ways: dict[str, list[tuple[str, float]]] = {}
    for way, name, amount in sorted(found, key=lambda one: (-one[2], one[1])):
        ways.setdefault(way, []).append((name, amount))
    return ways


def _way(item: Attained, value: UnitAttained) -> str:
    """What stands before the number: on which side of its target a unit is; nothing where it can be on one alone."""
    goal = item.goal_of(value)
    if item.measure != "count" or goal is None or goal.is_floor:
        return "phải giảm " if item.is_to_fall else ""
    is_over = goal.is_settled_by(value.value or 0)
    if is_over and item.year:
        return "vượt "
    if goal.is_ceiling:
        return "phải giảm "
    if is_over:
        return "thừa " if goal.value else ""
    return "thiếu "


def _lacks(item: Attained, value: UnitAttained) -> float:
    goal = item.goal_of(value)
    if item.measure == "rate" and goal and item.is_to_fall:
        return goals.excess(goal, value)
    if item.measure == "rate":
        return (value.denominator or 0) - (value.numerator or 0)
    return goals.gap_of(item, goal, value.value or 0) if goal else abs(value.value or 0)


def tasks(content: ReportContent) -> list[str]:
    """Who still owes a report; what each target that is not met still asks."""
    asked = [item for item in content.attainment if item.status in ("on_track", *NOT_MET) or _is_sure(item)]
    return [*_owed(content), *(text for item in asked for text in _task(item))]


def carried_over(content: ReportContent) -> list[str]:
    """What the year leaves to do of each target that was not met."""
    return [
        f"{item.title}{words.over(item)}: {_left(item)} ({item.responsible})."
        for item in content.attainment
        if item.status == "missed"
    ]


def _left(item: Attained) -> str:
    value = words.reduction_said(item) if item.measure == "reduction" else words.value_text(item)
    return goals.left(item) or f"{value}, chưa đạt mục tiêu {goals.target_said(item)}"


def _is_sure(item: Attained) -> bool:
    return item.status == "not_enough" and goals.is_surely_missed(item)


def _owed(content: ReportContent) -> Iterable[str]:
    for month in content.missing_months:
        yield f"Đôn đốc {number(len(month.units))} đơn vị gửi báo cáo {month.title}: {listing.listed(month.units)}."


def _task(item: Attained) -> Iterable[str]:
    if goals.is_over_limit(item) or (item.value is not None and item.goal.is_met_by(item.value)):
        return  # nothing makes it good, or a limit of the year is kept so far
    target = goals.target_said(item)
    if item.is_to_fall:
        more = goals.too_many(item)
        asked = f"cần giảm {more} để đạt mục tiêu {target}" if more else ""
    elif item.measure == "reduction" and item.lacking:
        asked = f"cần giảm thêm ít nhất {number(item.lacking)} hộ nghèo để đạt mục tiêu {target}"
    elif item.lacking:
        least = f", thêm ít nhất {number(item.lacking)} {item.counted_in} thì đạt mục tiêu {target}"
        more = least if item.without != item.lacking else ""
        asked = f"còn {goals.without(item, item.without or item.lacking)}{more}"
    elif item.measure == "count" and item.value is not None and item.value > item.goal.bound[1]:
        asked = f"{goals.left(item)}, mục tiêu {target}"
    elif item.measure == "count" and item.value is not None:
        gap = words.figure(goals.gap_of(item, item.goal, item.value), item.unit_of_measure)
        asked = f"cần thêm {gap} để đạt mục tiêu {target}"
    else:
        return
    if not asked:
        return
    is_part = item.status == "not_enough"
    over, whose = ("", "riêng các đơn vị đã báo cáo ") if is_part else (words.over(item), "")
    yield f"{item.title}{over}: {whose}{asked} ({item.responsible})."

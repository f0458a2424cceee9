"""What the figures say to who writes causes and tasks."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.attain.indicators import NOT_MET
from giamngheo.core.formats import number, quantity
from giamngheo.report.content import Attained, ReportContent
from giamngheo.report.wording import words
from giamngheo.report.wording.sentences.households import ways_of

_MOST_RISES = 5
_MOST_UNITS = 3


def where_to_look(content: ReportContent) -> list[str]:
    """Of a rise, which way most came and where; of each target that is not met, which units lack most."""
    return [*_came(content), *_rose(content), *_lacking_units(content)]


def _came(content: ReportContent) -> Iterable[str]:
    """`37 trong 43 hộ nghèo tăng thêm là từ cận nghèo chuyển sang.`"""
    poor = next((flow for flow in content.class_flows if flow.key == "poor"), None)
    if poor is None or poor.closing <= poor.opening:
        return
    came, words_of = sum(poor.came.values()), ways_of(poor)[0]
    way = max(poor.came, key=lambda key: poor.came[key])
    if poor.came[way] * 2 > came:
        over = f" ở {number(content.class_flow_units)} đơn vị có đủ báo cáo" if content.class_flows_without else ""
        yield f"{quantity(poor.came[way])} trong {quantity(came)} hộ vào danh sách hộ nghèo{over} là {words_of[way]}."


def _rose(content: ReportContent) -> Iterable[str]:
    rose = [(move.name, move.by) for move in content.moves if move.by > 0]
    if not rose or not content.previous_title:
        return
    shown = words.leading(rose, _MOST_RISES)
    named = ", ".join(f"{words.plain(name)} (+{quantity(by)})" for name, by in shown)
    most = "" if len(shown) == len(rose) else ", nhiều nhất"
    all_ = "cả " if len(rose) == content.coverage.reporting > 1 else ""
    since = words.moment(content.previous_title)
    yield f"Số hộ nghèo tăng so với {since} ở {all_}{number(len(rose))} đơn vị{f'{most}: {named}' if named else ''}."


def _lacking_units(content: ReportContent) -> Iterable[str]:
    word = "không đạt" if content.is_closing else "chưa đạt"
    for item in content.attainment:
        units = _behind(content, item)
        if item.status not in NOT_MET or not units:
            continue
        shown = words.leading(units, _MOST_UNITS)
        measure = item.numerator_unit if item.lacking is not None else item.unit_of_measure
        named = ", ".join(f"{words.plain(name)} ({words.figure(lacking, measure)})" for name, lacking in shown)
        most = (
            f"; còn thiếu nhiều nhất: {named}" if named and len(shown) < len(units) else f": {named}" if named else ""
        )
        yield f"{item.title}: {number(len(units))} đơn vị {word}{most}."


def _behind(content: ReportContent, item: Attained) -> words.Amounts:
    """Units that do not meet a target, those that lack most first: households or people where they can be counted."""
    found = [
        (unit.name, value.lacking if value.lacking is not None else abs((value.target or 0) - (value.value or 0)))
        for unit in content.units
        for value in unit.indicators
        if value.indicator == item.indicator and value.status in NOT_MET
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def tasks(content: ReportContent) -> list[str]:
    """Who still owes a report; what each target that is not met still asks."""
    asked = [item for item in content.attainment if item.status in ("on_track", *NOT_MET) or _is_sure(item)]
    return [*_owed(content), *(text for item in asked for text in _task(item))]


def _is_sure(item: Attained) -> bool:
    return item.status == "not_enough" and words.is_surely_missed(item)


def _owed(content: ReportContent) -> Iterable[str]:
    for month in content.missing_months:
        yield f"Đôn đốc {number(len(month.units))} đơn vị gửi báo cáo {month.title}: {words.listed(month.units)}."


def _task(item: Attained) -> Iterable[str]:
    target = words.target_said(item)
    if item.measure == "reduction" and item.lacking:
        asked = f"cần giảm thêm ít nhất {number(item.lacking)} hộ nghèo để đạt mục tiêu {target}"
    elif item.lacking:
        unit = item.numerator_unit or "trường hợp"
        more = (
            f", thêm ít nhất {number(item.lacking)} {unit} thì đạt mục tiêu {target}"
            if item.without != item.lacking
            else ""
        )
        asked = f"còn {quantity(item.without or item.lacking)} {unit} chưa có{more}"
    elif item.measure == "count" and item.value is not None and item.value > item.target:
        asked = f"còn {words.figure(item.value - item.target, item.unit_of_measure)}, mục tiêu {target}"
    elif item.measure == "count" and item.value is not None:
        asked = f"cần thêm {words.figure(item.target - item.value, item.unit_of_measure)} để đạt mục tiêu {target}"
    else:
        return
    yield f"{item.title}: {asked} ({item.responsible})."

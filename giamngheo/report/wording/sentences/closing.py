"""What the figures say to who writes causes and tasks; and of a whole year what it came to."""

from __future__ import annotations

from giamngheo.core.formats import number, quantity
from giamngheo.report.content import ReportContent, UnitLine
from giamngheo.report.wording import words

_MOST = 5
_NAMED = 3
_NOT_MET = ("behind", "missed")


def where_to_look(content: ReportContent) -> list[str]:
    """Where the number of poor households rose; which way most of them left or came."""
    rose = [move for move in content.moves if move.by > 0]
    found = []
    if rose:
        named = ", ".join(f"{words.plain(move.name)} (+{quantity(move.by)})" for move in rose[:_MOST])
        most = ", nhiều nhất" if len(rose) > _MOST else ""
        found.append(f"Số hộ nghèo tăng tại {number(len(rose))} đơn vị{most}: {named}.")
    for item in content.attainment:
        units = _behind(content, item.indicator)
        if item.status in _NOT_MET and units:
            more = f" và {number(len(units) - _NAMED)} đơn vị khác" if len(units) > _NAMED else ""
            found.append(f"{item.title}: {number(len(units))} đơn vị chưa đạt ({', '.join(units[:_NAMED])}{more}).")
    return found


def tasks(content: ReportContent) -> list[str]:
    """What each target that is not met still lacks."""
    found = []
    for item in content.attainment:
        if item.status not in _NOT_MET or item.value is None:
            continue
        if item.lacking:
            lacking = f"{number(item.lacking)} {item.numerator_unit or 'trường hợp'}"
        elif item.measure == "count":
            lacking = words.figure(abs(item.target - item.value), item.unit_of_measure)
        else:
            continue
        found.append(f"{item.title}: còn {lacking} ({item.responsible}).")
    return found


def _behind(content: ReportContent, indicator: str) -> list[str]:
    """Units that do not meet a target, those that lack most first: households or people where they can be counted."""
    found = [
        (value.lacking if value.lacking is not None else abs((value.target or 0) - (value.value or 0)), unit.name)
        for unit in content.units
        for value in unit.indicators
        if value.indicator == indicator and value.status in _NOT_MET
    ]
    return [name for _, name in sorted(found, key=lambda pair: (-pair[0], pair[1]))]


def units_by_result(content: ReportContent) -> list[str]:
    """Units by how many of their targets they met in the year, the best first."""
    groups: dict[tuple[int, int], list[str]] = {}
    for unit in content.units:
        judged = _judged(unit)
        if unit.reported and judged:
            met = sum(status == "attained" for status in judged)
            groups.setdefault((met, len(judged)), []).append(unit.name)
    ordered = sorted(groups.items(), key=lambda group: (-group[0][0] / group[0][1], -group[0][0]))
    found = [
        f"- Đạt {met}/{of} chỉ tiêu ({number(len(names))} đơn vị): {words.listed(names)}."
        for (met, of), names in ordered
    ]
    silent = [unit.name for unit in content.units if not unit.reported]
    return found + ([f"- Chưa có số liệu ({number(len(silent))} đơn vị): {words.listed(silent)}."] if silent else [])


def _judged(unit: UnitLine) -> list[str]:
    return [value.status for value in unit.indicators if value.status in ("attained", "missed")]


def new_baseline(content: ReportContent) -> str:
    """The figures with which the plan of the next year begins; said only of all units."""
    line = content.district
    if not content.coverage.is_whole or line.poor is None or line.near_poor is None:
        return f"Chưa đủ đơn vị để lấy làm kỳ gốc của kế hoạch năm sau ({words.coverage_text(content)})."
    return (
        f"Kỳ gốc của kế hoạch năm sau: {quantity(line.poor)} hộ nghèo ({words.figure(line.poor_rate, '%')}), "
        f"{quantity(line.near_poor)} hộ cận nghèo ({words.figure(line.near_poor_rate, '%')})."
    )

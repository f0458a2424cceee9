"""Sentences about targets that a decision revised since the period before."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import day
from giamngheo.report.content import Attained, ReportContent, TargetRevised, UnitTargetRevised
from giamngheo.report.wording import goals, listing

_MOST_UNITS = 10


def targets_revised(content: ReportContent, items: Iterable[Attained] | None = None) -> list[str]:
    """`Mục tiêu «Giảm tỷ lệ hộ nghèo» được điều chỉnh từ giảm trên 0,5 điểm phần trăm cả năm thành giảm 1 đến 1,5 điểm phần
    trăm cả năm theo Quyết định số … (áp dụng từ ngày 15/6/2020).` Then the units whose own target was revised."""
    shown = content.attainment if items is None else items
    return [text for item in shown if item.revised for text in _revised(item, item.revised)]


def unit_targets_revised(content: ReportContent, unit: str) -> list[str]:
    """The same of what binds a unit: its own target, or that of all where it is the unit's too."""
    line = next(line for line in content.units if line.code == unit)
    goals = {value.indicator: value for value in line.indicators}
    found: list[str] = []
    for item in content.attainment:
        if item.revised is None:
            continue
        own = [one for one in item.revised.units if one.code == unit]
        if own:
            found += _of_units(item, item.revised, own)
        elif unit not in item.revised.own and item.goal_of(goals[item.indicator]) == item.goal:
            found += _of_all(item, item.revised)
    return found


def _revised(item: Attained, revised: TargetRevised) -> Iterable[str]:
    yield from _of_all(item, revised)
    yield from _of_units(item, revised, revised.units)


def _of_all(item: Attained, revised: TargetRevised) -> Iterable[str]:
    """Nothing where the target of all stayed as it was."""
    before = goals.target_said_before(item, revised, revised.target, revised.target_to)
    now = goals.target_said(item)
    if before != now:
        yield f"Mục tiêu «{item.title}» được điều chỉnh từ {before} thành {now} {_by(revised)}."


def _of_units(item: Attained, revised: TargetRevised, units: list[UnitTargetRevised]) -> Iterable[str]:
    """Those of one decision in one sentence."""
    decided: dict[str, list[str]] = {}
    for one in units:
        now = goals.target_said_as(item, one.now, one.now_to)
        decided.setdefault(_by(one if one.sources else revised), []).append(
            f"{one.name} {_from(item, revised, one)}{now}"
        )
    for by, each in decided.items():
        yield f"Mục tiêu riêng «{item.title}» được điều chỉnh {by}: {listing.first_names(each, _MOST_UNITS)}."


def _from(item: Attained, revised: TargetRevised, one: UnitTargetRevised) -> str:
    """Where a unit had no target before, it is given one."""
    if one.target is None:
        return "được giao "
    return f"từ {goals.target_said_before(item, revised, one.target, one.target_to)} thành "


def _by(revised: TargetRevised | UnitTargetRevised) -> str:
    named = "; ".join(
        f"{listing.plain(source)} (áp dụng từ ngày {day(since)})"
        for source, since in zip(revised.sources, revised.from_days, strict=True)
    )
    return f"theo {named}"

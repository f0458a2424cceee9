"""How an indicator stands, said of what is worked out or stored, where there is no report yet."""

from __future__ import annotations

from typing import Protocol

from giamngheo.core.formats import number, rounded
from giamngheo.metadata.plan import Indicator
from giamngheo.metadata.target import Goal
from giamngheo.report.wording import goals, words


class JudgedValue(Protocol):
    """One indicator of the whole or a unit: worked out, or a row of the warehouse."""

    @property
    def value(self) -> float | None: ...
    @property
    def target(self) -> float | None: ...
    @property
    def target_to(self) -> float | None: ...
    @property
    def status(self) -> str | None: ...


def target(own: JudgedValue, indicator: Indicator) -> str:
    """`≥ 100,00%`; a range is shown as in a report."""
    goal = _goal(own, indicator)
    if goal is None:
        return ""
    if goal.to is not None:
        return goals.with_unit(goal.text, indicator.unit_of_measure)
    sign, number = goal.bound
    return f"{sign} {words.figure(float(number), indicator.unit_of_measure)}"


def verdict(own: JudgedValue, indicator: Indicator) -> str:
    """`Đạt`, `Chậm`, `Đang trong mức`; nothing where there is no target."""
    goal = _goal(own, indicator)
    return goals.verdict_on(indicator.measure, own.status, own.value, goal, is_of_year=indicator.is_of_year)


def share(percent: float | None) -> str:
    """How much of its target a value is, in percent with one decimal; what is less than all does not round to it."""
    is_nearly_all = percent is not None and percent < 100 <= rounded(percent, 1)
    return "< 100" if is_nearly_all else number(percent, 1)


def _goal(own: JudgedValue, indicator: Indicator) -> Goal | None:
    return None if own.target is None else indicator.goal(own.target, own.target_to)

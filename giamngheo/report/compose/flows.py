"""Listed households: opening + in − out = closing, by unit and for the district."""

from __future__ import annotations

from giamngheo.attain.aggregates import Numbers, PeriodFigures
from giamngheo.metadata.unit import Unit
from giamngheo.report import content as say
from giamngheo.report.compose.moments import Moments

_CAME = ("new", "relapsed", "moved_in")
_WENT = ("escaped_poverty", "escaped_near_poverty", "moved_out", "removed")
_STAYED = ("to_poor", "to_near_poor")  # on the list, in the other class


def flows_of(moments: Moments, expected: list[Unit]) -> list[say.Flow]:
    return [
        _flow(unit.code, unit.name, moments.now.units[unit.code], moments.opening.units.get(unit.code, {}))
        for unit in expected
        if unit.code in moments.now.units
    ]


def district_flow(name: str, moments: Moments) -> say.Flow:
    """The sum over the units; its opening is said only where every reporting unit has one."""
    complete = moments.now.units.keys() <= moments.opening.units.keys()
    return _flow("", name, moments.now.district, moments.opening.over(moments.now.units) if complete else {})


def flow_gaps(now: PeriodFigures, expected: list[Unit]) -> list[str]:
    """Units of whose flows a month is missing, with the months."""
    return [
        f"{unit.name} ({', '.join(month.title for month in now.gaps[unit.code])})"
        for unit in expected
        if now.gaps.get(unit.code)
    ]


def _flow(code: str, name: str, now: Numbers, previous: Numbers) -> say.Flow:
    """Opening + in − out = closing, over the same units on both sides."""
    opening = previous["poor"] + previous["near_poor"] if previous else None
    closing = now["poor"] + now["near_poor"]
    moves = {move: now[f"change_{move}"] for move in (*_CAME, *_WENT, *_STAYED)}
    came, went = (sum(moves[move] for move in moved) for moved in (_CAME, _WENT))
    return say.Flow(
        code=code,
        name=name,
        opening=opening,
        **moves,
        closing=closing,
        balances=None if opening is None else opening + came - went == closing,
    )

"""The ways into and out of the two lists that the official forms know, and which of an office's own movements is which.

Whatever an office declares comes to one of them, so that opening + in − out is the closing stock: what has no column of its own
is among the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from giamngheo.metadata.classes import Classes, Move, Transition

LISTS = ("poor", "near_poor")
CAME = ("from_other", "relapsed", "new", "other_in")
LEFT = ("to_other", "escaped", "other_out")
Ways = dict[tuple[str, str], float]  # (list, way) → households

_RELAPSED, _NEAR_POOR = "relapsed", "near_poor"


def ways_of(classes: Classes, moves: Mapping[Move, float]) -> Ways:
    """As the forms count: who comes from a class that they do not know is new to them, who goes to one has escaped."""
    found: Ways = defaultdict(float)
    for move, count in moves.items():
        told = classes.by_change[move.change]
        origin, to = (code if code in LISTS else None for code in (move.origin, move.to))
        if origin == to:
            continue
        if to:
            found[to, "from_other" if origin else _came(told, to)] += count
        if origin:
            found[origin, "to_other" if to else _left(told)] += count
    return found


def is_told_apart(classes: Classes, list_: str, way: str) -> bool:
    """A relapse among the near-poor only where a movement says so: `relapsed` alone is one into poverty, as BC-GN-01 asks it."""
    if (list_, way) != (_NEAR_POOR, _RELAPSED):
        return True
    return any(one.official == _RELAPSED and one.to == _NEAR_POOR for one in classes.of_kind("entry"))


def ways_by_class_before(classes: Classes) -> frozenset[str]:
    """Those of which the month before alone tells, out of which list they led."""
    found: set[str] = set()
    for one in classes.of_kind("exit", "between"):
        if one.names_origin:
            continue
        if one.kind == "exit":
            found.add(_left(one))
        elif one.to in LISTS:
            found |= {"from_other", "to_other", "new"}
        else:
            found.add("escaped")
    return frozenset(found)


def _came(told: Transition, to: str) -> str:
    if told.kind != "entry":
        return "new"
    if told.official == _RELAPSED and to == _NEAR_POOR and told.to != _NEAR_POOR:
        return "new"
    return "other_in" if told.official == "other" else told.official


def _left(told: Transition) -> str:
    return "escaped" if told.kind != "exit" or told.official == "escaped" else "other_out"

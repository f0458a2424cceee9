"""The areas between the units and the whole, and the urban and the rural units: each the sum of its units."""

from __future__ import annotations

from giamngheo.report.content.coverage import Coverage, Part
from giamngheo.report.content.indicators import UnitLine
from giamngheo.report.content.movements import Flow


class AreaLine(Part):
    """An area: the sum over those of its `units` (codes, in their order) that reported, as the whole's line is.

    `noun`: what its level is called; `addressee`: to whom it is written; `parent`: the code of the area that it is in, empty of one that is in the whole alone.
    `line.previous` and `line.baseline` are known only where every unit of it that reports now is known then. `flow` is `None`
    where no unit reported.
    """

    noun: str
    addressee: str
    parent: str
    units: list[str]
    coverage: Coverage
    flow_coverage: Coverage
    line: UnitLine
    flow: Flow | None


class SettlementLine(Part):
    """The urban or the rural units, or all; counts and percent, `None` where none of them reported, or where it is not
    collected. Rates of households are of all households, those of members of all people."""

    name: str
    coverage: Coverage
    households: float | None
    people: float | None
    poor: float | None
    poor_members: float | None
    near_poor: float | None
    near_poor_members: float | None
    poor_rate: float | None
    poor_members_rate: float | None
    near_poor_rate: float | None
    near_poor_members_rate: float | None

"""Who publishes the report, and who answers for what."""

from __future__ import annotations

from pydantic import Field

from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.levels import levels_before
from giamngheo.report.content.coverage import Part

_LEVELS, _DEPARTMENT = levels_before(), BEFORE["department_code"]


class Office(Part):
    """Who publishes the report, as the head and the foot of an official letter need it (Decree 30/2020)."""

    parent_body: str
    issuing_body: str
    issuing_name: str = Field(default="", exclude_if=lambda name: not name)
    symbol: str
    place: str
    addressees: list[str]
    receivers: list[str]
    signed_for: str
    signer_title: str
    signer_name: str
    plan_title: str  # empty: not signed yet
    notice_symbol: str = ""
    department: str = ""
    department_code: str = Field(default=_DEPARTMENT, exclude_if=lambda code: code == _DEPARTMENT)
    letter_symbol: str = ""
    letter_receivers: list[str] = []


class ResponsibleOffice(Part):
    """An office that section III of the plan makes answerable, and for what besides its indicators."""

    code: str
    name: str
    article: str
    indicators: list[str]
    also: list[str]


class Publication(Part):
    """That the office publishes its figures, and how small a count it does not: `small_counts_below` is the smallest that it
    does. `of_households`: the indicators that count households and who lives in them; what others count is nobody's own."""

    small_counts_below: int
    receivers: list[str]
    of_households: list[str]


class Nouns(Part):
    """How the levels are called in a sentence: what a unit lists its households by, the unit, the area of all units.

    `unit_body` stands before a unit's name where it is written to; `whole` says that a figure is of the whole area.
    """

    village: str = _LEVELS.village.noun
    villages_title: str = _LEVELS.village.title
    unit: str = _LEVELS.sender.noun
    unit_body: str = _LEVELS.sender.body
    area: str = _LEVELS.area.noun
    whole: str = _LEVELS.area.whole_said

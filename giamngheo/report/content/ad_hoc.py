"""What an ad hoc report says besides what every report says: what was asked, and the figures and answers that were."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from giamngheo.report.content.coverage import Coverage, Part
from giamngheo.report.content.stocks import Comparison


class AdHocFigure(Part):
    """A figure of the plan: over all units that were asked about, beside earlier times where the same units are known, and of
    each unit. `of_households`: it counts households, or who lives in them."""

    line: Comparison
    units: dict[str, float | None]
    of_households: bool
    coverage: Coverage


class AdHocAnswer(Part):
    """An answer to a question of `config/questions.toml`: each line a place and its values, the largest first. `is_folded`: a line
    is of a village of a unit; guarded, one stands for all lines of a unit of which none is told. Older answers have each."""

    title: str
    heads: list[str]
    measures: list[tuple[str, str]]  # title, unit of measure
    lines: list[tuple[list[str], list[float]]]
    total: list[float]
    coverage: Coverage
    note: str
    of_households: bool
    is_folded: Annotated[bool, Field(exclude_if=lambda folded: not folded)] = False


class AdHoc(Part):
    """What was asked. `number`: which ad hoc report on the period it is. `known_on`: by the end of which day the reports were
    accepted that it is made from; none: by the making. `units`: codes, empty where all were asked about. `villages`: those asked
    about, (unit, name). `unjudged`: indicators whose target binds all units together, and not the ones that were asked about.
    `by_unit_only`: indicators and figures that no village has. `figures_beside`: the period that the figures are compared with. `small_counts_below`: counts that are smaller are hidden; 0:
    none. `of_households`: the indicators that count households, or who lives in them."""

    number: int
    title: str
    basis: str
    addressees: list[str]
    known_on: dt.date | None
    units: list[str]
    villages: list[tuple[str, str]]
    village_stocks: list[str]
    unjudged: list[str]
    by_unit_only: list[str]
    figures: list[AdHocFigure]
    figures_beside: str
    answers: list[AdHocAnswer]
    small_counts_below: int
    of_households: list[str]

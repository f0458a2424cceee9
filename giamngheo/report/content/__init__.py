"""What a report says, worked out once, as plain data without formatting.

Word, Excel and mail are drawn from it and calculate nothing. It is kept in the warehouse with the report, so
that the same files can be built again later, byte for byte, whatever the configuration says by then.
Rates are percent, 0 to 100; money is million VND; counts are households or people as the name says.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from giamngheo.metadata.classes import Classes, classes_before
from giamngheo.report.content.ad_hoc import AdHoc, AdHocAnswer, AdHocFigure
from giamngheo.report.content.areas import AreaLine, SettlementLine
from giamngheo.report.content.coverage import Coverage, FormerGap, MissingMonth, Part
from giamngheo.report.content.indicators import (
    Attained,
    Concern,
    KnownBefore,
    Outlook,
    ProjectedEnd,
    Status,
    TargetRevised,
    UnitAttained,
    UnitLine,
    UnitTargetRevised,
    Verdict,
    VillageLine,
    YearSoFar,
)
from giamngheo.report.content.lists import Model, Resource, Sponsorship, Story, UnitResource
from giamngheo.report.content.movements import ClassFlow, Flow
from giamngheo.report.content.reporters import Rejection, Reporter, RuleCount, ToCorrect
from giamngheo.report.content.revision import Change, PoorStep, Reason, Replaced, Sent, VerdictMoved
from giamngheo.report.content.sender import Nouns, Office, Publication, ResponsibleOffice
from giamngheo.report.content.sources import FigureSource, MadeFrom
from giamngheo.report.content.standards import ByStandard, StandardChanged
from giamngheo.report.content.stocks import Comparison, Joined, KnownStock, Stocks, TrendPoint, UnitMove, together

__all__ = [
    "AdHoc",
    "AdHocAnswer",
    "AdHocFigure",
    "AreaLine",
    "Attained",
    "ByStandard",
    "Change",
    "ClassFlow",
    "Comparison",
    "Concern",
    "Coverage",
    "FigureSource",
    "Flow",
    "FormerGap",
    "Joined",
    "KnownBefore",
    "KnownStock",
    "MadeFrom",
    "MissingMonth",
    "Model",
    "Nouns",
    "Office",
    "Outlook",
    "Part",
    "PoorStep",
    "ProjectedEnd",
    "Publication",
    "Reason",
    "Rejection",
    "Replaced",
    "ReportContent",
    "Reporter",
    "Resource",
    "ResponsibleOffice",
    "RuleCount",
    "Sent",
    "SettlementLine",
    "Sponsorship",
    "StandardChanged",
    "Status",
    "Stocks",
    "Story",
    "TargetRevised",
    "ToCorrect",
    "TrendPoint",
    "UnitAttained",
    "UnitLine",
    "UnitMove",
    "UnitResource",
    "UnitTargetRevised",
    "Verdict",
    "VerdictMoved",
    "VillageLine",
    "YearSoFar",
    "together",
]


class ReportContent(Part):
    """The whole report on one period."""

    kind: str
    period: str
    period_kind: Literal["month", "quarter", "half", "nine_months", "year"]
    period_title: str
    window_from: dt.date
    window_to: dt.date
    previous_title: str | None
    baseline_title: str
    revision: int
    issued_on: dt.date
    office: Office
    coverage: Coverage
    missing: list[str]
    late: list[str]
    headline: list[Comparison]
    attainment: list[Attained]
    units: list[UnitLine]
    district: UnitLine
    flows: list[Flow]
    district_flow: Flow
    flow_gaps: list[str] = []  # of reports published before `missing_months`
    all_compared: bool = True  # of reports published before `compared_units`
    reporters: list[Reporter]  # what each says of its report is of the period's last month
    rejections: list[Rejection]
    warnings: list[RuleCount]
    resources: list[Resource]
    models: list[Model]
    stories: list[Story]
    # What reports published before these were added do not have.
    previous_is_baseline: bool = False
    is_baseline: bool = False
    trend: list[TrendPoint] = []
    concerns: list[Concern] = []
    villages: list[VillageLine] = []
    to_mend: list[ToCorrect] = []
    unit_resources: list[UnitResource] = []
    offices: list[ResponsibleOffice] = []
    replaces: Replaced | None = None
    changes: list[Change] = []
    lists_changed: bool = False
    # Which: names of fields. None: not known, of reports published before these were kept.
    changed_lists: Annotated[list[str] | None, Field(exclude_if=lambda lists: lists is None)] = None
    reasons: list[Reason] | None = None  # none: not known
    verdicts_moved: list[VerdictMoved] = []
    joined: list[Joined] = []
    flow_coverage: Coverage | None = None
    missing_months: list[MissingMonth] = []
    late_months: list[MissingMonth] = []
    undated_months: list[MissingMonth] = []  # with units of which nobody knows whether they reported in time
    passed_over: list[str] = []
    moves: list[UnitMove] = []
    class_flows: list[ClassFlow] = []
    sponsors: list[Sponsorship] = []
    class_flow_units: int = 0
    class_flows_of_year: list[ClassFlow] = []
    class_flow_units_of_year: int = 0
    is_closing: bool = False
    class_flows_without: list[str] = []  # reporting units of which a month or the opening is missing
    class_flows_of_year_without: list[str] = []
    is_baseline_stated: bool = False  # by the plan: too few units reported it
    months: list[str] = []  # codes of the period's own
    compared_units: dict[Literal["previous", "baseline"], int] = {}  # known now and then
    known_before: KnownStock | None = None
    nouns: Nouns = Field(
        default=Nouns(), exclude_if=lambda nouns: nouns == Nouns()
    )  # so that the older content is as it was
    publication: Publication | None = Field(default=None, exclude_if=lambda publication: publication is None)
    # Of an office that has them alone.
    areas: Annotated[list[AreaLine], Field(exclude_if=lambda areas: not areas)] = []  # each before those that are in it
    settlements: Annotated[list[SettlementLine], Field(exclude_if=lambda lines: not lines)] = []  # urban, rural, all
    classes: Classes = Field(default_factory=classes_before, exclude_if=lambda classes: classes == classes_before())
    # The plan's own number of the baseline is of all units, and not all report.
    baseline_needs_all: bool = Field(default=False, exclude_if=lambda needs: not needs)
    standard_changed: StandardChanged | None = Field(default=None, exclude_if=lambda changed: changed is None)
    by_standard: list[ByStandard] = Field(default=[], exclude_if=lambda several: not several)
    # Not kept of an office with more units than a sheet of them would be read of.
    figure_sources: Annotated[list[FigureSource], Field(exclude_if=lambda sources: not sources)] = []
    made_from: Annotated[list[MadeFrom], Field(exclude_if=lambda made_from: not made_from)] = []
    former_gaps: Annotated[list[FormerGap], Field(exclude_if=lambda gaps: not gaps)] = []
    # Of a period of several months the title of the last, of which `reporters` are; of reports published before not named.
    reporters_month: str = Field(default="", exclude_if=lambda month: not month)
    ad_hoc: AdHoc | None = Field(default=None, exclude_if=lambda asked: asked is None)
    attention_percent: float | None = None  # of its targets, from which on a unit that is behind is a concern

"""Frozen records of `config/`. What each key means stands beside it in the files, in Vietnamese."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from giamngheo.configuration.operation import Address, Operation
from giamngheo.configuration.record import Record
from giamngheo.period import Period
from giamngheo.text import key, plain

ColumnType = Literal["text", "code", "whole", "decimal", "mark", "choice", "date", "month", "rule"]
Severity = Literal["critical", "warning", "pending"]
UnitCode = Annotated[str, Field(pattern=r"^\d{5}$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
# Codes of the papers that a report has: one for the district, one for the department, one for each office and unit.
FULL_REPORT, DEPARTMENT, OFFICE, COMMUNE = "giam-ngheo", "so-ldtbxh", "co-quan-", "xa-"
PAPER_CODE = rf"^({FULL_REPORT}|{DEPARTMENT}|{OFFICE}[a-z][a-z0-9_]*|{COMMUNE}\d{{5}})$"


class CalendarRules(Record):
    cutoff_day: int = Field(ge=1, le=28)
    due_working_days: int = Field(ge=1, le=20)
    report_day: int = Field(ge=1, le=28)
    lock_working_days: int = Field(default=0, ge=0, le=250)
    extra_holidays: frozenset[dt.date] = frozenset()
    extra_working_days: frozenset[dt.date] = frozenset()


FileKind = Literal["word", "excel"]


class Recipient(Record):
    """Who gets what: the `paper` (`giam-ngheo`, `so-ldtbxh`, `co-quan-…`, `xa-…`), as which files."""

    name: str = Field(min_length=1)
    address: Address
    paper: str = Field(default=FULL_REPORT, pattern=PAPER_CODE)
    files: tuple[FileKind, ...] = ("word", "excel")


class Communes(Record):
    """One address for each unit's code: for scorecards and reminders; the chairmen's for reminders that went unheard."""

    files: tuple[FileKind, ...] = ("excel",)
    addresses: dict[UnitCode, Address] = Field(default={})
    chairmen: dict[UnitCode, Address] = Field(default={})


class Recipients(Record):
    recipient: tuple[Recipient, ...] = Field(min_length=1)
    communes: Communes = Communes()


class Unit(Record):
    """A commune as it was from `valid_from` to `valid_to` (both included; empty: open).

    `outside`: what it also holds that no unit in the table held before; its earlier figures cannot be added up.
    """

    code: UnitCode
    name: str
    type: Literal["xa", "thi-tran", "phuong"]
    order: int
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    succeeded_by: UnitCode | None = None
    aliases: tuple[str, ...] = ()
    outside: str | None = None

    def is_valid_on(self, day: dt.date) -> bool:
        return (self.valid_from or dt.date.min) <= day <= (self.valid_to or dt.date.max)

    @property
    def short_name(self) -> str:
        """`Thạch Khê` of `Xã Thạch Khê`."""
        for kind in ("Thị trấn ", "Xã ", "Phường "):
            if self.name.startswith(kind):
                return self.name.removeprefix(kind)
        return self.name


class ProvisionalCode(Record):
    """A code that was given out for a unit and then changed: whose it was, for reports of which days' periods."""

    code: UnitCode
    stands_for: UnitCode
    valid_from: dt.date
    valid_to: dt.date


class Target(Record):
    """`value` in the indicator's unit of measure. `per_unit`: whether it binds each unit too.

    `units` holds targets of single units, where the plan's table gives them ("khung chỉ tiêu kèm theo").
    """

    sign: Literal[">", "≥", "="]
    value: float
    by_year_end: bool = False
    per_unit: bool = True
    units: dict[UnitCode, float] = Field(default={})


class Indicator(Record):
    code: FieldName
    title: str
    measure: Literal["rate", "count", "reduction"]
    rows: FieldName = "household"
    numerator: str
    denominator: str | None = None
    denominator_rows: FieldName | None = None
    kind: Literal["stock", "flow"] = "stock"
    unit_of_measure: str
    target: Target
    better: Literal["higher", "lower"]
    responsible: str
    article: str
    short_title: str = ""
    numerator_title: str = ""
    denominator_title: str = ""


class FigureDefinition(Record):
    title: str
    value: str
    unit_of_measure: str = ""
    kind: Literal["stock", "flow"] = "stock"


class PlanOffice(Record):
    """An office that the plan makes answerable. `also`: lists that it gets besides the indicators it answers for."""

    name: str = Field(min_length=1)
    article: str = ""
    also: tuple[Literal["resources", "models", "stories"], ...] = ()


def _named(offices: Any) -> Any:
    """An office may be given by its name alone."""
    if not isinstance(offices, dict):
        return offices
    return {code: {"name": office} if isinstance(office, str) else office for code, office in offices.items()}


class Plan(Record):
    number: str
    title: str
    district: str
    year: int
    baseline: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    offices: Annotated[dict[FieldName, PlanOffice], BeforeValidator(_named)]
    indicator: tuple[Indicator, ...] = Field(min_length=1)
    figures: dict[FieldName, dict[FieldName, FigureDefinition]]

    @cached_property
    def baseline_period(self) -> Period:
        return Period.parse(self.baseline)


class Department(Record):
    """The provincial department: gets the consolidated tables with a covering letter (công văn)."""

    name: str = "Sở Lao động - Thương binh và Xã hội"
    symbol: str = "PLĐTBXH"
    receivers: tuple[str, ...] = ("Như trên",)


class Attention(Record):
    """Which units a report points to: behind on at least this share (percent) of their targets."""

    behind_percent: float = Field(default=60, gt=0, le=100)


class Office(Record):
    parent_body: str
    issuing_body: str
    symbol: str
    place: str
    addressees: tuple[str, ...]
    receivers: tuple[str, ...]
    filed_as: str
    signed_for: str = ""
    signer_title: str
    signer_name: str = ""
    notice_symbol: str = "TB-PLĐTBXH"
    department: Department = Department()
    attention: Attention = Attention()


class Choice(Record):
    code: FieldName
    label: str
    also: tuple[str, ...] = ()


class Column(Record):
    """A column of a sheet, or a label of the cover."""

    field: FieldName
    heading: str
    also: tuple[str, ...] = ()
    group: str = ""
    type: ColumnType
    required: bool = False
    personal: bool = False
    empty_is_zero: bool = False
    unit_of_measure: str = ""
    drop_prefix: str = ""
    choice: tuple[Choice, ...] = ()

    @property
    def is_number(self) -> bool:
        return self.type in {"whole", "decimal"}

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every spelling of the heading, folded."""
        return frozenset(plain(text) for text in (self.heading, *self.also))

    @cached_property
    def choices(self) -> dict[str, str]:
        """Folded label → code."""
        labels = {key(text): choice.code for choice in self.choice for text in (choice.label, *choice.also)}
        if self.drop_prefix:
            labels |= {f"{key(self.drop_prefix)} {label}": code for label, code in labels.items()}
        return labels


class Where(Record):
    """Rows that an expectation is about: those whose column equals a value, or is above a number."""

    column: FieldName
    equals: bool | str | None = None
    above: float | None = None


class Expect(Record):
    """One expectation in Great Expectations' own words: its `type`, and its arguments as further keys.

    `points_to`: the field whose cell it speaks of, where that is not the rule's `column`.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = Field(pattern=r"^expect_[a-z_]+$")
    points_to: FieldName | None = None
    message: str | None = None
    remedy: str | None = None
    where: Where | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})


class Rule(Record):
    """A rule of the form. `title` names what is wrong, for those who do not have the workbook before them.

    `final`: when it is broken nothing else of the workbook is said. `unreadable`: the cell has no value, so no
    other rule speaks of it. `follows`: rules after whose finding on the same row (or the whole workbook)
    this one is silent. `beside`: other cells of the row that may be what is wrong; they are coloured, too.
    """

    code: str = Field(pattern=r"^[A-Z]\d{3}$")
    title: str
    severity: Severity
    message: str
    remedy: str
    frame: FieldName | None = None
    column: FieldName | None = None
    sheet: FieldName | None = None
    final: bool = False
    unreadable: bool = False
    follows: tuple[str, ...] = ()
    beside: tuple[FieldName, ...] = ()
    expect: tuple[Expect, ...] = Field(min_length=1)


class Sheet(Record):
    """A sheet of the form. `explains`: its rows say of warnings why what stands there is right."""

    table: FieldName
    name: str
    also: tuple[str, ...] = ()
    layout: Literal["labels", "table"]
    required: bool = False
    explains: bool = False
    row_key: tuple[FieldName, ...] = ()
    column: tuple[Column, ...] = Field(min_length=1)
    rule: tuple[Rule, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(plain(text) for text in (self.name, *self.also))

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.field: column for column in self.column}

    @cached_property
    def field_of_heading(self) -> dict[str, str]:
        return {heading: column.field for column in self.column for heading in column.headings}


class Marks(Record):
    yes: tuple[str, ...]
    no: tuple[str, ...]


class RowWords(Record):
    totals: tuple[str, ...]
    signatures: tuple[str, ...]


class Form(Record):
    """A form: its sheets, how their values are read, and every rule."""

    id: str
    also: tuple[str, ...] = ()
    title: str
    marks: Marks
    rows: RowWords
    rule: tuple[Rule, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(key(text) for text in (self.id, *self.also))

    @cached_property
    def tables(self) -> dict[str, Sheet]:
        return {sheet.table: sheet for sheet in self.sheets}

    @cached_property
    def explaining(self) -> Sheet | None:
        """The sheet on which warnings are explained, where the form has one."""
        return next((sheet for sheet in self.sheets if sheet.explains), None)

    @cached_property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        """Every rule with the frame that it judges."""
        own = ((rule.frame or "workbook", rule) for rule in self.rule)
        of_sheets = ((rule.frame or sheet.table, rule) for sheet in self.sheets for rule in sheet.rule)
        return (*own, *of_sheets)

    @cached_property
    def pending_rule(self) -> Rule:
        """The rule about files that are empty or still being copied."""
        return next(rule for _, rule in self.rules if rule.severity == "pending")

    @cached_property
    def severities(self) -> dict[str, Severity]:
        return {rule.code: rule.severity for _, rule in self.rules}


class Configuration(Record):
    """All of `config/`."""

    plan: Plan
    calendar: CalendarRules
    units: tuple[Unit, ...]
    recipients: tuple[Recipient, ...]
    communes: Communes
    office: Office
    forms: tuple[Form, ...]
    operation: Operation
    provisional_codes: tuple[ProvisionalCode, ...] = ()

    @property
    def form(self) -> Form:
        """The monthly form. One for now; a second one is another folder of `config/forms`."""
        return self.forms[0]

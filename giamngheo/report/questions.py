"""Answers to the questions of `config/questions.toml`: what the units' reports in force come to by place, by SQL in one pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import Aggregate, Numbers, add_up, numbers_of, sum_columns
from giamngheo.attain.reporting_rates import MonthlyReports, ReportingRate
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.expressions import since_of_expression
from giamngheo.metadata.question import BY_ORGANISATION, BY_UNIT, SPONSOR, VILLAGE, Question
from giamngheo.metadata.record import is_in_force
from giamngheo.report.compose.sponsors import Helpers
from giamngheo.report.documents.tables.lists import NOT_NAMED
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, one_of

NOWHERE = "Không có nơi nào."

Place = tuple[str, ...]  # a text for each of the question's `by`
_Said = Callable[[Any], str]


@dataclass(frozen=True)
class AnswerLine:
    place: Place
    values: tuple[float, ...]


@dataclass(frozen=True)
class QuestionAnswer:
    """`lines`: the largest first; `total`: over all rows, listed or not. `coverage`: the reports behind it, of those owed;
    `units`: of how many units. `nowhere`: what is said where there are no lines. `undated`: of how many reports nobody knows when
    they came, which one question alone asks; `unknown`: the same as a sentence."""

    question: Question
    period: Period
    heads: tuple[str, ...]
    lines: tuple[AnswerLine, ...]
    total: tuple[float, ...]
    coverage: ReportingRate
    units: int
    nowhere: str = NOWHERE
    undated: int = 0
    unknown: str = ""


def answer(
    warehouse: Warehouse, question: Question, period: Period, units: Collection[str] | None = None
) -> QuestionAnswer:
    """`units`: only those, all that owe reports if none. Of a flow over several months a unit counts that has reported the last,
    with all months that it has reported, as everywhere."""
    configuration = warehouse.configuration
    since = _since(configuration, question)
    if not is_in_force(since, period):
        raise NothingFound(
            f"«{question.title}» chỉ có số liệu từ {Period.parse(str(since)).title}; chọn kỳ từ đó về sau."
        )
    asked = [one.code for one in configuration.unit_register.expected(period) if units is None or one.code in units]
    months = (
        [one for one in period.months if is_in_force(since, one)] if question.kind == "flow" else [period.last_month]
    )
    owners, coverage = _owners(warehouse, months, period, asked)
    sums = [Aggregate(str(at), question.rows, one.value, question.kind) for at, one in enumerate(question.measure)]
    found = _by_place(warehouse, question, period, owners, sums)
    lines = [AnswerLine(place, _values(sums, numbers)) for place, numbers in found.items() if numbers[sums[0].key]]
    return QuestionAnswer(
        question=question,
        period=period,
        heads=tuple(_head(configuration, question, name) for name in question.by),
        lines=tuple(sorted(lines, key=lambda line: (-line.values[0], line.place))),
        total=_values(sums, add_up(found.values())),
        coverage=coverage,
        units=len(set(owners.values())),
    )


def _since(configuration: Configuration, question: Question) -> str | None:
    """The first month of all that it reads: before it there would be noughts where nobody asked."""
    form = configuration.form
    columns = form.tables[question.rows].columns
    read = [since_of_expression(form, question.rows, one.value, None) for one in question.measure]
    places = [columns[_field(name)].since for name in question.by if _field(name) in columns]
    return max(filter(None, [*read, *places]), default=None)


def _field(name: str) -> str:
    return SPONSOR if name == BY_ORGANISATION else name


def _values(sums: list[Aggregate], numbers: Numbers) -> tuple[float, ...]:
    return tuple(numbers.get(one.key, 0) for one in sums)


def _owners(
    warehouse: Warehouse, months: Sequence[Period], period: Period, units: list[str]
) -> tuple[dict[int, str], ReportingRate]:
    """Submission in force → its unit now; and how many of the reports that are owed these are."""
    submissions = in_force(warehouse, months)
    reports = MonthlyReports(warehouse.configuration.unit_register, period, submissions, months)
    reporting = sorted({*reports.owners(units, months[-1:]).values()})
    rates = reports.rates()
    owed = sum(rates[unit].owed for unit in units)
    return reports.owners(reporting, months), ReportingRate(sum(rates[unit].reports for unit in reporting), owed)


def _by_place(
    warehouse: Warehouse, question: Question, period: Period, owners: Mapping[int, str], sums: list[Aggregate]
) -> dict[Place, Numbers]:
    """Spellings of a village that differ in case or spaces are one, under the most frequent."""
    table = warehouse.rows[question.rows]
    fields = [_field(name) for name in question.by if name != BY_UNIT]
    columns = [table.c[name] for name in fields]
    query = (
        sa.select(table.c.submission_id, *columns, sa.func.count(), *sum_columns(sums))
        .where(one_of(table.c.submission_id, owners))
        .group_by(table.c.submission_id, *columns)
    )
    said = _sayings(warehouse.configuration, question)
    spellings: dict[Place, Counter[Place]] = defaultdict(Counter)
    parts: dict[Place, list[Numbers]] = defaultdict(list)
    with warehouse.reading() as connection:
        for identity, *rest in connection.execute(query):
            cells, count, values = rest[: len(fields)], rest[len(fields)], rest[len(fields) + 1 :]
            named = dict(zip(fields, cells, strict=True)) | {BY_UNIT: owners[identity]}
            place = tuple(say(named[_field(name)]) for name, say in zip(question.by, said, strict=True))
            same = tuple(map(key, place))
            spellings[same][place] += count
            parts[same].append(numbers_of(sums, values))
    names = _names(warehouse.configuration, period)
    return {_named(_usual(spellings[same]), question, names): add_up(numbers) for same, numbers in parts.items()}


def _usual(spellings: Counter[Place]) -> Place:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _names(configuration: Configuration, period: Period) -> Callable[[str], str]:
    return lambda code: configuration.senders.name(code, period.last_month)


def _named(place: Place, question: Question, name: Callable[[str], str]) -> Place:
    """Units are told apart by their codes until here: two may have one name."""
    return tuple(
        f"{name(text)} ({text})" if by == BY_UNIT else text for by, text in zip(question.by, place, strict=True)
    )


def _sayings(configuration: Configuration, question: Question) -> list[_Said]:
    """How a value of each of the places is said."""
    return [_saying(configuration, question, name) for name in question.by]


def _saying(configuration: Configuration, question: Question, name: str) -> _Said:
    if name == BY_UNIT:
        return str
    if name == BY_ORGANISATION:
        helpers = Helpers(configuration.letterhead)
        return lambda sponsor: (found := helpers.of(sponsor)).name or NOT_NAMED[found.kind]
    column = configuration.form.tables[question.rows].columns[name]
    if name == VILLAGE and column.type == "text":
        unknown = f"Không ghi {configuration.levels.village.noun}"
        return lambda text: " ".join((text or unknown).split())
    if column.type == "mark":
        return lambda marked: "có" if marked else "không"
    labels = {one.code: one.label for one in column.choice}
    return lambda code: str(labels.get(code, code)) if code else "(để trống)"


def _head(configuration: Configuration, question: Question, name: str) -> str:
    if name == BY_UNIT:
        return "Đơn vị"
    columns = configuration.form.tables[question.rows].columns
    return columns[_field(name)].heading

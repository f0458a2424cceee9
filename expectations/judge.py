"""Judges frames by suites: every failing row, found by its running number `at`.

The context is ephemeral, a suite is validated once over all rows of its frame, and of a result only the places
are kept: the values that the library hands back may be personal and are dropped at once.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any

import pandas as pd

from giamngheo.check.batch import Batch
from giamngheo.check.explanations import with_explanations
from giamngheo.check.finding import Finding
from giamngheo.core.errors import ConfigurationError
from giamngheo.core.formats import quantity
from giamngheo.metadata.form import Expect, Form, Rule, Sheet, Where

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

Place = tuple[int, str | None, int]

# What a row is about, in the frames that are no sheets; in a sheet its key tells.
_SUBJECTS = {"departed": "household_code", "total": "of_field"}


class CannotJudge(Exception):
    """Great Expectations could not work an expectation out; its own words may quote cells and are not repeated."""


@dataclass(frozen=True)
class Violation:
    """A rule broken at one row of a frame."""

    rule: Rule
    expect: Expect
    frame: str
    at: int
    submission: int
    sheet_name: str | None
    row: int
    fields: frozenset[str]
    field: str | None
    subject: str
    mark: str


def judge(batch: Batch) -> dict[int, list[Finding]]:
    """Findings of every workbook of a batch, by submission; a workbook without any has an empty list."""
    broken = [failure for failure in _broken(batch) if not _asks_too_early(failure, batch)]
    spoken = _without_consequences(broken, batch)
    findings: dict[int, set[Finding]] = {item.submission: set() for item in batch.items}
    for failure in spoken:
        findings[failure.submission].add(_finding(failure, batch))
    listed = {submission: sorted(found, key=lambda finding: finding.sort_key) for submission, found in findings.items()}
    return with_explanations(listed, batch)


def failing_rows(frame: pd.DataFrame, expectations: Sequence[Any]) -> Iterator[tuple[Any, list[int]]]:
    """Validate a frame, and give for each expectation the numbers `at` of the rows that fail it."""
    if frame.empty or not expectations:
        return
    import great_expectations as gx

    suite = gx.ExpectationSuite(name="suite", expectations=list(expectations))
    result = _batch_of(frame).validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["at"]}
    )
    for outcome in result.results:
        if outcome.exception_info and _raised(outcome.exception_info):
            raise CannotJudge(f"{outcome.expectation_config.type}")
        yield (
            outcome.expectation_config,
            [int(place["at"]) for place in outcome.result["unexpected_index_list"] or ()],
        )


def require_suites(form: Form) -> None:
    """`ConfigurationError` if an expectation of the form cannot be built."""
    for rules in _rules_by_frame(form).values():
        for number, (rule, expect) in enumerate(rules):
            _expectation(number, rule, expect)


def _broken(batch: Batch) -> Iterator[Violation]:
    for name, rules in _rules_by_frame(batch.form).items():
        frame = batch.frames[name]
        expects = {number: (rule, expect) for number, (rule, expect) in enumerate(rules)}
        suite = [_expectation(number, rule, expect) for number, (rule, expect) in expects.items()]
        for config, places in failing_rows(frame, suite):
            rule, expect = expects[config.meta["number"]]
            yield from _places(rule, expect, name, frame, places, batch.form)


@lru_cache(maxsize=8)
def _rules_by_frame(form: Form) -> Mapping[str, list[tuple[Rule, Expect]]]:
    by_frame: dict[str, list[tuple[Rule, Expect]]] = {}
    for frame, rule in form.rules:
        by_frame.setdefault(frame, []).extend((rule, expect) for expect in rule.expect)
    return by_frame


def _expectation(number: int, rule: Rule, expect: Expect) -> Any:
    from great_expectations.expectations.registry import get_expectation_impl

    import expectations.custom  # noqa: F401 - registers our own expectations

    arguments = dict(expect.arguments)
    if expect.where:
        arguments["row_condition"] = _condition(expect.where)
    severity = "warning" if rule.severity == "warning" else "critical"
    meta = {
        "number": number,
        "rule": rule.code,
        "message": expect.message or rule.message,
        "remedy": expect.remedy or rule.remedy,
    }
    try:
        return get_expectation_impl(expect.type)(**arguments, severity=severity, meta=meta)
    except Exception as error:  # the library has many ways to refuse an expectation
        raise ConfigurationError(
            [
                f"config/forms, quy tắc {rule.code}: Great Expectations không nhận «{expect.type}» "
                f"({type(error).__name__}); sửa tên hoặc tham số của expect."
            ]
        ) from error


def _condition(where: Where) -> Any:
    from great_expectations.expectations.row_conditions import Column

    column = Column(where.column)
    return column > where.above if where.above is not None else column == where.equals


def _places(
    rule: Rule, expect: Expect, name: str, frame: pd.DataFrame, places: list[int], form: Form
) -> Iterator[Violation]:
    """The failing rows, their columns taken once: there may be tens of thousands."""
    if not places:
        return
    failing = frame.iloc[places]
    own_fields = expect.fields
    fixed = rule.column or min(own_fields, default=None)
    cells = failing["of_field"] if "of_field" in frame.columns else [None] * len(places)
    submissions, sheets, rows = failing["submission"], failing["sheet_name"], failing["row"]
    subjects, marks = _subjects(name, failing, form), _marks(rule, expect, own_fields, failing)
    for at, submission, sheet, row, cell, subject, mark in zip(
        places, submissions, sheets, rows, cells, subjects, marks, strict=True
    ):
        fields = frozenset({cell}) if cell else own_fields
        field = expect.points_to or rule.column or cell or fixed
        yield Violation(rule, expect, name, at, int(submission), sheet, int(row), fields, field, subject, mark)


def _subjects(name: str, failing: pd.DataFrame, form: Form) -> list[str]:
    """What each failing row is about: a household's code, all of a resource's key (its source alone comes again each
    month); empty for what is of the whole workbook."""
    sheet = form.tables.get(name)
    fields = [field for field in (_naming(sheet) if sheet else [_SUBJECTS.get(name, "")]) if field in failing.columns]
    if not fields:
        return [""] * len(failing)
    return [" / ".join(map(_as_text, row)) for row in zip(*(failing[field] for field in fields), strict=True)]


def _naming(sheet: Sheet) -> list[str]:
    """The fields that tell a sheet's rows apart: a code, where the key begins with one, else the whole key."""
    codes = {column.field for column in sheet.column if column.type == "code"}
    return list(sheet.row_key[:1] if codes & set(sheet.row_key[:1]) else sheet.row_key)


def _as_text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _marks(rule: Rule, expect: Expect, fields: frozenset[str], failing: pd.DataFrame) -> list[str]:
    """Digests of the values that a rule looks at or speaks of: an explained warning speaks again when one changes.

    A share alone is not enough: 25% more comes again of other numbers, and a wrong day is wrong anew in another month.
    """
    if rule.severity != "warning":
        return [""] * len(failing)
    spoken_of = {name for _, name, _, _ in Formatter().parse(expect.message or rule.message) if name}
    looked_at = sorted(fields | {rule.column or ""} | spoken_of)
    names = [name for field in looked_at for name in (field, f"{field}__text") if name in failing.columns]
    values = zip(*(failing[name].to_list() for name in names), strict=True)
    return [hashlib.sha256(repr(each).encode()).hexdigest()[:16] for each in values]


def _without_consequences(broken: list[Violation], batch: Batch) -> Iterator[Violation]:
    """Leave out what only follows from another finding (`docs/form.md`)."""
    final = {
        failure.submission for failure in broken if failure.rule.final and not _reads_nothing(failure, set(), batch)
    }
    unreadable = {(_place(failure), failure.field) for failure in broken if failure.rule.unreadable and failure.field}
    at_row = {(_place(failure), failure.rule.code) for failure in broken}
    of_whole = {(failure.submission, failure.rule.code) for failure in broken if _speaks_of_the_whole(failure)}
    anywhere = {(failure.submission, failure.rule.code) for failure in broken}
    for failure in broken:
        if failure.submission in final and not failure.rule.final:
            continue
        if not failure.rule.unreadable and _reads_nothing(failure, unreadable, batch):
            continue
        whole = of_whole if failure.row else anywhere
        if any(
            (_place(failure), code) in at_row or (failure.submission, code) in whole for code in failure.rule.follows
        ):
            continue
        yield failure


def _asks_too_early(failure: Violation, batch: Batch) -> bool:
    """Whether a rule looks at a field that was not collected yet in the workbook's month."""
    return any((failure.submission, failure.frame, field) in batch.not_yet for field in failure.fields)


def _place(failure: Violation) -> Place:
    return (failure.submission, failure.sheet_name, failure.row)


def _speaks_of_the_whole(failure: Violation) -> bool:
    return failure.frame in {"workbook", "sheet", "part", "cover"}


def _reads_nothing(failure: Violation, unreadable: set[tuple[Place, str]], batch: Batch) -> bool:
    """Whether a field that the rule looks at has no value here: an unreadable cell, or no such column."""
    absent = any((failure.submission, failure.frame, field) in batch.absent for field in failure.fields)
    return absent or any((_place(failure), field) in unreadable for field in failure.fields)


def _finding(failure: Violation, batch: Batch) -> Finding:
    table = _table(failure, batch)
    located = batch.located.get((failure.submission, table)) if table else None
    row: int | None = failure.row or None
    if located and located.sheet.layout == "labels":
        row = located.row_number(failure.field or "", 0) or None
    if failure.rule.sheet:
        row = None
    message = f"{_filled(failure, batch)} {failure.expect.remedy or failure.rule.remedy}"
    sheet = located.name if located else failure.sheet_name
    column = located.letter(failure.field) if located and row else None
    subject, mark = failure.subject, failure.mark
    return Finding(failure.rule.code, failure.rule.severity, sheet, row, column, message, subject, mark)


def _table(failure: Violation, batch: Batch) -> str | None:
    """The sheet of the form that a finding points into."""
    if failure.rule.sheet:
        return failure.rule.sheet
    frame = batch.frames[failure.frame]
    if "table" in frame.columns:
        return str(frame.iloc[failure.at]["table"])
    return failure.frame if failure.frame in batch.form.tables else None


def _filled(failure: Violation, batch: Batch) -> str:
    """The rule's sentence with this row's numbers; nothing from a column that names a person."""
    template = failure.expect.message or failure.rule.message
    if "{" not in template:
        return template
    row = batch.frames[failure.frame].iloc[failure.at]
    return template.format_map(_Shown(row, _personal(batch.form, failure.frame)))


def _personal(form: Form, frame: str) -> frozenset[str]:
    sheet = form.tables.get(frame)
    own = {column.field for column in sheet.column if column.personal} if sheet else set()
    return frozenset(own | {"code_in_workbook"})


class _Shown(dict[str, str]):
    """Values of a row as they are shown in a message."""

    def __init__(self, row: pd.Series, personal: Iterable[str]) -> None:
        super().__init__()
        self.row, self.personal = row, frozenset(personal)

    def __missing__(self, name: str) -> str:
        value = self.row.get(name)
        if name in self.personal or value is None or (isinstance(value, float) and pd.isna(value)):
            return "…"
        return quantity(float(value)) if isinstance(value, int | float) else str(value)


def _raised(information: Mapping[str, Any]) -> bool:
    """Whether the library could not work an expectation out (it says so instead of raising)."""
    if "raised_exception" in information:
        return bool(information["raised_exception"])
    return any(item.get("raised_exception") for item in information.values() if isinstance(item, dict))


@lru_cache(maxsize=1)
def _definition() -> Any:
    import great_expectations as gx

    for name in ("great_expectations", "gx"):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas(name="batch").add_dataframe_asset(name="rows")
    return asset.add_batch_definition_whole_dataframe("all")


def _batch_of(frame: pd.DataFrame) -> Any:
    return _definition().get_batch({"dataframe": frame})

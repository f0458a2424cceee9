"""Suites of Great Expectations from the form's rules: every failing row, found by its running number `at`.

The context is ephemeral, a suite is validated over all rows of its frame, and of a result only the places
are kept: the values that the library hands back may be personal and are dropped at once.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Any

import pandas as pd

from giamngheo.core.errors import ConfigurationError
from giamngheo.core.remembered import remembered
from giamngheo.metadata.form import Form
from giamngheo.metadata.rules import Expect, Rule, Where

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


_WHETHER = {"result_format": "BOOLEAN_ONLY"}
_WHERE = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["at"],
    "return_unexpected_index_query": False,
}
READ = "read"  # in a message: what was read in the cell that it points to


class CannotJudge(Exception):
    """Great Expectations could not work an expectation out; its own words may quote cells and are not repeated."""


def failures(form: Form, frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, Rule, Expect, list[int]]]:
    """Judge each frame by the rules about it: (frame, rule, its expectation, the numbers `at` of the rows that fail)."""
    for name, rules in rules_by_frame(form).items():
        suite = [expectation_of(number, rule, expect) for number, (rule, expect) in enumerate(rules)]
        for config, places in failing_rows(frames[name], suite):
            yield name, *rules[config.meta["number"]], places


def failing_rows(frame: pd.DataFrame, expectations: Sequence[Any]) -> Iterator[tuple[Any, list[int]]]:
    """Validate a frame, and give for each expectation that fails the numbers `at` of the rows that fail it.

    First only whether each holds, which is much less work; then where, for the few that do not.
    """
    if frame.empty or not expectations:
        return
    validator = _validator_of(frame)
    failed = [
        outcome.expectation_config.to_domain_obj()
        for outcome in _outcomes(validator, expectations, _WHETHER)
        if not outcome.success
    ]
    for outcome in _outcomes(validator, failed, _WHERE) if failed else ():
        places = [int(place["at"]) for place in outcome.result["unexpected_index_list"]]
        yield outcome.expectation_config, places


def _outcomes(validator: Any, expectations: Sequence[Any], result_format: Mapping[str, Any]) -> list[Any]:
    import great_expectations as gx

    from expectations.kept import configurations_kept

    suite = gx.ExpectationSuite(name="suite", expectations=list(expectations))
    with configurations_kept():
        validator.result_format = result_format
        outcomes: list[Any] = validator.validate_expectation_suite(suite).results
    for outcome in outcomes:
        if outcome.exception_info and _raised(outcome.exception_info):
            raise _cannot_judge(outcome.expectation_config)
    return outcomes


def require_suites(form: Form, frames: Mapping[str, pd.DataFrame]) -> None:
    """`ConfigurationError` if an expectation cannot be built, or asks for what its frame does not have.

    `frames` as a batch has them, be it an empty one: a rule that cannot be judged is found before a workbook comes.
    """
    mistakes: list[str] = []
    for name, rules in rules_by_frame(form).items():
        for number, (rule, expect) in enumerate(rules):
            expectation_of(number, rule, expect)
            mistakes += _mistakes(rule, expect, name, frames[name].columns)
    if mistakes:
        raise ConfigurationError([*dict.fromkeys(mistakes)])


def _mistakes(rule: Rule, expect: Expect, frame: str, columns: Collection[str]) -> Iterator[str]:
    place = f"config/forms, quy tắc {rule.code}"
    asked = [
        *(expect.arguments.get(name) for name in ("column", "column_A", "column_B")),
        expect.where and expect.where.column,
    ]
    for column in filter(None, asked):
        if column not in columns:
            yield f"{place}: «{frame}» không có cột «{column}» mà «{expect.type}» hỏi; sửa tên cột."
    for _, name, _, _ in Formatter().parse(expect.message or rule.message):
        if name is not None and name not in {*columns, READ}:
            yield f"{place}, khóa «message»: «{frame}» không có cột «{name}» mà câu nhắc tới; sửa tên trong {{…}}."
    for pattern in filter(None, (expect.arguments.get("regex"), *expect.arguments.get("regex_list", ()))):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{place}: biểu thức regex «{pattern}» sai ở ký tự thứ {(error.pos or 0) + 1}; sửa regex."


def _cannot_judge(config: Any) -> Exception:
    """The rule's mistake where it is one of the form; never the library's own words, which may quote cells."""
    code = (config.meta or {}).get("rule")
    if code is None:
        return CannotJudge(str(config.type))
    return ConfigurationError(
        [
            f"config/forms, quy tắc {code}: không kiểm tra được «{config.type}»; chạy giamngheo doctor, sửa tham số của expect."
        ]
    )


@remembered(8)
def rules_by_frame(form: Form) -> Mapping[str, list[tuple[Rule, Expect]]]:
    """Frame → its rules, each with each of its expectations."""
    by_frame: dict[str, list[tuple[Rule, Expect]]] = {}
    for frame, rule in form.rules:
        by_frame.setdefault(frame, []).extend((rule, expect) for expect in rule.expect)
    return by_frame


def expectation_of(number: int, rule: Rule, expect: Expect) -> Any:
    """A rule's expectation as the library has it; `ConfigurationError` if it takes none like that."""
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


def _raised(information: Mapping[str, Any]) -> bool:
    """Whether the library could not work an expectation out (it says so instead of raising)."""
    if "raised_exception" in information:
        return bool(information["raised_exception"])
    return any(item["raised_exception"] for item in information.values())


@lru_cache(maxsize=1)
def _definition() -> Any:
    import great_expectations as gx

    for name in ("great_expectations", "gx"):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas(name="batch").add_dataframe_asset(name="rows")
    return asset.add_batch_definition_whole_dataframe("all")


def _validator_of(frame: pd.DataFrame) -> Any:
    """As `ValidationDefinition.run` makes one; it takes a fingerprint of all rows once, where `Batch.validate` takes it each time."""
    from great_expectations.validator.v1_validator import Validator

    return Validator(_definition(), batch_parameters={"dataframe": frame})

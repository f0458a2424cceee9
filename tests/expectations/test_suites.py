"""A rule that Great Expectations cannot judge is found before a workbook comes."""

from __future__ import annotations

import datetime as dt
import shutil
from types import SimpleNamespace

import great_expectations.expectations as gxe
import pandas as pd
import pytest

from expectations import suites
from expectations.suites import failing_rows, failures, require_suites
from giamngheo.check.batch import Batch
from giamngheo.check.reference_data import ReferenceData
from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata import load_configuration
from tests.conftest import PROJECT
from tests.support.judged import batch_of
from tests.support.workbooks import PLANTERS, book, break_rule, next_book


def required(configuration):
    none = Batch((), ReferenceData(configuration, dt.date(2020, 3, 20)))
    require_suites(configuration.form, none.frames)


def test_the_projects_rules_can_all_be_judged(configuration):
    required(configuration)


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        (
            '{ type = "expect_column_values_to_not_be_null", column = "phone" }',
            "quy tắc C299: «cover» không có cột «phone»",
        ),
        (
            '{ type = "expect_column_values_to_match_regex", column = "telephone", regex = "(0" }',
            "quy tắc C299: biểu thức regex «(0» sai",
        ),
        (
            '{ type = "expect_column_values_to_not_be_null", column = "telephone", '
            'where = { column = "fone", equals = "x" } }',
            "«cover» không có cột «fone»",
        ),
        (
            '{ type = "expect_column_values_to_not_be_null", column = "telephone", message = "Máy {fone} sai." }',
            "quy tắc C299, khóa «message»: «cover» không có cột «fone» mà câu nhắc tới; sửa",
        ),
        ('{ type = "expect_no_such_thing", column = "telephone" }', "Great Expectations không nhận"),
    ],
)
def test_a_rule_that_cannot_be_judged_is_named(tmp_path, expect, said):
    folder = tmp_path / "config"
    shutil.copytree(PROJECT / "config", folder)
    cover = folder / "forms/BC-GN-01/cover.toml"
    rule = (
        '[[rule]]\ncode = "C299"\ntitle = "Số điện thoại sai"\nseverity = "warning"\ncolumn = "telephone"\n'
        f'message = "Sai."\nremedy = "Sửa."\nexpect = [{expect}]\n'
    )
    cover.write_text(f"{cover.read_text(encoding='utf-8')}\n{rule}", encoding="utf-8")
    load_configuration.cache_clear()
    with pytest.raises(ConfigurationError) as caught:
        required(load_configuration(folder))
    assert any(said in mistake for mistake in caught.value.mistakes), caught.value.mistakes


def test_all_at_once_and_without_help_the_library_finds_the_same(configuration, tmp_path):
    """Every planted defect: asked first whether and then where, with configurations kept, or only where, by itself."""
    import great_expectations as gx

    before = book(poor=30, near_poor=40, period="2020-02")
    now = next_book(before, pace=0.05)
    batch = batch_of(configuration, tmp_path, [break_rule(now, code, before)[0] for code in sorted(PLANTERS)], before)
    found = {(name, rule.code, id(expect)): places for name, rule, expect, places in failures(batch.form, batch.frames)}
    by_itself = {}
    for name, rules in suites.rules_by_frame(batch.form).items():
        suite = [suites.expectation_of(number, rule, expect) for number, (rule, expect) in enumerate(rules)]
        asked = suites._definition().get_batch({"dataframe": batch.frames[name]})
        for outcome in asked.validate(gx.ExpectationSuite("suite", suite), result_format=suites._WHERE).results:
            if places := [place["at"] for place in outcome.result.get("unexpected_index_list") or ()]:
                rule, expect = rules[outcome.expectation_config.meta["number"]]
                by_itself[name, rule.code, id(expect)] = places
    assert len(found) > 50
    assert found == by_itself


def test_a_rule_of_the_form_that_cannot_be_judged_is_named_and_another_is_not():
    """Never the library's own words: they may quote a cell."""
    own, other = (SimpleNamespace(meta=meta, type="expect_x") for meta in ({"rule": "H301"}, None))
    named = suites._cannot_judge(own)
    assert isinstance(named, ConfigurationError)
    assert "H301" in str(named)
    assert isinstance(suites._cannot_judge(other), suites.CannotJudge)


def test_an_expectation_whose_library_waits_is_judged_by_it():
    frame = pd.DataFrame({"at": [0, 1], "entry": ['{"members": 4}', '{"members": "four"}']})
    schema = {"properties": {"members": {"type": "integer"}}}
    asked = gxe.ExpectColumnValuesToMatchJsonSchema(column="entry", json_schema=schema)
    assert [places for _, places in failing_rows(frame, [asked])] == [[1]]

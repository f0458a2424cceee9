"""Expressions of the plan: each that SQLite and PostgreSQL would not take alike, or that does not add up, is refused."""

from __future__ import annotations

import pytest

from giamngheo.attain.aggregates import sums_of
from giamngheo.metadata.expressions import fields_of_expression, mistake_of_expression

RIGHT = {
    "household": [
        "count(*)",
        "COUNT(village)",
        "sum(members)",
        "sum(insured) filter (where classification = 'poor' and not clean_water)",
        "coalesce(sum(insured) filter (where classification = 'poor'), 0) - count(*)",
        "-count(*) * 2 + coalesce(sum(loan_amount) * 0.5, 0)",
        "sum(case when classification in ('poor', 'near_poor') then members else 0 end)",
        "sum(coalesce(insured, 0) + members * 2 - 1)",
        "count(*) filter (where clean_water = true or hygienic_latrine is not true)",
        "count(*) filter (where village is null or village = 'Thôn 1''')",
        "count(*) filter (where members between 1 and 4.5 and insured < members)",
        "count(*) filter (where clean_water = hygienic_latrine)",
        "count(*) filter (where change <> 'new' and (members >= 2 or not (insured = 0)))",
    ],
    "model": ["count(*) filter (where started_on >= '2020-01-31' and status not in ('ended'))"],
    "cover": ["sum(households)", "count(*) filter (where period < '2020-03')"],
}

WRONG = [
    ("count(*) filter (where clean_water = 1)", "có/không với số", "viết clean_water"),
    ("sum(clean_water)", "có/không, không phải số", "count(*) filter (where clean_water)"),
    ("count(clean_water)", "cả những ô «không»", "count(*) filter (where clean_water)"),
    ("count(*) filter (where classification = 'poer')", "«poer»", "poor, near_poor, left"),
    ("count(*) filter (where 'poer' = classification)", "«poer»", "poor"),
    ("count(*) filter (where classification in ('poor', 'poer'))", "«poer»", "poor"),
    ("sum(members)+1", "hằng số", "bỏ"),
    ("sum(members) + count(*)", "có thể trống", "coalesce(SUM(members), 0)"),
    ("coalesce(sum(members), 5)", "không cộng được", "coalesce(…, 0)"),
    ("sum(members) * sum(members)", "nhân", "một số"),
    ("sum(members * insured)", "nhân", "một số"),
    ("sum(members * 100000000)", "nhân", "1000"),
    ("avg(members)", "AVG", "count(…)"),
    ("max(insured)", "MAX", "count(…)"),
    ("count(distinct village)", "distinct", "count(*)"),
    ("sum(distinct members)", "DISTINCT", "count(…)"),
    ("sum(insured) / sum(members)", "phép chia", "denominator"),
    ("sum(insured / 2)", "phép chia", "denominator"),
    ("sum(insuredd)", "«insuredd»", "chọn một trong: household_code"),
    ("insured", "không đếm hay cộng", "sum(insured)"),
    ("1", "hằng số", "bỏ"),
    ("sum(village)", "chữ, không phải số", "trường là số"),
    ("count(*) filter (where village = 1)", "so sánh chữ với số", "cùng loại"),
    ("count(*) filter (where members = '1')", "so sánh số với chữ", "cùng loại"),
    ("count(*) filter (where members)", "điều kiện", "so sánh"),
    ("count(*) filter (where village > 'B')", "hơn kém chữ", "="),
    ("count(*) filter (where village = null)", "null", "is null"),
    ("count(*) filter (where village like 'a%')", "không được dùng", "count"),
    ("count(*) filter (where lower(village) = 'a')", "không được dùng", "count"),
    ("count(*) filter (where members is true)", "có/không ở «members»", "is null"),
    ("sum(members + clean_water)", "có/không", "chỉ tính với số"),
    ("(select count(*) from sqlite_master)", "không được dùng", "count"),
    ("count(*) filter (where members in (select 1))", "không được dùng", "count"),
    ("sum(members) over ()", "không được dùng", "count"),
    ("random()", "không được dùng", "count"),
    ("sum(household.members)", "không được dùng", "count"),
    ("sum(members)::int", "không đọc được", "count"),
    ('sum("members")', "không đọc được", "count"),
    ("count(*) filter (where members == 1)", "không đọc được", "count"),
    ("count(*) -- tất cả", "không đọc được", "count"),
    ("count(*), 1", "không đọc được", "count"),
    ("count(*);", "không đọc được", "count"),
    ("count(", "không đọc được", "count"),
    ("", "không đọc được", "count"),
    ("count()", "đếm sai cách", "count(*)"),
    ("sum(1e9)", "«1e9»", "12"),
    ("sum(members, 1)", "không đọc được", "count"),
    ("count(*) as a", "không được dùng", "count"),
]


def test_all_that_the_plan_declares_is_accepted(configuration, form):
    assert [
        mistake_of_expression(form, item.rows, item.expression)
        for item in sums_of(configuration.form, configuration.plan)
    ] == [None for _ in sums_of(configuration.form, configuration.plan)]


@pytest.mark.parametrize(("rows", "expression"), [(rows, each) for rows, all_ in RIGHT.items() for each in all_])
def test_accepted(form, rows, expression):
    assert mistake_of_expression(form, rows, expression) is None


@pytest.mark.parametrize(("expression", "wrong", "remedy"), WRONG)
def test_refused_in_one_sentence_with_a_remedy(form, expression, wrong, remedy):
    said = mistake_of_expression(form, "household", expression)
    assert said is not None
    said = said.removeprefix(f"biểu thức «{expression}» ")
    assert wrong in said.partition("; ")[0]
    assert remedy in said.partition("; ")[2]


@pytest.mark.parametrize("literal", ["'14/03/2020'", "'2020-3-14'", "'20200314'", "'2020-W11-6'", "'2020-02-30'"])
def test_a_day_is_written_one_way(form, literal):
    said = mistake_of_expression(form, "model", f"count(*) filter (where started_on = {literal})")
    assert said
    assert "2020-03-14" in said


def test_a_field_that_is_a_word_of_sql_is_told_to_change(form):
    household = form.tables["household"]
    column = household.column[-1].model_copy(update={"field": "user", "type": "whole"})
    changed = household.model_copy(update={"column": (*household.column, column)})
    other = form.model_copy(update={"sheets": (changed,)})
    assert "từ khóa SQL" in (mistake_of_expression(other, "household", "sum(user)") or "")


def test_an_unknown_sheet(form):
    assert "household" in (mistake_of_expression(form, "hộ", "count(*)") or "")


def test_fields_of_an_expression_for_explaining_it(form):
    expression = "sum(Insured) filter (where classification = 'poor')"
    assert fields_of_expression(form, "household", expression) == ["classification", "insured"]

"""How a figure is counted, in words."""

from __future__ import annotations

import pytest

from giamngheo.metadata.expression_words import expression_words


@pytest.mark.parametrize(
    ("rows", "expression", "words"),
    [
        ("household", "count(*)", "số dòng"),
        ("cover", "sum(households)", "cộng «Tổng số hộ»"),
        ("household", "count(*) filter (where classification = 'poor')", "số dòng có «Phân loại hộ» là Nghèo"),
        (
            "household",
            "sum(insured) filter (where classification in ('poor', 'near_poor') and not loan_needed)",
            "cộng «Số người có thẻ BHYT» của các dòng có «Phân loại hộ» là Nghèo hoặc Cận nghèo và không (đánh dấu «Có nhu cầu vay»)",
        ),
        (
            "household",
            "count(loan_amount) filter (where members between 2 and 4 or members <> 7)",
            "số dòng có ghi «Số tiền vay», có «Số nhân khẩu» từ 2 đến 4 hoặc «Số nhân khẩu» khác 7",
        ),
        (
            "household",
            "coalesce(sum(members), 0) - coalesce(sum(insured) filter (where note is null), 0)",
            "cộng «Số nhân khẩu» trừ cộng «Số người có thẻ BHYT» của các dòng có «Ghi chú» để trống",
        ),
        ("household", "count(*) filter (where note is not null)", "số dòng có «Ghi chú» có ghi"),
        ("household", "count(*) filter (where loan_needed = false)", "số dòng có «Có nhu cầu vay» là không"),
        (
            "household",
            "0.5 * count(*) filter (where loan_needed is true)",
            "0,5 nhân số dòng có đánh dấu «Có nhu cầu vay»",
        ),
        (
            "household",
            "sum(case when classification = 'poor' then members else 0 end)",
            "cộng («Số nhân khẩu» nếu «Phân loại hộ» là Nghèo; còn lại 0)",
        ),
    ],
)
def test_an_expression_in_words(configuration, rows, expression, words):
    assert expression_words(configuration.form, rows, expression) == words


def test_every_expression_of_the_plan_has_words_for_all_that_it_reads(configuration):
    plan, form = configuration.plan, configuration.form
    for indicator in plan.indicator:
        told = expression_words(form, indicator.rows, indicator.numerator)
        assert not set("'*=<>_") & set(told)

"""Mistakes of plans that a single key does not show."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from giamngheo.core.period import Period
from giamngheo.metadata.classes import Classes
from giamngheo.metadata.expressions import fields_of_expression, mistake_of_expression, since_of_expression
from giamngheo.metadata.form import Column, Form
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.plan import FigureDefinition, Indicator, Plan
from giamngheo.metadata.record import is_in_force

_NEEDED_FIGURES = ("households", "poor", "near_poor", "social_poor")


def mistakes_of_plans(plans: Mapping[str, Plan]) -> Iterator[str]:
    """Of several, in the order of their years: each day is of one plan, and a number names one."""
    for (first, plan), (file, following) in itertools.pairwise(plans.items()):
        place = f"config/{file}, khóa «year»: năm {following.year}"
        if following.year == plan.year:
            yield f"{place} đã là năm của kế hoạch ở config/{first}; mỗi năm chỉ một kế hoạch, sửa year hoặc bỏ một tệp."
        elif following.year > plan.year + 1:
            missing = " đến ".join(map(str, sorted({plan.year + 1, following.year - 1})))
            yield (
                f"{place} không nối tiếp kế hoạch năm {plan.year} (config/{first}): thiếu kế hoạch năm {missing}; thêm vào "
                "config/plans/, hoặc sửa year."
            )
    known: dict[str, str] = {}
    for file, plan in plans.items():
        if (before := known.setdefault(plan.number, file)) != file:
            yield f"config/{file}, khóa «number»: {plan.number} đã là số của kế hoạch ở config/{before}; sửa một trong hai."


def mistakes_of_plan(plan: Plan, form: Form, classes: Classes, file: str) -> Iterator[str]:
    """`file`: where it stands, below `config/`."""
    found = itertools.chain(_mistakes(plan, form, needed_figures(classes)), _of_baseline(plan, classes))
    return (f"config/{file}, khóa «{mistake}" for mistake in found)


def _mistakes(plan: Plan, form: Form, needed: frozenset[str]) -> Iterator[str]:
    """Each from the key on."""
    for indicator in plan.indicator:
        yield from _of_indicator(indicator, plan, form)
    for rows, figures in plan.figures.items():
        for name, figure in figures.items():
            yield from _of_figure(f"figures.{rows}.{name}", rows, figure, plan, form, needed)
    for name in sorted(needed - plan.figure_by_key.keys()):
        yield f"figures»: thiếu số liệu «{name}» mà báo cáo cần; thêm lại."
    if plan.baseline_period.year >= plan.year:
        yield (
            f"baseline»: tháng {plan.baseline} không trước năm {plan.year} của kế hoạch; "
            f"ghi tháng của kỳ gốc, thường là {plan.year - 1}-12."
        )
    for code in repeated(indicator.code for indicator in plan.indicator):
        yield f"indicator.{code}»: mã chỉ tiêu bị lặp; đổi mã."


def _of_baseline(plan: Plan, classes: Classes) -> Iterator[str]:
    main = [one.code for one in classes.standards if one.is_main]
    standard = plan.baseline_stocks.standard if plan.baseline_stocks else None
    if standard is not None and standard not in main:
        there = f"chọn một trong: {', '.join(main)}" if main else "khai [[standard]], hoặc bỏ khóa này"
        yield f"baseline_stocks.standard»: config/classes.toml không có chuẩn chính «{standard}»; {there}."


def needed_figures(classes: Classes) -> frozenset[str]:
    """Those that reports name, the number of each class, and how often each change was."""
    changes = (f"change_{one.change}" for one in classes.of_kind("entry", "exit", "between"))
    return frozenset({*_NEEDED_FIGURES, *classes.listed_codes, *changes})


def _of_indicator(indicator: Indicator, plan: Plan, form: Form) -> Iterator[str]:
    place = f"indicator.{indicator.code}"
    yield from _of_expression(f"{place}.numerator", indicator.rows, indicator.numerator, plan, form)
    if indicator.denominator:
        rows = indicator.denominator_rows or indicator.rows
        yield from _of_expression(f"{place}.denominator", rows, indicator.denominator, plan, form)
    elif indicator.measure != "count":
        yield f"{place}»: thiếu denominator; thêm mẫu số cho tỷ lệ."
    measured_in = {"rate": "%", "reduction": "điểm %"}.get(indicator.measure, indicator.unit_of_measure)
    if indicator.unit_of_measure != measured_in:
        yield (
            f"{place}.unit_of_measure»: «{indicator.unit_of_measure}» không đi với measure = "
            f"«{indicator.measure}»; ghi «{measured_in}»."
        )
    if indicator.responsible not in plan.offices:
        yield (
            f"{place}.responsible»: không có cơ quan «{indicator.responsible}»; "
            "chọn một khóa trong [offices] hoặc thêm cơ quan."
        )


def _of_figure(
    place: str, rows: str, figure: FigureDefinition, plan: Plan, form: Form, needed: frozenset[str]
) -> Iterator[str]:
    wrong = [*_of_expression(place, rows, figure.value, plan, form)]
    yield from wrong
    name = place.rpartition(".")[2]
    if name not in needed or wrong:
        return
    since = since_of_expression(form, rows, figure.value, figure.since)
    if not is_in_force(since, plan.baseline_period):
        yield (
            f"{place}»: báo cáo cần số liệu này ở mọi kỳ nhưng nó chỉ có từ {since}; "
            "bỏ since của số liệu và của các trường mà nó dùng."
        )


def _of_expression(place: str, rows: str, expression: str, plan: Plan, form: Form) -> Iterable[str]:
    wrong = mistake_of_expression(form, rows, expression)
    if wrong:
        return [f"{place}»: {wrong}."]
    return [
        f"{place}»: trường «{column.field}» của biểu {form.id} chỉ có đến {column.until} nên không đếm được hết năm {plan.year}; "
        "bỏ until, hoặc đếm bằng trường khác."
        for column in ending_in(form, rows, expression, plan.year)
    ]


def ending_in(form: Form, rows: str, expression: str, year: int) -> list[Column]:
    """The columns that an accepted expression reads and that end before the last month of a year."""
    columns = (form.tables[rows].columns[name] for name in fields_of_expression(form, rows, expression))
    return [one for one in columns if one.until and Period.parse(one.until) < Period(year, "month", 12)]

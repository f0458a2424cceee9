"""A small office whose plan asks for a range, and one whose target a decision revises in mid-year: what its reports say."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json

import openpyxl
import pytest

from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.report.compose import draft, is_same_report
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.documents import document_of
from giamngheo.report.render.excel import excel_annex
from giamngheo.report.wording import goals
from giamngheo.warehouse.schema import attainment
from tests.support.config_folder import change
from tests.support.office import office_in
from tests.support.plans import add_indicators
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import book, next_book, write_month

DAY = dt.date(2020, 4, 20)
KHE, DIEN = "18604", "18667"
UNITS = ((KHE, "Xã Thạch Khê"), (DIEN, "Xã Nam Điền"))
MONTHS = ("2019-12", "2020-01", "2020-02", "2020-03")
REDUCTION = 'target = { sign = ">", value = 0.5, by_year_end = true }'
HOUSING = 'target = { sign = "=", value = 0, per_unit = true }'
MODELS = 'target = { sign = "≥", value = 14 }'
DECISION = "Quyết định số 45/QĐ-UBND ngày 18/02/2020"
REVISIONS = f"""
[[indicator.revision]]
from = 2020-02-20
source = "{DECISION}"
sign = "between"
value = 20
to = 25
units = {{ {KHE} = {{ value = 3, to = 4 }}, {DIEN} = 1 }}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Two of the 22 units report the months; what the others owe is nobody's here."""
    folder = tmp_path_factory.mktemp("targets")
    config = with_few_recipients(folder)
    lines = (config / "units.csv").read_text("utf-8").splitlines()
    kept = [line for line in lines if line.startswith(("code", KHE, DIEN))]
    (config / "units.csv").write_text("\n".join([*kept, ""]), "utf-8")
    with office_in(folder, config=str(config)) as found:
        for code, name in UNITS:
            one = book(code, name, MONTHS[0], poor=9, near_poor=6)
            for _ in MONTHS:
                write_month(found.inbox, [one])
                one = next_book(copy.deepcopy(one), pace=0.15)
        for month in MONTHS:
            found.today = f"{Period.parse(month) + 1}-20"
            found.collect(month)
        yield found


@pytest.fixture
def plan(office):
    """The plan's file, to be written otherwise by a test; what it was comes back."""
    file = office.home / "config" / "plan.toml"
    before = file.read_text("utf-8")
    yield file
    file.write_text(before, "utf-8")
    load_configuration.cache_clear()


def report(office, period):
    load_configuration.cache_clear()
    return draft(office.context.warehouse, Period.parse(period), 1, DAY).content


def item_of(content, code):
    return next(item for item in content.attainment if item.indicator == code)


def said(content, code="giam-ngheo"):
    return str(document_of(content, code).sections)


def ranged(plan, value, to):
    change(plan, REDUCTION, f'target = {{ sign = "between", value = {value}, to = {to}, by_year_end = true }}', 1)


@pytest.mark.parametrize(
    ("shift", "verdict"), [((-0.2, -0.1), "Vượt mục tiêu"), ((-0.1, 0.1), "Đạt"), ((0.1, 0.2), "Đúng tiến độ")]
)
def test_a_report_under_a_range(office, plan, shift, verdict):
    """Below the range on its way or late, within it met, beyond it more than met."""
    reached = item_of(report(office, "2020-03"), "poverty_reduction").value
    assert reached > 0.3
    low, high = (round(reached + by, 2) for by in shift)
    ranged(plan, low, high)
    content = report(office, "2020-03")
    item = item_of(content, "poverty_reduction")
    assert goals.verdict(item) == verdict
    assert (item.sign, item.target, item.target_to) == ("between", low, high)
    assert item.milestone == pytest.approx(low / 4)
    low, high = (f"{number:g}".replace(".", ",") for number in (low, high))
    assert goals.target_text(item) == f"{low} đến {high} điểm % (cả năm)"
    assert goals.target_said(item) == f"giảm {low} đến {high} điểm phần trăm cả năm"
    annex = openpyxl.load_workbook(io.BytesIO(excel_annex(document_of(content, "giam-ngheo"))))
    assert f"{low} đến {high} điểm % (cả năm)" in {cell.value for row in annex["Chỉ tiêu"] for cell in row}


def test_units_and_their_sheet_under_a_range_and_a_ceiling(office, plan):
    """A unit's own range, another's single number; a ceiling is marked where a number is above it."""
    own = f"units = {{ {KHE} = {{ value = 1, to = 2 }}, {DIEN} = 30 }}"
    change(plan, MODELS, f'target = {{ sign = "between", value = 14, to = 16, {own} }}', 1)
    change(plan, HOUSING, 'target = { sign = "≤", value = 2, per_unit = true }', 1)
    content = report(office, "2020-03")
    models = item_of(content, "models")
    values = {line.code: next(v for v in line.indicators if v.indicator == "models") for line in content.units}
    assert goals.unit_target_text(models, values[KHE]) == "1 đến 2 mô hình"
    assert goals.unit_target_text(models, values[DIEN]) == "≥ 30 mô hình"
    assert goals.own_verdict(models, values[DIEN]) == "Chậm"
    document = document_of(content, "giam-ngheo")
    (table,) = [table for table in document.sheets if table.key == "indicators"]
    judged = {column.key: column.goal for column in table.columns if column.goal}
    assert "models" not in judged  # the units' differ
    assert judged["temporary_housing"].text == "≤ 2"
    sheet = openpyxl.load_workbook(io.BytesIO(excel_annex(document)))[table.name]
    formulas = {formula for rules in sheet.conditional_formatting for rule in rules.rules for formula in rule.formula}
    assert any(formula.endswith(">2.0)") for formula in formulas)


def test_a_ceiling_says_how_much_is_to_go(office, plan):
    have = item_of(report(office, "2020-03"), "temporary_housing").value
    assert have >= 1
    change(plan, HOUSING, f'target = {{ sign = "≤", value = {have - 1:g} }}', 1)
    text = said(report(office, "2020-03"))
    assert f"mục tiêu không quá {have - 1:g} hộ, còn phải giảm 1 hộ" in text
    assert f"cần giảm 1 hộ để đạt mục tiêu không quá {have - 1:g} hộ" in text


@pytest.fixture
def revised(plan):
    change(plan, f"{MODELS}\n", f"{MODELS}\n# revised\n", 1)
    add_indicators(plan, REVISIONS)  # of `models`, the plan's last indicator
    return plan


def test_periods_before_a_revision_stay_as_they_were_to_the_byte(office, plan, request):
    before = {period: report(office, period).model_dump_json() for period in MONTHS[1:]}
    request.getfixturevalue("revised")
    for period in ("2020-01", "2020-02"):
        assert report(office, period).model_dump_json() == before[period]
    assert report(office, "2020-03").model_dump_json() != before["2020-03"]
    assert plan.exists()


@pytest.mark.parametrize("period", ["2020-03", "2020-Q1"])
def test_the_first_report_under_a_revised_target_names_the_decision(office, revised, period):
    assert revised.exists()
    content = report(office, period)
    item = item_of(content, "models")
    assert (item.sign, item.target, item.target_to) == ("between", 20, 25)
    by = f"theo {DECISION} (áp dụng từ ngày 20/02/2020)"
    of_all = (
        f"Mục tiêu «Mô hình giảm nghèo bền vững» được điều chỉnh từ ít nhất 14 mô hình thành 20 đến 25 mô hình {by}."
    )
    of_units = (
        f"Mục tiêu riêng «Mô hình giảm nghèo bền vững» được điều chỉnh {by}: Xã Thạch Khê được giao 3 đến 4 mô hình, "
        "Xã Nam Điền được giao ít nhất 1 mô hình."
    )
    for code in ("giam-ngheo", "so-ldtbxh", "co-quan-nnptnt"):
        assert of_all in said(content, code)
        assert of_units in said(content, code)
    assert "điều chỉnh" not in said(content, "co-quan-kthr")
    own = said(content, f"xa-{KHE}")
    assert "được điều chỉnh" in own
    assert "Xã Nam Điền được giao" not in own
    kept = type(content).model_validate(json.loads(content.model_dump_json()))
    assert kept == content


def test_each_decision_is_named_with_what_it_changed(office, plan):
    """Of all units one, of a single unit another; and a unit whose own target is what all now have was not revised."""
    other = "Quyết định số 50/QĐ-UBND ngày 28/02/2020"
    one = f'\n[[indicator.revision]]\nfrom = 2020-02-20\nsource = "{DECISION}"\nvalue = 20\n'
    two = f'\n[[indicator.revision]]\nfrom = 2020-03-01\nsource = "{other}"\nunits = {{ {DIEN} = 1 }}\n'
    change(plan, MODELS, f'target = {{ sign = "≥", value = 14, per_unit = true, units = {{ {KHE} = 20 }} }}', 1)
    add_indicators(plan, one + two)
    content = report(office, "2020-Q1")
    text = said(content)
    title = "«Mô hình giảm nghèo bền vững»"
    assert (
        f"Mục tiêu {title} được điều chỉnh từ ít nhất 14 mô hình thành ít nhất 20 mô hình theo {DECISION} (áp dụng"
        in text
    )
    assert f"Mục tiêu riêng {title} được điều chỉnh theo {other} (áp dụng từ ngày 01/03/2020): Xã Nam Điền từ" in text
    assert f"{DECISION} (áp dụng từ ngày 20/02/2020); " not in text
    assert "điều chỉnh" not in said(content, f"xa-{KHE}")


def test_a_decision_that_comes_after_the_report_makes_another_of_it(office, plan):
    """Also one of single units alone; the units are named among what changed."""
    old = report(office, "2020-03")
    add_indicators(plan, REVISIONS)
    change(plan, 'sign = "between"\nvalue = 20\nto = 25\n', "", 1)
    change(plan, "{ value = 3, to = 4 }", "3", 1)
    new = report(office, "2020-03")
    assert not is_same_report(old, new)
    moved = {(one.place, one.what, one.old, one.new) for one in changes_between(old, new)}
    title = "Mô hình giảm nghèo bền vững, mục tiêu riêng"
    assert moved == {("Xã Thạch Khê", title, None, 3.0), ("Xã Nam Điền", title, None, 1.0)}
    again = draft(office.context.warehouse, Period.parse("2020-03"), 2, DAY, old).content
    assert title in said(again, f"xa-{KHE}")
    text = said(again)
    assert "Xã Thạch Khê được giao ít nhất 3 mô hình" in text
    assert "mô hình thành" not in text


def test_the_commands_show_a_range(office, plan, capsys):
    from commands.attainment import attainment as command
    from giamngheo.attain.provenance import explanation

    ranged(plan, 0.1, 0.2)
    load_configuration.cache_clear()
    command("2020-03")
    line = next(line for line in capsys.readouterr().out.splitlines() if "Giảm tỷ lệ" in line)
    assert "0,1 đến 0,2 điểm %" in line
    assert "Vượt mục tiêu" in line
    command("2020-03", as_json=True)
    values = json.loads(capsys.readouterr().out)["values"]
    assert [(one["target"], one["target_to"]) for one in values if "target_to" in one] == [(0.1, 0.2)]
    command("2020-03", as_csv=True)
    heading, first, *_ = capsys.readouterr().out.splitlines()
    assert heading.endswith("Mục tiêu đến")
    assert first.endswith("0,2")
    told = explanation(office.context.warehouse, "poverty_reduction", Period.parse("2020-03"), None)
    assert told["target"] == "0,1 đến 0,2 điểm % (cả năm)"


def test_a_target_that_was_raised_makes_nobody_lose_it(office, revised):
    """Who had met the old target and does not meet the new one has not fallen off."""
    change(revised, MODELS, 'target = { sign = "≥", value = 0 }', 1)
    content = report(office, "2020-03")
    item = item_of(content, "models")
    assert (item.status, item.was_attained) == ("behind", False)
    assert item_of(report(office, "2020-02"), "models").status == "attained"


def test_what_was_worked_out_of_earlier_months_is_the_same_when_worked_out_again(office, revised):
    """Every month is looked at again, as the plan is another; a new revision has the month that the decision binds."""
    from tasks.attain import attain, to_attain

    assert revised.exists()
    rows = stored(office)
    load_configuration.cache_clear()
    months = to_attain("2020-03", "2020-04-20")
    assert months == list(MONTHS)
    for month in months:
        attain.fn(month, "2020-04-20")
    now = stored(office)
    assert {row for row in now if row[0] != "2020-03"} == {row for row in rows if row[0] != "2020-03"}
    assert {(month, revision) for month, revision, *_ in now - rows} == {("2020-03", 2)}
    assert ("2020-03", 2, "models", "", 20.0) in now
    assert ("2020-03", 2, "models", KHE, 3.0) in now


def stored(office):
    columns = [attainment.c[name] for name in ("period", "revision", "indicator", "unit", "target")]
    import sqlalchemy as sa

    with office.context.warehouse.reading() as connection:
        return {tuple(row) for row in connection.execute(sa.select(*columns))}

"""What every document says of a target that is judged by the year so far: that it is, over which months, and which are missing.

Two communes; in the plan five households may come in the year. One has two, one and three in the first months, the other none.
"""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from expectations.outgoing import require_agreement
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.target import Target, TargetRevision
from giamngheo.report.compose import draft, is_same_report
from giamngheo.report.compose.revised_targets import revised_of
from giamngheo.report.content import Coverage
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.render.files import report_files
from giamngheo.report.wording import goals, sentences
from tests.attain.test_year_so_far import NEW as CAME
from tests.support.office import office_in
from tests.support.own_classes import UNITS, own_office
from tests.support.plans import add_indicators
from tests.support.workbooks import NEW, book, next_book, write_month

(A, A_NAME), (B, B_NAME) = UNITS
DAY = dt.date(2020, 4, 20)
COMING = {"2020-01": 2, "2020-02": 1, "2020-03": 3}


def books(unit, name, coming):
    """From the baseline on; in each month as many new households as are said, and nothing else."""
    found = [book(unit, name, "2019-12", poor=4, near_poor=3, stories=[])]
    for month in COMING:
        now = next_book(copy.deepcopy(found[-1]), pace=0)
        now.stories = []
        for at in range(coming.get(month, 0)):
            row = copy.deepcopy(now.households[0])
            row.update(
                household_code=f"{unit}{900 + 10 * int(month[5:]) + at:04d}", head_name="Nguyễn Thị Mới", change=NEW
            )
            now.households.append(row)
        found.append(now)
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The second commune sends its February only when a test says so."""
    folder = tmp_path_factory.mktemp("year")
    config = own_office(folder)
    indicator = CAME.format(target='{ sign = "≤", value = 5, per_unit = true }', better="lower", more="")
    add_indicators(config / "plan.toml", indicator)
    load_configuration.cache_clear()
    with office_in(folder, config=str(config)) as found:
        found.late = None
        for one, other in zip(books(A, A_NAME, COMING), books(B, B_NAME, {}), strict=True):
            sent = [one, other] if one.period != "2020-02" else [one]
            found.late = other if one.period == "2020-02" else found.late
            write_month(found.inbox, sent)
            found.today = f"{Period.parse(one.period) + 1}-20"
            found.collect(one.period)
        yield found


@pytest.fixture(scope="module")
def contents(office):
    """Of each month, and of February and March once more when the late report is there."""
    found = {month: draft(office.context.warehouse, Period.parse(month), 1, DAY).content for month in COMING}
    assert set(office.statuses("2020-03").values()) == {"accepted"}
    write_month(office.inbox, [office.late])
    office.collect("2020-02")
    assert set(office.statuses("2020-02").values()) == {"accepted"}
    late = {f"{at} late": draft(office.context.warehouse, Period.parse(at), 1, DAY).content for at in list(COMING)[1:]}
    return found | late


def item_of(content):
    return next(item for item in content.attainment if item.indicator == "came")


def said(content, code="giam-ngheo"):
    return str(document_of(content, code))


@pytest.mark.parametrize(
    ("which", "value", "verdict"),
    [
        ("2020-01", 2, "Đang trong mức"),
        ("2020-02", 3, "Chưa đủ căn cứ"),
        ("2020-03", 6, "Đã vượt mức"),
        ("2020-02 late", 3, "Đang trong mức"),
        ("2020-03 late", 6, "Đã vượt mức"),
    ],
)
def test_the_verdict_on_the_whole(contents, which, value, verdict):
    content, item = contents[which], item_of(contents[which])
    require_agreement(content)
    assert (item.value, goals.verdict(item)) == (value, verdict)
    assert item.title == "Hộ nghèo phát sinh (từ đầu năm)"
    assert goals.target_text(item) == "≤ 5 hộ (cả năm)"
    assert goals.target_said(item) == "không quá 5 hộ cả năm"
    assert "Đạt" not in goals.verdict(item)
    assert item.previous is None  # of a sum that only grows no move is told


def test_kept_so_far_is_said_with_the_period_alone(contents):
    text = said(contents["2020-02 late"])
    assert (
        "Hộ nghèo phát sinh (từ đầu năm): 3 hộ, riêng tháng 2 năm 2020 có 1 hộ; mục tiêu không quá 5 hộ cả năm." in text
    )
    assert "1 chỉ tiêu đang trong mức" in text
    assert "riêng tháng 1" not in said(contents["2020-01"])  # which is all of the year so far


def test_a_missing_month_is_named_with_whose_it_is(contents):
    text = said(contents["2020-02"])
    assert (
        "Hộ nghèo phát sinh (từ đầu năm) (3/4 báo cáo tháng): 3 hộ, riêng tháng 2 năm 2020 có 1 hộ; thiếu tháng 2 năm 2020 của "
        f"1 đơn vị ({B_NAME}); mục tiêu không quá 5 hộ cả năm" in text
    )
    text = said(contents["2020-03"])
    assert (
        f"Hộ nghèo phát sinh (từ đầu năm) (5/6 báo cáo tháng): 6 hộ, riêng tháng 3 năm 2020 có 3 hộ; thiếu tháng 2 năm 2020 của 1 "
        f"đơn vị ({B_NAME}); mục tiêu không quá 5 hộ cả năm, đã vượt 1 hộ." in text
    )


def test_what_stands_beside_sums_of_fewer_units_says_so(contents):
    """February is missing of the second commune: sums are of the first alone, the year so far of both."""
    content = contents["2020-02"]
    received = (
        "Riêng chỉ tiêu «hộ nghèo phát sinh (từ đầu năm)» cộng các báo cáo tháng đã nhận; thiếu tháng 2 năm 2020 của 1 đơn vị "
        f"({B_NAME})."
    )
    of_all = next(table for table in document_of(content, "giam-ngheo").sheets if table.key == "indicators")
    of_one = next(table for table in document_of(content, f"xa-{A}").sheets if table.key == "result")
    of_office = next(table for table in document_of(content, "co-quan-ldtbxh").sheets if table.key == "came")
    for table in (of_all, of_one, of_office):
        assert received in table.note
    bars = {bar.title: bar.note for bar in document_of(content, f"xa-{A}").summary.bars}
    assert bars["Hộ nghèo phát sinh (từ đầu năm)"] == "số chung 3 hộ (3/4 báo cáo tháng)"
    assert (
        "Đơn vị chưa có số liệu kỳ này (chưa báo cáo); chỉ tiêu cộng từ đầu năm là của các tháng đã có báo cáo."
        in said(content, f"xa-{B}")
    )
    assert "Riêng chỉ tiêu" not in said(contents["2020-02 late"])


def test_of_whom_the_last_month_is_missing_only_sums_of_the_period_leave_out(contents):
    content = contents["2020-02"]
    flows = Coverage(reporting=2, expected=4, of="reports")
    quarter = content.model_copy(update={"flow_coverage": flows})
    assert "cũng chưa tính (trừ chỉ tiêu cộng từ đầu năm)." in sentences.coverage_sentence(quarter)
    of_last = item_of(content).model_copy(update={"denominator": 17.0, "coverage": flows})  # counts on the last list
    own = quarter.model_copy(update={"attainment": [of_last]})
    assert "thì các tháng khác cũng chưa tính." in sentences.coverage_sentence(own)
    assert sentences.year_received([of_last]) == ""


def test_passed_is_final_and_asks_for_nothing(contents):
    content = contents["2020-03 late"]
    text = said(content)
    assert "Đã vượt mức (1 chỉ tiêu):" in text
    assert "đã vượt mức: hộ nghèo phát sinh (từ đầu năm) (vượt 1 hộ)" in str(document_of(content, "giam-ngheo").summary)
    assert "Hộ nghèo phát sinh (từ đầu năm): cần giảm" not in text


def test_a_commune_reads_which_of_its_months_are_missing(contents):
    assert "Hộ nghèo phát sinh (từ đầu năm), thiếu tháng 2 năm 2020" in said(contents["2020-03"], f"xa-{B}")
    assert "thiếu tháng 2" not in said(contents["2020-03 late"], f"xa-{B}")
    own = {
        line.code: next(one for one in line.indicators if one.indicator == "came") for line in contents["2020-03"].units
    }
    assert [(own[code].value, own[code].status) for code in (A, B)] == [(6, "missed"), (0, "not_enough")]


def test_every_document_is_drawn_of_it(contents):
    content = contents["2020-03"]
    wanted = {(code, kind) for code in codes_of(content) for kind in ("word", "excel")}
    assert len(report_files(content, wanted)) == len(wanted)


def test_a_report_is_another_when_a_missing_month_comes_that_adds_nothing(contents):
    assert not is_same_report(contents["2020-03"], contents["2020-03 late"])


def test_the_note_names_the_months_that_stand_in_the_titles(contents):
    item = item_of(contents["2020-02 late"])
    since_june = item.model_copy(update={"year": item.year.model_copy(update={"since": "tháng 6 năm 2020"})})
    own = "kết quả cộng các tháng từ đó đến hết kỳ này"
    assert sentences.year_note([item, item]).startswith(f"Chỉ tiêu «từ đầu năm»: {own}")
    assert sentences.year_note([since_june]).startswith(f"Chỉ tiêu «từ tháng 6 năm 2020»: {own}")
    assert sentences.year_note([item, since_june]).startswith(f"Chỉ tiêu «từ đầu năm», «từ tháng 6 năm 2020»: {own}")
    assert [goals.added_up(Period.parse(month)) for month in ("2020-01", "2020-10")] == [
        " (từ đầu năm)",
        " (từ tháng 10 năm 2020)",
    ]


def test_none_is_to_come_in_a_year_and_none_to_be_left_of_what_is_there(contents):
    none = item_of(contents["2020-02 late"]).model_copy(update={"sign": "=", "target": 0})
    assert (goals.target_said(none), goals.target_text(none)) == ("không có hộ nào cả năm", "không có hộ nào (cả năm)")
    left = none.model_copy(update={"year": None})
    assert goals.target_said(left) == goals.target_text(left) == "không còn hộ nào"


@pytest.mark.parametrize(
    ("then", "now", "said_"),
    [
        (("≥", 3), ("≤", 5), "từ ít nhất 3 hộ thành không quá 5 hộ cả năm"),
        (("=", 0), ("≥", 3), "từ không có hộ nào cả năm thành ít nhất 3 hộ"),
        (("≤", 6), ("≤", 5), "từ không quá 6 hộ cả năm thành không quá 5 hộ cả năm"),
        (("≥", 3), ("≥", 5), "từ ít nhất 3 hộ thành ít nhất 5 hộ"),
    ],
)
def test_a_revised_target_is_of_the_year_on_that_side_alone_on_which_it_was(contents, configuration, then, now, said_):
    """What adds up month by month: a floor is of each month, a ceiling and none at all are of the year."""
    content, item = contents["2020-02 late"], item_of(contents["2020-02 late"])
    decided = {"from": "2020-02-20", "source": "Quyết định số 1", "sign": now[0], "value": now[1]}
    indicator = configuration.plan.indicator[-1].model_copy(
        update={
            "kind": "flow",
            "target": Target(sign=then[0], value=then[1]),
            "revision": (TargetRevision.model_validate(decided),),
        }
    )
    found = revised_of(configuration, indicator, Period.parse("2020-03"))
    assert (found.was_of_year is None) == ("was_of_year" not in found.model_dump_json())
    year = None if now[0] == "≥" else item.year
    item = item.model_copy(update={"sign": now[0], "target": float(now[1]), "year": year, "revised": found})
    (text,) = sentences.targets_revised(content.model_copy(update={"attainment": [item]}))
    assert f"được điều chỉnh {said_} theo Quyết định số 1" in text

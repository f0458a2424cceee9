"""Sentences of months as they really come: a rise, a part, a gap, a class by itself, the year's end; each whole, as it is read."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.report import content as say
from giamngheo.report.wording import comparing, goals, sentences, words
from tests.support.report_content import every_code, make_content

NAMES = ("Xã Thạch Khê", "Xã Nam Điền", "Xã Thạch Hải", "Xã Ngọc Sơn", "Xã Thạch Kênh")


def with_stock(content, key="poor", **values):
    lines = [line.model_copy(update=values) if line.key == key else line for line in content.headline]
    return content.model_copy(update={"headline": lines})


def with_items(content, **changes):
    """The content with other values of some indicators, by their code."""
    items = [item.model_copy(update=changes.get(item.indicator, {})) for item in content.attainment]
    return content.model_copy(update={"attainment": items})


def rising(*by, **fields):
    """A month in which the units' poor rose (or fell) by so many."""
    moves = [say.UnitMove(code=str(at), name=name, by=n) for at, (name, n) in enumerate(zip(NAMES, by, strict=False))]
    content = make_content(moves=moves, **fields)
    return with_stock(content, previous=1504.0 - sum(by))


def class_flow(key="poor", opening=10, closing=10, left=None, **came):
    return say.ClassFlow(key=key, opening=opening, came=came, left=left or {}, closing=closing)


# ---------------------------------------------------------------- the subject and the news


def test_nobody_has_reported():
    content = make_content(every_code())
    assert sentences.subject(content) == "Giảm nghèo T3/2020: chưa có số liệu, 0/22 đơn vị báo cáo"
    assert sentences.brief(content) == ["Chưa đơn vị nào có số liệu tháng 3 năm 2020 (0/22 đơn vị)."]
    assert sentences.resources(content) == sentences.models(content) == ""


def test_none_is_poor_any_more():
    content = with_stock(make_content(), now=0.0, now_as_previous=0.0, now_as_baseline=0.0)
    assert sentences.subject(content).startswith("Giảm nghèo T3/2020: không còn hộ nghèo, giảm 1.536 hộ")


def test_a_level_without_its_rate():
    content = with_stock(make_content(), "poor_rate", now=None)
    assert "có 1.504 hộ nghèo, giảm 32 hộ" in sentences.subject(content)


@pytest.mark.parametrize(
    ("by", "coverage", "where"),
    [
        ((5, 3, -2), 22, "nhiều nhất: Xã Thạch Khê (+5), Xã Nam Điền (+3)"),
        ((5, 3), 2, "tăng ở cả 2 đơn vị, nhiều nhất: Xã Thạch Khê (+5), Xã Nam Điền (+3)"),
        ((2, 2, 2, 2), 22, "nhiều nhất là 4 đơn vị cùng tăng 2 hộ"),
        ((2, 2, 2, 2, 1), 22, "nhiều nhất là 4 đơn vị cùng tăng 2 hộ"),
        ((4,), 1, "nhiều nhất: Xã Thạch Khê (+4)"),
    ],
)
def test_where_a_rise_is(by, coverage, where):
    whole = say.Coverage(reporting=coverage, expected=coverage)
    first = sentences.brief(rising(*by, coverage=whole, compared_units={}))[0]
    assert f"), {where}; " in first


@pytest.mark.parametrize(
    ("late", "missing", "said"),
    [
        (["Xã Ngọc Sơn"], [], "Cả 22 đơn vị đã báo cáo; 1 đơn vị gửi muộn (hạn ngày 16/03/2020)."),
        (["x"] * 22, [], "Cả 22 đơn vị đã báo cáo, đều gửi muộn (hạn ngày 16/03/2020)."),
        (
            ["x"] * 22,
            ["Xã Nam Điền"],
            "Chưa có báo cáo của xã Nam Điền; các đơn vị đã báo cáo đều gửi muộn (hạn ngày 16/03/2020).",
        ),
        ([], [], "Cả 22 đơn vị đã báo cáo."),
    ],
)
def test_who_was_late(late, missing, said):
    months = [say.MissingMonth(title="tháng 3 năm 2020", units=late, due_on=dt.date(2020, 3, 16))] if late else []
    assert sentences.brief(make_content(late=late, missing=missing, late_months=months))[2] == said


def test_what_is_behind_is_named_with_what_it_lacks_and_at_the_years_end_is_not_attained():
    content = with_items(
        make_content(),
        insured_poor={"status": "behind", "short_title": "BHYT", "numerator_unit": "người"},
        temporary_housing={"status": "behind", "short_title": "nhà ở"},
        **{
            code: {"status": "attained"}
            for code in ("insured_near_poor", "loan_access", "education_support", "information_access")
        },
        water_sanitation={"status": "on_track"},
    )
    assert sentences.brief(content)[1].endswith("; chậm: BHYT (14 người chưa có), nhà ở.")
    missed = {code: {"status": "missed"} for code in ("insured_poor", "temporary_housing")}
    closing = with_items(content.model_copy(update={"is_closing": True}), **missed)
    assert sentences.brief(closing)[1].endswith("; không đạt: BHYT (14 người chưa có), nhà ở.")


def test_a_part_that_tells_nothing_but_what_it_breaks():
    unsure = {item.indicator: {"status": "not_enough"} for item in make_content().attainment}
    content = with_items(make_content(), **unsure)
    sure = [item for item in content.attainment if goals.is_surely_missed(item)]
    assert 0 < len(sure) < 9
    assert f"Chắc chắn chưa đạt {len(sure)}/9 chỉ tiêu (" in sentences.brief(content)[1]
    assert sentences.brief(content)[1].count(" chưa đủ căn cứ") == 1


def test_what_cannot_be_judged_is_told_by_the_verdicts_of_its_table():
    unsure = {item.indicator: {"status": "not_enough"} for item in make_content().attainment}
    content = with_items(make_content(), **(unsure | {"poverty_reduction": {"status": "no_data", "value": None}}))
    sure = sum(map(goals.is_surely_missed, content.attainment))
    told = f"{8 - sure} chưa đủ căn cứ, 1 chưa tính được"
    assert f"), {told} (mới có 22/22 đơn vị)." in sentences.brief(content)[1]
    content = with_items(content, models={"status": "attained"})
    judged = f"1/9 chỉ tiêu đạt, {sure} chắc chắn chưa đạt, {7 - sure} chưa đủ căn cứ, 1 chưa tính được"
    assert sentences.brief(content)[1].startswith(judged)
    assert judged in sentences.subject(content)


def test_of_a_part_those_who_reported_need_attention_and_of_the_others_nothing_is_known():
    units = [
        say.Concern(code=str(at), name=name, behind=["vay vốn"], of_targets=1, poor_more_by=0)
        for at, name in enumerate(NAMES)
    ]
    content = make_content(every_code()[5:], concerns=units)
    assert sentences.brief(content)[-1].endswith(
        " Cả 5 đơn vị đã báo cáo đều cần quan tâm, trước hết: Xã Thạch Khê, Xã Nam Điền, Xã Thạch Hải."
    )
    whole = content.model_copy(update={"coverage": say.Coverage(reporting=5, expected=5)})
    assert "Đơn vị nào cũng cần quan tâm, trước hết: Xã Thạch Khê" in sentences.brief(whole)[-1]


def test_the_near_poor_of_a_fall():
    content = with_stock(make_content(), "near_poor", previous=1960.0)
    assert "hộ cận nghèo tăng 9 hộ" in sentences.brief(content)[0]


# ---------------------------------------------------------------- movements


def test_a_class_by_itself_with_what_came_and_left():
    flows = [
        class_flow(opening=10, closing=12, new=6, relapsed=0, left={"escaped": 3, "moved_out": 0, "removed": 1}),
        class_flow("near_poor", opening=5, closing=8, left={"escaped": 1}, from_other=2),
    ]
    said = sentences.flows(make_content(class_flows=flows, class_flow_units=20, class_flows_without=["Xã Nam Điền"]))
    assert said[:3] == [
        "Biến động theo từng diện tính trên 20 đơn vị có đủ báo cáo các tháng trong kỳ và tháng ngay trước kỳ; "
        "chưa tính: Xã Nam Điền.",
        "Hộ nghèo (20/22 đơn vị): đầu kỳ 10 hộ; tăng 6 hộ (6 phát sinh mới); giảm 4 hộ (3 thoát nghèo, 1 xóa khỏi danh sách); "
        "cuối kỳ 12 hộ.",
        "Hộ cận nghèo (20/22 đơn vị): đầu kỳ 5 hộ; tăng 2 hộ (2 từ nghèo chuyển sang); giảm 1 hộ (1 thoát cận nghèo); "
        "cuối kỳ 8 hộ (lệch 2 hộ chưa rõ lý do).",
    ]
    assert sentences.flows(make_content(class_flows=flows[:1]))[0].startswith("Hộ nghèo: đầu kỳ")


def test_how_much_of_a_rise_nobody_has_told():
    content = rising(5, 3, previous_title="tháng 2 năm 2020")
    flow = content.flows[0]
    flows = [
        flow.model_copy(update={"code": "0", "missing": ["tháng 2 năm 2020"]}),
        flow.model_copy(update={"code": "1"}),
    ]
    said = [text for text in sentences.flows(content.model_copy(update={"flows": flows})) if "tăng do đâu" in text]
    assert said == [
        "Trong 8 hộ nghèo tăng so với tháng 2 năm 2020 có 5 hộ ở 1 đơn vị thiếu báo cáo tháng trong kỳ, nên chưa đủ biến "
        "động để biết tăng do đâu."
    ]


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        (8, ["Từ cuối năm 2019 số hộ nghèo giảm 2 hộ: giảm 3 hộ (3 thoát nghèo), tăng 1 hộ (1 phát sinh mới)."]),
        (
            12,
            [
                "Từ cuối năm 2019 số hộ nghèo tăng 2 hộ: tăng 1 hộ (1 phát sinh mới), giảm 3 hộ (3 thoát nghèo)"
                "; lệch 4 hộ chưa rõ lý do."
            ],
        ),
        (10, []),
    ],
)
def test_what_a_change_since_the_baseline_rests_on(closing, said):
    flow = class_flow(closing=closing, new=1, left={"escaped": 3})
    found = sentences.flows(make_content(class_flows_of_year=[flow]))
    assert [text for text in found if text.startswith("Từ cuối năm 2019")] == said


# ---------------------------------------------------------------- over whom, which version, compared with what


def test_flows_over_fewer_reports_say_which_are_missing():
    quarter = {
        "period_kind": "quarter",
        "flow_coverage": say.Coverage(reporting=65, expected=66, of="reports"),
        "missing_months": [say.MissingMonth(title="tháng 2 năm 2020", units=["Xã Nam Điền"], expected=22)],
    }
    assert sentences.coverage_sentence(make_content(**quarter)) == (
        "Số liệu của 22/22 đơn vị. Số phát sinh trong kỳ (biến động, nguồn lực) tính trên 65/66 báo cáo tháng; "
        "thiếu tháng 2 năm 2020 của 1 đơn vị (Xã Nam Điền)."
    )
    whole = quarter | {"flow_coverage": say.Coverage(reporting=66, expected=66, of="reports"), "missing_months": []}
    assert sentences.coverage_sentence(make_content(**whole)) == "Số liệu của 22/22 đơn vị."
    assert sentences.coverage_sentence(make_content(flow_gaps=["Xã Nam Điền (tháng 2)"])) == (
        "Số liệu của 22/22 đơn vị. Biến động chưa gồm tháng thiếu báo cáo của: Xã Nam Điền (tháng 2)."
    )


def test_a_difference_that_rounding_sets_apart_is_explained_if_only_one_is():
    together, apart = (3.84, 3.75), (3.845, 3.7549)
    assert not comparing.is_rounded_apart(*together)
    assert comparing.is_rounded_apart(*apart)
    assert sentences.rounding([together, apart]).startswith("Chênh lệch tính từ số chưa làm tròn")
    assert sentences.rounding([together, (None, 3.0)]) == ""


def test_which_report_a_revision_replaces():
    content = make_content(revision=3)
    assert "thay thế báo cáo lần 2 về tháng 3 năm 2020" in sentences.revision(content)
    replaced = content.model_copy(update={"replaces": say.Replaced(revision=1, issued_on=dt.date(2020, 3, 17))})
    assert "thay thế báo cáo lần 1 ngày 17/03/2020 về tháng 3 năm 2020" in sentences.revision(replaced)


@pytest.mark.parametrize(
    ("lists_changed", "has_changes", "said"),
    [
        (True, False, "Số liệu không thay đổi so với báo cáo lần 1; có thay đổi trong biến động"),
        (True, True, "Số liệu được nêu không thay đổi so với báo cáo lần 1; chỉ có thay đổi nhỏ hơn mức làm tròn"),
        (False, True, "Số liệu được nêu không thay đổi so với báo cáo lần 1; chỉ có thay đổi nhỏ hơn mức làm tròn"),
        (False, False, "Không có số liệu nào thay đổi so với báo cáo lần 1."),
    ],
)
def test_what_changed_where_no_figure_that_is_shown_did(lists_changed, has_changes, said):
    change = say.Change(place="Huyện", code="", key="x", what="X", unit_of_measure="%", old=1.001, new=1.002)
    content = make_content(
        replaces=say.Replaced(revision=1, issued_on=dt.date(2020, 3, 17)),
        lists_changed=lists_changed,
        changes=[change] if has_changes else [],
    )
    assert sentences.changed(content, 0).startswith(said)


def test_why_a_period_was_passed_over():
    content = make_content(previous_title="tháng 1 năm 2020", passed_over=["tháng 2 năm 2020"])
    assert sentences.compared_units(content) == (
        "So với tháng 1 năm 2020, vì tháng 2 năm 2020 chưa đủ báo cáo để so sánh."
    )
    assert sentences.compared_units(make_content()) == ""


# ---------------------------------------------------------------- who reported, resources, models


def test_units_by_what_became_of_their_report_and_those_late():
    assert sentences.reporting(make_content(late=["Xã Ngọc Sơn"])) == ["Báo cáo muộn (1 đơn vị): Xã Ngọc Sơn."]
    everybody = [unit.name for unit in make_content().units]
    assert sentences.reporting(make_content(late=everybody)) == ["Báo cáo muộn (22 đơn vị): tất cả."]
    assert sentences.reporting(make_content()) == []


def test_what_was_mobilised():
    assert sentences.resources(make_content()) == (
        "Trong tháng huy động được 4.389,5 triệu đồng, hỗ trợ 138 lượt hộ (22/22 đơn vị)."
    )
    given = [say.Resource(source="Ngân sách xã", purpose="Nhà ở", amount=15, households=0)]
    assert (
        sentences.resources(make_content(resources=given)) == "Trong tháng huy động được 15 triệu đồng (22/22 đơn vị)."
    )


def test_models_by_how_they_stand():
    one = make_content().models[0]
    models = [one, one, one.model_copy(update={"status": ""})]
    assert sentences.models(make_content(models=models)) == (
        "Có 3 mô hình (22/22 đơn vị): 2 đang phát triển (16 hộ tham gia), 1 chưa rõ tình trạng (8 hộ tham gia)."
    )


# ---------------------------------------------------------------- what is to be done


def test_why_a_unit_needs_attention():
    late = say.Concern(code="1", name="Xã A", behind=["nhà ở"], of_targets=5, poor_more_by=0)
    more = say.Concern(code="2", name="Xã B", behind=[], of_targets=5, poor_more_by=2, previous_title="quý I năm 2020")
    assert sentences.concerns(make_content(concerns=[late, more]), 5) == [
        "Xã A: chậm 1/5 chỉ tiêu (nhà ở).",
        "Xã B: số hộ nghèo tăng 2 hộ so với cuối quý I năm 2020.",
    ]


def test_who_is_over_a_limit_of_the_year_is_not_called_late():
    item = next(one for one in make_content().attainment if one.indicator == "temporary_housing")
    item = item.model_copy(update=HOUSING | {"year": SO_FAR, "sign": "≤", "target": 3.0, "status": "behind"})
    content = with_units(item, count(5.0, "missed"), count(2.0, "on_track"))
    first, second = (
        say.Concern(code=unit.code, name=unit.name, behind=["nhà ở"], of_targets=5, poor_more_by=0)
        for unit in content.units[:2]
    )
    content = content.model_copy(update={"concerns": [first, second], "attention_percent": 20.0})
    assert sentences.concerns(content, 5) == [
        "Thị trấn Thạch Hà: chậm hoặc vượt mức 1/5 chỉ tiêu (nhà ở).",
        "Xã Ngọc Sơn: chậm 1/5 chỉ tiêu (nhà ở).",
    ]
    assert sentences.attention_rule(content).startswith("Nêu đơn vị chậm hoặc vượt mức từ 20% số chỉ tiêu")
    assert sentences.not_met(content.model_copy(update={"is_closing": True})) == "không đạt"


def test_where_a_rise_came_from_and_where_it_is():
    flow = class_flow(opening=10, closing=16, new=2, from_other=5, left={"escaped": 1})
    content = rising(5, 1, -3, class_flows=[flow])
    assert sentences.where_to_look(content)[:2] == [
        "5 trong 7 hộ vào danh sách hộ nghèo là từ cận nghèo chuyển sang.",
        "Số hộ nghèo tăng so với tháng 2 năm 2020 ở 2 đơn vị: Xã Thạch Khê (+5), Xã Nam Điền (+1).",
    ]
    assert not any("nghèo tăng" in text for text in sentences.where_to_look(rising(-3, -1)))


def test_which_units_lack_most_of_what_is_not_met():
    """Of two targets the one; of four units three, and the rest counted."""
    content = with_items(make_content(), insured_poor={"numerator_unit": "người", "lacking": 14})
    without = iter((2, 5, 1, 1))
    units = []
    for unit in content.units:
        count = next(without, 0)
        values = [
            value.model_copy(
                update={"status": "behind", "numerator": 20 - count, "denominator": 20}
                if count
                else {"status": "attained"}
            )
            if value.indicator == "insured_poor"
            else value.model_copy(update={"status": "attained"})
            for value in unit.indicators
        ]
        units.append(unit.model_copy(update={"indicators": values}))
    found = sentences.where_to_look(content.model_copy(update={"units": units}))
    assert [text for text in found if "chưa đạt" in text] == [
        "Người nghèo có thẻ BHYT: 4 đơn vị chưa đạt; nhiều nhất: Xã Ngọc Sơn (5 người chưa có), "
        "Thị trấn Thạch Hà (2 người chưa có)."
    ]


@pytest.mark.parametrize(
    ("code", "changes", "asked"),
    [
        ("poverty_reduction", {"status": "behind", "measure": "reduction", "lacking": 37}, "cần giảm thêm ít nhất 37 hộ nghèo"),
        (
            "water_sanitation",
            {"status": "behind", "numerator": 132.0, "denominator": 157.0, "lacking": 18, "numerator_unit": "hộ"},
            "còn 25 hộ chưa có, thêm ít nhất 18 hộ thì đạt mục tiêu ít nhất 95% (",
        ),
        (
            "insured_poor",
            {"status": "behind", "numerator": 90.0, "denominator": 100.0, "lacking": 10, "numerator_unit": "người"},
            "còn 10 người chưa có (",
        ),
        ("temporary_housing", {"status": "behind", "measure": "count", "value": 27.0}, "còn 27 hộ, mục tiêu không còn hộ nào ("),
        ("models", {"status": "behind", "measure": "count", "value": 11.0}, "cần thêm 3 mô hình để đạt mục tiêu ít nhất 14 mô hình ("),
    ],
)  # fmt: skip
def test_what_a_target_still_asks(code, changes, asked):
    item = next(item for item in make_content().attainment if item.indicator == code)
    (said,) = sentences.tasks(make_content(attainment=[item.model_copy(update=changes)]))
    assert f"{item.title}: {asked}" in said
    none = {"measure": "count", "value": None, "lacking": None, "status": "behind"}
    assert sentences.tasks(make_content(attainment=[item.model_copy(update=none)])) == []


def with_units(item, *values):
    """The indicator alone, and of each of the first units what it has; the others meet their target."""
    content = make_content(attainment=[item])
    others = {"indicator": item.indicator, "target": item.target, "target_to": item.target_to}
    own = [say.UnitAttained(**others | one) for one in values]
    own += [say.UnitAttained(**others, value=0, numerator=0, denominator=None, status="attained")] * 22
    units = [unit.model_copy(update={"indicators": [one]}) for unit, one in zip(content.units, own, strict=False)]
    return content.model_copy(update={"units": units})


def count(value, status="behind"):
    return {"value": value, "numerator": value, "denominator": None, "status": status}


SO_FAR = say.YearSoFar(since="tháng 1 năm 2020")
HOUSING = {"measure": "count", "status": "behind", "better": "lower"}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"year": SO_FAR, "status": "on_track", "value": 0.0}, None),
        ({"year": SO_FAR, "status": "on_track", "target": 3.0, "value": 3.0}, None),
        ({"year": SO_FAR, "status": "on_track", "sign": "≤", "target": 3.0, "value": 1.0}, None),
        ({"value": 5.0}, "còn 5 hộ, mục tiêu không còn hộ nào"),
        ({"target": 3.0, "value": 5.0}, "thừa 2 hộ, mục tiêu 3 hộ"),
        ({"target": 3.0, "value": 1.0}, "cần thêm 2 hộ để đạt mục tiêu 3 hộ"),
        ({"sign": "<", "target": 5.0, "value": 5.0}, "cần giảm 1 hộ để đạt mục tiêu dưới 5 hộ"),
        ({"sign": "<", "target": 5.0, "value": 7.0}, "cần giảm 3 hộ để đạt mục tiêu dưới 5 hộ"),
        ({"sign": ">", "target": 5.0, "value": 5.0}, "cần thêm 1 hộ để đạt mục tiêu trên 5 hộ"),
    ],
)
def test_a_task_asks_for_no_nothing(changes, asked):
    item = next(one for one in make_content().attainment if one.indicator == "temporary_housing")
    item = item.model_copy(update=HOUSING | changes)
    said = sentences.tasks(make_content(attainment=[item]))
    assert said == ([f"{item.title}: {asked} ({item.responsible})."] if asked else [])


@pytest.mark.parametrize(
    ("changes", "values", "said"),
    [
        (
            {"year": SO_FAR, "target": 3.0},
            (count(5.0, "missed"), count(1.0), count(0.0)),
            ["2 đơn vị chưa đạt: Xã Thạch Hải (thiếu 3 hộ), Xã Ngọc Sơn (thiếu 2 hộ).", "1 đơn vị chưa đạt: Thị trấn Thạch Hà (vượt 2 hộ)."],
        ),
        ({"target": 3.0}, (count(5.0), count(1.0)), ["1 đơn vị chưa đạt: Thị trấn Thạch Hà (thừa 2 hộ).", "1 đơn vị chưa đạt: Xã Ngọc Sơn (thiếu 2 hộ)."]),
        ({}, (count(5.0), count(1.0)), ["2 đơn vị chưa đạt: Thị trấn Thạch Hà (5 hộ), Xã Ngọc Sơn (1 hộ)."]),
        ({"year": SO_FAR, "sign": "≤", "target": 3.0}, (count(5.0, "missed"),), ["1 đơn vị chưa đạt: Thị trấn Thạch Hà (vượt 2 hộ)."]),
        ({"sign": "<", "target": 5.0}, (count(5.0),), ["1 đơn vị chưa đạt: Thị trấn Thạch Hà (phải giảm 1 hộ)."]),
    ],
)  # fmt: skip
def test_who_is_short_of_a_number_is_not_said_to_be_over_it(changes, values, said):
    item = next(one for one in make_content().attainment if one.indicator == "temporary_housing")
    item = item.model_copy(update=HOUSING | changes)
    found = sentences.where_to_look(with_units(item, *values))
    assert [text for text in found if "chưa đạt" in text] == [f"{item.title}: {one}" for one in said]


def test_of_a_rate_with_none_to_be_left_is_told_how_many_have_it():
    """Five of a hundred households fell back into poverty: these are to become none, and no rate is said to have fallen."""
    item = make_content().attainment[6].model_copy(
        update={
            "title": "Hộ tái nghèo",
            "sign": "=",
            "target": 0.0,
            "better": "lower",
            "status": "behind",
            "value": 5.0,
            "numerator": 5.0,
            "denominator": 100.0,
            "lacking": 5,
            "numerator_unit": "hộ",
        }
    )  # fmt: skip
    assert (goals.target_said(item), goals.target_text(item)) == ("0%", "= 0%")
    content = with_units(item, {"value": 5.0, "numerator": 5.0, "denominator": 100.0, "lacking": 5, "status": "behind"})
    assert [text for text in sentences.where_to_look(content) if "chưa đạt" in text] == [
        "Hộ tái nghèo: 1 đơn vị chưa đạt: Thị trấn Thạch Hà (phải giảm 5 hộ)."
    ]
    assert sentences.tasks(content)[-1].startswith("Hộ tái nghèo: cần giảm ít nhất 5 hộ để đạt mục tiêu 0% (")
    assert "; mục tiêu 0%, còn phải giảm ít nhất 5 hộ. " in sentences.behind(content)[0]
    (left,) = sentences.carried_over(with_items(content, **{item.indicator: {"status": "missed"}}))
    assert left.startswith("Hộ tái nghèo: phải giảm ít nhất 5 hộ (")
    unknown = {"status": "missed", "lacking": None, "numerator": None}
    (left,) = sentences.carried_over(with_items(content, **{item.indicator: unknown}))
    assert left.startswith("Hộ tái nghèo: 5,00%, chưa đạt mục tiêu 0% (")
    kept = content.model_copy(update={"attainment": [item.model_copy(update={"lacking": 0})]})
    assert sentences.tasks(kept) == sentences.tasks(content)
    assert goals.is_surely_missed(item)
    assert not goals.is_surely_missed(item.model_copy(update={"numerator": 0.0}))


# ---------------------------------------------------------------- the plan


def test_what_was_before_of_a_reduction_is_nothing_where_it_is_measured_from():
    reduction = make_content().attainment[0].model_copy(update={"measure": "reduction"})
    content = make_content(attainment=[reduction])
    assert sentences.before(content, reduction) == ["tháng 2 năm 2020: giảm 0,16 điểm phần trăm"]
    first = content.model_copy(update={"previous_is_baseline": True})
    assert sentences.before(first, reduction) == []
    assert sentences.before(content, reduction.model_copy(update={"previous": None})) == []


def test_on_its_way_is_what_has_come_far_enough_and_nothing_else():
    found = sentences.on_track(make_content())
    assert [text.partition(":")[0] for text in found] == ["Giảm tỷ lệ hộ nghèo"]


def test_of_which_nothing_is_known():
    content = with_items(
        make_content(),
        poverty_reduction={"status": "no_data", "measure": "reduction"},
        temporary_housing={"status": "no_data", "measure": "count", "value": None},  # of the year, and this is another
        models={"status": "no_data", "measure": "count", "value": None, "numerator": None},
    )
    assert sentences.unknown(content) == [
        "Giảm tỷ lệ hộ nghèo: chưa có số liệu cuối năm 2019 để so sánh.",
        "Hộ nghèo ở nhà tạm bợ, dột nát: mục tiêu là của cả năm kế hoạch, tháng 3 năm 2020 không thuộc năm ấy nên không xét.",
        "Mô hình giảm nghèo bền vững: chưa có số liệu.",
    ]


def test_the_same_units_before_stand_beside_what_cannot_be_judged():
    content = with_items(make_content(), information_access={"status": "not_enough"})
    (said,) = sentences.doubtful(content, False)
    assert said.endswith("; cùng các đơn vị này tháng 2 năm 2020: 95,17%.")
    for other in ({"previous_title": None}, {"previous_is_baseline": True}):
        (said,) = sentences.doubtful(content.model_copy(update=other), False)
        assert "cùng các đơn vị này" not in said


@pytest.mark.parametrize(
    ("lacking", "denominator", "said"),
    [(1, 5.0, "gần đạt: còn 1 hộ"), (2, 200.0, "gần đạt: còn 2 hộ"), (2, 199.0, "còn thiếu 2 hộ")],
)
def test_one_more_or_a_hundredth_is_nearly_met(lacking, denominator, said):
    near = {"status": "behind", "lacking": lacking, "denominator": denominator, "numerator_unit": "hộ"}
    (text,) = sentences.behind(make_content(attainment=[make_content().attainment[6].model_copy(update=near)]))
    assert said in text


def test_a_gap_too_small_to_show_is_not_called_none():
    item = make_content().attainment[1].model_copy(update={"status": "behind", "value": 99.997, "lacking": None})
    (said,) = sentences.behind(make_content(attainment=[item]))
    assert "còn thiếu dưới 0,01 điểm phần trăm" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.25, "giảm 0,25 điểm phần trăm"),
        (0.004, "giảm dưới 0,01 điểm phần trăm"),
        (0.0, "không giảm"),
        (-0.004, "không giảm"),
        (-0.09, "không giảm mà tăng 0,09 điểm phần trăm"),
        (None, "–"),
    ],
)
def test_a_reduction_as_it_is_said(value, said):
    assert words.reduction_said(make_content().attainment[0].model_copy(update={"value": value})) == said


# ---------------------------------------------------------------- the year


def test_units_by_result_and_the_new_baseline():
    content = make_content(["18604"], is_closing=True, period_kind="year", period_title="năm 2020")
    content = with_items(content, insured_poor={"short_title": "BHYT"}, loan_access={"short_title": "vay vốn"})
    missed = {"Thị trấn Thạch Hà": ("insured_poor", "loan_access"), "Xã Ngọc Sơn": ("loan_access",)}
    units = [
        unit.model_copy(
            update={
                "indicators": [
                    value.model_copy(
                        update={"status": "missed" if value.indicator in missed.get(unit.name, ()) else "attained"}
                    )
                    for value in unit.indicators
                ]
            }
        )
        for unit in content.units
        if unit.name in (*missed, "Xã Thạch Hải", "Xã Thạch Khê")
    ]
    assert sentences.units_by_result(content.model_copy(update={"units": units})) == [
        "- Đạt mọi chỉ tiêu được xét (1 đơn vị): Xã Thạch Hải.",
        "- Không đạt 1 chỉ tiêu (1 đơn vị): Xã Ngọc Sơn (vay vốn).",
        "- Không đạt 2 chỉ tiêu (1 đơn vị): Thị trấn Thạch Hà (BHYT, vay vốn).",
        "- Chưa có số liệu (1 đơn vị): Xã Thạch Khê.",
    ]
    assert sentences.new_baseline(content) == "Chưa đủ đơn vị để làm số gốc cho kế hoạch năm sau (21/22 đơn vị)."
    assert sentences.new_baseline(make_content()).startswith(
        "Số liệu đến ngày 14/03/2020, làm số gốc cho kế hoạch năm sau: 1.504 hộ nghèo (3,85%), trong đó "
    )


# ---------------------------------------------------------------- words


def test_stocks_are_counts_that_are_known_each_with_its_rate():
    content = with_stock(make_content(), "near_poor", now=None)
    assert [(count.key, rate.key) for count, rate in comparing.stocks(content)] == [
        ("poor", "poor_rate"),
        ("social_poor", "social_poor_rate"),
    ]


def test_a_units_earlier_periods_are_those_that_are_known():
    stocks = say.Stocks(households=1, poor=1, poor_rate=1, near_poor=1, near_poor_rate=1, social_poor=1)
    unit = (
        make_content()
        .units[0]
        .model_copy(update={"previous": stocks, "previous_title": "tháng 2 năm 2020", "baseline": stocks})
    )
    named = [name for _, name in comparing.earlier_periods_of(make_content(), unit)]
    assert named == ["tháng 2 năm 2020", "cuối năm 2019"]
    first = unit.model_copy(update={"previous_is_baseline": True})
    assert [name for _, name in comparing.earlier_periods_of(make_content(), first)] == ["cuối năm 2019"]


@pytest.mark.parametrize(
    ("changes", "is_sure"),
    [
        ({"measure": "count", "sign": "=", "target": 0.0, "value": 1.0}, True),
        ({"measure": "count", "sign": "=", "target": 0.0, "value": 0.0}, False),
        ({"measure": "count", "sign": "≥", "target": 1.0, "value": 5.0}, False),
        ({"measure": "reduction", "sign": "=", "target": 0.0, "value": 1.0}, False),
    ],
)
def test_what_a_part_already_breaks(changes, is_sure):
    assert goals.is_surely_missed(make_content().attainment[7].model_copy(update=changes)) is is_sure

"""Targets of villages (`config/village-targets.csv`): an optional table, and a sentence for each mistake in it."""

from __future__ import annotations

import pytest

from giamngheo.metadata import load_configuration
from giamngheo.metadata.plan import Indicator
from tests.support.config_folder import change, mistakes

HEADING = "unit,village,indicator,value"


def written(folder, *lines, heading=HEADING, encoding="utf-8"):
    (folder / "village-targets.csv").write_text("\n".join([heading, *lines, ""]), encoding=encoding)
    return folder


def test_there_may_be_none(folder):
    assert load_configuration(folder).village_targets == ()
    (folder / "village-targets.csv").unlink()
    assert load_configuration(folder.rename(folder.with_name("without"))).village_targets == ()


@pytest.mark.parametrize(
    ("heading", "line", "encoding"),
    [
        (HEADING, '18604, Thôn Đồng ,insured_poor,"92,5"', "utf-8"),
        ("unit;village;indicator;value", "18604;Thôn Đồng;insured_poor;92,5", "utf-8-sig"),
    ],
)
def test_a_target_as_a_spreadsheet_writes_it(folder, heading, line, encoding):
    (target,) = load_configuration(written(folder, line, heading=heading, encoding=encoding)).village_targets
    assert (target.unit, target.village, target.indicator, target.value) == ("18604", "Thôn Đồng", "insured_poor", 92.5)


def test_all_of_them_may_be_the_target(folder):
    assert load_configuration(written(folder, "18604,Thôn Đồng,insured_poor,100")).village_targets[0].value == 100


def test_two_villages_and_two_indicators_are_four_targets(folder):
    lines = [f"18604,{village},{code},90" for village in ("Đồng", "Đông") for code in ("insured_poor", "loan_access")]
    assert len(load_configuration(written(folder, *lines)).village_targets) == 4


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            ["18999,Thôn Đồng,insured_poor,90"],
            "config/village-targets.csv, mã 18999, nơi «Thôn Đồng»: không có đơn vị mang mã 18999 trong config/units.csv; "
            "sửa mã.",
        ),
        (
            ["18604,Thôn Đồng,insured,90"],
            "config/village-targets.csv, mã 18604, nơi «Thôn Đồng»: không có chỉ tiêu «insured» trong config/plan.toml; "
            "chọn một trong: insured_poor, insured_near_poor, loan_access, education_support, information_access, "
            "water_sanitation, temporary_housing.",
        ),
        (
            ["18604,Thôn Đồng,models,1"],
            "config/village-targets.csv, mã 18604, nơi «Thôn Đồng»: chỉ tiêu «models» không tính được cho từng nơi từ danh "
            "sách hộ; chọn một trong: insured_poor, insured_near_poor, loan_access, education_support, "
            "information_access, water_sanitation, temporary_housing.",
        ),
        (
            ["18604,Thôn Đồng,insured_poor,90", "18604,thôn  ĐỒNG,insured_poor,80"],
            "config/village-targets.csv, mã 18604, nơi «thôn đồng»: có hai mục tiêu của chỉ tiêu «insured_poor»; chỉ để "
            "lại một dòng.",
        ),
        (
            ["18604,Thôn Đồng,insured_poor,950"],
            "config/village-targets.csv, mã 18604, nơi «Thôn Đồng»: mục tiêu 950 của chỉ tiêu «insured_poor» quá 100%; sửa "
            "value.",
        ),
        (
            ["18604,,insured_poor,90"],
            "config/village-targets.csv, dòng 2, khóa «village»: thiếu khóa này (Tên nơi ở, viết như trong danh sách hộ của đơn vị); thêm vào.",
        ),
        (
            ["18604,Thôn Đồng,insured_poor,chín mươi"],
            "config/village-targets.csv, dòng 2, khóa «value»: giá trị «chín mươi» không phải số; ghi một số.",
        ),
        (
            ["18604,Thôn Đồng,insured_poor,nan"],
            "config/village-targets.csv, dòng 2, khóa «value»: giá trị «nan» không phải số; ghi một số.",
        ),
    ],
)
def test_a_mistake_is_one_sentence(folder, lines, says):
    assert mistakes(written(folder, *lines)) == [says]


def test_targets_of_units_are_checked_too(folder):
    change(folder / "plan.toml", "value = 95, per_unit = true }", "value = 95, units = { 18999 = 12 } }", 1)
    assert mistakes(folder) == [
        "config/plan.toml, khóa «indicator.information_access.target.units»: không có đơn vị mang mã 18999 trong "
        "config/units.csv; sửa mã."
    ]


HOUSING = 'target = { sign = "=", value = 0, per_unit = true }'
PLACE = "config/plan.toml, khóa «indicator.temporary_housing"
REDUCTION = 'target = { sign = ">", value = 0.5, by_year_end = true }'


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (
            'sign = "between", value = 5, to = 2',
            f"{PLACE}.target»: khoảng từ 5 đến 2 bị ngược; ghi số nhỏ ở value, số lớn ở to.",
        ),
        (
            'sign = "between", value = 5',
            f"{PLACE}.target»: sign = «between» thì phải có đầu trên của khoảng; ghi to.",
        ),
        (
            'sign = "≤", value = 5, to = 7',
            f"{PLACE}.target»: có to mà sign là «≤»; ghi sign = «between» nếu mục tiêu là một khoảng, hoặc bỏ to.",
        ),
        (
            'sign = "between", value = 5, to = 7, units = { 18604 = { value = 3, to = 1 } }',
            f"{PLACE}.target.units», mã 18604: khoảng từ 3 đến 1 bị ngược; ghi số nhỏ ở value, số lớn ở to.",
        ),
        (
            'sign = "≤", value = 5, units = { 18604 = "nhiều" }',
            f"{PLACE}.target.units.18604»: giá trị «nhiều» không phải số; ghi một số.",
        ),
    ],
)
def test_a_mistake_in_a_range_is_one_sentence(folder, target, says):
    change(folder / "plan.toml", HOUSING, f"target = {{ {target} }}", 1)
    assert mistakes(folder) == [says]


def test_how_far_a_rate_falls_has_no_ceiling(folder):
    change(folder / "plan.toml", REDUCTION, 'target = { sign = "≤", value = 0.5 }', 1)
    assert mistakes(folder) == [
        "config/plan.toml, khóa «indicator.poverty_reduction.target»: mức giảm là càng nhiều càng tốt, không xét theo mức "
        "tối đa; chọn sign là >, ≥ hoặc between với better = «higher»."
    ]


def revised(folder, *revisions):
    """The plan in which decisions revise the target of houses."""
    entries = "".join(f"\n[[indicator.revision]]\nsource = 'Quyết định số 9/QĐ-UBND'\n{one}\n" for one in revisions)
    change(folder / "plan.toml", 'code = "temporary_housing"', 'code = "temporary_housing"\n# here', 1)
    text = (folder / "plan.toml").read_text("utf-8")
    begin = text.index("\n\n[[indicator]]", text.index("# here"))
    (folder / "plan.toml").write_text(text[:begin] + "\n" + entries + text[begin:], "utf-8")
    return folder


@pytest.mark.parametrize(
    ("revisions", "says"),
    [
        (
            ["from = 2021-01-05\nvalue = 1"],
            f"{PLACE}.revision»: ngày 05/01/2021 không nằm trong năm 2020 của kế hoạch, từ 01/01/2020 đến ngày chốt số liệu "
            "cuối cùng 14/12/2020; sửa from.",
        ),
        (
            ["from = 2020-12-15\nvalue = 1"],  # it would bind no period
            f"{PLACE}.revision»: ngày 15/12/2020 không nằm trong năm 2020 của kế hoạch, từ 01/01/2020 đến ngày chốt số liệu "
            "cuối cùng 14/12/2020; sửa from.",
        ),
        (
            ["from = 2020-06-01\nvalue = 1", "from = 2020-06-01\nunits = { 18604 = 2 }"],
            f"{PLACE}.revision»: có hai lần điều chỉnh cùng từ ngày 01/06/2020; gộp làm một.",
        ),
        (
            ["from = 2020-06-01\nunits = { 18999 = 2 }"],
            f"{PLACE}.revision», từ ngày 01/06/2020: không có đơn vị mang mã 18999 trong config/units.csv; sửa mã.",
        ),
        (
            ["from = 2020-06-01"],
            f"{PLACE}.revision», từ ngày 01/06/2020: không có mục tiêu mới; ghi value hoặc units.",
        ),
        (
            ['from = 2020-06-01\nsign = "≤"\nunits = { 18604 = 2 }'],
            f"{PLACE}.revision», từ ngày 01/06/2020: có sign hoặc to mà không có value; ghi cả value.",
        ),
        (
            ['from = 2020-06-01\nsign = "between"\nvalue = 3\nto = 1'],
            f"{PLACE}.revision», từ ngày 01/06/2020: khoảng từ 3 đến 1 bị ngược; ghi số nhỏ ở value, số lớn ở to.",
        ),
        (
            [
                'from = 2020-06-01\nsign = "between"\nvalue = 1\nto = 3\nunits = { 18604 = { value = 1, to = 2 } }',
                'from = 2020-09-01\nsign = "≤"\nvalue = 1',
            ],
            f"{PLACE}.revision», từ ngày 01/09/2020, mã 18604: có to mà sign là «≤»; ghi sign = «between» nếu mục tiêu là một "
            "khoảng, hoặc bỏ to.",
        ),
        (
            ['from = "tháng 6"\nvalue = 1'],
            f"{PLACE}.revision (mục 1).from»: giá trị «tháng 6» không phải ngày; ghi dạng 2020-03-14.",
        ),
    ],
)
def test_a_mistake_in_a_revision_is_one_sentence(folder, revisions, says):
    assert mistakes(revised(folder, *revisions)) == [says]


def test_a_revision_is_read_as_it_stands_in_the_comments_of_the_plan(folder):
    """Who follows the comment has a plan that loads."""
    plan = load_configuration(revised(folder, "from = 2020-06-15\nvalue = 1\nunits = { 18604 = 10 }")).plan
    (revision,) = next(one for one in plan.indicator if one.code == "temporary_housing").revision
    assert (revision.from_day.isoformat(), revision.value, revision.units["18604"].value) == ("2020-06-15", 1, 10)


def test_a_village_may_have_a_range(folder):
    change(folder / "plan.toml", HOUSING, 'target = { sign = "between", value = 1, to = 3 }', 1)
    lines = ["18604,Thôn Đồng,temporary_housing,1,2", '18604,Thôn Tây,temporary_housing,"1,5",']
    found = load_configuration(written(folder, *lines, heading=f"{HEADING},to")).village_targets
    assert [(one.amount.value, one.amount.to) for one in found] == [(1, 2), (1.5, None)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("temporary_housing,0,2", "có to mà sign là «=»; ghi sign = «between» nếu mục tiêu là một khoảng, hoặc bỏ to."),
        ("insured_poor,90,950", "mục tiêu 950 của chỉ tiêu «insured_poor» quá 100%; sửa to."),
    ],
)
def test_a_villages_range_is_under_the_sign_of_its_indicator(folder, line, says):
    place = "config/village-targets.csv, mã 18604, nơi «Thôn Đồng»"
    assert mistakes(written(folder, f"18604,Thôn Đồng,{line}", heading=f"{HEADING},to")) == [f"{place}: {says}"]


@pytest.mark.parametrize(
    ("changed", "is_by_village"),
    [
        ({}, True),
        ({"kind": "flow"}, False),
        ({"denominator_rows": "cover"}, False),
        ({"rows": "model"}, False),
        ({"measure": "reduction"}, False),
    ],
)
def test_what_rows_of_households_allow_by_village(configuration, changed, is_by_village):
    rate = next(one for one in configuration.plan.indicator if one.code == "insured_poor")
    assert Indicator.model_validate(dict(rate) | changed).is_by_village is is_by_village

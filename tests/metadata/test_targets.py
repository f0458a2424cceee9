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
            "config/village-targets.csv, mã 18999, thôn «Thôn Đồng»: không có đơn vị mang mã 18999 trong config/units.csv; "
            "sửa mã.",
        ),
        (
            ["18604,Thôn Đồng,insured,90"],
            "config/village-targets.csv, mã 18604, thôn «Thôn Đồng»: không có chỉ tiêu «insured» trong config/plan.toml; "
            "chọn một trong: insured_poor, insured_near_poor, loan_access, education_support, information_access, "
            "water_sanitation, temporary_housing.",
        ),
        (
            ["18604,Thôn Đồng,models,1"],
            "config/village-targets.csv, mã 18604, thôn «Thôn Đồng»: chỉ tiêu «models» không tính được theo thôn từ danh "
            "sách hộ; chọn một trong: insured_poor, insured_near_poor, loan_access, education_support, "
            "information_access, water_sanitation, temporary_housing.",
        ),
        (
            ["18604,Thôn Đồng,insured_poor,90", "18604,thôn  ĐỒNG,insured_poor,80"],
            "config/village-targets.csv, mã 18604, thôn «thôn đồng»: có hai mục tiêu của chỉ tiêu «insured_poor»; chỉ để "
            "lại một dòng.",
        ),
        (
            ["18604,Thôn Đồng,insured_poor,950"],
            "config/village-targets.csv, mã 18604, thôn «Thôn Đồng»: mục tiêu 950 của chỉ tiêu «insured_poor» quá 100%; sửa "
            "value.",
        ),
        (
            ["18604,,insured_poor,90"],
            "config/village-targets.csv, dòng 2, khóa «village»: thiếu khóa này; thêm vào.",
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

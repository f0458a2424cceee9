"""Several forms in `config/forms/`: which is the main one, and what one may not take from another."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.form import Form
from giamngheo.warehouse import schema
from tests.support.config_folder import change, must_say
from tests.support.forms_beside import lay_form

COVER, HOUSEHOLDS = "bcgn02_cover.toml", "bcgn02_household.toml"
FILE = "config/forms/BC-GN-02"


@pytest.fixture
def second(folder):
    """The folder of a second form in a configuration of the test's own."""
    return lay_form(folder, "BC-GN-02")


def test_the_main_form_is_told_by_its_list_of_households_not_by_its_place(folder, second):
    second.rename(second.with_name("AA-00"))
    found = load_configuration(folder)
    assert (found.form.id, [form.id for form in found.other_forms]) == ("BC-GN-01", ["BC-GN-02"])
    assert (found.form.frequency, found.form_of("BC-GN-02").frequency) == ("month", "quarter")
    assert found.form_of(None) is found.form_of("BC-GN-01") is found.form_of("biểu đã bỏ") is found.form
    months = (Period(2026, "month", number) for number in range(1, 13))
    owed = [period.code for month in months if (period := found.form_of("BC-GN-02").period_ending_in(month))]
    assert owed == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("form.toml", 'id = "BC-GN-02"', 'id = "BC-GN-01"', "config/forms: hai biểu cùng có mã «bc-gn-01»"),
        (HOUSEHOLDS, "bcgn02_household", "resource", "config/forms: hai biểu cùng có bảng «resource»"),
        (HOUSEHOLDS, 'table = "bcgn02_household"', 'table = "known_file"', "tên bảng «known_file» đã dùng"),
        (HOUSEHOLDS, 'table = "bcgn02_household"', 'table = "departed"', "tên bảng «departed» đã dùng"),
        (COVER, 'layout = "labels"', 'layout = "table"', f"{FILE}: phải có đúng một trang thông tin"),
        (COVER, 'type = "quarter"', 'type = "text"', "khóa «column.period.type»: không phải loại kỳ báo cáo"),
        (COVER, 'field = "cutoff"\n', 'field = "day"\n', f"{FILE}/{COVER}: thiếu trường «cutoff»"),
        (COVER, "period_not_open = true", "", f"{FILE}/{COVER}: thiếu quy tắc có period_not_open = true"),
        ("form.toml", 'severity = "pending"', 'severity = "warning"', "thiếu quy tắc có severity = «pending»"),
        (HOUSEHOLDS, "required = true\nrow_key", "explains = true\nrow_key", "chỉ biểu chính có trang giải trình"),
    ],
)
def test_what_one_form_may_not_take_from_another_or_leave_out(folder, second, file, old, new, said):
    change(second / file, old, new)
    must_say(folder, said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"water", ', '"waters", ', "khóa «counts.deprivations»: «waters» không phải trường đánh dấu"),
        ('"water", ', '"village", ', "khóa «counts.deprivations»: «village» không phải trường đánh dấu"),
        ("causes = [", "village = [", "khóa «counts.village»: tên đã dùng cho việc khác"),
    ],
)
def test_what_is_counted_are_marks_of_the_sheet(folder, second, old, new, said):
    change(second / HOUSEHOLDS, old, new, 1)
    must_say(folder, said)


def test_what_is_counted_is_part_of_the_version_where_it_is_said(folder, second):
    before = str(load_configuration(folder).forms)
    change(second / HOUSEHOLDS, '"water", ', "", 1)
    load_configuration.cache_clear()
    assert str(load_configuration(folder).forms) != before


def test_one_of_several_forms_has_the_list_of_households(folder, second):
    shutil.rmtree(folder / "forms" / "BC-GN-01")
    third = shutil.copytree(second, second.with_name("BC-GN-03"))
    change(third / "form.toml", "BC-GN-02", "BC-GN-03")
    must_say(folder, "không biểu nào có trang danh sách hộ")


def test_the_main_form_is_monthly(folder):
    change(folder / "forms/BC-GN-01/cover.toml", 'type = "month"', 'type = "quarter"')
    must_say(folder, "biểu chính là báo cáo tháng")


@pytest.mark.parametrize("table", sorted(schema.metadata.tables))
def test_no_form_takes_a_table_of_the_warehouses_own(folder, second, table):
    change(second / HOUSEHOLDS, 'table = "bcgn02_household"', f'table = "{table}"')
    must_say(folder, f"tên bảng «{table}» đã dùng")


def test_a_form_that_says_nothing_new_is_the_version_that_it_was():
    """Otherwise every workbook that an office has ever got would be judged anew."""
    rule = {"code": "F107", "title": "t", "severity": "pending", "message": "m", "remedy": "r"}
    rule["expect"] = [{"type": "expect_column_values_to_not_be_null", "column": "unit"}]
    column = {"field": "unit", "heading": "Mã", "type": "code"}
    sheet = {"table": "cover", "name": "Thông tin", "layout": "labels", "column": [column], "rule": [rule]}
    said = {"id": "A", "title": "t", "marks": {"yes": ["x"], "no": [""]}, "rows": {"totals": [], "signatures": []}}
    form = Form.model_validate({**said, "sheets": [sheet]})
    assert (
        hashlib.sha256(str(form).encode()).hexdigest()
        == "3a75a098312cbba58772ac7a03ea765804bd0048a70f504aa34afcf5b6c4b9c9"
    )
    assert (
        hashlib.sha256(form.model_dump_json().encode()).hexdigest()
        == "e7f4d864a8c9ae2066fc1f2030cf28ac66c16e31f34c9f607457ac03e4ace88d"
    )

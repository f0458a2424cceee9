"""Mistakes in `config/` are sentences with file, key and remedy, all at once."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.metadata import load_configuration
from giamngheo.metadata.recipients import DatedCommunes, Recipients, everybody
from tests.support.config_folder import change, mistakes, must_say


def test_the_shipped_configuration_is_right(configuration):
    assert len(configuration.plan.indicator) == 9
    assert len({unit.code for unit in configuration.units if unit.is_valid_on(dt.date(2020, 3, 14))}) == 22


def test_an_office_may_be_given_by_its_name_alone(folder):
    own = '[offices.gddt]\nname = "Phòng Giáo dục và Đào tạo"\narticle = "mục III.4"\n'
    change(folder / "plan.toml", own, "")
    change(folder / "plan.toml", "[offices.ldtbxh]", '[offices]\ngddt = "Phòng Giáo dục"\n\n[offices.ldtbxh]')
    offices = load_configuration(folder).plan.offices
    assert (offices["gddt"].name, offices["gddt"].article) == ("Phòng Giáo dục", "")
    assert offices["ldtbxh"].article == "mục III.2"


def test_a_scorecard_goes_to_communes_that_are_there_and_an_address_gets_one_message(configuration):
    addresses = {"18604": "khe@thachha.example", "99999": "khong@thachha.example", "18667": "UBND@thachha.example"}
    recipients = Recipients(
        recipient=configuration.declared.recipients.recipient,
        communes=DatedCommunes(addresses=addresses),
    )
    named = len(recipients.recipient)
    found = everybody(recipients, configuration.units, configuration.levels.sender, dt.date(2020, 3, 14))
    assert [(one.name, one.document) for one in found[named:]] == [("UBND xã Thạch Khê", "xa-18604")]
    assert len(found) == named + 1


def test_all_mistakes_of_all_files_at_once(folder):
    change(folder / "plan.toml", 'measure = "count"\nrows = "model"', 'measure = "number"\nrows = "model"')
    change(folder / "calendar.toml", "cutoff_day = 14", 'cutoff_day = "giữa tháng"')
    change(folder / "recipients.toml", "ubnd@thachha.example", "ubnd")
    change(folder / "units.csv", "18604,Xã Thạch Khê", "1860,Xã Thạch Khê")
    found = mistakes(folder)
    assert len(found) == 6  # the unit stands in three lines: before 2020, until 2024, since July 2025
    for file in ("plan.toml", "calendar.toml", "recipients.toml", "units.csv"):
        assert any(file in mistake for mistake in found)
    assert all(";" in mistake and mistake.endswith(".") for mistake in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sum(insured) filter", "sum(insuredd) filter", "insuredd"),
        ("sum(insured) filter", "avg(insured) filter", "AVG"),
        ('responsible = "gddt"', 'responsible = "gd"', "cơ quan"),
        ('code = "models"', 'code = "loan_access"', "lặp"),
        ('denominator_rows = "cover"', 'denominator_rows = "hộ"', "denominator_rows"),
    ],
)
def test_mistakes_of_an_indicator(folder, old, new, says):
    change(folder / "plan.toml", old, new)
    must_say(folder, says)


def test_broken_toml_and_a_missing_file(folder):
    (folder / "plan.toml").write_text("number = ", encoding="utf-8")
    (folder / "report.toml").unlink()
    found = mistakes(folder)
    assert any("plan.toml" in mistake and "TOML" in mistake for mistake in found)
    assert any("report.toml" in mistake and "không có tệp" in mistake for mistake in found)


def test_headings_must_not_mean_two_columns(folder):
    change(folder / "forms/BC-GN-01/household.toml", 'heading = "Ghi chú"', 'heading = "Mã hộ"')
    must_say(folder, "hai cột")


def test_a_rule_must_not_follow_an_unknown_one(folder):
    change(folder / "forms/BC-GN-01/household.toml", 'follows = ["H304", "H305"]', 'follows = ["H999"]')
    must_say(folder, "H999")


def test_what_may_be_wrong_beside_a_cell_must_be_there(folder):
    change(folder / "forms/BC-GN-01/household.toml", 'beside = ["loan_received"]', 'beside = ["loan"]')
    must_say(folder, "H309", "«loan»")


def test_an_unknown_expectation_is_a_mistake(folder):
    change(folder / "forms/BC-GN-01/household.toml", "expect_column_values_to_match_regex", "Expect the best")
    must_say(folder, "household.toml")


def test_what_every_report_needs_has_no_first_month(folder):
    change(
        folder / "plan.toml",
        "value = \"count(*) filter (where classification = 'poor')\" }",
        'value = "count(*) filter (where classification = \'poor\')", since = "2020-02" }',
    )
    change(
        folder / "forms/BC-GN-01/household.toml", 'field = "head_name"\n', 'field = "head_name"\nsince = "2020-02"\n'
    )
    change(folder / "forms/BC-GN-01/household.toml", 'field = "change"\n', 'field = "change"\nsince = "2020-03"\n')
    found = mistakes(folder)
    assert any("figures.household.poor" in mistake and "2020-02" in mistake for mistake in found)
    assert any("figures.household.change_new" in mistake and "2020-03" in mistake for mistake in found)
    assert any("column.head_name.since" in mistake for mistake in found)


def test_a_rules_code_stands_once_in_a_file(folder):
    """In two files it may: the same mistake on two sheets (H314)."""
    change(folder / "forms/BC-GN-01/household.toml", 'code = "H302"', 'code = "H301"')
    change(folder / "forms/BC-GN-01/form.toml", 'code = "F102"', 'code = "F101"')
    found = [mistake for mistake in mistakes(folder) if "bị lặp" in mistake]
    assert [mistake.partition(": ")[0] for mistake in found] == [
        "config/forms/BC-GN-01/household.toml, khóa «rule.H301.code»",
        "config/forms/BC-GN-01/form.toml, khóa «rule.F101.code»",
    ]
    assert all("; đổi mã" in mistake for mistake in found)


@pytest.mark.parametrize("again", ["ubnd@thachha.example", "UBND@ThachHa.example"])
def test_an_address_stands_once(folder, again):
    """Even with the same document: of two entries with other files one would be passed over in silence."""
    text = (folder / "recipients.toml").read_text(encoding="utf-8")
    (folder / "recipients.toml").write_text(
        f'{text}\n[[recipient]]\nname = "Văn phòng"\naddress = "{again}"\nfiles = []\n', encoding="utf-8"
    )
    assert mistakes(folder) == [
        f"config/recipients.toml, «{again}»: địa chỉ bị lặp, cùng nhận giam-ngheo; chỉ để lại một mục."
    ]


@pytest.mark.parametrize(
    "message",
    [
        *("Còn {households", "Còn }", "Còn {}", "Còn {Số hộ}", "Còn {households.size}"),
        *("Còn {households:,}", "Còn {households:.1f}", "Còn {households:{people}}", "Còn {households!x}"),
    ],
)
def test_a_message_can_be_filled(folder, message):
    """Whether its frame has such a column is asked where frames are known: `tests/expectations/test_suites.py`."""
    change(
        folder / "forms/BC-GN-01/cover.toml",
        'message = "Kỳ báo cáo để trống hoặc không đọc được («{read}»)."',
        f'message = "{message}"',
    )
    (mistake,) = mistakes(folder)
    assert mistake == (
        f"config/forms/BC-GN-01/cover.toml, khóa «rule.C204.message»: giá trị «{message}» không dùng được: "
        "ngoặc nhọn không bao tên trường; viết như {households}, hoặc bỏ ngoặc."
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("plan.toml", 'better = "lower"', 'better = "less"', "indicator.temporary_housing.better"),
        ("plan.toml", 'sign = "="', 'sign = "≠"', "indicator.temporary_housing.target.sign"),
        ("recipients.toml", "nhcsxh@thachha.example", "nhcsxh", "recipient.Ngân hàng Chính sách xã hội huyện.address"),
        ("forms/BC-GN-01/cover.toml", 'type = "month"', 'type = "tháng"', "column.period.type"),
        ("forms/BC-GN-01/household.toml", 'label = "Cận nghèo"', "", "column.classification.choice.near_poor.label"),
        ("forms/BC-GN-01/cover.toml", 'points_to = "unit"', 'points_to = ""', "rule.C208.expect (mục 2).points_to"),
    ],
)
def test_an_entry_is_named_by_what_it_calls_itself(folder, file, old, new, key):
    change(folder / file, old, new)
    assert f"config/{file}, khóa «{key}»" in mistakes(folder)[0]


def test_a_first_month_is_a_month(folder):
    change(folder / "forms/BC-GN-01/cover.toml", 'field = "people"\n', 'field = "people"\nsince = "2020-1"\n')
    (mistake,) = mistakes(folder)
    assert "cover.toml" in mistake
    assert "since" in mistake
    assert "như 2020-05" in mistake


def test_the_form_says_which_rule_is_about_the_month_alone(configuration, folder):
    (code,) = configuration.form.period_not_open_rules
    assert {rule.severity for _, rule in configuration.form.rules if rule.code == code} == {"critical"}
    change(folder / "forms/BC-GN-01/cover.toml", "period_not_open = true", "")
    must_say(folder, "period_not_open")


def test_a_first_month_may_be_the_baselines(folder):
    change(folder / "forms/BC-GN-01/household.toml", 'field = "change"\n', 'field = "change"\nsince = "2019-12"\n')
    assert load_configuration(folder).form.tables["household"].columns["change"].since == "2019-12"


def test_the_document_may_bear_its_old_key(folder):
    new = load_configuration(folder).recipients
    text = (folder / "recipients.toml").read_text(encoding="utf-8")
    assert "\ndocument = " in text
    (folder / "recipients.toml").write_text(text.replace("\ndocument = ", "\npaper = "), encoding="utf-8")
    load_configuration.cache_clear()
    assert load_configuration(folder).recipients == new


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("recipients.toml", 'address = "ubnd@thachha.example"', 'address = "ubnd"', "như ten@co-quan.vn"),
        ("plan.toml", 'baseline = "2019-12"', 'baseline = "12/2019"', "như 2020-05"),
        ("operation.toml", 'kind = "month"', 'kind = "week"', " hoặc "),
        ("forms/BC-GN-01/cover.toml", 'code = "C202"', 'code = "c202"', "như A101"),
        ("forms/BC-GN-01/cover.toml", 'also = ["Điện thoại"]', 'also = "Điện thoại"', "không phải danh sách"),
    ],
)
def test_a_slip_is_told_by_an_example_and_alone(folder, file, old, new, says):
    """Of a form with a file that cannot be read nothing follows that is not so."""
    change(folder / file, old, new)
    (mistake,) = mistakes(folder)
    assert f"config/{file}" in mistake
    assert says in mistake

"""Forms that offices send: which offices, and what may be compared with the units' own reports."""

from __future__ import annotations

import re
import shutil

import pytest

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.units import folder_code
from tests.conftest import PROJECT
from tests.support.bank_form import BANK, BANK_NAME, FORM
from tests.support.config_folder import change, must_say
from tests.support.forms_beside import lay_form
from tests.support.new_office import answers_file

LOAN = "bctd01_loan.toml"
MARCH = Period.parse("2020-03")


@pytest.fixture
def bank(folder):
    """The folder of the bank's form in a configuration of the test's own."""
    return lay_form(folder, FORM)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "form.toml",
            '["nhcsxh"]',
            '["nhnn"]',
            "khóa «senders»: không kế hoạch nào có cơ quan «nhnn»; chọn một trong: ldtbxh",
        ),
        ("form.toml", '["nhcsxh"]', '["nhcsxh", "nhcsxh"]', "khóa «senders»: cơ quan «nhcsxh» ghi hai lần"),
        (LOAN, 'by_unit = { code = "unit_code"', 'by_unit = { code = "code"', "khóa «by_unit»: không có trường «code»"),
        (
            LOAN,
            'fields = ["borrowers"]',
            'fields = ["unit_name"]',
            "so sánh S901, khóa «fields»: «unit_name» không phải cột số",
        ),
        (LOAN, "loan_received)", "loan_got)", "so sánh S901, khóa «counted»: biểu thức"),
        (LOAN, 'code = "S901"', 'code = "H314"', "so sánh H314: mã trùng với một quy tắc"),
        (LOAN, 'code = "S901"', 'code = "X901"', "so sánh X901: mã bắt đầu bằng X"),
        (LOAN, 'code = "S901"', 'code = "S902"', "hai so sánh cùng có mã «S902»"),
        (
            LOAN,
            "{sender} báo cáo {there} hộ.",
            "{unit} báo cáo {there} hộ.",
            "khóa «message_to_unit»: không có «{unit}»",
        ),
        (LOAN, "{sender} báo cáo {there} hộ.", "{sender} báo cáo {there:,} hộ.", "ngoặc nhọn không bao tên trường"),
        (
            "bctd01_cover.toml",
            'type = "month"',
            'type = "quarter"',
            "so sánh S901: chỉ so được ở trang có by_unit của một biểu tháng",
        ),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_what_is_declared_wrong_is_said(folder, bank, file, old, new, said):
    change(bank / file, old, new)
    must_say(folder, said)


@pytest.mark.usefixtures("bank")
def test_the_main_form_is_the_units_own(folder):
    change(folder / "forms/BC-GN-01/form.toml", 'id = "BC-GN-01"', 'id = "BC-GN-01"\nsenders = ["nhcsxh"]')
    must_say(folder, "biểu chính do các đơn vị gửi")


@pytest.mark.usefixtures("bank")
def test_an_office_is_a_sender_and_no_unit(folder):
    own = load_configuration(folder)
    form, senders = own.form_of(FORM), own.senders
    assert [(one.code, one.name) for one in senders.of(form, MARCH)] == [(BANK, BANK_NAME)]
    assert len(senders.of(own.form, MARCH)) == 22
    assert (senders.form_of(BANK), senders.form_of("18604")) == (form, None)
    assert (senders.said(BANK), senders.addressed(BANK)) == (BANK_NAME, BANK_NAME)
    assert (senders.said("18604", MARCH), senders.addressed("18604", MARCH)) == ("xã Thạch Khê", "UBND xã Thạch Khê")
    assert own.addresses[BANK] == "nhcsxh@thachha.example"
    assert senders.meant(" NHCSXH ", MARCH) == BANK
    with pytest.raises(UsageError, match="cơ quan gửi biểu này: nhcsxh"):
        senders.get(form, "mttq", MARCH)


def test_of_an_office_with_two_forms_each_is_named(folder, bank):
    alone = load_configuration(folder)
    assert not any(alone.senders.send_another(form) for form in alone.forms)
    other = shutil.copytree(bank, bank.with_name("BC-TD-02"))
    for file in other.iterdir():
        text = re.sub(r"(td[ -]?)01", r"\g<1>02", file.read_text(encoding="utf-8"), flags=re.IGNORECASE)
        file.write_text(re.sub(r"S90(\d)", r"S91\1", text), encoding="utf-8")
    load_configuration.cache_clear()
    own = load_configuration(folder)
    assert {form.id: own.senders.send_another(form) for form in own.forms} == {
        "BC-GN-01": False,
        "BC-TD-01": True,
        "BC-TD-02": True,
    }


@pytest.mark.usefixtures("bank")
def test_an_office_that_has_ended_owes_nothing_more(folder):
    change(
        folder / "plan.toml", "[offices.nhcsxh]\n", '[offices.nhcsxh]\nvalid_to = 2020-06-30\nsucceeded_by = "tckh"\n'
    )
    own = load_configuration(folder)
    form = own.form_of(FORM)
    owed = [len(own.senders.of(form, Period(2020, "month", number))) for number in range(5, 9)]
    assert owed == [1, 1, 0, 0]


@pytest.mark.usefixtures("bank")
def test_the_form_says_nothing_of_the_other_forms_rules(folder):
    """So no workbook on the main form is judged anew."""
    with_bank = load_configuration(folder)
    assert str(with_bank.form) == str(load_configuration(PROJECT / "config").form)
    told = {rule.code for _, rule in with_bank.with_comparisons(with_bank.form).rules}
    assert told - {rule.code for _, rule in with_bank.form.rules} == {"S901", "S902"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nhcsxh - Ngân hàng", BANK),
        ("NHCSXH", BANK),
        ("nhcsxh_cu - Ngân hàng", None),
        ("Ảnh", None),
        ("18604 - Xã Thạch Khê", "18604"),
        ("mttq - Mặt trận", None),
    ],
    ids=["named", "capitals", "another", "none", "unit", "sends nothing"],
)
def test_an_offices_folder_is_told_by_its_code(name, code):
    assert folder_code(name, {BANK}) == code


@pytest.mark.parametrize("office", ["xa-huong-do-2025", "ha-tinh-2026"])
def test_the_examples_can_take_it(tmp_path, office):
    config = shutil.copytree(PROJECT / "examples" / office / "config", tmp_path / "config")
    lay_form(config, FORM)
    own = load_configuration(config)
    assert [one.code for one in own.senders.of(own.form_of(FORM), own.first_month + 1)] == [BANK]


def test_a_new_office_can_take_it_once_its_plan_has_the_bank(giamngheo, tmp_path):
    made = tmp_path / "office"
    assert giamngheo("init", made, "--answers", answers_file(tmp_path))[0] == 0
    (config,) = {path.parent for path in made.rglob("plan.toml")}
    lay_form(config, FORM)
    if "[offices.nhcsxh]" not in (config / "plan.toml").read_text("utf-8"):
        must_say(config, "không kế hoạch nào có cơ quan «nhcsxh»")
        plan = config / "plan.toml"
        plan.write_text(f'{plan.read_text("utf-8")}\n[offices.nhcsxh]\nname = "Ngân hàng Chính sách xã hội"\n', "utf-8")
    assert load_configuration(config).senders.office_codes == {BANK}


@pytest.mark.parametrize(
    ("typed", "is_its"),
    [
        ("Phòng Kinh tế", True),
        ("phong kinh te", True),
        ("Phòng Kinh tế xã Thạch Khê", True),
        ("Phòng", False),  # also another's
        ("Phòng K", False),
        ("Phòng Kinh tế và Hạ tầng", False),
        ("", False),
    ],
)
def test_a_name_is_an_offices_in_whole_words_that_are_no_others(folder, bank, typed, is_its):
    """The plan has further offices that are called Phòng …, and one whose name goes on where this one's ends."""
    change(folder / "plan.toml", f'name = "{BANK_NAME}"', 'name = "Phòng Kinh tế"')
    change(folder / "plan.toml", 'name = "Phòng Kinh tế - Hạ tầng"', 'name = "Phòng Kinh tế và Hạ tầng"')
    senders = load_configuration(folder).senders
    assert bank.exists()
    assert [senders.bears_name(BANK, typed, at) for at in (MARCH, None)] == [is_its, is_its]

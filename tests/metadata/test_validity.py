"""Offices, recipients and letterheads with days: who is there on which day, and what is wrong in the days."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.metadata import load_configuration
from giamngheo.metadata.validity import Span, gaps
from tests.support.config_folder import change, mistakes, must_say

OLD, NEW = dt.date(2025, 2, 28), dt.date(2025, 3, 1)
SUCCESSOR = """
[offices.nnmt]
name = "Phòng Nông nghiệp và Môi trường"
valid_from = 2025-03-01

[offices.tckh]"""
RECIPIENT = '[[recipient]]\nname = "A"\naddress = "a@b.vn"\ndocument = "{}"\n{}\n'


def add(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def succeeded(folder):
    """Labour's indicators go to another office in March 2025."""
    plan, own = folder / "plan.toml", '[offices.ldtbxh]\nname = "Phòng Lao động - Thương binh và Xã hội"\n'
    change(plan, own, f'{own}valid_to = 2025-02-28\nsucceeded_by = "nnmt"\n')
    change(plan, "\n[offices.tckh]", SUCCESSOR)


def test_without_days_it_is_the_same_on_every_day(configuration):
    first, last = configuration.on(dt.date(2020, 3, 14)), configuration.on(dt.date(2026, 3, 14))
    assert (first.letterhead, first.plan) == (last.letterhead, last.plan)
    assert [one.address for one in first.recipients] == [one.address for one in last.recipients]
    assert first.plan.model_dump_json() == configuration.declared.plans["plan.toml"].model_dump_json()
    assert first.on(dt.date(2020, 6, 1)) is first


def test_a_commune_bears_the_name_of_its_unit_of_the_day(configuration):
    def name(day):
        return {one.document: one.name for one in configuration.on(day).recipients}["xa-18562"]

    assert name(dt.date(2025, 6, 30)) == "UBND thị trấn Thạch Hà"
    assert name(dt.date(2025, 7, 1)) == "UBND xã Thạch Hà"


def test_a_letterhead_keeps_what_a_change_does_not_name(configuration, folder):
    add(
        folder / "report.toml",
        """
[[change]]
valid_from = 2025-07-01
issuing_body = "PHÒNG KINH TẾ"

[[change]]
valid_from = 2025-03-01
issuing_body = "PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
signer_name = "Trần Thị B"
[change.department]
name = "Sở Nông nghiệp và Môi trường tỉnh Hà Tĩnh"
""",
    )
    loaded = load_configuration(folder)
    before, after, last = (loaded.on(day).letterhead for day in (OLD, NEW, dt.date(2025, 7, 1)))
    assert before == configuration.letterhead
    assert (before.signer_name, after.signer_name, last.signer_name) == ("", "Trần Thị B", "Trần Thị B")
    assert (after.issuing_body, last.issuing_body) == ("PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "PHÒNG KINH TẾ")
    assert before.department.name.startswith("Sở Lao động")
    assert after.department.name == "Sở Nông nghiệp và Môi trường tỉnh Hà Tĩnh"
    assert (after.department.symbol, after.contact) == (before.department.symbol, before.contact)


def test_an_indicator_goes_to_who_comes_after_its_office(folder):
    succeeded(folder)
    loaded = load_configuration(folder)
    before, after = loaded.on(OLD).plan, loaded.on(NEW).plan
    assert {"ldtbxh", "nnmt"} & before.offices.keys() == {"ldtbxh"}
    assert {"ldtbxh", "nnmt"} & after.offices.keys() == {"nnmt"}
    own = [item.code for item in before.indicator if item.responsible == "ldtbxh"]
    assert own == [item.code for item in after.indicator if item.responsible == "nnmt"] != []


def test_nobody_is_a_recipient_for_an_office_that_is_gone(folder):
    succeeded(folder)
    change(folder / "recipients.toml", "co-quan-gddt", "co-quan-ldtbxh")
    loaded = load_configuration(folder)
    assert "co-quan-ldtbxh" in {one.document for one in loaded.on(OLD).recipients}
    assert "co-quan-ldtbxh" not in {one.document for one in loaded.on(NEW).recipients}


def test_the_letter_to_the_department_is_known_by_its_code_of_any_day(folder):
    change(folder / "recipients.toml", 'document = "so-ldtbxh"\n', 'document = "so-ldtbxh"\nvalid_to = 2025-02-28\n')
    later = RECIPIENT.format("so-nnmt", "valid_from = 2025-03-01")
    change(folder / "recipients.toml", "[communes]\n", f"{later}[communes]\n")
    (mistake,) = mistakes(folder)
    assert (
        "không có loại báo cáo «so-nnmt»; chọn một trong: giam-ngheo, cong-khai, so-ldtbxh, co-quan-MÃ, xa-MÃ, khu-vuc-MÃ"
        in mistake
    )
    load_configuration.cache_clear()
    add(folder / "report.toml", '\n[[change]]\nvalid_from = 2025-03-01\n[change.department]\ncode = "so-nnmt"\n')
    loaded = load_configuration(folder)
    assert loaded.declared.letterhead.department_codes == ("so-ldtbxh", "so-nnmt")
    assert [loaded.on(day).letterhead.department.code for day in (OLD, NEW)] == ["so-ldtbxh", "so-nnmt"]
    for day, there, gone in ((OLD, "so-ldtbxh", "so-nnmt"), (NEW, "so-nnmt", "so-ldtbxh")):
        documents = {one.document for one in loaded.on(day).recipients}
        assert there in documents
        assert gone not in documents
    load_configuration.cache_clear()
    change(folder / "report.toml", 'code = "so-nnmt"', 'code = "co-quan-so"')
    must_say(folder, "khóa «department.code»: co-quan-so là mã của báo cáo khác")


def test_nobody_loses_the_letter_to_the_department_in_silence(folder):
    add(folder / "report.toml", '\n[[change]]\nvalid_from = 2025-03-01\n[change.department]\ncode = "so-nnmt"\n')
    change(folder / "operation.toml", "signed = false", "signed = true")
    change(folder / "operation.toml", 'documents = ["giam-ngheo"]', 'documents = ["giam-ngheo", "so-ldtbxh"]')
    found = mistakes(folder)
    assert any("từ 01/03/2025 công văn gửi cấp trên mang mã so-nnmt, không còn là so-ldtbxh" in one for one in found)
    assert any("có lúc mang mã so-nnmt" in one and "không phải ký" in one for one in found)


def test_an_address_of_a_commune_may_change_on_a_day(folder):
    dated = '[{ address = "cu@a.vn", valid_to = 2025-06-30 }, { address = "moi@a.vn", valid_from = 2025-07-01 }]'
    change(folder / "recipients.toml", '"xa-thach-khe@thachha.example"', dated)
    add(folder / "recipients.toml", '[communes.chairmen]\n18604 = { address = "ct@a.vn", valid_from = 2025-07-01 }\n')
    loaded = load_configuration(folder)
    for day, address, chairman in (
        (dt.date(2025, 6, 30), "cu@a.vn", None),
        (dt.date(2025, 7, 1), "moi@a.vn", "ct@a.vn"),
    ):
        own = loaded.on(day)
        assert own.communes.addresses["18604"] == address
        assert own.communes.chairmen.get("18604") == chairman
        assert [one.address for one in own.recipients if one.document == "xa-18604"] == [address]


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "report.toml",
            "[[change]]\nvalid_from = 2025-03-01\nplace = 'A'\n[[change]]\nvalid_from = 2025-03-01\nplace = 'B'\n",
            "hai mục [[change]] cùng có valid_from = 2025-03-01",
        ),
        ("report.toml", "[[change]]\nvalid_from = 2025-03-01\n", "từ 01/03/2025 không đổi khóa nào"),
        ("report.toml", '[[change]]\nplace = "A"\n', "«change (mục 1).valid_from»: thiếu khóa này"),
        ("report.toml", '[[change]]\nvalid_from = 2025-03-01\nsigner = "A"\n', "khóa này không có trong quy định"),
        (
            "recipients.toml",
            "\n" + RECIPIENT.format("giam-ngheo", "valid_from = 2025-03-01\nvalid_to = 2025-02-01"),
            "«a@b.vn»: hết hiệu lực trước khi bắt đầu; sửa valid_from, valid_to",
        ),
        (
            "recipients.toml",
            "\n" + RECIPIENT.format("xa-18616", "valid_from = 2021-01-01"),
            "không ngày nào còn hiệu lực cùng nơi nhận xa-18616 (đến hết 31/12/2019)",
        ),
    ],
)
def test_mistakes_in_days_are_told_plainly(folder, file, text, says):
    add(folder / file, "\n" + text)
    (mistake,) = mistakes(folder)
    assert f"config/{file}" in mistake
    assert says in mistake


def test_a_document_that_nobody_gets_between_two_recipients_is_a_mistake(folder):
    own = 'document = "so-ldtbxh"\n'
    change(folder / "recipients.toml", own, f"{own}valid_to = 2025-02-28\n")
    change(
        folder / "recipients.toml",
        "[communes]\n",
        RECIPIENT.format("so-ldtbxh", "valid_from = 2025-04-01") + "[communes]\n",
    )
    (mistake,) = mistakes(folder)
    assert "từ 01/03/2025 đến 31/03/2025 không nơi nhận nào nhận so-ldtbxh" in mistake


def test_one_address_may_get_one_document_after_another(folder):
    own = 'address = "ubnd@thachha.example"\ndocument = "giam-ngheo"\n'
    later = own.replace("giam-ngheo", "co-quan-gddt")
    change(
        folder / "recipients.toml",
        own,
        f'{own}valid_to = 2025-02-28\n\n[[recipient]]\nname = "A"\n{later}valid_from = 2025-03-01\n',
    )
    assert load_configuration(folder).on(NEW)
    load_configuration.cache_clear()
    change(folder / "recipients.toml", "valid_from = 2025-03-01", "valid_from = 2025-02-28")
    (mistake,) = mistakes(folder)
    assert "«ubnd@thachha.example»: nhận hai loại báo cáo" in mistake


def test_two_addresses_of_a_commune_on_one_day_are_a_mistake(folder):
    dated = '[{ address = "cu@a.vn", valid_to = 2025-06-30 }, "moi@a.vn"]'
    change(folder / "recipients.toml", '"xa-thach-khe@thachha.example"', dated)
    (mistake,) = mistakes(folder)
    assert "mã 18604: hai địa chỉ cùng có hiệu lực một ngày" in mistake


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('succeeded_by = "nnmt"', "", "sau 28/02/2025 không cơ quan nào chịu trách nhiệm"),
        ("valid_to = 2025-02-28", "", "có succeeded_by mà không có valid_to"),
        ('succeeded_by = "nnmt"', 'succeeded_by = "khac"', "không có cơ quan «khac»"),
        ("valid_from = 2025-03-01", "valid_from = 2025-03-02", "vào ngày 01/03/2025, ngay sau khi"),
        ("valid_from = 2025-03-01", "valid_from = 2025-03-01\nvalid_to = 2025-02-01", "hết hiệu lực trước khi bắt đầu"),
        (
            "valid_to = 2025-02-28",
            "valid_from = 2020-02-01\nvalid_to = 2025-02-28",
            "từ 01/01/2020 đến trước 01/02/2020",
        ),
    ],
)
def test_days_on_which_nobody_answers_for_an_indicator_are_a_mistake(folder, old, new, says):
    succeeded(folder)
    change(folder / "plan.toml", f"\n{old}", f"\n{new}")
    must_say(folder, "config/plan.toml, khóa «offices.", says)


def test_gaps_lie_between_the_first_and_the_last_day():
    day = dt.date(2025, 1, 1)
    spans = [Span(day.replace(month=month), day.replace(month=month, day=28)) for month in (5, 1, 3)]
    found = [(gap.first_day, gap.last_day) for gap in gaps([*spans, Span(day, day.replace(month=2))])]
    assert found == [
        (dt.date(2025, 2, 2), dt.date(2025, 2, 28)),
        (dt.date(2025, 3, 29), dt.date(2025, 4, 30)),
    ]
    assert list(gaps([*spans, Span(dt.date.min, dt.date.max)])) == []

"""Which levels there are, and what is said of a configuration that names others; one without them is as it always was."""

from __future__ import annotations

import pytest

from giamngheo.metadata import load_configuration
from giamngheo.metadata.levels import Level, Levels, UnitKind, levels_before, whole_or_part
from giamngheo.metadata.unit_names import UnitNames
from giamngheo.report.content import Nouns, ReportContent
from giamngheo.report.documents import document_of
from tests.conftest import GOLDEN
from tests.support.config_folder import change, mistakes

MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))


def test_an_office_without_the_file_is_as_it_was(folder, configuration):
    (folder / "levels.toml").unlink()
    change(folder / "plan.toml", 'area = "huyện', 'district = "huyện')
    change(folder / "report.toml", 'code = "so-ldtbxh"', "")
    own = load_configuration(folder)
    assert own.levels == configuration.levels == levels_before()
    assert own.plan.area == "huyện Thạch Hà"
    assert own.letterhead == configuration.letterhead
    assert own.recipients == configuration.recipients


def test_what_is_left_out_follows_from_the_noun():
    own = Level(code="thon", noun="thôn")
    assert (own.title, own.all_said, own.whole_said, own.body_of("Thôn Đông")) == (
        "Thôn",
        "các thôn",
        "toàn thôn",
        "Thôn Đông",
    )
    assert own.kinds == (UnitKind(code="thon", name="Thôn"),)
    levels = Levels(senders="thon", whole="xa", level=(own, Level(code="xa", noun="xã")))
    assert levels.village.noun == "khu vực"


@pytest.mark.parametrize(
    ("level", "area", "said"),
    [
        (Level(code="huyen", noun="huyện"), "huyện Thạch Hà", "toàn huyện Thạch Hà"),
        (Level(code="tinh", noun="tỉnh", said="cả tỉnh"), "tỉnh Hà Tĩnh", "cả tỉnh Hà Tĩnh"),
        (Level(code="tinh", noun="tỉnh"), "thành phố Huế", "toàn thành phố Huế"),
    ],
    ids=["usual", "said", "other-noun"],
)
def test_the_whole_is_called_by_its_level_and_its_name(level, area, said):
    assert level.whole_of(area) == said
    assert whole_or_part(said, 22, 22) == said[0].upper() + said[1:]
    assert whole_or_part(said, 1400, 2200) == "Cộng 1.400 đơn vị"


@pytest.mark.parametrize(
    ("name", "kind", "bare"),
    [
        ("Đặc khu Yến", "dac-khu", "yen"),
        ("ĐK Yến", "dac-khu", "yen"),
        ("UBND T.Tr. Thạch Hà", "thi-tran", "thach ha"),
        ("UBND thị trấn Thạch Hà", "thi-tran", "thach ha"),
        ("x. Thạch Khê", "xa", "thach khe"),
        ("P. Trần Phú", "phuong", "tran phu"),
        ("UBND Thạch Khê", None, "thach khe"),
        ("X Thạch Khê", None, "x thach khe"),  # a letter alone is no short form
        ("Phú Xá", None, "phu xa"),
    ],
)
def test_a_typed_name_has_its_kind_and_its_bare_name(name, kind, bare):
    names = UnitNames(levels_before().sender)
    assert (names.kind_of(name), names.bare(name)) == (kind, bare)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "levels.toml",
            'senders = "xa"',
            'senders = "lang"',
            "config/levels.toml, khóa «senders»: không có cấp «lang»; chọn một trong: thon, xa, huyen.",
        ),
        (
            "levels.toml",
            'whole = "huyen"',
            'whole = "thon"',
            "config/levels.toml, khóa «whole»: cấp «thon» không lớn hơn cấp gửi báo cáo «xa»; xếp các level từ nhỏ đến lớn, "
            "hoặc sửa senders, whole.",
        ),
        (
            "levels.toml",
            'code = "thon"',
            'code = "huyen"',
            "config/levels.toml, khóa «level.huyen.code»: mã bị lặp; đổi mã.",
        ),
        (
            "levels.toml",
            'noun = "thôn"',
            'noun = "thôn/tổ"',
            "config/levels.toml, khóa «level.thon.noun»: giá trị «thôn/tổ» không đúng dạng; chỉ viết chữ và dấu cách, như "
            "khu phố.",
        ),
        (
            "units.csv",
            "18604,Xã Thạch Khê,xa,9,2020-01-01,2024-12-31",
            "18604,Xã Thạch Khê,lang,9,2020-01-01,2024-12-31",
            "config/units.csv, mã 18604, khóa «type»: giá trị «lang» không dùng được; chọn một trong: thi-tran, xa, phuong, "
            "dac-khu, hoặc thêm kind vào config/levels.toml.",
        ),
        (
            "report.toml",
            'symbol = "PLĐTBXH"\n',
            "",
            "config/report.toml, khóa «department.symbol»: thiếu khóa này (Ký hiệu của công văn, sau «Số: …/»); thêm vào.",
        ),
        (
            "report.toml",
            'code = "so-ldtbxh"',
            'code = "giam-ngheo"',
            "config/report.toml, khóa «department.code»: giam-ngheo là mã của báo cáo khác; chọn mã khác.",
        ),
        (
            "recipients.toml",
            'document = "so-ldtbxh"',
            'document = "so-nnmt"',
            "config/recipients.toml, «so-ldtbxh@hatinh.example»: không có loại báo cáo «so-nnmt»; chọn một trong: "
            "giam-ngheo, cong-khai, so-ldtbxh, co-quan-MÃ, xa-MÃ, khu-vuc-MÃ.",
        ),
    ],
)
def test_a_mistake_of_levels_is_a_sentence(folder, file, old, new, says):
    change(folder / file, old, new, 1)
    assert says in mistakes(folder)


def test_a_kind_that_begins_with_another_is_itself():
    kinds = (UnitKind(code="to", name="Tổ"), UnitKind(code="to-dan-pho", name="Tổ dân phố"))
    names = UnitNames(Level(code="thon", noun="thôn", kind=kinds))
    assert [names.kind_of(name) for name in ("Tổ 2", "Tổ dân phố 2")] == ["to", "to-dan-pho"]
    assert [names.short(name) for name in ("Tổ 2", "Tổ dân phố 2")] == ["2", "2"]


def test_a_kept_report_keeps_its_nouns_whatever_the_configuration_says_by_then():
    """One that was published before is kept, and drawn, as it was; one with nouns of its own has them with it."""
    assert "nouns" not in MARCH.model_dump_json()
    assert "department_code" not in MARCH.model_dump_json()
    own = MARCH.model_copy(update={"nouns": Nouns(unit_body="", whole="toàn xã", area="xã")})
    again = ReportContent.model_validate_json(own.model_dump_json())
    assert again.nouns == own.nouns
    assert document_of(again, "xa-18604").addressees == ("Xã Thạch Khê",)
    assert document_of(MARCH, "xa-18604").addressees == ("Ủy ban nhân dân xã Thạch Khê",)

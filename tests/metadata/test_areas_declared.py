"""The table of areas: what is declared of the tree of units, and what is said of one that does not hold together."""

from __future__ import annotations

import pytest

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from tests.support import country
from tests.support.config_folder import change, mistakes

MARCH, FEBRUARY = Period.parse("2020-03"), Period.parse("2020-02")


@pytest.fixture
def config(tmp_path):
    return country.configured(tmp_path)


def test_the_tree_of_a_period_is_that_of_its_day(config):
    tree = load_configuration(config).area_tree
    assert {one.code: sorted(one.units) for one in tree.of(MARCH)} == {
        code: sorted(units) for code, units in country.MARCH.items()
    }
    assert [one.code for one in tree.of(MARCH)] == ["40", "nam", "bac", "42", "dong", "tay"]
    assert "18006" in tree.get("nam", FEBRUARY).units
    assert tree.get("18003", MARCH).units == ("18003",)


def test_an_office_without_areas_has_none(folder):
    own = load_configuration(folder)
    assert own.areas == own.area_tree.of(MARCH) == ()
    assert own.area_tree.urban(MARCH) == {}


def test_an_area_that_has_ended_is_named_with_its_successor(config):
    change(config / "areas.csv", "tay,Khu vực Tây,khu-vuc,4,42,,,", "tay,Khu vực Tây,khu-vuc,4,42,,2020-02-29,moi")
    with (config / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("moi,Khu vực Mới,khu-vuc,5,42,2020-03-01,,\n")
    change(config / "units.csv", "2020-03-01,,,,,tay,", "2020-03-01,,,,,moi,")
    tree = load_configuration(config).area_tree
    assert tree.get("tay", FEBRUARY).units == ("18004",)
    with pytest.raises(
        UsageError, match=r"không có khu vực mang mã tay \(hết hiệu lực ngày 29/02/2020, kế tục là moi\)"
    ):
        tree.get("tay", MARCH)


_NO_PARENT = (
    "config/units.csv, dòng 2, cột «parent»: không có khu vực mang mã «nom» trong config/areas.csv "
    "(40, 42, nam, bac, dong, tay); sửa mã hoặc thêm dòng."
)
_OF_A_PROVINCE = (
    "config/units.csv, dòng 2, cột «parent»: «Tỉnh Nghệ An» thuộc cấp «tinh», không phải cấp liền trên «khu-vuc» của "
    "«Phường Một»; ghi mã của khu vực."
)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("units.csv", "2020-01-01,,,,,nam,\n18002", "2020-01-01,,,,,nom,\n18002", _NO_PARENT),
        ("units.csv", "2020-01-01,,,,,nam,\n18002", "2020-01-01,,,,,40,\n18002", _OF_A_PROVINCE),
        (
            "areas.csv",
            "40,Tỉnh Nghệ An,tinh,1,,,,",
            "40,Tỉnh Nghệ An,tinh,1,nam,,,",
            "config/areas.csv, dòng 2, cột «parent»: các khu vực thuộc lẫn nhau thành vòng (40 → nam → 40); sửa parent.",
        ),
        (
            "areas.csv",
            "nam,Khu vực Nam Đàn,khu-vuc",
            "nam,Khu vực Nam Đàn,xa",
            "config/areas.csv, dòng 4, cột «level»: «xa» không phải cấp nằm giữa cấp gửi báo cáo «xa» và toàn bộ «nuoc»; "
            "chọn một trong: khu-vuc, tinh.",
        ),
        (
            "areas.csv",
            "bac,Khu vực Bắc Đàn,khu-vuc,2,40,,,",
            "bac,Khu vực Bắc Đàn,khu-vuc,2,40,2020-01-01,2020-06-30,",
            "config/units.csv, dòng 3, cột «parent»: từ 01/07/2020 «Xã Hai» thuộc «Khu vực Bắc Đàn» (bac) mà khu vực này không "
            "có hiệu lực; nối valid_from, valid_to của khu vực, hoặc tách dòng của «Xã Hai» theo ngày.",
        ),
        (
            "areas.csv",
            "bac,Khu vực Bắc Đàn,khu-vuc,2,40,,,",
            "bac,Khu vực Bắc Đàn,khu-vuc,2,40,,2020-03-31,bac\nbac,Khu vực Bắc,khu-vuc,2,40,2020-05-01,,",
            "config/units.csv, dòng 3, cột «parent»: từ 01/04/2020 đến 30/04/2020 «Xã Hai» thuộc «Khu vực Bắc Đàn» (bac) mà khu "
            "vực này không có hiệu lực; nối valid_from, valid_to của khu vực, hoặc tách dòng của «Xã Hai» theo ngày.",
        ),
        (
            "units.csv",
            "18003,Xã Ba,xa,3,2020-01-01,,,,,dong,",
            "18003,Xã Ba,xa,3,2020-01-01,2020-02-29,,,,dong,\n18003,Xã Ba,xa,3,2020-03-01,,,,,tay,",
            "config/units.csv, dòng 4, cột «succeeded_by»: «Xã Ba» chuyển sang khu vực khác từ 01/03/2020 mà dòng cũ không ghi "
            "kế tục, nên số liệu trước ngày ấy không so được; ghi 18003.",
        ),
        (
            "areas.csv",
            "tay,Khu vực Tây",
            "18007,Khu vực Tây",
            "config/areas.csv, dòng 7, cột «code»: 18007 là mã của đơn vị «Xã Bảy» trong config/units.csv; chọn mã khác.",
        ),
        (
            "areas.csv",
            "tay,Khu vực Tây,khu-vuc,4,42,,,",
            "tay,Khu vực Tây,khu-vuc,4,42,,2020-12-31,nua",
            "config/areas.csv, mã tay: succeeded_by = nua nhưng không có đơn vị mang mã này bắt đầu sau khi «Khu vực Tây» hết "
            "hiệu lực; thêm dòng của đơn vị mới, hoặc để trống succeeded_by.",
        ),
        (
            "units.csv",
            "18005,Xã Năm,xa,5,2020-01-01,,,,,dong,x",
            "18005,Xã Năm,xa,5,2020-01-01,,,,,dong,có",
            "config/units.csv, dòng 7, khóa «urban»: giá trị «có» không dùng được; chọn một trong: 'x'.",
        ),
        (
            "recipients.toml",
            "khu-vuc-42",
            "khu-vuc-43",
            "config/recipients.toml, «tinh@a.example»: khu-vuc-43 không phải của khu vực nào trong config/areas.csv "
            "(khu-vuc-40, khu-vuc-42, khu-vuc-nam, khu-vuc-bac, khu-vuc-dong, khu-vuc-tay); sửa mã.",
        ),
        (
            "levels.toml",
            '[[level]]\ncode = "khu-vuc"\nnoun = "khu vực"\n[[level]]\ncode = "tinh"\nnoun = "tỉnh"\nbody = "Ủy ban nhân dân"\n',
            "",
            "config/areas.csv, dòng 2, cột «level»: «tinh» không phải cấp nằm giữa cấp gửi báo cáo «xa» và toàn bộ «nuoc»; "
            "thêm [[level]] vào levels.toml.",
        ),
    ],
)
def test_a_tree_that_does_not_hold_is_a_sentence_with_its_place(config, file, old, new, says):
    change(config / file, old, new)
    assert says in mistakes(config)


def test_a_commune_may_change_its_area_by_two_rows(config):
    change(
        config / "units.csv",
        "18003,Xã Ba,xa,3,2020-01-01,,,,,dong,",
        "18003,Xã Ba,xa,3,2020-01-01,2020-02-29,18003,,,dong,\n18003,Xã Ba,xa,3,2020-03-01,,,,,tay,",
    )
    own = load_configuration(config)
    assert own.area_tree.get("tay", MARCH).units == ("18003", "18004")
    assert own.area_tree.get(" TAY", MARCH).code == "tay"  # as one may type it
    assert own.area_tree.get("dong", FEBRUARY).units == ("18003", "18005")
    extent = own.unit_register.extents(MARCH, FEBRUARY)["18003"]
    assert [part.code for part in extent.parts] == ["18003"]
    assert not extent.is_marked

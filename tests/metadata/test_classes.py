"""The classes of households and the standards: without the file as always, what may be left out, and what is wrong in it."""

from __future__ import annotations

import pytest

from giamngheo.metadata import load_configuration
from giamngheo.metadata.classes import classes_before
from giamngheo.metadata.mistakes.classes import OF_LINES, OF_MOVEMENTS
from giamngheo.report.content import Flow, ReportContent, UnitLine, VillageLine
from giamngheo.report.wording.terms import stocks_of
from tests.conftest import GOLDEN
from tests.support.config_folder import add_choices, change, mistakes
from tests.support.own_classes import own_office, with_average

MARCH = (GOLDEN / "report-2020-03.json").read_text(encoding="utf-8")
FILE = "config/classes.toml"
STANDARD = '\n[[standard]]\ncode = "{code}"\nname = "chuẩn {code}"\n{more}\n'


def standard(code: str, *more: str) -> str:
    return STANDARD.format(code=code, more="\n".join(more))


def test_the_projects_file_says_what_was_always_so(folder, configuration):
    assert configuration.classes == classes_before()
    (folder / "classes.toml").unlink()
    assert load_configuration(folder).classes == classes_before()


def test_a_file_of_standards_alone_leaves_the_classes_as_they_are(folder):
    (folder / "classes.toml").write_text(standard("a", "rural = 1.5", "urban = 2"), "utf-8")
    classes = load_configuration(folder).classes
    assert classes.model_copy(update={"standards": ()}) == classes_before()
    assert [(one.said, one.rural, one.is_main) for one in classes.standards] == [("chuẩn a", 1.5, True)]


def test_a_published_report_is_kept_as_it_was():
    content = ReportContent.model_validate_json(MARCH)
    assert content.classes == classes_before()
    assert not {"classes", "standard_changed", "by_standard"} & content.model_dump().keys()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'change = "moved_in"',
            'change = "new"',
            f"{FILE}, khóa «transition.new»: mã bị lặp; đổi mã.",
        ),
        (
            'change = "moved_in"',
            'change = "came"',
            f"{FILE}, khóa «transition»: lựa chọn «moved_in» của cột change chưa được khai; thêm [[transition]] của mã này.",
        ),
        (
            'change = "moved_in"',
            'change = "came"',
            f"{FILE}, khóa «transition.came»: cột change của config/forms/BC-GN-01/household.toml không có lựa chọn này; thêm "
            "[[column.choice]], hoặc sửa mã.",
        ),
        (
            'from = ["near_poor"]\nto = "poor"',
            'from = ["average"]\nto = "poor"',
            f"{FILE}, khóa «transition.to_poor.from»: không có diện «average» trong danh sách; chọn một trong: poor, near_poor.",
        ),
        (
            'from = ["near_poor"]\nto = "poor"',
            'from = ["near_poor"]',
            f"{FILE}, khóa «transition.to_poor.to»: thiếu diện mà hộ chuyển sang; thêm vào.",
        ),
        (
            'from = ["near_poor"]\nto = "poor"',
            'from = ["poor"]\nto = "poor"',
            f"{FILE}, khóa «transition.to_poor.from»: diện «poor» cũng là diện chuyển sang; bỏ khỏi from.",
        ),
        (
            'name = "chuyển đi"',
            'name = "chuyển đi"\nto = "poor"',
            f"{FILE}, khóa «transition.moved_out.to»: kind = «exit» là ra khỏi danh sách; bỏ to, hoặc đổi kind thành «between».",
        ),
        (
            'name = "chuyển đi"',
            'name = "chuyển đi"\nreported_as = "relapsed"',
            f"{FILE}, khóa «transition.moved_out.reported_as»: kind = «exit» không phải là «relapsed»; chọn một trong: escaped, other.",
        ),
        (
            'name = "không đổi"',
            'name = "không đổi"\nreported_as = "other"',
            f"{FILE}, khóa «transition.unchanged.reported_as»: kind = «none» không phải là «other»; bỏ khóa này.",
        ),
        (
            'name = "tái nghèo"',
            'name = "tái nghèo"\nfrom = ["near_poor"]',
            f"{FILE}, khóa «transition.relapsed.from»: kind = «entry» là vào danh sách; bỏ from, hoặc đổi kind thành «between».",
        ),
        (
            'role = "near_poor"',
            'role = "on_the_list"',
            f"{FILE}, khóa «class.role»: phải có đúng một diện có role = «near_poor», mã cũng là «near_poor»; sửa lại.",
        ),
        (
            'name = "hộ cận nghèo"',
            'name = "cận nghèo"',
            f"{FILE}, khóa «class.near_poor.name»: giá trị «cận nghèo» không đúng dạng; viết bắt đầu bằng chữ «hộ», như hộ có mức sống "
            "trung bình.",
        ),
        (
            'kind = "none"',
            'kind = "stay"',
            f"{FILE}, khóa «transition.unchanged.kind»: giá trị «stay» không dùng được; chọn một trong: 'entry', 'exit', 'between' hoặc "
            "'none'.",
        ),
    ],
)
def test_mistakes_of_classes_are_told(folder, old, new, says):
    change(folder / "classes.toml", old, new, 1)
    assert says in mistakes(folder)


def test_a_class_without_its_figure_is_told(folder):
    add_choices(folder / "forms/BC-GN-01/household.toml", "left", {"average": "Trung bình"})
    change(
        folder / "classes.toml",
        '[[class]]\ncode = "left"',
        '[[class]]\ncode = "average"\nname = "hộ trung bình"\nrole = "on_the_list"\n\n[[class]]\ncode = "left"',
    )
    assert mistakes(folder) == ["config/plan.toml, khóa «figures»: thiếu số liệu «average» mà báo cáo cần; thêm lại."]


TAKEN = "báo cáo đã dùng tên này cho số liệu khác; đổi mã."


@pytest.mark.parametrize("code", ["social_poor", "households", "poor_rate", "poor_baseline", "village"])
def test_a_class_is_not_called_as_a_figure_of_the_report(tmp_path, code):
    config = own_office(tmp_path)
    with_average(config)
    for file in ("classes.toml", "forms/BC-GN-01/household.toml"):
        text = (config / file).read_text("utf-8")
        (config / file).write_text(text.replace('"average"', f'"{code}"'), "utf-8")
    assert f"{FILE}, khóa «class.{code}»: {TAKEN}" in mistakes(config)


@pytest.mark.parametrize("change_code", ["opening", "closing", "missing", "to_near_poor", "from_poor"])
def test_a_change_is_not_called_as_a_figure_of_the_movements(folder, change_code):
    change(folder / "classes.toml", 'change = "moved_in"', f'change = "{change_code}"', 1)
    assert f"{FILE}, khóa «transition.{change_code}»: {TAKEN}" in mistakes(folder)


def test_a_change_that_the_report_knows_stays_on_its_side(folder):
    change(folder / "classes.toml", 'change = "moved_in"\nkind = "entry"', 'change = "moved_in"\nkind = "exit"', 1)
    assert (
        f"{FILE}, khóa «transition.moved_in.kind»: «moved_in» là biến động kind = «entry»; sửa kind, hoặc đổi mã."
        in mistakes(folder)
    )


def test_every_name_of_a_line_and_of_the_movements_is_taken():
    known = {"poor", "poor_rate", "poor_rate_baseline", "near_poor", "near_poor_rate"}
    assert {*UnitLine.model_fields, *VillageLine.model_fields, *stocks_of(classes_before())} - known <= OF_LINES
    flows = classes_before()
    moves = {*flows.total_in, *flows.total_out, *flows.total_inside}
    assert {*Flow.model_fields} - moves == OF_MOVEMENTS


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'from = ["poor", "average"]',
            'from = ["poor"]',
            f"{FILE}, khóa «transition.to_near_poor.from»: quy tắc của biểu cho phép «average > near_poor: to_near_poor» mà ở đây "
            "không có diện «average»; thêm vào from, hoặc bỏ cặp ấy ở quy tắc.",
        ),
        (
            'name = "chuyển sang mức sống trung bình"\nto = "average"',
            'name = "chuyển sang mức sống trung bình"\nfrom = ["near_poor"]\nto = "poor"',
            f"{FILE}, khóa «transition.to_average.to»: quy tắc của biểu cho phép «poor > average: to_average» mà ở đây là «poor»; "
            "sửa to, hoặc bỏ cặp ấy ở quy tắc.",
        ),
    ],
)
def test_a_move_that_the_rule_lets_pass_and_the_classes_count_otherwise_is_told(folder, old, new, says):
    with_average(folder)
    change(folder / "classes.toml", old, new, 1)
    assert says in mistakes(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            standard("a") + standard("b", "valid_from = 2027-01-01"),
            f"{FILE}, khóa «standard.b»: cùng cột «classification» và cùng lúc có hiệu lực với «a» (từ ngày 01/01/2027); sửa "
            "valid_from, valid_to, hoặc column.",
        ),
        (
            standard("a", 'column = "other"'),
            f"{FILE}, khóa «standard.a.column»: danh sách hộ không có trường «other»; thêm cột vào biểu, hoặc sửa tên.",
        ),
        (
            standard("a", 'column_before = "village"'),
            f"{FILE}, khóa «standard.a.column_before»: cột «village» không phải cột lựa chọn; đặt type = «choice», các lựa chọn là "
            "mã diện hộ.",
        ),
        (
            standard("a", 'column_before = "change"'),
            f"{FILE}, khóa «standard.a.column_before»: cột «change» có lựa chọn «unchanged, new, relapsed, moved_in, to_near_poor, "
            "to_poor, escaped_poverty, escaped_near_poverty, moved_out, removed» không phải diện hộ nào; sửa mã lựa chọn.",
        ),
        (
            standard("a", 'column_before = "classification"'),
            f"{FILE}, khóa «standard.a.column_before»: cột classification ghi theo chuẩn đang có hiệu lực; ghi trường khác, hoặc "
            "bỏ khóa này.",
        ),
        (
            standard("a", 'column = "other"'),
            f"{FILE}, khóa «standard»: không chuẩn nào có column = «classification»; chuẩn chính ghi ở cột đó.",
        ),
        (
            standard("a", "valid_to = 2026-12-31") + standard("b", "valid_from = 2027-02-01"),
            f"{FILE}, khóa «standard»: từ ngày 01/01/2027 đến ngày 31/01/2027 không có chuẩn chính nào; sửa valid_from, valid_to.",
        ),
        (
            standard("a", "valid_from = 2027-01-01", "valid_to = 2026-01-01"),
            f"{FILE}, khóa «standard.a.valid_to»: trước valid_from; sửa một trong hai ngày.",
        ),
        (
            standard("a", 'valid_from = "sang năm"'),
            f"{FILE}, khóa «standard.a.valid_from»: giá trị «sang năm» không phải ngày; ghi dạng 2020-03-14.",
        ),
    ],
)
def test_mistakes_of_standards_are_told(folder, text, says):
    (folder / "classes.toml").write_text(text, "utf-8")
    assert says in mistakes(folder)

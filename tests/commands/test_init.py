"""`giamngheo init`: another office's configuration, and the next year's, whole and over nothing."""

from __future__ import annotations

import copy
import csv
import errno
import io
import json
import tomllib
import unicodedata
from pathlib import Path

import jsonschema
import pytest

from giamngheo.core.errors import ConfigurationError
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.report.publish import publish_report
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.new_office import ADDRESSES, ANSWERS, UNITS, answers_file
from tests.support.office import Office
from tests.support.workbooks import book, district_figures, month_of, write_month


@pytest.fixture
def config(giamngheo, tmp_path):
    """The new office's configuration."""
    code, _, err = giamngheo("init", tmp_path / "huong", "--answers", answers_file(tmp_path))
    assert (code, err) == (0, "")
    return tmp_path / "huong" / "config"


@pytest.fixture
def running(config, monkeypatch):
    """The same, in use."""
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    return config


def files_below(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def toml_files(folder):
    return sorted(folder.rglob("*.toml"))


def texts_in(value):
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield value


def test_the_office_is_as_it_was_answered(config):
    made = load_configuration(config)
    letterhead, plan = made.letterhead, made.plan
    assert {unit.code: unit.name for unit in made.units} == UNITS
    assert [unit.type for unit in made.units] == ["xa", "xa", "thi-tran", "phuong", "xa"]
    assert (letterhead.issuing_body, letterhead.symbol, letterhead.notice_symbol) == (
        "PHÒNG KINH TẾ",
        "BC-PKT",
        "TB-PKT",
    )
    assert (letterhead.department.name, letterhead.department.symbol) == (ANSWERS["office"]["department"], "PKT")
    assert (plan.number, plan.area, plan.year, plan.baseline) == ("5/KH-UBND", "huyện Hương", 2026, "2025-12")
    assert plan.baseline_stocks is None
    assert (made.calendar.due_working_days, made.calendar.report_day) == (3, 22)
    assert {one.address: (one.document, one.files) for one in made.recipients} == {
        "ubnd@huong.example": ("giam-ngheo", ("word", "excel")),
        "so@tram.example": ("cap-tren", ("excel",)),
        **{address: (f"xa-{code}", ("excel",)) for code, address in ADDRESSES.items()},
    }
    assert made.operation.operator.addresses == ("van-hanh@huong.example",)
    assert letterhead.contact.address == tomllib.loads((config / "settings.toml").read_text("utf-8"))["smtp"]["sender"]
    assert made.form == load_configuration(PROJECT / "config").form


def test_every_comment_of_the_project_is_kept_and_no_value_of_its_office(config):
    """Comments have one source; a name of the sample's would stand in another office's letters."""
    for file in toml_files(PROJECT / "config"):
        made = (config / file.relative_to(PROJECT / "config")).read_text("utf-8")
        text = file.read_text("utf-8").replace("../docs/schemas/", "schemas/")
        lost = {line for line in text.splitlines() if line.startswith("#")} - set(made.splitlines())
        assert lost <= {"# Các cơ quan chịu trách nhiệm (phần III của kế hoạch)."}, file.name  # heads recipients
        named = [text for text in texts_in(tomllib.loads(made)) if "thạch hà" in text.casefold() or "thachha" in text]
        assert named == [], file.name
    assert "  # dùng khi không có báo cáo tháng ấy" in (config / "plan.toml").read_text("utf-8")


def test_every_file_is_as_the_schema_beside_it_says(config):
    for file in toml_files(config):
        schema = file.read_text("utf-8").splitlines()[0].removeprefix("#:schema ")
        rules = json.loads((file.parent / schema).read_text("utf-8"))
        data = json.loads(json.dumps(tomllib.loads(file.read_text("utf-8")), default=str))
        assert list(jsonschema.Draft202012Validator(rules).iter_errors(data)) == [], file.name


def test_the_same_answers_give_the_same_bytes(giamngheo, config, tmp_path):
    assert giamngheo("init", tmp_path / "again", "--answers", tmp_path / "answers.toml")[0] == 0
    assert files_below(tmp_path / "again" / "config") == files_below(config)


def test_the_new_office_makes_its_first_report(running, home):
    month = "2026-01"
    books = month_of(UNITS.items(), month, poor=4, near_poor=5, since=month)
    write_month(home / "inbox", books)
    office = Office(home, today="2026-01-22")
    office.collect(month)
    assert set(office.statuses(month).values()) == {"accepted"}
    made = publish_report(office.context, Period.parse(month), lambda _: None)
    content = made.content
    assert [unit.name for unit in content.units] == list(UNITS.values())
    assert content.district.poor == district_figures(books)["poor"] == 20
    assert content.office.issuing_body == "PHÒNG KINH TẾ"
    assert {file.document for file in made.files} == {"giam-ngheo", "cap-tren", *(f"xa-{code}" for code in ADDRESSES)}
    assert running.is_dir()


def test_it_tells_the_next_three_commands(giamngheo, tmp_path):
    out = giamngheo("init", tmp_path / "nơi mới", "--answers", answers_file(tmp_path))[1]
    told = out.partition("Các lệnh tiếp theo, theo thứ tự:\n")[2].splitlines()
    assert [line.partition("#")[0].strip() for line in told] == [
        f"cd '{tmp_path / 'nơi mới'}' && mkdir -p inbox && export GIAMNGHEO_CONFIG=\"$PWD/config\"",
        "giamngheo template --period 2025-12 --lay",
        "giamngheo template --period 2026-01 --lay",
        "giamngheo doctor",
    ]


DIALOGUE = [
    *(
        "PHÒNG KINH TẾ",
        "Phòng Kinh tế",
        "",
        "UBND HUYỆN THẠCH HÀ",
        "BC-PKT",
        "Thạch Hà",
        "UBND huyện",
        "Sở X",
        "TRƯỞNG PHÒNG",
        "",
    ),
    *("vận hành", "van-hanh@a.example", ""),  # operator, and the folder as proposed
    *("huyện", "", "xã 1", "xã", "các xã, thị trấn", ""),  # levels
    *("", "", ""),  # contact
    *("", "", "huyện Thạch Hà", "hai nghìn", "2020", ""),  # number and title are not known
    *("c", "97", "1,92", "118", "3.02"),  # stocks
    *("", "4", ""),  # days
    *("", "", "Châu Thành", "", "", "Hà Tĩnh", "thach ha", ""),  # units: many by the first name
    *("UBND", "ubnd@a.example", "bao-cao", "", "c", "Sở", "so@a.example", "cap-tren", ""),
]


def test_it_asks_until_it_can_use_each_answer(giamngheo, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(DIALOGUE) + "\n"))
    code, out, err = giamngheo("init", tmp_path / "a", "--write-answers", tmp_path / "a.toml")
    assert (code, err) == (0, "")
    for said in (
        "còn trống",
        "giá trị «vận hành» không đúng dạng; viết địa chỉ thư như ten@co-quan.vn.",
        "giá trị «hai nghìn» không phải số nguyên",
        "«Châu Thành» có nhiều nơi (708 Huyện Châu Thành, Tỉnh Tây Ninh; ",
        "22 đơn vị, từ 18562 Thị trấn Thạch Hà đến 18667 Xã Nam Điền.",
        "giá trị «xã 1» không đúng dạng; chỉ viết chữ và dấu cách",
        "không có loại báo cáo «bao-cao»; chọn một trong: giam-ngheo, cong-khai, cap-tren, co-quan-MÃ, xa-MÃ, khu-vuc-MÃ.",
    ):
        assert said in out
    made = load_configuration(tmp_path / "a" / "config")
    assert made.declared.letterhead.issuing_name == "Phòng Kinh tế"
    assert made.plan.baseline_stocks.model_dump() == {
        "poor": 97,
        "poor_rate": 1.92,
        "near_poor": 118,
        "near_poor_rate": 3.02,
    }
    assert (made.calendar.cutoff_day, made.calendar.due_working_days, made.calendar.report_day) == (14, 4, 20)
    monkeypatch.chdir(tmp_path)
    assert giamngheo("init", "b", "--answers", "a.toml")[0] == 0
    assert files_below(tmp_path / "b") == files_below(tmp_path / "a")


def test_a_table_named_at_the_screen_is_found_from_where_the_answers_lie(giamngheo, monkeypatch, tmp_path):
    answers_file(tmp_path)
    (tmp_path / "kept").mkdir()
    monkeypatch.chdir(tmp_path)
    before, after = DIALOGUE[: DIALOGUE.index("Châu Thành") - 2], DIALOGUE[DIALOGUE.index("UBND") :]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*before, "units.csv", *after]) + "\n"))
    code, out, err = giamngheo("init", "a", "--write-answers", "kept/a.toml")
    assert (code, err) == (0, "")
    assert "5 đơn vị, từ 99001 Xã Hương Một đến 99013 Xã Hương Năm." in out
    assert giamngheo("init", "b", "--answers", "kept/a.toml")[0] == 0
    assert files_below(tmp_path / "b") == files_below(tmp_path / "a")


def test_a_file_of_answers_that_is_not_there_is_said(giamngheo, tmp_path):
    code, _, err = giamngheo("init", tmp_path / "a", "--answers", tmp_path / "none.toml")
    assert (code, err.startswith(f"Không có tệp {tmp_path / 'none.toml'}; sửa đường dẫn")) == (2, True)


def test_a_dialogue_that_is_broken_off_leaves_nothing(giamngheo, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("PHÒNG KINH TẾ\n"))
    code, _, err = giamngheo("init", tmp_path / "a", "--write-answers", tmp_path / "a.toml")
    assert code == 2
    assert "Chưa trả lời hết các câu hỏi nên chưa ghi gì." in err
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "a.toml").exists()


def _without(section, key):
    def change_answers(answers):
        del answers[section][key]

    return change_answers


def _with(section, **values):
    return lambda answers: answers.setdefault(section, {}).update(values)


@pytest.mark.parametrize(
    ("mistaken", "said"),
    [
        (_without("office", "symbol"), "answers.toml, khóa «office.symbol»: thiếu khóa này; thêm vào: Ký hiệu của báo cáo"),
        (lambda answers: answers.pop("plan"), "khóa «plan»: thiếu khóa này; thêm vào: mục [plan]: kế hoạch."),
        (_with("plan", year="2026"), "khóa «plan.year»"),
        (_with("plan", baseline="12/2025"), "khóa «plan.baseline»: giá trị «12/2025» không đúng dạng; viết năm và tháng"),
        (_with("office", operator="ai đó"), "khóa «office.operator»: giá trị «ai đó» không đúng dạng; viết địa chỉ thư"),
        (_with("office", sybmol="BC"), "khóa «office.sybmol»: khóa này không có trong quy định"),
        (_with("calendar", cutoff_day=31), "khóa «calendar.cutoff_day»: giá trị «31» ngoài giới hạn; ghi số nhiều nhất là 28"),
        (_with("stocks", poor=97), "khóa «stocks.poor_rate»: thiếu khóa này; thêm vào: Tỷ lệ hộ nghèo, %."),
        (_with("units", table=""), "chưa chọn đơn vị nào; ghi table (bảng riêng), hoặc province, district, prefix."),
        (_with("units", table="none.csv"), "không có tệp"),
        (_with("units", table="", district="Thạch Hàa"), "danh mục không có «Thạch Hàa»; ý bạn là 445 Huyện Thạch Hà"),
        (_with("units", table="", province="42", prefix="9"), "khóa «units.prefix»"),
        (lambda answers: answers["recipient"][0].update(document="co-quan-y_te"), "«ubnd@huong.example»: cơ quan «y_te»"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_answers_is_said_with_its_key(giamngheo, tmp_path, mistaken, said):
    answers = copy.deepcopy(ANSWERS)
    mistaken(answers)
    file = answers_file(tmp_path, answers)
    if said == "khóa «plan.year»":
        change(file, 'year = "2026"', 'year = "hai"')
    code, out, err = giamngheo("init", tmp_path / "huong", "--answers", file)
    assert (code, out) == (2, "")
    assert said in err
    assert not (tmp_path / "huong").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9901,Xã Hương Sáu,", "units.csv, dòng 7, khóa «code»: giá trị «9901» không đúng dạng; viết mã năm chữ số"),
        ("99016,,", "units.csv, dòng 7, khóa «name»: thiếu khóa này; thêm vào: Tên đầy đủ, ví dụ Xã Thạch Khê."),
        ("99001,Xã Hương Sáu,", "mã 99001: có nhiều dòng mang mã này"),
        ("99016,Hương Sáu,", "tên «Hương Sáu» không bắt đầu bằng loại đơn vị"),
        (
            "99016,Xã Hương Sáu,nobody",
            "khóa «address»: giá trị «nobody» không đúng dạng; viết địa chỉ thư như ten@co-quan.vn, hoặc",
        ),
    ],
)
def test_a_mistake_in_the_table_of_units_is_said_with_its_line(giamngheo, tmp_path, line, said):
    file = answers_file(tmp_path)
    with (tmp_path / "units.csv").open("a", encoding="utf-8") as table:
        table.write(f"{line}\n")
    code, _, err = giamngheo("init", tmp_path / "huong", "--answers", file)
    assert code == 2
    assert said in err


def test_a_table_of_codes_and_names_alone_is_enough(giamngheo, tmp_path):
    """As a Vietnamese Excel saves it: semicolons, and the mark of UTF-8 in front."""
    file = answers_file(tmp_path)
    (tmp_path / "units.csv").write_text("\ufeffcode;name\r\n99001;Xã Hương Một\r\n", "utf-8")
    assert giamngheo("init", tmp_path / "huong", "--answers", file)[0] == 0
    made = load_configuration(tmp_path / "huong" / "config")
    assert ([unit.name for unit in made.units], made.communes.addresses) == (["Xã Hương Một"], {})


def test_a_table_whose_letters_and_marks_stand_apart_is_understood(giamngheo, tmp_path):
    """As other systems store them; and two spaces, which nobody sees either. So are the answers themselves."""
    answers = answers_file(tmp_path, ANSWERS | {"levels": {"whole": "huyện", "sender": "xã", "kinds": "Xã, Thị trấn"}})
    (tmp_path / "units.csv").write_text("code,name\n99001,Xã  Hương Một\n99007,Thị trấn Hương Ba\n", "utf-8")
    for file in (answers, tmp_path / "units.csv"):
        file.write_text(unicodedata.normalize("NFD", file.read_text("utf-8")), "utf-8")
    code, _, err = giamngheo("init", tmp_path / "huong", "--answers", answers)
    assert (code, err) == (0, "")
    made = load_configuration(tmp_path / "huong" / "config")
    assert [unit.name for unit in made.units] == ["Xã Hương Một", "Thị trấn Hương Ba"]
    assert (made.plan.area, made.letterhead.issuing_body) == ("huyện Hương", "PHÒNG KINH TẾ")


def test_units_with_their_areas_are_laid_into_them(giamngheo, tmp_path):
    file = answers_file(tmp_path)
    lines = [
        "99001,Xã Hương Một,Khu vực Núi Thờ,",
        "99004,Xã Hương Hai,Khu vực Biển,",
        "99007,Thị trấn Hương Ba,Khu vực Biển,x",
    ]
    (tmp_path / "units.csv").write_text(
        "\n".join(["code,name,area,urban", *lines, "99010,Phường Bốn,,"]) + "\n", "utf-8"
    )
    assert giamngheo("init", tmp_path / "huong", "--answers", file)[0] == 0
    made, month = load_configuration(tmp_path / "huong" / "config"), Period.parse("2026-01")
    assert [level.code for level in made.levels.level] == ["thon", "xa", "khu-vuc", "huyen"]
    assert [(one.code, one.name, one.units) for one in made.area_tree.of(month)] == [
        ("nui-tho", "Khu vực Núi Thờ", ("99001",)),
        ("bien", "Khu vực Biển", ("99004", "99007")),
    ]
    assert [code for code, is_urban in made.area_tree.urban(month).items() if is_urban] == ["99007"]


def test_nothing_that_is_there_is_touched(giamngheo, config, tmp_path):
    for path in config.iterdir():
        if path.name not in ("units.csv", "forms", "schemas"):
            path.unlink()
    (tmp_path / "notes.toml").write_text("x = 1", "utf-8")
    before = files_below(tmp_path)
    answers = tmp_path / "answers.toml"
    code, out, err = giamngheo("init", config.parent, "--answers", answers)
    assert (code, out) == (2, "")
    assert str(config / "forms" / "BC-GN-01" / "cover.toml") in err
    assert "không ghi đè và chưa ghi gì" in err
    code, _, err = giamngheo("init", tmp_path / "new", "--answers", answers, "--write-answers", tmp_path / "notes.toml")
    assert (code, "notes.toml; không ghi đè" in err) == (2, True)
    assert files_below(tmp_path) == before


def test_the_other_files_of_a_folder_stay(giamngheo, tmp_path):
    (tmp_path / "huong" / "config").mkdir(parents=True)
    (tmp_path / "huong" / "ghi chú.txt").write_text("a", "utf-8")
    assert giamngheo("init", tmp_path / "huong", "--answers", answers_file(tmp_path))[0] == 0
    assert {path.name for path in (tmp_path / "huong").iterdir()} == {"config", "ghi chú.txt"}


def test_a_folder_that_cannot_be_made_is_said(giamngheo, tmp_path):
    (tmp_path / "tệp").write_text("a", "utf-8")
    code, _, err = giamngheo("init", tmp_path / "tệp" / "huong", "--answers", answers_file(tmp_path))
    assert (code, "chưa ghi gì. Chọn thư mục khác." in err) == (2, True)


@pytest.mark.parametrize("last", [1, 35])
@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "no room"), KeyboardInterrupt()], ids=["disk", "stop"])
def test_what_breaks_off_between_two_files_leaves_none(giamngheo, monkeypatch, tmp_path, last, trouble):
    """There are 35 of them; then it runs as if nothing had been."""
    answers, left = answers_file(tmp_path), iter(range(last))
    before, write = files_below(tmp_path), Path.write_bytes

    def breaks_off(path, data):
        write(path, data[:1])
        if next(left) == last - 1:
            raise trouble
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", breaks_off)
        assert giamngheo("init", tmp_path / "a" / "b", "--answers", answers)[0] in (2, 130)
    assert (files_below(tmp_path), (tmp_path / "a").exists()) == (before, False)
    assert giamngheo("init", tmp_path / "a" / "b", "--answers", answers)[0] == 0
    assert len(files_below(tmp_path / "a")) == 35


def test_what_is_not_answered_is_reported_by_doctor_and_never_printed(giamngheo, monkeypatch, home, tmp_path):
    answers = copy.deepcopy(ANSWERS)
    del answers["plan"]["number"], answers["plan"]["title"]
    assert giamngheo("init", tmp_path / "huong", "--answers", answers_file(tmp_path, answers))[0] == 0
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(tmp_path / "huong" / "config"))
    load_settings.cache_clear()
    code, out, _ = giamngheo("doctor")
    assert code >= 2
    assert "✘ Cấu hình: Còn chỗ phải ghi: config/plan.toml, khóa «number»; config/plan.toml, khóa «title»." in out
    write_month(home / "inbox", [book("99001", UNITS["99001"], "2026-01", poor=4, near_poor=5)])
    office = Office(home, today="2026-01-22")
    office.collect("2026-01")
    with pytest.raises(ConfigurationError, match="«title»"):
        publish_report(office.context, Period.parse("2026-01"), lambda _: None)


DECEMBER = "2026-12"


def reported_in_december(home, codes):
    books = month_of([(code, UNITS[code]) for code in codes], DECEMBER, poor=4, near_poor=5, since=DECEMBER)
    write_month(home / "inbox", books)
    Office(home, today="2027-01-10").collect(DECEMBER)
    return district_figures(books)


def test_the_next_year_starts_from_the_stocks_of_december(giamngheo, running, home, tmp_path):
    closed = reported_in_december(home, UNITS)
    before = files_below(running)
    code, out, err = giamngheo("init", tmp_path / "2027", "--from-year", "2026", "--to", "2027")
    assert (code, err) == (0, "")
    made = load_configuration(tmp_path / "2027" / "config").plan
    stocks = made.baseline_stocks
    assert (made.year, made.baseline) == (2027, DECEMBER)
    assert (stocks.poor, stocks.near_poor) == (closed["poor"], closed["near_poor"]) == (20, 25)
    assert stocks.poor_rate == round(2000 / closed["households"], 2)
    assert "20 hộ nghèo, 25 hộ cận nghèo" in out
    assert made.number.startswith("CẦN GHI: số, ký hiệu của kế hoạch năm 2027")
    assert made.indicator == load_configuration(running).plan.indicator
    assert files_below(running) == before
    assert "schemas/plan.schema.json" in files_below(tmp_path / "2027" / "config")


def test_of_a_part_of_the_units_no_stocks_are_taken(giamngheo, running, home, tmp_path):
    assert running.is_dir()
    reported_in_december(home, list(UNITS)[:3])
    out = giamngheo("init", tmp_path / "2027", "--from-year", "2026")[1]
    assert "Chưa lấy được số hộ của kỳ gốc 12/2026: mới có 3/5 báo cáo tháng 12." in out
    assert load_configuration(tmp_path / "2027" / "config").plan.baseline_stocks is None


def test_without_a_warehouse_none_is_made(giamngheo, running, home, tmp_path):
    assert running.is_dir()
    assert "chưa có kho dữ liệu" in giamngheo("init", tmp_path / "2027", "--from-year", "2026")[1]
    assert not (home / "home").exists()


def test_units_that_ended_stay_in_the_table_and_get_no_mail(giamngheo, running, tmp_path):
    change(running / "units.csv", "99013,Xã Hương Năm,xa,5,,,,,", "99013,Xã Hương Năm,xa,5,,2026-06-30,,,")
    (running / "village-targets.csv").write_text(
        "unit,village,indicator,value\n99001,Thôn Một,insured_poor,95\n", "utf-8"
    )
    load_configuration.cache_clear()
    out = giamngheo("init", tmp_path / "2027", "--from-year", "2026")[1]
    assert "Hết hiệu lực trong năm 2026, còn trong units.csv để so sánh: Xã Hương Năm." in out
    made = load_configuration(tmp_path / "2027" / "config")
    assert (tmp_path / "2027/config/units.csv").read_bytes() == (running / "units.csv").read_bytes()
    assert set(made.communes.addresses) == {"99001"}
    assert [unit.code for unit in made.unit_register.expected(Period.parse("2027-01"))] == list(UNITS)[:4]
    assert made.village_targets == ()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from-year", "2025"], "Cấu hình đang dùng là của năm 2026; ghi --from-year 2026."),
        (["--from-year", "2026", "--to", "2028"], "Chỉ lập được cấu hình của năm kế tiếp; ghi --to 2027 hoặc bỏ --to."),
        (["--to", "2027"], "--to đi cùng --from-year"),
        (["--from-year", "2026", "--answers", "a.toml"], "bỏ --answers, --write-answers"),
    ],
)
def test_years_that_do_not_follow_are_refused(giamngheo, running, tmp_path, options, said):
    assert running.is_dir()
    code, out, err = giamngheo("init", tmp_path / "2027", *options)
    assert (code, out, said in err) == (2, "", True)
    assert not (tmp_path / "2027").exists()


def test_the_next_plan_is_laid_beside_the_old_one(giamngheo, running, home):
    """One configuration and one warehouse for both years: nothing that is there is touched, nothing is to be chosen."""
    closed = reported_in_december(home, UNITS)
    before = files_below(running)
    code, out, err = giamngheo("init", "--from-year", "2026", "--to", "2027")
    assert (code, err) == (0, "")
    assert (
        f"Đã lập kế hoạch năm 2027 ở {running / 'plans/2027.toml'}; kế hoạch năm 2026 và các tệp khác để nguyên." in out
    )
    assert "20 hộ nghèo, 25 hộ cận nghèo" in out
    after = files_below(running)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"plans/2027.toml"}
    load_configuration.cache_clear()
    old, new = load_configuration(running).plans
    assert (old.year, new.year, new.baseline) == (2026, 2027, DECEMBER)
    assert (new.baseline_stocks.poor, new.indicator) == (closed["poor"], old.indicator)
    schema = (running / "plans" / "2027.toml").read_text("utf-8").splitlines()[0].removeprefix("#:schema ")
    assert (running / "plans" / schema).is_file()
    assert Office(home, today="2027-01-10").context.configuration.plan_at(Period.parse(DECEMBER)).year == 2026
    assert giamngheo("attainment", "--period", DECEMBER, "--today", "2027-01-10")[0] == 0
    assert "config/plans/2027.toml, khóa «number»" in "".join(giamngheo("doctor")[1:])


def test_a_plan_that_is_there_is_not_laid_again(giamngheo, running):
    assert giamngheo("init", "--from-year", "2026")[0] == 0
    before = files_below(running)
    load_configuration.cache_clear()
    code, out, err = giamngheo("init", "--from-year", "2026")
    assert (code, out) == (2, "")
    assert "Cấu hình đang dùng là của năm 2027; ghi --from-year 2027." in err
    assert giamngheo("init", "--from-year", "2027")[0] == 0
    assert files_below(running).keys() - before.keys() == {"plans/2028.toml"}


@pytest.mark.parametrize("beside", [True, False])
def test_the_next_year_begins_with_the_targets_as_they_were_revised(giamngheo, running, tmp_path, beside):
    change(
        running / "plan.toml",
        '[[indicator]]\ncode = "insured_poor"',
        '[[indicator.revision]]\nfrom = 2026-06-15\nsource = "Quyết định 9"\nsign = "between"\nvalue = 1\nto = 1.5\n'
        'units = { 99001 = 2 }\n\n[[indicator]]\ncode = "insured_poor"',
    )
    load_configuration.cache_clear()
    assert giamngheo("init", *([] if beside else [tmp_path / "2027"]), "--from-year", "2026")[0] == 0
    load_configuration.cache_clear()
    plan = load_configuration(running if beside else tmp_path / "2027" / "config").plans[-1]
    target = plan.indicator[0].target
    assert (plan.year, plan.indicator[0].revision) == (2027, ())
    assert (target.sign, target.value, target.to, target.by_year_end) == ("between", 1, 1.5, True)
    assert target.units["99001"].value == 2


def test_a_folder_of_its_own_has_the_next_year_alone(giamngheo, running, tmp_path):
    assert giamngheo("init", "--from-year", "2026")[0] == 0
    load_configuration.cache_clear()
    assert running.is_dir()
    assert giamngheo("init", tmp_path / "2028", "--from-year", "2027")[0] == 0
    made = tmp_path / "2028" / "config"
    assert [plan.year for plan in load_configuration(made).plans] == [2028]
    assert (made / "plan.toml").read_text("utf-8").startswith("#:schema schemas/plan")
    assert not (made / "plans").exists()


def test_another_office_needs_a_folder(giamngheo):
    code, out, err = giamngheo("init")
    assert (code, out, "ghi thư mục mới: giamngheo init THƯ_MỤC" in err) == (2, "", True)


def test_the_projects_own_year_can_be_rolled_on(giamngheo, tmp_path):
    """The sample, whose files name their schemas elsewhere, and whose communes merge later on."""
    assert giamngheo("init", tmp_path / "2021", "--from-year", "2020")[0] == 0
    made = load_configuration(tmp_path / "2021" / "config")
    assert len(made.unit_register.expected(Period.parse("2021-01"))) == 22
    for file in toml_files(tmp_path / "2021"):
        assert (file.parent / file.read_text("utf-8").splitlines()[0].removeprefix("#:schema ")).is_file(), file


def test_the_countrys_list_is_whole():
    """Every commune once, each in a district and a province."""
    from giamngheo.metadata.levels import levels_before
    from giamngheo.metadata.scaffold.answers import UnitsAnswers
    from giamngheo.metadata.scaffold.units import units_of

    commune = levels_before().sender
    found = [units_of(UnitsAnswers(prefix=str(digit)), commune) for digit in range(4)]
    codes = [unit.code for units in found for unit in units]
    assert len(codes) == len(set(codes)) == 10_599
    with (PROJECT / "config" / "units.csv").open(encoding="utf-8") as file:
        ours = {(row["code"], row["name"]) for row in csv.DictReader(file) if row["valid_from"] == "2020-01-01"}
    assert ours == {(unit.code, unit.name) for unit in units_of(UnitsAnswers(district="Huyện Thạch Hà"), commune)}


@pytest.mark.parametrize(
    ("levels", "units", "said"),
    [
        (
            {"whole": "xã", "sender": "thôn"},
            {"90001": "Thôn Bắc", "90002": "Thôn Nam"},
            ("toàn xã", "các thôn", "khu vực"),
        ),
        (
            {"whole": "tỉnh", "sender": "xã", "together": "các xã, phường"},
            UNITS,
            ("toàn tỉnh", "các xã, phường", "thôn"),
        ),
    ],
)
def test_an_office_of_another_level_says_its_own_words(giamngheo, tmp_path, levels, units, said):
    answers = ANSWERS | {"levels": levels, "plan": ANSWERS["plan"] | {"area": f"{levels['whole']} Hương"}}
    file = answers_file(tmp_path, answers)
    (tmp_path / "units.csv").write_text(
        "code,name\n" + "".join(f"{code},{name}\n" for code, name in units.items()), "utf-8"
    )
    assert giamngheo("init", tmp_path / "a", "--answers", file)[0] == 0
    made = load_configuration(tmp_path / "a" / "config").levels
    assert (made.area.whole_said, made.sender.all_said, made.village.noun) == said


def test_a_unit_of_no_kind_of_its_level_is_said(giamngheo, tmp_path):
    file = answers_file(tmp_path, ANSWERS | {"levels": {"whole": "xã", "sender": "thôn"}})
    code, _, err = giamngheo("init", tmp_path / "a", "--answers", file)
    assert (code, "không bắt đầu bằng loại đơn vị; viết đầy đủ, bắt đầu bằng một trong: Thôn." in err) == (2, True)


@pytest.mark.parametrize(
    ("section", "values", "units", "says"),
    [
        ("levels", {"whole": "xã", "sender": "xã"}, {}, "whole và sender là một cấp"),
        ("plan", {"area": "tỉnh Nghệ An"}, {}, "«tỉnh Nghệ An» không bắt đầu bằng cấp của cả địa bàn"),
        ("plan", {"baseline": "2027-01"}, {}, "tháng 2027-01 không trước năm 2026 của kế hoạch"),
        ("units", {"province": "Hà Tĩnh"}, {}, "bỏ province, district, prefix, hoặc bỏ table"),
        ("stocks", {"poor": -5, "poor_rate": 300, "near_poor": 1, "near_poor_rate": 1}, {}, "ngoài giới hạn"),
        ("", {}, {"99001": "UBND xã Hương Một"}, "tên «UBND xã Hương Một» không bắt đầu bằng loại đơn vị"),
        ("", {}, {"99001": "XÃ HƯƠNG MỘT"}, "tên «XÃ HƯƠNG MỘT» không bắt đầu bằng loại đơn vị"),
        ("", {}, {"99001": "Xã Hương Hai"}, "có nhiều đơn vị tên «Xã Hương Hai»"),
    ],
)
def test_answers_that_do_not_go_together_are_said(giamngheo, tmp_path, section, values, units, says):
    changed = copy.deepcopy(ANSWERS)
    if section:
        changed[section] = changed.get(section, {}) | values
    file = answers_file(tmp_path, changed)
    lines = "".join(f"{code},{name}\n" for code, name in (UNITS | units).items())
    (tmp_path / "units.csv").write_text(f"code,name\n{lines}", "utf-8")
    code, _, err = giamngheo("init", tmp_path / "a", "--answers", file)
    assert code == 2
    assert says in err
    assert not (tmp_path / "a").exists()


def test_answers_of_the_screen_are_not_lost_when_they_do_not_go_together(giamngheo, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    wrong = [*DIALOGUE]
    wrong[wrong.index("2020") + 1] = "2020-06"  # no month before the plan's year
    twice = [*wrong[:-1], "c", "Ai", "UBND@a.example", "", ""]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(twice) + "\n"))
    code, out, err = giamngheo("init", "a")
    assert code == 2
    assert "UBND@a.example đã có ở trên" in out
    assert "giamngheo init a --answers tra-loi.toml" in err
    assert not (tmp_path / "a").exists()
    change(tmp_path / "tra-loi.toml", "2020-06", "2019-12")
    assert giamngheo("init", "a", "--answers", "tra-loi.toml")[0] == 0


def test_answers_of_the_screen_outlast_what_nobody_foresaw(giamngheo, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(DIALOGUE) + "\n"))
    with monkeypatch.context() as patch:
        patch.setattr("commands.init.files_of_office", None)
        code, _, err = giamngheo("init", "a")
    assert (code, "giamngheo init a --answers tra-loi.toml" in err) == (2, True)
    assert "(TypeError, init.py dòng" in err
    assert giamngheo("init", "a", "--answers", "tra-loi.toml")[0] == 0


def test_answers_kept_elsewhere_still_find_the_table(giamngheo, tmp_path):
    file = answers_file(tmp_path)
    (tmp_path / "kept").mkdir()
    assert giamngheo("init", tmp_path / "a", "--answers", file, "--write-answers", tmp_path / "kept" / "b.toml")[0] == 0
    assert giamngheo("init", tmp_path / "b", "--answers", tmp_path / "kept" / "b.toml")[0] == 0

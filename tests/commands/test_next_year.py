"""`giamngheo init --from-year`: all that an office has goes into its next year, and what is left to do is said."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from giamngheo.context import Context
from giamngheo.metadata import load_configuration
from giamngheo.metadata.scaffold.next_year import home_in
from giamngheo.metadata.settings import load_settings
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.forms_beside import lay_form
from tests.support.own_classes import with_average, with_editions

OFFICES = {
    "config": 2020,
    "examples/xa-huong-do-2025/config": 2025,
    "examples/ha-tinh-2026/config": 2026,
}


def files_below(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def use(config, patch):
    patch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    load_configuration.cache_clear()


def without_first_line(files):
    return {name: data.partition(b"\n")[2] for name, data in files.items()}


@pytest.mark.parametrize(("office", "year"), OFFICES.items(), ids=["sample", "commune", "province"])
def test_an_office_goes_on_with_all_that_it_has(giamngheo, monkeypatch, tmp_path, office, year):
    running = PROJECT / office
    use(running, monkeypatch)
    code, _, err = giamngheo("init", tmp_path / "next", "--from-year", year)
    assert (code, err) == (0, "")
    made = tmp_path / "next" / "config"
    before, after = without_first_line(files_below(running)), without_first_line(files_below(made))
    assert before.keys() == {name for name in after if not name.startswith("schemas/")}
    changed = {name for name in before if after[name] != before[name]}
    assert {"plan.toml", "settings.toml"} <= changed
    assert changed <= {"plan.toml", "settings.toml", "recipients.toml"}  # the last without communes that ended
    for file in made.rglob("*.toml"):
        assert (file.parent / file.read_text("utf-8").splitlines()[0].removeprefix("#:schema ")).is_file(), file
    old, new = load_configuration(running), load_configuration(made)
    assert (new.plan.year, new.plan.baseline, new.plan.baseline_stocks) == (year + 1, f"{year}-12", None)
    assert new.declared.levels == old.declared.levels
    assert new.declared.classes == old.declared.classes
    assert [form.id for form in new.forms] == [form.id for form in old.forms]
    use(made, monkeypatch)
    out = giamngheo("doctor")[1]
    assert "✘ Cấu hình: Còn chỗ phải ghi: config/plan.toml, khóa «number»; config/plan.toml, khóa «title»." in out
    assert (
        "Còn phải xem lại những gì chép từ cấu hình khác, như các dòng #! ở đầu tệp ghi (xem xong thì xóa): plan.toml."
        in out
    )


@pytest.fixture
def everything(tmp_path, monkeypatch):
    """The sample with all that an office may add to it, in use."""
    config = tmp_path / "running"
    shutil.copytree(PROJECT / "config", config)
    lay_form(config, "BC-GN-02")
    with_average(config)
    (config / "classes.toml").write_text(
        (config / "classes.toml").read_text("utf-8")
        + '\n[[standard]]\ncode = "cu"\nname = "chuẩn cũ"\nvalid_to = 2020-12-31\n'
        + '\n[[standard]]\ncode = "moi"\nname = "chuẩn mới"\nvalid_from = 2021-01-01\n',
        "utf-8",
    )
    change(
        config / "levels.toml",
        '[[level]]\ncode = "huyen"',
        '[[level]]\ncode = "khu-vuc"\nnoun = "khu vực"\n\n[[level]]\ncode = "huyen"',
    )
    (config / "areas.csv").write_text("code,name,level,order\nnui,Khu vực Núi,khu-vuc,1\n", "utf-8")
    change(
        config / "units.csv",
        "18562,Thị trấn Thạch Hà,thi-tran,1,2020-01-01,2025-06-30,18562,,,,",
        "18562,Thị trấn Thạch Hà,thi-tran,1,2020-01-01,2025-06-30,18562,,,nui,x",
    )
    change(config / "plan.toml", "baseline_stocks = {", "  baseline_stocks = {")
    change(
        config / "plan.toml",
        '[[indicator]]\ncode = "insured_poor"',
        '[[indicator.revision]]\nfrom = 2020-06-15\nsource = "Quyết định 9"\nvalue = 0.75\nunits = { 18604 = 0.8 }\n\n'
        '[[indicator]]\ncode = "insured_poor"',
    )
    (config / "village-targets.csv").write_text(
        "\ufeffunit;village;indicator;value;to;valid_from;valid_to\n18604;Thôn Đồng;insured_poor;92,5;;;2020-12-31\n"
        "18604;Thôn Đồng;insured_poor;95;;2021-01-01;\n18604;Thôn Tây;insured_poor;96;;2020-01-01;\n",
        "utf-8",
    )
    (config / "anh-xa").mkdir()
    (config / "anh-xa" / "phần mềm.toml").write_text("không phải TOML = = của chương trình", "utf-8")
    (config / "công văn.docx").write_bytes(b"PK\x03\x04\x00\xff")
    (config / ".git").mkdir()
    (config / ".git" / "HEAD").write_text("x", "utf-8")
    use(config, monkeypatch)
    return config


def test_nothing_that_an_office_has_added_is_lost(giamngheo, everything, tmp_path):
    before = files_below(everything)
    code, out, err = giamngheo("init", tmp_path / "next", "--from-year", "2020", "--to", "2021")
    assert (code, err) == (0, "")
    assert files_below(everything) == before
    made = tmp_path / "next" / "config"
    after = files_below(made)
    assert before.keys() - after.keys() == {".git/HEAD"}
    assert "Không chép sang tệp ẩn và thư mục liên kết: .git; cần thì tự chép." in out
    for name in ("anh-xa/phần mềm.toml", "công văn.docx", "areas.csv", "units.csv", "unit-codes.csv"):
        assert after[name] == before[name]
    assert "mục tiêu theo thôn ghi cho các năm trước (village-targets.csv)" in out
    rows = list(csv.DictReader(after["village-targets.csv"].decode().splitlines(), delimiter=";"))
    assert [(row["village"], row["value"], row["valid_from"]) for row in rows] == [("Thôn Đồng", "95", "2021-01-01")]
    new = load_configuration(made)
    assert {form.id for form in new.forms} == {"BC-GN-01", "BC-GN-02"}
    assert [one.code for one in new.declared.classes.listed] == ["poor", "near_poor", "average"]
    assert [one.code for one in new.declared.areas] == ["nui"]
    assert new.plan.baseline_stocks is None
    assert "1597" not in after["plan.toml"].decode()
    target = new.plan.indicator[0].target
    assert (target.value, target.units["18604"].value, new.plan.indicator[0].revision) == (0.75, 0.8, ())


def test_beside_the_running_year_one_file_is_added(giamngheo, everything):
    before = files_below(everything)
    code, out, err = giamngheo("init", "--from-year", "2020")
    assert (code, err) == (0, "")
    after = files_below(everything)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"plans/2021.toml"}
    assert "Mục tiêu theo thôn của năm 2021: thêm dòng có valid_from = 2021-01-01 vào village-targets.csv." in out
    assert "giamngheo template --period 2021-01 --lay" in out


@pytest.mark.parametrize("beside", [True, False], ids=["beside", "folder"])
def test_what_cannot_be_counted_to_the_next_years_end_is_left_out_and_said(giamngheo, monkeypatch, tmp_path, beside):
    running = shutil.copytree(PROJECT / "config", tmp_path / "running")
    change(
        running / "forms" / "BC-GN-01" / "household.toml",
        'field = "temporary_housing"\n',
        'field = "temporary_housing"\nuntil = "2020-12"\n',
    )
    with_editions(running)
    use(running, monkeypatch)
    code, out, err = giamngheo("init", *([] if beside else [tmp_path / "next"]), "--from-year", 2020)
    assert (code, err) == (0, "")
    assert (
        "Không đưa vào kế hoạch năm 2021, vì đếm bằng trường đã thôi thu (until): «Hộ nghèo ở nhà tạm bợ, dột nát», «Hộ "
        "nghèo ở nhà tạm»." in out
    )
    load_configuration.cache_clear()
    old = load_configuration(running).plans[0]
    new = load_configuration(running if beside else tmp_path / "next" / "config").plans[-1]
    assert (new.year, len(new.indicator), new.figure_by_key.keys()) == (
        2021,
        len(old.indicator) - 1,
        old.figure_by_key.keys() - {"temporary_housing"},
    )
    gone = (
        "nơi nhận của cơ quan không có trách nhiệm gì trong kế hoạch mới (kthr)"  # it answered for that indicator alone
    )
    assert (gone in out) is not beside


def test_lines_of_targets_as_a_spreadsheet_leaves_them_are_gone_through(giamngheo, monkeypatch, tmp_path):
    """A blank line, one of commas alone, and a remark in a column without a heading."""
    running = shutil.copytree(PROJECT / "config", tmp_path / "running")
    lines = [
        "unit,village,indicator,value,valid_from",
        "18604,Thôn Một,insured_poor,95,2021-01-01,ghi chú",
        ",,,,",
        "",
        "18604,Thôn Hai,insured_poor,90,,",
    ]
    (running / "village-targets.csv").write_text("\n".join(lines) + "\n", "utf-8")
    use(running, monkeypatch)
    assert giamngheo("init", tmp_path / "next", "--from-year", 2020)[0] == 0
    (left,) = load_configuration(tmp_path / "next" / "config").village_targets
    assert (left.village, left.value) == ("Thôn Một", 95)


def test_the_next_year_has_a_warehouse_of_its_own(giamngheo, everything, monkeypatch, tmp_path):
    """In the closed year's each month would be worked out anew by the new plan."""
    change(everything / "settings.toml", 'home = "var"', 'home = "/srv/giam-ngheo/"\nbackup = "/mnt/sao-luu"')
    change(everything / "settings.toml", '# warehouse_url = "post', 'warehouse_url = "post')
    for name in ("HOME", "WAREHOUSE_URL"):
        monkeypatch.delenv(f"GIAMNGHEO_{name}", raising=False)
    monkeypatch.setenv("GIAMNGHEO_BACKUP", str(tmp_path / "sao-luu"))
    monkeypatch.setattr(Context, "has_warehouse", False)
    use(everything, monkeypatch)
    out = giamngheo("init", tmp_path / "2021", "--from-year", "2020")[1]
    assert "Kho dữ liệu của năm 2021 nằm riêng, ở /srv/giam-ngheo-2021 (home trong settings.toml)" in out
    assert "Đang có GIAMNGHEO_BACKUP, đè lên settings.toml" in out
    use(tmp_path / "2021" / "config", monkeypatch)
    monkeypatch.delenv("GIAMNGHEO_BACKUP")
    settings = load_settings()
    assert (settings.home, settings.warehouse_url, settings.backup) == (Path("/srv/giam-ngheo-2021"), None, None)
    for key in ("number", "title"):
        change(tmp_path / "2021/config/plan.toml", f'{key} = "CẦN GHI: ', f'{key} = "')
    use(tmp_path / "2021" / "config", monkeypatch)
    giamngheo("init", tmp_path / "2022", "--from-year", "2021")
    assert home_in(files_below(tmp_path / "2022" / "config")) == "/srv/giam-ngheo-2022"

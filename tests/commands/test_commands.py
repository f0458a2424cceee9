"""The command line: its contract with scripts, and its words for people."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sys

import pytest

from commands.summary import as_called
from tests.conftest import GOLDEN, PROJECT
from tests.support.config_folder import change
from tests.support.workbooks import book, fast_write, path_in


def test_every_troublesome_file_gets_its_status_and_its_rules(giamngheo):
    cases = json.loads((GOLDEN / "hazards" / "cases.json").read_text(encoding="utf-8"))
    files = [GOLDEN / "hazards" / case["case"] / case["folder"] / case["file"] for case in cases]
    code, out, err = giamngheo("check", *files, "--json")
    assert (code, err) == (1, "")
    for case, judged in zip(cases, json.loads(out), strict=True):
        found = (judged["status"], sorted({finding["rule"] for finding in judged["findings"]}))
        assert found == (case["status"], case["rules"]), case["case"]
        if case["status"] != "ignored":
            assert judged["unit"] == case["unit"], case["case"]


def test_a_workbook_is_judged_as_if_it_lay_in_a_folder(giamngheo, tmp_path):
    file = fast_write(book("18604", "Xã Thạch Khê", "2020-01", poor=3, near_poor=3), tmp_path / "báo cáo.xlsx")
    assert giamngheo("check", file)[0] == 0
    assert giamngheo("check", file, "--unit", "18604")[0] == 0
    code, out, _ = giamngheo("check", file, "--folder", "18562 - Thị trấn Thạch Hà", "--json")
    assert code == 1
    assert [finding["rule"] for finding in json.loads(out)[0]["findings"]] == ["C203"]


def test_check_stores_nothing(giamngheo, home, tmp_path):
    giamngheo("check", fast_write(book("18604", "Xã Thạch Khê", "2020-01", poor=3, near_poor=3), tmp_path / "a.xlsx"))
    assert not (home / "home").exists()


@pytest.mark.usefixtures("one_month")
def test_status_figures_attainment_and_explanation_as_data(giamngheo):
    code, out, _ = giamngheo("status", "--period", "2020-01", "--json")
    status = json.loads(out)
    assert (code, status["expected_units"], status["reporting_units"]) == (0, 22, 1)
    assert set(status["units"][0]) == {"unit", "name", "status", "version", "received_at", "on_time", "findings"}
    own = next(unit for unit in status["units"] if unit["unit"] == "18604")
    assert (own["status"], own["version"], own["findings"]) == ("accepted", 1, {"critical": 0, "warning": 0})

    figures = json.loads(giamngheo("figures", "--period", "2020-01", "--json")[1])
    assert figures["units"]["18604"]["poor"] == figures["district"]["poor"] == 6

    district = json.loads(giamngheo("attainment", "--period", "2020-01", "--json")[1])
    assert district["period"] == "2020-01"
    assert [value["unit"] for value in district["values"]] == [None] * 9
    by_unit = json.loads(giamngheo("attainment", "--period", "2020-01", "--by-unit", "--json")[1])["values"]
    assert len(by_unit) == 22 * 9
    one = json.loads(giamngheo("attainment", "--period", "2020-01", "--unit", "18604", "--json")[1])["values"]
    assert set(one[0]) == {
        *("indicator", "unit", "numerator", "denominator", "value", "target", "status", "attainment"),
        *("reporting_units", "coverage", "lacking", "rate", "baseline_rate", "is_baseline_stated"),
    }
    coverage = {value["indicator"]: value["coverage"] for value in one}
    assert coverage["insured_poor"] == {"reports": 1, "owed": 1}
    assert coverage["poverty_reduction"] == {"reports": 0, "owed": 1}  # nobody sent the baseline
    told = json.loads(giamngheo("explain", "insured_poor", "--period", "2020-01", "--json")[1])
    assert [item["unit"] for item in told["submissions"]] == ["18604"]
    assert told["numerator"]["columns"] == ["Phân loại hộ", "Số người có thẻ BHYT"]


@pytest.mark.usefixtures("one_month")
def test_for_people_the_same_in_vietnamese(giamngheo):
    assert "1/22 đơn vị đã báo cáo" in giamngheo("status", "--period", "2020-01")[1]
    assert "Người nghèo có thẻ BHYT" in giamngheo("attainment", "--period", "2020-01")[1]
    assert "Hộ nghèo" in giamngheo("figures", "--period", "2020-01")[1]
    told = giamngheo("explain", "insured_poor", "--period", "2020-01", "--unit", "18604")[1]
    assert "Tử số" in told
    assert re.search(r"Giá trị: [\d.]+,\d\d%; cách tính", told)
    told = giamngheo("explain", "models", "--period", "2020-01")[1]
    assert re.search(r"Giá trị: \d+ mô hình; cách tính", told)  # nobody counts hundredths of one


@pytest.mark.usefixtures("one_month")
def test_of_more_units_than_a_screen_can_show_those_come_first_that_have_not_reported(giamngheo, monkeypatch):
    monkeypatch.setattr("commands.status._MOST_SHOWN", 3)
    out = giamngheo("status", "--period", "2020-01")[1]
    assert "1/22 đơn vị đã báo cáo" in out
    assert [line[2:7] for line in out.splitlines() if line.startswith("│ 1")] == ["18562", "18565", "18571"]
    assert "Và 19 đơn vị khác (trong đó 18 chưa có báo cáo đạt); xem tất cả:" in out
    assert "giamngheo status --period 2020-01 --csv" in out
    monkeypatch.setattr("commands.status._MOST_SHOWN", 22)
    assert giamngheo("status", "--period", "2020-01")[1].count("│ 18604") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["status", "--period", "2020-13"], 2, "2020-03"),
        (["status"], 2, "Thiếu --period"),
        (["stats"], 2, "Không có lệnh"),
        (["status", "--period", "2020-01", "--nothing"], 2, "--nothing"),
        (["attainment", "--period", "2020-01", "--unit", "99999"], 2, "99999"),
        (["explain", "nothing", "--period", "2020-01"], 2, "insured_poor"),
        (["figures", "--period", "2020-01"], 1, "2020-01"),
        (["report", "--period", "2020-01", "--out", "x"], 1, "giamngheo run"),
        (["status", "--period", "2020-01", "--today", "hôm nay"], 2, "2020-03-17"),
        (["check", "không có.xlsx"], 2, "không có.xlsx"),
    ],
)
def test_errors_are_one_sentence_with_its_code(giamngheo, arguments, code, says):
    found, out, err = giamngheo(*arguments)
    assert found == code
    assert says in err
    assert "Traceback" not in err + out
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("other", "says"), [("2020-13", "«2020-13» không đúng"), ("2020-04", "Kỳ 2020-04 chưa bắt đầu")]
)
def test_of_several_periods_each_is_judged_before_anything_begins(giamngheo, home, other, says):
    day = ("--today", "2020-03-20")
    code, _, err = giamngheo("run", "--period", "2020-01", "--period", other, *day)
    assert (code, says in err) == (2, True)
    assert not (home / "home" / "prefect").exists()  # no server was started


def test_no_explanation_is_said_in_a_sentence(giamngheo):
    assert giamngheo("explanations", "--period", "2020-03")[:2] == (
        0,
        "Không có giải trình nào trong tháng 3 năm 2020.\n",
    )


@pytest.mark.parametrize(("more", "shown"), [([], False), (["--debug"], True)])
def test_progress_shows_no_traceback_unless_asked(monkeypatch, capsys, more, shown):
    from commands.run import show_progress

    logger = logging.getLogger("giamngheo")
    monkeypatch.setattr(logger, "handlers", [])
    monkeypatch.setattr(sys, "argv", ["giamngheo", "run", *more])
    show_progress()
    logging.getLogger("giamngheo.run").error("Chưa có báo cáo.\n  File x, line 1")
    logging.getLogger("giamngheo.step").error("Lỗi phần mềm.\n  File x, line 1")
    logging.getLogger("giamngheo.run").info("Kỳ 2020-03: xong.")
    said = capsys.readouterr().err
    assert ("File x" in said, "Chưa có báo cáo." in said) == (shown, shown)
    assert "Lỗi phần mềm." in said
    assert "Kỳ 2020-03: xong." in said


def test_mistakes_of_the_configuration_are_all_said(giamngheo, monkeypatch, tmp_path):
    from giamngheo.metadata.settings import load_settings

    folder = shutil.copytree(PROJECT / "config", tmp_path / "config")
    for name, old, new in (("plan.toml", "year = 2020", 'year = "hai"'), ("calendar.toml", "= 14", "= 99")):
        change(folder / name, old, new)
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder))
    load_settings.cache_clear()
    code, _, err = giamngheo("status", "--period", "2020-01")
    assert code == 2
    assert len(err.strip().splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GIAMNGHEO_WAREHOUSE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none", 3),
        ("GIAMNGHEO_WAREHOUSE_URL", "foo://x", 2),
        ("GIAMNGHEO_WAREHOUSE_URL", "sqlite:////proc/none/warehouse.db", 3),
        ("GIAMNGHEO_SMTP_PORT", "cổng", 2),
    ],
)
def test_services_and_settings_that_cannot_be_used(giamngheo, monkeypatch, name, value, code):
    from giamngheo.metadata.settings import load_settings

    monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    found, _, err = giamngheo("status", "--period", "2020-01")
    assert found == code, err
    assert "secret" not in err
    assert "Traceback" not in err


def test_a_warehouse_that_is_away_is_among_the_open_problems(giamngheo, monkeypatch):
    from giamngheo.metadata.settings import load_settings

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("GIAMNGHEO_WAREHOUSE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    load_settings.cache_clear()
    code, out, _ = giamngheo("problems", "--json")
    assert (code, [one["code"] for one in json.loads(out)]) == (1, ["GN-102"])


@pytest.fixture
def unit_folder(home):
    (home / "inbox" / "18604 - Xã Thạch Khê").mkdir()


@pytest.mark.usefixtures("unit_folder")
def test_doctor_says_what_is_wrong_and_how_to_mend_it(giamngheo, monkeypatch, home):
    from giamngheo.metadata.settings import load_settings

    code, out, _ = giamngheo("doctor", "--json")
    checks = {check["check"]: check for check in json.loads(out)}
    assert set(checks) == {
        *(
            "Cấu hình",
            "Quy tắc kiểm tra",
            "Phiên bản",
            "Nơi lưu",
            "Kho dữ liệu",
            "Bản gốc",
            "Sổ nhật ký",
            "Đồng hồ",
            "Thư mục dùng chung",
            "Trang lãnh đạo",
            "Nơi nhận",
            "Sắp thay đổi",
            "Máy chủ thư",
            "Xử lý lô tệp",
            "Prefect",
            "Worker",
            "Lịch",
        ),
    }
    assert code == 0, out
    monkeypatch.setenv("GIAMNGHEO_INBOX", str(home / "gone"))
    monkeypatch.setenv("GIAMNGHEO_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", "1")
    monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", str(home / "gone"))
    load_settings.cache_clear()
    code, out, _ = giamngheo("doctor")
    assert code == 3
    assert "✘ Thư mục dùng chung" in out
    assert f"✘ Trang lãnh đạo: không ghi được vào {home / 'gone'} (không tìm thấy). Kiểm tra ổ mạng đã gắn" in out
    assert "✘ Máy chủ thư" in out


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sqlite:////srv/giảm nghèo/kho@huyện.db", "sqlite:////srv/giảm nghèo/kho@huyện.db"),
        ("postgresql+psycopg://lan:m%40t@may:5432/kho dữ liệu", "postgresql+psycopg://…@may:5432/kho dữ liệu"),
        (
            "postgresql+psycopg://may/kho?password=bí-mật&sslmode=require",
            "postgresql+psycopg://may/kho?sslmode=require",
        ),
    ],
)
def test_the_address_of_the_warehouse_is_shown_as_a_person_writes_it(address, shown):
    from giamngheo.warehouse.engine import as_written

    assert as_written(address) == shown


@pytest.mark.usefixtures("unit_folder")
def test_an_expectation_that_great_expectations_does_not_know(giamngheo, monkeypatch, tmp_path):
    from giamngheo.metadata.settings import load_settings

    folder = shutil.copytree(PROJECT / "config", tmp_path / "config")
    rules = folder / "forms/BC-GN-01/household.toml"
    change(rules, "expect_column_values_to_match_regex", "expect_the_best")
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder))
    load_settings.cache_clear()
    code, out, _ = giamngheo("doctor")
    assert code == 2
    assert "H301" in out
    assert "expect_the_best" in out


@pytest.mark.usefixtures("unit_folder")
def test_doctor_names_a_missing_flow_without_a_server(giamngheo, monkeypatch, tmp_path):
    from giamngheo.metadata.settings import load_settings

    folder = shutil.copytree(PROJECT / "config", tmp_path / "config")
    operation = folder / "operation.toml"
    text = operation.read_text(encoding="utf-8").replace('flow = "nightly"', 'flow = "no_such"')
    operation.write_text(text, encoding="utf-8")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder))
    load_settings.cache_clear()
    code, out, _ = giamngheo("doctor")
    assert code == 2
    assert "✘ Lịch: config/operation.toml, mục [[deployment]], khóa «flow»: không có việc «no_such»" in out


def test_file_for_a_unit_is_found_by_its_folder(giamngheo, home):
    one = book("18604", "Xã Thạch Khê", "2020-01", poor=3, near_poor=3)
    path = path_in(home / "inbox", one)
    path.parent.mkdir()
    fast_write(one, path)
    assert json.loads(giamngheo("check", path, "--json")[1])[0]["unit"] == "18604"


def test_a_link_out_of_the_units_folder_is_refused_as_the_collection_does(giamngheo, home, tmp_path):
    one = book("18604", "Xã Thạch Khê", "2020-01", poor=3, near_poor=3)
    own = path_in(home / "inbox", one)
    own.parent.mkdir()
    fast_write(one, tmp_path / "elsewhere.xlsx")
    own.symlink_to(tmp_path / "elsewhere.xlsx")
    code, out, _ = giamngheo("check", own, "--json")
    (judged,) = json.loads(out)
    assert (code, judged["status"], [finding["rule"] for finding in judged["findings"]]) == (1, "rejected", ["F108"])


@pytest.mark.usefixtures("one_month")
def test_a_period_is_closed_and_opened_again_with_a_reason(giamngheo):
    today = ("--today", "2020-02-20")
    assert giamngheo("close", "2020-01", *today) == (0, "Đã khóa tháng 1 năm 2020.\n", "")
    assert giamngheo("close", "2020-01", *today)[1] == "Không có tháng nào của tháng 1 năm 2020 phải khóa.\n"
    assert json.loads(giamngheo("status", "--period", "2020-01", "--json", *today)[1])["closed"] is True
    code, out, err = giamngheo("reopen", "2020-01", *today)
    assert (code, out) == (2, "")
    assert "lý do" in err
    code, out, _ = giamngheo("reopen", "2020-01", "--why", "xã nộp bản sửa", "--json", *today)
    assert json.loads(out) == {"period": "2020-01", "closed": False, "changed": ["2020-01"]}
    assert "closed" not in json.loads(giamngheo("status", "--period", "2020-01", "--json", *today)[1])


@pytest.mark.usefixtures("one_month")
def test_a_unit_gets_a_later_due_day_with_a_reason(giamngheo):
    asked = ("extend", "--period", "2020-02", "--unit", "18604", "--until", "2020-02-25", "--today", "2020-02-10")
    code, _, err = giamngheo(*asked)
    assert code == 2
    assert "lý do" in err
    code, out, _ = giamngheo(*asked, "--why", "xã bị ngập")
    assert (code, out) == (0, "Xã Thạch Khê được nộp báo cáo tháng 2 năm 2020 đến hết ngày 25/02/2020.\n")


@pytest.mark.parametrize(
    ("program", "config", "said"),
    [
        (".venv/bin/giamngheo", None, ".venv/bin/giamngheo"),
        (
            "{here}/.venv/bin/giamngheo",
            "examples/xã/config",
            "GIAMNGHEO_CONFIG='examples/xã/config' .venv/bin/giamngheo",
        ),
        ("/usr/local/bin/giamngheo", "/etc/gn", "GIAMNGHEO_CONFIG=/etc/gn giamngheo"),
        ("{here}/giamngheo/__main__.py", "", "giamngheo"),
    ],
)
def test_what_to_type_next_asks_the_same_office(tmp_path, monkeypatch, program, config, said):
    monkeypatch.chdir(tmp_path)
    assert as_called(program.format(here=tmp_path), config) == said

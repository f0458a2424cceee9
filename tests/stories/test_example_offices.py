"""The example offices beside the sample, a commune over its villages and a province over its communes: by configuration alone.

Each goes from its shared folder to the letters of its reports through a real mail server. What is said of xã Hương Đô is
counted once more from the workbooks, by a loop that knows nothing of the product.
"""

from __future__ import annotations

import contextlib
import email
import hashlib
import io
import re
import shutil
import tomllib
from collections import Counter
from dataclasses import dataclass
from email import policy
from pathlib import Path

import pytest
import python_calamine
from docx import Document

from commands.doctor import doctor
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from tests.conftest import PROJECT
from tests.support.example_offices import CORRECTED, EXAMPLES, HUONG_DO_MONTHS, LATE, MISSING, lay_ha_tinh, lay_huong_do
from tests.support.mail_server import Received, mail_server
from tests.support.office import office_in

OFFICES = ("xa-huong-do-2025", "ha-tinh-2026")
MONTHS = HUONG_DO_MONTHS[1:]
SOME_COMMUNES = (LATE, CORRECTED, MISSING, "18550", "18073")
PACKAGES = ("giamngheo", "expectations", "tasks", "flows", "commands", "config")


def source() -> str:
    """One hash of all that the product is made of."""
    files = sorted(path for name in PACKAGES for path in (PROJECT / name).rglob("*.*") if path.suffix != ".pyc")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@dataclass
class Told:
    """What is left of a run: recipient → letters, unit → status, the lines of the doctor, unit → what became of its files."""

    letters: dict[str, list[email.message.EmailMessage]]
    statuses: dict[str, str]
    doctor: list[str]
    versions: dict[str, list[str]]


@contextlib.contextmanager
def example(name, folder, communes=()):
    """The office of an example with a home, a shared folder and a mail server of the test's own; no source changes.

    `communes`: those whose addresses are known, if not all."""
    before = source()
    config = Path(shutil.copytree(EXAMPLES / name / "config", folder / "config"))
    recipients = (config / "recipients.toml").read_text("utf-8").splitlines()
    kept = [line for line in recipients if not communes or not line[:5].isdigit() or line[:5] in communes]
    (config / "recipients.toml").write_text("\n".join(kept), "utf-8")
    received = Received()
    with mail_server(received) as port, pytest.MonkeyPatch.context() as patch:
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_tls": "none"}
        patch.setattr("tasks.support.artifacts.create_markdown_artifact", lambda **_: None)
        with office_in(folder, config=str(config), **smtp) as office:
            yield office, received
    assert source() == before


def told(office, received, period):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        doctor(office.today)
    with office.context.warehouse.reading() as connection:
        query = f"SELECT unit, status FROM submission WHERE period = '{period}' ORDER BY unit, version"
        rows = connection.exec_driver_sql(query).all()
    versions = {unit: [status for code, status in rows if code == unit] for unit, _ in rows}
    return Told(letters(received), office.statuses(period), printed.getvalue().splitlines(), versions)


def sent_report(office, period):
    from tasks.report import report
    from tasks.send import send

    send.fn(period, report.fn(period, office.today), office.today)


def letters(received):
    """Recipient → letters, in the order they came."""
    found = {}
    for recipient, data in received.letters:
        found.setdefault(recipient, []).append(email.message_from_bytes(data, policy=policy.default))
    return found


def said_in(letter):
    """The words of a letter, and of the Word file with it."""
    texts = [letter["Subject"], letter.get_body(("plain",)).get_content()]
    for part in letter.iter_attachments():
        if part.get_filename().endswith(".docx"):
            document = Document(io.BytesIO(part.get_content()))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            texts += [*(one.text for one in document.paragraphs), *cells]
    return re.sub(r"\s+", " ", " ".join(texts))


@pytest.fixture(scope="module")
def huong_do(tmp_path_factory):
    with example("xa-huong-do-2025", tmp_path_factory.mktemp("huong-do")) as (office, received):
        office.today = "2025-12-18"
        shutil.copytree(EXAMPLES / "xa-huong-do-2025" / "inbox", office.inbox, dirs_exist_ok=True)
        office.collect("2025-Q4")
        sent_report(office, "2025-Q4")
        return told(office, received, "2025-12")


@pytest.fixture(scope="module")
def ha_tinh(tmp_path_factory):
    """Five of the 69, for the time it takes: those of whom the last month has something to tell, and two others."""
    with example("ha-tinh-2026", tmp_path_factory.mktemp("ha-tinh"), SOME_COMMUNES) as (office, received):
        for last, day in (("2026-01", "2026-01-21"), ("2026-02", "2026-02-27")):
            office.today = day
            lay_ha_tinh(office.inbox, last, SOME_COMMUNES)
            office.collect(last)
        sent_report(office, "2026-02")
        return told(office, received, "2026-02")


def counted(month):
    """(class, change) → households, and all households, from the cells of the villages' workbooks."""
    rows, households = Counter(), 0
    for path in (EXAMPLES / "xa-huong-do-2025" / "inbox").rglob(f"*_{month}.xlsx"):
        book = python_calamine.CalamineWorkbook.from_path(path)
        cover = {row[0]: row[1] for row in book.get_sheet_by_name("Thông tin").to_python() if len(row) > 1}
        households += int(cover["Tổng số hộ"])
        lines = book.get_sheet_by_name("Danh sách hộ").to_python()
        heads = next(line for line in lines if "Phân loại hộ" in line)
        kind, change, code = (heads.index(name) for name in ("Phân loại hộ", "Biến động trong kỳ", "Mã hộ"))
        rows.update((line[kind], line[change]) for line in lines if str(line[code]).removesuffix(".0").isdigit())
    return rows, households


def test_the_commune_has_the_figures_of_the_newspaper():
    last, households = counted("2025-12")
    now = Counter()
    for (kind, _), number in last.items():
        now[kind] += number
    opening = counted(HUONG_DO_MONTHS[0])[0]
    assert opening == {("Nghèo", "Không đổi"): 97, ("Cận nghèo", "Không đổi"): 139}
    assert (now["Nghèo"], now["Cận nghèo"], households) == (75, 118, 3909)
    assert (round(100 * 75 / households, 2), round(100 * 118 / households, 2)) == (1.92, 3.02)
    year = sum((counted(month)[0] for month in MONTHS), Counter())
    became = year["Cận nghèo", "Chuyển sang cận nghèo"]
    out_of_poverty = became + year["Ra khỏi danh sách", "Thoát nghèo"] + 1  # one of the two that were struck off
    assert (year["Nghèo", "Phát sinh mới"], out_of_poverty) == (2, 24)
    assert became + year["Cận nghèo", "Phát sinh mới"] == 22
    left = [number for (kind, how), number in year.items() if kind == "Ra khỏi danh sách" and how != "Thoát nghèo"]
    assert sum(left) - 1 == 43


def test_the_commune_says_them_in_its_letters_and_its_reports(huong_do):
    found = huong_do.letters
    assert Counter(huong_do.statuses.values()) == {"accepted": 10}
    assert len(found) == 16
    said = said_in(found["ubnd@huongdo.example"][0])
    for words in (
        "75 hộ nghèo (1,92%)",
        "118 hộ cận nghèo, chiếm 3,02% tổng số hộ",
        "giảm ít nhất 0,5 điểm phần trăm",
        ", Ủy ban nhân dân xã Hương Đô báo cáo kết quả",
        "đầu kỳ 97 hộ; tăng 2 hộ (2 phát sinh mới); giảm 24 hộ (5 thoát nghèo, 18 chuyển sang cận nghèo, 1 xóa khỏi danh sách)",
        "đầu kỳ 139 hộ; tăng 22 hộ (4 phát sinh mới, 18 từ nghèo chuyển sang); giảm 43 hộ (",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
    ):
        assert words in said
    village = found["thon-bau-sen@huongdo.example"][0].get_body(("plain",)).get_content()
    assert "- Giảm tỷ lệ hộ nghèo: Chưa tính được. Toàn xã 0,56 điểm phần trăm." in village


def test_the_head_of_a_report_is_as_the_decree_has_it(huong_do, ha_tinh):
    """A committee names no office above it, and its area on a line of its own; a long name is not left with one word over."""
    heads = [
        head_of(one.letters[f"ubnd@{whose}.example"][0]) for one, whose in ((huong_do, "huongdo"), (ha_tinh, "hatinh"))
    ]
    assert heads == [
        ["ỦY BAN NHÂN DÂN\nXÃ HƯƠNG ĐÔ"],
        ["UBND TỈNH HÀ TĨNH", "SỞ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG"],
    ]


def head_of(letter):
    (report,) = (part for part in letter.iter_attachments() if part.get_filename().endswith("docx"))
    lines = Document(io.BytesIO(report.get_content())).tables[0].cell(0, 0).paragraphs
    return [line.text for line in lines if line.text]


def test_the_province_names_its_range_and_who_was_late_or_missing(ha_tinh):
    found = ha_tinh.letters
    assert Counter(ha_tinh.statuses.values()) == {"accepted": 4, "missing": 65}
    assert ha_tinh.statuses[MISSING] == "missing"
    assert ha_tinh.versions[CORRECTED] == ["rejected", "accepted"]
    said = said_in(found["ubnd@hatinh.example"][0])
    assert "1 đến 1,5 điểm" in said
    assert "4/69 đơn vị" in said
    assert "Báo cáo muộn (1 đơn vị): Phường Sông Trí" in said
    own = found["phuong-ha-huy-tap@hatinh.example"][0].get_body(("plain",)).get_content()
    assert "CỦA PHƯỜNG HÀ HUY TẬP" in own


@pytest.mark.parametrize("name", OFFICES)
def test_no_python_and_no_noun_of_a_level_that_is_no_more(name):
    config = EXAMPLES / name / "config"
    assert list(config.rglob("*.py")) == []
    assert load_configuration(config).form.id == "BC-GN-01"
    for path in config.rglob("*.toml"):
        values = "\n".join(_strings(tomllib.loads(path.read_text("utf-8"))))
        assert re.findall(r"[^\n]*(?:huyện|thị trấn|Thạch Hà|ldtbxh|LĐ-?TB)[^\n]*", values) == [], path


@pytest.mark.parametrize("name", OFFICES)
def test_its_form_asks_and_judges_as_the_samples(name, configuration):
    own = load_configuration(EXAMPLES / name / "config").form
    for table, sheet in configuration.form.tables.items():
        mine = own.tables[table]
        assert [column.field for column in mine.column] == [column.field for column in sheet.column]
        assert [rule.code for rule in mine.rule] == [rule.code for rule in sheet.rule]


def test_the_province_has_its_69_communes():
    units = load_configuration(EXAMPLES / "ha-tinh-2026" / "config").units
    assert len({unit.code for unit in units}) == len(units) == 69
    assert Counter(unit.type for unit in units) == {"xa": 60, "phuong": 9}


def test_the_province_declares_both_standards_and_which_units_are_urban():
    own = load_configuration(EXAMPLES / "ha-tinh-2026" / "config")
    codes = [
        own.class_column(*map(Period.parse, months)) for months in (("2026-03", "2026-12"), ("2026-12", "2027-01"))
    ]
    assert codes == ["classification", None]  # nothing is compared across the new standard
    assert sum(own.area_tree.urban(Period.parse("2026-03")).values()) == 9


def test_the_workbooks_are_the_same_bytes_each_time(tmp_path):
    lay_huong_do(tmp_path, MONTHS[-1])
    kept = EXAMPLES / "xa-huong-do-2025" / "inbox"
    assert {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.xlsx")} == {
        path.relative_to(kept): path.read_bytes() for path in kept.rglob("*.xlsx")
    }


def test_the_doctor_finds_nothing_wrong_with_either(huong_do, ha_tinh):
    """But that the province's test has the addresses of some communes alone."""
    wrong = [[line for line in one.doctor if not line.startswith("✔")] for one in (huong_do, ha_tinh)]
    assert (len(huong_do.doctor), len(ha_tinh.doctor)) == (17, 17)
    assert wrong[0] == []
    assert [line[:12] for line in wrong[1]] == []


def _strings(node):
    if isinstance(node, str):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _strings(each)

"""The month through Prefect, as an operator runs it."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
from collections import Counter
from email import policy

import pytest
import python_calamine
from prefect.client.base import PrefectHttpxSyncClient

from tests.conftest import PROJECT
from tests.support.mail_server import Received, mail_server
from tests.support.personal import Households, misplaced
from tests.support.recipients import FEW, recipients, with_few_recipients
from tests.support.workbooks import book, next_book, write_month

TODAY = ("--today", "2020-03-17")
KHE, DIEN = "xa-thach-khe@thachha.example", "xa-nam-dien@thachha.example"


def names_of_the_samples() -> set[str]:
    """Every head of household in the samples, with its code."""
    found = set()
    for path in (PROJECT / "examples" / "inbox").rglob("*.*"):
        for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python():
            cells = [str(cell).removesuffix(".0") for cell in row]
            codes = [cell for cell in cells if cell.isdigit() and len(cell) == 9]
            if codes:
                found |= {codes[0], *(cell for cell in cells[1:3] if not cell.isdigit())}
    return {name for name in found if name.strip()}


def everything_on(api: str) -> str:
    """All logs, artifacts, runs and their parameters that the Prefect server keeps."""
    kept = []
    with PrefectHttpxSyncClient(base_url=api, timeout=60) as client:
        for kind in ("logs", "artifacts", "flow_runs", "task_runs"):
            offset = 0
            while page := client.post(f"{kind}/filter", json={"limit": 200, "offset": offset}).json():
                kept.append(json.dumps(page, ensure_ascii=False))
                offset += len(page)
    return "\n".join(kept)


def letters_in(machine) -> list[email.message.EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((machine.home / "mail").glob("*.eml"))
    ]


def test_the_sample_quarter_end_to_end(machine):
    shutil.copytree(PROJECT / "examples" / "inbox", machine.inbox, dirs_exist_ok=True)
    before = {path: path.stat().st_mtime_ns for path in machine.inbox.rglob("*")}
    done = machine.run("run", "--period", "2020-03", "--period", "2020-Q1", *TODAY)
    assert done.returncode == 0, done.stderr
    for noise in ("Traceback", "Warning", "WARNING", "Error"):
        assert noise not in done.stderr + done.stdout
    assert "22/22 đơn vị" in done.stdout

    letters = letters_in(machine)
    assert sorted(letter["X-RcptTo"] for letter in letters) == sorted(recipients() * 2)
    assert len({letter["Message-ID"] for letter in letters}) == len(letters) == 64
    scorecards = set(recipients("xa-"))
    for letter in letters:
        names = [part.get_filename() for part in letter.iter_attachments()]
        endings = [".xlsx"] if letter["X-RcptTo"] in scorecards else [".docx", ".xlsx"]
        assert [name[-5:] for name in names] == endings
        assert "22/22 đơn vị" in letter.get_body(("plain",)).get_content()

    expected = json.loads((PROJECT / "tests/golden/expected/2020-03.json").read_text(encoding="utf-8"))
    figures = json.loads(machine.run("figures", "--period", "2020-03", "--json").stdout)
    assert set(figures.pop("measures")) == set(figures["district"])
    assert figures.pop("coverage") == {kind: {"reports": 22, "owed": 22} for kind in ("stock", "flow")}
    assert figures == expected | {"district": figures["district"]}
    assert figures["district"] == expected["district"]

    everything = everything_on(machine.api)
    assert "Báo cáo tháng 3 năm 2020" in everything
    assert "Báo cáo quý I năm 2020" in everything
    assert re.search(r"tiếp nhận \d+ tệp, 18562–18667", everything)
    assert "Kiểm tra kỳ 2020-03" in everything  # plain logging of the domain, in the run
    assert "don-vi-bao-cao" in everything
    assert "muc-do-dat" in everything
    said = [everything, done.stdout, done.stderr]
    for letter in letters:
        said += [letter.get_body((kind,)).get_content() for kind in ("plain", "html")]
        for part in letter.iter_attachments():
            said += _texts(part.get_content())
    pages = sorted((machine.home / "reports").rglob("*.html"))
    assert len(pages) == 2 * 48
    said += [page.read_text(encoding="utf-8") for page in pages]
    names = names_of_the_samples()
    assert len(names) > 5000
    pieces = set(re.split(r'[<>"\n]', "\n".join(said)))  # each text once: sheets and pages repeat each other's XML
    assert len(pieces) > 5000
    whole = "\n".join(pieces)
    assert [name for name in names if name in whole] == []

    assert {path: path.stat().st_mtime_ns for path in machine.inbox.rglob("*")} == before
    assert machine.run("run", "--period", "2020-Q1", *TODAY).returncode == 0
    assert len(letters_in(machine)) == 64


def _texts(data: bytes) -> list[str]:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as package:
        return [package.read(name).decode("utf-8", "replace") for name in package.namelist() if name.endswith(".xml")]


TWO_UNITS = (("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"))


def two_months(units=TWO_UNITS):
    before = [book(code, name, "2020-02", poor=6, near_poor=7) for code, name in units]
    return [*before, *(next_book(one) for one in before)]


def small_office(machine, units=TWO_UNITS):
    """Two months of two units."""
    write_month(machine.inbox, two_months(units))


def office_of_few(machine):
    """The same with three recipients, where all thirty tell no more."""
    machine.settings["GIAMNGHEO_CONFIG"] = str(with_few_recipients(machine.folder))
    small_office(machine)


@pytest.mark.long
def test_a_taken_away_folder_is_named_everywhere_and_not_guessed(machine):
    shutil.copytree(PROJECT / "examples" / "inbox", machine.inbox, dirs_exist_ok=True)
    shutil.rmtree(machine.inbox / "18604 - Xã Thạch Khê")
    assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    status = json.loads(machine.run("status", "--period", "2020-03", "--json").stdout)
    assert (status["expected_units"], status["reporting_units"]) == (22, 21)
    assert [unit["name"] for unit in status["units"] if unit["status"] == "missing"] == ["Xã Thạch Khê"]
    values = json.loads(machine.run("attainment", "--period", "2020-03", "--json").stdout)["values"]
    assert {value["reporting_units"] for value in values} == {21}
    for letter in letters_in(machine):
        for kind in ("plain", "html"):
            text = letter.get_body((kind,)).get_content()
            assert "21/22 đơn vị" in text
            assert "Xã Thạch Khê" in text
            assert "22/22" not in text


def files_in(folder):
    """Name → bytes, of every file below but the pages for leaders."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".html"}


@pytest.mark.long
def test_the_mail_server_comes_back(machine):
    office_of_few(machine)
    received = Received()
    machine.settings |= {"GIAMNGHEO_SMTP_HOST": "127.0.0.1", "GIAMNGHEO_SMTP_PORT": "1", "GIAMNGHEO_SMTP_TLS": "none"}
    failed = machine.run("run", "--period", "2020-03", *TODAY)
    assert failed.returncode == 3
    assert "Máy chủ thư 127.0.0.1:1" in failed.stderr
    assert "Traceback" not in failed.stderr
    with mail_server(received) as port:
        machine.settings["GIAMNGHEO_SMTP_PORT"] = str(port)
        assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    assert sorted(recipient for recipient, _ in received.letters) == sorted(FEW)


@pytest.mark.long
def test_one_recipient_is_refused_and_the_others_have_it_once(machine):
    office_of_few(machine)
    received = Received(refuse={"ubnd@a.example": "550 5.1.1 nobody here"})
    with mail_server(received) as port:
        machine.settings |= {
            "GIAMNGHEO_SMTP_HOST": "127.0.0.1",
            "GIAMNGHEO_SMTP_PORT": str(port),
            "GIAMNGHEO_SMTP_TLS": "none",
        }
        failed = machine.run("run", "--period", "2020-03", *TODAY)
        assert failed.returncode == 3
        assert "A (550" in failed.stderr
        received.refuse.clear()
        assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    assert sorted(recipient for recipient, _ in received.letters) == sorted(FEW)


@pytest.mark.long
def test_a_full_mailbox_keeps_neither_the_other_notes_nor_the_report_waiting(machine):
    small_office(machine)
    received = Received(refuse={KHE: "452 4.2.2 mailbox full"})
    with mail_server(received) as port:
        machine.settings |= {
            "GIAMNGHEO_ANSWERS": "true",
            "GIAMNGHEO_SMTP_HOST": "127.0.0.1",
            "GIAMNGHEO_SMTP_PORT": str(port),
            "GIAMNGHEO_SMTP_TLS": "none",
        }
        failed = machine.run("run", "--period", "2020-03", *TODAY)
        assert failed.returncode == 3
        assert "Traceback" not in failed.stderr
        first = Counter(recipient for recipient, _ in received.letters)
        assert first == Counter(recipients()) + Counter({DIEN: 2}) - Counter({KHE: 1})  # receipts of two months
        received.refuse.clear()
        assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    assert Counter(recipient for recipient, _ in received.letters) - first == Counter({KHE: 3})


@pytest.mark.long
def test_a_correction_makes_a_revised_report(machine):
    small_office(machine)
    assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    first = files_in(machine.home / "reports" / "2020-03")
    corrected = next_book(book("18604", "Xã Thạch Khê", "2020-02", poor=6, near_poor=7))
    corrected.households[0]["insured"] = 0
    folder = machine.inbox / "18604 - Xã Thạch Khê" / "bản sửa"
    write_month(folder, [corrected])
    done = machine.run("run", "--period", "2020-03", *TODAY)
    assert done.returncode == 0, done.stderr
    revised = [letter["X-RcptTo"] for letter in letters_in(machine) if "lần 2, có điều chỉnh" in letter["Subject"]]
    # Whose own figures are the same has no news: the other communes, and offices that do not answer for insurance.
    assert sorted(revised) == recipients("giam-ngheo", "so-ldtbxh", "xa-18604")
    out = machine.folder / "again"
    again = machine.run("report", "--period", "2020-03", "--revision", "1", "--kind", "tat-ca", "--out", str(out))
    assert again.returncode == 0
    drawn = files_in(out)
    assert {name: drawn[name] for name in first} == first


@pytest.mark.long
def test_an_unforeseen_error_in_one_workbook_harms_only_itself(machine):
    """`sitecustomize` plants a defect into the program: reading this unit's workbooks raises, and quotes a household."""
    office_of_few(machine)
    households = Households()
    households.add(two_months())
    someone = next(iter(households.units))
    site = machine.folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import giamngheo.read.workbook as reading\n"
        "whole = reading.read_workbook\n"
        "def broken(data, file, *how, **more):\n"
        f"    if '18667' in file: raise ZeroDivisionError('a defect: {' '.join(someone)}')\n"
        "    return whole(data, file, *how, **more)\n"
        "reading.read_workbook = broken\n",
        encoding="utf-8",
    )
    machine.settings |= {"PYTHONPATH": f"{site}{os.pathsep}{PROJECT}"}
    failed = machine.run("run", "--period", "2020-03", *TODAY)
    assert failed.returncode != 0
    assert "2 tệp gặp lỗi ngoài dự kiến" in failed.stderr
    assert misplaced(households, machine.home, machine.inbox, [], {}) == []
    everything = everything_on(machine.api)
    assert "ZeroDivisionError" in everything
    assert households.in_text(everything + failed.stdout + failed.stderr) == {}
    statuses = {
        unit["unit"]: unit["status"]
        for unit in json.loads(machine.run("status", "--period", "2020-03", "--json").stdout)["units"]
    }
    assert statuses["18604"] == "accepted"
    assert statuses["18667"] == "received"
    del machine.settings["PYTHONPATH"]
    assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    status = json.loads(machine.run("status", "--period", "2020-03", "--json").stdout)
    assert status["reporting_units"] == 2


def test_without_a_server_a_quiet_temporary_one_is_used(machine):
    office_of_few(machine)
    environment = machine.environment
    environment.pop("PREFECT_API_URL")
    environment.pop("PREFECT_HOME")
    import subprocess

    done = subprocess.run(
        machine.command("run", "--period", "2020-03", "--no-send", *TODAY),
        env=environment,
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    for noise in ("Traceback", "Error", "Warning"):
        assert noise not in done.stderr
    assert letters_in(machine) == []


def test_a_shared_folder_that_was_cleared_on_purpose(machine):
    """What the message of GN-101 says to type is what helps (that it says so: tests/receive/test_mounted.py)."""
    run = ("run", "--period", "2020-03", "--no-send", *TODAY)
    for months in (two_months()[:2], two_months()[2:]):
        write_month(machine.inbox, months)
    assert machine.run(*run).returncode == 0
    for path in machine.inbox.rglob("*.xls*"):
        path.unlink()
    assert machine.run(*run, "--cleared").returncode == 0


def test_pages_that_cannot_be_laid_keep_no_report_waiting(machine, tmp_path):
    taken = tmp_path / "chung"
    taken.write_text("", encoding="utf-8")
    machine.settings["GIAMNGHEO_SITE_FOLDER"] = str(taken)
    machine.settings["GIAMNGHEO_SITE_ADDRESS"] = "https://noi-bo.example"
    for months in (two_months()[:2], two_months()[2:]):
        write_month(machine.inbox, months)
    done = machine.run("run", "--period", "2020-03", *TODAY)
    assert done.returncode == 3
    assert "GN-105" in done.stderr
    assert "GIAMNGHEO_SITE_FOLDER" in done.stderr
    letters = letters_in(machine)
    assert letters
    assert not [one for one in letters if "noi-bo.example" in one.get_body(("plain",)).get_content()]
    taken.unlink()
    taken.mkdir()
    assert machine.run("run", "--period", "2020-03", *TODAY).returncode == 0
    assert (taken / "2020-03" / "index.html").exists()
    assert len(letters_in(machine)) == len(letters)

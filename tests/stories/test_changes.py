"""Ten changes that an office or a newcomer makes, each on a copy of the project, in no other place than the README says.

A change names its wish as the README's table "How to change what" does; what it edits must stand in that row. Then the
change is used: the month is collected, the report drawn, the message handed over.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import PROJECT
from tests.support.office import Office
from tests.support.workbooks import book, path_in, write, write_month

PACKAGES = ("giamngheo", "expectations", "tasks", "flows", "commands", "config", "pyproject.toml")
ROW = re.compile(r"^\| (?P<wish>[^|]+?) \| (?P<places>.+?) \|$", re.MULTILINE)
UNITS = [("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà")]
MONTH = "2020-01"


def rows_of_the_readme() -> dict[str, str]:
    """Wish → the places to change."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## How to change what")[2].partition("\n## ")[0]
    return {row["wish"]: row["places"] for row in ROW.finditer(section)}


@dataclass
class Copy:
    """A copy of the project's code and configuration, and which of its files were changed."""

    folder: Path
    home: Path
    changed: set[str] = field(default_factory=set)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{path} has no «{old}»"
        self._write(path, text.replace(old, new, 1))

    def append(self, path: str, text: str) -> None:
        self._write(path, (self.folder / path).read_text(encoding="utf-8") + textwrap.dedent(text))

    def create(self, path: str, text: str) -> None:
        assert not (self.folder / path).exists()
        self._write(path, textwrap.dedent(text))

    def stands_in(self, wish: str) -> None:
        """Whether the README's row for the wish names every file that was changed."""
        places = re.findall(r"`([\w./-]+)`", rows_of_the_readme()[wish])
        for path in self.changed:
            assert any(path == place or path.startswith(f"{place.rstrip('/')}/") for place in places), (wish, path)

    def run(self, *command: str) -> str:
        """What a command of the copy prints; on the day that ends the sample year."""
        own = {
            "PYTHONPATH": f"{self.folder}{os.pathsep}{PROJECT}",
            "GIAMNGHEO_CONFIG": str(self.folder / "config"),
            "GIAMNGHEO_HOME": str(self.home / "home"),
            "GIAMNGHEO_INBOX": str(self.home / "inbox"),
        }
        done = subprocess.run(
            [sys.executable, *command],
            env=os.environ | own,
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def _write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")
        self.changed.add(path)


@pytest.fixture
def copy(home, monkeypatch):
    from giamngheo.metadata.settings import load_settings

    folder = home / "project"
    for name in PACKAGES:
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, target)
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder / "config"))
    load_settings.cache_clear()
    return Copy(folder, home)


def books(month: str = MONTH):
    return [book(unit, name, month, poor=8, near_poor=9, seed=3) for unit, name in UNITS]


def office_of(copy: Copy, month: str = MONTH) -> Office:
    """The office after its month, with the copy's configuration."""
    office = Office(copy.home)
    write_month(office.inbox, books(month))
    office.collect(month)
    assert set(office.statuses(month).values()) == {"accepted", "missing"}
    return office


def draft_of(office: Office, month: str = MONTH):
    from giamngheo.core.period import Period
    from giamngheo.report.compose import draft

    return draft(office.context.warehouse, Period.parse(month), 1, office.context.clock.today).content


def with_column(path: Path, heading: str, value: object) -> None:
    """A further column in the list of households of a workbook."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Danh sách hộ"]
    line = next(row[0].row for row in sheet.iter_rows() if any(cell.value == "Mã hộ" for cell in row))
    codes = next(cell.column for cell in sheet[line] if cell.value == "Mã hộ")
    place = sheet.max_column + 1
    sheet.cell(line, place).value = heading
    for row in range(line + 1, sheet.max_row + 1):
        if re.fullmatch(r"\d{9}", str(sheet.cell(row, codes).value)):
            sheet.cell(row, place).value = value
    workbook.save(path)


def test_the_readme_lists_every_kind_of_change():
    assert set(rows_of_the_readme()) >= {
        "a new indicator",
        "a rule on telephone numbers",
        "a new recipient",
        "another mail library",
        "a warehouse column for a new field",
        "a new field",
        "a new picture in the report",
        "a reminder one day earlier",
        "a weekly digest",
        "another head of the report",
        "another heading's spelling",
    }


def test_a_new_indicator(copy):
    copy.append(
        "config/plan.toml",
        """
        [[indicator]]
        code = "sanitation_near_poor"
        title = "Hộ cận nghèo có nhà tiêu hợp vệ sinh"
        measure = "rate"
        numerator = "count(*) filter (where classification = 'near_poor' and sanitation)"
        denominator = "count(*) filter (where classification = 'near_poor')"
        unit_of_measure = "%"
        target = { sign = "≥", value = 90 }
        better = "higher"
        responsible = "nnptnt"
        article = "mục I.1.2"
        """.replace("\n        ", "\n"),
    )
    copy.stands_in("a new indicator")
    content = draft_of(office_of(copy))
    added = next(item for item in content.attainment if item.key == "sanitation_near_poor")
    assert added.title == "Hộ cận nghèo có nhà tiêu hợp vệ sinh"
    assert added.denominator == 18
    assert added.value is not None


def test_a_rule_on_telephone_numbers(copy):
    copy.append(
        "config/forms/BC-GN-01/cover.toml",
        r"""
        [[rule]]
        code = "C299"
        title = "Số điện thoại không đúng"
        severity = "warning"
        column = "telephone"
        message = "Số điện thoại phải có 10 hoặc 11 chữ số, bắt đầu bằng 0."
        remedy = "Ghi lại số điện thoại."
        expect = [{ type = "expect_column_values_to_match_regex", column = "telephone", regex = '^0\d{9,10}$' }]
        """.replace("\n        ", "\n"),
    )
    copy.stands_in("a rule on telephone numbers")
    good, bad = books()
    assert {typed_as_number(copy, good, 912345678), typed_as_number(copy, bad, 12345)} == {(), ("C299",)}


def typed_as_number(copy: Copy, one, number: int) -> tuple[str, ...]:
    """The rules that a workbook breaks whose telephone number was typed as a number; stored, it has its zero."""
    import sqlalchemy as sa

    office = Office(copy.home)
    path = path_in(office.inbox, one)
    write(one, path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value in ("Số điện thoại", "Điện thoại"))
    sheet.cell(label.row, label.column + 1).value = number
    workbook.save(path)
    office.collect(MONTH)
    cover = office.context.warehouse.rows["cover"]
    with office.context.warehouse.reading() as connection:
        last = connection.execute(
            sa.select(cover.c.submission_id, cover.c.telephone).order_by(sa.desc("submission_id"))
        )
        submission, telephone = last.first()
    assert telephone == f"0{number}"
    return tuple(office.rules(submission))


def test_a_new_recipient(copy):
    copy.edit(
        "config/recipients.toml",
        "[[recipient]]",
        '[[recipient]]\nname = "Hội Nông dân huyện"\naddress = "hoi-nong-dan@thachha.example"\n'
        'document = "giam-ngheo"\nfiles = ["word"]\n\n[[recipient]]',
    )
    copy.stands_in("a new recipient")
    configuration = office_of(copy).context.configuration
    added = next(one for one in configuration.recipients if one.address == "hoi-nong-dan@thachha.example")
    assert (added.name, added.document, added.files) == ("Hội Nông dân huyện", "giam-ngheo", ("word",))

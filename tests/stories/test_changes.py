"""Ten changes that an office or a newcomer makes, each on a copy of the project, in no other place than the README says.

A change names its wish as the README's table "How to change what" does; what it edits must stand in that row. Then the
change is used: the month is collected, the report drawn, the message handed over.
"""

from __future__ import annotations

import json
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
        numerator = "count(*) filter (where classification = 'near_poor' and hygienic_latrine)"
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
    added = next(item for item in content.attainment if item.indicator == "sanitation_near_poor")
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


_FAKE_LIBRARY = '''
"""Another mail library, which keeps what it is given in a list of files."""

import contextlib

from giamngheo.send.connection import Answer


class Pigeon:
    def __init__(self, folder):
        self.folder = folder

    def ready(self):
        """A pigeon always is."""

    def submit(self, recipient, message):
        (self.folder / f"{recipient}.pigeon").write_bytes(message)
        return Answer("sent", "bồ câu đã mang đi")


@contextlib.contextmanager
def pigeons(settings):
    settings.mail_folder.mkdir(parents=True, exist_ok=True)
    yield Pigeon(settings.mail_folder)
'''
_SENDS = """
from giamngheo.context import open_context
from giamngheo.send.message import Content
from giamngheo.send.kinds import RECEIPT
from giamngheo.send.outbox import Envelope, enqueue, hand_over

context = open_context("2020-02-20")
rows = enqueue(context.warehouse, [Envelope(RECEIPT, "a", "xa@thachha.example", "Xã A")], "gn@thachha.example", context.clock.now)
written = Content(subject="Đã nhận", text="Đã nhận", html="<p>Đã nhận</p>")
print([answer.text for _, answer in hand_over(context, rows, lambda _: written)])
print(sorted(path.name for path in context.settings.mail_folder.iterdir()))
"""


def test_another_mail_library(copy):
    copy.create("giamngheo/send/pigeon.py", _FAKE_LIBRARY)
    copy.edit(
        "giamngheo/send/transport.py",
        "    if settings.smtp.host:",
        "    from giamngheo.send.pigeon import pigeons\n\n    with pigeons(settings) as connection:\n        yield connection\n"
        "    return\n    if settings.smtp.host:",
    )
    copy.stands_in("another mail library")
    assert copy.run("-c", _SENDS).splitlines() == ["['bồ câu đã mang đi']", "['xa@thachha.example.pigeon']"]


def test_a_new_field_is_a_column_of_the_warehouse_from_one_month_on(copy):
    import sqlalchemy as sa

    copy.edit(
        "config/forms/BC-GN-01/household.toml",
        '[[column]]\nfield = "sponsor"',
        '[[column]]\nfield = "livestock"\nheading = "Số gia súc"\ntype = "whole"\nempty_is_zero = true\n'
        'since = "2020-02"\n\n[[column]]\nfield = "sponsor"',
    )
    copy.edit(
        "config/plan.toml",
        "[figures.household]\n",
        '[figures.household]\nlivestock = { title = "Gia súc", unit_of_measure = "con", since = "2020-02", '
        'value = "coalesce(sum(livestock), 0)" }\n',
    )
    copy.changed.discard("config/plan.toml")  # a figure of it, to see it counted; the row of an indicator tells of that
    copy.stands_in("a new field")
    office = office_of(copy)
    for one in books("2020-02"):
        write(one, path_in(office.inbox, one))
        with_column(path_in(office.inbox, one), "Số gia súc", 3)
    office.collect("2020-02")
    assert office.statuses("2020-02")["18604"] == "accepted"
    table = office.context.warehouse.rows["household"]
    with office.context.warehouse.reading() as connection:
        assert set(connection.scalars(sa.select(table.c.livestock).distinct())) == {None, 3}
    shown = [json.loads(figures_of(copy, month))["district"].get("livestock") for month in (MONTH, "2020-02")]
    assert shown == [None, 3 * 2 * (8 + 9)]


def figures_of(copy: Copy, month: str) -> str:
    return copy.run("-m", "giamngheo", "figures", "--period", month, "--json")


_PICTURE = '''
"""Poor and near-poor households, each beside its number."""

from giamngheo.report.render.pictures.sheet import MARGIN, Canvas


def draw_classes(content):
    canvas = Canvas(30)
    counts = [line for line in content.headline if line.key in ("poor", "near_poor")]
    for place, line in enumerate(counts):
        canvas.text(MARGIN, 8 + 12 * place, f"{line.title}: {line.now:.0f}")
    return canvas.drawn()
'''
_DRAWS = f"""
from giamngheo.core.period import Period
from giamngheo.context import open_context
from giamngheo.report.compose import draft
from giamngheo.report.documents import document_of
from giamngheo.report.render.word import word_document
from io import BytesIO
from docx import Document

context = open_context("2020-12-31")
content = draft(context.warehouse, Period.parse("{MONTH}"), 1, context.clock.today).content
word = Document(BytesIO(word_document(document_of(content, "giam-ngheo"))))
print([shape._inline.docPr.get("descr") for shape in word.inline_shapes])
"""


def test_a_new_picture_in_the_report(copy):
    office_of(copy)
    copy.create("giamngheo/report/render/pictures/classes.py", _PICTURE)
    copy.edit(
        "giamngheo/report/render/pictures/__init__.py",
        "from giamngheo.report.render.pictures.heat import draw_heat",
        "from giamngheo.report.render.pictures.classes import draw_classes\n"
        "from giamngheo.report.render.pictures.heat import draw_heat",
    )
    copy.edit(
        "giamngheo/report/render/pictures/__init__.py",
        '"heat": draw_heat}',
        '"heat": draw_heat, "classes": draw_classes}',
    )
    copy.edit(
        "giamngheo/report/documents/full.py",
        '    return (Picture("heat"',
        '    return (Picture("classes", "Hộ nghèo, hộ cận nghèo", "Hai số hộ."), Picture("heat"',
    )
    copy.stands_in("a new picture in the report")
    assert "Hai số hộ." in copy.run("-c", _DRAWS)


def test_a_reminder_one_day_earlier(copy):
    copy.edit("config/operation.toml", "days = [-1, 0, 1, 3]", "days = [-2, -1, 0, 1, 3]")
    copy.edit("config/operation.toml", "enabled = false", "enabled = true")
    copy.changed.discard("config/recipients.toml")
    copy.stands_in("a reminder one day earlier")
    from giamngheo.context import open_context
    from giamngheo.core.period import Period
    from giamngheo.feedback.reminders import reminders

    month = Period.parse(MONTH)
    calendar = open_context().configuration.working_calendar
    earlier = calendar.shifted(calendar.days_of(month).due, -2)
    with_address(copy, "18604", "xa@thachha.example")
    due = [one.recipient for one in reminders(open_context(earlier.isoformat()), month)]
    assert "xa@thachha.example" in due


def with_address(copy: Copy, unit: str, address: str) -> None:
    from giamngheo.metadata.load import load_configuration
    from giamngheo.metadata.settings import load_settings

    path = copy.folder / "config/recipients.toml"
    text = path.read_text(encoding="utf-8")
    assert "[communes.addresses]" in text
    path.write_text(
        re.sub(rf'(?m)^"?{unit}"? = .*\n', "", text).replace(
            "[communes.addresses]\n", f'[communes.addresses]\n{unit} = "{address}"\n'
        ),
        encoding="utf-8",
    )
    load_configuration.cache_clear()
    load_settings.cache_clear()


_DIGEST = '''
"""Digest: who has reported, once a week."""

from __future__ import annotations

from prefect import flow

from flows.run.context import run_context_of
from flows.run.final_state import final_state
from flows.run.requests import NightlyOrder


@flow(name="Tóm tắt", flow_run_name="Tóm tắt hằng tuần")
@final_state
def digest(yêu_cầu: NightlyOrder = NightlyOrder()) -> str:
    """Ai đã nộp."""
    run_context_of(yêu_cầu)
    return "Đã gửi tóm tắt."
'''
_DEPLOYS = """
from flows.server.deployments import _wanted, flow_of
from giamngheo.context import open_context

operation = open_context().configuration.operation
(weekly,) = [one for one in operation.deployment if one.flow == "digest"]
wanted = _wanted(operation, weekly)
print(flow_of("digest").name, wanted["entrypoint"], wanted["schedules"][0][0])
"""


def test_a_weekly_digest(copy):
    copy.create("flows/digest.py", _DIGEST)
    copy.append(
        "config/operation.toml",
        """
        [[deployment]]
        name = "tom-tat-tuan"
        flow = "digest"
        title = "Tóm tắt hằng tuần"
        description = "Mỗi thứ Sáu: ai đã nộp, ai chưa."
        at = "16:00"
        days = ["fri"]
        """,
    )
    copy.stands_in("a weekly digest")
    assert copy.run("-c", _DEPLOYS).split() == ["Tóm", "tắt", "flows.digest.digest", "0", "16", "*", "*", "fri"]


def test_another_head_of_the_report(copy):
    copy.edit("config/report.toml", 'signer_title = "TRƯỞNG PHÒNG"', 'signer_title = "PHÓ TRƯỞNG PHÒNG"')
    copy.edit("config/report.toml", 'symbol = "BC-PLĐTBXH"', 'symbol = "BC-PNNMT"')
    copy.stands_in("another head of the report")
    from giamngheo.report.documents import document_of
    from giamngheo.report.render.word import word_document

    office = office_of(copy)
    data = word_document(document_of(draft_of(office), "giam-ngheo"))
    text = "".join(docx_texts(data))
    assert "BC-PNNMT" in text
    assert "PHÓ TRƯỞNG PHÒNG" in text


def docx_texts(data: bytes):
    from io import BytesIO

    from docx import Document

    return Document(BytesIO(data)).element.itertext()


def test_another_headings_spelling(copy):
    copy.edit(
        "config/forms/BC-GN-01/household.toml",
        'heading = "Mã hộ"\nalso = ["Mã số hộ"',
        'heading = "Mã hộ"\nalso = ["Số hiệu hộ", "Mã số hộ"',
    )
    copy.stands_in("another heading's spelling")
    office = Office(copy.home)
    (one, _) = books()
    path = path_in(office.inbox, one)
    write(one, path)
    workbook = openpyxl.load_workbook(path)
    for row in workbook["Danh sách hộ"].iter_rows():
        for cell in row:
            if cell.value == "Mã hộ":
                cell.value = "Số hiệu hộ"
    workbook.save(path)
    office.collect(MONTH)
    assert office.statuses(MONTH)["18604"] == "accepted"

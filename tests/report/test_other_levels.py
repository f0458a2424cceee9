"""Offices of other levels, by configuration alone: a commune over its villages, a province over its communes. What they send,
lay out and show is said in their own nouns, and never in those of the sample."""

from __future__ import annotations

import copy
import html
import io
import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.feedback.board.page import board_page
from giamngheo.feedback.form.workbook import form_workbook
from giamngheo.operate import run_page
from giamngheo.report.compose import draft
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.publish import publish_report
from giamngheo.report.render.files import report_files
from giamngheo.report.render.mail import mail_html, mail_text
from tests.conftest import PROJECT
from tests.support.config_folder import write_units
from tests.support.office import office_in
from tests.support.workbooks import book, next_book, write_month

MARCH = Period.parse("2020-03")
FEBRUARY, QUARTER = Period.parse("2020-02"), Period.parse("2020-Q1")
MONTHS = ("2019-12", "2020-01", "2020-02", "2020-03")


@dataclass(frozen=True)
class OtherOffice:
    """`called`: what stands in the sample's configuration, and what this office calls it. `never`: nouns that are not its."""

    levels: str
    units: tuple[tuple[str, str, str], ...]
    called: dict[str, str]
    budget: str
    never: str
    says: tuple[str, ...]


_VILLAGE = '[[level]]\ncode = "thon"\nnoun = "thôn"\n'
OFFICES = {
    "commune": OtherOffice(
        levels=f'senders = "thon"\nwhole = "xa"\n\n{_VILLAGE}\n[[level]]\ncode = "xa"\nnoun = "xã"\n',
        units=(("18001", "Thôn Đông", "thon"), ("18002", "Thôn Đoài", "thon"), ("18003", "Thôn Nam", "thon")),
        called={
            "Sở Lao động - Thương binh và Xã hội tỉnh Hà Tĩnh": "Ủy ban nhân dân cấp trên",
            "HUYỆN THẠCH HÀ": "XÃ HƯƠNG ĐÔ",
            "huyện Thạch Hà": "xã Hương Đô",
            "Ngân sách huyện": "Ngân sách cấp trên",
            "UBND các xã, thị trấn": "Các thôn",
            "huyện": "xã",
            'heading = "Thôn, tổ dân phố"\nalso = [': 'heading = "Khu vực"\nalso = ["Thôn, tổ dân phố", ',
            "thôn, tổ dân phố": "khu vực",
            "so-ldtbxh": "cap-tren",
            "ldtbxh": "kt",
            "LĐTBXH": "KT",
            "LĐ-TB&XH": "KT",
        },
        budget="cấp trên",
        never=r"huyện|tỉnh|thị trấn|tổ dân phố|ldtbxh|lđtbxh|ủy ban nhân dân thôn|ubnd thôn",
        says=(
            "Toàn xã Hương Đô",
            "toàn xã",
            "Mục tiêu do thôn giao cho khu vực.",
            "Ngày xã báo cáo",
            "Xã chưa có số liệu của đơn vị",
            "thư mục dùng chung của xã",
            "Không ghi khu vực",
            "Kính gửi: Thôn Đông",
        ),
    ),
    "province": OtherOffice(
        levels='senders = "xa"\nwhole = "tinh"\n\n[[level]]\ncode = "thon"\nnoun = "thôn"\n\n[[level]]\ncode = "xa"\n'
        'noun = "xã"\ntogether = "các xã, phường"\nbody = "Ủy ban nhân dân"\nbody_short = "UBND"\n'
        'kind = [{ code = "xa", name = "Xã" }, { code = "phuong", name = "Phường" }, { code = "dac-khu", name = "Đặc khu" }]\n'
        '\n[[level]]\ncode = "tinh"\nnoun = "tỉnh"\n',
        units=(
            ("18001", "Xã Hương Đô", "xa"),
            ("18002", "Phường Trần Phú", "phuong"),
            ("18003", "Đặc khu Yến", "dac-khu"),
        ),
        called={
            "Sở Lao động - Thương binh và Xã hội tỉnh Hà Tĩnh": "Bộ Nông nghiệp và Môi trường",
            "HUYỆN THẠCH HÀ": "TỈNH HÀ TĨNH",
            "huyện Thạch Hà": "tỉnh Hà Tĩnh",
            "các xã, thị trấn": "các xã, phường",
            "huyện": "tỉnh",
            "so-ldtbxh": "bo-nnmt",
            "ldtbxh": "nnmt",
            "LĐTBXH": "NNMT",
        },
        budget="tỉnh",
        never=r"huyện|thị trấn|ldtbxh|lđtbxh",
        says=(
            "Toàn tỉnh Hà Tĩnh",
            "toàn tỉnh",
            "Mục tiêu do xã giao cho thôn.",
            "Ngày tỉnh báo cáo",
            "Tỉnh chưa có số liệu của đơn vị",
            "thư mục dùng chung của tỉnh",
            "Ủy ban nhân dân đặc khu Yến",
            "UBND phường Trần Phú",
        ),
    ),
}


def configured(folder: Path, own: OtherOffice) -> Path:
    """The sample's configuration with the office's levels and units, and with its names for what the sample names."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    for path in config.rglob("*.toml"):
        text = path.read_text("utf-8")
        for old, new in own.called.items():
            text = text.replace(old, new)
        path.write_text(text.replace(", thị trấn", ""), "utf-8")
    (config / "levels.toml").write_text(own.levels, "utf-8")
    lines = [f"{code},{name},{kind},{at},2020-01-01,,,," for at, (code, name, kind) in enumerate(own.units, start=1)]
    write_units(config, lines)
    code = own.units[0][0]
    targets = ("unit,village,indicator,value", f"{code},Thôn Đồng,insured_poor,90", f"{code},Vắng,insured_poor,90", "")
    (config / "village-targets.csv").write_text("\n".join(targets), "utf-8")
    letter = own.called["so-ldtbxh"]
    named = (("ubnd", "giam-ngheo"), ("tren", letter))
    lines = [f'[[recipient]]\nname = "A"\naddress = "{who}@a.example"\ndocument = "{which}"\n' for who, which in named]
    lines += ["[communes.addresses]", *(f'{code} = "x{code}@a.example"' for code, _, _ in own.units), ""]
    (config / "recipients.toml").write_text("\n".join(lines), "utf-8")
    return config


@pytest.fixture(scope="module", params=OFFICES)
def said(request, tmp_path_factory):
    own, folder = OFFICES[request.param], tmp_path_factory.mktemp(request.param)
    with office_in(folder, config=str(configured(folder, own))) as office:
        office.today = "2020-03-20"
        books = [book(code, name, "2019-12", poor=6, near_poor=7) for code, name, _ in own.units]
        for one in books:
            one.households[0]["village"] = None
        for month in MONTHS:
            for one in books:
                one.resources = [{**line, "source": f"Ngân sách {own.budget}"} for line in one.resources]
            if month != "2020-01":  # which nobody sends
                write_month(office.inbox, books if month != "2020-02" else books[:2])
                office.collect(month)
            books = [next_book(copy.deepcopy(one), pace=0.15) for one in books]
        yield own, texts_of(office)


def texts_of(office) -> dict[str, str]:
    """All that the office gives out, by where it stands: files, letters, recipients, the board, the form, the run's pages."""
    context = office.context
    release = publish_report(context, QUARTER, lambda _: None)
    content, reports = release.content, unit_reports(context.warehouse, MARCH)
    wanted = {(code, kind) for code in codes_of(content) for kind in ("word", "excel")}
    files = {file.name: f"{file.name}\n{text_in(file.data)}" for file in report_files(content, wanted)}
    february = draft(context.warehouse, FEBRUARY, 1, context.clock.today).content  # of a month without a unit
    summaries = {
        (own.period, code): document_of(own, code).summary for own in (content, february) for code in codes_of(own)
    }
    letters = {
        f"{which}": f"{one.subject}\n{mail_text(one, ())}\n{mail_html(one, ())}" for which, one in summaries.items()
    }
    unit = context.units.expected(MARCH)[0]
    return (
        files
        | letters
        | {
            "content": json.dumps(json.loads(content.model_dump_json()), ensure_ascii=False),
            "recipients": "\n".join(one.name for one in context.configuration.recipients),
            "board": board_page(context.warehouse, context.configuration, context.clock.today),
            "form": text_in(form_workbook(context.configuration, unit, MARCH, None)),
            "report's page": run_page.report(release, "") + run_page.attainment(content),
            "units' page": run_page.reporters(reports, "") + run_page.findings(context.warehouse, reports),
        }
    )


def text_in(data: bytes) -> str:
    """The words of a Word or Excel file, each part's in their order; and the parts as they are, for what stands in an attribute."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = [html.unescape(parts.read(name).decode("utf-8")) for name in parts.namelist() if name.endswith(".xml")]
    return "\n".join(re.sub(r"<[^>]+>", "", re.sub(r"</(?:w:p|si|c)>", "\n", part)) + part for part in xml)


def test_no_noun_of_another_level_is_said_anywhere(said):
    own, texts = said
    assert len(texts) > 20
    foreign = re.compile(own.never, re.IGNORECASE)
    found = {
        place: text[max(hit.start() - 60, 0) : hit.end() + 20]
        for place, text in texts.items()
        if (hit := foreign.search(text))
    }
    assert found == {}


def test_what_is_said_is_the_offices_own(said):
    own, texts = said
    everything = "\n".join(texts.values())
    assert [phrase for phrase in own.says if phrase not in everything] == []

"""`make gallery`: how the reports on March 2020 look, page by page, into docs/gallery/ (or the folder that is named).

The reports come from a real run over the sample months into a home that is thrown away, and a second one after
a commune has mended a figure. Word and Excel files are printed by LibreOffice, letters shown by Chromium.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from giamngheo.report.content import ReportContent
from giamngheo.report.documents.document import Document

PROJECT = Path(__file__).resolve().parent.parent
GALLERY = PROJECT / "docs" / "gallery"
PERIOD = "2020-03"
CHROMIUM = "/usr/bin/chromium"
PROGRAMS = {"soffice": "libreoffice-writer libreoffice-calc", "pdftoppm": "poppler-utils", CHROMIUM: "chromium"}
DPI = 65
COLOURS = 96
MORNING = dt.time(1, 15)  # UTC: 08:15 at the office
# Numbers and dates in sheets are shown as the reader's machine is set: as in Vietnam.
VIETNAMESE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value>
</prop></item>
</oor:items>
"""
PHONE, TABLET, DESK = 320, 600, 1200  # px


@dataclass(frozen=True)
class Printed:
    """A file of a paper, and what is to be seen on its pages; `pages` where not all are shown."""

    name: str
    document: str
    form: Literal["word", "excel"]
    caption: str
    revision: int = 1
    pages: int = 99


@dataclass(frozen=True)
class Message:
    """A paper's letter in a browser window of some widths (px)."""

    name: str
    document: str
    caption: str
    widths: tuple[int, ...] = (PHONE,)
    schemes: tuple[Literal["light", "dark"], ...] = ("light",)
    revision: int = 1


@dataclass(frozen=True)
class Shown:
    """A heading of the gallery with its pictures' file names."""

    caption: str
    pictures: list[str]


LETTERS = (
    Message(
        "mail",
        "giam-ngheo",
        "The letter with the full report: on a telephone, a tablet and a desk, by day and in dark mode",
        (PHONE, TABLET, DESK),
        ("light", "dark"),
    ),
    Message(
        "mail-revised",
        "giam-ngheo",
        "The letter with a revised report: title, what it replaces, what changed",
        revision=2,
    ),
    Message("mail-commune", "xa-18607", "The letter with a commune's scorecard"),
)
PRINTED = (
    Printed("report", "giam-ngheo", "word", "The full report to the district's People's Committee, with both pictures"),
    Printed("workbook", "giam-ngheo", "excel", "Its workbook, as it is printed"),
    Printed("department", "so-ldtbxh", "word", "The covering letter to the Department (Sở LĐ-TB&XH)"),
    Printed(
        "department-tables",
        "so-ldtbxh",
        "excel",
        "The consolidated tables that go with it: the first pages, the rest is as above",
        pages=3,
    ),
    Printed("office", "co-quan-gddt", "word", "What an office answers for, unit by unit, worst first: Phòng GD&ĐT"),
    Printed("office-tables", "co-quan-gddt", "excel", "The same as a workbook"),
    Printed("commune", "xa-18607", "word", "A commune's scorecard: Xã Thạch Long"),
    Printed("commune-tables", "xa-18607", "excel", "Its workbook: villages, findings and what to mend"),
    Printed(
        "revised", "giam-ngheo", "word", "A revised report, first page: title, number, what it replaces", 2, pages=1
    ),
)


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else GALLERY
    _need_programs()
    out.mkdir(parents=True, exist_ok=True)
    for item in (*LETTERS, *PRINTED):
        for old in out.glob(f"{item.name}-*.png"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        documents = _documents(Path(folder))
        letters = list(_show_letters(documents, out))
        printed = list(_print(documents, out, Path(folder)))
    (out / "README.md").write_text(_page([*letters, *printed]), encoding="utf-8")
    pictures = list(out.glob("*.png"))
    print(f"{len(pictures)} pictures, {sum(path.stat().st_size for path in pictures) / 1e6:.1f} MB: {out}")


def _need_programs() -> None:
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        sys.exit(f"Thiếu chương trình: apt-get install {' '.join(missing)}")
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        sys.exit("Thiếu thư viện playwright: make install-dev")


# ---------------------------------------------------------------- the reports


def _documents(folder: Path) -> dict[tuple[int, str], Document]:
    """Every paper by (revision, code)."""
    from giamngheo.report.documents import codes_of, document_of

    contents = _contents(folder)
    return {(content.revision, code): document_of(content, code) for content in contents for code in codes_of(content)}


def _contents(folder: Path) -> list[ReportContent]:
    """What was reported first, and what after a commune had mended a figure."""
    shutil.copytree(PROJECT / "examples" / "inbox", folder / "inbox")
    ours = {"GIAMNGHEO_HOME": str(folder / "home"), "GIAMNGHEO_INBOX": str(folder / "inbox")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIAMNGHEO_")} | ours
    _run("2020-03-17", environment)
    _mend_a_figure(next((folder / "inbox").glob("18649*/*_2020-03.xlsx")))
    _run("2020-03-19", environment)

    from giamngheo.context import open_context
    from giamngheo.core.period import Period
    from giamngheo.report.publish import find_report

    os.environ.update(ours)
    context = open_context("2020-03-19")
    found = [find_report(context, Period.parse(PERIOD), revision).content for revision in (1, 2)]
    context.warehouse.engine.dispose()
    return [_received_in_the_morning(content) for content in found]


def _received_in_the_morning(content: ReportContent) -> ReportContent:
    """The time of day is the only thing that this run's clock says: without it a picture changes with its report."""
    reporters = [
        line.model_copy(update={"received_at": line.received_at and dt.datetime.combine(line.received_at, MORNING)})
        for line in content.reporters
    ]
    return content.model_copy(update={"reporters": reporters})


def _run(today: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "giamngheo", "run", "--period", PERIOD, "--today", today]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"giamngheo run --today {today}:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")


def _mend_a_figure(path: Path) -> None:
    """The first poor household whose members are not all insured now has a card for each."""
    from openpyxl import load_workbook

    class_, members, insured = 5, 7, 9  # columns of the form
    workbook = load_workbook(path)
    for row in workbook["Danh sách hộ"].iter_rows(min_row=8):
        if row[class_ - 1].value == "Nghèo" and row[insured - 1].value != row[members - 1].value:
            row[insured - 1].value = row[members - 1].value
            break
    workbook.save(path)


# ---------------------------------------------------------------- letters


def _show_letters(documents: dict[tuple[int, str], Document], out: Path) -> Iterator[Shown]:
    from playwright.sync_api import sync_playwright

    from giamngheo.report.render.mail import mail_html

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for letter in LETTERS:
            document = documents[letter.revision, letter.document]
            html = mail_html(document.summary, [document.word_name, document.excel_name])
            shots = [(width, scheme) for scheme in letter.schemes for width in letter.widths]
            yield Shown(letter.caption, [_shot(browser, html, out, letter.name, *shot) for shot in shots])
        browser.close()


def _shot(browser: Any, html: str, out: Path, name: str, width: int, scheme: str) -> str:
    page = browser.new_page(viewport={"width": width, "height": 640}, color_scheme=scheme)
    page.set_content(html)
    file = f"{name}-{width}-{scheme}.png"
    _save(page.screenshot(full_page=True), out / file)
    page.close()
    return file


# ---------------------------------------------------------------- printed files


def _print(documents: dict[tuple[int, str], Document], out: Path, folder: Path) -> Iterator[Shown]:
    from giamngheo.report.render.excel import excel_annex
    from giamngheo.report.render.word import word_document

    office = folder / "office"
    office.mkdir()
    for item in PRINTED:
        document = documents[item.revision, item.document]
        if item.form == "word":
            (office / f"{item.name}.docx").write_bytes(word_document(document))
        else:
            (office / f"{item.name}.xlsx").write_bytes(excel_annex(document))
    _to_pdf(sorted(office.iterdir()), folder)
    for item in PRINTED:
        yield Shown(item.caption, _pages(item, folder, out))


def _to_pdf(files: list[Path], folder: Path) -> None:
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(VIETNAMESE, encoding="utf-8")
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    missing = [file.name for file in files if not (folder / f"{file.stem}.pdf").exists()]
    if missing:
        sys.exit(f"LibreOffice printed no {', '.join(missing)}:\n{done.stderr[-2000:]}")


def _pages(item: Printed, folder: Path, out: Path) -> list[str]:
    pages = folder / f"{item.name}-pages"
    pages.mkdir()
    command = ["pdftoppm", "-r", str(DPI), "-l", str(item.pages), "-png", folder / f"{item.name}.pdf", pages / "page"]
    subprocess.run(command, check=True, timeout=120)
    files = []
    for number, page in enumerate(sorted(pages.iterdir()), start=1):
        files.append(f"{item.name}-{number:02d}.png")
        _save(page.read_bytes(), out / files[-1])
    return files


# ---------------------------------------------------------------- the gallery


def _save(png: bytes, path: Path) -> None:
    """With few colours: a third of the size."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def _page(shown: list[Shown]) -> str:
    parts = [
        "# Gallery",
        "The reports on March 2020 from the sample months, as people see them. Made by `make gallery` from a real run;"
        " not edited by hand. Printed by LibreOffice, which draws Times New Roman as Liberation Serif (the same widths)"
        " where the font is not installed.",
    ]
    for one in shown:
        pictures = "\n".join(
            f'<img src="{name}" alt="{Path(name).stem}" width="{_width(name)}">' for name in one.pictures
        )
        parts += [f"## {one.caption}", pictures]
    return "\n\n".join(parts) + "\n"


def _width(name: str) -> int:
    """Letters of several widths side by side; pages two by two."""
    return 260 if name.startswith("mail") else 400


if __name__ == "__main__":
    main()

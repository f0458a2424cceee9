"""`make gallery`: how the reports on March 2020 look, page by page, into docs/gallery/ (or the folder that is named).

The reports come from a real run over the sample months into a home that is thrown away, and a second one after
a commune has mended a figure; those on harder months from what `tests.stories.claims.keep` has kept of them.
Word and Excel files are printed by LibreOffice, letters shown by Chromium.
The README's picture is put together of two others: a run in Prefect's UI, and the letter on a telephone.
"""

from __future__ import annotations

import datetime as dt
import gzip
import html
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
from tests.support.programs import missing, packages_for, path_of

PROJECT = Path(__file__).resolve().parent.parent
GALLERY = PROJECT / "docs" / "gallery"
FIRST_LOOK = PROJECT / "docs" / "first-look.png"
RUN_SHOWN = PROJECT / "docs" / "hinh" / "luot-xong.png"  # by `make test-ui PICTURES=docs/hinh`
PERIOD = "2020-03"
PROGRAMS = {"Chromium", "LibreOffice", "Poppler"}
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
    """A file of a document; `seen`: what each page shows, in words; `pages` where not all are shown."""

    name: str
    document: str
    form: Literal["word", "excel"]
    caption: str
    seen: tuple[str, ...]
    revision: int = 1
    pages: int = 99


@dataclass(frozen=True)
class Message:
    """A document's letter in a browser window of some widths (px); `seen`: what it shows, in words."""

    name: str
    document: str
    caption: str
    seen: str
    widths: tuple[int, ...] = (PHONE,)
    schemes: tuple[Literal["light", "dark"], ...] = ("light",)
    revision: int = 1


@dataclass(frozen=True)
class Hard:
    """A report on a month as it really comes; what is seen of its letter's beginning and of its first page, in words."""

    name: str
    caption: str
    letter: str
    page: str

    @property
    def pictures(self) -> dict[str, str]:
        return {f"hard-{self.name}-mail.png": self.letter, f"hard-{self.name}-page.png": self.page}


@dataclass(frozen=True)
class Shown:
    """A heading of the gallery with its pictures: file name, and what is seen for who does not see it."""

    caption: str
    pictures: dict[str, str]


SCREENS = {PHONE: "a telephone", TABLET: "a tablet", DESK: "a desk"}
LETTERS = (
    Message(
        "mail",
        "giam-ngheo",
        "The letter with the full report: on a telephone, a tablet and a desk, by day and in dark mode",
        "The letter with the report on March 2020: three rates in large figures (3,85% poor, 5,05% near-poor, 1,80% poor"
        " under social protection), nine targets as bars with Đạt, Đúng tiến độ or Chậm, the poverty rate month by month,"
        " units that need attention, the files",
        (PHONE, TABLET, DESK),
        ("light", "dark"),
    ),
    Message(
        "mail-revised",
        "giam-ngheo",
        "The letter with a revised report: title, what it replaces, what changed",
        "The letter with the revised report: «lần 2, có điều chỉnh» in the title, a red bar with the reason and the report"
        " that it replaces, and a list of two changed figures with old and new value",
        revision=2,
    ),
    Message(
        "mail-commune",
        "xa-18607",
        "The letter with a commune's scorecard",
        "The letter to Xã Thạch Long: 104 poor, 115 near-poor and 34 poor households under social protection, each"
        " indicator as a bar beside the district's value, nothing to correct",
    ),
)
HARD_CONTENTS = PROJECT / "tests" / "golden" / "hard"
LETTER_BEGINS = (360, 900)  # px
HARD = (
    Hard(
        "units-missing",
        "a May for which four of ten units owe their report",
        "The letter on May 2020: six units that reported have 79 poor households (3,69%), 5 fewer than in April; four of"
        " nine targets are certainly missed, five cannot be judged; who owes a report; near-poor marked ▲ in red",
        "Page 1: figures of «6 đơn vị đã báo cáo», the four units that are missing by name, what is certain nevertheless, and"
        " the last figure of all 10 units (April: 136 poor households)",
    ),
    Hard(
        "rising",
        "an October in which poverty rises in every unit",
        "The letter on October 2020 opens in red with ▲: TĂNG 43 poor households (3,71 → 4,94%), in which units most, and"
        " 3 more than at the end of 2019; then that one target is no longer met and 2 of 9 are",
        "Page 1: the rise first, then the target that is no longer met, poor households by number and rate against"
        " September and the end of 2019",
    ),
    Hard(
        "revision",
        "the same October after a unit counted again",
        "The letter with the revised report: a red bar says why (Xã Thạch Khê reported again), its own figures then and now, what changes most (173 to 171"
        " poor households) and what it replaces; then the figures as they are now",
        "Page 1: «lần 2, có điều chỉnh» under the number and in the title; the reason, the chief changes and the report that"
        " is replaced open the text; 20 changed figures are referred to Appendix VI",
    ),
    Hard(
        "first-month",
        "a first month, with nothing before it",
        "The letter on January 2020: 134 poor households (3,91%), no comparison; one target met, one that cannot be judged;"
        " the three rates stand without an earlier figure",
        "Page 1: poor, near-poor and social-protection households without any comparison, then who came into the lists, who"
        " left and who changed between them",
    ),
    Hard(
        "month-missing",
        "a quarter in which a month of four units is missing",
        "The letter on the second quarter opens in red with ▲: TĂNG 32 poor households since the first quarter (3,93 → 4,81%),"
        " 15 more than at the end of 2019; then the target that fell off its way, and that four units' May is missing",
        "Page 1: figures at the quarter's end cover 10 of 10 units, what happened within it 26 of 30 monthly reports; the four"
        " units are named",
    ),
    Hard(
        "year",
        "the year, with reports of three months missing",
        "The letter on 2020: 142 poor households (3,90%), 18 fewer than at the end of 2019, near-poor 11 more and marked ▲ in"
        " red; 7 of 9 targets missed, 2 met; the months that are missing, by number of units",
        "Page 1: the year's result in three sentences, 112 of 120 monthly reports with the units that are missing by month,"
        " then households against the end of 2019",
    ),
)
OPENINGS = PROJECT / "tests" / "support" / "openings"
FIRST_SCREEN = (360, 640)  # px, a small telephone
FIRST_SCREENS = {
    "first-screen.png": "Three telephone screens of 360 × 640 side by side. Left, the letter with the report on March 2020:"
    " sentences on households, plan and reporting units, then the poverty rate with what it was. Middle, a statistical bulletin"
    " written for this comparison: title, day of release, four main points. Right, a letter in the manner of GOV.UK Notify"
    " written for this comparison: greeting, two sentences, what to do"
}
_APPENDICES = (
    "Appendix I, landscape: households, poor and near-poor by unit, with rates and changes; a line for the whole district",
    "Appendix II, landscape: the nine indicators of each of the 22 units; a value that misses its target is bold on grey",
    "Appendix III, landscape: opening, each kind of change, and closing by unit, with the check that they agree",
    "Appendix IV: when each of the 22 units reported: all received on 17/03/2020, on time, without errors",
    "Appendix V, landscape: the 15 poverty-reduction models with village, field, state, households and money",
)
PRINTED = (
    Printed(
        "report",
        "giam-ngheo",
        "word",
        "The full report to the district's People's Committee, with both pictures",
        (
            "Page 1 in the layout of Decree 30/2020: national motto, number, title, addressee; the essentials in three"
            " sentences, then poor, near-poor and social-protection households against February and the end of 2019",
            "Page 2: a line chart of the poverty rate falling faster than the target, changes of the lists in sentences, and"
            " which indicators are better than in February",
            "Page 3: the table of the plan's indicators with result, numerator, denominator, target, degree and coverage;"
            " resources by source with their sum",
            "Page 4: who helps households, models, stories of households; which targets are met, on schedule or behind",
            "Page 5: the rest of those behind, by how much and who answers for them; all 22 units reported in time;"
            " a heat map of units by indicators in blue and orange, marks in each cell",
            "Page 6: the ten units that need attention most, and why; figures that hint at causes",
            "Page 7: the rest of these, figures that hint at the next period's tasks, yellow gaps for the office's own words",
            "Page 8: the closing sentence, receivers and signature",
            *_APPENDICES,
        ),
    ),
    Printed(
        "workbook",
        "giam-ngheo",
        "excel",
        "Its workbook, as it is printed",
        (
            "Sheet of the nine indicators: result, numerator, denominator, earlier value, target, a coloured degree, a bar",
            "Table of the poverty rate of four months beside the rate that the target asks for",
            "Line chart of the poverty rate, blue and falling below the dashed yellow line of the target",
            "Poor and near-poor households by unit, with bars in the cells of the poverty rate and a total",
            "Bar chart of the poverty rate now and at the baseline for each unit",
            "The nine indicators by unit; values behind their target orange with a mark",
            "Numerators and denominators of the indicators by unit",
            "Opening, changes and closing of the lists by unit, with the word that they agree",
            "Resources by source and purpose with bars in the cells and a total",
            "The poverty-reduction models, one a line, with households and money",
            "Who helps poor and near-poor households: a line for a unit, a column for an organisation, how many nobody helps",
            "When each unit reported, with errors and remarks: all on time",
            "How each figure is worked out: numerator, denominator, sheet it comes from, target, article, office",
        ),
    ),
    Printed(
        "department",
        "so-ldtbxh",
        "word",
        "The covering letter to the Department (Sở LĐ-TB&XH)",
        (
            "Page 1 of the official letter: the essentials in five sentences and the line chart of the poverty rate",
            "Page 2: the table of indicators, the list of appendices, receivers and signature",
            *_APPENDICES,
        ),
    ),
    Printed(
        "department-tables",
        "so-ldtbxh",
        "excel",
        "The consolidated tables that go with it: the first pages, the rest is as above",
        (
            "Consolidated table of the nine indicators with coloured degrees",
            "Table of the poverty rate of four months beside the rate that the target asks for",
            "Line chart of the poverty rate below the dashed line of the target",
        ),
        pages=3,
    ),
    Printed(
        "office",
        "co-quan-gddt",
        "word",
        "What an office answers for, unit by unit, the one that lacks most first: Phòng GD&ĐT",
        (
            "Page 1 of the notice to the education office: its indicator for the district, and the table of units from the"
            " one that lacks most (Xã Việt Tiến, two children)",
            "Page 2: the other units, those at 100,00 marked Đạt, the district's line, a request and the signature",
        ),
    ),
    Printed(
        "office-tables",
        "co-quan-gddt",
        "excel",
        "The same as a workbook",
        (
            "Sheet with the office's one indicator for the district, marked Chậm",
            "Its units, the one that lacks most first: seven behind in orange, fifteen attained in green, with bars in the cells",
            "Bar chart of the result of each unit, seven of them short of 100",
            "How the indicator is worked out, and where it comes from",
        ),
    ),
    Printed(
        "commune",
        "xa-18607",
        "word",
        "A commune's scorecard: Xã Thạch Long",
        (
            "Page 1 of the scorecard: own figures, last period and district side by side, target and degree of each indicator",
            "Page 2: the last two indicators, the same by village, then «Nội dung cần sửa»: nothing to correct, receivers and signature",
        ),
    ),
    Printed(
        "commune-tables",
        "xa-18607",
        "excel",
        "Its workbook: villages, findings and what to correct",
        (
            "Sheet of the commune's own figures beside the district's, degrees in green and orange",
            "Sheet of its seven villages and their sum, with bars in the cells of poor households",
            "Sheet of what to correct, empty: nothing to correct",
        ),
    ),
    Printed(
        "revised",
        "giam-ngheo",
        "word",
        "A revised report, first page: title, number, what it replaces",
        (
            "Page 1 of the revised report: «lần 2, có điều chỉnh» under the number and in the title, the report that it"
            " replaces and why, and a table of the two changed figures, before and now",
        ),
        revision=2,
        pages=1,
    ),
)


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else GALLERY
    _need_programs()
    out.mkdir(parents=True, exist_ok=True)
    for name in (*(item.name for item in (*LETTERS, *PRINTED)), "hard"):
        for old in out.glob(f"{name}-*.png"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        documents, hard = _documents(Path(folder)), hard_documents()
        letters = list(_show_letters(documents, hard, out))
        printed = list(_print(documents, hard, out, Path(folder)))
    kept = [Shown(f"Months as they really come: {paper.caption}", paper.pictures) for paper in HARD]
    (out / "README.md").write_text(_page([*letters, *printed, *kept]), encoding="utf-8")
    if out == GALLERY:
        _put_first_look_together()
    pictures = list(out.glob("*.png"))
    print(f"{len(pictures)} pictures, {sum(path.stat().st_size for path in pictures) / 1e6:.1f} MB: {out}")


def _need_programs() -> None:
    lacking = sorted(PROGRAMS & set(missing()))
    if lacking:
        sys.exit(f"Thiếu {', '.join(lacking)}: apt-get install {packages_for(lacking)}")
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        sys.exit("Thiếu thư viện playwright: make install-dev")


# ---------------------------------------------------------------- the reports


def _documents(folder: Path) -> dict[tuple[int, str], Document]:
    """Every document by (revision, code)."""
    from giamngheo.report.documents import codes_of, document_of

    contents = _contents(folder)
    return {(content.revision, code): document_of(content, code) for content in contents for code in codes_of(content)}


def hard_documents() -> dict[str, Document]:
    """The full report by name of its hard month."""
    from giamngheo.report.documents import document_of

    kept = {paper.name: gzip.decompress((HARD_CONTENTS / f"{paper.name}.json.gz").read_bytes()) for paper in HARD}
    return {name: document_of(ReportContent.model_validate_json(said), "giam-ngheo") for name, said in kept.items()}


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


def _show_letters(documents: dict[tuple[int, str], Document], hard: dict[str, Document], out: Path) -> Iterator[Shown]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path_of("Chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for letter in LETTERS:
            document = documents[letter.revision, letter.document]
            page = _letter(document)
            shots = [(width, scheme) for scheme in letter.schemes for width in letter.widths]
            pictures = {_shot(browser, page, out, letter.name, *shot): _said(letter, *shot) for shot in shots}
            yield Shown(letter.caption, pictures)
        yield _first_screens(browser, documents[1, "giam-ngheo"], out)
        for name, document in hard.items():
            _begin(browser, _letter(document), out / f"hard-{name}-mail.png")
        browser.close()


def _letter(document: Document) -> str:
    from giamngheo.report.render.mail import mail_html

    return mail_html(document.summary, [document.word_name, document.excel_name])


def _begin(browser: Any, letter: str, path: Path) -> None:
    width, height = LETTER_BEGINS
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(letter)
    _save(page.screenshot(), path)
    page.close()


def _first_screens(browser: Any, document: Document, out: Path) -> Shown:
    """What is seen of the letter before a finger moves, beside openings that are made to be read fast."""
    width, height = FIRST_SCREEN
    screens = {
        "Thư của giamngheo": _letter(document),
        "Bản tin thống kê (mẫu tự viết để so sánh)": (OPENINGS / "bulletin.html").read_text(encoding="utf-8"),
        "Thư theo lối GOV.UK Notify (mẫu tự viết để so sánh)": (OPENINGS / "notify.html").read_text(encoding="utf-8"),
    }
    framed = "".join(
        f'<figure style="margin:0"><figcaption style="margin-bottom:8px">{words}</figcaption>'
        f'<iframe style="border:0;width:{width}px;height:{height}px" scrolling="no" srcdoc="{html.escape(screen)}"></iframe></figure>'
        for words, screen in screens.items()
    )
    page = browser.new_page(viewport={"width": 3 * width + 4 * 24, "height": height + 80})
    page.set_content(
        f'<body style="margin:24px;display:flex;gap:24px;background:#c8ccd4;font:bold 13px sans-serif">{framed}</body>'
    )
    (file,) = FIRST_SCREENS
    _save(page.screenshot(), out / file)
    page.close()
    return Shown("The first screen of a telephone, beside openings that are made to be read fast", FIRST_SCREENS)


def _said(letter: Message, width: int, scheme: str) -> str:
    where = f"{SCREENS[width]}{', in dark mode' if scheme == 'dark' else ''}"
    if (width, scheme) == (letter.widths[0], letter.schemes[0]):
        return f"{letter.seen}. Shown on {where}"
    return f"The same letter on {where}"


def _shot(browser: Any, content: str, out: Path, name: str, width: int, scheme: str) -> str:
    page = browser.new_page(viewport={"width": width, "height": 640}, color_scheme=scheme)
    page.set_content(content)
    file = f"{name}-{width}-{scheme}.png"
    _save(page.screenshot(full_page=True), out / file)
    page.close()
    return file


# ---------------------------------------------------------------- printed files


def _print(
    documents: dict[tuple[int, str], Document], hard: dict[str, Document], out: Path, folder: Path
) -> Iterator[Shown]:
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
    for name, document in hard.items():
        (office / f"hard-{name}.docx").write_bytes(word_document(document))
    _to_pdf(sorted(office.iterdir()), folder)
    for item in PRINTED:
        yield Shown(item.caption, _pages(item, folder, out))
    for name in hard:
        (page,) = _printed(f"hard-{name}", 1, folder)
        _save(page.read_bytes(), out / f"hard-{name}-page.png")


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


def _printed(name: str, last: int, folder: Path) -> list[Path]:
    """A picture of each page of a printed file, until the last that is asked for."""
    pages = folder / f"{name}-pages"
    pages.mkdir()
    command = ["pdftoppm", "-r", str(DPI), "-l", str(last), "-png", folder / f"{name}.pdf", pages / "page"]
    subprocess.run(command, check=True, timeout=120)
    return sorted(pages.iterdir())


def _pages(item: Printed, folder: Path, out: Path) -> dict[str, str]:
    printed = _printed(item.name, item.pages, folder)
    if len(printed) != len(item.seen):
        sys.exit(f"{item.name}: {len(printed)} pages, {len(item.seen)} of them in words: write what each page shows")
    files = {}
    for number, (page, seen) in enumerate(zip(printed, item.seen, strict=True), start=1):
        name = f"{item.name}-{number:02d}.png"
        _save(page.read_bytes(), out / name)
        files[name] = seen
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
        "The reports on March 2020 from the sample months, as people see them, and at the end reports on harder months of"
        " ten units whose households are invented. Made by `make gallery` from a real run; not edited by hand. Printed by"
        " LibreOffice, which draws Times New Roman as Liberation Serif (the same widths)"
        " where the font is not installed.",
    ]
    for one in shown:
        pictures = "\n".join(
            f'<img src="{name}" alt="{html.escape(seen)}" width="{_width(name)}">'
            for name, seen in one.pictures.items()
        )
        parts += [f"## {one.caption}", pictures]
    return "\n\n".join(parts) + "\n"


def _put_first_look_together() -> None:
    """A run that was tried again and ended well, beside the letter that it sent, as high as a telephone's screen."""
    from PIL import Image, ImageDraw

    height, gap, frame, ground = 700, 32, 22, "#c8ccd4"
    run = Image.open(RUN_SHOWN).convert("RGB").crop((256, 0, 1280, height))
    letter = Image.open(GALLERY / "mail-320-light.png").convert("RGB").crop((0, 0, PHONE, height - 2 * frame))
    size = (run.width + letter.width + 2 * frame + 3 * gap, height + 2 * gap)
    picture = Image.new("RGB", size, ground)
    picture.paste(run, (gap, gap))
    left = 2 * gap + run.width
    telephone = (left, gap, left + letter.width + 2 * frame - 1, gap + height - 1)
    ImageDraw.Draw(picture).rounded_rectangle(telephone, radius=36, fill="#14171c")
    picture.paste(letter, (left + frame, gap + frame))
    picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(FIRST_LOOK, optimize=True)


def _width(name: str) -> int:
    """Letters of several widths side by side; pages two by two; telephones that stand side by side in one picture."""
    if name in FIRST_SCREENS:
        return 800
    return 260 if name.startswith("mail") or name.endswith("-mail.png") else 400


if __name__ == "__main__":
    main()

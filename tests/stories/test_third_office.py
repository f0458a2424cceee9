"""A third office goes from the answers of `giamngheo init` to its first report by editing configuration alone.

Each figure is what a loop counts from the workbooks that its communes sent, and nothing that it wrote, to whomever, has a word
of the office whose configuration is the sample.
"""

from __future__ import annotations

import email
import html
import re
import zipfile
from email import policy
from pathlib import Path

import pytest

from commands.doctor import doctor
from commands.template import template
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.report.documents import document_of
from giamngheo.report.documents.small_counts import HIDDEN
from giamngheo.report.publish import find_report
from tests.support.office import office_in
from tests.support.third_office import BASELINE, FEWEST, LATE, LOW_INCOME, MONTH, UNITS, sent, third_office
from tests.support.workbooks import ESCAPED, NEAR_POOR, POOR, write_month

OF_ANOTHER_OFFICE = re.compile(
    r"thạch ?hà|thachha|hà tĩnh|huyện|thị trấn|LĐ-?TB|ldtbxh|Lao động - Thương|27/KH|2019|2020|18604", re.IGNORECASE
)
WRITTEN = ("*.xlsx", "*.docx", "*.eml", "*.html")


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """The office, after its first report and the one that replaced it when the last commune's workbook came."""
    from tasks.feedback import feedback
    from tasks.report import report
    from tasks.send import send

    folder = tmp_path_factory.mktemp("third")
    config = third_office(folder)
    books = sent()
    with office_in(folder, config=str(config), answers="true") as office, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.support.artifacts.create_markdown_artifact", lambda **_: None)
        for period, form in ((BASELINE, None), (MONTH, None), ("2026-Q1", "BC-GN-02")):
            template(period, form=form, lay=True, today="2026-01-05")
        coming = [
            (BASELINE, "2025-12-16", list(UNITS)),
            (MONTH, "2026-01-19", [code for code in UNITS if code != LATE]),
            (MONTH, "2026-01-21", [LATE]),
        ]
        for month, office.today, codes in coming:
            write_month(office.inbox, [books[code, month] for code in codes])
            office.collect(month)
            feedback.fn(office.today)
            if month == MONTH:
                send.fn(month, report.fn(month, office.today), office.today)
        yield office, books
    load_configuration.cache_clear()


def content_of(office, revision=None):
    return find_report(office.context, Period.parse(MONTH), revision).content


def counted(books, month, codes=UNITS):
    """What the workbooks say, by a loop over their rows."""
    own = [books[code, month] for code in codes]
    rows = [row for one in own for row in one.households]
    poor = [row for row in rows if row["classification"] == POOR]
    wanted = [row for row in poor if row["loan_needed"]]
    return {
        "households": sum(one.total_households for one in own),
        "poor": len(poor),
        "near_poor": sum(row["classification"] == NEAR_POOR for row in rows),
        "low_income": sum(row["classification"] == LOW_INCOME for row in rows),
        "social_poor": sum(bool(row["social_protection"]) for row in poor),
        "members": sum(row["members"] for row in poor),
        "insured": sum(row["insured"] or 0 for row in poor),
        "loans": (sum(bool(row["loan_received"]) for row in wanted), len(wanted)),
        "temporary": sum(bool(row["temporary_housing"]) for row in poor),
        "models": sum(row["status"] == "Đang phát triển" for one in own for row in one.models),
        "escaped": sum(row["change"] == ESCAPED for row in rows),
    }


def test_nothing_is_left_to_be_set_up(lived, capsys):
    office, _ = lived
    doctor(office.today)
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✘") and "Đồng hồ" not in line]
    assert wrong == []
    assert set(office.statuses(MONTH).values()) == {"accepted"}


@pytest.mark.parametrize("unit", [None, *UNITS], ids=lambda unit: unit or "whole")
def test_every_stock_is_what_the_workbooks_say(lived, unit):
    office, books = lived
    content, codes = content_of(office), [unit] if unit else list(UNITS)
    now, then = counted(books, MONTH, codes), counted(books, BASELINE, codes)
    line = content.district if unit is None else next(one for one in content.units if one.code == unit)
    for key in ("households", "poor", "near_poor", "low_income", "social_poor"):
        assert line.stock(key) == now[key], key
        assert line.baseline.stock(key) == then[key], key
    assert line.poor_rate == pytest.approx(100 * now["poor"] / now["households"])
    assert line.near_poor_rate == pytest.approx(100 * now["near_poor"] / now["households"])


def test_every_indicator_is_judged_by_the_plan_of_the_office(lived):
    office, books = lived
    now, then = counted(books, MONTH), counted(books, BASELINE)
    found = {item.indicator: item for item in content_of(office).attainment}
    rates = [100 * one["poor"] / one["households"] for one in (then, now)]
    near = 100 * now["near_poor"] / now["households"]
    insured, loans = 100 * now["insured"] / now["members"], 100 * now["loans"][0] / now["loans"][1]
    gone = 1 / 12  # of the year: what is asked by its end is on its way with that share
    ahead = then["temporary"] > 1 and (then["temporary"] - now["temporary"]) / (then["temporary"] - 1) >= gone
    expected = {
        "poverty_reduction": (rates[0] - rates[1], "attained" if rates[0] - rates[1] >= 1 else "on_track"),
        "near_poor_rate": (near, "attained" if near <= 6 else None),
        "insured_poor": (insured, "attained" if insured >= 98 else "behind"),
        "loan_access": (loans, "attained" if loans > 80 else "on_track"),
        "temporary_housing": (
            now["temporary"],
            "attained" if now["temporary"] <= 1 else "on_track" if ahead else "behind",
        ),
        "models": (now["models"], "attained" if now["models"] >= 4 else "behind"),
    }
    assert found.keys() == expected.keys()
    for code, (value, status) in expected.items():
        assert found[code].value == pytest.approx(value), code
        assert status is None or found[code].status == status, code


def test_what_moved_is_told_of_each_class_under_its_own_name(lived):
    office, books = lived
    content = content_of(office)
    flows = {flow.key: flow for flow in content.class_flows}
    assert flows["poor"].left["escaped"] == counted(books, MONTH)["escaped"]
    assert flows["low_income"].left["escaped"] == len(UNITS)
    shown = next(one for one in document_of(content, "giam-ngheo").appendices if one.key == "class_flows")
    heading = next(column.heading for column in shown.columns if column.key == "out_escaped")
    assert heading == "Thoát nghèo, thoát cận nghèo, thoát thu nhập thấp"


def test_a_part_is_not_published_and_of_the_whole_the_ward_is_not_told(lived):
    """First four of five reported; then the fifth: its figures are not the difference of two published sums."""
    office, books = lived
    first, then = (document_of(content_of(office, number), "cong-khai") for number in (1, 2))
    assert [one.rows for one in first.sheets] == [()]
    (units,) = (one for one in then.sheets if one.key == "units")
    at = [column.key for column in units.columns].index("poor")
    told = dict(zip([line.code for line in then.content.units], [row[at] for row in units.rows], strict=True))
    true = {code: counted(books, MONTH, [code])["poor"] for code in UNITS}
    hidden = {code for code, seen in told.items() if seen == HIDDEN}
    assert true["99110"] == 1
    assert hidden > {code for code, poor in true.items() if 0 < poor < FEWEST}
    assert {code: seen for code, seen in told.items() if code not in hidden}.items() <= true.items()
    assert UNITS[LATE] not in then.opening


def test_who_is_late_is_told_and_who_is_not_yet_there_is_named(lived):
    office, _ = lived
    first = content_of(office, 1)
    assert (first.coverage.reporting, first.coverage.expected) == (4, 5)
    late = [one for one in letters(office) if "ubnd@thuong-son.example" in one["To"]]
    assert UNITS[LATE] in body(late[0])
    assert all("Vùng Thượng" in one["From"] for one in letters(office))


def test_no_word_of_the_sample_office_stands_in_anything_that_was_written(lived):
    office, _ = lived
    files = [
        path for pattern in WRITTEN for folder in ("home", "inbox") for path in (office.home / folder).rglob(pattern)
    ]
    kinds = {path.suffix for path in files}
    assert kinds == {".xlsx", ".docx", ".eml", ".html"}
    found = {
        (path.name, said.strip()[:80]) for path in files for said in texts_in(path) if OF_ANOTHER_OFFICE.search(said)
    }
    assert found == set()


def letters(office):
    files = sorted((office.home / "home" / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def body(letter):
    return letter.get_body(("plain",)).get_content()


def texts_in(path: Path):
    """All that a reader of the file may come to see."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".vml")):
                    part = parts.read(name).decode("utf-8", "replace")
                    said = re.findall(r">([^<>]+)<", part)
                    said += re.findall(r'(?:descr|title|prompt|error|promptTitle|errorTitle)="([^"]+)"', part)
                    yield from (html.unescape(one) for one in said if not re.fullmatch(r"[\d.E-]+", one))
    elif path.suffix == ".eml":
        letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        yield letter["Subject"]
        yield body(letter)
        yield re.sub(r"<[^>]*>", " ", letter.get_body(("html",)).get_content())
    else:
        yield re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", path.read_text("utf-8"))

"""The pages for leaders say what the report says, lead from each figure to its explanation, and tell of no household."""

from __future__ import annotations

import html
import os
import re
import time
from dataclasses import replace

import pytest

from giamngheo.core.errors import StorageSilent, StorageUnavailable
from giamngheo.core.patience import Patience
from giamngheo.core.period import Period
from giamngheo.metadata.question import QuestionMeasure
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.metadata.settings import load_settings
from giamngheo.report.documents import document_of
from giamngheo.report.documents.small_counts import HIDDEN
from giamngheo.report.explanation import explained
from giamngheo.report.publish import find_report, publish_report
from giamngheo.report.punctuality import nobody_said, punctuality, undated_said
from giamngheo.report.questions import AnswerLine, answer
from giamngheo.report.site import lay_site, places, site_address, site_folder, site_of
from giamngheo.report.site.facts import gather
from giamngheo.report.site.figures import _stock_row
from giamngheo.report.site.guarded import unit_of
from giamngheo.report.site.pages import site_pages
from giamngheo.report.site.questions import question_pages
from giamngheo.report.site.told_of_units import told_of_units
from giamngheo.report.wording import goals, words
from tests.support.office import Office, on_one_engine
from tests.support.personal import Households
from tests.support.site_pages import Page, dead_links, with_room_for
from tests.support.workbooks import POOR, book, next_book, write_month

KHE, TOWN, DIEN = ("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"), ("18667", "Xã Nam Điền")
MARCH = Period.parse("2020-03")
pytestmark = [on_one_engine, pytest.mark.usefixtures("few_recipients", "small_pictures")]


@pytest.fixture
def books():
    """Four months of two communes; the third has not reported the last."""
    first = [book(*unit, "2019-12", poor=12, near_poor=6) for unit in (KHE, TOWN, DIEN)]
    months = [first]
    for _ in range(3):
        months.append([next_book(one, pace=0.3) for one in months[-1]])
    months[-1] = months[-1][:2]
    return months


@pytest.fixture
def office_with_report(office: Office, books):
    office.today = "2020-03-17"
    for month in books:
        write_month(office.inbox, month)
        office.collect(month[0].period)
    publish_report(office.context, MARCH, lambda _: None)
    return office


def pages_of(office: Office):
    made = find_report(office.context, MARCH)
    return {page.place: page.data for page in site_of(office.context, made)}, made.content


@pytest.fixture
def site(office_with_report):
    pages, content = pages_of(office_with_report)
    return {place: Page(data.decode()) for place, data in pages.items()}, content


def test_there_is_a_page_for_each_unit_figure_and_question(office_with_report, site):
    pages, content = site
    assert {places.of_unit(line.code) for line in content.units} <= pages.keys()
    assert {places.of_figure(item.indicator) for item in content.attainment} <= pages.keys()
    asked = {places.of_question(one.code) for one in office_with_report.context.configuration.questions}
    assert len(asked) >= 6
    assert asked <= pages.keys()
    assert {"cau-hoi/nop-muon.html", places.CHANGED, places.YEAR_END, places.BESIDE_BASELINE} <= pages.keys()
    assert all(place.isascii() for place in pages)


def test_in_january_a_stock_stands_once_beside_december(office_with_report):
    """The period before and the baseline are one month; of another month than the whole's nothing stands under its heading."""
    january = Period.parse("2020-01")
    publish_report(office_with_report.context, january, lambda _: None)
    made = find_report(office_with_report.context, january)
    pages = {page.place: page.data for page in site_of(office_with_report.context, made)}
    text = Page(pages[places.of_figure("poor")].decode()).text
    assert text.count("Tháng 12 năm 2019") == 1
    assert "Tháng 12 năm 2019 (kỳ trước, cũng là kỳ gốc)" in text
    line = made.content.units[0]
    own, then = line.stock("poor"), line.previous.stock("poor")
    assert _stock_row(made.content, line, "poor")[2::2] == (own, then)
    older = line.model_copy(update={"previous_title": "tháng 11 năm 2019"})
    assert _stock_row(made.content, older, "poor")[2::2] == (own, None)


def test_the_first_page_says_what_the_report_and_its_mail_say(site):
    pages, content = site
    seen = pages[places.INDEX].text
    summary = document_of(content, FULL_REPORT).summary
    for sentence in (*summary.brief, *summary.lead, summary.bars_lead, summary.title):
        assert sentence in seen
    for headline in summary.headlines:
        assert headline.title in seen
        assert all(change in seen for change in headline.changes)
    for item in content.attainment:
        assert item.title in seen
        assert words.value_text(item) in seen
        assert goals.verdict(item) in seen
    assert "Xã Nam Điền" in seen  # who has not reported


def test_every_link_leads_somewhere_in_the_folder(site):
    pages, _ = site
    assert all(page.links for page in pages.values())
    assert not [link for page in pages.values() for link in page.links if "://" in link]
    assert dead_links(pages) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_no_link_leads_to_a_row_for_which_a_page_has_no_room(office_with_report, monkeypatch, rows):
    """Each leads to the row where there is one, and to the page's head where not."""
    with_room_for(monkeypatch, rows)
    pages = {place: Page(data.decode()) for place, data in pages_of(office_with_report)[0].items()}
    assert dead_links(pages) == []
    figure = places.of_figure("poor")
    rows_there = {anchor for anchor in pages[figure].anchors if anchor.startswith("u-")}
    assert len(rows_there) == rows
    led_to = {link for place in pages for link in pages[place].links if figure in link}
    assert f"../{figure}" in led_to
    assert {f"../{figure}#{anchor}" for anchor in rows_there} <= led_to


def test_nothing_comes_from_elsewhere(office_with_report):
    pages, _ = pages_of(office_with_report)
    for place, data in pages.items():
        text = data.decode()
        assert Page(text).loads == [], place
        assert not re.search(r"https?://|@import|url\(", text), place
        assert "default-src 'none'" in text


def test_each_figure_of_the_first_page_leads_to_its_explanation(office_with_report, site):
    pages, content = site
    first = pages[places.INDEX]
    for item in content.attainment:
        assert places.of_figure(item.indicator) in first.links
        told = explained(office_with_report.context.warehouse, item.indicator, MARCH, None)
        seen = pages[places.of_figure(item.indicator)].text
        assert words.value_text(item) in seen
        assert item.article in seen
        assert item.responsible in seen
        for one in told["submissions"]:
            assert one["sha256"][:8] in seen
            assert one["file"] not in seen
        assert "Xã Nam Điền" in seen
    assert "Chưa có báo cáo (20 đơn vị)" in pages["chi-tieu/poor.html"].text


def test_an_answer_is_that_of_ask(office_with_report, site):
    pages, _ = site
    context = office_with_report.context
    question = next(one for one in context.configuration.questions if one.code == "khong-bao-tro")
    found = answer(context.warehouse, question, MARCH)
    seen = pages[places.of_question("khong-bao-tro")].text
    assert found.lines
    for line in found.lines:
        name = line.place[0].partition(" (")[0]
        assert f"{name} {' '.join(f'{value:.0f}' for value in line.values)}" in seen


def test_few_households_of_a_village_are_not_told(site):
    pages, content = site
    few = [line for line in content.villages if 0 < line.poor < 3]
    assert few
    for line in few:
        seen = pages[places.of_unit(line.unit)].text
        told = (f"{line.village} dưới 3", f"{line.village} {HIDDEN}")  # the latter where its column is hidden whole
        assert any(one in seen for one in told)
        assert f"{line.village} {line.poor:.0f} " not in seen
    assert any(f"{line.village} dưới 3" in pages[places.of_unit(line.unit)].text for line in few)
    for (
        line
    ) in few:  # of 10 in all, 3 shown and one more of 3 or more that is listed, four that have few would have 1 each
        seen = pages[places.of_question("thon-ngheo")].text
        assert f"{line.village} " not in seen.partition("Câu hỏi khác")[0]
    assert "cả đơn vị" in seen
    assert "không nêu từng nơi" in seen  # and what that means
    assert load_settings().site.small_counts_below == 3


def test_a_unit_of_which_no_village_is_told_has_the_number_of_its_own_page(office_with_report, site):
    """Hidden there, it would protect nobody: both of its parts stand on the page of the unit. By a limit that no village comes to."""
    pages, content = site
    facts = replace(gather(office_with_report.context, find_report(office_with_report.context, MARCH), 3), below=99)
    told = {page.place: page.data for page in site_pages(facts)}
    seen = Page(told[places.of_question("thon-ngheo")].decode()).text
    for line in (line for line in content.units if line.reported):
        own = next(value for value in line.indicators if value.indicator == "insured_poor")
        assert f"{line.name} cả đơn vị {line.poor:.0f} {own.denominator:.0f} {line.near_poor:.0f}" in seen
        on_page = pages[places.of_unit(line.code)].text
        assert f"Hộ nghèo {line.poor:.0f} hộ" in on_page
        assert f"Hộ cận nghèo {line.near_poor:.0f} hộ" in on_page
        assert f"{own.numerator:.0f}/{own.denominator:.0f}" in on_page
    assert "số ở dòng ấy đã có ở trang của đơn vị" in seen


def test_a_number_is_told_of_a_unit_only_where_its_page_tells_it(office_with_report):
    """By what is counted: who got how much is told of no unit, nor what the answer knows of other workbooks than the report."""
    context = office_with_report.context
    facts = gather(context, find_report(context, MARCH), 3)
    told = told_of_units(facts)
    questions = {one.code: one for one in context.configuration.questions}
    village = questions["thon-ngheo"]
    loans = QuestionMeasure(title="Tiền vay", value="sum(loan_amount) filter (where classification = 'poor')")
    asked = village.model_copy(update={"measure": (*village.measure, loans)})
    found = answer(context.warehouse, asked, MARCH)
    of_units = told.in_answer(found)
    lines = {line.code: line for line in facts.content.units if line.reported}
    assert of_units.keys() == lines.keys()
    for code, (poor, people, near_poor, lent) in of_units.items():
        own = next(value for value in lines[code].indicators if value.indicator == "insured_poor")
        assert (poor, people, near_poor, lent) == (lines[code].poor, own.denominator, lines[code].near_poor, None)
    other = replace(found, lines=(replace(found.lines[0], values=(99.0, 1.0, 1.0, 1.0)), *found.lines[1:]))
    assert told.in_answer(other).keys() == lines.keys() - {unit_of(found.lines[0])}
    flow = replace(found, question=asked.model_copy(update={"kind": "flow"}))
    assert told.in_answer(flow) == {}


def test_no_page_says_that_nobody_was_late_where_nobody_knows(office_with_report):
    """January lay there when the folder was first looked into; nothing is added up of what is not known."""
    context = office_with_report.context
    facts = gather(context, find_report(context, MARCH), 3)
    found = punctuality(context.warehouse, MARCH, facts.content.issued_on, {"18604"})
    with_line = replace(found, lines=(AnswerLine(("Xã Thạch Khê (18604)", "muộn 01/2020"), (1.0, 1.0, 0.0)),))
    for undated, short, note in (
        (0, "Xã Thạch Khê, muộn 01/2020: 1 kỳ", ""),
        (2, "Xã Thạch Khê, muộn 01/2020: 1 kỳ; 2 báo cáo tháng không rõ ngày nộp", undated_said(2)),
    ):
        nowhere = nobody_said(1, undated)
        told = {"undated": undated, "unknown": undated_said(undated), "nowhere": nowhere}
        nobody = replace(found, lines=(), **told)
        page = question_pages(replace(facts, answers=(nobody,)))[0]
        assert (page.short, page.shown[0].empty, page.shown[0].rows) == (nowhere, nowhere, ())
        page = question_pages(replace(facts, answers=(replace(with_line, **told),)))[0]
        assert page.short == short
        assert (undated_said(2) in page.shown[0].notes) == bool(note)
        assert page.shown[0].foot


def test_no_household_is_named(office_with_report, books):
    households = Households()
    households.add(one for month in books for one in month)
    pages, _ = pages_of(office_with_report)
    for place, data in pages.items():
        assert not households.in_data(data), place
        assert not households.in_text(html.unescape(data.decode())), place


def test_a_correction_changes_nothing_of_the_pages_of_the_report_before(office_with_report, books):
    before, _ = pages_of(office_with_report)
    versions = (next_book(books[2][0], pace=0.9, seed=seed) for seed in range(20))
    corrected = next(one for one in versions if _poor(one) != _poor(books[3][0]))
    write_month(office_with_report.inbox, [corrected])
    office_with_report.collect("2020-03")
    office_with_report.today = "2020-03-20"
    again, _ = pages_of(office_with_report)
    moved = {place for place in before if before[place] != again[place]}
    assert not moved - {places.REPORTERS}  # how often a unit corrected this year is told as it is now
    publish_report(office_with_report.context, MARCH, lambda _: None)
    after, content = pages_of(office_with_report)
    poor = Page(after["chi-tieu/poor.html"].decode()).text
    assert words.figure(content.district.poor, "hộ") in poor
    assert after["chi-tieu/poor.html"] != before["chi-tieu/poor.html"]


def _poor(one):
    return sum(row["classification"] == POOR for row in one.households)


def test_the_folder_has_the_pages_of_the_last_report_alone(office_with_report):
    context = office_with_report.context
    made, folder = find_report(context, MARCH), site_folder(context, MARCH)
    assert folder.parent == context.report_folder(MARCH)
    count = lay_site(folder, site_of(context, made))
    assert count == len(list(folder.rglob("*.html")))
    stale, others = folder / places.of_unit("99999"), folder / "doc.txt"
    stale.write_text("", encoding="utf-8")
    others.write_text("", encoding="utf-8")
    stamp = (folder / places.INDEX).stat().st_mtime_ns
    lay_site(folder, site_of(context, made))
    assert not stale.exists()
    assert others.exists()
    assert (folder / places.INDEX).stat().st_mtime_ns == stamp  # what says the same is left alone


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("https://noi-bo.example/giam-ngheo/", "https://noi-bo.example/giam-ngheo/2020-03/index.html"),
        (r"\\may-chu\giam-ngheo", r"\\may-chu\giam-ngheo\2020-03\index.html"),
    ],
)
def test_the_address_that_leaders_open(office, monkeypatch, tmp_path, given, expected):
    monkeypatch.setenv("GIAMNGHEO_SITE_ADDRESS", given)
    monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", str(tmp_path / "chung"))
    load_settings.cache_clear()
    assert site_address(office.context, "2020-03") == expected
    assert site_folder(office.context, MARCH) == tmp_path / "chung" / "2020-03"


def test_a_folder_that_the_office_has_named_is_not_made(office_with_report, monkeypatch, tmp_path):
    """A share that is not mounted would be laid on the own disk, and nobody would hear of it."""
    shared = tmp_path / "chung"
    monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", str(shared))
    load_settings.cache_clear()
    context = office_with_report.context
    folder, pages = site_folder(context, MARCH), site_of(context, find_report(context, MARCH))
    with pytest.raises(StorageUnavailable, match=rf"Kiểm tra {re.escape(str(shared))} có sẵn chưa"):
        lay_site(folder, pages, is_named=True)
    assert not shared.exists()
    shared.mkdir()
    assert lay_site(folder, site_of(context, find_report(context, MARCH)), is_named=True)


def test_a_share_that_does_not_answer_is_not_waited_for(office_with_report, monkeypatch, tmp_path):
    """As a mount whose machine is gone: to open what lies there takes for ever, and gives no error."""
    context, silent = office_with_report.context, tmp_path / "silent"
    os.mkfifo(silent)
    monkeypatch.setattr("giamngheo.report.site.writing.write_below", lambda *_: silent.write_bytes(b""))
    folder, pages = site_folder(context, MARCH), site_of(context, find_report(context, MARCH))
    began = time.monotonic()
    with pytest.raises(StorageSilent, match="không trả lời nên không chờ nữa: mới xong 0 trang") as silence:
        lay_site(folder, pages, patience=Patience(0.3))
    assert silence.value.code == "GN-105"
    assert time.monotonic() - began < 20  # in which a page is made


def test_a_units_page_says_how_much_of_an_answer_is_elsewhere(office_with_report, monkeypatch):
    monkeypatch.setattr("giamngheo.report.site.units._MOST_LINES", 1)
    pages, _ = pages_of(office_with_report)
    page = Page(pages[places.of_unit("18604")].decode())
    said = re.findall(r"Còn \d+ dòng; xem trang câu hỏi\.", page.text)
    assert said
    leads = [link for link in page.links if link.startswith(f"../{places.QUESTION_PAGES}/")]
    assert len(leads) == len(said)
    with_room_for(monkeypatch, 1)
    seen = Page(pages_of(office_with_report)[0][places.of_unit("18604")].decode()).text
    assert "xem trang câu hỏi" not in seen  # which has no room for them
    assert re.search(r"Còn \d+ dòng không hiện ở đây; .* giamngheo ask \S+ --period \S+ --unit 18604 --top 0\.", seen)


def test_what_changed_stands_under_the_period_that_it_is_counted_from(office, books):
    """February is of one commune: the report is compared with January, and each figure's own change with February."""
    office.today = "2020-03-17"
    last = [next_book(one, pace=0.3) for one in books[1]]
    for one in last:
        one.period = "2020-03"
    for month in (*books[:2], books[2][:1], last):
        write_month(office.inbox, month)
        office.collect(month[0].period)
    publish_report(office.context, MARCH, lambda _: None)
    pages, content = pages_of(office)
    assert content.previous_title == "tháng 1 năm 2020"
    seen = Page(pages[places.CHANGED].decode()).text
    assert "So với tháng 2 năm 2020" in seen
    assert "So với tháng 1 năm 2020" not in seen


def test_the_front_page_says_how_many_more_need_attention(office_with_report, monkeypatch):
    monkeypatch.setattr("giamngheo.report.site.front._MOST_UNITS", 0)
    pages, content = pages_of(office_with_report)
    assert content.concerns
    assert f"Và {len(content.concerns)} đơn vị khác." in Page(pages[places.INDEX].decode()).text


def test_what_moved_a_figure_is_over_the_units_of_both_periods(site, books):
    """The third commune did not report the last month: it is not a fall of the number."""
    pages, _ = site
    then, now = (sum(_poor(one) for one in month[:2]) for month in books[-2:])
    seen = pages[places.of_figure("poor")].text
    assert f"So với tháng 2 năm 2020, trên 2 đơn vị có đủ số liệu cả hai kỳ: {then} → {now}" in seen
    assert "Không so được: tháng 3 năm 2020 chưa có báo cáo (1 đơn vị): Xã Nam Điền." in seen
    assert "(so 2 đơn vị có đủ số liệu cả hai kỳ)" in pages[places.CHANGED].text

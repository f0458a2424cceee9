"""An ad hoc report says of what was chosen what every other function says of it, as it was known on the day that was asked about,
and leaves the periodic reports alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from io import BytesIO

import docx
import pytest

from expectations.outgoing import require_agreement
from giamngheo.attain.indicators import attain_of, by_indicator
from giamngheo.attain.period_figures import work_out
from giamngheo.core.errors import NothingFound, UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import AD_HOC
from giamngheo.operate.problems import of_the_warehouse
from giamngheo.report.ad_hoc.choice import AdHocRequest, choose
from giamngheo.report.ad_hoc.publish import find_ad_hoc, publish_ad_hoc
from giamngheo.report.ad_hoc.recipients import recipients_of
from giamngheo.report.compose.moments import moments_of
from giamngheo.report.compose.villages import villages_of
from giamngheo.report.delivery import confirm, deliveries, half_delivered, held_documents, queue_report
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.documents.ad_hoc import results
from giamngheo.report.lineage import last_reports, lineages, outdated_reports
from giamngheo.report.publish import built_again, find_report, publish_report
from giamngheo.report.questions import answer
from giamngheo.report.render.grid import grid_of
from giamngheo.report.render.word import word_document
from giamngheo.report.wording import words
from giamngheo.send.connection import Answer
from giamngheo.send.outbox import keep_answer, take_in_hand
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

KHE, LONG, DIEN = ("18604", "Xã Thạch Khê"), ("18607", "Xã Thạch Long"), ("18667", "Xã Nam Điền")
MARCH = Period.parse("2020-03")
CHOSEN = ("insured_poor", "poverty_reduction", "models")
WRONG = [
    ({"indicators": ("insured_por",)}, "«insured_poor» (Người nghèo có thẻ BHYT)"),
    ({"units": ("Xã Thạch Khe",)}, "gần giống: «Xã Thạch Khê»"),
    ({"units": ("99999",)}, "Không có đơn vị, khu vực «99999»"),
    ({"villages": ("Thôn Không Đâu",)}, "không có thôn «Thôn Không Đâu»"),
    ({"questions": ("thon-ngeo",)}, "«thon-ngheo»"),
    ({"questions": ("nop-muon",)}, "giamngheo ask nop-muon"),
    ({"to": ("ubnd@a.exampl",)}, "gần giống: «ubnd@a.example»"),
    ({"to": ("A",)}, "Có 3 nơi nhận tên «A»; ghi địa chỉ"),
    ({"addresses": ("ubnd@a",)}, "«ubnd@a» không phải địa chỉ thư"),
    ({"known_on": "2020-03-18"}, "Ngày 18/03/2020 chưa đến"),
    ({"known_on": "hôm qua"}, "viết như 2020-03-20"),
    ({"known_on": "20200316"}, "viết như 2020-03-20"),
    ({"known_on": "2020-W12-1"}, "viết như 2020-03-20"),
    ({"title": "Hộ 186040001"}, "không được có mã hộ"),
    ({"period": "2021-03"}, "chưa bắt đầu"),
]
pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("few_recipients")]


@pytest.fixture
def months(office):
    """Three units' baseline, February and March, received on 17 March."""
    before = [book(*unit, "2019-12", poor=9, near_poor=7) for unit in (KHE, LONG, DIEN)]
    found = [before, *([] for _ in range(3))]
    for at in range(3):
        found[at + 1] = [next_book(one, pace=0.2) for one in found[at]]
    office.today = "2020-03-17"
    for books in found:
        write_month(office.inbox, books)
    office.collect("2020-03")
    assert set(office.statuses("2020-03").values()) == {"accepted", "missing"}
    return found


def made(office, today="2020-03-17", **asked):
    office.today = today
    return publish_ad_hoc(office.context, AdHocRequest(**{"period": "2020-03"} | asked), require_agreement)


def corrected(office, one):
    """The unit's poor lose all their cards, in a workbook that comes on 19 March."""
    for row in one.households:
        if row["classification"] == "Nghèo":
            row["insured"] = 0
    fast_write(one, path_in(office.inbox, one).with_name("lần 2.xlsx"))
    office.today = "2020-03-19"
    office.collect("2020-03")


def said(release):
    document = document_of(release.content, AD_HOC)
    blocks = [block for section in document.sections for block in section.blocks if isinstance(block, str)]
    return "\n".join([document.opening, *blocks])


def table(release, key):
    return next(one for one in document_of(release.content, AD_HOC).sheets if one.key == key)


@pytest.mark.usefixtures("months")
def test_the_whole_says_what_the_report_on_the_period_says(office):
    ordinary = publish_report(office.context, MARCH, require_agreement).content
    content = made(office, indicators=CHOSEN).content
    assert [item.indicator for item in content.attainment] == ["poverty_reduction", "insured_poor", "models"]
    own = {item.indicator: item for item in ordinary.attainment}
    assert content.attainment == [own[code] for code in ("poverty_reduction", "insured_poor", "models")]
    assert (content.coverage, content.missing) == (ordinary.coverage, ordinary.missing)
    values = {line.code: {one.indicator: one for one in line.indicators} for line in ordinary.units}
    for line in content.units:
        assert {one.indicator: one for one in line.indicators} == {code: values[line.code][code] for code in CHOSEN}


@pytest.mark.usefixtures("months")
def test_some_units_are_summed_as_every_sum_is_and_judged_only_by_what_binds_them(office):
    release = made(office, indicators=CHOSEN, units=("18604 Xã Thạch Khê", "Xã Thạch Long"))
    worked, plan = work_out(office.context.warehouse, MARCH), office.context.configuration.plan_at(MARCH)
    units, moments = ("18604", "18607"), moments_of(office.context.warehouse, MARCH)
    expected = by_indicator(
        attain_of(plan, worked.of_part(units), moments.baseline.of_part(units), unit="", targets={}), ""
    )
    for item in release.content.attainment:
        own = expected[item.indicator]
        assert (item.value, item.numerator, item.denominator) == (own.value, own.numerator, own.denominator)
        assert item.coverage.reporting == own.coverage.reports
    assert [line.code for line in release.content.units] == list(units)
    text = said(release)
    assert "phạm vi 2 đơn vị: xã Thạch Khê, xã Thạch Long;" in text
    assert "Số liệu của 2/2 đơn vị." in text
    assert "không giao mục tiêu «Giảm tỷ lệ hộ nghèo», «Mô hình giảm nghèo bền vững» cho tổng các đơn vị" in text
    (sentence,) = (line for line in text.splitlines() if "Mô hình giảm nghèo bền vững:" in line)
    assert "mục tiêu" not in sentence
    assert "; mục tiêu 100%: " in next(line for line in text.splitlines() if "Người nghèo có thẻ BHYT:" in line)


@pytest.mark.usefixtures("months")
def test_a_unit_that_stands_beside_a_number_is_not_in_its_title_too(office):
    content = made(office, indicators=("resources", "loan_amount", "models"), questions=("nguon-luc",)).content
    assert [one.line.title for one in content.ad_hoc.figures] == ["Số tiền hộ nghèo đã vay", "Nguồn lực huy động"]
    document = document_of(content, AD_HOC)
    told = [*results(content, content.ad_hoc), *(text for note in document.summary.notes for text in note.sentences)]
    heads = [head for sheet in document.sheets for head in grid_of(sheet).heads]
    for text in (*told, *heads):
        assert "(triệu đồng) (" not in text
        assert not re.search(r"\(triệu đồng\).*: [\d.,]+ triệu đồng", text)
    assert "Nguồn lực huy động (triệu đồng)" in heads
    assert any(re.match(r"Nguồn lực huy động \(.*\): [\d.,]+ triệu đồng", text) for text in told)


@pytest.mark.usefixtures("months")
def test_who_sends_it_is_written_small_inside_a_sentence_whoever_answers_for_what_was_asked(office):
    content = made(office, indicators=("models",)).content
    assert {item.responsible for item in content.attainment} != {words.office_name(content)}
    document = document_of(content, AD_HOC)
    lines = [paragraph.text for paragraph in docx.Document(BytesIO(word_document(document))).paragraphs]
    said_by = [line for line in lines if "phòng lao động - thương binh" in line.lower()]
    assert {document.opening, document.closing} <= {*said_by}
    assert all("Phòng Lao động - Thương binh và Xã hội" in line for line in said_by)


@pytest.mark.usefixtures("months")
def test_a_unit_alone_has_its_own_line(office):
    ordinary = publish_report(office.context, MARCH, require_agreement).content
    (line,) = (line for line in ordinary.units if line.code == "18604")
    content = made(office, indicators=("insured_poor",), units=("18604",)).content
    (own,) = (one for one in line.indicators if one.indicator == "insured_poor")
    (item,) = content.attainment
    assert (item.value, item.target, item.status, item.previous) == (own.value, own.target, own.status, own.previous)


@pytest.mark.usefixtures("months")
def test_figures_villages_and_answers_are_those_of_their_own_functions(office):
    (village, *_) = [line.village for line in villages_of(office.context.warehouse, MARCH, ["18604"])]
    release = made(
        office,
        indicators=("poor", "insured_poor", "models"),
        units=("18604", "18607"),
        villages=(f"{village.upper()} (18604)",),
        questions=("chua-bhyt", "nguon-luc"),
    )
    worked = work_out(office.context.warehouse, MARCH)
    (figure,) = release.content.ad_hoc.figures
    assert figure.units == {unit: worked.units[unit]["poor"] for unit in ("18604", "18607")}
    assert figure.line.now == worked.over(["18604", "18607"])["poor"]
    (own,) = release.content.villages
    (expected,) = (
        line
        for line in villages_of(office.context.warehouse, MARCH, ["18604"])
        if (line.unit, line.village) == ("18604", village)
    )
    assert own == expected.model_copy(
        update={"indicators": [one for one in expected.indicators if one.indicator in ("insured_poor", "models")]}
    )
    assert "Không có số liệu theo thôn: «Mô hình giảm nghèo bền vững»." in said(release)
    for code, told in zip(("chua-bhyt", "nguon-luc"), release.content.ad_hoc.answers, strict=True):
        question = next(one for one in office.context.configuration.questions if one.code == code)
        found = answer(office.context.warehouse, question, MARCH, ("18604", "18607"))
        assert told.lines == [(list(line.place), list(line.values)) for line in found.lines]
        assert told.total == list(found.total)


def test_before_a_correction_the_old_figure_is_known_and_after_it_the_new(office, months):
    first = made(office, indicators=("insured_poor",), units=("18604",))
    was = first.content.attainment[0].numerator
    assert was > 0
    corrected(office, months[3][0])
    asked = {"indicators": ("insured_poor",), "units": ("18604",), "today": "2020-03-20"}
    assert made(office, **asked).content.attainment[0].numerator == 0
    old = made(office, **asked, known_on="2020-03-18")
    assert old.content.attainment[0] == first.content.attainment[0]
    assert (
        "đã được chấp nhận đến hết ngày 18/03/2020; báo cáo, bản sửa được chấp nhận sau ngày đó không được tính."
        in said(old)
    )
    assert made(office, **asked, known_on="2020-03-19").content.attainment[0].numerator == 0
    assert [one.period for one in outdated_reports(office.context.warehouse)] == []
    with pytest.raises(
        NothingFound, match=r"Đến hết ngày 16/03/2020 chưa có báo cáo nào.*đầu tiên được chấp nhận ngày 17/03/2020"
    ):
        made(office, **asked, known_on="2020-03-16")


def test_the_same_order_is_the_same_report_and_another_one_the_next(office, months):
    first = made(office, indicators=("insured_poor",), title="Thẻ BHYT")
    again = made(office, "2020-03-18", indicators=("Người nghèo có thẻ BHYT",), title="Thẻ BHYT")
    assert (again.id, again.content.issued_on) == (first.id, dt.date(2020, 3, 17))
    assert made(office, indicators=("models",), title="Thẻ BHYT").revision == 2
    corrected(office, months[3][0])
    third = made(office, "2020-03-19", indicators=("insured_poor",), title="Thẻ BHYT")
    assert (third.revision, third.content.revision) == (3, 1)
    assert find_ad_hoc(office.context, MARCH, 1).id == first.id
    assert find_ad_hoc(office.context, MARCH).id == third.id
    with pytest.raises(NothingFound, match="chưa có báo cáo đột xuất 4"):
        find_ad_hoc(office.context, MARCH, 4)
    files = built_again(office.context, first, codes_of(first.content))
    assert [file.data for file in files] == [office.context.archive.read(file.sha256) for file in first.files]
    assert [file.name for file in files] == [
        "Báo cáo đột xuất số 1, tháng 3-2020.docx",
        "Phụ lục báo cáo đột xuất số 1, tháng 3-2020.xlsx",
    ]


def send(office, release, *addresses, state="sent"):
    recipients = recipients_of(office.context, addresses, ()).all
    queue_report(office.context.warehouse, release, recipients, "a@b.example", office.context.clock.now)
    for one in deliveries(office.context.warehouse, release.id):
        if one.recipient in addresses and one.state == "waiting":
            assert take_in_hand(office.context, one)
            keep_answer(office.context, replace(one, tries=one.tries), Answer(state, "250"))


def test_it_leaves_the_periodic_reports_alone(office, months):
    """Neither their count, nor who has which, nor what is outdated, nor what a run of theirs would go on with."""
    ordinary = publish_report(office.context, MARCH, require_agreement)
    before = last_reports(office.context.warehouse), lineages(office.context.warehouse)
    release = made(office, indicators=("insured_poor",))
    send(office, release, "ubnd@a.example")
    send(office, release, "ubnd@a.example", "so@a.example", state="deferred")
    assert (last_reports(office.context.warehouse), lineages(office.context.warehouse)) == before
    assert find_report(office.context, MARCH).id == ordinary.id
    assert half_delivered(office.context.warehouse, MARCH) is None
    (open_,) = of_the_warehouse(office.context.warehouse, dt.date(2020, 3, 18))
    assert open_.what == "Chưa đến: báo cáo đột xuất tháng 3 năm 2020 gửi A."
    assert open_.remedy == "Bấm Retry ở lượt báo cáo đột xuất ấy."
    corrected(office, months[3][0])
    second = publish_report(office.context, MARCH, require_agreement)
    assert (second.revision, held_documents(office.context.warehouse, second)) == (1, {})
    assert second.content.replaces is None


@on_one_engine
@pytest.mark.usefixtures("months")
def test_an_uncertain_letter_of_it_can_be_told_to_have_arrived(office):
    release = made(office, indicators=("insured_poor",))
    send(office, release, "ubnd@a.example", state="unknown")
    confirmed, _ = confirm(office.context, MARCH, "ubnd@a.example", "Lan")
    assert (confirmed.id, confirmed.called) == (release.id, "báo cáo đột xuất 1, kỳ 2020-03")
    assert [one.state for one in deliveries(office.context.warehouse, release.id)] == ["sent"]


@on_one_engine
@pytest.mark.usefixtures("months")
def test_who_is_outside_sees_no_small_counts(office):
    """One more of a column is hidden with a small one; an office that gets all figures anyway sees them."""
    worked = work_out(office.context.warehouse, MARCH)
    counts = {unit: worked.units[unit]["temporary_housing"] for unit in worked.units}
    assert any(0 < count < 3 for count in counts.values()), counts
    three = {"indicators": ("temporary_housing",), "units": tuple(unit for unit, _ in (KHE, LONG, DIEN))}
    inside = made(office, **three, to=("ubnd@a.example",))
    assert "ẩn" not in str(table(inside, "temporary_housing").rows)
    outside = made(office, **three, to=("ubnd@a.example",), addresses=("ai@bao.example",))
    assert outside.id != inside.id
    value = [column.key for column in table(outside, "temporary_housing").columns].index("value")
    shown = {row[0]: row[value] for row in table(outside, "temporary_housing").rows if row[0] in counts}
    assert all(shown[unit] == "ẩn" for unit, count in counts.items() if 0 < count < 3)
    assert not any(isinstance(cell, int | float) and 0 < cell < 3 for cell in shown.values())
    assert len([cell for cell in shown.values() if cell == "ẩn"]) >= 2


@on_one_engine
@pytest.mark.usefixtures("months")
def test_what_there_is_not_is_said_with_what_is_near(office):
    for asked, told in WRONG:
        with pytest.raises(UsageError) as caught:
            choose(office.context, AdHocRequest(**{"period": "2020-03"} | asked))
        assert told in str(caught.value)


@on_one_engine
@pytest.mark.usefixtures("months")
def test_a_village_of_several_units_needs_its_unit_and_an_indicator_that_no_village_has_is_said(office):
    by_unit = {}
    for line in villages_of(office.context.warehouse, MARCH, ["18604", "18607", "18667"]):
        by_unit.setdefault(line.village, []).append(line.unit)
    name = next(village for village, units in by_unit.items() if len(units) > 1)
    with pytest.raises(UsageError, match=rf"«{name}» có ở .*; chọn thêm đơn vị"):
        choose(office.context, AdHocRequest("2020-03", villages=(name,)))
    unit = by_unit[name][0]
    for asked in ({"villages": (name,), "units": (unit,)}, {"villages": (f"{name} ({unit})",)}):
        choice = choose(office.context, AdHocRequest("2020-03", **asked))
        assert (choice.units, choice.villages) == ((unit,), ((unit, name),))
    with pytest.raises(UsageError, match="«Mô hình giảm nghèo bền vững» chỉ có số liệu theo xã, không có theo thôn"):
        choose(office.context, AdHocRequest("2020-03", villages=(f"{name} ({unit})",), indicators=("models",)))


@on_one_engine
def test_a_period_without_reports_is_said(office):
    office.today = "2020-04-17"
    with pytest.raises(NothingFound, match="Chưa có báo cáo nào được nhận cho tháng 4 năm 2020"):
        choose(office.context, AdHocRequest("2020-04"))

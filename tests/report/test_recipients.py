"""Which recipient gets which document of which revision: nobody without news, nobody left with old figures."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email import policy

import pytest

from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import Recipient
from giamngheo.report.compose import is_same_report
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.content import ReportContent
from giamngheo.report.delivery import addressed, deliveries, held_documents, queue_report
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.publish import built_again, publish_report
from giamngheo.report.releases import revisions_until
from giamngheo.send.connection import Answer
from giamngheo.send.outbox import keep_answer, take_in_hand
from tests.conftest import GOLDEN
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("few_recipients", "books")]
MONTH = Period.parse("2020-02")
UNITS = (("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"))
UBND = Recipient(name="UBND", address="ubnd@a.example")
EDUCATION = Recipient(name="GDĐT", address="gddt@a.example", document="co-quan-gddt")
KHE = Recipient(name="Khê", address="khe@a.example", document="xa-18604")
DIEN = Recipient(name="Điền", address="dien@a.example", document="xa-18667")
EVERYBODY = [UBND, EDUCATION, KHE, DIEN]


@pytest.fixture
def books(office):
    first = [book(code, name, "2020-01", poor=6, near_poor=7) for code, name in UNITS]
    later = {one.unit: next_book(one) for one in first}
    write_month(office.inbox, [*first, *later.values()])
    office.collect("2020-01")
    office.collect(MONTH.code)
    return later


def report(office):
    return publish_report(office.context, MONTH, lambda _: None)


def correct(office, one, version, **fields):
    """The unit sends its workbook again, its first poor household differing in some fields."""
    next(household for household in one.households if household["classification"] == "Nghèo").update(fields)
    fast_write(one, path_in(office.inbox, one).with_name(f"lần {version}.xlsx"))
    office.collect(MONTH.code)


@on_one_engine
def test_a_report_that_waited_bears_the_moment_at_which_it_goes(office, mailbox):
    from tasks.send import send as hand_in

    office.today = "2020-02-17"
    made = report(office)
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    hand_in.fn(MONTH.code, made.id, "2020-02-24")
    read = [email.message_from_bytes(data, policy=policy.default) for _, data in mailbox.letters]
    assert len(read) == 3
    assert all(before <= one["Date"].datetime <= dt.datetime.now(dt.UTC) for one in read)
    assert {one["Reply-To"].addresses[0].addr_spec for one in read} == {"phong-ldtbxh@thachha.example"}
    for one in read:
        assert "xin liên hệ Phòng Lao động" in one.get_body(("plain",)).get_content()


def send(office, made, recipients=EVERYBODY, answers=None):
    """Who is handed in this report; `answers` for those the server does not take."""
    context = office.context
    revisions = [each.content for each in revisions_until(context.warehouse, made)]
    wanted = addressed(recipients, revisions, held_documents(context.warehouse, made))
    handed = []
    for one in queue_report(context.warehouse, made, wanted, "a@b.example", context.clock.now):
        if one.state not in ("sent", "withdrawn"):
            assert take_in_hand(context, one)
            answer = (answers or {}).get(one.recipient, Answer("sent", "250 OK"))
            keep_answer(context, one, answer)
            handed.append(one.recipient.partition("@")[0])
    return sorted(handed)


@on_one_engine
def test_a_revision_goes_to_whom_it_has_news_for(office, books):
    assert send(office, report(office)) == ["dien", "gddt", "khe", "ubnd"]
    correct(office, books["18604"], 2, insured=0)
    second = report(office)
    assert second.revision == 2
    assert {change.code for change in second.content.changes} == {"", "18604"}
    assert send(office, second) == ["khe", "ubnd"]
    assert send(office, report(office)) == []


@on_one_engine
def test_a_revision_says_which_workbooks_made_it(office, books):
    """One is sent again, and one comes that was missing: of the month itself, and of the one before."""
    late = [book("18562", "Thị trấn Thạch Hà", "2020-01", poor=6, near_poor=7)]
    late.append(next_book(late[0]))
    send(office, report(office))
    correct(office, books["18604"], 2, insured=0)
    write_month(office.inbox, late)
    office.collect(MONTH.code)
    second = report(office)
    told = {(one.name, one.kind, one.month_title, one.version) for one in second.content.reasons}
    assert told == {
        ("Xã Thạch Khê", "corrected", "tháng 2 năm 2020", 2),
        ("Thị trấn Thạch Hà", "added", "tháng 1 năm 2020", 1),
        ("Thị trấn Thạch Hà", "added", "tháng 2 năm 2020", 1),
    }
    poor = [line.now for content in (report(office).content,) for line in content.headline if line.key == "poor"]
    opening = document_of(second.content, "giam-ngheo").opening
    assert opening.startswith("Điều chỉnh vì: ")
    assert f"thành {int(poor[0])} hộ" in opening


@on_one_engine
def test_who_missed_a_revision_gets_the_next_one(office, books):
    send(office, report(office))
    correct(office, books["18604"], 2, insured=0)
    assert send(office, report(office), answers={KHE.address: Answer("deferred", "452")}) == ["khe", "ubnd"]
    correct(office, books["18667"], 2, insured=0)
    third = report(office)
    assert third.revision == 3
    assert send(office, third) == ["dien", "khe", "ubnd"]


@on_one_engine
def test_a_correction_of_villages_alone_is_news_for_the_commune(office, books):
    send(office, report(office))
    correct(office, books["18604"], 2, village="Thôn Hoàn Toàn Mới")
    assert send(office, report(office)) == ["khe"]


@on_one_engine
def test_no_name_of_a_village_stops_the_report(office, books):
    names = ["Thôn ²", "①", "9" * 60, "=cmd()", "<b>"]
    listed = [one for one in books["18604"].households if one["classification"] != "Ra khỏi danh sách"]
    for household, village in zip(listed, names, strict=False):
        household["village"] = village
    correct(office, books["18604"], 2)
    assert set(names) <= {line.village for line in report(office).content.villages}


def test_a_document_mended_in_the_configuration_follows_until_it_is_sent(office):
    made = report(office)
    wrong = replace_document(KHE, "xa-18667")
    send(office, made, [UBND, wrong], {wrong.address: Answer("deferred", "452")})
    assert send(office, made, [UBND, KHE]) == ["khe"]
    (row,) = [row for row in deliveries(office.context.warehouse, made.id) if row.recipient == KHE.address]
    assert row.document == "xa-18604"


def replace_document(recipient, document):
    return Recipient(name=recipient.name, address=recipient.address, document=document)


@on_one_engine
def test_a_report_that_nobody_has_is_made_anew_for_a_signer_too(office):
    first = report(office)
    context = office.context
    signed = context.configuration.letterhead.model_copy(update={"signer_name": "Trần Việt Hà"})
    mended = replace(context, configuration=context.configuration.model_copy(update={"letterhead": signed}))
    object.__setattr__(mended.warehouse, "configuration", mended.configuration)
    again = publish_report(mended, MONTH, lambda _: None)
    assert (again.revision, again.content.office.signer_name) == (1, "Trần Việt Hà")
    assert first.id != again.id or first.content != again.content


@on_one_engine
def test_reworded_configuration_is_no_revision(office):
    made = report(office).content
    reworded = [item.model_copy(update={"title": f"{item.title} (mới)", "article": "x"}) for item in made.attainment]
    renamed = [unit.model_copy(update={"name": f"{unit.name} Mới"}) for unit in made.units]
    assert is_same_report(made, made.model_copy(update={"attainment": reworded, "units": renamed}))


@on_one_engine
def test_each_kind_of_figure_that_changes_is_listed(office):
    made = report(office).content
    moved = [line.model_copy(update={"amount": line.amount + 1}) for line in made.resources]
    unit = made.units[0]
    counted = [value.model_copy(update={"numerator": (value.numerator or 0) + 1}) for value in unit.indicators]
    parts = [unit.model_copy(update={"indicators": counted}) if one is unit else one for one in made.units]
    for change in ({"resources": moved}, {"units": parts}):
        if next(iter(change.values())):
            assert changes_between(made, made.model_copy(update=change))


@on_one_engine
def test_a_report_from_before_there_were_documents_is_read_drawn_and_compared(office):
    """As an earlier version of the program kept it: without the fields that came later."""
    old = ReportContent.model_validate_json((GOLDEN / "report-2020-03-before-papers.json").read_text(encoding="utf-8"))
    new = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
    assert codes_of(old) == ["giam-ngheo"]
    assert changes_between(old, new) == []
    assert is_same_report(old, new)
    made = replace(report(office), content=old, files=())
    assert [file.kind for file in built_again(office.context, made, ["giam-ngheo"])] == ["word", "excel"]


def test_a_correction_tells_its_rows_its_figures_and_the_reports_that_rest_on_the_old(office, books):
    from giamngheo.report.corrections import correction_of

    made = report(office)
    first = made.content.units[[unit.code for unit in made.content.units].index("18604")].poor
    one = books["18604"]
    poor = [household for household in one.households if household["classification"] == "Nghèo"]
    one.households.remove(poor[-1])
    correct(office, one, 2, insured=0)
    found = {row.unit.code: row for row in unit_reports(office.context.warehouse, MONTH)}["18604"]
    told = correction_of(office.context.warehouse, found.submission)
    assert (told.added, told.removed, told.changed) == (0, 1, 1)
    assert told.figures["poor"] == (first, first - 1)
    assert told.reports == ((MONTH.code, 1),)
    other = {row.unit.code: row for row in unit_reports(office.context.warehouse, MONTH)}["18667"]
    assert correction_of(office.context.warehouse, other.submission) is None

"""Two years of one office: its department, its signer and a recipient change, and then the office itself.

What was issued stays as it was, byte for byte; what is made or sent on a day takes who is there on that day.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from commands.report import report
from giamngheo.core.errors import NotWell
from giamngheo.core.period import Period
from giamngheo.feedback.notification import in_words
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.operate import health
from giamngheo.operate.changes_ahead import changes_ahead
from giamngheo.report.delivery import addressed, held_documents, queue_report
from giamngheo.report.publish import publish_report
from giamngheo.report.releases import revisions_until
from giamngheo.send.connection import Answer
from giamngheo.send.outbox import keep_answer, take_in_hand
from tasks.sign import sign
from tests.support.config_folder import change
from tests.support.office import on_one_engine
from tests.support.signing import with_signing
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("books"), on_one_engine]
MONTH = Period.parse("2020-02")
LABOUR, FARMING = "Phòng Lao động - Thương binh và Xã hội", "Phòng Nông nghiệp và Môi trường"

LETTERHEAD = """
[[change]]
valid_from = 2020-07-01
signer_name = "Lê Văn Hai"
[change.department]
name = "Sở Nông nghiệp và Môi trường tỉnh Hà Tĩnh"

[[change]]
valid_from = 2021-03-01
issuing_body = "PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
symbol = "BC-PNNMT"
signer_name = "Phan Thị Ba"
"""
OFFICES = f"""[offices.nnmt]
name = "{FARMING}"
valid_from = 2021-03-01

[offices.ldtbxh]
valid_to = 2021-02-28
succeeded_by = "nnmt"
"""


def entry(address, document, days=""):
    return f'[[recipient]]\nname = "{address}"\naddress = "{address}@a.example"\ndocument = "{document}"\n{days}\n'


RECIPIENTS = "\n".join(
    (
        entry("ubnd", "giam-ngheo"),
        entry("so-ldtbxh", "so-ldtbxh", "valid_to = 2020-06-30"),
        entry("so-nnmt", "so-ldtbxh", "valid_from = 2020-07-01"),
        entry("phong-ldtbxh", "co-quan-ldtbxh"),
        entry("phong-nnmt", "co-quan-nnmt"),
        "[communes.addresses]\n"
        '18604 = [{ address = "khe@a.example", valid_to = 2020-12-31 }, { address = "khe-moi@a.example", valid_from = 2021-01-01 }]',
    )
)


@pytest.fixture
def books(office, monkeypatch):
    """Two months of a commune, in an office that knows what will change."""
    config = with_signing(office.home)
    change(config / "operation.toml", "signed = true", "signed = false", 1)
    (config / "report.toml").write_text((config / "report.toml").read_text("utf-8") + LETTERHEAD, "utf-8")
    (config / "recipients.toml").write_text(RECIPIENTS, "utf-8")
    change(config / "plan.toml", "[offices.ldtbxh]\n", OFFICES)
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    first = book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)
    second = next_book(first)
    write_month(office.inbox, [first, second])
    office.today = "2020-02-17"
    office.collect("2020-01")
    office.collect(MONTH.code)
    return second


def published(office, day):
    office.today = day
    return publish_report(office.context, MONTH, lambda _: None)


def sent(office, made, day):
    """Whom the report reaches on a day."""
    office.today = day
    context = office.context
    revisions = [each.content for each in revisions_until(context.warehouse, made)]
    held = held_documents(context.warehouse, made)
    wanted = addressed(context.configuration.recipients, revisions, held)
    going = queue_report(context.warehouse, made, wanted, "a@b.example", context.clock.now)
    going = [one for one in going if one.state != "sent"]
    for one in going:
        assert take_in_hand(context, one)
        keep_answer(context, one, Answer("sent", "250 OK"))
    return sorted(one.recipient.partition("@")[0] for one in going)


def reprinted(office, revision, day):
    """File name → bytes, as `giamngheo report` lays them out on a day."""
    out = office.home / f"lần {revision} {day}"
    report(MONTH.code, out, "tat-ca", revision, day)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def words_of(data):
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in document.paragraphs), *cells])


def correct(office, one, day):
    """The commune sends its workbook again."""
    next(household for household in one.households if household["classification"] == "Nghèo")["insured"] = 0
    fast_write(one, path_in(office.inbox, one).with_name("lần 2.xlsx"))
    office.today = day
    office.collect(MONTH.code)


def test_an_old_report_keeps_its_office_and_a_revision_names_it(office, books):
    first = published(office, "2020-02-17")
    assert sent(office, first, "2020-02-17") == ["khe", "phong-ldtbxh", "so-ldtbxh", "ubnd"]
    issued = reprinted(office, 1, "2020-02-17")
    assert published(office, "2021-03-01").id == first.id  # no figure differs
    assert reprinted(office, 1, "2021-03-01") == issued

    correct(office, books, "2021-03-02")
    second = published(office, "2021-03-02")
    assert second.revision == 2
    assert (second.content.office.issuing_body, second.content.office.signer_name) == (FARMING.upper(), "Phan Thị Ba")
    assert sent(office, second, "2021-03-02") == ["khe-moi", "phong-nnmt", "so-nnmt", "ubnd"]
    made = reprinted(office, 2, "2021-03-02")
    (letter,) = (data for name, data in made.items() if name.startswith("Công văn") and name.endswith(".docx"))
    assert "Sở Nông nghiệp và Môi trường tỉnh Hà Tĩnh" in words_of(letter)
    (full,) = (data for name, data in made.items() if name.startswith("Báo cáo") and name.endswith(".docx"))
    assert FARMING.upper() in words_of(full)
    assert f"thay thế báo cáo lần 1 ngày 17/02/2020 của {LABOUR} về tháng 2 năm 2020" in words_of(full)
    assert any(FARMING in name for name in made)
    assert not any(LABOUR in name for name in made)


def test_a_report_that_waited_goes_to_who_is_there_when_it_goes(office):
    """Of an office that is gone nobody is written to, though the report was made for it."""
    made = published(office, "2020-06-30")
    assert sent(office, made, "2021-03-01") == ["khe-moi", "so-nnmt", "ubnd"]


def test_a_report_that_nobody_has_is_made_anew_by_the_office_that_came(office):
    first = published(office, "2020-06-30")
    again = published(office, "2020-07-01")
    assert (first.revision, again.revision) == (1, 1)
    assert (first.content.office.signer_name, again.content.office.signer_name) == ("", "Lê Văn Hai")
    assert again.content.replaces is None


def test_notifications_bear_the_office_of_their_day(office):
    for day, body in (("2021-02-28", LABOUR.upper()), ("2021-03-01", FARMING.upper())):
        office.today = day
        assert in_words(office.context, "a", ["b"]).sender == body


def test_doctor_tells_what_will_change(office):
    office.today = "2020-06-15"
    told = changes_ahead(office.context)
    assert told.startswith("từ 01/07/2020: config/report.toml đổi signer_name, department")
    assert "TRƯỞNG PHÒNG Lê Văn Hai" in told
    assert "thôi nơi nhận: so-ldtbxh (so-ldtbxh@a.example); thêm nơi nhận: so-nnmt (so-nnmt@a.example)" in told
    office.today = "2021-01-15"
    told = changes_ahead(office.context)
    assert f"thôi cơ quan chịu trách nhiệm: {LABOUR}; thêm cơ quan chịu trách nhiệm: {FARMING}" in told
    office.today = "2021-08-01"
    assert changes_ahead(office.context) == "không có gì đổi trong 60 ngày tới"


def test_doctor_tells_when_nobody_is_left_for_a_document(office):
    load_configuration.cache_clear()
    change(load_settings().config / "recipients.toml", entry("so-nnmt", "so-ldtbxh", "valid_from = 2020-07-01"), "")
    office.today = "2020-06-30"
    assert health.recipients(office.context).startswith("4 nơi nhận")
    office.today = "2020-07-01"
    with pytest.raises(NotWell, match="không còn nơi nhận nào của so-ldtbxh"):
        health.recipients(office.context)
    office.today = "2021-03-01"
    with pytest.raises(NotWell, match="không còn nơi nhận nào của so-ldtbxh:"):  # not of the office that is gone
        health.recipients(office.context)


def test_a_draft_that_waits_for_its_signature_is_drawn_anew_for_the_new_signer(office):
    load_configuration.cache_clear()
    (office.inbox / "_da-ky").mkdir()
    change(load_settings().config / "operation.toml", "signed = false", "signed = true", 1)
    first = published(office, "2020-06-30")
    assert "chờ ký" in sign.fn(MONTH.code, first.id, "2020-06-30")
    assert published(office, "2020-06-30").drafts == first.drafts
    again = published(office, "2020-07-01")
    assert again.content.office.signer_name == "Lê Văn Hai"
    assert again.revision == 1
    assert again.drafts.keys() != first.drafts.keys()
    assert "chờ ký" in sign.fn(MONTH.code, again.id, "2020-07-01")
    assert published(office, "2020-07-02").drafts == again.drafts

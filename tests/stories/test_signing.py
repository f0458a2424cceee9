"""An office that signs: the draft to it alone, then the file that it puts back to everybody, by a real mail server."""

from __future__ import annotations

import datetime as dt
import email
from collections import Counter
from email import policy

import pytest
import sqlalchemy as sa

from flows.server.watch import _not_done
from giamngheo.core.errors import InboxUnavailable, MailNotDelivered, MailServerUnavailable, NotSigned
from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report.delivery import deliveries, is_awaited, signed_but_not_sent
from giamngheo.report.identity import codes_in
from giamngheo.report.publish import publish_report
from giamngheo.report.releases import add_signature, release_of, signatures_of
from giamngheo.warehouse.audit_log import Entry, entries, write_down
from giamngheo.warehouse.schema import message
from tasks.send import send
from tasks.sign import sign
from tests.support.mail_server import Received, mail_server
from tests.support.office import on_one_engine
from tests.support.recipients import FEW, with_few_recipients
from tests.support.signing import OFFICE, as_pdf, as_word, with_signing
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

pytestmark = pytest.mark.sqlite_first
MONTH = Period.parse("2020-02")
UNITS = (("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"))
DRAFTED, SIGNED = "2020-02-20", "2020-02-24"


class SigningOffice:
    """The report's flow by the tasks' own bodies, and who got what."""

    def __init__(self, office, received):
        self.office, self.received, self.seen = office, received, 0
        self.folder = office.inbox / "_da-ky"
        self.folder.mkdir()
        first = [book(code, name, "2020-01", poor=6, near_poor=7) for code, name in UNITS]
        self.books = {one.unit: next_book(one) for one in first}
        write_month(office.inbox, [*first, *self.books.values()])
        office.collect("2020-01")

    def run(self, day=SIGNED):
        """What the run says that it waits for; nothing if the report was sent."""
        self.office.today = day
        begun = signed_but_not_sent(self.warehouse, MONTH)
        if begun is None:
            self.office.collect(MONTH.code)
            begun = publish_report(self.office.context, MONTH, lambda _: None).id
        said = sign.fn(MONTH.code, begun, day)
        if not said:
            send.fn(MONTH.code, begun, day)
        return said

    def look(self, day=SIGNED):
        """The same without a look at what the communes sent."""
        return sign.fn(MONTH.code, self.last.id, day)

    def correct(self):
        """A commune sends its workbook again."""
        one = self.books["18604"]
        next(household for household in one.households if household["classification"] == "Nghèo")["insured"] = 0
        fast_write(one, path_in(self.office.inbox, one).with_name("lần 2.xlsx"))

    def put(self, name, data):
        (self.folder / name).write_bytes(data)

    @property
    def warehouse(self):
        return self.office.context.warehouse

    @property
    def last(self):
        return release_of(self.warehouse, MONTH, "giam-ngheo")

    @property
    def code(self):
        (code,) = self.last.drafts
        return str(code)

    def mail(self):
        """(recipient, message) since the last call."""
        new = self.received.letters[self.seen :]
        self.seen = len(self.received.letters)
        return [(to, email.message_from_bytes(data, policy=policy.default)) for to, data in new]

    def draft(self):
        """The Word file that the office got just now, and nobody anything else."""
        ((to, letter),) = self.mail()
        assert to == OFFICE
        (file,) = letter.iter_attachments()
        return file.get_content()

    def refusal(self):
        """The one sentence about the one file that was not taken."""
        ((to, letter),) = self.mail()
        assert to == OFFICE
        assert list(letter.iter_attachments()) == []
        return words_of(letter)


def words_of(letter):
    return " ".join(letter.get_body(("plain",)).get_content().split())


@pytest.fixture
def received(monkeypatch):
    monkeypatch.setattr("tasks.send.show_deliveries", lambda *_: None)  # needs a run of Prefect to show it on
    taken = Received()
    with mail_server(taken) as port:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(port)), ("TLS", "none")):
            monkeypatch.setenv(f"GIAMNGHEO_SMTP_{name}", value)
        yield taken


@pytest.fixture
def signing(received, home, monkeypatch, office):
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(with_signing(home)))
    load_settings.cache_clear()
    return SigningOffice(office, received)


def test_the_draft_goes_to_the_office_alone_and_the_signed_file_to_everybody(signing):
    said = signing.run(DRAFTED)
    assert "chờ ký" in said
    assert signing.code in said
    ((to, letter),) = signing.mail()
    assert to == OFFICE
    (file,) = letter.iter_attachments()
    assert file.get_filename() == f"DỰ THẢO {signing.code} Báo cáo giảm nghèo tháng 2-2020.docx"
    assert "_da-ky" in words_of(letter)
    assert is_awaited(signing.warehouse, MONTH)

    assert "chờ ký" in signing.run("2020-02-21")  # nothing is asked twice
    assert signing.mail() == []

    signed = as_word(file.get_content())
    signing.put("Báo cáo đã ký.docx", signed)
    assert signing.run() == ""
    mail = dict(signing.mail())
    assert mail.keys() == FEW.keys()
    (word, excel) = mail["ubnd@a.example"].iter_attachments()
    assert word.get_content() == signed
    assert word.get_filename() == "Báo cáo giảm nghèo tháng 2-2020 (số 45-BC-PLĐTBXH).docx"
    assert excel.get_filename() == "Phụ lục số liệu giảm nghèo tháng 2-2020.xlsx"
    assert "số 45/BC-PLĐTBXH, ngày 24/02/2020" in words_of(mail["ubnd@a.example"])
    assert "45/BC" not in words_of(mail["khe@a.example"])
    kept = signatures_of(signing.warehouse, signing.last.id)["giam-ngheo"]
    assert signing.office.context.archive.read(kept.sha256) == signed
    assert (signing.office.context.report_folder(MONTH) / kept.name).read_bytes() == signed
    assert not is_awaited(signing.warehouse, MONTH)

    assert signing.run() == ""
    assert signing.mail() == []
    actions = [entry.action for _, entry in entries(signing.warehouse, MONTH.code, ("draft", "sign", "refuse"))]
    assert actions == ["draft", "sign"]


@pytest.mark.long
@on_one_engine
def test_of_a_pdf_and_the_word_file_that_it_came_from_the_pdf_goes(signing):
    signing.run(DRAFTED)
    signing.put("a.docx", as_word(signing.draft()))
    pdf = as_pdf(["Số: 45/BC-PLĐTBXH", "Thạch Hà, ngày 24 tháng 02 năm 2020", "tháng 2 năm 2020", signing.code])
    signing.put("b.pdf", pdf)
    assert signing.run() == ""
    letters = signing.mail()
    told = [letter for to, letter in letters if to == OFFICE]
    assert "đã có văn bản số 45/BC-PLĐTBXH" in words_of(told[0])
    (sent, _) = dict(letters)["ubnd@a.example"].iter_attachments()
    assert sent.get_content() == pdf


@pytest.mark.long
@on_one_engine
def test_a_correction_while_the_office_signs(signing):
    signing.run(DRAFTED)
    first, old = signing.draft(), signing.code
    signing.correct()
    signing.put("ký bản cũ.docx", as_word(first))
    assert "chờ ký" in signing.run()
    (to_office, told) = signing.mail()
    (file,) = to_office[1].iter_attachments()
    assert signing.code != old
    assert signing.code in file.get_filename()
    assert signing.last.revision == 1  # nobody has it but the office
    assert f"mã {old} là của bản dự thảo cũ; từ đó số liệu đã đổi, bản hiện nay mang mã {signing.code}" in words_of(
        told[1]
    )
    assert {to_office[0], told[0]} == {OFFICE}

    signing.put("ký bản mới.docx", as_word(file.get_content()))
    assert signing.run() == ""
    assert Counter(to for to, _ in signing.mail()) == Counter(FEW.keys())


@pytest.mark.long
@on_one_engine
def test_a_correction_after_it_is_signed_makes_a_revision_to_be_signed(signing):
    signing.run(DRAFTED)
    signing.put("lần 1.docx", as_word(signing.draft()))
    signing.run()
    signing.mail()
    signing.correct()
    assert "L2-" in signing.run()
    again = signing.draft()
    assert signing.last.revision == 2
    signing.put("lần 2.docx", as_word(again, number="51"))
    assert signing.run() == ""
    letters = dict(signing.mail())
    assert set(letters) == set(FEW)
    assert "lần 2" in letters["ubnd@a.example"]["Subject"]
    assert "số 51/BC-PLĐTBXH" in words_of(letters["ubnd@a.example"])


@pytest.mark.long
@on_one_engine
def test_a_mail_server_that_is_away_when_it_is_signed(signing, received):
    signing.run(DRAFTED)
    signing.put("a.docx", as_word(signing.draft()))
    received.refuse.update(dict.fromkeys(FEW, "451 4.3.0 later"))
    with pytest.raises(MailServerUnavailable):
        signing.run()
    signing.correct()  # comes too late for this one: what is signed goes first
    received.refuse.clear()
    assert signing.run() == ""
    letters = dict(signing.mail())
    assert set(letters) == set(FEW)
    assert "lần 2" not in letters["ubnd@a.example"]["Subject"]
    assert "L2-" in signing.run()


@pytest.mark.long
@on_one_engine
def test_a_kill_between_the_archive_and_the_warehouse(signing, monkeypatch):
    signing.run(DRAFTED)
    signing.put("a.docx", as_word(signing.draft()))
    whole = add_signature

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("tasks.sign.add_signature", dies)
    with pytest.raises(KeyboardInterrupt):
        signing.run()
    monkeypatch.setattr("tasks.sign.add_signature", whole)
    assert signing.mail() == []
    assert signing.run() == ""
    assert Counter(to for to, _ in signing.mail()) == Counter(FEW.keys())


@pytest.mark.long
@on_one_engine
def test_what_is_not_the_report_signed_is_told_once_and_nothing_sent(signing):
    """Each refusal: tests/report/test_signing.py."""
    signing.run(DRAFTED)
    draft = signing.draft()
    for name, data, expected in (
        ("chưa ký.docx", draft, "còn chữ «DỰ THẢO»"),
        (f"ảnh {signing.code}.pdf", b"\x89PNG" + b"0" * 100, "không phải tệp PDF"),
        (f"lớn {signing.code}.pdf", b"%PDF-" + b"0" * (21 * 2**20), "tệp lớn hơn 20 MB"),
    ):
        signing.put(name, data)
        assert "1 tệp trong thư mục chưa nhận được" in signing.look(), name
        said = signing.refusal()
        assert f"«{name}»" in said
        assert expected in said
        assert "chờ ký" in signing.look()
        assert signing.mail() == []
        (signing.folder / name).unlink()
    assert deliveries(signing.warehouse, signing.last.id) == []
    assert len(entries(signing.warehouse, MONTH.code, ("refuse",))) == 3


@pytest.mark.long
@on_one_engine
def test_several_documents_are_waited_for(received, home, monkeypatch, office):
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(with_signing(home, '["giam-ngheo", "so-ldtbxh"]')))
    load_settings.cache_clear()
    signing = SigningOffice(office, received)
    signing.run(DRAFTED)
    by_code = {}
    for to, letter in signing.mail():
        assert to == OFFICE
        (file,) = letter.iter_attachments()
        (code,) = codes_in(file.get_filename())
        by_code[str(code)] = file.get_content()
    codes = {file.document: code for code, file in signing.last.drafts.items()}
    signing.put("báo cáo.docx", as_word(by_code[str(codes["giam-ngheo"])]))
    said = signing.run()
    assert str(codes["so-ldtbxh"]) in said
    assert str(codes["giam-ngheo"]) not in said
    assert signing.mail() == []
    signing.put("công văn.docx", as_word(by_code[str(codes["so-ldtbxh"])], number="46"))
    assert signing.run() == ""
    letters = dict(signing.mail())
    assert set(letters) == set(FEW)
    assert "số 46/PLĐTBXH" in words_of(letters["so@a.example"])
    assert "số 45/BC-PLĐTBXH" in words_of(letters["ubnd@a.example"])


@pytest.mark.long
@on_one_engine
def test_an_office_that_does_not_sign_in_time_is_told_of(signing):
    signing.run(DRAFTED)
    assert "chờ ký" in signing.run("2020-02-27")
    with pytest.raises(NotSigned, match=r"chờ ký.*Đã quá 7 ngày"):
        signing.run("2020-02-28")


@pytest.mark.long
@on_one_engine
def test_the_operator_is_not_told_that_a_report_at_the_office_was_not_sent(signing):
    """As long as it is signed in time; a report that no run has made is told of."""
    write_down(signing.warehouse, Entry("a", "deploy", "b"), dt.datetime(2020, 2, 1))
    signing.office.today = DRAFTED
    noon = dt.datetime(2020, 2, 20, 12, tzinfo=HANOI)
    monthly = next(one for one in signing.office.context.configuration.operation.deployment if one.kind == "month")

    def told():
        return [notice.title for notice in _not_done(signing.office.context, monthly, [], noon)]

    assert told() == ["Chưa gửi báo cáo tháng 2 năm 2020"]
    signing.run(DRAFTED)
    assert told() == []


@pytest.mark.long
@on_one_engine
def test_a_draft_that_reaches_nobody_is_an_error(signing, received):
    received.refuse[OFFICE] = "550 5.1.1 nobody here"
    with pytest.raises(MailNotDelivered, match=OFFICE):
        signing.run(DRAFTED)
    received.refuse[OFFICE] = "451 4.3.0 later"
    with pytest.raises(MailServerUnavailable, match=OFFICE):
        signing.run(DRAFTED)
    received.refuse.clear()
    assert "chờ ký" in signing.run(DRAFTED)
    assert signing.draft()


@pytest.mark.long
@on_one_engine
def test_a_folder_that_is_not_there(signing):
    signing.folder.rmdir()
    with pytest.raises(InboxUnavailable, match="_da-ky"):
        signing.run(DRAFTED)
    assert signing.draft()


@pytest.mark.long
@on_one_engine
def test_a_report_that_was_sent_before_the_office_signed_stays_as_it_is(received, home, monkeypatch, office):
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(with_few_recipients(home)))
    load_settings.cache_clear()
    signing = SigningOffice(office, received)
    made = publish(signing)
    send.fn(MONTH.code, made.id, DRAFTED)
    assert Counter(to for to, _ in signing.mail()) == Counter(FEW.keys())
    (home / "config").rename(home / "before")
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(with_signing(home)))
    load_settings.cache_clear()
    assert signing.run() == ""
    assert signing.mail() == []
    assert signing.last.drafts == {}
    with signing.warehouse.reading() as connection:
        assert set(connection.scalars(sa.select(message.c.kind))) == {"report"}


def publish(signing):
    signing.office.today = DRAFTED
    signing.office.collect(MONTH.code)
    return publish_report(signing.office.context, MONTH, lambda _: None)

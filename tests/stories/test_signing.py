"""An office that signs: the draft to it alone, then the file that it puts back to everybody, by a real mail server."""

from __future__ import annotations

import copy
import datetime as dt
import email
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from email import policy

import pytest
import sqlalchemy as sa

from flows.run.context import RunContext
from flows.run.due import due_now, require_not_sent
from flows.run.final_state import Skipped
from flows.run.requests import ReportOrder
from flows.server.watch import _not_done
from giamngheo.core.errors import InboxUnavailable, MailNotDelivered, MailServerUnavailable, NotSigned
from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.operate import health
from giamngheo.report.delivery import deliveries, is_awaited, signed_but_not_sent
from giamngheo.report.publish import publish_report
from giamngheo.report.releases import release_of, signatures_of
from giamngheo.warehouse.audit_log import Entry, entries, write_down
from giamngheo.warehouse.run_log import Run, note_finished
from giamngheo.warehouse.schema import message
from tasks.send import send
from tasks.sign import sign
from tests.support.growing import growing
from tests.support.mail_server import Received, mail_server
from tests.support.office import Office, office_in, on_one_engine
from tests.support.recipients import FEW, with_few_recipients
from tests.support.signing import OFFICE, as_pdf, as_word, with_signing
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

pytestmark = pytest.mark.sqlite_first
BEFORE, MONTH = Period.parse("2020-01"), Period.parse("2020-02")
UNITS = (("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"))
DRAFTED, SIGNED = "2020-02-20", "2020-02-24"


@dataclass
class SigningOffice:
    """The report's flow by the tasks' own bodies, and who got what."""

    office: Office
    received: Received
    books: dict
    seen: int = 0

    def run(self, day=SIGNED):
        """What the run says that it waits for; nothing if the report was sent."""
        self.office.today = day
        begun = signed_but_not_sent(self.warehouse, MONTH)
        if begun is None:
            self.office.collect(MONTH.code)
            begun = self.publish(MONTH).id
        said = sign.fn(MONTH.code, begun, day)
        if not said:
            send.fn(MONTH.code, begun, day)
        return said

    def look(self, day=SIGNED):
        """The same without a look at what the communes sent."""
        return sign.fn(MONTH.code, self.last.id, day)

    def publish(self, period):
        return publish_report(self.office.context, period, lambda _: None)

    def correct(self):
        """A commune sends its workbook again."""
        one = self.books["18604"]
        next(household for household in one.households if household["classification"] == "Nghèo")["insured"] = 0
        fast_write(one, path_in(self.office.inbox, one).with_name("lần 2.xlsx"))

    def put(self, name, data):
        (self.folder / name).write_bytes(data)

    @property
    def folder(self):
        return self.office.inbox / "_da-ky"

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

    def refusals(self):
        """Of each file that was not taken what the office was told just now; nobody got anything else."""
        told = {}
        for to, letter in self.mail():
            assert to == OFFICE
            assert list(letter.iter_attachments()) == []
            said = words_of(letter)
            told[said.partition("Tệp «")[2].partition("»")[0]] = said
        return told


def words_of(letter):
    return " ".join(letter.get_body(("plain",)).get_content().split())


def begin(office, received):
    """Two months of two communes; the draft on the second is at the office."""
    first = [book(code, name, BEFORE.code, poor=6, near_poor=7) for code, name in UNITS]
    signing = SigningOffice(office, received, {one.unit: next_book(one) for one in first})
    signing.folder.mkdir()
    write_month(office.inbox, [*first, *signing.books.values()])
    office.collect(BEFORE.code)
    assert "chờ ký" in signing.run(DRAFTED)
    return signing


@pytest.fixture(scope="module")
def begun_once(tmp_path_factory):
    """On SQLite an office is a folder: begun once, each story gets its copy."""
    folder = tmp_path_factory.mktemp("begun")
    received = Received()
    with mail_server(received) as port:
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_tls": "none"}
        with office_in(folder, config=str(with_signing(folder)), **smtp) as office:
            return begin(office, received)


@pytest.fixture
def received(mailbox, monkeypatch):
    monkeypatch.setattr("tasks.send.show_deliveries", lambda *_: None)  # needs a run of Prefect to show it on
    return mailbox


@pytest.fixture
def signing(received, home, office, configured, request):
    configured(with_signing(home))
    if request.node.callspec.params["office"] != "sqlite":
        return begin(office, received)
    begun = request.getfixturevalue("begun_once")
    for name in ("home", "inbox"):
        shutil.copytree(begun.office.home / name, office.home / name, dirs_exist_ok=True)
    received.letters += begun.received.letters
    return SigningOffice(office, received, copy.deepcopy(begun.books))


@pytest.fixture
def configured(monkeypatch):
    """From now on the office's configuration is the one in a folder."""

    def change(config):
        monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
        load_settings.cache_clear()

    return change


def test_the_draft_goes_to_the_office_alone_and_the_signed_file_to_everybody(signing):
    ((to, letter),) = signing.mail()
    assert to == OFFICE
    (file,) = letter.iter_attachments()
    assert file.get_filename() == f"DỰ THẢO {signing.code} Báo cáo giảm nghèo tháng 2-2020.docx"
    assert "_da-ky" in words_of(letter)
    assert is_awaited(signing.warehouse, MONTH)

    assert f"chờ ký: dự thảo {signing.code}" in signing.run("2020-02-21")  # nothing is asked twice
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


@on_one_engine
def test_a_draft_of_which_it_is_never_certain_that_it_arrived_can_be_signed(signing, received):
    signing.mail()
    signing.correct()
    received.hang_up_at = {OFFICE}
    with pytest.raises(
        MailNotDelivered, match=r"cho van-thu@a\.example \(máy chủ thư không trả lời sau khi nhận nội dung"
    ):
        signing.run()
    for _ in range(2):
        assert f"chờ ký: dự thảo {signing.code}" in signing.run()
    letters = signing.mail()
    assert [to for to, _ in letters] == [OFFICE] * 2  # once more, and no third time
    (file,) = letters[0][1].iter_attachments()
    received.hang_up_at = set()
    signing.put("đã ký.docx", as_word(file.get_content()))
    assert signing.run() == ""
    assert {to for to, _ in signing.mail()} == set(FEW)


@pytest.mark.long
@on_one_engine
def test_what_is_not_the_report_signed_is_told_once_and_nothing_sent(signing, monkeypatch):
    """Whatever is the matter with a file. Each refusal of one that is read: tests/report/test_signatures.py."""
    expected = {
        "chưa ký.docx": "còn chữ «DỰ THẢO»",
        "ảnh.pdf": "không phải tệp PDF",
        "lớn.pdf": "tệp lớn hơn 20 MB",
        "trống.pdf": "tệp chưa có nội dung (0 byte); cần tệp PDF đã ký",
        "cũng trống.pdf": "tệp chưa có nội dung (0 byte)",
        "tắt.pdf.lnk": "không phải tệp PDF",
        "ngoài.pdf": "đường dẫn tắt tới tệp ở ngoài thư mục",
        "đang chép.pdf": "lúc xem, tệp đang được chép",
    }
    signing.put("chưa ký.docx", signing.draft())
    signing.put("ảnh.pdf", b"\x89PNG" + b"0" * 100)
    signing.put("lớn.pdf", b"%PDF-" + b"0" * (21 * 2**20))
    signing.put("trống.pdf", b"")
    signing.put("cũng trống.pdf", b"")
    signing.put("tắt.pdf.lnk", b"L\0\0\0\x01\x14\x02\0")
    (signing.folder / "ngoài.pdf").symlink_to("/etc/hostname")
    monkeypatch.setenv("GIAMNGHEO_SETTLE_SECONDS", "0.2")
    load_settings.cache_clear()
    with growing(signing.folder / "đang chép.pdf"):
        for _ in range(2):
            assert f"{len(expected)} tệp trong thư mục chưa nhận được" in signing.look()
    told = signing.refusals()
    assert told.keys() == expected.keys()
    assert [name for name, reason in expected.items() if reason not in told[name]] == []
    assert len(entries(signing.warehouse, MONTH.code, ("refuse",))) == len(expected)

    signing.put("trống.pdf", b"")
    signing.look("2020-02-25")
    assert set(signing.refusals()) == {"trống.pdf", "đang chép.pdf"}  # put there anew; it stands still and is no PDF
    assert deliveries(signing.warehouse, signing.last.id) == []


@pytest.mark.long
@on_one_engine
def test_a_correction_while_the_office_signs(signing, received):
    """The new draft must reach the office, then a folder be there; of a PDF and the Word file that it is made of the PDF goes."""
    first, old = signing.draft(), signing.code
    signing.put("ký bản cũ.docx", as_word(first))
    signing.correct()
    received.refuse[OFFICE] = "550 5.1.1 nobody here"
    with pytest.raises(MailNotDelivered, match=OFFICE):
        signing.run()
    received.refuse[OFFICE] = "451 4.3.0 later"
    with pytest.raises(MailServerUnavailable, match=OFFICE):
        signing.look()
    received.refuse.clear()
    signing.folder.rename(signing.folder.with_name("away"))
    for look in (signing.look, lambda: health.inbox(signing.office.context)):
        with pytest.raises(InboxUnavailable, match=r"thư mục văn bản đã ký «.*_da-ky»"):
            look()
    ((to, letter),) = signing.mail()
    assert to == OFFICE
    (draft,) = letter.iter_attachments()
    assert signing.code != old
    assert signing.code in draft.get_filename()
    assert signing.last.revision == 1  # nobody has it but the office

    signing.folder.with_name("away").rename(signing.folder)
    assert "thư mục văn bản đã ký «_da-ky», 1 tệp" in health.inbox(signing.office.context)
    assert "chờ ký" in signing.look()
    said = f"mã {old} là của bản dự thảo cũ; từ đó số liệu đã đổi, bản hiện nay mang mã {signing.code}"
    assert said in signing.refusals()["ký bản cũ.docx"]

    signing.put("a.docx", as_word(draft.get_content()))
    pdf = as_pdf(["Số: 45/BC-PLĐTBXH", "Thạch Hà, ngày 24 tháng 02 năm 2020", "tháng 2 năm 2020", signing.code])
    signing.put("b.pdf", pdf)
    assert signing.run() == ""
    letters = signing.mail()
    assert Counter(to for to, _ in letters) == Counter([OFFICE, *FEW])
    by_recipient = dict(letters)
    assert "«a.docx»" in words_of(by_recipient[OFFICE])
    assert "đã có văn bản số 45/BC-PLĐTBXH" in words_of(by_recipient[OFFICE])
    (sent, _) = by_recipient["ubnd@a.example"].iter_attachments()
    assert sent.get_content() == pdf


@pytest.mark.long
@on_one_engine
def test_what_is_signed_goes_first_and_a_correction_follows_as_a_revision_to_be_signed(signing, received, monkeypatch):
    """Though a run is killed while it takes the file in, and the mail server is away then."""
    signing.put("a.docx", as_word(signing.draft()))

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tasks.sign.add_signature", dies)
        with pytest.raises(KeyboardInterrupt):
            signing.look()
    assert signing.mail() == []
    received.refuse.update(dict.fromkeys(FEW, "451 4.3.0 later"))
    assert signing.look() == ""
    with pytest.raises(MailServerUnavailable):
        send.fn(MONTH.code, signing.last.id, SIGNED)
    signing.correct()  # comes too late for this one
    received.refuse.clear()
    assert signing.run() == ""
    letters = signing.mail()
    assert Counter(to for to, _ in letters) == Counter(FEW.keys())
    assert "lần 2" not in dict(letters)["ubnd@a.example"]["Subject"]

    note_finished(signing.warehouse, Run("a", "hôm qua"), "send", MONTH, dt.datetime(2020, 2, 23))
    assert due(signing) == []
    assert re.search(r"tháng 2 năm 2020 \(lần 2, có điều chỉnh\) chờ ký: dự thảo \S*-L2-", signing.run())
    assert signing.last.revision == 2
    assert due(signing) == [MONTH]
    signing.put("lần 2.docx", as_word(signing.draft(), number="51"))
    assert signing.look() == ""
    send.fn(MONTH.code, signing.last.id, SIGNED)
    letters = dict(signing.mail())
    assert set(letters) == set(FEW)
    assert "lần 2" in letters["ubnd@a.example"]["Subject"]
    assert "số 51/BC-PLĐTBXH" in words_of(letters["ubnd@a.example"])
    assert due(signing) == []


def due(signing):
    """What the schedule's run of the day works on; the system was set up at the beginning of the month."""
    write_down(signing.warehouse, Entry("a", "deploy", "b"), dt.datetime(2020, 2, 1))
    day, at = dt.date.fromisoformat(SIGNED), dt.datetime(2020, 2, 24, 2)
    run_context = RunContext(
        Run("b", "hôm nay"), ReportOrder(), day, SIGNED, at, is_scheduled=True, is_deployed=True, attempt=1
    )
    try:
        periods = due_now("month", run_context)
    except Skipped:
        return []
    for period in periods:
        require_not_sent(period, run_context)
    return periods


@pytest.mark.long
@on_one_engine
def test_several_documents_are_waited_for(signing, home, configured):
    """The second is named while the office has the first."""
    (home / "config").rename(home / "before")
    configured(with_signing(home, '["giam-ngheo", "so-ldtbxh"]'))
    report, first = signing.draft(), signing.code
    signing.put("báo cáo.docx", as_word(report))
    said = signing.run()
    letter = signing.draft()
    codes = {file.document: str(code) for code, file in signing.last.drafts.items()}
    assert codes["giam-ngheo"] == first
    assert codes["so-ldtbxh"] in said
    assert first not in said
    signing.put("công văn.docx", as_word(letter, number="46"))
    assert signing.look() == ""
    send.fn(MONTH.code, signing.last.id, SIGNED)
    letters = dict(signing.mail())
    assert set(letters) == set(FEW)
    assert "số 46/PLĐTBXH" in words_of(letters["so@a.example"])
    assert "số 45/BC-PLĐTBXH" in words_of(letters["ubnd@a.example"])


@pytest.mark.long
@on_one_engine
def test_an_office_that_does_not_sign_in_time_is_told_of(signing):
    assert "chờ ký" in signing.look("2020-02-27")
    with pytest.raises(NotSigned, match=r"chờ ký.*Đã quá 7 ngày"):
        signing.look("2020-02-28")


@pytest.mark.long
@on_one_engine
def test_the_operator_is_told_of_a_report_that_was_not_sent_unless_it_is_at_the_office(signing):
    write_down(signing.warehouse, Entry("a", "deploy", "b"), dt.datetime(2020, 2, 1))
    signing.office.today = DRAFTED
    noon = dt.datetime(2020, 2, 20, 12, tzinfo=HANOI)
    monthly = next(one for one in signing.office.context.configuration.operation.deployment if one.kind == "month")

    def told():
        return [notice.title for notice in _not_done(signing.office.context, monthly, [], noon)]

    assert told() == []
    with signing.warehouse.writing() as connection:
        connection.execute(sa.update(message).values(state="waiting", copies=0))
    assert told() == ["Chưa gửi báo cáo tháng 2 năm 2020"]


@pytest.mark.long
@on_one_engine
def test_a_report_that_was_sent_before_the_office_signed_stays_as_it_is(signing, home, configured):
    signing.draft()
    (home / "config").rename(home / "signing")
    configured(with_few_recipients(home))
    made = signing.publish(BEFORE)
    send.fn(BEFORE.code, made.id, SIGNED)
    assert Counter(to for to, _ in signing.mail()) == Counter(FEW.keys())
    configured(home / "signing")
    again = signing.publish(BEFORE)
    assert (again.id, again.drafts) == (made.id, {})
    assert sign.fn(BEFORE.code, again.id, SIGNED) == ""
    send.fn(BEFORE.code, again.id, SIGNED)
    assert signing.mail() == []

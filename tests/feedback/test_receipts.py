"""Each unit's workbook goes back to it once, marked, and is never taken for a submission."""

from __future__ import annotations

import email
from dataclasses import replace
from email import policy

import openpyxl
import pytest

from giamngheo.core.errors import InboxUnavailable, MailServerUnavailable, SendingIsOff
from giamngheo.feedback.receipts import receipts
from giamngheo.feedback.returned_workbook import lay_answers
from giamngheo.feedback.unfinished import unfinished_notices
from tasks.feedback import feedback
from tests.support.office import on_one_engine
from tests.support.workbooks import book, break_rule, fast_write, path_in, write_month

pytestmark = pytest.mark.sqlite_first
KHE = ("18604", "Xã Thạch Khê")


@pytest.fixture
def khe(office):
    """A workbook with one insured person too many."""
    one = book(*KHE, "2020-01", poor=6, near_poor=7)
    one.households[0]["insured"] = one.households[0]["members"] + 1
    write_month(office.inbox, [one])
    office.collect("2020-01")
    return one


def laid(office):
    return sorted(path for path in office.inbox.rglob("*") if "_phan-hoi" in path.parts and path.is_file())


@pytest.mark.usefixtures("khe")
def test_a_refused_workbook_comes_back_marked_once(office):
    assert office.statuses("2020-01")["18604"] == "rejected"
    assert lay_answers(office.context) == 1
    (path,) = laid(office)
    assert path.parent.name == "2020-01"
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames[0] == "Kết quả kiểm tra"
    comments = [cell.comment.text for row in workbook["Danh sách hộ"].iter_rows() for cell in row if cell.comment]
    assert len(comments) == 2  # the insured, and beside them the members: one of the two is wrong
    assert all("BHYT" in comment for comment in comments)
    before = path.read_bytes()
    assert lay_answers(office.context) == 0
    office.collect("2020-01")
    assert lay_answers(office.context) == 0
    assert laid(office) == [path]
    assert path.read_bytes() == before
    assert len(office.rows()["submission"]) == 1


def test_what_is_only_a_remark_in_a_returned_workbook_is_told_from_its_errors(office, khe):
    khe.households[0]["village"] = None
    khe.households[1] |= {"loan_needed": None, "loan_received": "x", "loan_amount": 20}
    fast_write(khe, path_in(office.inbox, khe))
    office.collect("2020-01")
    (letter,) = receipts(office.context)
    assert letter.summary.subject.startswith("TRẢ LẠI, 1 lỗi phải sửa: ")
    notes = {note.heading: [text.rpartition(" (")[2] for text in note.sentences] for note in letter.summary.notes}
    assert notes["Lỗi phải sửa"] == ["H307, 1 chỗ)."]
    assert sorted(notes["Cần xem lại; nếu đúng thì không phải sửa"]) == ["H308, 1 chỗ).", "H317, 1 chỗ)."]
    assert "Nội dung cần xem" not in notes


@pytest.mark.parametrize("count", [13, 30])
def test_of_many_unreadable_files_each_is_answered_up_to_a_bound_and_one_letter_counts_them(office, count):
    folder = path_in(office.inbox, book(*KHE, "2020-01", poor=1)).parent
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"hỏng {number:02}.xlsx").write_bytes(b"r%d" % number)
    office.collect("2020-01")
    assert lay_answers(office.context) == min(count, 20)
    assert len(laid(office)) == min(count, 20)
    assert lay_answers(office.context) == 0
    (letter,) = receipts(office.context)
    assert f"Cùng lúc có {count - 1} tệp khác trong thư mục cũng bị trả lại." in str(letter.summary)
    (folder / "hỏng nữa.xlsx").write_bytes(b"r")
    office.collect("2020-01")
    assert lay_answers(office.context) == 1
    (letter,) = receipts(office.context)
    assert "Cùng lúc" not in str(letter.summary)


def test_mended_it_is_accepted_and_not_answered_again(office, khe):
    lay_answers(office.context)
    khe.households[0]["insured"] = khe.households[0]["members"]
    fast_write(khe, path_in(office.inbox, khe).with_name("bản sửa.xlsx"))
    office.collect("2020-01")
    assert office.statuses("2020-01")["18604"] == "accepted"
    assert lay_answers(office.context) == 0
    assert len(laid(office)) == 1


@on_one_engine
def test_the_marked_workbook_itself_mended_is_accepted(office, khe):
    """As the officer does it: the returned file, corrected where it is coloured, into the unit's folder."""
    lay_answers(office.context)
    (path,) = laid(office)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Danh sách hộ"]
    members, insured = (cell for row in sheet.iter_rows() for cell in row if cell.comment)
    members.value = insured.value = khe.households[0]["members"]
    workbook.save(path_in(office.inbox, khe).with_name("đã sửa.xlsx"))
    office.collect("2020-01")
    assert office.statuses("2020-01")["18604"] == "accepted"


@on_one_engine
def test_what_is_no_workbook_is_answered_with_a_text(office):
    folder = office.inbox / "18604 - Xã Thạch Khê"
    folder.mkdir()
    (folder / "BC-GN-01_18604_2020-01.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    office.collect("2020-01")
    assert lay_answers(office.context) == 1
    (path,) = laid(office)
    assert path.suffix == ".txt"
    text = path.read_text(encoding="utf-8-sig")
    assert text.startswith("Báo cáo bị trả lại; chưa số liệu nào được nhận.")


def test_nothing_is_laid_on_top_of_another_file(office, khe):
    lay_answers(office.context)
    (path,) = laid(office)
    path.write_bytes(b"the officer's own notes")
    khe.households[1]["insured"] = khe.households[1]["members"] + 1
    path_in(office.inbox, khe).unlink()
    fast_write(khe, path_in(office.inbox, khe))
    office.collect("2020-01")
    assert lay_answers(office.context) == 1
    assert path.read_bytes() == b"the officer's own notes"
    assert len(laid(office)) == 2


def letters(mailbox):
    parsed = [(who, email.message_from_bytes(data, policy=policy.default)) for who, data in mailbox.letters]
    return [
        (who, letter["Subject"], [part.get_filename() for part in letter.iter_attachments()]) for who, letter in parsed
    ]


def test_each_workbook_has_one_receipt_that_says_what_became_of_it(office, khe, mailbox):
    feedback.fn(office.today)
    feedback.fn(office.today)
    ((who, subject, files),) = letters(mailbox)
    assert who == "xa-thach-khe@thachha.example"
    assert subject == "TRẢ LẠI, 1 lỗi phải sửa: báo cáo giảm nghèo T1/2020 lần 1, xã Thạch Khê"
    assert files == ["BC-GN-01_18604_2020-01 - kết quả kiểm tra.xlsx"]
    letter = email.message_from_bytes(mailbox.letters[0][1], policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    assert [letter[to] for to in ("Cc", "Bcc", "Resent-To")] == [None] * 3  # its list goes to the unit alone
    assert "LỖI PHẢI SỬA" in text
    assert "(H307, 1 chỗ)" in text
    assert "CẦN XEM LẠI" not in text
    assert "giải trình" not in text.casefold()

    khe.households[0]["insured"] = khe.households[0]["members"]
    fast_write(khe, path_in(office.inbox, khe).with_name("bản sửa.xlsx"))
    office.collect("2020-01")
    feedback.fn(office.today)
    khe.households[0]["insured"] = 0
    fast_write(khe, path_in(office.inbox, khe).with_name("bản sửa 2.xlsx"))
    office.collect("2020-01")
    feedback.fn(office.today)
    assert [subject for _, subject, _ in letters(mailbox)[1:]] == [
        "Đã nhận báo cáo giảm nghèo T1/2020 lần 2, xã Thạch Khê",
        "Đã nhận báo cáo giảm nghèo T1/2020 lần 3, xã Thạch Khê",
    ]
    text = email.message_from_bytes(mailbox.letters[-1][1], policy=policy.default).get_body(("plain",)).get_content()
    assert "Thêm 0 hộ, bớt 0 hộ, sửa 1 hộ." in text
    assert "Hạn nộp: 16/01/2020." in text
    assert "Báo cáo tháng 1 năm 2020 được ghi nhận: " in text
    for _, data in mailbox.letters:
        assert khe.households[0]["head_name"] not in data.decode("utf-8", "replace")
    assert (office.inbox / "Bảng theo dõi.html").exists()


@on_one_engine
@pytest.mark.usefixtures("khe")
def test_a_receipt_that_was_put_off_comes_again_and_a_refused_one_to_another_address_alone(office, mailbox):
    address = "xa-thach-khe@thachha.example"
    mailbox.refuse = {address: "450 later"}
    with pytest.raises(MailServerUnavailable):
        feedback.fn(office.today)
    assert [one.recipient for one in receipts(office.context)] == [address]
    mailbox.refuse = {address: "550 no such mailbox"}
    feedback.fn(office.today)
    assert receipts(office.context) == []
    context = office.context
    communes = context.configuration.communes.model_copy(update={"addresses": {KHE[0]: "khe@moi.example"}})
    moved = replace(context, configuration=context.configuration.model_copy(update={"communes": communes}))
    assert [one.recipient for one in receipts(moved)] == ["khe@moi.example"]


@on_one_engine
@pytest.mark.usefixtures("khe")
@pytest.mark.parametrize(("today", "count"), [("2021-01-09", 1), ("2021-01-10", 0)])
def test_of_a_verdict_of_long_ago_nobody_is_told(office, today, count):
    """Receipts that were switched on late tell of no old year."""
    office.today = today
    assert len(receipts(office.context)) == count


def test_a_verdict_that_changes_is_told_however_long_after(office, mailbox):
    """A file that came too early is taken when its month has come, or returned for what is wrong with it."""
    good = book(*KHE, "2020-05", poor=6, near_poor=7)
    bad, _ = break_rule(book("18667", "Xã Nam Điền", "2020-05", poor=6, near_poor=7), "H307")
    write_month(office.inbox, [good, bad])
    for today in ("2020-04-20", "2020-05-18"):
        office.today = today
        for _ in range(2):
            office.collect(today[:7])
            feedback.fn(today)
    told = [(who, subject) for who, subject, _ in letters(mailbox)]
    assert [subject for who, subject in told if who == "xa-thach-khe@thachha.example"] == [
        "TRẢ LẠI, 1 lỗi phải sửa: báo cáo giảm nghèo T5/2020 lần 1, xã Thạch Khê",
        "Đã nhận báo cáo giảm nghèo T5/2020 lần 1, xã Thạch Khê",
    ]
    refused = (f"TRẢ LẠI, {count} lỗi phải sửa: báo cáo giảm nghèo T5/2020 lần 1, xã Nam Điền" for count in (2, 1))
    assert [subject for who, subject in told if who == "xa-nam-dien@thachha.example"] == list(refused)
    assert [len([path for path in laid(office) if unit in str(path)]) for unit in ("18604", "18667")] == [1, 2]


def test_of_two_refused_in_one_collection_the_last_is_told(office, khe, mailbox):
    khe.households[0]["insured"] += 1
    fast_write(khe, path_in(office.inbox, khe).with_name("lần 2.xlsx"))
    office.collect("2020-01")
    feedback.fn(office.today)
    assert [subject for _, subject, _ in letters(mailbox)] == [
        "TRẢ LẠI, 1 lỗi phải sửa: báo cáo giảm nghèo T1/2020 lần 2, xã Thạch Khê"
    ]
    assert len(laid(office)) == 1


def test_a_refused_correction_says_that_what_was_accepted_stands(office, mailbox):
    one = book(*KHE, "2020-01", poor=6, near_poor=7)
    write_month(office.inbox, [one])
    office.collect("2020-01")
    bad, _ = break_rule(one, "H307")
    fast_write(bad, path_in(office.inbox, bad).with_name("lần 2.xlsx"))
    office.collect("2020-01")
    feedback.fn(office.today)
    body = email.message_from_bytes(mailbox.letters[-1][1], policy=policy.default).get_body(("plain",)).get_content()
    assert "Tệp này bị trả lại; báo cáo lần 1 đã nhận trước đó vẫn được dùng." in body
    assert "chưa số liệu nào được nhận" not in body


@on_one_engine
def test_what_could_not_be_taken_in_is_told_too(office, mailbox):
    folder = office.inbox / "18604 - Xã Thạch Khê"
    folder.mkdir()
    (office.home / "nơi khác.xlsx").write_bytes(b"x")
    (folder / "báo cáo.xlsx").symlink_to(office.home / "nơi khác.xlsx")
    office.collect("2020-01")
    feedback.fn(office.today)
    ((who, subject, files),) = letters(mailbox)
    assert (who, subject) == (
        "xa-thach-khe@thachha.example",
        "TRẢ LẠI, 1 lỗi phải sửa: báo cáo giảm nghèo lần 1, xã Thạch Khê",
    )
    assert files == ["báo cáo - kết quả kiểm tra.txt"]
    assert len(laid(office)) == 1


DIEN = ("18667", "Xã Nam Điền")


@on_one_engine
def test_of_a_file_that_cannot_be_read_yet_a_unit_without_a_report_is_told(office):
    reported, silent = (book(*unit, "2020-01", poor=6, near_poor=7) for unit in (DIEN, KHE))
    write_month(office.inbox, [reported])
    for one in (reported, silent):
        path = path_in(office.inbox, one).with_name("chép dở.xlsx")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    office.collect("2020-01")
    assert [one.about for one in unfinished_notices(office.context)] == [KHE[0]]


@pytest.fixture
def two(office, khe):
    """Two refused workbooks; gives the folder of the first, where nothing can be laid."""
    other = book(*DIEN, "2020-01", poor=6, near_poor=7)
    other.households[0]["insured"] = other.households[0]["members"] + 1
    write_month(office.inbox, [other])
    office.collect("2020-01")
    return path_in(office.inbox, khe).parent


def test_a_folder_that_takes_nothing_keeps_no_other_unit_without_an_answer(office, two, mailbox):
    (two / "_phan-hoi").write_bytes(b"a file where a folder should be")
    with pytest.raises(InboxUnavailable, match="18604"):
        feedback.fn(office.today)
    assert [path.parts[-4] for path in laid(office) if path.suffix == ".xlsx"] == ["18667 - Xã Nam Điền"]
    assert (office.inbox / "Bảng theo dõi.html").exists()
    assert len(letters(mailbox)) == 2
    (two / "_phan-hoi").unlink()
    feedback.fn(office.today)
    assert len(laid(office)) == 2
    assert len(letters(mailbox)) == 2


@pytest.mark.usefixtures("two")
def test_a_workbook_that_sets_off_a_defect_is_answered_with_a_text(office, mailbox, monkeypatch):
    import giamngheo.feedback.returned_workbook as marked

    def defective(data, file, *more):
        if "18604" in file:
            raise KeyError("Nguyễn Thị Bí Mật")
        return annotated_workbook(data, file, *more)

    annotated_workbook = marked.annotated_workbook
    monkeypatch.setattr(marked, "annotated_workbook", defective)
    feedback.fn(office.today)
    assert sorted(path.suffix for path in laid(office)) == [".txt", ".xlsx"]
    assert len(letters(mailbox)) == 2


def test_mail_that_is_stopped_keeps_neither_the_collection_nor_the_report_waiting(monkeypatch):
    import flows.run.notify as notify

    def stopped(_today):
        raise SendingIsOff("Việc gửi thư đang tắt")

    monkeypatch.setattr(notify, "feedback", stopped)
    monkeypatch.setattr(notify, "feedback_is_on", lambda _today: True)
    hindrances = notify.notify_units("2020-01-15")
    assert len(hindrances) == 1
    with pytest.raises(SendingIsOff):
        notify.require_notified(hindrances)


def test_who_is_asked_for_no_month_is_reminded_of_none(monkeypatch):
    import flows.run.notify as notify

    reminded = []
    monkeypatch.setattr(notify, "remind", lambda *asked: reminded.append(asked))
    monkeypatch.setattr(notify, "feedback_is_on", lambda _today: False)
    for is_on, month in ((True, ""), (False, "2020-01"), (True, "2020-01")):
        monkeypatch.setattr(notify, "reminders_are_on", lambda _today, is_on=is_on: is_on)
        assert notify.notify_units("2020-01-15", month) == []
    assert reminded == [("2020-01", "2020-01-15")]

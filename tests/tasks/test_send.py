"""The step that sends a report: to whom again, to whom not, and why somebody is left without it today."""

from __future__ import annotations

import email
from email import policy

import pytest

from giamngheo.core.errors import MailNotDelivered, MailServerUnavailable
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report.ad_hoc.choice import AdHocRequest
from giamngheo.report.ad_hoc.publish import publish_ad_hoc
from giamngheo.report.delivery import deliveries
from giamngheo.report.publish import publish_report
from giamngheo.warehouse.audit_log import entries
from tasks.send import send, summary
from tests.support.office import on_one_engine
from tests.support.recipients import FEW
from tests.support.workbooks import book, fast_write, path_in

pytestmark = [on_one_engine, pytest.mark.usefixtures("few_recipients")]
MONTH, TODAY = Period.parse("2019-12"), "2020-01-20"
UBND, SO, KHE = FEW


@pytest.fixture
def own():
    return book("18604", "Xã Thạch Khê", MONTH.code, poor=6, near_poor=7)


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """What the run's page shows of it, without a run."""
    shows = []
    monkeypatch.setattr("tasks.send.show_deliveries", lambda *_: shows.append("thu-da-gui"))
    return shows


def reported(office, book, name="lần 1.xlsx"):
    fast_write(book, path_in(office.inbox, book).with_name(name))
    office.collect(MONTH.code)
    return publish_report(office.context, MONTH, lambda _: None)


def states(office, made):
    return {one.recipient: (one.state, one.copies) for one in deliveries(office.context.warehouse, made.id)}


def letters(office_server, recipient):
    return sum(one == recipient for one, _ in office_server.letters)


@pytest.fixture
def laid(office, own):
    path_in(office.inbox, own).parent.mkdir(parents=True)
    return reported(office, own)


def test_who_may_have_it_is_named_and_gets_it_again_only_when_somebody_presses(
    office, laid, office_server, shown, caplog
):
    office_server.hang_up_at = {UBND}
    with pytest.raises(MailNotDelivered) as caught:
        send.fn(MONTH.code, laid.id, TODAY, by_hand=False)
    assert str(caught.value) == (
        "Báo cáo kỳ 2019-12 không chắc đã đến: A (máy chủ thư không trả lời sau khi nhận nội dung (máy chủ ngắt kết nối)). "
        "Hỏi nơi nhận: chưa có thì bấm Retry, thư được gửi lại; đã có thì chạy «giamngheo delivered 2019-12 ĐỊA_CHỈ»."
    )
    assert states(office, laid) == {UBND: ("sending", 1), SO: ("sent", 1), KHE: ("sent", 1)}
    office_server.hang_up_at = set()
    with pytest.raises(MailNotDelivered, match="không chắc đã đến: A"):  # the schedule, the day after
        send.fn(MONTH.code, laid.id, TODAY, by_hand=False)
    assert letters(office_server, UBND) == 1
    assert "Thư gửi A không chắc đã đến: máy chủ thư không trả lời" in caplog.text
    assert "Gửi lại" not in caplog.text
    send.fn(MONTH.code, laid.id, TODAY)
    assert "Gửi lại cho A thư lần trước không chắc đã đến; số hiệu (Message-ID) như cũ" in caplog.text
    assert caplog.text.count("Gửi lại") == 1
    assert {name: letters(office_server, name) for name in FEW} == {UBND: 2, SO: 1, KHE: 1}
    assert states(office, laid)[UBND] == ("sent", 2)
    assert shown == ["thu-da-gui"] * 3
    assert summary(laid.id, TODAY).endswith("3/3 nơi nhận đã có.")


def test_who_says_that_it_has_arrived_gets_it_no_more(office, laid, office_server, giamngheo):
    def delivered(address):
        return giamngheo("delivered", MONTH.code, address, "--today", TODAY)

    office_server.hang_up_at = {UBND}
    with pytest.raises(MailNotDelivered):
        send.fn(MONTH.code, laid.id, TODAY)
    code, _, err = delivered(SO)
    assert code == 1
    assert f"không có thư nào gửi {SO} mà chưa biết đã đến hay chưa; những thư như vậy: {UBND}." in err
    code, out, _ = delivered(UBND.upper())
    assert code == 0
    assert out.startswith("Đã ghi: A đã có báo cáo kỳ 2019-12.")
    ((_, written),) = entries(office.context.warehouse, MONTH.code, ("deliver",))
    assert written.why == UBND
    send.fn(MONTH.code, laid.id, TODAY)
    assert letters(office_server, UBND) == 1
    assert delivered(UBND)[0] == 1


def test_of_an_ad_hoc_report_it_is_said_that_it_is_one_and_where_its_addresses_stand(
    office, laid, office_server, giamngheo
):
    """Beside it the report on the period may be with everybody."""
    outsider = "ai@bao.example"
    asked = AdHocRequest(MONTH.code, indicators=("insured_poor",), to=(UBND,), addresses=(outsider,))
    ordered = publish_ad_hoc(office.context, asked, lambda _: None)
    office_server.refuse[outsider] = "550 nobody here"
    office_server.hang_up_at = {UBND}
    with pytest.raises(MailNotDelivered) as caught:
        send.fn(MONTH.code, ordered.id, TODAY, asked=asked)
    assert str(caught.value) == (
        "Báo cáo đột xuất 1, kỳ 2019-12 chưa đến: ai@bao.example (550 nobody here). Kiểm tra địa chỉ ghi ở yêu cầu hoặc trong "
        "config/recipients.toml và máy chủ thư rồi chạy lại; thư mà máy chủ đã trả lời là nhận không bị gửi lần hai. "
        "Báo cáo đột xuất 1, kỳ 2019-12 không chắc đã đến: A (máy chủ thư không trả lời sau khi nhận nội dung (máy chủ ngắt "
        "kết nối)). Hỏi nơi nhận: chưa có thì bấm Retry, thư được gửi lại; đã có thì chạy «giamngheo delivered 2019-12 ĐỊA_CHỈ»."
    )
    out = giamngheo("delivered", MONTH.code, UBND, "--today", TODAY)[1]
    assert out.strip() == ("Đã ghi: A đã có báo cáo đột xuất 1, kỳ 2019-12. Bấm Retry ở lượt chạy để kết thúc lượt ấy.")
    assert laid.called == "báo cáo kỳ 2019-12"


def test_a_letter_whose_answer_was_lost_stands_and_what_follows_is_a_revision(office, own, laid, office_server):
    office_server.hang_up_at = set(FEW)
    with pytest.raises(MailNotDelivered):
        send.fn(MONTH.code, laid.id, TODAY)
    own.households[0]["insured"] = 0
    second = reported(office, own, "lần 2.xlsx")
    assert (second.revision, second.content.revision) == (2, 2)


def test_the_reason_is_todays_also_when_the_step_is_tried_again(laid, office_server, monkeypatch):
    office_server.refuse[UBND] = "550 nobody here"
    with pytest.raises(MailNotDelivered, match=r"chưa đến: A \(550 nobody here\)"):
        send.fn(MONTH.code, laid.id, TODAY)
    monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", "1")
    load_settings.cache_clear()
    monkeypatch.setattr("tasks.support.posting.task_run", type("Run", (), {"id": "lượt"}))
    for _ in range(2):
        with pytest.raises(MailServerUnavailable, match=r"127\.0\.0\.1:1 không dùng được \(bị từ chối kết nối\)"):
            send.fn(MONTH.code, laid.id, TODAY)


def test_who_may_have_it_is_named_also_when_the_server_goes_away_then(laid, office_server, monkeypatch):
    office_server.hang_up_at = set(FEW)
    with pytest.raises(MailNotDelivered):
        send.fn(MONTH.code, laid.id, TODAY)
    monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", "1")
    load_settings.cache_clear()
    with pytest.raises(MailServerUnavailable, match=r"không dùng được .* không chắc đã đến: A, A, A \(.*Hỏi nơi nhận"):
        send.fn(MONTH.code, laid.id, TODAY)


def test_in_one_step_nobody_is_refused_twice(laid, office_server, monkeypatch):
    monkeypatch.setattr("tasks.support.posting.task_run", type("Run", (), {"id": "một lượt gửi"}))
    office_server.refuse = {UBND: "550 nobody here", SO: "450 later"}
    with pytest.raises(MailServerUnavailable, match=r"chưa đến: A \(550 nobody here\); A \(450 later\)"):
        send.fn(MONTH.code, laid.id, TODAY)
    office_server.refuse = {}
    with pytest.raises(MailNotDelivered, match=r"chưa đến: A \(550"):
        send.fn(MONTH.code, laid.id, TODAY)
    assert {name: letters(office_server, name) for name in FEW} == {UBND: 0, SO: 1, KHE: 1}


def test_each_has_the_files_of_its_own_document(laid, office_server):
    send.fn(MONTH.code, laid.id, TODAY)
    names = {
        recipient: {
            part.get_filename() for part in email.message_from_bytes(data, policy=policy.default).iter_attachments()
        }
        for recipient, data in office_server.letters
    }
    of_document = {
        document: {file.name for file in laid.files if file.document == document} for document in FEW.values()
    }
    assert all(names[recipient] and names[recipient] <= of_document[document] for recipient, document in FEW.items())


def test_the_letter_with_the_full_report_leads_to_the_pages_where_they_have_an_address(
    laid, office_server, monkeypatch
):
    monkeypatch.setenv("GIAMNGHEO_SITE_ADDRESS", "https://noi-bo.example/giam-ngheo")
    monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", "trang-lanh-dao")
    load_settings.cache_clear()
    send.fn(MONTH.code, laid.id, TODAY)
    address = "https://noi-bo.example/giam-ngheo/2019-12/index.html"
    bodies = {
        recipient: [
            email.message_from_bytes(data, policy=policy.default).get_body((kind,)).get_content()
            for kind in ("plain", "html")
        ]
        for recipient, data in office_server.letters
    }
    assert [address in body for body in bodies[UBND]] == [True, True]
    assert f'href="{address}"' in bodies[UBND][1]
    assert [address in body for one in (SO, KHE) for body in bodies[one]] == [False] * 4


def test_no_letter_leads_to_pages_that_are_not_of_its_report(laid, office_server, monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_SITE_ADDRESS", "https://noi-bo.example/giam-ngheo")
    monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", "trang-lanh-dao")
    load_settings.cache_clear()
    send.fn(MONTH.code, laid.id, TODAY, has_pages=False)
    data = next(data for recipient, data in office_server.letters if recipient == UBND)
    bodies = [email.message_from_bytes(data, policy=policy.default).get_body((kind,)) for kind in ("plain", "html")]
    assert ["noi-bo.example" in body.get_content() for body in bodies] == [False, False]


def test_a_path_of_a_share_is_said_and_is_no_link(laid, office_server, monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_SITE_ADDRESS", r"\\may-chu\giam-ngheo")
    monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", "trang-lanh-dao")
    load_settings.cache_clear()
    send.fn(MONTH.code, laid.id, TODAY)
    data = next(data for recipient, data in office_server.letters if recipient == UBND)
    plain, page = (
        email.message_from_bytes(data, policy=policy.default).get_body((kind,)).get_content()
        for kind in ("plain", "html")
    )
    assert r"\\may-chu\giam-ngheo\2019-12\index.html" in plain
    assert "<a " not in page

"""Letters arrive as they were made, and every answer of the mail server is looked at."""

from __future__ import annotations

import datetime as dt
import email
import re
import smtplib
from dataclasses import replace
from email import policy

import pytest
from aiosmtpd.smtp import AuthResult

from giamngheo.core.errors import ConfigurationError, ServiceUnavailable
from giamngheo.send.connection import MailServer
from giamngheo.send.file_transport import file_transport
from giamngheo.send.message import Attachment, Message, ascii_name, compose, message_id
from giamngheo.send.smtp import cause_of, connected
from tests.support.mail_server import Received, certificate, dripping_server, mail_server

HTML = '<!doctype html>\n<html lang="vi">\n<body>\n<table>\n<tr><td>Đỉnh Bàn</td></tr>\n</table>\n.dòng chấm\n</body></html>\n'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENDER, RECIPIENT = "giamngheo@thachha.example", "ubnd@thachha.example"


@pytest.fixture
def letter():
    return Message(
        message_id=message_id("report", "giam-ngheo.2020-03.r1", RECIPIENT, SENDER),
        sender=SENDER,
        sender_name="Phòng LĐ-TB&XH huyện Thạch Hà",
        recipient=RECIPIENT,
        recipient_name="Ủy ban nhân dân huyện Thạch Hà và các phòng, ban, ngành, đoàn thể cấp huyện",
        subject="Giảm nghèo T3/2020: tỷ lệ hộ nghèo 3,85%\r\nBcc: ai@do.example",
        text="Kính gửi quý cơ quan\n.\nmột dòng chỉ có dấu chấm ở trên\n",
        html=HTML,
        handed_in_at=dt.datetime(2020, 3, 20, 1, 2, 3),
        reply_to="phong@thachha.example",
        reply_to_name="Phòng LĐ-TB&XH",
        attachments=[Attachment("Báo cáo giảm nghèo tháng 3-2020.docx", WORD, bytes(range(256)) * 40)],
    )


def parsed(message: bytes):
    return email.message_from_bytes(message, policy=policy.default)


def test_a_letter_says_what_it_was_given(letter):
    read = parsed(compose(letter))
    assert read["Message-ID"] == letter.message_id
    assert len(read.get_all("Message-ID")) == 1
    assert read["Subject"] == "Giảm nghèo T3/2020: tỷ lệ hộ nghèo 3,85% Bcc: ai@do.example"
    assert read["Bcc"] is None
    assert read["From"].addresses[0].display_name == letter.sender_name
    assert read["To"].addresses[0].addr_spec == RECIPIENT
    assert read.get_body(("html",)).get_content().replace("\r\n", "\n") == HTML
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == letter.text
    (file,) = read.iter_attachments()
    assert file.get_content_type() == WORD
    assert file.get_content_disposition() == "attachment"
    assert file.get_filename() == letter.attachments[0].name
    assert file.get_content() == letter.attachments[0].data


def test_a_letter_says_who_answers_and_that_no_machine_need(letter):
    read = parsed(compose(letter))
    (answers,) = read["Reply-To"].addresses
    assert (answers.display_name, answers.addr_spec) == ("Phòng LĐ-TB&XH", "phong@thachha.example")
    assert parsed(compose(replace(letter, reply_to="")))["Reply-To"] is None
    assert read["Content-Language"] == "vi"
    assert read["Auto-Submitted"] == "auto-generated"
    suppressed = read["X-Auto-Response-Suppress"].split(", ")
    assert {"OOF", "AutoReply", "RN"} <= set(suppressed)
    assert not {"NDR", "All"} & set(suppressed)  # that it did not arrive must be heard


def test_names_for_mail_programs_that_read_no_other(letter):
    assert b'filename="Bao cao giam ngheo thang 3-2020.docx"' in compose(letter)
    assert ascii_name('Đ"ường\\dẫn.xlsx') == "D_uong_dan.xlsx"


def test_no_line_of_the_head_is_too_long_and_no_encoded_word(letter):
    head = compose(letter).partition(b"\r\n\r\n")[0]
    for line in head.splitlines():
        assert len(line) <= 120
        for word in line.split():
            if word.startswith(b"=?"):
                assert len(word) <= 75


def test_the_same_letter_is_the_same_bytes(letter):
    assert compose(letter) == compose(replace(letter))


def test_the_date_is_of_the_try_and_the_identity_is_not(letter):
    later = replace(letter, handed_in_at=letter.handed_in_at + dt.timedelta(days=7))
    first, second = parsed(compose(letter)), parsed(compose(later))
    assert first["Date"].datetime == dt.datetime(2020, 3, 20, 1, 2, 3, tzinfo=dt.UTC)
    assert second["Date"].datetime - first["Date"].datetime == dt.timedelta(days=7)
    assert first["Message-ID"] == second["Message-ID"]


def test_message_ids_differ_by_what_they_are_about_and_by_recipient():
    made = {
        message_id(*parts)
        for parts in [
            ("report", "2020-03.r1", RECIPIENT, SENDER),
            ("report", "2020-03.r2", RECIPIENT, SENDER),
            ("receipt", "2020-03.r1", RECIPIENT, SENDER),
            ("report", "2020-03.r1", "so@hatinh.example", SENDER),
        ]
    }
    assert len(made) == 4


def submit(server, letter, times=1):
    with connected(server) as connection:
        return [connection.submit(letter.recipient, compose(letter)) for _ in range(times)]


def at(port, **more):
    return MailServer(
        **{"host": "127.0.0.1", "port": port, "tls": "none", "sender": SENDER, "timeout_seconds": 5} | more
    )


def test_it_arrives_byte_for_byte(letter):
    received = Received()
    with mail_server(received) as port:
        (answer,) = submit(at(port), letter)
    assert answer.state == "sent"
    assert received.letters == [(RECIPIENT, compose(letter))]


def test_a_sender_of_a_machine_without_a_domain(letter):
    with mail_server(Received()) as port:
        (answer,) = submit(at(port, sender="giamngheo@may-chu"), letter)
    assert answer.state == "sent"


@pytest.mark.parametrize(
    ("reply", "state"), [("550 5.1.1 không có hộp thư này", "refused"), ("450 4.2.0 thử lại sau", "deferred")]
)
def test_a_recipient_refused(letter, reply, state):
    with mail_server(Received(refuse={RECIPIENT: reply})) as port:
        (answer,) = submit(at(port), letter)
    assert answer.state == state
    assert answer.text.startswith(reply[:3])


def test_an_answer_that_the_library_cannot_read_is_no_refusal(letter):
    """A last line of 8,193 letters: the library makes an error 500 of it, though the server has taken the message."""
    with mail_server(Received(after_data=f"250 {'x' * 9000}")) as port:
        (answer,) = submit(at(port), letter)
    assert answer.state == "unknown"


@pytest.mark.parametrize(("reply", "state"), [("554 rejected", "refused"), ("452 full", "deferred")])
def test_refused_after_data(letter, reply, state):
    with mail_server(Received(after_data=reply)) as port:
        (answer,) = submit(at(port), letter)
    assert answer.state == state


def test_what_a_server_says_is_text_and_commands_no_terminal(letter):
    with mail_server(Received(refuse={RECIPIENT: "550 \x1b[31mno\x1b[0m \x07 \u202ebody\r\n"})) as port:
        (answer,) = submit(at(port), letter)
    assert answer.text == "550 [31mno [0m body"


def test_one_refusal_leaves_the_connection_for_the_next(letter):
    received = Received(refuse={RECIPIENT: "550 nobody"})
    other = replace(letter, recipient="so@hatinh.example")
    with mail_server(received) as port, connected(at(port)) as connection:
        assert connection.submit(letter.recipient, compose(letter)).state == "refused"
        assert connection.submit(other.recipient, compose(other)).state == "sent"
    assert [recipient for recipient, _ in received.letters] == ["so@hatinh.example"]


def test_a_connection_lost_after_data_is_tried_once_and_said(letter):
    received = Received(hang_up_after_data=True)
    with mail_server(received) as port:
        (answer,) = submit(at(port), letter)
    assert answer.state == "unknown"
    assert answer.text == "máy chủ thư không trả lời sau khi nhận nội dung (máy chủ ngắt kết nối)"
    assert len(received.letters) == 1


def test_after_a_lost_connection_the_next_message_gets_a_new_one(letter):
    other = replace(letter, recipient="so@hatinh.example")
    received = Received(hang_up_at={RECIPIENT})
    with mail_server(received) as port, connected(at(port)) as connection:
        for one, state in ((letter, "unknown"), (other, "sent"), (letter, "unknown"), (other, "sent")):
            connection.ready()
            assert connection.submit(one.recipient, compose(one)).state == state
    assert len(received.letters) == 4
    assert received.connections == 3  # each that was lost, and what came after on the same


def test_a_server_that_takes_a_few_in_a_row_gets_them_all(letter):
    received = Received(most_in_a_row=2)
    states = []
    with mail_server(received) as port, connected(at(port)) as connection:
        for _ in range(5):
            connection.ready()
            states.append(connection.submit(letter.recipient, compose(letter)).state)
    assert states == ["sent", "sent", "deferred", "sent", "sent"]  # not lost: it comes again with the step's next try


def test_a_whole_message_has_more_time_than_a_command(letter):
    received = Received(slow={RECIPIENT: 1.5})
    with mail_server(received) as port:
        assert submit(at(port, timeout_seconds=1, answer_seconds=10), letter)[0].state == "sent"
        (answer,) = submit(at(port, timeout_seconds=10, answer_seconds=1), letter)
    assert (answer.state, answer.text) == (
        "unknown",
        "máy chủ thư không trả lời sau khi nhận nội dung (không trả lời kịp)",
    )
    assert len(received.letters) == 2


@pytest.mark.parametrize(("drips_from", "state"), [("RCPT", "deferred"), ("DATA", "deferred"), (".", "unknown")])
def test_a_server_that_drips_costs_a_message_its_time_and_no_more(letter, drips_from, state):
    with dripping_server(drips_from) as port, connected(at(port, letter_seconds=1)) as connection:
        assert connection.submit(letter.recipient, compose(letter)).state == state


def test_a_server_that_drips_at_the_greeting_is_away():
    with (
        dripping_server("EHLO") as port,
        pytest.raises(ServiceUnavailable, match=r"không dùng được \(không trả lời kịp\)"),
        connected(at(port, tls="starttls", timeout_seconds=1)),
    ):
        pass


def test_nobody_answers():
    with pytest.raises(ServiceUnavailable, match="Máy chủ thư"), connected(at(1)):
        pass


def test_a_certificate_that_cannot_be_trusted_is_refused(letter, tmp_path):
    context, _ = certificate(tmp_path, "localhost")
    received = Received()
    with (
        mail_server(received, tls_context=context, require_starttls=True) as port,
        pytest.raises(ServiceUnavailable, match=r"chứng thư không tin được \(tự ký\)"),
    ):
        submit(at(port, host="localhost", tls="starttls"), letter)
    assert received.letters == []


@pytest.mark.parametrize(
    ("tls", "said"),
    [("ssl", "bắt tay TLS không thành"), ("starttls", "máy chủ không có cách mã hóa hoặc đăng nhập ấy")],
)
def test_a_kind_of_encryption_that_the_server_has_not_is_told(tls, said):
    with (
        mail_server(Received()) as port,
        pytest.raises(ServiceUnavailable, match=rf"không dùng được \({said}\).*GIAMNGHEO_SMTP_TLS"),
        connected(at(port, tls=tls)),
    ):
        pass


def test_every_error_of_the_mail_library_is_told_in_vietnamese():
    kinds = {kind for kind in vars(smtplib).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert len(kinds) > 8
    for kind in kinds:
        assert re.fullmatch(r"máy chủ [^A-Z]+", cause_of(kind.__new__(kind))), kind


@pytest.mark.parametrize(
    ("content", "why"), [(None, "không tìm thấy"), ("không phải PEM", "không có chứng thư trong tệp")]
)
def test_a_file_of_certificates_that_is_none_is_named(tmp_path, content, why):
    file = tmp_path / "goc.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with (
        pytest.raises(ConfigurationError, match=rf"GIAMNGHEO_SMTP_CA_FILE: .*goc\.pem \({why}\)"),
        connected(at(1, ca_file=file)),
    ):
        pass


def test_an_offices_own_certificate_is_trusted_when_it_is_named(letter, tmp_path):
    context, file = certificate(tmp_path, "localhost")
    received = Received()
    with mail_server(received, tls_context=context, require_starttls=True) as port:
        (answer,) = submit(at(port, host="localhost", tls="starttls", ca_file=file), letter)
    assert answer.state == "sent"


def test_encrypted_from_the_first_byte(letter, tmp_path):
    context, file = certificate(tmp_path, "localhost")
    received = Received()
    with mail_server(received, ssl_context=context) as port:
        (answer,) = submit(at(port, host="localhost", tls="ssl", ca_file=file), letter)
        with pytest.raises(ServiceUnavailable, match="chứng thư"):
            submit(at(port, host="localhost", tls="ssl"), letter)
    assert answer.state == "sent"
    assert len(received.letters) == 1


@pytest.fixture
def asks_for_a_login():
    """A mail server that knows one name with one password, and the names that it was told."""
    told = []

    def known(_server, _session, _envelope, _mechanism, login):
        told.append(login.login)
        return AuthResult(success=(login.login, login.password) == (b"phong.ld", b"mat-khau"), handled=False)

    received = Received()
    with mail_server(received, authenticator=known, auth_required=True, auth_require_tls=False) as port:
        yield port, told, received


def test_the_login_is_the_name_as_it_was_given(letter, asks_for_a_login):
    port, told, received = asks_for_a_login
    (answer,) = submit(at(port, user="phong.ld", password="mat-khau"), letter)
    assert (answer.state, len(received.letters), told) == ("sent", 1, [b"phong.ld"])


def test_a_login_that_is_refused_is_told_from_a_server_that_is_away(letter, asks_for_a_login):
    port, _, received = asks_for_a_login
    with pytest.raises(ServiceUnavailable, match="từ chối tên hoặc mật khẩu"):
        submit(at(port, user="phong.ld", password="khac"), letter)
    assert received.letters == []
    with pytest.raises(ServiceUnavailable, match="Kiểm tra mạng"):
        submit(at(1), letter)


def test_no_password_goes_in_clear_but_on_this_machine():
    with (
        pytest.raises(ConfigurationError, match="chưa mã hóa"),
        connected(at(25, host="mail.example", user="a", password="b")),
    ):
        pass
    with pytest.raises(ServiceUnavailable), connected(at(1, host="localhost", user="a", password="b")):
        pass


def test_no_letter_goes_in_clear_where_encryption_was_asked(letter):
    received = Received()
    with mail_server(received) as port, pytest.raises(ServiceUnavailable):
        submit(at(port, tls="starttls"), letter)
    assert received.letters == []


def test_a_login_without_a_password_is_a_mistake_of_the_configuration():
    with pytest.raises(ConfigurationError, match="GIAMNGHEO_SMTP_PASSWORD"), connected(at(25, user="a")):
        pass


def test_a_password_with_vietnamese_letters_is_no_fault_of_the_network():
    server = at(25, user="a", password="mật khẩu", tls="starttls")
    with pytest.raises(ConfigurationError, match="chữ có dấu"), connected(server):
        pass


def test_the_letter_box_says_how_large_a_letter_may_be(tmp_path):
    with file_transport(tmp_path) as (host, port), smtplib.SMTP(host, port, timeout=5) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(100 * 2**20)


def test_the_letter_box_keeps_letters_once(letter, tmp_path):
    with file_transport(tmp_path) as (host, port):
        submit(MailServer(host, port, "none", SENDER), letter, times=2)
    (file,) = tmp_path.glob("*.eml")
    read = parsed(file.read_bytes())
    assert (read["X-MailFrom"], read["X-RcptTo"]) == (SENDER, RECIPIENT)
    assert read.get_body(("html",)).get_content().replace("\r\n", "\n") == HTML

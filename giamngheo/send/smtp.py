"""The way out: yagmail's connection, with verified certificates, and an answer for every message.

No other file names yagmail: another mail library is a file like this one, which `transport` opens instead.
yagmail alone talks to mail servers (its own `send` is not used: it repeats by itself and reports failures
without raising). Its errors are told apart by the server's code: 5xx is final, all else may pass.
"""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from pebble import concurrent

from giamngheo.core.errors import ConfigurationError, MailServerUnavailable
from giamngheo.core.formats import cause
from giamngheo.core.text import shortened
from giamngheo.send.connection import Answer, Connection, MailServer

T = TypeVar("T")
_FIRST_DOTS = re.compile(rb"^\.", re.MULTILINE)  # doubled on the wire (RFC 5321, 4.5.2)
log = logging.getLogger(__name__)


_ANSWERS_AT_LOGIN = 5  # greeting, name, encryption, name again, password
# What the library beneath yagmail makes of an answer, by the names of its errors.
_OF_THE_LIBRARY = {
    "SMTPServerDisconnected": "máy chủ ngắt kết nối",
    "SMTPAuthenticationError": "máy chủ không cho đăng nhập",
    "SMTPResponseException": "máy chủ từ chối kết nối này",
    "SMTPException": "máy chủ không có cách mã hóa hoặc đăng nhập ấy",
}
# What OpenSSL finds wrong in a certificate, by its number (x509_vfy.h).
_UNTRUSTED = {
    9: "chưa đến ngày dùng, hoặc đồng hồ của máy này sai",
    10: "đã hết hạn, hoặc đồng hồ của máy này sai",
    18: "tự ký",
    19: "chứng thư gốc không ở trong danh sách tin cậy",
    20: "không rõ ai cấp",
    21: "không rõ ai cấp",
    23: "đã bị thu hồi",
    62: "mang tên máy khác",
    64: "mang địa chỉ máy khác",
}


class _Session:
    """A `Connection` over SMTP."""

    def __init__(self, client: Any, server: MailServer) -> None:
        self._client = client
        self._server = server
        self._is_lost = False

    def ready(self) -> None:
        """A server may hang up between two messages too, when it has taken as many as it takes in a row."""
        if not self._is_lost:
            with contextlib.suppress(Exception):
                if self._in_time(self._client.smtp.noop, self._server.timeout_seconds)[0] == 250:
                    return
        _hang_up(self._client)
        _log_in(self._client, self._server)
        self._is_lost = False

    def submit(self, recipient: str, message: bytes) -> Answer:
        handing_in = _HandingIn(self._client.smtp, self._server)
        try:
            self._in_time(lambda: handing_in(recipient, message), self._server.letter_seconds)
        except Exception as error:
            self._recover()
            return _answer(error, handing_in.has_all)
        return Answer("sent", "250 máy chủ thư đã nhận")

    def close(self) -> None:
        """With a word of farewell where the server still listens."""
        if not self._is_lost:
            with contextlib.suppress(Exception):
                self._in_time(self._client.smtp.quit, self._server.timeout_seconds)
        _hang_up(self._client)

    def _recover(self) -> None:
        """Keep the connection where the server still answers on it, as after a refusal."""
        try:
            code, _ = self._in_time(self._client.smtp.rset, self._server.timeout_seconds)
            self._is_lost = code != 250
        except Exception:
            self._is_lost = True

    def _in_time(self, work: Callable[[], T], seconds: float) -> T:
        """A time limit for the whole, which a server that drips a byte every few seconds keeps to as well."""
        doing = concurrent.thread(work)()
        try:
            return cast(T, doing.result(timeout=seconds))
        except TimeoutError as error:
            _hang_up(self._client)
            raise error if doing.done() else TimeoutError(f"quá {seconds:g} giây") from None


class _HandingIn:
    """The steps of one message; `has_all`: whether the server may have all of it."""

    def __init__(self, smtp: Any, server: MailServer) -> None:
        self._smtp, self._server = smtp, server
        self.has_all = False

    def __call__(self, recipient: str, message: bytes) -> None:
        smtp = self._smtp
        smtp.sock.settimeout(self._server.timeout_seconds)
        smtp.ehlo_or_helo_if_needed()
        _require(smtp.mail(self._server.sender, [f"size={len(message)}"] if smtp.has_extn("size") else []))
        _require(smtp.rcpt(recipient))
        _require(smtp.docmd("DATA"), 354)
        smtp.send(_FIRST_DOTS.sub(b"..", message).removesuffix(b"\r\n") + b"\r\n")
        smtp.sock.settimeout(self._server.answer_seconds)
        self.has_all = True
        smtp.send(b".\r\n")
        _require(smtp.getreply())


class _NotTaken(Exception):
    """An answer of the server that is no yes."""

    def __init__(self, code: int, text: bytes) -> None:
        super().__init__(code)
        self.smtp_code, self.smtp_error = code, text


def _require(answer: tuple[int, bytes], *wanted: int) -> None:
    code, text = answer
    if code not in (wanted or (250, 251)):
        raise _NotTaken(code, text)


@contextlib.contextmanager
def connected(server: MailServer) -> Iterator[Connection]:
    """Connect and log in; `MailServerUnavailable` if that fails, with the cause in one sentence."""
    client = _client(server)
    _log_in(client, server)
    session = _Session(client, server)
    try:
        yield session
    finally:
        session.close()


def _log_in(client: Any, server: MailServer) -> None:
    """In bounded time, whatever the server does with it: some answers."""
    try:
        concurrent.thread(client.login)().result(timeout=_ANSWERS_AT_LOGIN * server.timeout_seconds)
    except Exception as error:
        raise MailServerUnavailable(_why_no_connection(server, error)) from error


def _hang_up(client: Any) -> None:
    """Also under the hands of a thread that waits for the server's next byte."""
    with contextlib.suppress(Exception):
        client.smtp.sock.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(Exception):
        client.smtp.close()
    client.is_closed = True


def _client(server: MailServer) -> Any:
    import yagmail

    if server.user and not server.password:
        raise ConfigurationError(
            [
                "Máy chủ thư cần đăng nhập nhưng chưa có mật khẩu; đặt GIAMNGHEO_SMTP_PASSWORD hoặc GIAMNGHEO_SMTP_PASSWORD_FILE."
            ]
        )
    if not f"{server.user}{server.password or ''}".isascii():
        raise ConfigurationError(
            [
                "Tên hoặc mật khẩu đăng nhập máy chủ thư có chữ có dấu, không gửi đi được; "
                "đổi mật khẩu của hộp thư rồi đặt lại GIAMNGHEO_SMTP_PASSWORD."
            ]
        )
    if server.user and server.tls == "none" and server.host not in {"127.0.0.1", "localhost", "::1"}:
        raise ConfigurationError(
            ["Không gửi mật khẩu thư khi chưa mã hóa; đặt GIAMNGHEO_SMTP_TLS là starttls hoặc ssl."]
        )
    context = _trusting(server.ca_file)
    more: dict[str, Any] = {"context": context} if server.tls == "ssl" else {}
    client = yagmail.SMTP(
        server.sender,
        server.password,
        host=server.host,
        port=server.port,
        smtp_ssl=server.tls == "ssl",
        smtp_starttls={"context": context} if server.tls == "starttls" else False,
        smtp_skip_login=not server.user,
        soft_email_validation=False,
        timeout=server.timeout_seconds,
        **more,
    )
    if server.user:
        client.user = server.user  # yagmail would make an address of gmail.com out of a plain name
    return client


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as error:  # OpenSSL's, too, of a file that holds no certificate
        why = "không có chứng thư trong tệp" if isinstance(error, ssl.SSLError) else cause(error)
        raise ConfigurationError(
            [f"GIAMNGHEO_SMTP_CA_FILE: không đọc được {ca_file} ({why}); trỏ tới chứng thư gốc của cơ quan, dạng PEM."]
        ) from error


def _answer(error: Exception, has_all: bool) -> Answer:
    code = getattr(error, "smtp_code", 0)
    if code > 0 and (isinstance(error, _NotTaken) or not has_all):  # other codes are the library's own
        return _refusal(code, getattr(error, "smtp_error", b""))
    if has_all:
        return Answer("unknown", f"máy chủ thư không trả lời sau khi nhận nội dung ({cause_of(error)})")
    return Answer("deferred", f"mất kết nối với máy chủ thư ({cause_of(error)})")


def cause_of(error: Exception) -> str:
    """Of a lost connection the reason beneath it; the library itself says only, and in English, that it was closed."""
    is_lost = type(error).__name__ == "SMTPServerDisconnected"
    beneath = (is_lost and error.__context__) or error
    names = (kind.__name__ for kind in type(beneath).__mro__)
    return next((_OF_THE_LIBRARY[name] for name in names if name in _OF_THE_LIBRARY), "") or cause(beneath)


def _refusal(code: int, text: bytes | str) -> Answer:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    plain = "".join(each if each.isprintable() else " " for each in said)  # nothing that a terminal would obey
    return Answer("refused" if 500 <= code < 600 else "deferred", shortened(f"{code} {' '.join(plain.split())}", 300))


def _why_no_connection(server: MailServer, error: Exception) -> str:
    place = f"Máy chủ thư {server.host}:{server.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{place} có chứng thư không tin được ({_UNTRUSTED.get(error.verify_code, f'lỗi OpenSSL {error.verify_code}')}). "
            "Kiểm tra tên máy chủ, hoặc đặt GIAMNGHEO_SMTP_CA_FILE là chứng thư gốc của cơ quan."
        )
    if getattr(error, "smtp_code", None) == 535:
        return f"{place} từ chối tên hoặc mật khẩu đăng nhập. Kiểm tra GIAMNGHEO_SMTP_USER và mật khẩu."
    return (
        f"{place} không dùng được ({cause_of(error)}). "
        "Kiểm tra mạng, tên máy chủ, cổng và kiểu mã hóa (GIAMNGHEO_SMTP_TLS) rồi chạy lại."
    )

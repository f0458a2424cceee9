"""The way out: yagmail's connection, with verified certificates, and an answer for every message.

No other file names yagmail: another mail library is a file like this one, which `transport` opens instead.
yagmail alone talks to mail servers (its own `send` is not used: it repeats by itself and reports failures
without raising). Its errors are told apart by the server's code: 5xx is final, all else may pass.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
from collections.abc import Iterator
from typing import Any

from giamngheo.core.errors import ConfigurationError, MailServerUnavailable
from giamngheo.core.formats import cause
from giamngheo.send.connection import Answer, Connection, MailServer

log = logging.getLogger(__name__)


class _Session:
    """A `Connection` over SMTP."""

    def __init__(self, client: Any, sender: str) -> None:
        self._client = client
        self._sender = sender

    def submit(self, recipient: str, message: bytes) -> Answer:
        try:
            refused = self._client.smtp.sendmail(self._sender, [recipient], message)
        except Exception as error:
            self._recover()
            return _answer(error)
        if refused:
            return _refusal(*next(iter(refused.values())))
        return Answer("sent", "250 máy chủ thư đã nhận")

    def _recover(self) -> None:
        with contextlib.suppress(Exception):
            self._client.smtp.rset()


@contextlib.contextmanager
def connected(server: MailServer) -> Iterator[Connection]:
    """Connect and log in; `MailServerUnavailable` if that fails, with the cause in one sentence."""
    client = _client(server)
    try:
        client.login()
    except Exception as error:
        raise MailServerUnavailable(_why_no_connection(server, error)) from error
    try:
        yield _Session(client, server.sender)
    finally:
        with contextlib.suppress(Exception):
            client.close()


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
    context = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
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


def _answer(error: Exception) -> Answer:
    recipients = getattr(error, "recipients", None)
    if isinstance(recipients, dict) and recipients:
        return _refusal(*next(iter(recipients.values())))
    code = getattr(error, "smtp_code", None)
    if code is not None:
        return _refusal(code, getattr(error, "smtp_error", b""))
    return Answer("deferred", f"mất kết nối với máy chủ thư ({cause(error)})")


def _refusal(code: int, text: bytes | str) -> Answer:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return Answer("refused" if 500 <= code < 600 else "deferred", f"{code} {' '.join(said.split())}"[:300])


def _why_no_connection(server: MailServer, error: Exception) -> str:
    place = f"Máy chủ thư {server.host}:{server.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{place} có chứng thư không tin được ({error.verify_message}). "
            "Kiểm tra tên máy chủ, hoặc đặt GIAMNGHEO_SMTP_CA_FILE là chứng thư gốc của cơ quan."
        )
    if getattr(error, "smtp_code", None) == 535:
        return f"{place} từ chối tên hoặc mật khẩu đăng nhập. Kiểm tra GIAMNGHEO_SMTP_USER và mật khẩu."
    return (
        f"{place} không dùng được ({cause(error)}). "
        "Kiểm tra mạng, tên máy chủ, cổng và kiểu mã hóa (GIAMNGHEO_SMTP_TLS) rồi chạy lại."
    )

"""Which carrier messages are handed to: the office's mail server or, without one, files on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from giamngheo.core.errors import SendingIsOff
from giamngheo.metadata.settings import Settings
from giamngheo.send.connection import Connection, MailServer


@contextlib.contextmanager
def transport(settings: Settings) -> Iterator[Connection]:
    """An open connection for all messages of one go; `MailServerUnavailable` if there is none to be had."""
    from giamngheo.send.smtp import connected  # late: most that look into the outbox send nothing

    if settings.smtp.host:
        known = settings.smtp.model_dump(exclude={"password", "password_file", "sender_name", "step_seconds"})
        with connected(MailServer(**known, password=settings.smtp.login_password)) as connection:
            yield connection
        return
    from giamngheo.send.file_transport import file_transport

    with (
        file_transport(settings.mail_folder) as (host, port),
        connected(MailServer(host, port, "none", settings.smtp.sender)) as connection,
    ):
        yield connection


def require_sending(settings: Settings) -> None:
    """`SendingIsOff` where the office has stopped all mail."""
    if not settings.sending:
        raise SendingIsOff(
            "Việc gửi thư đang tắt (sending = false trong config/settings.toml hoặc GIAMNGHEO_SENDING); "
            "báo cáo đã lập và thư đang chờ. Bật lại rồi bấm Retry, hoặc chạy lại."
        )

"""A mail server on loopback that keeps each message as a file: the first try needs no server and is real all the same."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

from giamngheo.core.files import write_whole
from giamngheo.core.os_locks import free_port


class _Keeper:
    """Writes `<folder>/<date>-<id>.eml`, the envelope in X-MailFrom and X-RcptTo.

    A message that comes again to the same recipient (same Message-ID) takes the place of the first, as a mail
    server's duplicate suppression does.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        content = bytes(envelope.content)
        identity = message_from_bytes(content).get("Message-ID", hashlib.sha256(content).hexdigest())
        recipients = ", ".join(envelope.rcpt_tos)
        name = hashlib.sha256(f"{identity}\n{recipients}".encode()).hexdigest()[:20]
        head = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {recipients}\r\n".encode()
        write_whole(self.folder / f"{name}.eml", head + content)
        return "250 Message accepted for delivery"


@contextlib.contextmanager
def file_transport(folder: Path) -> Iterator[tuple[str, int]]:
    """Run the server for the length of the block; gives its host and port."""
    from aiosmtpd.controller import Controller

    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(_Keeper(folder), hostname="127.0.0.1", port=free_port(), data_size_limit=100 * 2**20)
    controller.start()
    try:
        yield "127.0.0.1", controller.port
    finally:
        controller.stop()

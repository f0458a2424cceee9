"""A real mail server on loopback that can be told to misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from giamngheo.core.os_locks import free_port
from giamngheo.metadata.settings import load_settings


@dataclass
class Received:
    """What the server took, and how it answers. `refuse`: recipient → answer to RCPT; `after_data`: answer to DATA;
    `slow`: recipient → seconds before that answer; `most_in_a_row`: letters of one connection, before it hangs up."""

    letters: list[tuple[str, bytes]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK"
    hang_up_after_data: bool = False
    hang_up_at: set[str] = field(default_factory=set)
    slow: dict[str, float] = field(default_factory=dict)
    most_in_a_row: int = 1_000_000
    connections: int = 0

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, host: str, responses: list[str]
    ) -> list[str]:
        session.host_name, session.taken = host, 0
        self.connections += 1
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        if session.taken >= self.most_in_a_row:
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        session.taken += 1
        if self.after_data.startswith("250"):
            self.letters += [(recipient, bytes(envelope.content)) for recipient in envelope.rcpt_tos]
        await asyncio.sleep(max(self.slow.get(recipient, 0) for recipient in envelope.rcpt_tos))
        if self.hang_up_after_data or self.hang_up_at & set(envelope.rcpt_tos):
            server.transport.close()
        return self.after_data


@contextlib.contextmanager
def mail_server(received: Received, **options: Any) -> Iterator[int]:
    """Runs for the length of the block; gives its port."""
    port = free_port()
    controller = Controller(received, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextlib.contextmanager
def mailing_to(received: Received, patch: pytest.MonkeyPatch, **more: object) -> Iterator[int]:
    """The same, and the settings name it; `more`: their other values for mail, `timeout_seconds=5`."""
    with mail_server(received) as port:
        for name, value in {"host": "127.0.0.1", "port": port, "tls": "none", **more}.items():
            patch.setenv(f"GIAMNGHEO_SMTP_{name.upper()}", str(value))
        load_settings.cache_clear()
        yield port


@contextlib.contextmanager
def dripping_server(drips_from: str) -> Iterator[int]:
    """A server that at a command (`EHLO`, `DATA`, or `.`, the end of a letter) answers one byte every fifth of a second."""
    replies = {"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}
    over = threading.Event()

    def talk(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"220 here\r\n")
            is_letter = False
            for line in connection.makefile("rb"):
                word = line.decode("latin-1").strip()
                if is_letter and word != ".":
                    continue
                command = word.split(" ")[0].upper()
                while command == drips_from and not over.wait(0.2):
                    connection.sendall(b"2")
                is_letter = command == "DATA"
                connection.sendall(replies.get(command, b"250 OK\r\n"))

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while not over.is_set():
                    threading.Thread(target=talk, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context with a certificate that it signed itself, and that certificate's file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context, file

"""What the outbox needs of whatever carries mail: a connection that takes one message and says what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in. `tls`: starttls, ssl or none; `ca_file`: an office's own certificate.

    `timeout_seconds`: for each of the server's answers; `answer_seconds`: for the one to a whole message, which it may first
    pass on or search (RFC 5321, 4.5.3.2.6: minutes); `letter_seconds`: for all about one message, however it drips.
    """

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str | None = field(default=None, repr=False)
    timeout_seconds: int = 30
    answer_seconds: int = 300
    letter_seconds: int = 900
    ca_file: Path | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one message: `sent`, `refused` for good, `deferred`, or `unknown`; and the server's words.

    `unknown`: the server had the whole message and no answer came; the recipient may have it.
    """

    state: str
    text: str

    @property
    def is_taken(self) -> bool:
        return self.state == "sent"

    @property
    def may_be_out(self) -> bool:
        return self.state in ("sent", "unknown")

    @property
    def is_final(self) -> bool:
        """Whether another try at once can only do harm."""
        return self.state != "deferred"


class Connection(Protocol):
    """Open for all messages of one go."""

    def ready(self) -> None:
        """Open again where the last message cost the connection; `MailServerUnavailable` if that fails."""
        ...

    def submit(self, recipient: str, message: bytes) -> Answer:
        """Give one message to the server, once. Raises nothing for what the server answers."""
        ...
